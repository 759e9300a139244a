//! What can be wrong with data that were read: labels, missing cells, weights, unseen levels.

use crate::names::{did_you_mean, list};
use crate::read_error::{NotNumbers, Place, such};
use thiserror::Error;

/// A table cannot be coded for a fit or a prediction.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum DataError {
    /// A header and nothing else.
    #[error("{file}: there are no rows after the header")]
    NoRows {
        /// The (first) file.
        file: String,
    },
    /// Missing cells under [`crate::Missing::Error`].
    #[error("{place}: column {column:?} has no value. {} in {}, columns {}. Leave these rows out with --missing drop, a column with --exclude; --na says which texts mean missing", count(*.cells, "missing cell"), count(*.rows, "row"), counts(.columns))]
    Missing {
        /// The first of them.
        place: Place,
        /// Its column.
        column: String,
        /// Missing cells in columns in use.
        cells: u64,
        /// Rows with at least one.
        rows: u64,
        /// Each column with missing cells, and how many, most first.
        columns: Vec<(String, u64)>,
    },
    /// Missing cells in rows to score, when the model was fitted under [`crate::Missing::Error`].
    #[error("{place}: column {column:?} has no value. {} in {}, columns {}. Fill them in, or fit with --missing drop: such rows then get an empty probability", count(*.cells, "missing cell"), count(*.rows, "row"), counts(.columns))]
    MissingToPredict {
        /// The first of them.
        place: Place,
        /// Its column.
        column: String,
        /// Missing cells in columns in use.
        cells: u64,
        /// Rows with at least one.
        rows: u64,
        /// Each column with missing cells, and how many, most first.
        columns: Vec<(String, u64)>,
    },
    /// Every row lacks something.
    #[error("{file}: all {rows} rows have missing cells (columns {}). Exclude the emptiest column with --exclude, or correct --na", counts(.columns))]
    NoRowsLeft {
        /// The (first) file.
        file: String,
        /// Rows read.
        rows: u64,
        /// Each column with missing cells, and how many, most first.
        columns: Vec<(String, u64)>,
    },
    /// An infinite number.
    #[error("{place}: column {column:?}: {value:?} is not finite{}. Correct it, mark it missing with --na {value}, or leave the column out with --exclude", such(*.cells, "cell"))]
    NotFinite {
        /// The first of them.
        place: Place,
        /// The column.
        column: String,
        /// The cell.
        value: String,
        /// Such cells in rows in use.
        cells: u64,
    },
    /// A cell that is not a number where the model needs one.
    #[error("{0}")]
    NotNumbers(Box<NotNumbers>),
    /// A negative weight.
    #[error("{place}: weight {value} in column {column:?} is negative{}. Weights are 0 or more", such(*.cells, "cell"))]
    NegativeWeight {
        /// The first of them.
        place: Place,
        /// The column of weights.
        column: String,
        /// The cell.
        value: String,
        /// Such cells in rows in use.
        cells: u64,
    },
    /// No positive weight.
    #[error("column {column:?}: all weights are zero, so there is nothing to fit")]
    ZeroWeights {
        /// The column of weights.
        column: String,
    },
    /// A target with one label.
    #[error(
        "target {target:?} has one label only, {label:?} in all {rows} rows: there is nothing to tell apart. Look at the filter that made the file, or name another --target"
    )]
    OneLabel {
        /// The target.
        target: String,
        /// The label.
        label: String,
        /// Rows in use.
        rows: u64,
    },
    /// A target with three labels or more.
    #[error("target {target:?} has {labels} labels, two are needed: {}. Recode it to two, drop the rows of the others, or name another --target", label_counts(.examples, *.labels))]
    ManyLabels {
        /// The target.
        target: String,
        /// Distinct labels.
        labels: u64,
        /// Up to five of them with their rows, most rows first.
        examples: Vec<(String, u64)>,
    },
    /// `--positive` names no label.
    #[error("--positive {positive:?}: target {target:?} has no such label; it has {:?} and {:?}", .labels[0], .labels[1])]
    UnknownPositive {
        /// What was asked for.
        positive: String,
        /// The target.
        target: String,
        /// The labels there are.
        labels: [String; 2],
    },
    /// The table was read without the options that go with the specification.
    #[error(
        "column {column:?} was not read as {needed}: read the table with the options of FitColumns::apply or Schema::apply"
    )]
    NotParsed {
        /// The column.
        column: String,
        /// What it must be.
        needed: &'static str,
    },
    /// Columns that the model needs and the file lacks.
    #[error("{file}: {}", lacking(.columns))]
    MissingColumns {
        /// The (first) file.
        file: String,
        /// Each name, and the nearest one there is.
        columns: Vec<(String, Option<String>)>,
    },
    /// A level that the fit never saw, under [`crate::Unseen::Error`].
    #[error("{place}: column {column:?}: level {value:?} was never seen by the fit{}. It knows {}. Correct the cells, or fit with --unseen base or --unseen missing", such(*.cells, "cell"), list(.known, 5))]
    UnseenLevel {
        /// The first of them.
        place: Place,
        /// The column.
        column: String,
        /// The level.
        value: String,
        /// Cells of this column with unseen levels.
        cells: u64,
        /// The levels of the model.
        known: Vec<String>,
    },
}

/// `1 row`, `2 rows`.
fn count(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn counts(columns: &[(String, u64)]) -> String {
    let shown: Vec<_> = columns.iter().take(5).map(|(n, k)| format!("{n:?} ({k})")).collect();
    let more = if columns.len() > 5 { format!(" and {} more", columns.len() - 5) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

fn label_counts(examples: &[(String, u64)], labels: u64) -> String {
    let shown: Vec<_> = examples.iter().map(|(n, k)| format!("{n:?} ({})", count(*k, "row"))).collect();
    let more = if labels > examples.len() as u64 { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

fn lacking(columns: &[(String, Option<String>)]) -> String {
    let one = |(name, near): &(String, Option<String>)| {
        format!("the model needs column {name:?}, the file has none{}", did_you_mean(near))
    };
    columns.iter().map(one).collect::<Vec<_>>().join("\n")
}
