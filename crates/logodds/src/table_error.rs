//! Why coded columns are no data set, or a model file no model.

use logodds_core::{DataError, ModelError};
use logodds_model::message;
use logodds_model::score::ScoreError;
use logodds_model::words::{Message, Remedy, Told};

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
        reason: Option<Message>,
    },
    /// Log-odds of a model of more than two labels.
    ManyLabels {
        /// Its labels.
        labels: usize,
    },
}

impl Told for TableError {
    fn message(&self) -> Message {
        match self {
            Self::Data(error) => error.to_string().into(),
            Self::Model(error) => error.to_string().into(),
            Self::NoCovariance { reason: Some(reason) } => {
                message!("the model has no intervals to give: {}", reason.clone())
            }
            Self::NoCovariance { reason: None } => message!(
                "the model has no intervals to give: it was fitted without standard errors; fit it again {}",
                Remedy::StandardErrors
            ),
            Self::ManyLabels { labels } => {
                message!("a model of {} labels has no log-odds of one; ask for probabilities", labels)
            }
        }
    }
}

impl std::fmt::Display for TableError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.message().fmt(f)
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
