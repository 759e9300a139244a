//! What rounding may hide: g and H are computed numbers, and their errors must not make a bound too small.
//!
//! Errors are bounded a priori (N. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., §3.1 and §10.1) from the length of the
//! longest chain of additions and the size of the terms. With u the unit roundoff and A_j ≥ max_i |x̃_ij|:
//!
//! ```text
//! a margin      |Δη| ≤ (k + 4) u (Σ_C A_j |u_j| + max |o|)     k entries of a row, C those that can meet in one
//! a value       |ΔF| ≤ chain · 2u · F + |Δη|                   as losses have slopes of at most 1
//! a gradient    |Δg_j| ≤ A_j chain u min(F, 1) + 4u λ_j |u_j|, and ‖Δg‖_{H⁻¹} ≤ |Δη| e^|Δη| √(mean ℓ″) by the margins
//! ```
//!
//! They are added to whatever a bound is made of.

use crate::certificate::row_support::spanned;
use crate::premises::Premises;
use crate::solver::Iterate;
use logodds_core::Geometry;

/// A bound on the rounding error of a computed margin: a dot product of terms that are at most A_j |u_j|, and an offset.
pub(crate) fn margin_noise(point: &[f64], geometry: &Geometry) -> f64 {
    let size = spanned(geometry, |j| geometry.row_bound[j] * point[j].abs()) + geometry.offset_bound;
    (geometry.row_entries as f64 + 4.0) * (f64::EPSILON / 2.0) * size
}

/// A bound on the rounding error of a computed value: a mean of losses whose slopes are at most 1 (of the difference of two margins),
/// added up in chains.
pub(crate) fn value_noise(at: &Iterate<'_>, geometry: &Geometry) -> f64 {
    let chain = geometry.additions + geometry.row_bound.len() + 16;
    let sums = chain as f64 * f64::EPSILON * at.evaluation.value;
    sums + margin_noise(at.point, geometry)
}

/// The same of a value whose margins were computed in single precision: of terms that may be twice as large, as the origin is
/// rounded too, and chains that are no longer.
pub(crate) fn single_value_noise(at: &Iterate<'_>, geometry: &Geometry) -> f64 {
    let coarser = 2.0 * f64::from(f32::EPSILON) / f64::EPSILON;
    value_noise(at, geometry) + coarser * margin_noise(at.point, geometry)
}

/// An upper bound on the mean variance of a unit of margin under the model: with one output that is the mean of ℓ″ ≤ 1/4; with
/// several, the variance about the own class's margin is at most 1 − p_y, which is at most the loss.
fn mean_curvature(at: &Iterate<'_>, geometry: &Geometry) -> f64 {
    let of_outputs = if geometry.outputs > 1 { at.evaluation.value } else { at.evaluation.intercept_curvature };
    of_outputs.clamp(0.0, 0.25)
}

/// Where a computed gradient may be off.
pub(super) struct Noise<'a> {
    at: &'a Iterate<'a>,
    premises: Premises<'a>,
    /// |Δη|. It moves the residuals by at most ℓ″ |Δη| e^|Δη|.
    margin: f64,
    /// The error of the sum of residuals: a chain of additions of terms whose mean |p − y| is at most the mean loss
    /// (1 − e^−ℓ ≤ ℓ) and at most 1.
    chain: f64,
}

impl<'a> Noise<'a> {
    pub(super) fn at(at: &'a Iterate<'a>, premises: Premises<'a>) -> Self {
        let mean_residual = at.evaluation.value.min(1.0);
        let geometry = premises.geometry;
        Self {
            at,
            premises,
            margin: margin_noise(at.point, geometry),
            chain: (geometry.additions as f64 + 8.0) * (f64::EPSILON / 2.0) * mean_residual,
        }
    }

    /// The error of a residual in the mean, by that of its margin.
    pub(super) fn residual(&self) -> f64 {
        self.margin * (mean_curvature(self.at, self.premises.geometry) * self.margin.exp()).min(0.25)
    }

    /// The error of the gradient by those of the margins, in the norm of H⁻¹: `‖X̃ᵀ D v‖_{H⁻¹} ≤ ‖D^½ v‖`.
    pub(super) fn margins(&self) -> f64 {
        self.margin * self.margin.exp() * mean_curvature(self.at, self.premises.geometry).sqrt()
    }

    /// `Σ_j |Δg_j| s_j` of some s_j ≥ 0, from sums and the ridge. The sums' part is at most `chain Σ_j A_j s_j` over the coordinates that can meet in
    /// a row: `|Δg_j| ≤ chain u mean_i |r_i x̃_ij|`, and of the x̃_ij of a row few are not 0.
    pub(super) fn sums(&self, s: &[f64]) -> f64 {
        let Self { at, premises, chain, .. } = self;
        let of_sums = chain * spanned(premises.geometry, |j| premises.geometry.row_bound[j] * s[j]);
        let of_ridge = |j: usize| 2.0 * f64::EPSILON * premises.ridge(j) * at.point[j].abs() * s[j];
        of_sums + (0..s.len()).map(of_ridge).sum::<f64>()
    }

    /// Entry j's error from sums and the ridge, margins taken as they are.
    pub(super) fn sum(&self, j: usize) -> f64 {
        let Self { at, premises, chain, .. } = self;
        premises.geometry.row_bound[j] * chain + 2.0 * f64::EPSILON * premises.ridge(j) * at.point[j].abs()
    }
}
