//! Coefficients in the order of the file's columns, the intercept first: for tables and documents alike.
//!
//! The model file keeps them in the order of the design matrix (numbers first), which is nobody else's concern.

use super::infinite;
use logodds_model::Record;
use logodds_model::record::Note;
use logodds_model::schema::{ColumnKind, INTERCEPT};

/// One row of the table of coefficients, in the order of the file's columns, the intercept first.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct TermRow<'a> {
    /// Its name: `(intercept)`, `column`, or `column=level`.
    pub term: String,
    /// Its column; none for the intercept.
    pub column: Option<usize>,
    /// Its level, for a categorical column.
    pub level: Option<&'a str>,
    /// Its place in the design matrix; none for the intercept.
    place: Option<usize>,
    /// A remark; a coefficient with one is held at 0.
    pub note: Option<Note>,
    /// Smallest and largest value in training.
    pub range: Option<(f64, f64)>,
}

impl TermRow<'_> {
    /// Its place in the design matrix; none for the intercept.
    pub fn place(&self) -> Option<usize> {
        self.place
    }

    /// The coefficient of score `k` for the columns as given. `intercepts` are those of the columns as given. Of a model at its limit one that has no
    /// finite limit is infinite, or NaN if it has none of its own.
    pub fn estimate(&self, file: &Record, intercepts: &[f64], k: usize) -> f64 {
        if let Some(infinite) = infinite(file, self, k) {
            return infinite;
        }
        let found = match self.place {
            None => intercepts.get(k),
            Some(j) => file.coefficients_of(k).get(j),
        };
        found.copied().unwrap_or(f64::NAN)
    }
}

/// The scores whose coefficients are shown, with their labels: the only one of two labels, which needs none, and those of more
/// labels but for one that all others are relative to.
pub fn scores(file: &Record) -> Vec<(usize, Option<&str>)> {
    match file.intercepts.len() {
        0 | 1 => vec![(0, None)],
        classes => (usize::from(file.has_base())..classes)
            .map(|k| (k, file.schema.labels.get(k).map(String::as_str)))
            .collect(),
    }
}

/// The rows of the table; a model without an intercept has no row for it.
pub fn term_rows(file: &Record) -> Vec<TermRow<'_>> {
    let mut order: Vec<_> = file.schema.terms().into_iter().enumerate().collect();
    order.sort_by_key(|(_, term)| (term.column, term.level));
    let first = TermRow { term: INTERCEPT.to_owned(), column: None, level: None, place: None, note: None, range: None };
    let rest = order.into_iter().map(|(j, term)| TermRow {
        level: match (file.schema.columns.get(term.column).map(|c| &c.kind), term.level) {
            (Some(ColumnKind::Categorical { levels }), Some(level)) => levels.get(level).map(String::as_str),
            _ => None,
        },
        term: term.name,
        column: Some(term.column),
        place: Some(j),
        note: file.notes.get(j).copied().flatten(),
        range: file.ranges.get(j).copied().flatten(),
    });
    file.intercept.then_some(first).into_iter().chain(rest).collect()
}
