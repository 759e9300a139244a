//! Whether the maximum that a fit looked for exists.
//!
//! A certificate by self-concordance is finite only where a minimum exists (its δ is below 1), so a converged fit without a penalty has
//! one, for no work at all. Only a fit that did not converge, or converged by another argument, is looked into.

use super::error::FitError;
use crate::risk::{FitRisk, Separated};
use logodds_inference::InferenceError;
use logodds_inference::separation::Verdict;
use logodds_optim::{CertificateKind, Solution, Status};

/// What is known about a maximum of the likelihood.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Existence {
    /// It exists.
    Certain,
    /// Decided by the search for what separates.
    Searched(Separated),
    /// Not decided: too many columns, rounding, or no time for it.
    Unknown,
}

impl Existence {
    /// Of the maximum of an unpenalised likelihood; `is_stopped` where a column was found to separate, and the fit was stopped for it.
    pub fn of(risk: &FitRisk<'_>, solution: &Solution, is_stopped: bool) -> Result<Self, FitError> {
        match solution.status {
            _ if is_stopped => {}
            Status::Converged if solution.certificate.kind == CertificateKind::SelfConcordance => {
                return Ok(Self::Certain);
            }
            Status::Interrupted | Status::TimeLimit => return Ok(Self::Unknown),
            _ => {}
        }
        match risk.separation(&solution.point) {
            Ok(Separated::No) => Ok(Self::Certain),
            Ok(found) => Ok(Self::Searched(found)),
            Err(InferenceError::TooWide { .. } | InferenceError::Undecided) => Ok(Self::Unknown),
            Err(error) => Err(error.into()),
        }
    }

    /// The verdict, if there is one.
    pub fn verdict(&self) -> Option<Verdict> {
        match self {
            Self::Certain | Self::Searched(Separated::No) => Some(Verdict::None),
            Self::Searched(Separated::Labels(separation)) => Some(separation.verdict),
            Self::Searched(Separated::Classes(separation)) => Some(separation.verdict),
            Self::Unknown => None,
        }
    }
}
