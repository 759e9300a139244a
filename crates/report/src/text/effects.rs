//! Average marginal effects as a table.

use crate::facts::effects::TermEffect;
use crate::number::{JUDGED, figures, p_value};
use crate::shown;
use crate::text::estimate;
use crate::text::page::Page;
use crate::text::table::{TextTable, more_rows};
use crate::text::view::{Line, View};
use logodds::coefficients::{TermRow, term_rows};
use logodds::inference::EffectKind;
use logodds::model::Record;
use logodds_model::words::Argument;
use std::collections::HashMap;
use std::fmt::{self, Write};

/// The table.
///
/// # Errors
/// Those of the writer.
pub fn show(out: &mut Page, file: &Record, effects: &[TermEffect], view: View<'_>) -> fmt::Result {
    let confidence = file.inference.as_ref().map_or(f64::NAN, |inference| inference.confidence);
    let ends = estimate::ends(confidence);
    writeln!(out)?;
    let mut table = TextTable::new(&["average effect", "on probability", "std error", "z", "p", &ends[0], &ends[1]]);
    let mut by_term: HashMap<&str, Vec<&TermEffect>> = HashMap::new();
    effects.iter().for_each(|effect| by_term.entry(effect.term.as_str()).or_default().push(effect));
    let found = |term: &String| by_term.get(term.as_str()).cloned().unwrap_or_default();
    let rows = term_rows(file).into_iter().filter(|row| !found(&row.term).is_empty());
    let larger = |most: f64, effect: &TermEffect| most.max(effect.statistic.abs());
    let rank = |row: &TermRow<'_>| found(&row.term).into_iter().fold(f64::NAN, larger);
    for line in view.lines(rows.collect(), rank) {
        let of_line = match line {
            Line::Term(row) => found(&row.term),
            Line::More(more) => {
                table.heading(more_rows("", more, view.words()));
                Vec::new()
            }
        };
        for effect in of_line {
            let [estimate, std_error, z, lower, upper] =
                [effect.estimate, effect.std_error, effect.statistic, effect.lower, effect.upper]
                    .map(|x| if x.is_nan() { String::new() } else { figures(x, JUDGED) });
            let p = if effect.p_value.is_nan() { String::new() } else { p_value(effect.p_value) };
            let cells = vec![estimate, std_error, z, p, lower, upper];
            table.row(name(effect), cells, note(effect, view));
        }
    }
    out.table(table);
    Ok(())
}

/// The term; of more than two labels on which of them.
fn name(effect: &TermEffect) -> String {
    let term = shown::name(&effect.term);
    match &effect.label {
        None => term.to_string(),
        Some(label) => format!("{term}: p({})", shown::name(label)),
    }
}

/// A slope or a difference, and of what.
fn note(effect: &TermEffect, view: View<'_>) -> String {
    match (&effect.base, effect.kind) {
        (Some(base), _) => format!("difference from {}", shown::name(base)),
        (None, EffectKind::Change) => "difference from 0 to 1".to_owned(),
        _ if effect.is_binary => {
            format!("slope, per unit; {} for 0 to 1", view.words().argument(Argument::Categorical))
        }
        _ => "slope, per unit".to_owned(),
    }
}
