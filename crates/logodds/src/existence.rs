//! Whether the maximum that a fit looked for exists.
//!
//! A certificate by self-concordance is finite only where a minimum exists (its δ is below 1), so a converged fit without a penalty has
//! one, for no work at all. Only a fit that did not converge, or converged by another argument, is looked into.

use crate::{FitError, Risk};
use logodds_inference::separation::{OverlapFit, Verdict};
use logodds_inference::{InferenceError, Separation};
use logodds_optim::{CertificateKind, Solution, Status};

/// What is known about a maximum of the likelihood.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Existence {
    /// It exists.
    Certain,
    /// It does not; what of it is finite, as far as it could be fitted.
    Separated(Box<Separation>, Option<OverlapFit>),
    /// Not decided: too many columns, more than two labels, rounding, or no time for it.
    Unknown,
}

impl Existence {
    /// Of the maximum of an unpenalised likelihood.
    pub fn of<R: Risk>(risk: &R, solution: &Solution) -> Result<Self, FitError> {
        match solution.status {
            Status::Converged if solution.certificate.kind == CertificateKind::SelfConcordance => {
                return Ok(Self::Certain);
            }
            Status::Interrupted | Status::TimeLimit => return Ok(Self::Unknown),
            _ => {}
        }
        match risk.separation(&solution.point) {
            Ok(Some(separation)) if separation.verdict == Verdict::None => Ok(Self::Certain),
            Ok(Some(separation)) => {
                let overlap = risk.overlap(&separation)?;
                Ok(Self::Separated(Box::new(separation), overlap))
            }
            Ok(None) | Err(InferenceError::TooWide { .. } | InferenceError::Undecided) => Ok(Self::Unknown),
            Err(error) => Err(error.into()),
        }
    }

    /// The verdict, if there is one.
    pub fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Certain => Some(Verdict::None),
            Self::Separated(separation, _) => Some(separation.verdict),
            Self::Unknown => None,
        }
    }
}
