//! What the columns mean, and what a prediction does with a missing cell or a level never seen.

use logodds::coefficients::term_rows;
use logodds::model::Record;
use serde::Serialize;

/// The schema.
#[derive(Debug, Serialize)]
pub struct Schema<'a> {
    columns: Vec<Column<'a>>,
    weights: Option<&'a str>,
    offset: Option<&'a str>,
    missing: &'static str,
    unseen: &'static str,
    na: &'a [String],
}

#[derive(Debug, Serialize)]
struct Column<'a> {
    name: &'a str,
    kind: &'static str,
    levels: Option<&'a [String]>,
    /// Of a category, the level that the others are compared with.
    base: Option<&'a str>,
    min: Option<f64>,
    max: Option<f64>,
}

impl<'a> Schema<'a> {
    /// That of a file.
    pub fn of(file: &'a Record) -> Self {
        let ranges = term_rows(file);
        let range = |k: usize| ranges.iter().find(|row| row.column == Some(k)).and_then(|row| row.range);
        let columns = file.schema.columns.iter().enumerate().map(|(k, column)| {
            let (kind, levels) = (column.kind.name(), column.kind.levels());
            let range = if levels.is_none() { range(k) } else { None };
            let base = levels.filter(|_| !column.is_numeric()).and_then(<[String]>::first).map(String::as_str);
            Column { name: &column.name, kind, levels, base, min: range.map(|r| r.0), max: range.map(|r| r.1) }
        });
        Self {
            columns: columns.collect(),
            weights: file.schema.weights.as_deref(),
            offset: file.schema.offset.as_deref(),
            missing: file.schema.missing.name(),
            unseen: file.schema.unseen.name(),
            na: &file.schema.na,
        }
    }
}
