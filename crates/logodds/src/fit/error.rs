//! Why there is no fit.

use crate::journal::JournalError;
use crate::specification::SpecError;
use logodds_core::{DataError, EvalError, ModelError};
use logodds_inference::InferenceError;
use logodds_model::words::{Message, Told};
use logodds_optim::SolveError;

/// Why there is no fit.
#[derive(Debug)]
#[non_exhaustive]
pub enum FitError {
    /// The specification is at fault.
    Specification(SpecError),
    /// The data are at fault, or could not be read.
    Eval(EvalError),
    /// The solver failed.
    Solve(SolveError),
    /// The coefficients are not finite.
    Model(ModelError),
    /// What was asked of the optimum does not fit the data.
    Inference(InferenceError),
    /// The journal is of another fit, or cannot be used.
    Journal(JournalError),
}

impl FitError {
    /// The fault in the data, if that is what it is.
    #[must_use]
    pub fn data(&self) -> Option<&DataError> {
        match self {
            Self::Eval(EvalError::Data(error)) | Self::Solve(SolveError::Eval(EvalError::Data(error))) => Some(error),
            _ => None,
        }
    }
}

impl Told for FitError {
    fn message(&self) -> Message {
        match self {
            Self::Specification(error) => error.message(),
            // These need no words of a door.
            other => other.to_string().into(),
        }
    }
}

impl std::fmt::Display for FitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Specification(error) => error.fmt(f),
            Self::Eval(error) => error.fmt(f),
            Self::Solve(error) => error.fmt(f),
            Self::Model(error) => error.fmt(f),
            Self::Inference(error) => error.fmt(f),
            Self::Journal(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for FitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Specification(error) => Some(error),
            Self::Eval(error) => Some(error),
            Self::Solve(error) => Some(error),
            Self::Model(error) => Some(error),
            Self::Inference(error) => Some(error),
            Self::Journal(error) => Some(error),
        }
    }
}

impl From<JournalError> for FitError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}

impl From<SpecError> for FitError {
    fn from(error: SpecError) -> Self {
        Self::Specification(error)
    }
}

impl From<InferenceError> for FitError {
    fn from(error: InferenceError) -> Self {
        match error {
            InferenceError::Eval(error) => Self::Eval(error),
            other => Self::Inference(other),
        }
    }
}

impl From<EvalError> for FitError {
    fn from(error: EvalError) -> Self {
        Self::Eval(error)
    }
}

impl From<SolveError> for FitError {
    fn from(error: SolveError) -> Self {
        Self::Solve(error)
    }
}

impl From<ModelError> for FitError {
    fn from(error: ModelError) -> Self {
        Self::Model(error)
    }
}
