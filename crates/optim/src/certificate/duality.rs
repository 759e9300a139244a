//! The duality gap of a penalised fit: a bound without a Hessian.
//!
//! By Fenchel's inequality any dual point bounds F* from below; residuals that sum to zero over the rows make one, and the gap there is
//! `½ Σ_j g_j²/λ_j`, g = ∇F(u): those of the intercept shifted by δ so that its gradient vanishes do. All residuals move the same way,
//! by |g_0| in total, so g_j moves by at most A_j t_j, with t_j ≤ |g_0| and Σ t_j ≤ m |g_0| over sparse columns of
//! which a row has at most m entries. The shift costs at most δ²/8 (ℓ″ ≤ 1/4), and `|δ| ≤ −log(1 − |g_0|/κ)` with κ the intercept's curvature.
//! With Minkowski's inequality, and C running over dense columns and, for sparse ones, over the m of largest A_j²/λ_j:
//!
//! ```text
//! F(u) − F* ≤ δ²/8 + ½ (√(Σ_j g_j²/λ_j) + |g_0| √(Σ_C A_j²/λ_j))²
//! ```
//!
//! Where columns are centred that is far too much: a move common to all rows does not change g_j. The moves m_i are at most |δ|/4, so
//! their mean square is at most |δ| |g_0|/4 and their variance `V = |δ| |g_0|/4 − g_0²`; by Cauchy and Schwarz g_j then moves by at most
//! `|g_0| |mean_j| + √V deviation_j`, and the smaller of the two sums over j counts.
//!
//! **No intercept.** Residuals need not sum to 0 for the dual to be feasible: the shift is δ = 0.
//!
//! **Several outputs.** The residuals of every class must sum to 0. With M the Hessian of the
//! intercepts alone, κ a lower bound of its eigenvalues, `ν₀ = ‖g₀‖_{M⁻¹}` and `R₀ = √(2/κ)`, the intercepts that make them do so lie at a
//! distance `t ≤ −log(1 − ν₀R₀)/R₀` in the norm of M (Bach's proposition, see `self_concordance`, eq. 3), the way there gains at most what
//! self-concordance says of ν₀ and R₀, and the residuals of a row move by `√½ t e^{R₀t/2}` in the mean, as ℓ″ ≤ ½ and by eq. 4:
//!
//! ```text
//! F(u) − F* ≤ (δ + (1 − δ) log(1 − δ)) / R₀² + ½ (√(Σ_j g_j²/λ_j) + √½ t e^{R₀t/2} √(Σ_C A_j²/λ_j))²       δ = ν₀R₀
//! ```
//!
//! or, as before, with moves `|g₀| |mean_j| + √½ t e^{R₀t/2} deviation_j` of g_j.
//!
//! **Rounding** (see `rounding`) is added to every |g_j|.

use crate::certificate::rounding::Noise;
use crate::certificate::row_support::{spanned, spanned_below};
use crate::certificate::self_concordance::gap;
use crate::premises::Premises;
use crate::solver::Iterate;
use std::f64::consts::FRAC_1_SQRT_2;

/// The duality-gap bound, infinite without a penalty on every column.
pub(crate) fn duality_gap(at: &Iterate<'_>, premises: Premises<'_>) -> f64 {
    let geometry = premises.geometry;
    let noise = Noise::at(at, premises);
    let residuals = noise.residual();
    let size = |j: usize| at.evaluation.gradient[j].abs() + noise.sum(j) + geometry.row_bound[j] * residuals;
    if geometry.outputs > 1 {
        return gap_of_outputs(at, premises, size);
    }
    let intercept = size(0);
    let curvature = at.evaluation.intercept_curvature * (1.0 - 1e-9);
    // Where there is no intercept, or its gradient is 0 for certain, nothing needs to be shifted.
    let centred = intercept == 0.0;
    let determined = centred || intercept < curvature;
    if !premises.penalises_all_columns() || !determined {
        return f64::INFINITY;
    }
    let shift = if centred { 0.0 } else { -(-intercept / curvature).ln_1p() };
    let own: f64 = premises.columns().map(|j| size(j).powi(2) / premises.ridge(j)).sum();
    let moved = spanned(geometry, |j| if j == 0 { 0.0 } else { geometry.row_bound[j].powi(2) / premises.ridge(j) });
    let moved = (intercept * moved.sqrt()).min(moved_about_means(premises, intercept, shift));
    shift * shift / 8.0 + 0.5 * (own.sqrt() + moved).powi(2)
}

/// `√(Σ_j t_j²/λ_j)` for moves t_j of g_j as residuals move by `intercept` in the mean, and by `shift`/4 at most.
fn moved_about_means(premises: Premises<'_>, intercept: f64, shift: f64) -> f64 {
    about_means(premises, intercept, (0.25 * shift * intercept - intercept * intercept).max(0.0).sqrt())
}

/// The same by the mean of the moves and a bound of their deviation.
fn about_means(premises: Premises<'_>, mean: f64, deviation: f64) -> f64 {
    /// Means and deviations are computed numbers too.
    const ROUNDED: f64 = 1.0 + 1e-6;
    let geometry = premises.geometry;
    // A variance computed about 0, as that of sparse columns is, has the rounding of the mean square.
    let unit = f64::EPSILON * (geometry.additions as f64 + 8.0);
    let spread = |j: usize| {
        let variance = geometry.deviation[j].powi(2);
        (variance + unit * (variance + geometry.mean[j].powi(2))).sqrt()
    };
    let moved = |j: usize| mean * geometry.mean[j].abs() + deviation * spread(j);
    // Of several outputs one block: the moves are bounded in the norm over all of them.
    let sum: f64 = (1..premises.block()).map(|j| moved(j).powi(2) / premises.ridge(j)).sum();
    ROUNDED * sum.sqrt()
}

/// The duality-gap bound with several outputs; `size` is |g_j| with what rounding may hide.
fn gap_of_outputs(at: &Iterate<'_>, premises: Premises<'_>, size: impl Fn(usize) -> f64) -> f64 {
    let Some(parts) = OutputGap::new(at, premises, size) else { return f64::INFINITY };
    let OutputGap { own, decrement, curvature, intercepts } = parts;
    if intercepts == 0.0 {
        return 0.5 * own;
    }
    let radius = (2.0 / curvature).sqrt();
    if decrement.is_nan() || decrement * radius >= 1.0 {
        return f64::INFINITY;
    }
    let geometry = premises.geometry;
    let distance = -(-decrement * radius).ln_1p() / radius;
    let moved = FRAC_1_SQRT_2 * distance * (0.5 * radius * distance).exp();
    // One block is enough: the residuals' move is bounded in the norm over the outputs. A_j is √2 times the largest entry.
    let entry = |j: usize| if j == 0 { 0.0 } else { 0.5 * geometry.row_bound[j].powi(2) / premises.ridge(j) };
    let entries = spanned_below(geometry, premises.block(), entry);
    let about_means = about_means(premises, intercepts * (1.0 + 1e-9), moved);
    gap(decrement, radius) + 0.5 * (own.sqrt() + (moved * entries.sqrt()).min(about_means)).powi(2)
}

/// What the gap of several outputs is made of.
struct OutputGap {
    /// Σ_j g_j²/λ_j over the columns.
    own: f64,
    /// ν₀.
    decrement: f64,
    /// κ.
    curvature: f64,
    /// |g₀|.
    intercepts: f64,
}

impl OutputGap {
    /// `None` without a penalty on every column, or where the intercepts are not determined.
    fn new(at: &Iterate<'_>, premises: Premises<'_>, size: impl Fn(usize) -> f64) -> Option<Self> {
        let curvature = at.evaluation.intercept_curvature * (1.0 - 1e-9);
        let g = &at.evaluation.gradient;
        let intercepts = || (0..premises.dim()).step_by(premises.block());
        let size_of_intercepts = intercepts().map(|j| size(j).powi(2)).sum::<f64>().sqrt();
        let determined = size_of_intercepts == 0.0 || curvature > 0.0;
        if !premises.penalises_all_columns() || !determined {
            return None;
        }
        let computed: f64 = intercepts().zip(&at.evaluation.intercept_step).map(|(j, step)| g[j] * step).sum();
        let hidden: f64 = intercepts().map(|j| (size(j) - g[j].abs()).powi(2)).sum();
        Some(Self {
            own: premises.columns().map(|j| size(j).powi(2) / premises.ridge(j)).sum(),
            decrement: computed.max(0.0).sqrt() * (1.0 + 1e-9) + (hidden / curvature).sqrt(),
            curvature,
            intercepts: size_of_intercepts,
        })
    }
}

/// Whether only the intercepts of several outputs stand between an iterate and a duality gap of `wanted`.
pub(crate) fn lacks_centring(at: &Iterate<'_>, premises: Premises<'_>, wanted: f64) -> bool {
    let size = |j: usize| at.evaluation.gradient[j].abs();
    premises.geometry.outputs > 1
        && OutputGap::new(at, premises, size).is_some_and(|gap| gap.intercepts > 0.0 && 0.5 * gap.own <= 0.9 * wanted)
}
