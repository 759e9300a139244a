//! What a column is read for, which decides what a message may advise.
//!
//! A feature can be left out or made categorical; weights and offsets cannot; and whoever predicts
//! can do neither, and has only the data, and texts that mean missing.

use crate::text::ColumnType;

/// What a column is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Purpose {
    /// A feature (or the target) of a fit.
    Feature,
    /// The weights or offsets of a fit.
    Measure,
    /// A column that a model needs to predict.
    Prediction,
}

impl Purpose {
    /// That of a column read as `kind`.
    pub(crate) fn of(kind: ColumnType) -> Purpose {
        match kind {
            ColumnType::Auto | ColumnType::Numeric | ColumnType::Categorical => Purpose::Feature,
            ColumnType::Measure => Purpose::Measure,
            ColumnType::Modelled => Purpose::Prediction,
        }
    }
}
