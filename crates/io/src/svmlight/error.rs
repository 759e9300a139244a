//! What can be wrong with svmlight text.

use crate::bytes::place::Place;
use logodds_model::excerpt::quoted;
use thiserror::Error;

/// A text is not svmlight, or not of two labels.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SvmlightError {
    /// A line that is refused.
    #[error("{place}: {fault}")]
    Line {
        /// The line.
        place: Place,
        /// What is wrong with it.
        fault: SvmlightFault,
    },
    /// Blank lines and comments at most.
    #[error("{file}: there are no rows. A row is: label index:value index:value …")]
    NoRows {
        /// The path.
        file: String,
    },
    /// The same label in all rows.
    #[error(
        "{file}: there is one label only, {label} in all {rows} rows: there is nothing to tell apart. Look at the filter that made the file"
    )]
    OneLabel {
        /// The path.
        file: String,
        /// The label.
        label: String,
        /// Rows read.
        rows: usize,
    },
}

/// Why a line of svmlight text is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SvmlightFault {
    /// A line that begins with anything but a finite number.
    #[error("the label {} is not a finite number. A row is: label index:value index:value …", quoted(.text))]
    Label {
        /// What stands there.
        text: String,
    },
    /// After the label, anything but a pair.
    #[error(
        "{} is not index:value, the index a whole number up to 4294967294. Correct it, or put a # before comments", quoted(.text)
    )]
    Pair {
        /// What stands there.
        text: String,
    },
    /// A value that is missing, infinite, or no number.
    #[error("index {index}: the value {} is not a finite number. Correct it; a pair left out means 0", quoted(.text))]
    Value {
        /// The index as written.
        index: u32,
        /// What stands there.
        text: String,
    },
    /// An index that repeats or goes back.
    #[error(
        "index {index} comes after index {previous}. Sort the pairs of a row by index, and merge those of one index"
    )]
    Order {
        /// The index as written.
        index: u32,
        /// The one before it.
        previous: u32,
    },
    /// One label too many.
    #[error(
        "the label {third} is the third, {} and {} stand above. Two are needed: recode them, or drop the rows of the others", .earlier[0], .earlier[1]
    )]
    ThirdLabel {
        /// The label.
        third: String,
        /// Those above, as they came.
        earlier: [String; 2],
    },
}
