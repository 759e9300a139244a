//! The covariance of a multinomial model without a penalty: every label's coefficients relative to the first label.
//!
//! ```text
//! V_θ = (Ω H)⁻¹        β_k = (q_k − q_0)' θ        Cov(β_k, β_l) = Σ_c Σ_e (q_kc − q_0c)(q_le − q_0e) V_θ[c, e]
//! ```
//!
//! H is the Hessian of the mean loss in contrasts θ, q_k the row of class k in their basis Q ([`Contrasts`]); blocks `V_θ[c, e]` have
//! the order of intercept and columns. A. Agresti, *Categorical Data Analysis*, 3rd ed. 2013, §8.1.

use crate::InferenceError;
use crate::covariance::Covariance;
use crate::information::{MOST, gram};
use crate::sandwich::Estimator;
use logodds_core::{Contrasts, MultinomialRisk, Objective, Order, SymMatrix};
use logodds_optim::Cholesky;

/// The covariance by the model of intercepts and coefficients of all labels but the first, relative to it, at the optimum `u`.
///
/// # Errors
/// [`InferenceError`] if there is none, or a pass fails.
pub fn covariance_of_classes(risk: &MultinomialRisk<'_>, u: &[f64]) -> Result<Covariance, InferenceError> {
    let unknowns = risk.dim();
    if unknowns > MOST {
        return Err(InferenceError::TooWide { unknowns, most: MOST });
    }
    let hessian = risk.evaluate(u, Order::Hessian)?.hessian.ok_or(InferenceError::Singular)?;
    let factor = Cholesky::new(&hessian).map_err(|_| InferenceError::Singular)?;
    let inverse = gram(factor.inverse_root().into_iter().flatten().collect(), unknowns)?;

    let classes = risk.counts().rows.len();
    let contrasts = Contrasts::new(classes);
    let outputs = contrasts.dim();
    // Row k − 1: q_k − q_0.
    let unit = |c: usize| contrasts.classes_of(&(0..outputs).map(|e| f64::from(e == c)).collect::<Vec<f64>>());
    let basis: Vec<Vec<f64>> = (0..outputs).map(unit).collect();
    let part = |k: usize, c: usize| basis[c][k + 1] - basis[c][0];

    let (scaled, origin) = (risk.scaled(), risk.moments().origin.clone());
    let (free, columns) = (scaled.free(), origin.len());
    let block = free.len() + 1;
    let first = usize::from(!scaled.has_intercept());
    let place = |a: usize| a.checked_sub(1).map_or((0, 1.0), |a| (free[a] + 1, scaled.scale(free[a])));
    let total = risk.counts().total_weight;
    let mut matrix = SymMatrix::zeros(outputs * (columns + 1));
    for k in 0..outputs {
        for l in 0..=k {
            // Pinned intercepts have no variance.
            for a in first..block {
                for b in first..block {
                    let ((i, unit_i), (j, unit_j)) = (place(a), place(b));
                    let (row, column) = (k * (columns + 1) + i, l * (columns + 1) + j);
                    if column > row {
                        continue;
                    }
                    let mut sum = 0.0;
                    for c in 0..outputs {
                        for e in 0..outputs {
                            sum += part(k, c) * part(l, e) * inverse.get(c * block + a, e * block + b);
                        }
                    }
                    matrix.row_mut(row)[column] = sum / (total * unit_i * unit_j);
                }
            }
        }
    }
    let mut held = vec![true; columns];
    free.iter().for_each(|&j| held[j] = false);
    Covariance::of_scores(Estimator::Model, matrix, origin, held, outputs).ok_or(InferenceError::Singular)
}
