//! Shares of explanation: pseudo-R².
//!
//! ```text
//! Nagelkerke   (1 − exp(2 (ℓ₀ − ℓ) / n)) / (1 − exp(2 ℓ₀ / n))
//! Tjur         mean p of the rows with label 1 − mean p of those with label 0
//! ```
//!
//! N. Nagelkerke, *Biometrika* 78, 1991 (Cox and Snell's measure over its largest value); T. Tjur, *The American Statistician* 63,
//! 2009. Means are weighted.

use logodds_core::identified_by_fields;
use logodds_core::partial_by_fields;
use logodds_core::sum::Sum;
use logodds_core::{Block, EvalError, Risk, RowDerivatives, RowLoss, RowSum};

/// Nagelkerke's R² of n observations; `None` where the intercept alone explains everything.
#[must_use]
pub fn nagelkerke(log_likelihood: f64, null_log_likelihood: f64, n: f64) -> Option<f64> {
    let most = -(2.0 * null_log_likelihood / n).exp_m1();
    (most > 0.0).then(|| -(2.0 * (null_log_likelihood - log_likelihood) / n).exp_m1() / most)
}

/// Tjur's coefficient of discrimination at the point `u`, in one pass; `None` if all rows have the same label.
///
/// # Errors
/// [`EvalError`] if the pass fails.
pub fn tjur(risk: &Risk<'_>, u: &[f64]) -> Result<Option<f64>, EvalError> {
    let sum = Probabilities { loss: risk.row_loss(u) };
    let sums = risk.executor().sum(risk.data(), &risk.moments().origin, &sum)?;
    let mean = |k: usize| sums.probability[k].0 / sums.weight[k].0;
    Ok((sums.weight[0].0 > 0.0 && sums.weight[1].0 > 0.0).then(|| mean(1) - mean(0)))
}

/// The same at the limit of separated labels: `overlap` are the rows that are not separated, `weights` the sums of the weights of all rows, by label.
/// Of the others every probability is its label.
///
/// # Errors
/// [`EvalError`] if the pass fails.
pub fn tjur_at_limit(overlap: &Risk<'_>, u: &[f64], weights: [f64; 2]) -> Result<Option<f64>, EvalError> {
    let sum = Probabilities { loss: overlap.row_loss(u) };
    let sums = overlap.executor().sum(overlap.data(), &overlap.moments().origin, &sum)?;
    let perfect = (weights[1] - sums.weight[1].0).max(0.0);
    let means = [sums.probability[0].0 / weights[0], (sums.probability[1].0 + perfect) / weights[1]];
    Ok((weights[0] > 0.0 && weights[1] > 0.0).then(|| means[1] - means[0]))
}

struct Probabilities {
    loss: RowLoss,
}

identified_by_fields!(Probabilities { loss });

struct ByLabel {
    probability: [Sum; 2],
    weight: [Sum; 2],
}

partial_by_fields!(ByLabel { probability, weight });

impl RowSum for Probabilities {
    type Partial = ByLabel;
    type Scratch = RowDerivatives;

    fn zero(&self) -> ByLabel {
        ByLabel { probability: [Sum(0.0); 2], weight: [Sum(0.0); 2] }
    }

    fn add(&self, block: &Block<'_>, into: &mut ByLabel, rows: &mut RowDerivatives) {
        self.loss.derivatives(block, rows);
        for (i, residual) in rows.residuals.iter().enumerate() {
            let weight = block.weights.map_or(1.0, |weights| weights[i]);
            // ω p from ω (p − y).
            let probability = residual + weight * block.target.share_of(1, i);
            for class in 0..2 {
                let share = block.target.share_of(class, i);
                if share > 0.0 {
                    into.probability[class] += share * probability;
                    into.weight[class] += share * weight;
                }
            }
        }
    }
}
