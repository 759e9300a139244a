//! Seconds from a specification to a fit certified within 1e-6 of the optimum, relative, for every solver.
//!
//!     cargo bench --bench fits
//!
//! The clock covers all of `fit`: looking at the columns, starting threads, solving, certifying. Data are in memory. A solver
//! that does not certify 1e-6 within its own limit of steps is left out and said to be: its time would be that limit's.

#![allow(clippy::print_stderr)]

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use logodds::data::{Dense, InMemory};
use logodds::fit::{LogisticRegression, Method};
use logodds::io::{FitColumns, Input, ReadOptions, Source};
use logodds::study::Training;
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use std::time::Duration;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn table(file: &str, target: &str, positive: &str, categorical: &[&str]) -> Outcome<Training<'static>> {
    let path = format!("{}/examples/data/{file}", env!("CARGO_MANIFEST_DIR"));
    let columns = FitColumns {
        target: target.into(),
        positive: Some(positive.into()),
        categorical: categorical.iter().map(|name| (*name).to_owned()).collect(),
        ..Default::default()
    };
    let mut options = ReadOptions::default();
    columns.apply(&mut options);
    let table = Input::open(vec![Source::Path(path.into())], &options)?.parse(&options)?;
    Ok(Training::new(columns.encode(&table)?)?)
}

/// Correlated columns (0.5 between neighbours) and labels from a logistic model.
fn synthetic(rows: usize, columns: usize) -> Outcome<InMemory<'static>> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(3);
    let w: Vec<f64> = (0..columns).map(|_| random.random_range(-0.5..0.5)).collect();
    let (mut x, mut y) = (Vec::with_capacity(rows * columns), Vec::with_capacity(rows));
    for _ in 0..rows {
        let (mut previous, mut margin) = (0.0, -0.5);
        for w in &w {
            previous = 0.5 * previous + random.random_range(-1.5..1.5);
            margin += w * previous;
            x.push(previous);
        }
        y.push(u8::from(random.random::<f64>() < logodds::score::sigmoid(margin)));
    }
    Ok(InMemory::new(Dense::from_rows(x, rows, columns)?, y)?)
}

fn fits(criterion: &mut Criterion) {
    let data = || -> Outcome<_> {
        let birthwt = table("birthwt.csv", "low", "1", &["race"])?.data().clone();
        let credit = table("german_credit.csv", "creditability", "bad", &[])?.data().clone();
        Ok([("birthwt", birthwt), ("german_credit", credit), ("synthetic 100000x50", synthetic(100_000, 50)?)])
    };
    for (name, data) in data().expect("the data are there and valid") {
        let mut group = criterion.benchmark_group(format!("fit to 1e-6/{name}"));
        group.sample_size(10).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_secs(2));
        for method in Method::ALL {
            let specification = LogisticRegression { method: Some(method), tolerance: 1e-6, ..Default::default() };
            let fit = specification.fit(&data).expect("the data can be fitted");
            let (status, passes) = (fit.solution.status.name(), fit.solution.passes);
            let bound = fit.solution.certificate.bound / fit.solution.value();
            eprintln!("{name}, {method}: {status}, {passes:.1} passes, relative bound {bound:.1e}");
            if fit.is_certified() {
                group.bench_function(BenchmarkId::from_parameter(method), |bencher| {
                    bencher.iter(|| specification.fit(&data));
                });
            }
        }
        group.finish();
    }
}

criterion_group!(benches, fits);
criterion_main!(benches);
