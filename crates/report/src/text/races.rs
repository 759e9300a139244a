//! A race of solvers as a table.
//!
//! `relative bound` is what the solver can prove: (F − F*)/F is at most this. `above the best` is what happened: how far
//! its objective ended above the smallest that any solver saw, as a share of it. `forecast` is the seconds that `auto` expects.

use crate::facts::races::Races;
use crate::number::{bound, figures, passes, seconds, shortest};
use crate::shown;
use crate::text::data::data;
use crate::text::page::Page;
use crate::text::table::TextTable;
use logodds::model::record::PenaltyKind;
use std::fmt::{self, Write};

/// The table.
///
/// # Errors
/// Those of the writer.
pub fn show(out: &mut Page, races: &Races) -> fmt::Result {
    data(out, &races.record)?;
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
                    bound(races.relative(solution)),
                    if above == 0.0 { "0".to_owned() } else { format!("{above:.1e}") },
                ];
                table.row(name, cells, "");
            }
            Err(reason) => table.row(name, vec!["not run".to_owned()], shown::line(reason)),
        }
    }
    out.table(table);
    writeln!(out)?;
    writeln!(out, "best objective {}", figures(races.best, 10))?;
    match &races.auto {
        Some((method, reason)) => writeln!(out, "auto chooses {method}: {reason}"),
        None => Ok(()),
    }
}
