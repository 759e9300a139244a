//! How fast each solver comes near the optimum, as a picture: relative gap against passes over the data.
//!
//!     cargo run --release --example compare_convergence [FILE.svg]
//!
//! The data are the German credit ones, unpenalised: 1,000 rows, 48 coefficients. Passes are on the axis, not seconds, because
//! they do not depend on the machine. Both axes are logarithmic: a straight fall is a power law (sgd), one that bends down is
//! linear convergence (saga), and Newton's cliff is quadratic convergence.
#![allow(clippy::print_stdout)]

use logodds::fit::{LogisticRegression, Method};
use logodds::io::{FitColumns, Input, ReadOptions, Source};
use logodds::optim::TracePoint;
use logodds::study::Training;
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

/// M. Okabe, K. Ito, *Color Universal Design*, 2008: colours that most eyes tell apart.
const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 0, 0),
];

fn draw(path: &Path, gaps: &[(Method, Vec<(f64, f64)>)]) -> Outcome<()> {
    let passes = gaps.iter().flat_map(|(_, gaps)| gaps).fold(1.0, |most: f64, (passes, _)| most.max(*passes));
    let root = SVGBackend::new(path, (900, 500)).into_drawing_area();
    root.fill(&WHITE)?;
    // The legend has a column of its own, where it covers nothing.
    let (area, legend) = root.split_horizontally(730);
    let mut chart = ChartBuilder::on(&area)
        .caption("German credit: relative gap against passes over the data", ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .build_cartesian_2d((1.0..1.2 * passes).log_scale(), (1e-15..10.0).log_scale())?;
    let label = |gap: &f64| format!("{gap:.0e}");
    chart
        .configure_mesh()
        .x_desc("work (passes over the data)")
        .y_desc("relative gap F / F* − 1")
        .y_label_formatter(&label)
        .light_line_style(WHITE)
        .draw()?;
    for (k, ((method, gaps), colour)) in gaps.iter().zip(COLOURS.into_iter().cycle()).enumerate() {
        chart.draw_series(LineSeries::new(gaps.iter().copied(), colour.stroke_width(2)))?;
        let y = 60 + 24 * i32::try_from(k)?;
        legend.draw(&PathElement::new([(0, y), (26, y)], colour.stroke_width(3)))?;
        legend.draw(&Text::new(method.name(), (36, y - 7), ("sans-serif", 14).into_font()))?;
    }
    Ok(root.present()?)
}

fn german_credit() -> Outcome<Training<'static>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/german_credit.csv");
    let columns = FitColumns { target: "creditability".into(), positive: Some("bad".into()), ..Default::default() };
    let mut options = ReadOptions::default();
    columns.apply(&mut options);
    let table = Input::open(vec![Source::Path(path.into())], &options)?.parse(&options)?;
    Ok(Training::new(columns.encode(&table)?)?)
}
