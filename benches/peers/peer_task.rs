//! One measurement of ours for `benches/peers/run.py`; the protocol is told at the top of that file.
//!
//! ```text
//! peer_task fit  X.f64 y.u8 ROWS COLS --lambda L --tolerance T --repeats R [--solver NAME] [--errors 1]
//! peer_task sparse INDPTR.u64 COLUMNS.u32 VALUES.f64 y.u8 ROWS COLS --lambda L --tolerance T --repeats R [--solver NAME]
//! peer_task classes X.f32 y.u8 ROWS COLS --lambda L --tolerance T --repeats R [--solver NAME]
//! peer_task pass X.f64 y.u8 ROWS COLS --lambda L --repeats R
//! peer_task predict ROWS COLS --repeats R
//! peer_task csv  FILE --repeats R
//! ```
//!
//! One JSON line on standard output. Data are in memory before a clock starts; a fit's clock covers everything `fit` does,
//! starting its threads included.
#![allow(clippy::print_stdout)]

use logodds::core::{Logistic, Objective, Order, Risk, RowBlocks};
use logodds::data::{Csr, Dense, Executor, Features, InMemory};
use logodds::fit::{LogisticRegression, Method, Model, Penalty};
use logodds::inference::{Estimator, InferenceRequest};
use logodds::io::{Input, ReadOptions, Source};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let task = arguments.first().ok_or("name a task: fit, sparse, classes, pass, predict or csv")?;
    let options = Options::of(&arguments[1..])?;
    let report = match task.as_str() {
        "fit" => fit(&options, &options.data()?)?,
        "sparse" => fit(&options, &options.sparse()?)?,
        "classes" => classes(&options)?,
        "pass" => pass(&options)?,
        "predict" => predict(&options)?,
        "csv" => csv(&options)?,
        other => return Err(format!("no task {other:?}: fit, sparse, classes, pass, predict or csv").into()),
    };
    println!("{report}");
    Ok(())
}

struct Options {
    positional: Vec<String>,
    lambda: f64,
    tolerance: f64,
    repeats: usize,
    solver: Option<Method>,
    errors: bool,
}

impl Options {
    fn of(arguments: &[String]) -> Outcome<Self> {
        let mut options =
            Self { positional: Vec::new(), lambda: 0.0, tolerance: 1e-8, repeats: 1, solver: None, errors: false };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || rest.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--lambda" => options.lambda = value()?.parse()?,
                "--tolerance" => options.tolerance = value()?.parse()?,
                "--solver" => options.solver = Some(value()?.parse()?),
                "--errors" => options.errors = value()? != "0",
                "--repeats" => options.repeats = value()?.parse()?,
                _ => options.positional.push(argument.clone()),
            }
        }
        Ok(options)
    }

    fn positional(&self, k: usize) -> Outcome<&str> {
        Ok(self.positional.get(k).ok_or("too few arguments")?)
    }

    fn penalty(&self) -> Penalty {
        if self.lambda > 0.0 { Penalty::l2(self.lambda) } else { Penalty::None }
    }

    fn specification(&self) -> LogisticRegression {
        LogisticRegression {
            penalty: self.penalty(),
            tolerance: self.tolerance,
            method: self.solver,
            inference: self.errors.then(|| InferenceRequest::new(Estimator::Model)),
            ..Default::default()
        }
    }

    /// The matrix and labels of `X.f64 y.u8 ROWS COLS`.
    fn data(&self) -> Outcome<InMemory<'static>> {
        let (rows, columns) = (self.positional(2)?.parse()?, self.positional(3)?.parse()?);
        let x = self.numbers(0, f64::from_le_bytes)?;
        Ok(InMemory::new(Dense::from_rows(x, rows, columns)?, std::fs::read(Path::new(self.positional(1)?))?)?)
    }

    /// The matrix and labels of `INDPTR.u64 COLUMNS.u32 VALUES.f64 y.u8 ROWS COLS`.
    fn sparse(&self) -> Outcome<InMemory<'static>> {
        let indptr = self.numbers(0, |b| u64::from_le_bytes(b) as usize)?;
        let (columns, values) = (self.numbers(1, u32::from_le_bytes)?, self.numbers(2, f64::from_le_bytes)?);
        let x = Csr::new(indptr, columns, values, self.positional(5)?.parse()?)?;
        Ok(InMemory::new(x, std::fs::read(Path::new(self.positional(3)?))?)?)
    }

    /// The numbers of a file, of `N` bytes each.
    fn numbers<const N: usize, T>(&self, k: usize, number: impl Fn([u8; N]) -> T) -> Outcome<Vec<T>> {
        let bytes = std::fs::read(Path::new(self.positional(k)?))?;
        let (chunks, rest) = bytes.as_chunks::<N>();
        if !rest.is_empty() {
            return Err(format!("{}: not a whole number of {N}-byte numbers", self.positional(k)?).into());
        }
        Ok(chunks.iter().map(|b| number(*b)).collect())
    }
}

/// Run `fit` as often as asked for: seconds of each, the memory at the peak above what was held before, the last result.
fn measured<F, E: Into<Box<dyn std::error::Error>>>(
    options: &Options,
    fit: impl Fn() -> Result<F, E>,
) -> Outcome<(Vec<f64>, Option<u64>, F)> {
    let _ = std::fs::write("/proc/self/clear_refs", "5"); // forget the peak so far (Linux)
    let before = status("VmRSS");
    let (mut seconds, mut last) = (Vec::new(), None);
    for _ in 0..options.repeats.max(1) {
        let start = Instant::now();
        let fit = fit().map_err(Into::into)?;
        seconds.push(start.elapsed().as_secs_f64());
        last = Some(fit);
    }
    let extra = status("VmHWM").zip(before).map(|(peak, before)| peak.saturating_sub(before));
    Ok((seconds, extra, last.ok_or("no repeat")?))
}

/// A figure of /proc/self/status, in bytes.
fn status(key: &str) -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
}

fn fit(options: &Options, data: &InMemory<'_>) -> Outcome<Value> {
    let specification = options.specification();
    let (seconds, extra, fit) = measured(options, || specification.fit(data))?;
    let std_errors = fit.covariance().map(|covariance| {
        let columns = (0..fit.model.coefficients().len()).map(|j| covariance.std_error(j));
        std::iter::once(Some(covariance.intercept_std_error())).chain(columns).collect::<Vec<_>>()
    });
    Ok(json!({
        "task": "fit",
        "seconds": seconds,
        "extra": extra,
        "intercept": fit.model.intercept(),
        "coefficients": fit.model.coefficients(),
        "status": fit.solution.status.name(),
        "bound": fit.solution.certificate.bound,
        "passes": fit.solution.passes,
        "solver": fit.solution.solver,
        "std_errors": std_errors,
    }))
}

/// A multinomial fit of as many classes as the labels have.
fn classes(options: &Options) -> Outcome<Value> {
    let (rows, columns) = (options.positional(2)?.parse()?, options.positional(3)?.parse()?);
    let labels = std::fs::read(Path::new(options.positional(1)?))?;
    let count = usize::from(labels.iter().copied().max().ok_or("no rows")?) + 1;
    let x = Dense::from_rows(options.numbers(0, f32::from_le_bytes)?, rows, columns)?;
    let data = InMemory::of_classes(x, labels, count)?;
    let specification = options.specification();
    let (seconds, extra, fit) = measured(options, || specification.fit(&data))?;
    let class = |k: usize| fit.model.score(k);
    Ok(json!({
        "task": "classes",
        "seconds": seconds,
        "extra": extra,
        "intercept": (0..count).map(|k| class(k).intercept()).collect::<Vec<_>>(),
        "coefficients": (0..count).map(|k| fit.model.coefficients_of(k).to_vec()).collect::<Vec<_>>(),
        "status": fit.solution.status.name(),
        "bound": fit.solution.certificate.bound,
        "passes": fit.solution.passes,
        "solver": fit.solution.solver,
        "iterations": fit.solution.iterations,
        "value": fit.solution.value(),
    }))
}

/// Loss and gradient at w = 0.01 everywhere, b = 0, on the columns as given.
fn pass(options: &Options) -> Outcome<Value> {
    let data = options.data()?;
    let risk = Risk::new(Logistic, &data, options.penalty(), Executor::new(0)?)?;
    let shape = data.shape();
    let w = vec![0.01; shape.columns];
    // The same point in the coordinates of the pass: the intercept moves to the origin of the columns.
    let at_origin: f64 = w.iter().zip(&risk.moments().origin).map(|(w, o)| w * o).sum();
    let u = risk.scaled().point(at_origin, &w);
    let mut seconds = Vec::new();
    let mut at = risk.evaluate(&u, Order::Gradient)?; // warms caches and threads
    for _ in 0..options.repeats.max(1) {
        let start = Instant::now();
        at = risk.evaluate(&u, Order::Gradient)?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    // Back to the gradient for b and w: g_w = S g_u + o g_b, plus nothing for the penalty, which both have.
    let g_b = at.gradient[0];
    let columns = risk.scaled().free().iter().zip(&at.gradient[1..]);
    let g_w = columns.map(|(&j, g)| g * risk.scaled().scale(j) + risk.moments().origin[j] * g_b);
    let gradient_norm = (g_b * g_b + g_w.map(|g| g * g).sum::<f64>()).sqrt();
    let mut sorted = seconds.clone();
    sorted.sort_by(f64::total_cmp);
    let gbps = (8 * shape.rows * shape.columns) as f64 / sorted[sorted.len() / 2] / 1e9;
    Ok(json!({
        "task": "pass",
        "seconds": seconds,
        "gbps": gbps,
        "value": at.value,
        "gradient_norm": gradient_norm,
    }))
}

/// Probabilities of all rows, stored as f64 and as f32, into new memory and into memory that is kept; and of one row at a time.
fn predict(options: &Options) -> Outcome<Value> {
    const CALLS: usize = 100_000;
    let (rows, columns): (usize, usize) = (options.positional(0)?.parse()?, options.positional(1)?.parse()?);
    let x: Vec<f64> = (0..rows * columns).map(|i| (i as f64 * 0.618).fract() - 0.5).collect();
    let narrow: Vec<f32> = x.iter().map(|x| *x as f32).collect();
    let w = (0..columns).map(|j| (j as f64).sin()).collect();
    // An origin as a fit has one: the means of the columns.
    let model = Model::new(-0.5, w, vec![0.01; columns])?;
    let wide = Features::from(Dense::from_rows(&x[..], rows, columns)?);
    let narrow = Features::from(Dense::from_rows(&narrow[..], rows, columns)?);
    let executor = Executor::new(0)?;
    let mut kept = vec![0.0; rows];
    let (mut batch, mut into, mut batch_f32, mut into_f32, mut one) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.repeats.max(1) {
        for (features, new, old) in [(&wide, &mut batch, &mut into), (&narrow, &mut batch_f32, &mut into_f32)] {
            let start = Instant::now();
            std::hint::black_box(model.probabilities(features, &executor)?);
            new.push(start.elapsed().as_secs_f64());
            let start = Instant::now();
            model.probabilities_into(features, &executor, std::hint::black_box(&mut kept))?;
            old.push(start.elapsed().as_secs_f64());
        }
        let start = Instant::now();
        let mut sum = 0.0;
        for row in x.chunks_exact(columns).take(CALLS) {
            sum += model.probability(row)?;
        }
        one.push(start.elapsed().as_secs_f64() / rows.min(CALLS) as f64);
        std::hint::black_box(sum);
    }
    Ok(json!({
        "task": "predict",
        "seconds": batch,
        "batch_seconds": batch,
        "into_seconds": into,
        "batch_f32_seconds": batch_f32,
        "into_f32_seconds": into_f32,
        "row_seconds": one,
    }))
}

/// Opening the file to a typed table.
fn csv(options: &Options) -> Outcome<Value> {
    let path = PathBuf::from(options.positional(0)?);
    let (mut seconds, mut shape) = (Vec::new(), (0, 0));
    for _ in 0..options.repeats.max(1) {
        let start = Instant::now();
        let read = ReadOptions::default();
        let table = Input::open(vec![Source::Path(path.clone())], &read)?.parse(&read)?;
        seconds.push(start.elapsed().as_secs_f64());
        shape = (table.rows(), table.columns().len());
    }
    Ok(json!({ "task": "csv", "seconds": seconds, "rows": shape.0, "columns": shape.1 }))
}
