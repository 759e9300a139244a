//! What rounding may hide: g and H are computed numbers, and their errors must not make a bound too small.
//!
//! Errors are bounded a priori (N. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., §3.1 and §10.1) from the length of the
//! longest chain of additions and the size of the terms. With u the unit roundoff, A_j ≥ max_i |x̃_ij| and q_j the root mean square of
//! column j over the rows, q_j² = mean_j² + deviation_j²:
//!
//! ```text
//! a margin      |Δη_i| ≤ (k + 8) u (Σ_j |x̃_ij u_j| + |o_i|)      k entries of a row
//!               at most (k + 8) u (Σ_C A_j |u_j| + max |o|)       C those that can meet in one
//!               and ε = √(mean Δη²) ≤ (k + 8) u (Σ_j q_j |u_j| + max |o|)      (Minkowski)
//! a value       |ΔF| ≤ chain · 2u · F + √(mean r²) ε              as the loss changes by r Δη, Cauchy and Schwarz
//! a sum         |Δg_j| ≤ chain u mean |r_i x̃_ij| + 4u λ_j |u_j|   with residuals and x̃ taken as they are computed,
//!               mean |r_i x̃_ij| ≤ min(√(mean r²) q_j, mean |r| A_j)
//! ```
//!
//! and `mean r² ≤ mean |r| ≤ min(F, 1)`, as |p − y| = 1 − e^−ℓ ≤ ℓ (of a share y, ℓ ≥ 2 r² by Pinsker's inequality).
//!
//! **Margins.** A computed residual is that of another margin, η̃ = η + Δη, to a few u of its size, which count among the sum's. So computed
//! numbers are, but for the errors of sums, those of the function whose margins are shifted by Δη. What that makes of a bound is said where
//! the bound is: in a duality gap the residuals at η̃ are a dual point as good as any, and Δη enters by its square.
//!
//! **Several outputs.** Lengths over the outputs take the place of sizes: η = Q θ with Q orthonormal, margins that K additions make of the
//! contrasts θ (`‖Δη_i‖ ≤ 2 (k + K + 8) u ‖|x̃_i| |U|‖`), `‖r_i‖² ≤ 2 (1 − p_y)²`, and, for the errors of the sums of column j, `Σ_c Δg_cj²`: the rows'
//! residuals are shared among all classes, and so is their length.

use crate::certificate::row_support::{root_mean_square, spanned_within};
use crate::premises::Premises;
use crate::solver::Iterate;
use logodds_core::Geometry;

/// What the rounding of means, deviations and sums of this module can amount to, with room: they are relative errors of 10⁻¹⁰ where a chain is
/// of a million additions.
pub(super) const ROUNDED: f64 = 1.0 + 1e-6;

/// The error of a computed margin relative to its terms; of several outputs, of the length of a row's margins.
fn margin_unit(geometry: &Geometry) -> f64 {
    // Of several outputs `row_entries` counts the contrasts, too.
    let of_outputs = if geometry.outputs > 1 { 2.0 } else { 1.0 };
    of_outputs * (geometry.row_entries as f64 + 8.0) * (f64::EPSILON / 2.0)
}

/// The length over the outputs of a size of each, which `of_block` gives for the coordinates of a block, and of the offsets' `bound`.
fn over_outputs(geometry: &Geometry, bound: f64, of_block: impl Fn(std::ops::Range<usize>) -> f64) -> f64 {
    let (blocks, dim) = (geometry.blocks(), geometry.row_bound.len());
    let block = dim / blocks.max(1);
    let squares: f64 = (0..blocks).map(|c| of_block(c * block..(c + 1) * block).powi(2)).sum();
    squares.sqrt() + (blocks as f64).sqrt() * bound
}

/// A bound on the rounding error of a computed margin; of several outputs, on that of the difference of two.
pub(crate) fn margin_noise(point: &[f64], geometry: &Geometry) -> f64 {
    // With several outputs √2, which makes a length a difference, is in A_j.
    let size = |block| spanned_within(geometry, block, |j| geometry.row_bound[j] * point[j].abs());
    let parting = if geometry.outputs > 1 { std::f64::consts::SQRT_2 } else { 1.0 };
    margin_unit(geometry) * over_outputs(geometry, parting * geometry.offset_bound, size)
}

/// q_j, the root mean square of column j: `√(mean² + spread²)`. Columns have unit size, so that nothing overflows; it is asked of every column at
/// every look.
pub(super) fn column_size(geometry: &Geometry, j: usize) -> f64 {
    let square = geometry.mean[j] * geometry.mean[j] + geometry.deviation[j] * geometry.deviation[j];
    ROUNDED * (square + unit_of_variance(geometry) * square).sqrt()
}

/// The deviation of column j, with what rounding may hide of it: a variance computed about 0, as that of sparse columns is, has the rounding
/// of the mean square.
pub(super) fn spread(geometry: &Geometry, j: usize) -> f64 {
    let variance = geometry.deviation[j].powi(2);
    (variance + unit_of_variance(geometry) * (variance + geometry.mean[j].powi(2))).sqrt()
}

/// The relative error of a mean square.
fn unit_of_variance(geometry: &Geometry) -> f64 {
    f64::EPSILON * (geometry.additions as f64 + 8.0)
}

/// ε: a bound on the root mean square of the errors of the margins; of several outputs, of their length.
pub(super) fn mean_margin_noise(point: &[f64], geometry: &Geometry) -> f64 {
    let size = |block| root_mean_square(geometry, block, |j| column_size(geometry, j) * point[j].abs());
    let mean = margin_unit(geometry) * over_outputs(geometry, geometry.offset_bound, size);
    // The largest is no smaller than the mean, but what bounds it may be, where sparse columns have few large entries.
    mean.min(margin_noise(point, geometry))
}

/// A bound of `√(mean ‖r_i‖²)`, and one of `mean ‖r_i‖`.
fn residual_sizes(value: f64, geometry: &Geometry) -> (f64, f64) {
    let (of_outputs, mean): (f64, f64) =
        (if geometry.outputs > 1 { 2.0 } else { 1.0 }, ROUNDED * value.clamp(0.0, 1.0));
    ((of_outputs * mean).sqrt(), of_outputs.sqrt() * mean)
}

/// A bound on the rounding error of a computed value: a mean of losses and a ridge, added up in chains, at margins that are off.
pub(crate) fn value_noise(at: &Iterate<'_>, premises: Premises<'_>) -> f64 {
    let geometry = premises.geometry;
    let value = at.evaluation.value;
    let ridge: f64 = (0..premises.dim()).map(|j| 0.5 * premises.ridge(j) * at.point[j] * at.point[j]).sum();
    let sums = (geometry.additions + 16) as f64 * value + premises.dim() as f64 * ridge;
    let margins = mean_margin_noise(at.point, geometry);
    let in_mean = residual_sizes(value, geometry).0 * margins + margins * margins;
    // |ℓ′| ≤ ℓ, so no loss is off by more than a factor: where F is 0, so are its errors.
    let relative = value * margin_noise(at.point, geometry).exp_m1();
    f64::EPSILON * sums + in_mean.min(relative)
}

/// The same of a value whose margins were computed in single precision: of terms that may be twice as large, as the origin is
/// rounded too, and chains that are no longer.
pub(crate) fn single_value_noise(at: &Iterate<'_>, premises: Premises<'_>) -> f64 {
    let coarser = 2.0 * f64::from(f32::EPSILON) / f64::EPSILON;
    value_noise(at, premises) + coarser * margin_noise(at.point, premises.geometry)
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
    /// √(mean ‖r‖²) and mean ‖r‖ times the unit of a chain.
    chain: (f64, f64),
}

impl<'a> Noise<'a> {
    pub(super) fn at(at: &'a Iterate<'a>, premises: Premises<'a>) -> Self {
        let geometry = premises.geometry;
        let unit = (geometry.additions + 4 * geometry.outputs + 16) as f64 * (f64::EPSILON / 2.0);
        let (square, mean) = residual_sizes(at.evaluation.value, geometry);
        Self { at, premises, chain: (unit * square, unit * mean) }
    }

    /// Column j's error from its sum, j a coordinate of the first block: a length over the outputs.
    pub(super) fn column(&self, j: usize) -> f64 {
        let geometry = self.premises.geometry;
        (self.chain.0 * column_size(geometry, j)).min(self.chain.1 * geometry.row_bound[j])
    }

    /// Coordinate j's error from the ridge.
    fn of_ridge(&self, j: usize) -> f64 {
        2.0 * f64::EPSILON * self.premises.ridge(j) * self.at.point[j].abs()
    }

    /// The error of the gradient by sums and ridge, margins as they are, in the norm of H⁻¹: `‖e‖_{H⁻¹} ≤ Σ_j |e_j| √(H⁻¹)_jj`, those of a column
    /// over the outputs by Cauchy and Schwarz.
    pub(super) fn sums(&self, spread: &[f64]) -> f64 {
        let (block, geometry) = (self.premises.block(), self.premises.geometry);
        let over_outputs = |j: usize| spread.iter().skip(j).step_by(block).map(|s| s * s).sum::<f64>().sqrt();
        let columns: f64 = (0..block).map(|j| self.column(j) * over_outputs(j)).sum();
        // Of sparse columns few meet in a row: Σ_j |e_j| s_j ≤ u mean_i ‖r_i‖ Σ_{j in row i} A_j s_j.
        let met = self.chain.1 * spanned_within(geometry, 0..block, |j| geometry.row_bound[j] * over_outputs(j));
        columns.min(met) + (0..spread.len()).map(|j| self.of_ridge(j) * spread[j]).sum::<f64>()
    }

    /// The same in the norm of Λ⁻¹, Λ the ridge of the columns.
    pub(super) fn sums_by_ridge(&self) -> f64 {
        let premises = self.premises;
        let columns: f64 = (1..premises.block()).map(|j| self.column(j).powi(2) / premises.ridge(j)).sum();
        let ridge: f64 = premises.columns().map(|j| self.of_ridge(j).powi(2) / premises.ridge(j)).sum();
        ROUNDED * (columns.sqrt() + ridge.sqrt())
    }

    /// ε.
    pub(super) fn mean_margin(&self) -> f64 {
        mean_margin_noise(self.at.point, self.premises.geometry)
    }

    /// The error of the gradient by those of the margins, in the norm of H⁻¹: `‖X̃ᵀ D v‖_{H⁻¹} ≤ ‖D^½ v‖`, D of curvatures that are at most 1/4
    /// (of several outputs 1/2) and whose mean is known.
    pub(super) fn margins(&self) -> f64 {
        let geometry = self.premises.geometry;
        let most = if geometry.outputs > 1 { 0.5f64 } else { 0.25 };
        let largest = margin_noise(self.at.point, geometry);
        let size = (largest * mean_curvature(self.at, geometry).sqrt()).min(self.mean_margin() * most.sqrt());
        size * largest.exp()
    }
}
