//! `fit --effects`: average marginal effects, as a table and in the document.

use crate::document::{TermRow, term_rows};
use crate::number::{figures, p_value};
use crate::output;
use crate::report::{self, Extent, Line};
use crate::shown;
use crate::text_table::{TextTable, more_rows};
use logodds::core::moments::Moments;
use logodds::io::ModelFile;
use logodds::{Effect, EffectKind, Inference, Wald, Withheld};
use serde::Serialize;
use std::collections::HashMap;
use std::io::{self, Write};

const DIGITS: usize = 4;

/// The effect of a term.
#[derive(Debug, Serialize)]
pub struct TermEffect {
    term: String,
    /// What the effect is, in words.
    #[serde(skip)]
    note: String,
    kind: &'static str,
    estimate: f64,
    std_error: f64,
    statistic: f64,
    p_value: f64,
    lower: f64,
    upper: f64,
}

/// Those of a fit, in the order of the file's columns; `None` if they were not asked for or are not known.
pub fn of(file: &ModelFile, inference: Option<&Inference>, moments: &Moments) -> Option<Vec<TermEffect>> {
    let inference = inference?;
    let effects = inference.effects.as_ref()?;
    let is_test = inference.covariance.as_ref().is_ok_and(|covariance| covariance.estimator().is_test());
    let confidence = file.inference.as_ref()?.confidence;
    let found = |column: usize| effects.iter().find(|effect| effect.column == column);
    let rows = term_rows(file).into_iter();
    let known = rows.filter_map(|row| Some((found(row.place()?)?, row)));
    let told = known.map(|(effect, row)| {
        let note = note(file, effect, row.column, is_binary(moments, effect.column));
        term_effect(row.term, note, effect, confidence, is_test)
    });
    Some(told.collect())
}

/// Whether a column has no other values than 0 and 1: between them, x − x² is 0 there alone, and so is its mean, E x − (E x)² − Var x.
fn is_binary(moments: &Moments, j: usize) -> bool {
    let (origin, mean) = (moments.origin[j], moments.mean[j]);
    let [low, high, mean] = [moments.min[j], moments.max[j], mean].map(|x| x + origin);
    low.abs().max((high - 1.0).abs()) < 1e-12 && (mean - mean * mean - moments.variance[j]).abs() < 1e-12
}

/// A slope or a difference, and of what.
fn note(file: &ModelFile, effect: &Effect, column: Option<usize>, is_binary: bool) -> String {
    let column = column.and_then(|k| file.schema.columns.get(k));
    let levels = column.and_then(|column| column.kind.levels());
    match levels.and_then(<[String]>::first) {
        Some(base) if effect.kind == EffectKind::Change => format!("difference from {}", shown::name(base)),
        _ if effect.kind == EffectKind::Change => "difference from 0 to 1".to_owned(),
        _ if is_binary => "slope, per unit; --categorical for 0 to 1".to_owned(),
        _ => "slope, per unit".to_owned(),
    }
}

fn term_effect(term: String, note: String, effect: &Effect, confidence: f64, is_test: bool) -> TermEffect {
    let wald = Wald::new(effect.estimate, effect.std_error, confidence);
    let wald = if is_test { wald } else { wald.untested() };
    TermEffect {
        term,
        note,
        kind: effect.kind.name(),
        estimate: wald.estimate,
        std_error: wald.std_error,
        statistic: wald.statistic,
        p_value: wald.p_value,
        lower: wald.lower,
        upper: wald.upper,
    }
}

/// Effects are given with their standard errors or not at all: say so where these are withheld.
pub fn warn_if_withheld(inference: Option<&Inference>) {
    let Some(Err(reason)) = inference.map(|inference| &inference.covariance) else { return };
    if *reason == Withheld::Penalised {
        let remedy = ["--covariance penalized".to_owned()];
        return output::warning("no effects: they need standard errors, which a penalty leaves none of", &remedy);
    }
    let reason = reason.to_string();
    let reason = reason.strip_prefix("no standard errors: ").unwrap_or(&reason);
    output::warning(&format!("no effects: they need standard errors, and there are none: {reason}"), &[]);
}

/// The table.
///
/// # Errors
/// Those of the writer.
pub fn show(out: &mut dyn Write, file: &ModelFile, effects: &[TermEffect], extent: Extent) -> io::Result<()> {
    let confidence = file.inference.as_ref().map_or(f64::NAN, |inference| inference.confidence);
    let ends = report::ends(confidence);
    writeln!(out)?;
    let mut table = TextTable::new(&["average effect", "on probability", "std error", "z", "p", &ends[0], &ends[1]]);
    let by_term: HashMap<&str, &TermEffect> = effects.iter().map(|effect| (effect.term.as_str(), effect)).collect();
    let found = |term: &String| by_term.get(term.as_str()).copied();
    let rows = term_rows(file).into_iter().filter(|row| found(&row.term).is_some());
    let rank = |row: &TermRow<'_>| found(&row.term).map_or(f64::NAN, |effect| effect.statistic.abs());
    for line in extent.lines(rows.collect(), rank) {
        let effect = match line {
            Line::Term(row) => found(&row.term),
            Line::More(more) => {
                table.heading(more_rows("", more));
                None
            }
        };
        let Some(effect) = effect else { continue };
        let [estimate, std_error, z, lower, upper] =
            [effect.estimate, effect.std_error, effect.statistic, effect.lower, effect.upper]
                .map(|x| if x.is_nan() { String::new() } else { figures(x, DIGITS) });
        let p = if effect.p_value.is_nan() { String::new() } else { p_value(effect.p_value) };
        table.row(shown::name(&effect.term), vec![estimate, std_error, z, p, lower, upper], effect.note.as_str());
    }
    table.write(out, extent)
}
