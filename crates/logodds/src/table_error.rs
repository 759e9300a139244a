//! Why coded columns are no data set, or a model file no model.

use logodds_core::{DataError, ModelError};
use logodds_model::score::ScoreError;

/// Why coded columns are no data set, or a model file no model.
#[derive(Debug)]
#[non_exhaustive]
pub enum TableError {
    /// The columns do not make a data set.
    Data(DataError),
    /// The coefficients do not make a model, or do not fit the rows.
    Model(ModelError),
    /// Intervals from a model without a covariance.
    NoCovariance {
        /// Why it has none.
        reason: Option<String>,
    },
    /// Log-odds of a model of more than two labels.
    ManyLabels {
        /// Its labels.
        labels: usize,
    },
}

impl std::fmt::Display for TableError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Data(error) => error.fmt(f),
            Self::Model(error) => error.fmt(f),
            Self::NoCovariance { reason: Some(reason) } => write!(f, "the model has no intervals to give: {reason}"),
            Self::NoCovariance { reason: None } => write!(
                f,
                "the model has no intervals to give: it was fitted without standard errors; fit it again without --covariance none"
            ),
            Self::ManyLabels { labels } => {
                write!(f, "a model of {labels} labels has no log-odds of one; ask for probabilities")
            }
        }
    }
}

impl std::error::Error for TableError {}

impl From<DataError> for TableError {
    fn from(error: DataError) -> Self {
        Self::Data(error)
    }
}

impl From<ScoreError> for TableError {
    fn from(error: ScoreError) -> Self {
        match error {
            ScoreError::Model(error) => Self::Model(error),
            ScoreError::NoCovariance { reason } => Self::NoCovariance { reason },
            ScoreError::ManyLabels { labels } => Self::ManyLabels { labels },
        }
    }
}

impl From<ModelError> for TableError {
    fn from(error: ModelError) -> Self {
        Self::Model(error)
    }
}
