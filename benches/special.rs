//! Nanoseconds per value of the special functions and of the loss.
//!
//!     cargo bench --bench special
//!
//! Arguments are spread evenly over [−20, 20] (probabilities over (0, 1)) in shuffled order, so no branch is predicted by
//! habit; 4,096 of them stay in the first-level cache. Divide the time shown by 4,096, or invert the throughput.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use logodds::core::response::logistic::LossAt;
use logodds::score::{log_sigmoid, log1pexp, logit, sigmoid};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::hint::black_box;
use std::time::Duration;

const VALUES: usize = 4096;

fn shuffled(from: f64, to: f64) -> Vec<f64> {
    let step = (to - from) / VALUES as f64;
    let mut values: Vec<f64> = (0..VALUES).map(|k| from + (k as f64 + 0.5) * step).collect();
    values.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(1));
    values
}

fn special(criterion: &mut Criterion) {
    let (margins, probabilities) = (shuffled(-20.0, 20.0), shuffled(0.0, 1.0));
    let mut out = vec![0.0; VALUES];
    let mut group = criterion.benchmark_group("special");
    group.throughput(Throughput::Elements(VALUES as u64));
    group.sample_size(30).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    let functions: [Row<'_>; 5] = [
        ("exp of the standard library", f64::exp, &margins), // the yardstick: each of the others needs one
        ("sigmoid", sigmoid, &margins),
        ("log1pexp", log1pexp, &margins),
        ("log_sigmoid", log_sigmoid, &margins),
        ("logit", logit, &probabilities),
    ];
    for (name, function, arguments) in functions {
        group.bench_function(BenchmarkId::from_parameter(name), |bencher| {
            bencher.iter(|| {
                for (out, x) in out.iter_mut().zip(black_box(arguments)) {
                    *out = function(*x);
                }
                black_box(&out);
            });
        });
    }
    // Loss, residual and curvature of one row; a pass computes them eight rows at a time, see the bench `pass`.
    let labels: Vec<u8> = (0..VALUES).map(|k| u8::from(k * 7919 % 10 < 4)).collect();
    let mut residuals = vec![0.0; VALUES];
    group.bench_function("LossAt::margin", |bencher| {
        bencher.iter(|| {
            let mut total = 0.0;
            for (k, (eta, y)) in black_box(&margins).iter().zip(&labels).enumerate() {
                let at = LossAt::margin(*y, *eta);
                total += at.loss;
                residuals[k] = at.residual;
                out[k] = at.curvature;
            }
            black_box((total, &residuals, &out));
        });
    });
    group.finish();
}

criterion_group!(benches, special);
criterion_main!(benches);

/// Name, function, arguments.
type Row<'a> = (&'a str, fn(f64) -> f64, &'a [f64]);
