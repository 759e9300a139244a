//! How many digits of a standard error are right.
//!
//! ```text
//! s_j = ‖T R e_j‖        m_j = ‖R e_j‖ the error by the model,  T'T = M_w = R M R' the scatter of whitened scores
//! error of s_j / s_j ≲ c ε (κ ρ_j + v ρ_j²)        ρ_j = max(1, ‖T‖ m_j / s_j),  v = max H_jj (H⁻¹)_jj,  κ that of rows made orthogonal before
//! ```
//!
//! R is as good as the matrix it is the inverse factor of (v units in the last place), M_w as good as its largest entries, so that what a
//! scatter has in a direction in which it nearly vanishes (ρ large) is what is left of them. Beside rounding: scores of a cluster that
//! cancel have an error of what cancelled, and of the distance from the optimum; a leverage near 1 divides by 1 − h. On the designs of
//! `tests/long/sandwich.py` errors stay well below these bounds; c has room for sums of many rows.

use crate::error::InferenceError;
use logodds_core::Root;
use logodds_core::Scaled;

/// c ε.
pub(crate) const UNIT: f64 = 4.0 * f64::EPSILON;
/// An error with which what is cheap is good enough.
pub(crate) const FINE: f64 = 1e-8;
/// An error beyond which a number is withheld: six digits, and some room.
pub(crate) const MOST: f64 = 3e-7;

/// The distance from the optimum, as a share of a standard error by sums that cancel there, that is still taken for what was asked for.
const ASTRAY: f64 = 0.5;

/// A covariance in a solver's coordinates (of the mean loss times Σω), with all that its digits depend on.
#[derive(Clone, Debug)]
pub(crate) struct Estimated {
    /// Its root.
    pub root: Root,
    /// That of the covariance by the model.
    pub by_model: Root,
    /// v.
    pub inflation: f64,
    /// κ; 0 of rows as they are.
    pub condition: f64,
    /// The scatter, of a sandwich.
    pub scatter: Option<Scatter>,
    /// The largest variance of the log-odds of a row, if it is known.
    pub largest: f64,
}

/// What the digits of a scatter depend on, in units of the covariance by the model.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Scatter {
    /// ‖T‖.
    pub size: f64,
    /// The size of what has cancelled in it, beyond that.
    pub cancelled: f64,
    /// An error that it has anyway.
    pub error: f64,
    /// The largest 1 / (1 − h).
    pub leverage: f64,
}

impl Estimated {
    /// The relative error that each standard error may have.
    pub fn lost(&self) -> Vec<f64> {
        let (Self { inflation, condition, .. }, scatter) = (self, self.scatter.unwrap_or_default());
        let of = |(s, m): (f64, f64)| {
            // A coordinate that is pinned has no error by the model.
            let ratio = if self.scatter.is_none() || m == 0.0 { 0.0 } else { m / s };
            let rho = (scatter.size * ratio).max(1.0);
            let rounding = condition * rho + inflation * rho * rho + scatter.cancelled * ratio;
            let rounding = UNIT * (rounding + (condition + inflation) * scatter.leverage);
            // A loose tolerance is the user's to choose; an error that is made of it is none.
            let astray = scatter.error * ratio;
            let lost = if astray <= ASTRAY { rounding } else { rounding + astray };
            // An error of 0: nothing of it is known.
            if lost.is_nan() { f64::INFINITY } else { lost }
        };
        self.root.column_norms().into_iter().zip(self.by_model.column_norms()).map(of).collect()
    }

    /// The largest of them.
    pub fn worst(&self) -> f64 {
        self.lost().into_iter().fold(0.0, f64::max)
    }

    /// Why it is withheld, and the columns that are the reason, worst first.
    pub fn refusal(&self, scaled: &Scaled) -> InferenceError {
        let alone = Self { scatter: None, root: self.by_model.clone(), ..self.clone() };
        // The scatter makes it worse, but columns that are apart would have room for that.
        let collinear = alone.worst() > 0.1 * MOST;
        let (lost, block) = (self.lost(), scaled.dim());
        let badness = |k: usize| -> f64 {
            let of_outputs = (k..lost.len()).step_by(block);
            // Of columns that are nearly dependent, those that are most so.
            let spread = self.by_model.column_norms();
            of_outputs.map(|a| if collinear { spread[a] } else { lost[a] }).fold(0.0, f64::max)
        };
        let mut found: Vec<(f64, usize)> =
            scaled.free().iter().enumerate().map(|(k, &j)| (badness(k + 1), j)).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        let least = if collinear { 1e-3 * found.first().map_or(0.0, |worst| worst.0) } else { MOST };
        let columns = found.into_iter().filter(|(badness, _)| *badness > least).map(|(_, j)| j).collect();
        if collinear { InferenceError::Collinear { columns } } else { InferenceError::Cancelled { columns } }
    }
}
