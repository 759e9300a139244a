//! What is done about cells that a model cannot take as they are: missing ones, and levels that the fit never saw.

/// What to do about missing cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Missing {
    /// Refuse the data, naming the place.
    #[default]
    Error,
    /// Leave the row out of the fit; at prediction, give it no probability.
    Drop,
}

impl Missing {
    /// Its name, as users give it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Drop => "drop",
        }
    }
}

/// What a prediction does about a level that the fit never saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Unseen {
    /// Refuse the data, naming the place.
    #[default]
    Error,
    /// Treat it as the base level.
    Base,
    /// Give the row no probability.
    Missing,
}

impl Unseen {
    /// Its name, as users give it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Base => "base",
            Self::Missing => "missing",
        }
    }
}
