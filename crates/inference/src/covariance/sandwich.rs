//! The covariance by the model, and by the scatter of the scores, which is right where the model's variance is not.
//!
//! ```text
//! V = (WH)⁻¹                                      by the model
//! V = (WH)⁻¹ M (WH)⁻¹ = R' (R M R') R / W²        M = factor · Σ_i a_i (r_i r_i') ⊗ (z_i z_i')        W = Σω,  R'R = H⁻¹
//! ```
//!
//! In the middle are scores in the metric of H, whose scatter is near the identity where the model is right, however collinear the columns are; its
//! root times R is that of V ([`logodds_core::Root`]). Where H has lost too many digits all of it is computed in other coordinates ([`crate::covariance::orthogonal`]), and where
//! those are too few, too, it is withheld.
//!
//! | estimator | a_i | factor | source |
//! |---|---|---|---|
//! | HC0 | s_i² | 1 | P. Huber, *5th Berkeley Symposium*, 1967; H. White, *Econometrica* 48, 1980 |
//! | HC1 | s_i² | n / (n − k) | J. MacKinnon, H. White, *J. Econometrics* 29, 1985 |
//! | HC3 | s_i² / (1 − h_i)² | 1 | the same; h_i = ω_i p_i (1 − p_i) z_i' (WH)⁻¹ z_i |
//! | cluster | sums of s_i z_i over clusters | G / (G − 1) | K. Liang, S. Zeger, *Biometrika* 73, 1986 |
//! | sampling | s_i² | n / (n − 1) | D. Binder, *Int. Statist. Review* 51, 1983 |
//!
//! s_i = ω_i (p_i − y_i). These are the numbers of R's `sandwich` (`vcovHC`, `vcovCL`) and, for sampling weights, `survey`. A row of
//! frequency weight ω stands for ω equal rows: a_i is ω_i (p_i − y_i)² then, h_i that of one of them, and n = Σω. n counts rows of positive
//! weight else; k coefficients, the intercept included.
//!
//! Of one output r_i is 1 and a_i as above. Of K labels r_i = Qᵀ(p_i − y_i) and s_i = ω_i, everything being told relative to the first label
//! ([`relative`]), and k counts all coefficients (A. Agresti, *Categorical Data Analysis*, 3rd ed. 2013, §8.1). With a penalty H has
//! it, and the coefficients w_k of all labels, which sum to 0, are a linear map of these: `w_k = β_k − (1/K) Σ_l β_l`
//! ([`Covariance::std_error_about_mean`]). A ridge on all w_k is the same ridge on their contrasts, so both are of one posterior: that of coefficients about
//! their mean. (The mean itself changes no probability; its posterior is its prior, and in no error.) There is no HC3: the leverage of a row is
//! a matrix of order K − 1 here (E. Lesaffre, A. Albert, *Applied Statistics* 38, 1989), and no definition is agreed on.

use crate::covariance::accurate::accurate;
use crate::covariance::collinearity::{self, Collinearity};
use crate::covariance::digits::Estimated;
use crate::covariance::estimator::{Clusters, Estimator, WeightKind};
use crate::covariance::information::{Information, MOST, held, unscaled};
use crate::covariance::matrix::Covariance;
use crate::covariance::of_levels::of_levels;
use crate::covariance::row_scores::{self, Leverages};
use crate::covariance::{relative, scatter};
use crate::error::InferenceError;
use logodds_core::{Objective, Order, Response, Risk, Structure, SymMatrix};
use std::ops::Range;

/// The covariance of intercepts and coefficients at the optimum `u`: of several labels of all but the first, relative to it. That of a bootstrap takes
/// more than a point: [`crate::bootstrap`]. It is called `estimator`, which is [`Estimator::Penalised`] where the risk has a penalty.
///
/// # Errors
/// [`InferenceError`] if there is none, its digits are lost, or a pass fails; [`InferenceError::ManyLabels`] for HC3 of several labels.
pub fn covariance<R: Response>(
    risk: &Risk<'_, R>,
    u: &[f64],
    estimator: Estimator,
    weights: WeightKind,
    clusters: Option<&Clusters>,
) -> Result<Covariance, InferenceError> {
    Ok(inference(risk, u, (estimator, weights, clusters), &[])?.0)
}

/// The same, and how far the columns can be told apart; `together` are those that belong together, in increasing order.
///
/// # Errors
/// As for [`covariance`].
pub fn inference<R: Response>(
    risk: &Risk<'_, R>,
    u: &[f64],
    (estimator, weights, clusters): (Estimator, WeightKind, Option<&Clusters>),
    together: &[Range<usize>],
) -> Result<(Covariance, Option<Collinearity>), InferenceError> {
    // Of few coefficients the square is there as soon, and tells how far columns can be told apart.
    let has_levels = risk.levels().is_some() && risk.dim() > collinearity::MOST;
    if has_levels
        && matches!(estimator, Estimator::Model | Estimator::Penalised)
        && let Some(covariance) = of_levels(risk, u, estimator)?
    {
        return Ok((covariance, None));
    }
    let asked = Asked { estimator, weights, clusters };
    let (scaled, columns) = (risk.scaled(), risk.moments().origin.len());
    let (hessian, found) = accurate(risk, u, &|risk, u| estimate(risk, u, asked))?;
    let inverse = found.by_model.scaled(risk.null().total_weight.sqrt());
    let collinearity = Collinearity::of(&hessian, &inverse, scaled, together).ok();
    let (root, origin) = (unscaled(&found.root, scaled, columns), risk.moments().origin.clone());
    let outputs = risk.response().outputs();
    let covariance = Covariance::of_scores(estimator, root, origin, held(scaled, columns), outputs);
    Ok((covariance.ok_or(InferenceError::Singular)?.with_largest(found.largest), collinearity))
}

/// What is asked of an estimate.
#[derive(Clone, Copy)]
struct Asked<'a> {
    estimator: Estimator,
    weights: WeightKind,
    clusters: Option<&'a Clusters>,
}

/// The Hessian of the mean loss and the covariance, in the coordinates of the solvers; of several labels relative to the first.
fn estimate<R: Response>(
    risk: &Risk<'_, R>,
    u: &[f64],
    Asked { estimator, weights, clusters }: Asked<'_>,
) -> Result<(SymMatrix, Estimated), InferenceError> {
    let contrasts = risk.response().contrasts();
    if contrasts.is_some() && estimator == Estimator::Hc3 {
        return Err(InferenceError::ManyLabels);
    }
    let information = information(risk, u)?;
    let total = risk.null().total_weight;
    let (inflation, root) = (information.inflation(), &information.root);
    let (block, pinned) = (risk.scaled().dim(), !risk.scaled().has_intercept());
    let by_model = root.clone().scaled(1.0 / total.sqrt()).without_pinned(block, pinned);
    let mut estimated = Estimated {
        root: by_model.clone(),
        by_model,
        inflation,
        condition: 0.0,
        scatter: None,
        largest: f64::INFINITY,
    };
    if matches!(estimator, Estimator::Model | Estimator::Penalised) {
        if contrasts.is_none() {
            estimated.largest = largest_variance(risk, &information)?;
        }
        return Ok((information.hessian, estimated));
    }
    let units = Units { rows: risk.null().rows, total, weights, clusters };
    let correction = units.correction(estimator, risk.layout().unknowns())?;
    let found = match (estimator, clusters) {
        (Estimator::Cluster, Some(clusters)) => {
            let mut scores = row_scores::of_clusters(risk, u, clusters)?;
            scores.sums.chunks_exact_mut(risk.dim()).for_each(|sums| relative::scores(contrasts, sums));
            // Those of the absolute values are of the same size.
            scatter::of_clusters(scores, &information, total)?
        }
        _ => {
            let norms = || risk.row_norms(root.square().into());
            let leverages = (estimator == Estimator::Hc3).then(|| Leverages { norms: norms(), total });
            let (meat, leverage) = row_scores::of_rows(risk, u, weights == WeightKind::Frequency, leverages)?;
            scatter::of_rows(&relative::matrix(contrasts, meat), &information, leverage)
        }
    };
    estimated.complete(&information.root, found, correction, total);
    Ok((information.hessian, estimated))
}

/// The information at a point, of several labels relative to the first.
fn information<R: Response>(risk: &Risk<'_, R>, u: &[f64]) -> Result<Information, InferenceError> {
    let contrasts = risk.response().contrasts();
    if contrasts.is_none() {
        return Information::at(risk, u);
    }
    let unknowns = risk.dim();
    if unknowns > MOST {
        return Err(InferenceError::TooWide { unknowns, most: MOST });
    }
    let evaluation = risk.evaluate(u, Order::Hessian)?;
    let mut gradient = evaluation.gradient;
    relative::scores(contrasts, &mut gradient);
    Information::new(
        relative::matrix(contrasts, evaluation.hessian.ok_or(InferenceError::Singular)?.into_dense()),
        gradient,
    )
}

/// The largest variance of the log-odds of a row, of one output.
fn largest_variance<R: Response>(risk: &Risk<'_, R>, information: &Information) -> Result<f64, InferenceError> {
    // A multiplication of numbers that lie apart takes as long as some five of a product with a column.
    let few = 5 * risk.row_entries() < risk.dim();
    let largest = match few {
        true => Some(risk.max_row_square(&information.root.gram())?),
        false => risk.max_row_norm(&information.root.square().into())?,
    };
    Ok(largest.map_or(f64::INFINITY, |largest| largest / risk.null().total_weight))
}

/// What there is to estimate a scatter from.
struct Units<'a> {
    /// Rows of positive weight.
    rows: usize,
    /// Σ ω.
    total: f64,
    weights: WeightKind,
    clusters: Option<&'a Clusters>,
}

impl Units<'_> {
    /// The factor of M, of `coefficients` that are estimated.
    fn correction(&self, estimator: Estimator, coefficients: usize) -> Result<f64, InferenceError> {
        let n = if self.weights == WeightKind::Frequency { self.total } else { self.rows as f64 };
        let k = coefficients as f64;
        let enough = |units: f64, needed: f64| {
            if units >= needed { Ok(()) } else { Err(InferenceError::TooFew { units, needed }) }
        };
        match estimator {
            Estimator::Bootstrap => Err(InferenceError::NoReplicates),
            Estimator::Model | Estimator::Penalised | Estimator::Hc0 | Estimator::Hc3 => Ok(1.0),
            Estimator::Hc1 => enough(n, k + 1.0).map(|()| n / (n - k)),
            Estimator::Sampling => enough(n, 2.0).map(|()| n / (n - 1.0)),
            Estimator::Cluster => {
                let groups = self.clusters.ok_or(InferenceError::NoClusters)?.count as f64;
                enough(groups, 2.0).map(|()| groups / (groups - 1.0))
            }
        }
    }
}
