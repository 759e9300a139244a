//! The coefficients, one score after another, each in the order of the file's columns.

use crate::document::estimate::Estimate;
use crate::facts::limits::{limit_name, limit_note};
use logodds::coefficients::{Uncertainty, limit_of, scores, term_rows};
use logodds::model::Record;
use logodds::model::record::Note;
use logodds::model::schema::ColumnKind;
use serde::Serialize;

/// A coefficient.
#[derive(Debug, Serialize)]
pub struct Coefficient<'a> {
    term: String,
    column: Option<&'a str>,
    level: Option<&'a str>,
    /// The level that this one is compared with.
    base: Option<&'a str>,
    class: Option<&'a str>,
    #[serde(flatten)]
    estimate: Estimate,
    note: Option<&'a str>,
    /// Why it is held at 0, if it is.
    #[serde(skip)]
    pub held: Option<&'a str>,
    /// Where it goes, if that is no finite number: as [`limit_name`] has it.
    #[serde(skip)]
    pub limit: Option<&'static str>,
}

/// Those of a file. `intercepts` are those of the columns as given.
pub fn coefficients<'a>(file: &'a Record, intercepts: &[f64]) -> Vec<Coefficient<'a>> {
    let has_odds = file.has_odds_ratios();
    let uncertainty = &Uncertainty::of(file);
    let of_score = |(k, class): (usize, Option<&'a str>)| {
        let rows = term_rows(file).into_iter();
        rows.map(move |row| {
            let estimate = row.estimate(file, intercepts, k);
            let wald = uncertainty.as_ref().and_then(|uncertainty| uncertainty.wald(&row, k, estimate));
            let limit = limit_of(file, &row, k);
            let note = limit.and_then(|limit| limit_note(limit, file.is_at_limit()));
            Coefficient {
                column: row.column.and_then(|k| file.schema.columns.get(k)).map(|column| column.name.as_str()),
                level: row.level,
                base: row.level.and_then(|_| base_of(file, row.column)),
                class,
                estimate: Estimate::new(estimate, wald, has_odds && row.note.is_none() && estimate.is_finite()),
                note: row.note.map(Note::name).or(note),
                held: row.note.map(Note::name),
                limit: limit.map(limit_name).filter(|name| *name != "finite"),
                term: row.term,
            }
        })
        .collect::<Vec<_>>()
    };
    scores(file).into_iter().flat_map(of_score).collect()
}

/// The base level of a categorical column.
fn base_of(file: &Record, column: Option<usize>) -> Option<&str> {
    match &file.schema.columns.get(column?)?.kind {
        ColumnKind::Categorical { levels } => levels.first().map(String::as_str),
        _ => None,
    }
}
