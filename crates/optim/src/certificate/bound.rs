//! Upper bounds on F(u) − F*, computed, not assumed: three arguments, the smallest bound of which is the certificate.
//!
//! | argument | needs | where |
//! |---|---|---|
//! | self-concordance of the loss | a Hessian, here or near | `self_concordance` |
//! | the duality gap | a penalty on every column | `duality` |
//! | F* ≥ 0 | nothing: the gap is at most F(u), with what rounding may hide of it | here |

use crate::algebra::vector::norm;
use crate::certificate::duality::duality_gap;
use crate::certificate::rounding::value_noise;
use crate::certificate::self_concordance::Anchor;
use crate::premises::Premises;
use crate::solver::Iterate;

/// An upper bound on the distance of F(u) from its minimum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Certificate {
    /// F(u) − F* is at most this.
    pub bound: f64,
    /// How it is known.
    pub kind: CertificateKind,
    /// Euclidean norm of the gradient in the solver's coordinates.
    pub gradient_norm: f64,
}

/// The argument behind a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateKind {
    /// Newton decrement and self-concordance of the logistic loss.
    SelfConcordance,
    /// Duality gap of the penalised problem.
    DualityGap,
    /// The loss cannot be negative.
    Nonnegativity,
    /// No bound: the gradient is at rounding level where F need not be convex (Firth's fit).
    Score,
}

impl CertificateKind {
    /// Its name in tables, JSON and model files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::SelfConcordance => "self-concordance",
            Self::DualityGap => "duality-gap",
            Self::Nonnegativity => "nonnegativity",
            Self::Score => "score",
        }
    }
}

/// The best bound at an iterate, given a Hessian if there is one.
#[must_use]
pub fn certify(at: &Iterate<'_>, premises: Option<Premises<'_>>, anchor: Option<&Anchor>) -> Certificate {
    let evaluation = at.evaluation;
    let gradient_norm = norm(&evaluation.gradient);
    let mut best = Certificate { bound: evaluation.value, kind: CertificateKind::Nonnegativity, gradient_norm };
    if let Some(premises) = premises {
        best.bound += value_noise(at, premises);
        let mut offer = |bound: f64, kind| {
            if bound < best.bound {
                best = Certificate { bound, kind, gradient_norm };
            }
        };
        offer(duality_gap(at, premises), CertificateKind::DualityGap);
        if let Some(anchor) = anchor {
            offer(anchor.bound(at, premises), CertificateKind::SelfConcordance);
        }
    } else {
        best.bound = f64::INFINITY; // of an unknown objective nothing is known
    }
    best
}
