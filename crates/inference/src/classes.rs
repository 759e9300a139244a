//! The covariance of a multinomial model: every label's coefficients relative to the first label.
//!
//! ```text
//! V_θ = (Ω H)⁻¹                          by the model
//! V_θ = (Ω H)⁻¹ M (Ω H)⁻¹                by the scatter of the scores,  M = factor · Σ_i a_i (r_i r_i') ⊗ (z_i z_i')
//! β_k = (q_k − q_0)' θ        Cov(β_k, β_l) = Σ_c Σ_e (q_kc − q_0c)(q_le − q_0e) V_θ[c, e]
//! ```
//!
//! H is the Hessian of the mean loss in contrasts θ, q_k the row of class k in their basis Q ([`Contrasts`]); blocks `V_θ[c, e]` have
//! the order of intercept and columns. A. Agresti, *Categorical Data Analysis*, 3rd ed. 2013, §8.1.
//!
//! With a penalty H has it, and the coefficients w_k of all labels, which sum to 0, are a linear map of these:
//! `w_k = β_k − (1/K) Σ_l β_l` ([`Covariance::std_error_about_mean`]). A ridge on all w_k is the same ridge on θ, so both are of one posterior:
//! that of coefficients about their mean. (The mean itself changes no probability; its posterior is its prior, and in no error.)
//! The score of a row is `ω_i r_i ⊗ z_i`, `r_i = Qᵀ(p_i − y_i)`: a_i and the factors are those of two labels ([`sandwich`](crate::sandwich)), with
//! s_i² = ω_i² and k all coefficients. There is no HC3: the leverage of a row is a matrix of order K − 1 here (E. Lesaffre, A. Albert,
//! *Applied Statistics* 38, 1989), and no definition is agreed on.

use crate::covariance::Covariance;
use crate::information::{MOST, gram};
use crate::sandwich::{Clusters, Estimator, Units, WeightKind, sandwiched};
use crate::{InferenceError, class_scatter};
use logodds_core::{Contrasts, MultinomialRisk, Objective, Order, SymMatrix};
use logodds_optim::Cholesky;

/// The covariance of intercepts and coefficients of all labels but the first, relative to it, at the optimum `u`; called
/// `estimator`, which is [`Estimator::Penalised`] where the risk has a penalty.
///
/// # Errors
/// [`InferenceError`] if there is none, or a pass fails; [`InferenceError::ManyLabels`] for HC3.
pub fn covariance_of_classes(
    risk: &MultinomialRisk<'_>,
    u: &[f64],
    estimator: Estimator,
    weights: WeightKind,
    clusters: Option<&Clusters>,
) -> Result<Covariance, InferenceError> {
    let unknowns = risk.dim();
    if unknowns > MOST {
        return Err(InferenceError::TooWide { unknowns, most: MOST });
    }
    let counts = risk.counts();
    let total = counts.total_weight;
    let units = Units { rows: counts.rows.iter().sum(), total, weights, clusters };
    let correction = units.correction(estimator, (counts.rows.len() - 1) * risk.scaled().unknowns())?;
    let hessian = risk.evaluate(u, Order::Hessian)?.hessian.ok_or(InferenceError::Singular)?;
    let factor = Cholesky::new(&hessian).map_err(|_| InferenceError::Singular)?;
    let inverse = gram(factor.inverse_root().into_iter().flatten().collect(), unknowns)?;
    let meat = match (estimator, clusters) {
        (Estimator::Model | Estimator::Penalised, _) => {
            return relative_to_first(risk, &inverse, 1.0 / total, estimator);
        }
        (Estimator::Hc3, _) => return Err(InferenceError::ManyLabels),
        (Estimator::Cluster, Some(clusters)) => class_scatter::of_clusters(risk, u, clusters)?,
        _ => class_scatter::of_rows(risk, u, weights == WeightKind::Frequency)?,
    };
    relative_to_first(risk, &sandwiched(&inverse, &meat), correction / (total * total), estimator)
}

/// From a covariance of contrasts in the solver's coordinates to that of intercepts and coefficients relative to the first label, times
/// `factor`.
pub(crate) fn relative_to_first(
    risk: &MultinomialRisk<'_>,
    of_point: &SymMatrix,
    factor: f64,
    estimator: Estimator,
) -> Result<Covariance, InferenceError> {
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
                            sum += part(k, c) * part(l, e) * of_point.get(c * block + a, e * block + b);
                        }
                    }
                    matrix.row_mut(row)[column] = factor * sum / (unit_i * unit_j);
                }
            }
        }
    }
    let mut held = vec![true; columns];
    free.iter().for_each(|&j| held[j] = false);
    Covariance::of_scores(estimator, matrix, origin, held, outputs).ok_or(InferenceError::Singular)
}
