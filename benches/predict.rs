//! Scoring: one row, and a million.
//!
//!     cargo bench --bench predict

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use logodds::{Dense, Executor, Features, Model};
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
        let row = numbers(columns);
        group.throughput(Throughput::Elements(1));
        group.bench_function(BenchmarkId::new("one row", columns), |bencher| {
            bencher.iter(|| model.probability(black_box(&row)));
        });
        let rows = 1_000_000;
        let Ok(x) = Dense::from_rows(numbers(rows * columns), rows, columns) else { return };
        let features = Features::from(x);
        group.throughput(Throughput::Elements(rows as u64));
        for threads in [1, 2] {
            let Ok(executor) = Executor::new(threads) else { return };
            group.bench_function(BenchmarkId::new(format!("a million rows, {threads} threads"), columns), |bencher| {
                bencher.iter(|| model.margins(black_box(&features), &executor));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, predict);
criterion_main!(benches);
