//! What can be wrong with data that were read: labels, missing cells, weights, unseen levels.

use crate::bytes::place::Place;
use crate::coding::flag::flag;
use crate::coding::names::did_you_mean;
use crate::columns::{NotNumbers, Purpose, Unfit};
use crate::text::read_error::such;
use logodds_model::excerpt::{ITEMS, list, names, quoted};
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
    /// Missing cells under [`crate::coding::schema::Missing::Error`].
    #[error("{place}: column {} has no value. {} in {}, columns {}. Leave these rows out with --missing drop{}; --na says which texts mean missing", quoted(.column), count(*.cells, "missing cell"), count(*.rows, "row"), counts(.columns), if .feature.is_some() { ", a column with --exclude" } else { "" })]
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
    /// Missing cells in rows to score, when the model was fitted under [`crate::coding::schema::Missing::Error`].
    #[error("{place}: column {} has no value. {} in {}, columns {}. Fill them in, or predict with --missing drop: such rows then get an empty probability", quoted(.column), count(*.cells, "missing cell"), count(*.rows, "row"), counts(.columns))]
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
    #[error("{0}")]
    Unfit(Box<Unfit>),
    /// Every row lacks something.
    #[error("{file}: all {rows} rows have missing cells (columns {}). {} --na", counts(.columns), emptiest(.feature))]
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
    #[error("{place}: column {}: {} is not finite{}. {}", quoted(.column), quoted(.value), such(*.cells, "cell"), finite(*.purpose, .value))]
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
    #[error("{0}")]
    NotNumbers(Box<NotNumbers>),
    /// A negative weight.
    #[error("{place}: weight {} in column {} is negative{}. Weights are 0 or more", shown(.value), quoted(.column), such(*.cells, "cell"))]
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
    #[error("column {}: all weights are zero, so there is nothing to fit", quoted(.column))]
    ZeroWeights {
        /// The column of weights.
        column: String,
    },
    /// Two terms of one name.
    #[error("{file}: {} and {} would both be the term {}. Rename a column, or leave one out with --exclude", .terms[0], .terms[1], quoted(.name))]
    SameTerm {
        /// The (first) file.
        file: String,
        /// The name.
        name: String,
        /// What the terms are, in words.
        terms: [String; 2],
    },
    /// A target with one label.
    #[error(
        "target {} has one label only, {} in all {rows} rows{}: there is nothing to tell apart. {}", quoted(.target), quoted(.label), left_out(.emptied), if .emptied.is_empty() { "Look at the filter that made the file, or name another --target" } else { "Fill cells in, or leave the column out that lacks them" }
    )]
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
    #[error(
        "target {} has the label {label}: from 2⁵³ on numbers lose their last digits, and labels that differ would be one. Make them texts (--categorical {})", quoted(.target), quoted(.target)
    )]
    LargeLabel {
        /// The target.
        target: String,
        /// The label, as a double.
        label: String,
    },
    /// A target whose labels can hardly be classes.
    #[error("target {} has {labels} labels{}: {}. {}", quoted(.target), no_classes(*.why), label_counts(.examples, *.labels), to_do(*.why, .target))]
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
    #[error("--base: column {} has no level {}{}; it has {}{}", quoted(.column), quoted(.level), lost(*.left_out), names(.levels), did_you_mean(.nearest))]
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
    #[error("--base: column {} is read as numbers, which have no levels such as {}. Add {}", quoted(.column), quoted(.level), flag("--categorical", std::slice::from_ref(.column)).unwrap_or("--categorical".into()))]
    BaseOfNumbers {
        /// The column.
        column: String,
        /// The base that was asked for.
        level: String,
    },
    /// Another number of labels than must be.
    #[error("--labels {expected}: target {} has {labels}: {}. {}", quoted(.target), label_counts(.examples, *.labels), if .labels > .expected { "Correct the cells that are none of them, mark them missing with --na, or leave --labels out" } else { "Leave --labels out, or look at the filter that made the file" })]
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
    /// `--positive` names no label.
    #[error("--positive {}: target {} has no such label; it has {}", quoted(.positive), quoted(.target), known(.labels))]
    UnknownPositive {
        /// What was asked for.
        positive: String,
        /// The target.
        target: String,
        /// The labels there are.
        labels: Vec<String>,
    },
    /// `--positive` with more than two labels.
    #[error("--positive {}: target {} has {} labels, {}, and each gets a probability of its own. Leave --positive out; for {} against all others, recode those to one label", quoted(.positive), quoted(.target), labels.len(), names(.labels), quoted(.positive))]
    PositiveOfMany {
        /// What was asked for.
        positive: String,
        /// The target.
        target: String,
        /// The labels there are.
        labels: Vec<String>,
    },
    /// The table was read without the options that go with the specification.
    #[error(
        "column {} was not read as {needed}: read the table with the options of FitColumns::apply or Schema::apply", quoted(.column)
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
        /// Each name, and the nearest one there is (of the first few alone).
        columns: Vec<(String, Option<String>)>,
    },
    /// The header is one name that contains another delimiter.
    #[error("{file}: the file has a single column; add --delimiter {delimiter:?}")]
    OneColumn {
        /// The (first) file.
        file: String,
        /// The delimiter it contains.
        delimiter: char,
    },
    /// A level that the fit never saw, under [`crate::coding::schema::Unseen::Error`].
    #[error("{place}: column {}: level {} was never seen by the fit{}. It knows {}. Correct the cells, or predict with --unseen missing (no probability) or --unseen base (as the base level)", quoted(.column), quoted(.value), such(*.cells, "cell"), names(.known))]
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

/// That a level was lost with the rows left out.
fn lost(left_out: u64) -> String {
    match left_out {
        0 => String::new(),
        1 => " among the rows in use, as the one row that has it lacks a cell".to_string(),
        rows => format!(" among the rows in use, as the {rows} rows that have it lack a cell"),
    }
}

/// Labels whose rows are left out.
fn left_out(emptied: &[(String, u64)]) -> String {
    match emptied {
        [] => String::new(),
        more => {
            format!(
                " in use (those of {} lack a cell)",
                list(more, |(label, rows)| format!("{} ({})", quoted(label), count(*rows, "row")))
            )
        }
    }
}

fn no_classes(why: NoClasses) -> String {
    match why {
        NoClasses::Header => String::new(),
        NoClasses::Amounts | NoClasses::Codes => ", numbers that look like amounts and not like classes".to_string(),
        NoClasses::Shares => ", shares and no classes".to_string(),
        NoClasses::TooMany { most } => format!(", more than the {most} that a model takes"),
        NoClasses::FewRows { rows } => format!(" in {}, too few for a fit", count(rows, "row")),
    }
}

/// Events of trials are rows with counts: any share of them is then the likelihood's own.
const GROUPED: &str = "a row for each label with its count (\"1 of 20\" is the row yes,1 and the row no,19, each beside the features), and \
    --target label --weights count --weight-kind frequency";

fn to_do(why: NoClasses, target: &str) -> String {
    let codes = || flag("--categorical", &[target.to_string()]).unwrap_or("--categorical".to_string());
    match why {
        NoClasses::Header => "The first line looks like a header: leave out --no-header".to_string(),
        NoClasses::Shares => format!(
            "If they are events of trials, write {GROUPED}; else recode it to two labels, such as above and below a limit; or name another --target"
        ),
        NoClasses::Amounts => format!(
            "Recode it to two labels, such as above and below a limit, or to a few; if they are counts of events, write {GROUPED}; or name \
             another --target"
        ),
        NoClasses::Codes => format!(
            "If they are codes of classes, add {}; if they are counts of events, write {GROUPED}; else recode it to a few labels",
            codes()
        ),
        NoClasses::TooMany { .. } | NoClasses::FewRows { .. } => {
            "Recode it to fewer, drop the rows of the rare ones, or name another --target".to_string()
        }
    }
}

/// `"a" and "b"`, or the first few of more.
fn known(labels: &[String]) -> String {
    match labels {
        [one, other] => format!("{} and {}", quoted(one), quoted(other)),
        more => names(more),
    }
}

/// `1 row`, `2 rows`.
pub(crate) fn count(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

pub(crate) fn counts(columns: &[(String, u64)]) -> String {
    list(columns, |(name, k)| format!("{} ({k})", quoted(name)))
}

fn label_counts(examples: &[(String, u64)], labels: u64) -> String {
    let shown = list(examples, |(name, k)| format!("{} ({})", quoted(name), count(*k, "row")));
    let more = if labels > examples.len() as u64 { ", …" } else { "" };
    format!("{shown}{more}")
}

/// A number as it stands, without quotes.
fn shown(value: &str) -> String {
    quoted(value).trim_matches('"').to_string()
}

/// What to do about a column that leaves no row.
fn emptiest(feature: &Option<String>) -> String {
    let exclude = feature.as_ref().map(|name| flag("--exclude", std::slice::from_ref(name)));
    match exclude {
        Some(exclude) => format!("Leave the emptiest out with {}, or correct", exclude.unwrap_or("--exclude".into())),
        None => "Fill them in, or correct".to_string(),
    }
}

/// What to do about an infinite number.
fn finite(purpose: Purpose, value: &str) -> String {
    let na = flag("--na", &[value.to_string()]).unwrap_or("--na".to_string());
    match purpose {
        Purpose::Feature => format!("Correct it, mark it missing with {na}, or leave the column out with --exclude"),
        Purpose::Measure | Purpose::Prediction => format!("Correct it, or mark it missing with {na}"),
    }
}

fn lacking(columns: &[(String, Option<String>)]) -> String {
    let one = |(name, near): &(String, Option<String>)| {
        format!("the model needs column {}, the file has none{}", quoted(name), did_you_mean(near))
    };
    let mut lines: Vec<_> = columns.iter().take(ITEMS).map(one).collect();
    if columns.len() > ITEMS {
        lines.push(format!("and {} more such columns", columns.len() - ITEMS));
    }
    lines.join("\n")
}
