//! The automatic choice against the best of the solvers it chooses from, and its forecast against what the fit took, over many shapes of data and
//! three tolerances.
//!
//! Seconds are processor time of one thread (Linux; wall time elsewhere), so that a busy machine does not blur them; the least
//! of three fits. `cargo bench --bench auto` prints a line per task, the ratios of `auto` to the best, and by what factor its forecast was off in
//! passes and in seconds; words after `--` pick the shapes that contain one of them.
#![allow(clippy::print_stdout)]

use logodds::data::{Categorical, Csr, Dense, Features, InMemory, Part};
use logodds::fit::{Fit, LogisticRegression, Method, Penalty, Plan};
use logodds::optim::forecast;
use std::time::Instant;

/// A small generator (G. Marsaglia, *Xorshift RNGs*, J. Stat. Software 8(14), 2003), so that the data need no crate.
struct Xorshift(u64);

impl Xorshift {
    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Nearly normal: the sum of four.
    fn normal(&mut self) -> f64 {
        ((0..4).map(|_| self.uniform()).sum::<f64>() - 2.0) * 3f64.sqrt()
    }
}

struct Task {
    name: &'static str,
    data: InMemory<'static>,
    penalty: Penalty,
}

impl Task {
    /// The same with weights between 0.2 and 5 and offsets between −1 and 1.
    fn weighted(self) -> Self {
        let mut random = Xorshift(5);
        let rows = self.data.features().nrows();
        let mut draw =
            |low: f64, high: f64| (0..rows).map(|_| low + (high - low) * random.uniform()).collect::<Vec<_>>();
        let (weights, offset) = (draw(0.2, 5.0), draw(-1.0, 1.0));
        let data = self.data.with_weights(weights).unwrap().with_offset(offset).unwrap();
        Self { data, ..self }
    }
}

/// Columns each correlated `rho` with the one before, labels from a logistic model on all of them.
fn dense(name: &'static str, (n, p): (usize, usize), rho: f64, lambda: f64) -> Task {
    let mut random = Xorshift(42);
    let w: Vec<f64> = (0..p).map(|_| 2.0 * random.normal() / (p as f64).sqrt()).collect();
    let mut x = Vec::with_capacity(n * p);
    let mut labels = Vec::with_capacity(n);
    for _ in 0..n {
        let (mut eta, mut last) = (-0.5, random.normal());
        for w in &w {
            last = rho * last + (1.0 - rho * rho).sqrt() * random.normal();
            x.push(last);
            eta += w * last;
        }
        labels.push(u8::from(random.uniform() < logodds::score::sigmoid(eta)));
    }
    Task { name, data: InMemory::new(Dense::from_rows(x, n, p).unwrap(), labels).unwrap(), penalty: penalty(lambda) }
}

/// Columns without correlation, `classes` labels from a multinomial model on all of them.
fn labels(name: &'static str, (n, p): (usize, usize), classes: usize, lambda: f64) -> Task {
    let mut random = Xorshift(3);
    let w: Vec<f64> = (0..p * classes).map(|_| 2.0 * random.normal() / (p as f64).sqrt()).collect();
    let (mut x, mut labels) = (Vec::with_capacity(n * p), Vec::with_capacity(n));
    for _ in 0..n {
        let row: Vec<f64> = (0..p).map(|_| random.normal()).collect();
        // The largest of margins with Gumbel noise is a draw from their softmax.
        let margin = |w: &[f64], noise: f64| w.iter().zip(&row).map(|(w, x)| w * x).sum::<f64>() - (-noise.ln()).ln();
        let margins: Vec<f64> = w.chunks_exact(p).map(|w| margin(w, random.uniform().max(1e-300))).collect();
        labels.push((0..classes).max_by(|&a, &b| margins[a].total_cmp(&margins[b])).unwrap() as u8);
        x.extend(row);
    }
    let x = Dense::from_rows(x, n, p).unwrap();
    Task { name, data: InMemory::of_classes(x, labels, classes).unwrap(), penalty: penalty(lambda) }
}

/// Words by Zipf's law, rows of length 1.
fn sparse(name: &'static str, (n, p, nnz): (usize, usize, usize), lambda: f64) -> Task {
    let mut random = Xorshift(7);
    let w: Vec<f64> = (0..p).map(|_| 6.0 * random.normal()).collect();
    let (mut indptr, mut columns, mut values, mut labels) = (vec![0], Vec::new(), Vec::new(), Vec::new());
    for _ in 0..n {
        let mut row: Vec<u32> = (0..nnz).map(|_| ((p as f64).powf(random.uniform()) - 1.0) as u32).collect();
        row.sort_unstable();
        row.dedup();
        let size = 1.0 / (row.len() as f64).sqrt();
        let eta: f64 = row.iter().map(|&j| size * w[j as usize]).sum();
        values.extend(row.iter().map(|_| size));
        columns.extend(row);
        indptr.push(columns.len());
        labels.push(u8::from(random.uniform() < logodds::score::sigmoid(eta)));
    }
    let x = Csr::new(indptr, columns, values, p).unwrap();
    Task { name, data: InMemory::new(x, labels).unwrap(), penalty: penalty(lambda) }
}

/// Some dense columns beside a categorical of many levels.
fn levels(name: &'static str, (n, p, levels): (usize, usize, usize), lambda: f64) -> Task {
    let mut random = Xorshift(9);
    let effects: Vec<f64> = (0..levels).map(|_| random.normal()).collect();
    let codes: Vec<u32> = (0..n).map(|_| (random.uniform() * levels as f64) as u32).collect();
    let x: Vec<f64> = (0..n * p).map(|_| random.normal()).collect();
    let eta = |i: usize| effects[codes[i] as usize] + x[i * p] - 0.5;
    let labels: Vec<u8> = (0..n).map(|i| u8::from(random.uniform() < logodds::score::sigmoid(eta(i)))).collect();
    let parts = vec![
        Part::F64(Dense::from_rows(x, n, p).unwrap()),
        Part::Categorical(Categorical::new(codes, levels).unwrap()),
    ];
    Task { name, data: InMemory::new(Features::new(parts).unwrap(), labels).unwrap(), penalty: penalty(lambda) }
}

fn penalty(lambda: f64) -> Penalty {
    if lambda > 0.0 { Penalty::l2(lambda) } else { Penalty::None }
}

type Make = fn(&'static str) -> Task;

const TASKS: [(&str, Make); 26] = [
    ("tiny 150 x 4", |name| dense(name, (150, 4), 0.3, 0.0)),
    ("small 2,000 x 50", |name| dense(name, (2_000, 50), 0.5, 0.0)),
    ("tall 200,000 x 10", |name| dense(name, (200_000, 10), 0.3, 0.0)),
    ("tall 40,000 x 100", |name| dense(name, (40_000, 100), 0.5, 1e-4)),
    ("tall ill 20,000 x 200", |name| dense(name, (20_000, 200), 0.99, 0.0)),
    ("square 3,000 x 600 l2", |name| dense(name, (3_000, 600), 0.5, 1e-3)),
    ("square 2,000 x 1,500 l2", |name| dense(name, (2_000, 1_500), 0.5, 1e-2)),
    ("wide 300 x 1,000 l2", |name| dense(name, (300, 1_000), 0.5, 1e-2)),
    ("wide 400 x 4,000 l2", |name| dense(name, (400, 4_000), 0.9, 1e-2)),
    ("sparse 40,000 x 30,000 l2", |name| sparse(name, (40_000, 30_000, 40), 1e-5)),
    ("sparse 30,000 x 2,000 l2", |name| sparse(name, (30_000, 2_000, 20), 1e-4)),
    ("sparse 40,000 x 300", |name| sparse(name, (40_000, 300, 12), 0.0)),
    ("levels 60,000 x 5 + 1,000", |name| levels(name, (60_000, 5, 1_000), 0.0)),
    ("levels 30,000 x 20 + 3,000 l2", |name| levels(name, (30_000, 20, 3_000), 1e-4)),
    ("levels 100,000 x 2 + 30,000 l2", |name| levels(name, (100_000, 2, 30_000), 1e-5)),
    ("tall 20,000 x 600", |name| dense(name, (20_000, 600), 0.0, 0.0)),
    ("tall 20,000 x 600 weighted", |name| dense(name, (20_000, 600), 0.5, 1e-4).weighted()),
    ("square 1,500 x 1,000 l2 ill", |name| dense(name, (1_500, 1_000), 0.95, 1e-5)),
    ("wide 300 x 6,000 l2 weak", |name| dense(name, (300, 6_000), 0.0, 1e-5)),
    ("wide 100 x 20,000 l2 weighted", |name| dense(name, (100, 20_000), 0.0, 1e-2).weighted()),
    ("wide sparse 500 x 30,000 l2", |name| sparse(name, (500, 30_000, 100), 1e-4)),
    ("5 labels 20,000 x 20", |name| labels(name, (20_000, 20), 5, 0.0)),
    ("10 labels 10,000 x 100 l2", |name| labels(name, (10_000, 100), 10, 1e-4)),
    ("30 labels 3,000 x 300 l2", |name| labels(name, (3_000, 300), 30, 1e-3)),
    ("10 labels wide 200 x 3,000 l2", |name| labels(name, (200, 3_000), 10, 1e-2)),
    ("60 labels 4,000 x 100 l2 weak", |name| labels(name, (4_000, 100), 60, 1e-5)),
];

const CANDIDATES: [Method; 3] = [Method::Newton, Method::Lbfgs, Method::NewtonCg];

/// Seconds of this thread on a processor.
fn processor_seconds(begin: Instant) -> f64 {
    let nanoseconds = || std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok();
    nanoseconds().map_or_else(|| begin.elapsed().as_secs_f64(), |ns: f64| 1e-9 * ns)
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let picked = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    let (mut ratios, mut passes, mut seconds) = (Vec::new(), Vec::new(), Vec::new());
    for (name, make) in TASKS.into_iter().filter(|(name, _)| picked(name)) {
        let task = make(name);
        for tolerance in [1e-3, 1e-6, 1e-10] {
            let Some(Raced { to_best, of_passes, of_seconds }) = race(&task, tolerance) else { continue };
            ratios.push(to_best);
            passes.push(of_passes.max(1.0 / of_passes));
            seconds.push(of_seconds.max(1.0 / of_seconds));
        }
    }
    for (what, of) in [
        ("auto to the best", &mut ratios),
        ("passes foreseen, off by", &mut passes),
        ("seconds foreseen, off by", &mut seconds),
    ] {
        of.sort_by(f64::total_cmp);
        if let Some(worst) = of.last() {
            println!("{what}: median {:.2}, worst {worst:.2}, of {} tasks", of[of.len() / 2], of.len());
        }
    }
}

/// What a race says of the choice.
struct Raced {
    /// Seconds of auto's solver, relative to the best.
    to_best: f64,
    /// What was foreseen of it, relative to what it took.
    of_passes: f64,
    of_seconds: f64,
}

/// Seconds of a fit after its plan is made, in the mean of as many as fill 30 ms: processor time is told in ticks.
fn timed(specification: &LogisticRegression, data: &InMemory<'_>) -> Option<(f64, Fit)> {
    let (mut total, mut times) = (0.0, 0.0);
    loop {
        let plan = Plan::new(specification, data).ok()?;
        let begin = Instant::now();
        let before = processor_seconds(begin);
        let fit = plan.run(&mut logodds::fit::Silent).ok()?;
        total += processor_seconds(begin) - before;
        times += 1.0;
        if total > 0.03 {
            return Some((total / times, fit));
        }
    }
}

/// How auto's solver did; infinitely bad if it did not certify where another did.
fn race(task: &Task, tolerance: f64) -> Option<Raced> {
    let specification = LogisticRegression { penalty: task.penalty, tolerance, threads: 1, ..Default::default() };
    let plan = Plan::new(&specification, &task.data).unwrap();
    let chosen = plan.choice().method;
    let mut best = f64::INFINITY;
    let mut auto = Raced { to_best: f64::INFINITY, of_passes: f64::INFINITY, of_seconds: f64::INFINITY };
    println!("{} to {tolerance:e}: {}", task.name, plan.choice().reason);
    for method in CANDIDATES {
        let forecast = forecast(method, plan.risk().objective(), tolerance);
        let specification = LogisticRegression { method: Some(method), ..specification.clone() };
        let mut fits = Vec::new();
        for _ in 0..3 {
            fits.extend(timed(&specification, &task.data));
            if fits.first().is_none_or(|(seconds, _)| *seconds > 2.0) {
                break;
            }
        }
        let Some((seconds, fit)) = fits.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
        let (passes, foreseen) =
            forecast.map_or((f64::NAN, f64::NAN), |forecast| (forecast.passes, forecast.seconds(1)));
        println!(
            "  {:10} {:10} passes {:6.1} ({passes:6.1})   ms {:8.2} ({:8.2}){}",
            method.name(),
            fit.solution.status.name(),
            fit.solution.passes,
            1e3 * seconds,
            1e3 * foreseen,
            if method == chosen { "  auto" } else { "" }
        );
        if fit.is_certified() {
            best = best.min(seconds);
            if method == chosen {
                auto =
                    Raced { to_best: seconds, of_passes: passes / fit.solution.passes, of_seconds: foreseen / seconds };
            }
        }
    }
    best.is_finite().then_some(Raced { to_best: auto.to_best / best, ..auto })
}
