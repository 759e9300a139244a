//! What standard errors cost: one row scored with its interval; a fit of 500,000 rows without and with its whole table.
//!
//!     cargo bench --bench inference

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use logodds::data::{Dense, InMemory};
use logodds::fit::{LogisticRegression, Model};
use logodds::inference::{Estimator, InferenceRequest};
use logodds::score::ScoringModel;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::hint::black_box;
use std::time::Duration;

fn score(criterion: &mut Criterion) {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(4);
    let mut numbers = |n: usize| -> Vec<f64> { (0..n).map(|_| random.random_range(-1.0..1.0)).collect() };
    let mut group = criterion.benchmark_group("score");
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    for columns in [10, 30, 100] {
        let row = numbers(columns);
        let root = (0..=columns).flat_map(|i| (0..=i).map(move |j| if i == j { 0.01 } else { 1e-5 })).collect();
        let Ok(model) = Model::new(0.1, numbers(columns), numbers(columns)) else { return };
        let Ok(scoring) = ScoringModel::new(model, root, 1.96) else { return };
        let Ok(scoring) = scoring.with_training(vec![(-1.0, 1.0); columns], 1.0) else { return };
        group.bench_function(BenchmarkId::new("one row with its interval", columns), |bencher| {
            bencher.iter(|| scoring.score(black_box(&row)));
        });
    }
    group.finish();
}

fn fit(criterion: &mut Criterion) {
    let (rows, columns) = (500_000, 30);
    let mut random = Xoshiro256PlusPlus::seed_from_u64(5);
    let mut numbers = |n: usize| -> Vec<f64> { (0..n).map(|_| random.random_range(-1.0..1.0)).collect() };
    let (x, w) = (numbers(rows * columns), numbers(columns));
    let y: Vec<u8> = x
        .chunks(columns)
        .zip(numbers(rows))
        .map(|(row, u)| {
            let eta: f64 = row.iter().zip(&w).map(|(x, w)| x * w).sum();
            u8::from(0.5 * (u + 1.0) < logodds::score::sigmoid(eta - 0.5))
        })
        .collect();
    let Ok(data) = Dense::from_rows(x, rows, columns).and_then(|x| InMemory::new(x, y)) else { return };
    let mut group = criterion.benchmark_group("500,000 x 30");
    group.sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(4));
    let table = InferenceRequest::new(Estimator::Model);
    let all = InferenceRequest { effects: true, diagnostics: true, ..table.clone() };
    let asked = [
        ("the fit alone", None),
        ("with standard errors", Some(table)),
        ("with HC1", Some(InferenceRequest::new(Estimator::Hc1))),
        ("with effects and diagnostics", Some(all)),
    ];
    for (name, inference) in asked {
        let specification = LogisticRegression { inference, ..Default::default() };
        group.bench_function(name, |bencher| bencher.iter(|| specification.fit(black_box(&data))));
    }
    group.finish();
}

criterion_group!(benches, score, fit);
criterion_main!(benches);
