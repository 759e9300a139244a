//! The covariance of a multinomial model: every label's coefficients relative to the first label.
//!
//! ```text
//! V = (Ω H)⁻¹                          by the model
//! V = (Ω H)⁻¹ M (Ω H)⁻¹                by the scatter of the scores,  M = factor · Σ_i a_i (r_i r_i') ⊗ (z_i z_i')
//! θ = Q' (0, β_1, …, β_m)        H_kl = Σ_c Σ_e q_kc q_le H_θ[c, e],  and so M
//! ```
//!
//! H_θ is the Hessian of the mean loss in contrasts θ, q_k the row of class k in their basis Q ([`Contrasts`]); blocks `H_θ[c, e]` have
//! the order of intercept and columns. Everything is factored relative to the first label, so that roots stay triangular. A. Agresti, *Categorical Data Analysis*, 3rd ed. 2013, §8.1.
//!
//! With a penalty H has it, and the coefficients w_k of all labels, which sum to 0, are a linear map of these:
//! `w_k = β_k − (1/K) Σ_l β_l` ([`Covariance::std_error_about_mean`]). A ridge on all w_k is the same ridge on θ, so both are of one posterior:
//! that of coefficients about their mean. (The mean itself changes no probability; its posterior is its prior, and in no error.)
//! The score of a row is `ω_i r_i ⊗ z_i`, `r_i = Qᵀ(p_i − y_i)`: a_i and the factors are those of two labels ([`sandwich`](crate::covariance::sandwich)), with
//! s_i² = ω_i² and k all coefficients. There is no HC3: the leverage of a row is a matrix of order K − 1 here (E. Lesaffre, A. Albert,
//! *Applied Statistics* 38, 1989), and no definition is agreed on.

use crate::covariance::accurate::{Estimable, accurate};
use crate::covariance::class_scatter;
use crate::covariance::collinearity::Collinearity;
use crate::covariance::digits::Estimated;
use crate::covariance::estimator::{Clusters, Estimator, WeightKind};
use crate::covariance::information::{Information, MOST, held, unscaled};
use crate::covariance::matrix::Covariance;
use crate::covariance::orthogonal::Orthogonal;
use crate::covariance::sandwich::{Asked, Units};
use crate::covariance::scatter::{of_clusters, of_rows};
use crate::error::InferenceError;
use logodds_core::risk::alias::Columns;
use logodds_core::{Contrasts, Objective, Order, Penalty, Response, Risk, Softmax, SymMatrix};
use std::ops::Range;

/// The covariance of intercepts and coefficients of all labels but the first, relative to it, at the optimum `u`; called
/// `estimator`, which is [`Estimator::Penalised`] where the risk has a penalty.
///
/// # Errors
/// [`InferenceError`] if there is none, its digits are lost, or a pass fails; [`InferenceError::ManyLabels`] for HC3.
pub fn covariance_of_classes(
    risk: &Risk<'_, Softmax>,
    u: &[f64],
    estimator: Estimator,
    weights: WeightKind,
    clusters: Option<&Clusters>,
) -> Result<Covariance, InferenceError> {
    Ok(inference_of_classes(risk, u, (estimator, weights, clusters), &[])?.0)
}

/// The same, and how far the columns can be told apart; `together` are those that belong together, in increasing order.
///
/// # Errors
/// As for [`covariance_of_classes`].
pub fn inference_of_classes(
    risk: &Risk<'_, Softmax>,
    u: &[f64],
    (estimator, weights, clusters): (Estimator, WeightKind, Option<&Clusters>),
    together: &[Range<usize>],
) -> Result<(Covariance, Option<Collinearity>), InferenceError> {
    let asked = Asked { estimator, weights, clusters };
    let (scaled, columns) = (risk.scaled(), risk.moments().origin.len());
    let outputs = risk.response().classes() - 1;
    let (hessian, found) = accurate(&Labels { risk, asked }, u)?;
    let inverse = found.by_model.scaled(risk.null().total_weight.sqrt());
    let collinearity = Collinearity::of(&hessian, &inverse, scaled, together).ok();
    let (root, origin) = (unscaled(&found.root, scaled, columns), risk.moments().origin.clone());
    let covariance = Covariance::of_scores(estimator, root, origin, held(scaled, columns), outputs);
    Ok((covariance.ok_or(InferenceError::Singular)?, collinearity))
}

struct Labels<'a> {
    risk: &'a Risk<'a, Softmax>,
    asked: Asked<'a>,
}

impl Estimable for Labels<'_> {
    fn objective(&self) -> &dyn Objective {
        self.risk
    }

    fn columns(&self) -> Columns<'_> {
        self.risk.columns()
    }

    fn estimate(&self, u: &[f64]) -> Result<(SymMatrix, Estimated), InferenceError> {
        estimate(self.risk, u, self.asked)
    }

    fn orthogonal(
        &self,
        rows: &Orthogonal,
        then: &mut dyn FnMut(&dyn Estimable) -> Result<Estimated, InferenceError>,
    ) -> Result<Estimated, InferenceError> {
        let executor = self.risk.executor().clone();
        let risk = match self.risk.scaled().has_intercept() {
            true => Risk::new(Softmax::of(rows.data()), rows.data(), Penalty::None, executor)?,
            false => Risk::through_origin(Softmax::of(rows.data()), rows.data(), Penalty::None, executor)?,
        };
        then(&Labels { risk: &risk, asked: self.asked })
    }

    fn hessian(&self, u: &[f64]) -> Result<SymMatrix, InferenceError> {
        let hessian = self.risk.evaluate(u, Order::Hessian)?.hessian.ok_or(InferenceError::Singular)?;
        Ok(relative_to_first(&hessian, self.risk.response().classes()))
    }
}

/// Relative to the first label, in the coordinates of the solvers otherwise.
fn estimate(
    risk: &Risk<'_, Softmax>,
    u: &[f64],
    Asked { estimator, weights, clusters }: Asked<'_>,
) -> Result<(SymMatrix, Estimated), InferenceError> {
    let unknowns = risk.dim();
    if unknowns > MOST {
        return Err(InferenceError::TooWide { unknowns, most: MOST });
    }
    let counts = risk.null();
    let (classes, total) = (counts.class_rows.len(), counts.total_weight);
    let units = Units { rows: counts.rows, total, weights, clusters };
    let correction = units.correction(estimator, (classes - 1) * risk.scaled().unknowns())?;
    let evaluation = risk.evaluate(u, Order::Hessian)?;
    let hessian = relative_to_first(&evaluation.hessian.ok_or(InferenceError::Singular)?, classes);
    let mut gradient = evaluation.gradient;
    vector_relative_to_first(&mut gradient, classes);
    let information = Information::new(hessian, gradient)?;
    let (block, pinned) = (risk.scaled().dim(), !risk.scaled().has_intercept());
    let by_model = information.root.clone().scaled(1.0 / total.sqrt()).without_pinned(block, pinned);
    let mut estimated = Estimated {
        root: by_model.clone(),
        by_model,
        inflation: information.inflation(),
        condition: 0.0,
        scatter: None,
        largest: f64::INFINITY,
    };
    let found = match (estimator, clusters) {
        (Estimator::Model | Estimator::Penalised, _) => return Ok((information.hessian, estimated)),
        (Estimator::Hc3, _) => return Err(InferenceError::ManyLabels),
        (Estimator::Cluster, Some(clusters)) => {
            let mut scores = class_scatter::of_clusters(risk, u, clusters)?;
            scores.sums.chunks_exact_mut(unknowns).for_each(|sums| vector_relative_to_first(sums, classes));
            // Those of the absolute values are of the same size.
            of_clusters(scores, &information, total)?
        }
        _ => {
            let meat = class_scatter::of_rows(risk, u, weights == WeightKind::Frequency)?;
            of_rows(&relative_to_first(&meat, classes), &information, 0.0)
        }
    };
    estimated.complete(&information.root, found, correction, total);
    Ok((information.hessian, estimated))
}

/// q_kc of every label k but the first, for every contrast c.
fn shares(classes: usize) -> Vec<Vec<f64>> {
    let contrasts = Contrasts::new(classes);
    let of = |k: usize| contrasts.of_classes(&(0..classes).map(|l| f64::from(u8::from(l == k))).collect::<Vec<f64>>());
    (1..classes).map(of).collect()
}

/// A sum of products of scores of contrasts, as that of the scores of all labels but the first.
pub(crate) fn relative_to_first(of_contrasts: &SymMatrix, classes: usize) -> SymMatrix {
    let (q, outputs) = (shares(classes), classes - 1);
    let block = of_contrasts.order() / outputs;
    let mut relative = SymMatrix::zeros(of_contrasts.order());
    for k in 0..outputs {
        for l in 0..=k {
            for a in 0..block {
                let last = if k == l { a } else { block - 1 };
                for b in 0..=last {
                    let mut sum = 0.0;
                    for (c, qk) in q[k].iter().enumerate() {
                        for (e, ql) in q[l].iter().enumerate() {
                            sum += qk * ql * of_contrasts.get(c * block + a, e * block + b);
                        }
                    }
                    relative.row_mut(k * block + a)[l * block + b] = sum;
                }
            }
        }
    }
    relative
}

/// A score of contrasts, as that of all labels but the first.
fn vector_relative_to_first(of_contrasts: &mut [f64], classes: usize) {
    let q = shares(classes);
    let block = of_contrasts.len() / (classes - 1);
    for a in 0..block {
        let theta: Vec<f64> = of_contrasts.iter().skip(a).step_by(block).copied().collect();
        for (place, q) in of_contrasts.iter_mut().skip(a).step_by(block).zip(&q) {
            *place = q.iter().zip(&theta).map(|(q, theta)| q * theta).sum();
        }
    }
}

/// A point of contrasts, as the coefficients of all labels but the first, relative to it.
pub(crate) fn point_relative_to_first(of_contrasts: &mut [f64], classes: usize) {
    let contrasts = Contrasts::new(classes);
    let block = of_contrasts.len() / (classes - 1);
    for a in 0..block {
        let theta: Vec<f64> = of_contrasts.iter().skip(a).step_by(block).copied().collect();
        let of_classes = contrasts.classes_of(&theta);
        let first = of_classes.first().copied().unwrap_or_default();
        let places = of_contrasts.iter_mut().skip(a).step_by(block);
        places.zip(&of_classes[1..]).for_each(|(place, of_class)| *place = of_class - first);
    }
}
