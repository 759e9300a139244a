//! How fast each solver comes near the optimum, as a picture: relative gap against passes over the data.
//!
//!     cargo run --release --example compare_convergence [FILE.svg]
//!
//! The data are the German credit ones, unpenalised: 1,000 rows, 48 coefficients. Passes are on the axis, not seconds, because
//! they do not depend on the machine. Both axes are logarithmic: a straight fall is a power law (sgd), one that bends down is
//! linear convergence (saga), and Newton's cliff is quadratic convergence.
#![allow(clippy::print_stdout)]

use logodds::io::{FitColumns, Input, ReadOptions, Source};
use logodds::optim::TracePoint;
use logodds::{LogisticRegression, Method, Training};
use plotters::prelude::*;
use std::path::{Path, PathBuf};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let picture = std::env::args_os().nth(1).map_or_else(|| "target/compare_convergence.svg".into(), PathBuf::from);
    let training = german_credit()?;

    // Every fit keeps a trace: per step, the passes so far and the value reached.
    let mut curves = Vec::new();
    let mut optimum = f64::INFINITY;
    for method in Method::ALL {
        let specification = LogisticRegression { method: Some(method), tolerance: 1e-10, ..Default::default() };
        let solution = specification.fit(training.data())?.solution;
        let (status, passes) = (solution.status.name(), solution.passes);
        println!("{method:<16}  {status:<15}  {:>6} steps  {passes:>7.1} passes", solution.iterations);
        optimum = optimum.min(solution.value());
        curves.push((method, solution.trace));
    }
    // The lowest value reached is the optimum to 1e-10, because Newton's is certified to be.
    let gap = |value: f64| (value / optimum - 1.0).max(1e-14);
    let of = |trace: Vec<TracePoint>| trace.iter().map(|at| (at.passes, gap(at.value))).collect::<Vec<_>>();
    let gaps: Vec<_> = curves.into_iter().map(|(method, trace)| (method, of(trace))).collect();

    std::fs::create_dir_all(picture.parent().unwrap_or(&picture))?;
    draw(&picture, &gaps)?;
    println!("\ndrawn: {}", picture.display());
    Ok(())
}

fn draw(path: &Path, gaps: &[(Method, Vec<(f64, f64)>)]) -> Outcome<()> {
    let passes = gaps.iter().flat_map(|(_, gaps)| gaps).fold(1.0, |most: f64, (passes, _)| most.max(*passes));
    let area = SVGBackend::new(path, (800, 500)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption("German credit: relative gap against passes", ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(60)
        .build_cartesian_2d((1.0..passes).log_scale(), (1e-14..1.0).log_scale())?;
    let label = |gap: &f64| format!("{gap:.0e}");
    chart.configure_mesh().x_desc("passes over the data").y_desc("F / F* − 1").y_label_formatter(&label).draw()?;
    for ((method, gaps), colour) in gaps.iter().zip([BLUE, RED, GREEN, BLACK, MAGENTA, CYAN]) {
        let line = chart.draw_series(LineSeries::new(gaps.iter().copied(), colour.stroke_width(2)))?;
        line.label(method.name()).legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2)));
    }
    chart.configure_series_labels().position(SeriesLabelPosition::LowerLeft).background_style(WHITE).draw()?;
    Ok(area.present()?)
}

fn german_credit() -> Outcome<Training<'static>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/german_credit.csv");
    let columns = FitColumns { target: "creditability".into(), positive: Some("bad".into()), ..Default::default() };
    let mut options = ReadOptions::default();
    columns.apply(&mut options);
    let table = Input::open(vec![Source::Path(path.into())], &options)?.parse(&options)?;
    Ok(Training::new(columns.encode(&table)?)?)
}
