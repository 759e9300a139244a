//! Throughput of one pass over the rows: value and gradient, and with the Hessian.
//!
//!     cargo bench --bench pass
//!
//! Bytes are those of the stored matrix (4 per code of a categorical column), so the figure compares with the speed of
//! memory. About 64 MB each, more than a cache of one's own holds: 20, 50 and 200 dense columns as f64 and as f32, and four
//! categorical columns that stand for the same number of indicator columns; the same numbers by columns; and, for several classes, f32
//! images. A plain sum over the same memory is timed beside them: the roof.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use logodds::core::{Logistic, Objective, Order, Risk, Softmax, Structure};
use logodds::data::{Categorical, Dense, DenseColumns, Executor, Features, InMemory, Part};
use logodds::fit::Penalty;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::hint::black_box;
use std::time::Duration;

const NUMBERS: usize = 8_000_000;
const COLUMNS: [usize; 3] = [20, 50, 200];
const CATEGORICALS: usize = 4;

struct Case {
    name: String,
    bytes: u64,
    data: InMemory<'static>,
}

fn cases() -> Result<Vec<Case>, logodds::data::DataError> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(2);
    let mut cases = Vec::new();
    for columns in COLUMNS {
        let rows = NUMBERS / columns;
        let labels: Vec<u8> = (0..rows).map(|_| u8::from(random.random::<f64>() < 0.4)).collect();
        let values: Vec<f64> = (0..rows * columns).map(|_| random.random_range(-1.0..1.0)).collect();
        let narrow: Vec<f32> = values.iter().map(|x| *x as f32).collect();
        let levels = columns / CATEGORICALS + 1;
        let coded = (0..CATEGORICALS).map(|_| {
            let codes: Vec<u32> = (0..rows).map(|_| random.random_range(0..levels as u32)).collect();
            Categorical::new(codes, levels).map(Part::Categorical)
        });
        let coded = Features::new(coded.collect::<Result<_, _>>()?)?;
        let size = (rows * columns) as u64;
        let mut add = |kind: &str, bytes: u64, features: Features<'static>| -> Result<(), logodds::data::DataError> {
            let data = InMemory::new(features, labels.clone())?;
            cases.push(Case { name: format!("{kind}/p={columns}"), bytes, data });
            Ok(())
        };
        add("f64 by columns", 8 * size, Features::new(vec![Part::ColumnsF64(by_columns(&values, rows, columns)?)])?)?;
        add("f64", 8 * size, Dense::from_rows(values, rows, columns)?.into())?;
        add("f32", 4 * size, Dense::from_rows(narrow, rows, columns)?.into())?;
        add("categorical", (4 * rows * CATEGORICALS) as u64, coded)?;
    }
    Ok(cases)
}

/// The same matrix by columns.
fn by_columns(values: &[f64], rows: usize, columns: usize) -> Result<DenseColumns<'static>, logodds::data::DataError> {
    let turned: Vec<f64> = (0..columns).flat_map(|j| values.iter().skip(j).step_by(columns)).copied().collect();
    DenseColumns::from_columns(turned, rows, columns)
}

/// A plain sum over 64 MB on each thread's share: what memory can do.
fn roof(criterion: &mut Criterion) {
    let numbers = vec![1.0f64; NUMBERS];
    let mut group = criterion.benchmark_group("plain sum");
    group.sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
    group.throughput(Throughput::Bytes(8 * NUMBERS as u64));
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    let mut threads = vec![1, all];
    threads.dedup();
    for threads in threads {
        group.bench_function(BenchmarkId::new("f64", format!("threads={threads}")), |bencher| {
            bencher.iter(|| {
                std::thread::scope(|scope| {
                    let parts = numbers.chunks(NUMBERS.div_ceil(threads));
                    let sums: Vec<_> = parts.map(|part| scope.spawn(|| sum(black_box(part)))).collect();
                    sums.into_iter().filter_map(|sum| sum.join().ok()).sum::<f64>()
                })
            });
        });
    }
    group.finish();
}

/// In 32 lanes, so that additions do not wait for one another.
fn sum(numbers: &[f64]) -> f64 {
    let mut lanes = [0.0; 32];
    for chunk in numbers.as_chunks::<32>().0 {
        lanes.iter_mut().zip(chunk).for_each(|(lane, x)| *lane += x);
    }
    lanes.iter().sum()
}

/// Several outputs: ten classes on f32 rows.
fn classes(criterion: &mut Criterion) {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(3);
    let (rows, columns, classes) = (10_000, 784, 10);
    let values: Vec<f32> = (0..rows * columns).map(|_| random.random_range(0.0..1.0)).collect();
    let labels: Vec<u8> = (0..rows).map(|_| random.random_range(0..classes as u8)).collect();
    let x = Dense::from_rows(values, rows, columns).expect("the shape fits");
    let data = InMemory::of_classes(x, labels, classes).expect("the labels fit");
    let mut group = criterion.benchmark_group("classes");
    group.sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
    // Multiplications and additions of the two products with m = 9 vectors.
    group.throughput(Throughput::Elements((4 * rows * columns * (classes - 1)) as u64));
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    let mut threads = vec![1, all];
    threads.dedup();
    for threads in threads {
        let executor = Executor::new(threads).expect("a pool of threads starts");
        let risk = Risk::new(Softmax::of(&data), &data, Penalty::l2(1e-4), executor).expect("the data are valid");
        let u = vec![0.01; risk.dim()];
        group.bench_function(BenchmarkId::new("gradient/f32/K=10", format!("threads={threads}")), |bencher| {
            bencher.iter(|| risk.evaluate(black_box(&u), Order::Gradient));
        });
        group.bench_function(
            BenchmarkId::new("in single precision/f32/K=10", format!("threads={threads}")),
            |bencher| {
                bencher.iter(|| risk.approximate(black_box(&u)));
            },
        );
    }
    group.finish();
}

fn pass(criterion: &mut Criterion) {
    let cases = cases().expect("the data are made to be valid");
    let all = std::thread::available_parallelism().map_or(1, usize::from);
    let mut threads = vec![1, all];
    threads.dedup();
    for (order, name) in [(Order::Gradient, "gradient"), (Order::Hessian, "hessian")] {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(1));
        for case in &cases {
            group.throughput(Throughput::Bytes(case.bytes));
            for &threads in &threads {
                let executor = Executor::new(threads).expect("a pool of threads starts");
                let risk = Risk::new(Logistic, &case.data, Penalty::None, executor).expect("the data are valid");
                let u = vec![0.1; risk.dim()];
                group.bench_function(BenchmarkId::new(&case.name, format!("threads={threads}")), |bencher| {
                    bencher.iter(|| risk.evaluate(black_box(&u), order));
                });
            }
        }
        group.finish();
    }
}

criterion_group!(benches, roof, pass, classes);
criterion_main!(benches);
