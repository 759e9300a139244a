//! What can be wrong with a frame.

use crate::coding::names::did_you_mean;
use crate::coding::{DataError, SpecError, SpecProblem};
use crate::columns::Unfit;
use crate::columns::unfit::of_frame;
use logodds_model::excerpt::{ITEMS, count, counts, names, quoted, such};
use logodds_model::message;
use logodds_model::words::{Message, Remedy, Told};
use thiserror::Error;

/// A frame cannot be coded for a fit or a prediction. Rows are counted from 0.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum FrameError {
    /// The specification does not fit the columns.
    #[error("{}", spec(.0))]
    Spec(SpecError),
    /// The labels are none to be told apart, or a base is no level.
    #[error("{0}")]
    Coding(DataError),
    /// Columns that are no features as they stand.
    #[error("{}", of_frame(.0))]
    Unfit(Box<Unfit>),
    /// Two columns of one name.
    #[error("two columns are called {}, and a model could not tell them apart; rename one", quoted(.name))]
    Repeated {
        /// The name.
        name: String,
    },
    /// A column of another length.
    #[error("column {} has {found} rows, and the frame {expected}", quoted(.column))]
    Length {
        /// The column.
        column: String,
        /// Its rows.
        found: usize,
        /// Those of the frame.
        expected: usize,
    },
    /// More rows than codes.
    #[error("{rows} rows are more than the {} that can be counted here", u32::MAX - 1)]
    TooLong {
        /// The rows.
        rows: usize,
    },
    /// No rows at all.
    #[error("the data have no rows")]
    NoRows,
    /// Columns of types that no model takes.
    #[error("{}", types(.columns))]
    Type {
        /// Each column, and its type.
        columns: Vec<(String, String)>,
    },
    /// Integers that a column of numbers would round.
    #[error("{}", rounded(*.row, .column, .value, *.cells))]
    Rounded {
        /// The row of the first.
        row: u32,
        /// The column.
        column: String,
        /// The integer.
        value: String,
        /// Such cells.
        cells: u64,
    },
    /// A column that must hold numbers.
    #[error("column {} must hold numbers {what}, and holds {found}", quoted(.column))]
    NotNumbers {
        /// The column.
        column: String,
        /// What for.
        what: &'static str,
        /// What it holds.
        found: &'static str,
    },
    /// Missing cells under [`logodds_model::schema::Missing::Error`].
    #[error("{}", missing((*.row, .column), (*.cells, *.rows), .columns, *.predicting))]
    Missing {
        /// The row of the first.
        row: u32,
        /// Its column.
        column: String,
        /// Missing cells in columns in use.
        cells: u64,
        /// Rows with at least one.
        rows: u64,
        /// Each column with missing cells, and how many, most first.
        columns: Vec<(String, u64)>,
        /// Whether rows were to be scored.
        predicting: bool,
    },
    /// Every row lacks something.
    #[error("all {rows} rows have missing cells: {}. Leave the emptiest column out, or fill its cells in", counts(.columns))]
    NoRowsLeft {
        /// Rows read.
        rows: u64,
        /// Each column with missing cells, and how many, most first.
        columns: Vec<(String, u64)>,
    },
    /// An infinite number.
    #[error("column {} is {value} in row {row}{}. Correct it, or make it missing (NaN)", quoted(.column), such(*.cells, "cell"))]
    NotFinite {
        /// The row of the first.
        row: u32,
        /// The column.
        column: String,
        /// The value.
        value: f64,
        /// Such cells.
        cells: u64,
    },
    /// A negative weight.
    #[error("weight {value} in row {row} of column {} is negative{}. Weights are 0 or more", quoted(.column), such(*.cells, "cell"))]
    NegativeWeight {
        /// The row of the first.
        row: u32,
        /// The column.
        column: String,
        /// The weight.
        value: f64,
        /// Such cells.
        cells: u64,
    },
    /// No positive weight.
    #[error("column {}: all weights are zero, so there is nothing to fit", quoted(.column))]
    ZeroWeights {
        /// The column.
        column: String,
    },
    /// Two terms of one name.
    #[error("{} and {} would both be the term {}. Rename a column, or leave one out", .terms[0], .terms[1], quoted(.name))]
    SameTerm {
        /// The name.
        name: String,
        /// What the terms are, in words.
        terms: [String; 2],
    },
    /// Columns that the model needs and the frame lacks.
    #[error("{}", lacking(.columns))]
    MissingColumns {
        /// Each name, and the nearest one there is (of the first few alone).
        columns: Vec<(String, Option<String>)>,
    },
    /// A level that the fit never saw, under [`logodds_model::schema::Unseen::Error`].
    #[error("{}", unseen((*.row, .column), .value, *.cells, .known))]
    UnseenLevel {
        /// The row of the first.
        row: u32,
        /// The column.
        column: String,
        /// The level.
        value: String,
        /// Such cells.
        cells: u64,
        /// The levels of the model.
        known: Vec<String>,
    },
}

impl Told for FrameError {
    fn message(&self) -> Message {
        match self {
            Self::Spec(error) => spec(error),
            Self::Coding(error) => error.message(),
            Self::Unfit(unfit) => of_frame(unfit),
            Self::Rounded { row, column, value, cells } => rounded(*row, column, value, *cells),
            Self::Missing { row, column, cells, rows, columns, predicting } => {
                missing((*row, column), (*cells, *rows), columns, *predicting)
            }
            Self::UnseenLevel { row, column, value, cells, known } => unseen((*row, column), value, *cells, known),
            // These need no words of a door.
            other => other.to_string().into(),
        }
    }
}

/// Problems of columns that are not in a file.
fn spec(error: &SpecError) -> Message {
    let sentence = |problem: &SpecProblem| match problem {
        SpecProblem::OneColumn { .. } => message!("the data have a single column"),
        SpecProblem::NoFeatures => message!(
            "no feature is left: the data have no other column. For a model of the intercept alone give {}",
            Remedy::InterceptAlone
        ),
        other => other.message(),
    };
    Message::join(error.problems.iter().map(sentence), "\n")
}

fn rounded(row: u32, column: &str, value: &str, cells: u64) -> Message {
    message!(
        "column {} is {} in row {}{}: from 2⁵³ on numbers lose their last digits. If it is an identifier, leave it out, or make a category \
         of it{}; otherwise convert it to float64",
        quoted(column),
        value,
        row,
        such(cells, "cell"),
        Message::aside(Remedy::categorical(column))
    )
}

fn missing(
    (row, column): (u32, &str),
    (cells, rows): (u64, u64),
    columns: &[(String, u64)],
    predicting: bool,
) -> Message {
    let remedy = match predicting {
        true => message!("Fill them in, or predict with {}: such rows then get NaN", Remedy::DropMissing),
        false => {
            message!("Leave these rows out with {}, fill the cells in, or leave a column out", Remedy::DropMissing)
        }
    };
    message!(
        "{} of {} {} no value: {}, the first in row {} of column {}. {}",
        count(cells, "cell"),
        count(rows, "row"),
        if cells == 1 { "has" } else { "have" },
        counts(columns),
        row,
        quoted(column),
        remedy
    )
}

fn unseen((row, column): (u32, &str), value: &str, cells: u64, known: &[String]) -> Message {
    message!(
        "column {}: level {} in row {} was never seen by the fit{}. It knows {}. Correct the cells, or predict with {} (NaN) or {} (as the \
         base level)",
        quoted(column),
        quoted(value),
        row,
        such(cells, "cell"),
        names(known),
        Remedy::UnseenMissing,
        Remedy::UnseenBase
    )
}

fn types(columns: &[(String, String)]) -> String {
    let one = |(column, type_name): &(String, String)| {
        format!(
            "column {} holds {type_name}, which are neither numbers, booleans, texts nor categories; {}",
            quoted(column),
            instead(type_name)
        )
    };
    let mut lines: Vec<_> = columns.iter().take(ITEMS).map(one).collect();
    if columns.len() > ITEMS {
        lines.push(format!("and {} more such columns", columns.len() - ITEMS));
    }
    lines.join("\n")
}

/// What to do about a column of a type.
fn instead(type_name: &str) -> &'static str {
    match type_name {
        name if name.starts_with("date") || name.starts_with("time") => {
            "make a number of it (days since a day, say), or categories (weekday, month)"
        }
        name if name.starts_with("duration") => "make a number of it, such as days",
        name if name.starts_with("decimal") => "convert it to float64",
        name if name.starts_with("integers") => "make texts of it, if it is an identifier, or convert it to float64",
        _ => "convert it, or leave it out",
    }
}

fn lacking(columns: &[(String, Option<String>)]) -> String {
    let one = |(name, near): &(String, Option<String>)| {
        format!("the model needs column {}, the data have none{}", quoted(name), did_you_mean(near))
    };
    let mut lines: Vec<_> = columns.iter().take(ITEMS).map(one).collect();
    if columns.len() > ITEMS {
        lines.push(format!("and {} more such columns", columns.len() - ITEMS));
    }
    lines.join("\n")
}
