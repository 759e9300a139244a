//! The duality gap of a penalised fit: a bound without a Hessian.
//!
//! With r̂ the residuals at the margins as they were computed, η̂ = η + Δη, and ĝ the gradient with them, Fenchel's inequality says of any
//! residuals r of some margins whose sum over the rows is 0
//!
//! ```text
//! F(u) − F* ≤ mean D(η_i, r_i) + ½ Σ_j c_j² / λ_j        D(η, r) = ℓ(η) + ℓ*(r) − r η ≥ 0,   c_j = mean r_i x̃_ij + λ_j u_j
//! ```
//!
//! **Rounding.** For r = r̂, were its sum 0, that is ½ Σ ĝ_j²/λ_j and `D(η, r̂) ≤ Δη²/8` (ℓ″ ≤ 1/4), or ‖Δη‖²/4 (of several outputs, whose curvatures are at most
//! ½): what rounding does to the margins counts by its square. In the sums of ĝ it counts as it is (`rounding`).
//!
//! **Centring.** So that the sum is 0, take the residuals at η̂ + δ, the intercepts shifted to where it is. With M the
//! Hessian of the intercepts alone, κ a lower bound of its eigenvalues, ν₀ = ‖g₀‖_{M⁻¹} and R₀ = √(2/κ) (of one output, 1/√κ), the shift is
//! `t = ‖δ‖_M ≤ −log(1 − ν₀R₀)/R₀` (Bach's proposition, see `self_concordance`, eq. 3), and the way there gains at most what self-concordance
//! says of ν₀ and R₀. The residuals move by Δr_i = ∫ S_i δ, whose mean is −g₀, and
//!
//! ```text
//! mean ‖Δr_i‖² ≤ ½ ∫ ‖δ‖²_{M(τ)} dτ ≤ μ² = ½ t² e^{R₀t}        of one output   mean Δr² ≤ μ² = |δ| |g₀| / 4
//! ```
//!
//! c_j then moves by at most `|g₀| |mean_j| + √(μ² − |g₀|²) deviation_j` (Cauchy and Schwarz; the length over the outputs, so that one block
//! counts), or, where rows have few entries, by A_j t_j with Σ_j t_j ≤ m |g₀| for one output (all residuals move the same way), and in a mean
//! square of μ² for several: C the columns of largest A_j²/λ_j that a row can have. With D(η, r) by the three points η, η̂, η̂ + δ:
//!
//! ```text
//! F(u) − F* ≤ ¼ ε² + μ ε + (d + (1 − d) log(1 − d)) / R₀² + ½ (√(Σ_j ĝ_j²/λ_j) + moved)²        d = ν₀R₀,   ε² = mean ‖Δη_i‖²
//! ```
//!
//! This is partial minimisation over the intercepts, too: φ(w) = min_b F(w, b) is as convex as the ridge, ∇φ(w) = c, and F − φ is the way to b.
//!
//! **No intercept.** Residuals need not sum to 0: nothing is shifted.

use crate::certificate::rounding::{Noise, ROUNDED, spread};
use crate::certificate::row_support::spanned_within;
use crate::certificate::self_concordance::gap;
use crate::premises::Premises;
use crate::solver::Iterate;
use logodds_core::Evaluation;
use std::f64::consts::FRAC_1_SQRT_2;

/// The duality-gap bound, infinite without a penalty on every column.
pub(crate) fn duality_gap(at: &Iterate<'_>, premises: Premises<'_>) -> f64 {
    gap_with(at, premises, &Centring::of(at, premises))
}

/// Whether only the intercepts stand between an iterate and a duality gap of `wanted`. With one output and a solver that has a Hessian that bounds
/// more than they do.
pub(crate) fn lacks_centring(at: &Iterate<'_>, premises: Premises<'_>, wanted: f64) -> bool {
    let centring = Centring::of(at, premises);
    let has_way = (premises.geometry.outputs > 1 || at.metric.is_none()) && centring.computed > 0.0;
    has_way && gap_with(at, premises, &Centring { computed: 0.0, decrement: 0.0, ..centring }) <= 0.9 * wanted
}

/// The Newton step of the intercepts alone.
pub(crate) fn step_of_intercepts(evaluation: &Evaluation, premises: Premises<'_>) -> Vec<f64> {
    match premises.geometry.outputs {
        1 => vec![evaluation.gradient[0] / evaluation.intercept_curvature],
        _ => evaluation.intercept_step.clone(),
    }
}

/// How far intercepts are from where residuals sum to 0.
struct Centring {
    /// |g₀| as computed.
    computed: f64,
    /// What rounding may hide of it.
    hidden: f64,
    /// ‖g₀‖_{M⁻¹} as computed.
    decrement: f64,
    /// κ.
    curvature: f64,
}

impl Centring {
    fn of(at: &Iterate<'_>, premises: Premises<'_>) -> Self {
        /// Sums of curvatures are computed, too: chains of a million additions.
        const EXACT: f64 = 1.0 - 1e-9;
        let geometry = premises.geometry;
        let evaluation = at.evaluation;
        let hidden = Noise::at(at, premises).column(0);
        let curvature = evaluation.intercept_curvature * EXACT;
        if geometry.outputs == 1 {
            let computed = evaluation.gradient[0].abs();
            return Self { computed, hidden, decrement: computed / curvature.sqrt(), curvature };
        }
        let g = evaluation.gradient.iter().step_by(premises.block());
        let square: f64 = g.clone().zip(&evaluation.intercept_step).map(|(g, step)| g * step).sum();
        // M is computed but for an error E, of sums and of its factor, and κ is below its eigenvalues less ‖E‖: M ⪰ κ/(κ + ‖E‖) times what was
        // computed. Its entries sum to 2 at most, and its order is K − 1.
        let outputs = geometry.outputs;
        let error = (8 * outputs + 2 * geometry.additions + outputs * outputs) as f64 * f64::EPSILON;
        let decrement = (square.max(0.0) * (curvature + error) / curvature).sqrt() / EXACT;
        Self { computed: g.map(|g| g * g).sum::<f64>().sqrt(), hidden, decrement, curvature }
    }
}

/// The bound for given intercepts.
fn gap_with(at: &Iterate<'_>, premises: Premises<'_>, centring: &Centring) -> f64 {
    if !premises.penalises_all_columns() {
        return f64::INFINITY;
    }
    let several = premises.geometry.outputs > 1;
    let noise = Noise::at(at, premises);
    let gradient = &at.evaluation.gradient;
    let computed: f64 = premises.columns().map(|j| gradient[j] * gradient[j] / premises.ridge(j)).sum();
    let own = ROUNDED * computed.sqrt() + noise.sums_by_ridge();
    let margins = noise.mean_margin();
    let divergence = if several { 0.25 } else { 0.125 } * margins * margins;
    let mean = centring.computed + centring.hidden;
    if mean == 0.0 {
        return divergence + 0.5 * own * own;
    }
    let radius = (if several { 2.0 } else { 1.0 } / centring.curvature).sqrt();
    let decrement = centring.decrement + centring.hidden / centring.curvature.sqrt();
    let way = gap(decrement, radius);
    if !way.is_finite() {
        return f64::INFINITY;
    }
    let distance = -(-decrement * radius).ln_1p() / radius;
    let (square, sure) = if several {
        ((FRAC_1_SQRT_2 * distance * (0.5 * radius * distance).exp()).powi(2), 0.0)
    } else {
        (0.25 * distance * radius * mean, (centring.computed - centring.hidden).max(0.0))
    };
    let deviation = (square - sure * sure).max(0.0).sqrt();
    let moved = moved_about_means(premises, mean, deviation)
        .min(moved_in_rows(premises, if several { square.sqrt() } else { mean }));
    divergence + square.sqrt() * margins + way + 0.5 * (own + moved).powi(2)
}

/// `√(Σ_j t_j²/λ_j)` for moves t_j of c_j, by the mean of the residuals' moves and a bound of their deviation.
fn moved_about_means(premises: Premises<'_>, mean: f64, deviation: f64) -> f64 {
    let geometry = premises.geometry;
    let moved = |j: usize| mean * geometry.mean[j].abs() + deviation * spread(geometry, j);
    let sum: f64 = (1..premises.block()).map(|j| moved(j).powi(2) / premises.ridge(j)).sum();
    ROUNDED * sum.sqrt()
}

/// The same by the largest entries that can meet in a row, for residuals that move by `size`.
pub(super) fn moved_in_rows(premises: Premises<'_>, size: f64) -> f64 {
    let geometry = premises.geometry;
    // Of several outputs A_j is √2 times the largest entry.
    let of_outputs = if geometry.outputs > 1 { 0.5 } else { 1.0 };
    let entry = |j: usize| if j == 0 { 0.0 } else { of_outputs * geometry.row_bound[j].powi(2) / premises.ridge(j) };
    ROUNDED * size * spanned_within(geometry, 0..premises.block(), entry).sqrt()
}
