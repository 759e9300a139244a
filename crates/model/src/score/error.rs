//! Why a record has no scores to give.

use crate::words::Message;
use logodds_core::ModelError;

/// Why a record has no scores to give, or not those that are wanted.
#[derive(Clone, Debug, PartialEq)]
pub enum ScoreError {
    /// The coefficients do not make a model, or do not fit the rows.
    Model(ModelError),
    /// Standard errors or intervals of a model without a covariance.
    NoCovariance {
        /// Why it has none; `None` if it was fitted without.
        reason: Option<Message>,
    },
    /// What only a model of two labels has.
    ManyLabels {
        /// Its labels.
        labels: usize,
    },
}

impl std::fmt::Display for ScoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Model(error) => error.fmt(f),
            Self::NoCovariance { reason: Some(reason) } => write!(f, "the model has no intervals to give: {reason}"),
            Self::NoCovariance { reason: None } => {
                write!(f, "the model has no intervals to give: it was fitted without standard errors")
            }
            Self::ManyLabels { labels } => {
                write!(f, "a model of {labels} labels has no log-odds of one; ask for probabilities")
            }
        }
    }
}

impl std::error::Error for ScoreError {}

impl From<ModelError> for ScoreError {
    fn from(error: ModelError) -> Self {
        Self::Model(error)
    }
}
