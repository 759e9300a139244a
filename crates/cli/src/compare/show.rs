//! The races as a table and as a document.
//!
//! `relative bound` is what the solver can prove: (F − F*)/F is at most this. `above the best` is what happened: how far
//! its objective ended above the smallest that any solver saw, as a share of it. `forecast` is the seconds that `auto` expects.

use super::{Race, Races};
use crate::document::{self, data, to_writer, whole};
use crate::number::{bound, figures, passes, seconds, shortest};
use crate::report::{self, Extent};
use crate::shown;
use crate::text_table::TextTable;
use logodds::model::record::PenaltyKind;
use logodds::optim::Solution;
use serde::Serialize;
use std::io::{self, Write};

impl Races {
    fn is_auto(&self, race: &Race) -> bool {
        self.auto.as_ref().is_some_and(|(method, _)| *method == race.method)
    }

    fn above(&self, end: &Solution) -> f64 {
        let above = end.value() - self.best;
        if above > 0.0 { above / self.best } else { 0.0 }
    }
}

/// The table.
///
/// # Errors
/// Those of the writer.
pub fn table(out: &mut dyn Write, races: &Races) -> io::Result<()> {
    report::data(out, &races.record)?;
    let objective = &races.record.objective;
    let penalty = if objective.penalty == PenaltyKind::None {
        "no penalty".to_owned()
    } else {
        format!("{}, λ = {}", objective.penalty, shortest(objective.lambda))
    };
    let intercept = if races.record.intercept { "" } else { ", no intercept" };
    writeln!(out, "race     to a certified gap of {:e} of the objective; {penalty}{intercept}", races.tolerance)?;
    writeln!(out)?;
    let mut table = TextTable::new(&[
        "solver",
        "status",
        "iterations",
        "passes",
        "seconds",
        "forecast",
        "relative bound",
        "above the best",
    ]);
    for race in &races.races {
        let name = if races.is_auto(race) { format!("{} (auto)", race.method) } else { race.method.name().to_owned() };
        match &race.end {
            Ok(solution) => {
                let above = races.above(solution);
                let cells = vec![
                    solution.status.name().to_owned(),
                    solution.iterations.to_string(),
                    passes(solution.passes),
                    seconds(solution.seconds),
                    race.forecast.map_or("-".to_owned(), |forecast| seconds(forecast.seconds)),
                    bound(solution.certificate.bound / solution.value()),
                    if above == 0.0 { "0".to_owned() } else { format!("{above:.1e}") },
                ];
                table.row(name, cells, "");
            }
            Err(reason) => table.row(name, vec!["not run".to_owned()], shown::line(reason)),
        }
    }
    table.write(out, Extent::Whole)?;
    writeln!(out)?;
    writeln!(out, "best objective {}", figures(races.best, 10))?;
    match &races.auto {
        Some((method, reason)) => writeln!(out, "auto chooses {method}: {reason}"),
        None => Ok(()),
    }
}

#[derive(Serialize)]
struct Document<'a> {
    data: document::Data<'a>,
    objective: document::Objective<'a>,
    tolerance: f64,
    best: f64,
    auto: Option<Auto<'a>>,
    solvers: Vec<Solver<'a>>,
    warnings: Vec<&'a str>,
}

#[derive(Serialize)]
struct Auto<'a> {
    solver: &'static str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Solver<'a> {
    solver: &'static str,
    auto: bool,
    error: Option<&'a str>,
    result: Option<Outcome>,
}

#[derive(Serialize)]
struct Outcome {
    status: &'static str,
    iterations: usize,
    #[serde(serialize_with = "whole")]
    passes: f64,
    seconds: f64,
    forecast: Option<document::Forecast>,
    value: f64,
    bound: f64,
    relative_bound: f64,
    kind: &'static str,
    above_best: f64,
    trace: Vec<Point>,
}

#[derive(Serialize)]
struct Point {
    iteration: usize,
    #[serde(serialize_with = "whole")]
    passes: f64,
    seconds: f64,
    value: f64,
    bound: f64,
}

/// The document, traces included.
///
/// # Errors
/// Those of the writer.
pub fn json(out: &mut dyn Write, races: &Races) -> io::Result<()> {
    let document = Document {
        data: data(&races.record),
        objective: document::Objective::of(&races.record),
        tolerance: races.tolerance,
        best: races.best,
        auto: races.auto.as_ref().map(|(method, reason)| Auto { solver: method.name(), reason }),
        solvers: races.races.iter().map(|race| solver(races, race)).collect(),
        warnings: races.record.warnings.iter().map(|warning| warning.message.as_str()).collect(),
    };
    to_writer(out, &document)
}

fn solver<'a>(races: &Races, race: &'a Race) -> Solver<'a> {
    let outcome = |solution: &Solution| Outcome {
        status: solution.status.name(),
        iterations: solution.iterations,
        passes: solution.passes,
        seconds: solution.seconds,
        forecast: race.forecast,
        value: solution.value(),
        bound: solution.certificate.bound,
        relative_bound: solution.certificate.bound / solution.value(),
        kind: solution.certificate.kind.name(),
        above_best: races.above(solution),
        trace: solution
            .trace
            .iter()
            .map(|p| Point {
                iteration: p.iteration,
                passes: p.passes,
                seconds: p.seconds,
                value: p.value,
                bound: p.bound,
            })
            .collect(),
    };
    Solver {
        solver: race.method.name(),
        auto: races.is_auto(race),
        error: race.end.as_ref().err().map(String::as_str),
        result: race.end.as_ref().ok().map(outcome),
    }
}
