//! Coefficients in the order of the file's columns, the intercept first: for tables and documents alike.
//!
//! The model file keeps them in the order of the design matrix (numbers first), which is nobody else's concern.

use logodds::io::{ColumnKind, ModelFile};

/// One row of the table of coefficients, in the order of the file's columns, the intercept first.
#[derive(Clone, Debug, PartialEq)]
pub struct TermRow<'a> {
    /// Its name: `(intercept)`, `column`, or `column=level`.
    pub term: String,
    /// Its column; none for the intercept.
    pub column: Option<usize>,
    /// Its level, for a categorical column.
    pub level: Option<&'a str>,
    /// The coefficient for the columns as given.
    pub estimate: f64,
    /// A remark; a coefficient with one is held at 0.
    pub note: Option<&'a str>,
    /// Smallest and largest value in training.
    pub range: Option<(f64, f64)>,
}

/// The rows of the table. `intercept` is that of the columns as given.
pub fn term_rows(file: &ModelFile, intercept: f64) -> Vec<TermRow<'_>> {
    let mut order: Vec<_> = file.schema.terms().into_iter().enumerate().collect();
    order.sort_by_key(|(_, term)| (term.column, term.level));
    let first = TermRow {
        term: "(intercept)".to_owned(),
        column: None,
        level: None,
        estimate: intercept,
        note: None,
        range: None,
    };
    let rest = order.into_iter().map(|(j, term)| TermRow {
        level: match (file.schema.columns.get(term.column).map(|c| &c.kind), term.level) {
            (Some(ColumnKind::Categorical { levels }), Some(level)) => levels.get(level).map(String::as_str),
            _ => None,
        },
        term: term.name,
        column: Some(term.column),
        estimate: file.coefficients.get(j).copied().unwrap_or(f64::NAN),
        note: file.notes.get(j).and_then(Option::as_deref),
        range: file.ranges.get(j).copied().flatten(),
    });
    std::iter::once(first).chain(rest).collect()
}
