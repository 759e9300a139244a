//! What can be wrong with data that were read: labels, missing cells, weights, unseen levels.

mod sentences;

use crate::bytes::place::Place;
use crate::columns::{NotNumbers, Purpose, Unfit};

/// A table cannot be coded for a fit or a prediction.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum DataError {
    /// A header and nothing else.
    NoRows {
        /// The (first) file.
        file: String,
    },
    /// Missing cells under [`logodds_model::schema::Missing::Error`].
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
        /// The feature with most missing cells: what can be left out.
        feature: Option<String>,
    },
    /// Missing cells in rows to score, when the model was fitted under [`logodds_model::schema::Missing::Error`].
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
    /// Columns that are no features as they stand.
    Unfit(Box<Unfit>),
    /// Every row lacks something.
    NoRowsLeft {
        /// The (first) file.
        file: String,
        /// Rows read.
        rows: u64,
        /// Each column with missing cells, and how many, most first.
        columns: Vec<(String, u64)>,
        /// The feature with most missing cells: what can be left out.
        feature: Option<String>,
    },
    /// An infinite number.
    NotFinite {
        /// The first of them.
        place: Place,
        /// The column.
        column: String,
        /// The cell.
        value: String,
        /// Such cells in rows in use.
        cells: u64,
        /// What the column is read for.
        purpose: Purpose,
    },
    /// A cell that is not a number where the model needs one.
    NotNumbers(Box<NotNumbers>),
    /// A negative weight.
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
    ZeroWeights {
        /// The column of weights.
        column: String,
    },
    /// Two terms of one name.
    SameTerm {
        /// The (first) file.
        file: String,
        /// The name.
        name: String,
        /// What the terms are, in words.
        terms: [String; 2],
    },
    /// A target with one label.
    OneLabel {
        /// The target.
        target: String,
        /// The label.
        label: String,
        /// Rows in use.
        rows: u64,
        /// Labels of rows that are all left out for a missing cell, with these rows.
        emptied: Vec<(String, u64)>,
    },
    /// A label among numbers so large that doubles do not tell integers apart.
    LargeLabel {
        /// The target.
        target: String,
        /// The label, as a double.
        label: String,
    },
    /// A target whose labels can hardly be classes.
    ManyLabels {
        /// The target.
        target: String,
        /// Distinct labels.
        labels: u64,
        /// Up to five of them with their rows, most rows first.
        examples: Vec<(String, u64)>,
        /// Why they are none.
        why: NoClasses,
    },
    /// A base that no row in use has.
    UnknownBase {
        /// The column: a feature or the target.
        column: String,
        /// What was asked for.
        level: String,
        /// The nearest level there is.
        nearest: Option<String>,
        /// The levels there are.
        levels: Vec<String>,
        /// Rows of this level that are left out for a missing cell.
        left_out: u64,
    },
    /// A base level for a column of numbers.
    BaseOfNumbers {
        /// The column.
        column: String,
        /// The base that was asked for.
        level: String,
    },
    /// Another number of labels than must be.
    OtherLabels {
        /// The target.
        target: String,
        /// How many were demanded.
        expected: u64,
        /// How many there are.
        labels: u64,
        /// Up to five of them with their rows, fewest rows first.
        examples: Vec<(String, u64)>,
    },
    /// The label that counts as 1 is none.
    UnknownPositive {
        /// What was asked for.
        positive: String,
        /// The target.
        target: String,
        /// The labels there are.
        labels: Vec<String>,
    },
    /// A label that counts as 1 of more than two.
    PositiveOfMany {
        /// What was asked for.
        positive: String,
        /// The target.
        target: String,
        /// The labels there are.
        labels: Vec<String>,
    },
    /// The table was read without the options that go with the specification.
    NotParsed {
        /// The column.
        column: String,
        /// What it must be.
        needed: &'static str,
    },
    /// Columns that the model needs and the file lacks.
    MissingColumns {
        /// The (first) file.
        file: String,
        /// Each name, and the nearest one there is (of the first few alone).
        columns: Vec<(String, Option<String>)>,
    },
    /// The header is one name that contains another delimiter.
    OneColumn {
        /// The (first) file.
        file: String,
        /// The delimiter it contains.
        delimiter: char,
    },
    /// A level that the fit never saw, under [`logodds_model::schema::Unseen::Error`].
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

/// Why the labels of a target can hardly be classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoClasses {
    /// One of them stands only in the first line of a file that was read without a header.
    Header,
    /// Numbers that are not whole, or are many, or have few rows each.
    Amounts,
    /// The same, but whole, and with rows enough to be codes of classes.
    Codes,
    /// Numbers from 0 to 1: events of trials, perhaps.
    Shares,
    /// More than a model takes.
    TooMany {
        /// The most there may be.
        most: usize,
    },
    /// Hardly more rows than labels.
    FewRows {
        /// Rows in use.
        rows: u64,
    },
}
