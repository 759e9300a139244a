//! What is wrong with the numbers of a model, or with a row for it.

use std::fmt;

/// Numbers that do not make a model, or a row that does not fit it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ModelError {
    /// A length that does not fit.
    Length {
        /// Length found.
        found: usize,
        /// Length expected.
        expected: usize,
    },
    /// Room for another number of rows than there are.
    Rows {
        /// Rows there is room for.
        found: usize,
        /// Rows expected.
        expected: usize,
    },
    /// A coefficient that is NaN or infinite.
    NonFinite(f64),
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { found, expected } => write!(f, "{found} features given, the model has {expected}"),
            Self::Rows { found, expected } => {
                write!(f, "room for {found} probabilities given, there are {expected} rows")
            }
            Self::NonFinite(value) => write!(f, "a model cannot hold the coefficient {value}"),
        }
    }
}

impl std::error::Error for ModelError {}
