//! What is known of the minimum itself.
//!
//! A bound at one point says `F* ≥ F(u) − bound`, and the minimum is the same from everywhere: the best lower bound of a fit is kept, and
//! serves every later point. Gradients fall unevenly, and with them the bounds.

use crate::algebra::vector::norm;
use crate::certificate::bound::{Certificate, CertificateKind};
use crate::solver::Iterate;

/// The best lower bound on the minimum so far, and the argument behind it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct LowerBound(Option<(f64, CertificateKind)>);

impl LowerBound {
    /// The better of a bound computed at an iterate and of what earlier ones knew, to which this one is added; values are off by `noise` at
    /// most.
    pub(super) fn improved(&mut self, at: &Iterate<'_>, here: Certificate, noise: f64) -> Certificate {
        let least = at.evaluation.value - noise - here.bound;
        if least.is_finite() && self.0.is_none_or(|(known, _)| least > known) {
            self.0 = Some((least, here.kind));
        }
        match self.0 {
            Some((least, kind)) if at.evaluation.value + noise - least < here.bound => {
                Certificate { bound: at.evaluation.value + noise - least, kind, ..here }
            }
            _ => here,
        }
    }

    /// What earlier ones say of an iterate at which nothing is computed.
    pub(super) fn of(&self, at: &Iterate<'_>, noise: f64) -> Certificate {
        let (least, kind) = self.0.filter(|(least, _)| *least > 0.0).unwrap_or((0.0, CertificateKind::Nonnegativity));
        let gradient_norm = norm(&at.evaluation.gradient);
        Certificate { bound: at.evaluation.value + noise - least, kind, gradient_norm }
    }
}
