//! The contract of `compare --json`: a race of solvers, traces included.

use crate::document::data::{Data, data};
use crate::document::objective::Objective;
use crate::document::write::to_writer;
use crate::facts::forecast::Forecast;
use crate::facts::races::{Race, Races};
use crate::whole::whole;
use logodds::optim::Solution;
use serde::Serialize;
use std::io::{self, Write};

#[derive(Serialize)]
struct Document<'a> {
    data: Data<'a>,
    objective: Objective<'a>,
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
    forecast: Option<Forecast>,
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
pub fn write(out: &mut dyn Write, races: &Races) -> io::Result<()> {
    let document = Document {
        data: data(&races.record),
        objective: Objective::of(&races.record),
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
        relative_bound: races.relative(solution),
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
