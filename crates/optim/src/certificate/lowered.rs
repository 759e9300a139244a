//! A bound of a Hessian from below that has some way to go to it.
//!
//! Let Ĥ be the computed Hessian of some rows S with diagonal D, and e a bound of the rounding of its products ([`SampledHessian`]), so that
//! `H ⪰ s (Ĥ − e D)` with s the share of S. With a floor μ > 0 let
//!
//! ```text
//! Ĥ − (e + c + μ) D = L Lᵀ        hence        H ⪰ s (L Lᵀ + μ D)
//! ```
//!
//! if the factorisation succeeds; c bounds what rounding does in it, `‖D^−½ (L̂ L̂ᵀ − M) D^−½‖ ≤ (p + 2) u Σ l_ij² ≤ (p + 2) p u` (N. Higham, *Accuracy and
//! Stability of Numerical Algorithms*, 2nd ed., Theorem 10.3; that a factorisation which succeeds proves a matrix positive definite is S. Rump's,
//! *BIT* 46, 2006). L serves for ν; and as `H ⪰ s μ D`,
//!
//! ```text
//! √(H⁻¹)_jj ≤ 1/√(s μ D_j)        R = max_i ‖x̃_i‖_{H⁻¹} ≤ √(Σ_j A_j² / (s μ D_j))
//! ```
//!
//! without an inverse, p³/3 multiplications, and with a sum of squares for R in place of the square of a sum, √p times larger.
//!
//! **The floor** is guessed. Of m rows of independent columns the eigenvalues of D^−½ Ĥ D^−½ lie within `(1 ± √γ)²`, γ = p/m (V. Marčenko, L. Pastur,
//! *Math. USSR-Sbornik* 1, 1967), and the mean of their squares is 1 + γ: so γ is read off the Frobenius norm, weights and all. A guess that is too high
//! fails, and proves nothing false.

use crate::algebra::Cholesky;
use crate::certificate::rounding::margin_noise;
use crate::certificate::row_support::spanned;
use crate::certificate::self_concordance::Anchor;
use logodds_core::{Executor, Geometry, Hessian, SampledHessian};

/// Of the least eigenvalue that independent columns would have.
const FLOOR: f64 = 0.3;
/// γ beyond which columns are taken to be correlated: the least eigenvalue would be below 0.05.
const CORRELATED: f64 = 0.6;
/// The share of a weight is a computed number, too.
pub(super) const ROUNDED: f64 = 1.0 - 1e-9;

/// The floor to be expected of independent columns with γ unknowns a row.
pub(super) fn floor(gamma: f64) -> f64 {
    FLOOR * (1.0 - gamma.min(1.0).sqrt()).powi(2)
}

/// The anchor at `point`; `None` where columns are correlated, or rounding leaves no floor, or the Hessian is no dense matrix.
pub(super) fn lowered(
    sampled: SampledHessian,
    point: &[f64],
    geometry: &Geometry,
    threads: Option<&Executor>,
) -> Option<Anchor> {
    let SampledHessian { hessian: Hessian::Dense(mut hessian), share, error } = sampled else { return None };
    let p = hessian.order();
    let diagonal: Vec<f64> = hessian.diagonal().collect();
    let inverse: Vec<f64> = diagonal.iter().map(|d| 1.0 / d).collect();
    let mut squares = 0.0;
    for i in 0..p {
        let row: f64 = hessian.row(i)[..i].iter().zip(&inverse).map(|(h, d)| h * h * d).sum();
        squares += 2.0 * row * inverse[i];
    }
    let gamma = squares / p as f64;
    let floor = floor(gamma);
    let taken = error + (p as f64 + 4.0) * p as f64 * f64::EPSILON;
    if gamma.is_nan() || gamma > CORRELATED || floor < 2.0 * taken {
        return None;
    }
    for (i, d) in diagonal.iter().enumerate() {
        hessian.row_mut(i)[i] = d * (1.0 - taken - floor);
    }
    let factor = Cholesky::on(&hessian, threads).ok()?;
    drop(hessian);
    // The relative error of every curvature, which (log ℓ″)′ ≤ 1 makes that of the margins.
    let condition = margin_noise(point, geometry).exp_m1();
    let shrink = share * ROUNDED * floor * (1.0 - condition).max(f64::MIN_POSITIVE);
    let spread: Vec<f64> = diagonal.iter().map(|d| 1.0 / (shrink * d).sqrt()).collect();
    let radius = spanned(geometry, |j| (geometry.row_bound[j] * spread[j]).powi(2)).sqrt() * (1.0 + 1e-9);
    Some(Anchor::of_bound(factor.scaled(share * ROUNDED), point.to_vec(), (spread, radius), condition))
}
