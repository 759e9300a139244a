//! Scoring: one row, and a million, stored as f64 and as f32; into new memory, and into memory that is kept.
//!
//!     cargo bench --bench predict

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use logodds::data::{Dense, Executor, Features};
use logodds::fit::Model;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::hint::black_box;
use std::time::Duration;

fn predict(criterion: &mut Criterion) {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(4);
    let mut numbers = |n: usize| -> Vec<f64> { (0..n).map(|_| random.random_range(-1.0..1.0)).collect() };
    let mut group = criterion.benchmark_group("predict");
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    for columns in [20, 30] {
        let Ok(model) = Model::new(0.1, numbers(columns), numbers(columns)) else { return };
        // Independent rows overlap in the processor; the second figure is the time from a row to its answer.
        let row = numbers(columns);
        group.throughput(Throughput::Elements(1));
        group.bench_function(BenchmarkId::new("one row", columns), |bencher| {
            bencher.iter(|| model.probability(black_box(&row)));
        });
        let mut waiting = row.clone();
        group.bench_function(BenchmarkId::new("one row, after the one before", columns), |bencher| {
            bencher.iter(|| waiting[0] = model.probability(black_box(&waiting)).unwrap_or(0.0));
        });
        let rows = 1_000_000;
        let x = numbers(rows * columns);
        let narrow: Vec<f32> = x.iter().map(|x| *x as f32).collect();
        let wide = Dense::from_rows(x, rows, columns).map(Features::from);
        let narrow = Dense::from_rows(narrow, rows, columns).map(Features::from);
        let (Ok(wide), Ok(narrow)) = (wide, narrow) else { return };
        let mut kept = vec![0.0; rows];
        group.throughput(Throughput::Elements(rows as u64));
        for threads in [1, 2] {
            let Ok(executor) = Executor::new(threads) else { return };
            for (stored, features) in [("f64", &wide), ("f32", &narrow)] {
                let name = format!("a million rows, {stored}, {threads} threads");
                group.bench_function(BenchmarkId::new(&name, columns), |bencher| {
                    bencher.iter(|| model.probabilities(black_box(features), &executor));
                });
                group.bench_function(BenchmarkId::new(format!("{name}, kept memory"), columns), |bencher| {
                    bencher.iter(|| model.probabilities_into(black_box(features), &executor, &mut kept));
                });
            }
        }
    }
    group.finish();
}

criterion_group!(benches, predict);
criterion_main!(benches);
