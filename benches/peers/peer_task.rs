//! One measurement of ours for `benches/peers/run.py`; the protocol is told at the top of that file.
//!
//! ```text
//! peer_task fit  X.f64 y.u8 ROWS COLS --lambda L --tolerance T --repeats R [--solver NAME]
//! peer_task sparse INDPTR.u64 COLUMNS.u32 VALUES.f64 y.u8 ROWS COLS --lambda L --tolerance T --repeats R [--solver NAME]
//! peer_task pass X.f64 y.u8 ROWS COLS --lambda L --repeats R
//! peer_task csv  FILE --repeats R
//! ```
//!
//! One JSON line on standard output. Data are in memory before a clock starts; a fit's clock covers everything `fit` does,
//! starting its threads included.
#![allow(clippy::print_stdout)]

use logodds::core::{EmpiricalRisk, Objective, Order, RowBlocks};
use logodds::io::{Input, ReadOptions, Source};
use logodds::{Csr, Dense, Executor, InMemory, LogisticRegression, Method, Penalty};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Instant;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let task = arguments.first().ok_or("name a task: fit, sparse, pass or csv")?;
    let options = Options::of(&arguments[1..])?;
    let report = match task.as_str() {
        "fit" => fit(&options, &options.data()?)?,
        "sparse" => fit(&options, &options.sparse()?)?,
        "pass" => pass(&options)?,
        "csv" => csv(&options)?,
        other => return Err(format!("no task {other:?}: fit, sparse, pass or csv").into()),
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
}

impl Options {
    fn of(arguments: &[String]) -> Outcome<Self> {
        let mut options = Self { positional: Vec::new(), lambda: 0.0, tolerance: 1e-8, repeats: 1, solver: None };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            let mut value = || rest.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--lambda" => options.lambda = value()?.parse()?,
                "--tolerance" => options.tolerance = value()?.parse()?,
                "--solver" => options.solver = Some(value()?.parse()?),
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

fn fit(options: &Options, data: &InMemory<'_>) -> Outcome<Value> {
    let specification = LogisticRegression {
        penalty: options.penalty(),
        tolerance: options.tolerance,
        method: options.solver,
        ..Default::default()
    };
    let mut seconds = Vec::new();
    let mut last = None;
    for _ in 0..options.repeats.max(1) {
        let start = Instant::now();
        let fit = specification.fit(data)?;
        seconds.push(start.elapsed().as_secs_f64());
        last = Some(fit);
    }
    let fit = last.ok_or("no repeat")?;
    Ok(json!({
        "task": "fit",
        "seconds": seconds,
        "intercept": fit.model.intercept(),
        "coefficients": fit.model.coefficients(),
        "status": fit.solution.status.name(),
        "bound": fit.solution.certificate.bound,
        "passes": fit.solution.passes,
        "solver": fit.solution.solver,
    }))
}

/// Loss and gradient at w = 0.01 everywhere, b = 0, on the columns as given.
fn pass(options: &Options) -> Outcome<Value> {
    let data = options.data()?;
    let risk = EmpiricalRisk::new(&data, options.penalty(), Executor::new(0)?)?;
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
