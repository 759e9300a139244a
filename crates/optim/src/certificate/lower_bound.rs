//! What is known of the minimum itself.
//!
//! A bound at one point says `F* ≥ F(u) − bound`, and the minimum is the same from everywhere: the best lower bound of a fit is kept, and
//! serves every later point. Gradients fall unevenly, and with them the bounds. Several points together know more than each of them
//! (`combination`).

use crate::algebra::vector::norm;
use crate::certificate::bound::{Certificate, CertificateKind};
use crate::certificate::combination::Combination;
use crate::premises::Premises;
use crate::solver::Iterate;

/// The best lower bound on the minimum so far, and the argument behind it.
#[derive(Clone, Debug, Default)]
pub(super) struct LowerBound {
    best: Option<(f64, CertificateKind)>,
    points: Combination,
}

/// A bound this near, relative to F, needs no help of other points, whose own rounding is of about that size.
const NEAR: f64 = 1e-9;

impl LowerBound {
    /// The better of a bound computed at an iterate and of what earlier ones knew, to which this one is added; values are off by `noise` at
    /// most.
    pub(super) fn improved(
        &mut self,
        at: &Iterate<'_>,
        premises: Option<Premises<'_>>,
        here: Certificate,
        noise: f64,
    ) -> Certificate {
        self.know(at.evaluation.value - noise - here.bound, here.kind);
        if here.bound > NEAR * at.evaluation.value
            && let Some(least) = premises.and_then(|premises| self.points.improved(at, premises))
        {
            self.know(least, CertificateKind::DualityGap);
        }
        match self.best {
            Some((least, kind)) if at.evaluation.value + noise - least < here.bound => {
                Certificate { bound: at.evaluation.value + noise - least, kind, ..here }
            }
            _ => here,
        }
    }

    fn know(&mut self, least: f64, kind: CertificateKind) {
        if least.is_finite() && self.best.is_none_or(|(known, _)| least > known) {
            self.best = Some((least, kind));
        }
    }

    /// What earlier ones say of an iterate at which nothing is computed.
    pub(super) fn of(&self, at: &Iterate<'_>, noise: f64) -> Certificate {
        let (least, kind) =
            self.best.filter(|(least, _)| *least > 0.0).unwrap_or((0.0, CertificateKind::Nonnegativity));
        let gradient_norm = norm(&at.evaluation.gradient);
        Certificate { bound: at.evaluation.value + noise - least, kind, gradient_norm }
    }
}
