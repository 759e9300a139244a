//! The bound of self-concordance: how far F can fall, by a Hessian at or near the point.
//!
//! Write g = ∇F(u), H = ∇²F(u), x̃_i for the rows the solver sees (intercept included), A_j ≥ max_i |x̃_ij|. For the logistic loss
//! |ℓ‴| ≤ ℓ″, so along any direction v `|d³F(u + tv)/dt³| ≤ max_i |x̃_i·v| · d²F/dt² ≤ R ‖v‖_H · d²F/dt²` with
//! `R = max_i ‖x̃_i‖_{H⁻¹}`. Then (F. Bach, *Self-concordant analysis for logistic regression*, Electronic J. Statistics 4, 2010,
//! Proposition 1, eq. 3)
//!
//! ```text
//! F(u + v) ≥ F(u) + g·v + (e^{−Rt} + Rt − 1) / R²          t = ‖v‖_H
//! ```
//!
//! With the Newton decrement `ν = ‖g‖_{H⁻¹}`, `g·v ≥ −ν t`; the minimum over t ≥ 0, at `e^{−Rt} = 1 − δ`, `δ = νR < 1`, is
//!
//! ```text
//! F(u) − F* ≤ (δ + (1 − δ) log(1 − δ)) / R²  =  ν²/2 · (1 + δ/3 + δ²/6 + …)
//! ```
//!
//! R comes without a pass: by the triangle inequality `‖x̃_i‖_{H⁻¹} ≤ Σ_j |x̃_ij| √(H⁻¹)_jj ≤ Σ_j A_j √(H⁻¹)_jj`, where of
//! sparse columns only as many of the largest terms count as a row has entries: one of a categorical. It is loose, and mostly need not be
//! tight: once δ is small it has no influence. Where columns are nearly collinear it can be looser than any δ allows; then one pass computes
//! R exactly, as the largest `‖Bᵀ x̃_i‖` with `B Bᵀ = H⁻¹`. H may be of an earlier point a: by the same proposition (eq. 4)
//! `H(u) ⪰ e^{−R t} H(a)`, `t = ‖u − a‖_{H(a)}`, so ν and R grow by at most e^{Rt/2}, and one Hessian serves all points near it.
//!
//! **No intercept.** F is then a function of the other coordinates, the first being pinned at 0. Its column of the design matrix is 0, so
//! A_0 = 0; its gradient is 0, and H is a number on the diagonal beside the Hessian of the others, whose inverse is a block of H⁻¹. So ν, R
//! and distances are those of the others.
//!
//! **Several outputs.** The softmax loss is self-concordant in the same sense with the largest distance between the margins of
//! two classes in place of |x̃_i·v|: the third cumulant of numbers within a range is at most the range times their variance. A unit of
//! a coordinate parts two margins by at most √2 |x̃_ij|, which is what A_j holds then; R follows as above, the triangle inequality
//! running over all outputs.
//!
//! **Rounding** (see `rounding`) is added to ν; a Hessian whose condition leaves no digit gives no bound.

use crate::algebra::Cholesky;
use crate::certificate::rounding::{Noise, margin_noise};
use crate::certificate::row_support::spanned;
use crate::premises::Premises;
use crate::solver::Iterate;
use logodds_core::{ArrowRoot, EvalError, Geometry, InverseRoot, Structure};

/// A factored Hessian with what the bound needs of it.
#[derive(Clone, Debug)]
pub struct Anchor {
    factor: Cholesky,
    point: Vec<f64>,
    /// √(H⁻¹)_jj, inflated by what rounding may have taken.
    spread: Vec<f64>,
    /// R at the anchor.
    radius: f64,
    /// Whether R is the exact one.
    exact: bool,
    /// By how much rounding may have enlarged H relative to itself.
    condition: f64,
}

impl Anchor {
    /// Prepare the Hessian of `point`, given by its factor.
    #[must_use]
    pub fn new(factor: Cholesky, point: Vec<f64>, geometry: &Geometry) -> Self {
        let inflation = factor.variance_inflation();
        // What rounding has made of sums and factor; and the relative error of every curvature, which (log ℓ″)′ ≤ 1 makes
        // that of the margins.
        let condition = factor.rounding(&inflation, geometry.additions, geometry.row_entries)
            + margin_noise(&point, geometry).exp_m1();
        let shrink = (1.0 - condition).max(f64::MIN_POSITIVE).sqrt();
        let spread: Vec<f64> = factor.spread(&inflation).into_iter().map(|s| s / shrink).collect();
        let radius = spanned(geometry, |j| geometry.row_bound[j] * spread[j]);
        Self { factor, point, spread, radius, exact: false, condition }
    }

    /// By the factor of a matrix that is no larger than the Hessian of `point`, with bounds of its spread and of R.
    pub(super) fn of_bound(
        factor: Cholesky,
        point: Vec<f64>,
        (spread, radius): (Vec<f64>, f64),
        condition: f64,
    ) -> Self {
        Self { factor, point, spread, radius, exact: true, condition }
    }

    /// The factor.
    #[must_use]
    pub fn factor(&self) -> &Cholesky {
        &self.factor
    }

    /// R, or a bound of it: the largest norm of a row in the metric of H⁻¹.
    #[must_use]
    pub fn radius(&self) -> f64 {
        self.radius
    }

    /// The point the Hessian belongs to.
    #[must_use]
    pub fn point(&self) -> &[f64] {
        &self.point
    }

    /// How far `u` is from the anchor, times R: bounds at `u` are loosened by the exponential of half of this.
    #[must_use]
    pub fn drift(&self, u: &[f64]) -> f64 {
        let step: Vec<f64> = u.iter().zip(&self.point).map(|(a, b)| a - b).collect();
        self.radius * self.factor.norm(&step) * (1.0 + self.condition).sqrt()
    }

    /// Whether an exact R could give a bound of at most `wanted` where the cheap one does not.
    #[must_use]
    pub fn deserves_exact_radius(&self, at: &Iterate<'_>, premises: Premises<'_>, wanted: f64) -> bool {
        let plain = self.decrement(at, premises);
        !self.exact && self.condition < 0.5 && 0.5 * plain * plain <= 0.5 * wanted
    }

    /// Replace R by the exact one: one pass of n p² multiplications.
    ///
    /// # Errors
    /// [`EvalError`] if the pass fails.
    pub fn tighten(&mut self, structure: &dyn Structure, geometry: &Geometry) -> Result<(), EvalError> {
        self.exact = true;
        let root = self.factor.inverse_root();
        if let Some(square) = structure.max_row_norm(&root)? {
            let noise = row_norm_noise(&root, geometry);
            let radius = (square.sqrt() + noise) / (1.0 - self.condition).sqrt();
            self.radius = self.radius.min(radius);
        }
        Ok(())
    }

    /// ν, with what rounding may hide.
    fn decrement(&self, at: &Iterate<'_>, premises: Premises<'_>) -> f64 {
        self.with_noise(self.factor.dual_norm(&at.evaluation.gradient), at, premises)
    }

    /// A norm of gradients there, with what rounding may hide.
    fn with_noise(&self, computed: f64, at: &Iterate<'_>, premises: Premises<'_>) -> f64 {
        let noise = Noise::at(at, premises);
        let sums = noise.sums(&self.spread);
        computed / (1.0 - self.condition).max(f64::MIN_POSITIVE).sqrt() + sums + noise.margins()
    }

    /// The self-concordance bound at an iterate, infinite where the inequality says nothing.
    #[must_use]
    pub fn bound(&self, at: &Iterate<'_>, premises: Premises<'_>) -> f64 {
        self.bound_by(self.factor.dual_norm(&at.evaluation.gradient), at, premises)
    }

    /// How far F can fall under equations `A u = v` that hold at an iterate: `norm` is that of `∇F + Aᵀμ` in the metric of H⁻¹, for any μ. (With
    /// `μ·(A u − v)`, which is 0 there and has no curvature, F is a function that the bound holds for, and nowhere above F under the equations.)
    #[must_use]
    pub fn bound_by(&self, norm: f64, at: &Iterate<'_>, premises: Premises<'_>) -> f64 {
        if self.condition >= 0.5 {
            return f64::INFINITY;
        }
        let growth = (self.drift(at.point) / 2.0).exp();
        gap(growth * self.with_noise(norm, at, premises), growth * self.radius)
    }
}

/// By how much the largest norm of a row, computed with `root`, may be off: each product x̃_i·b_k by at most (k + 4) u Σ_j A_j |b_kj|, of k entries.
fn row_norm_noise(root: &InverseRoot, geometry: &Geometry) -> f64 {
    let unit = f64::EPSILON / 2.0;
    let of_entries = (geometry.row_entries as f64 + 4.0) * unit;
    match root {
        InverseRoot::Rows(rows) => {
            let error = |b: &Vec<f64>| of_entries * spanned(geometry, |j| geometry.row_bound[j] * b[j].abs());
            rows.iter().map(|b| error(b).powi(2)).sum::<f64>().sqrt()
        }
        InverseRoot::Arrow(root) => {
            // z_r − z_e m_er is a few units off its terms, and its products with T are q-fold sums of them.
            let eliminated = root.eliminated();
            let bound = |j: usize| geometry.row_bound[j];
            let mut most: Vec<f64> = (0..root.pattern().columns())
                .map(|r| if r < eliminated.start { bound(r) } else { bound(r + eliminated.len()) })
                .collect();
            let others = most.clone();
            let mut own: f64 = 0.0;
            for e in 0..eliminated.len() {
                let level = bound(eliminated.start + e);
                own = own.max(level * root.levels()[e]);
                let (positions, means) = root.mean(e);
                for (&r, m) in positions.iter().zip(means) {
                    let r = r as usize;
                    most[r] = most[r].max(others[r] + level * m.abs());
                }
            }
            let of_row = |r: usize| root.rest_row(r).iter().zip(&most).map(|(t, z)| t.abs() * z).sum::<f64>();
            let of_others = (0..most.len()).map(|r| of_row(r).powi(2)).sum::<f64>().sqrt();
            let noise = (most.len() as f64 + of_entries / unit + 8.0) * unit * (of_others + own);
            if root.is_expanded() { noise + expanded_noise(root, geometry) } else { noise }
        }
    }
}

/// The same where the square is expanded: its terms sum to at most B², `B = Σ_r (|z_r| + |y m_r|) √W_rr`, as `|W_rs| ≤ √(W_rr W_ss)`, and are off by
/// `(q + 2k + 16) u` of that, W included; a root of the sum is off by at most the root of this.
fn expanded_noise(root: &ArrowRoot, geometry: &Geometry) -> f64 {
    let (eliminated, q) = (root.eliminated(), root.pattern().columns());
    let mut squares = vec![0.0; q];
    (0..q).for_each(|k| squares.iter_mut().zip(root.rest_row(k)).for_each(|(sum, t)| *sum += t * t));
    let of_row = spanned(geometry, |j| {
        let position = if j < eliminated.start { Some(j) } else { j.checked_sub(eliminated.len()) };
        let square = position.filter(|_| !eliminated.contains(&j)).map_or(0.0, |r| squares[r]);
        geometry.row_bound[j] * square.sqrt()
    });
    let mut of_mean: f64 = 0.0;
    let mut most = 0;
    for e in 0..eliminated.len() {
        let (positions, means) = root.mean(e);
        let sum: f64 = positions.iter().zip(means).map(|(&r, m)| m.abs() * squares[r as usize].sqrt()).sum();
        let level = geometry.row_bound[eliminated.start + e];
        of_mean = of_mean.max(level * (sum + root.levels()[e]));
        most = most.max(positions.len());
    }
    let terms = (q + 2 * most + 2 * geometry.row_entries + 16) as f64;
    (terms * (f64::EPSILON / 2.0)).sqrt() * (of_row + of_mean)
}

/// `(δ + (1 − δ) log(1 − δ)) / R²` for `δ = νR < 1`, by its series where the terms cancel.
pub(super) fn gap(decrement: f64, radius: f64) -> f64 {
    let delta = decrement * radius;
    if delta.is_nan() || delta >= 1.0 {
        return f64::INFINITY;
    }
    if delta < 1e-2 {
        // Σ_{k≥2} δ^k / (k(k−1)), the tail from k = 5 bounded by its geometric sum.
        let series = 0.5 + delta / 6.0 + delta * delta / 12.0 + delta.powi(3) / (20.0 * (1.0 - delta));
        return decrement * decrement * series;
    }
    (delta + (1.0 - delta) * (-delta).ln_1p()) / (radius * radius)
}
