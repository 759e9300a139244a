//! Average marginal effects as a table.

use crate::facts::effects::TermEffect;
use crate::number::{JUDGED, figures, p_value};
use crate::shown;
use crate::text::estimate;
use crate::text::extent::{Extent, Line};
use crate::text::table::{TextTable, more_rows};
use logodds::coefficients::{TermRow, term_rows};
use logodds::model::Record;
use std::collections::HashMap;
use std::fmt::{self, Write};

/// The table.
///
/// # Errors
/// Those of the writer.
pub fn show(out: &mut dyn Write, file: &Record, effects: &[TermEffect], extent: Extent) -> fmt::Result {
    let confidence = file.inference.as_ref().map_or(f64::NAN, |inference| inference.confidence);
    let ends = estimate::ends(confidence);
    writeln!(out)?;
    let mut table = TextTable::new(&["average effect", "on probability", "std error", "z", "p", &ends[0], &ends[1]]);
    let mut by_term: HashMap<&str, Vec<&TermEffect>> = HashMap::new();
    effects.iter().for_each(|effect| by_term.entry(effect.term.as_str()).or_default().push(effect));
    let found = |term: &String| by_term.get(term.as_str()).cloned().unwrap_or_default();
    let rows = term_rows(file).into_iter().filter(|row| !found(&row.term).is_empty());
    let largest = |a: f64, effect: &TermEffect| a.max(effect.statistic.abs());
    let rank = |row: &TermRow<'_>| found(&row.term).into_iter().fold(f64::NAN, largest);
    for line in extent.lines(rows.collect(), rank) {
        let of_line = match line {
            Line::Term(row) => found(&row.term),
            Line::More(more) => {
                table.heading(more_rows("", more));
                Vec::new()
            }
        };
        for effect in of_line {
            let [estimate, std_error, z, lower, upper] =
                [effect.estimate, effect.std_error, effect.statistic, effect.lower, effect.upper]
                    .map(|x| if x.is_nan() { String::new() } else { figures(x, JUDGED) });
            let p = if effect.p_value.is_nan() { String::new() } else { p_value(effect.p_value) };
            let name = match &effect.label {
                None => shown::name(&effect.term).to_string(),
                Some(label) => format!("{}: p({})", shown::name(&effect.term), shown::name(label)),
            };
            table.row(name, vec![estimate, std_error, z, p, lower, upper], effect.note.as_str());
        }
    }
    table.write(out, extent)
}
