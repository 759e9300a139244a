//! Coefficients that the data do not determine, held at 0.

use logodds_core::risk::alias::Alias;
use logodds_model::record::Note;

/// A coefficient held at 0, and why.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// The column has the same value in every row; without an intercept, 0.
    Constant(usize),
    /// The column is a combination of others.
    Aliased(Alias),
}

impl Held {
    /// The column.
    #[must_use]
    pub fn column(&self) -> usize {
        match self {
            Self::Constant(column) => *column,
            Self::Aliased(alias) => alias.column,
        }
    }

    /// The reason, for a record.
    #[must_use]
    pub fn note(&self) -> Note {
        match self {
            Self::Constant(_) => Note::Constant,
            Self::Aliased(_) => Note::Collinear,
        }
    }
}
