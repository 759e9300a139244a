//! What can be wrong with data, and what can go wrong while they are read.

use std::fmt;

/// Data that no logistic regression can be fitted to. Rows and columns are counted from 0, as in the arrays given;
/// a caller with names and line numbers translates them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DataError {
    /// There is no row, or none with a positive weight.
    NoRows,
    /// Every row with a positive weight has the same label.
    OneClass {
        /// The only label, 0 or 1.
        label: u8,
        /// How many rows carry it.
        rows: usize,
    },
    /// Two lengths that must agree do not.
    Length {
        /// What is too long or too short.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length it should have.
        expected: usize,
    },
    /// A feature is NaN or infinite.
    NonFinite {
        /// Row, from 0.
        row: usize,
        /// Column, from 0.
        column: usize,
        /// The value found.
        value: f64,
    },
    /// A column's values are so large that their sums overflow.
    Overflow {
        /// Column, from 0.
        column: usize,
    },
    /// A column's values are so small that their squares vanish.
    Underflow {
        /// Column, from 0.
        column: usize,
    },
    /// A label that is not one of the classes: neither 0 nor 1, where there are two.
    Label {
        /// Row, from 0.
        row: usize,
        /// The value found.
        value: u8,
        /// The number of classes.
        classes: usize,
    },
    /// A number of classes below 2 or above 256.
    ManyClasses {
        /// The number.
        classes: usize,
    },
    /// A class that no row with a positive weight has.
    EmptyClass {
        /// The class, from 0.
        class: usize,
    },
    /// One offset per row with more than two classes: it would move all margins alike, and change nothing.
    ClassOffsets,
    /// A share that is not a number from 0 to 1.
    Share {
        /// Row, from 0.
        row: usize,
        /// The value found.
        value: f64,
    },
    /// Shares with more than two classes.
    ClassShares,
    /// A binary model of data with more than two classes.
    NotBinary {
        /// The number of classes.
        classes: usize,
    },
    /// A weight that is negative, NaN or infinite.
    Weight {
        /// Row, from 0.
        row: usize,
        /// The value found.
        value: f64,
    },
    /// Weights so large or small that sums over them overflow or lose digits.
    WeightScale {
        /// The largest.
        largest: f64,
    },
    /// An offset that is NaN, infinite, or beyond 10¹⁰⁰: sums of losses would overflow.
    Offset {
        /// Row, from 0.
        row: usize,
        /// The value found.
        value: f64,
    },
    /// A category code with no level.
    Code {
        /// Row, from 0.
        row: usize,
        /// The code found.
        code: u32,
        /// The number of levels.
        levels: usize,
    },
    /// A row of a sparse matrix that is not in canonical form.
    SparseRow {
        /// Row, from 0.
        row: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A matrix that lies in memory neither row by row nor column by column.
    Layout,
    /// A penalty strength that is negative, NaN or beyond 10¹⁰⁰.
    Lambda(f64),
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRows => {
                write!(f, "there are no rows with a positive weight; a fit needs at least two, one of each label")
            }
            Self::OneClass { label, rows } => {
                write!(f, "all {rows} rows have label {label}; a fit needs rows of both labels")
            }
            Self::Length { what, found, expected } => {
                write!(f, "{what} has length {found}, expected {expected}")
            }
            Self::NonFinite { row, column, value } => {
                write!(
                    f,
                    "row {row}, column {column}: {value} is not a finite number; remove the row or replace the value"
                )
            }
            Self::Overflow { column } => {
                write!(f, "column {column}: its values are too large to sum; divide the column by a power of ten")
            }
            Self::Underflow { column } => {
                write!(f, "column {column}: its values are too small to square; multiply the column by a power of ten")
            }
            Self::Label { row, value, classes: 2 } => write!(f, "row {row}: label {value} is neither 0 nor 1"),
            Self::Label { row, value, classes } => {
                write!(f, "row {row}: label {value} is not one of the {classes} classes 0 to {}", classes - 1)
            }
            Self::ManyClasses { classes } => write!(f, "{classes} classes; there must be 2 to 256"),
            Self::EmptyClass { class } => {
                write!(f, "no row with a positive weight is of class {class}; a fit needs rows of every class")
            }
            Self::ClassOffsets => {
                write!(
                    f,
                    "an offset moves the margins of all classes alike and changes nothing; leave it out of a multinomial fit"
                )
            }
            Self::Share { row, value } => write!(f, "row {row}: share {value} is not a number from 0 to 1"),
            Self::ClassShares => write!(f, "shares are of one of two labels, and this is a model of classes"),
            Self::NotBinary { classes } => {
                write!(f, "the labels have {classes} classes, and this is a model of two; fit a multinomial one")
            }
            Self::Weight { row, value } => {
                write!(f, "row {row}: weight {value} is not a finite number ≥ 0")
            }
            Self::WeightScale { largest } => {
                write!(
                    f,
                    "the largest weight is {largest:e}; only ratios of weights matter, so scale them all to about 1"
                )
            }
            Self::Offset { row, value } => {
                write!(f, "row {row}: offset {value:e} is not a number of at most 1e100 in size")
            }
            Self::Code { row, code, levels } => {
                write!(f, "row {row}: category code {code} with only {levels} levels")
            }
            Self::SparseRow { row, what } => {
                write!(f, "row {row} of the sparse matrix: {what}")
            }
            Self::Layout => write!(
                f,
                "the matrix does not lie in memory in the order asked for; pass a standard-layout array (`as_standard_layout()` makes one) or, where columns are accepted, one in Fortran order"
            ),
            Self::Lambda(value) => {
                write!(f, "penalty strength lambda is {value:e}; it must be a number from 0 to 1e100")
            }
        }
    }
}

impl std::error::Error for DataError {}

/// A pass that could not be completed.
#[derive(Debug)]
#[non_exhaustive]
pub enum EvalError {
    /// The data themselves are at fault.
    Data(DataError),
    /// A block could not be read.
    Read {
        /// Which block, from 0.
        block: usize,
        /// Why.
        source: std::io::Error,
    },
    /// The point has the wrong length.
    Dimension {
        /// Length found.
        found: usize,
        /// Length expected.
        expected: usize,
    },
    /// The dense Hessian would need more memory than allowed.
    TooLarge {
        /// Number of unknowns.
        unknowns: usize,
        /// Bytes the Hessian and its partial sums would take.
        bytes: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// What completes sums failed, such as a journal that cannot be written.
    Collective(std::io::Error),
    /// Somebody raised the [`Interrupt`](crate::sum::Interrupt).
    Interrupted,
}

impl fmt::Display for EvalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Data(error) => error.fmt(f),
            Self::Read { block, source } => write!(f, "block {block} of the data could not be read: {source}"),
            Self::Dimension { found, expected } => {
                write!(f, "the point has {found} coordinates, the objective {expected}")
            }
            Self::TooLarge { unknowns, bytes, limit } => write!(
                f,
                "a Hessian of {unknowns} unknowns needs {} MiB, more than the {} MiB allowed; use a first-order solver such as lbfgs",
                bytes >> 20,
                limit >> 20
            ),
            Self::Collective(error) => error.fmt(f),
            Self::Interrupted => write!(f, "interrupted"),
        }
    }
}

impl std::error::Error for EvalError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Data(error) => Some(error),
            Self::Read { source, .. } | Self::Collective(source) => Some(source),
            _ => None,
        }
    }
}

impl From<DataError> for EvalError {
    fn from(error: DataError) -> Self {
        Self::Data(error)
    }
}
