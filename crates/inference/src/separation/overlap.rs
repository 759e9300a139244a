//! What is still identified where labels are separated: the maximum of the likelihood of the overlap.
//!
//! As the likelihood approaches its supremum, separated rows get probability 1 of their labels and say no more; the other rows,
//! the overlap, have a maximum of their own, on which coefficients with finite limits converge (C. Geyer, *Electronic J. Statistics* 3, 2009:
//! the limiting conditional model). Columns that the overlap does not determine are held at 0, which changes no other finite limit.

use crate::covariance::{Covariance, Estimator, WeightKind, covariance};
use crate::error::InferenceError;
use crate::separation::remainder::Remainder;
use crate::separation::{Limit, Separation, separation_by_columns};
use logodds_core::{EvalError, Logistic, Model, Penalty, Risk, Structure};
use logodds_optim::{CertificateKind, Method, Silent, Solution, SolveError, StoppingRule, minimize};
use std::borrow::Cow;

/// An estimate with its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LimitEstimate {
    /// The finite limit of the coefficient.
    pub estimate: f64,
    /// Its standard error in the model of the overlap.
    pub std_error: f64,
}

/// The maximum of the likelihood of the overlap.
#[derive(Clone, Debug, PartialEq)]
pub struct OverlapFit {
    /// The intercept of x = 0, if there is one and its limit is finite.
    pub intercept: Option<LimitEstimate>,
    /// The coefficients of all columns that have finite limits and are not held.
    pub coefficients: Vec<Option<LimitEstimate>>,
    /// The supremum of the log-likelihood of all rows: that of the overlap.
    pub log_likelihood: f64,
}

/// The likelihood of `rest`, the rows that are not separated: with the columns held that they do not determine.
///
/// # Errors
/// [`EvalError`] if a pass fails.
pub fn overlap_risk<'a>(
    risk: &Risk<'_>,
    rest: &'a Remainder<'_>,
    separation: &Separation,
) -> Result<Risk<'a>, EvalError> {
    let executor = risk.executor().clone();
    let overlap = match risk.scaled().has_intercept() {
        true => Risk::new(Logistic, rest, Penalty::None, executor)?,
        false => Risk::through_origin(Logistic, rest, Penalty::None, executor)?,
    };
    let mut held = risk.scaled().held();
    held.extend(&separation.undetermined);
    Ok(overlap.holding(&held))
}

/// The finite limits, by the model of a maximum that was found of the overlap's likelihood. Their covariance by the model is computed unless it is
/// `known`; errors are NaN where there is none.
///
/// # Errors
/// [`InferenceError`] if a pass fails.
pub fn overlap_estimates(
    overlap: &Risk<'_>,
    solution: &Solution,
    separation: &Separation,
    known: Option<&Covariance>,
) -> Result<Option<OverlapFit>, InferenceError> {
    let Ok(model) = overlap.model(&solution.point) else { return Ok(None) };
    let computed = || match covariance(overlap, &solution.point, Estimator::Model, WeightKind::default(), None) {
        Ok(covariance) => Ok(Some(Cow::Owned(covariance))),
        Err(InferenceError::Eval(error)) => Err(InferenceError::Eval(error)),
        Err(_) => Ok(None),
    };
    let known = known.filter(|covariance| covariance.estimator() == Estimator::Model);
    let covariance = known.map_or_else(computed, |known| Ok(Some(Cow::Borrowed(known))))?;
    let coefficient = |j: usize| {
        let is_free = overlap.scaled().free().binary_search(&j).is_ok();
        let is_finite = is_free && separation.coefficients.get(j) == Some(&Limit::Finite);
        let std_error = covariance.as_ref().map_or(Some(f64::NAN), |covariance| covariance.std_error(j));
        let std_error = std_error.filter(|_| is_finite)?;
        Some(LimitEstimate { estimate: *model.coefficients().get(j)?, std_error })
    };
    let intercept =
        (overlap.scaled().has_intercept() && separation.intercept == Limit::Finite).then(|| LimitEstimate {
            estimate: model.intercept(),
            std_error: covariance.as_ref().map_or(f64::NAN, |covariance| covariance.intercept_std_error()),
        });
    Ok(Some(OverlapFit {
        intercept,
        coefficients: (0..overlap.data().shape().columns).map(coefficient).collect(),
        log_likelihood: -solution.value() * overlap.null().total_weight,
    }))
}

/// A point near the supremum, in coordinates of all rows: the limit, and so far along the directions that the separated rows have probability 1 of
/// their labels to nine digits. `None` where their sum does not separate all of them.
///
/// # Errors
/// [`EvalError`] if a pass fails.
pub fn near_supremum(risk: &Risk<'_>, model: &Model, found: &Separation) -> Result<Option<Vec<f64>>, EvalError> {
    const SATURATED: f64 = 20.0;
    let width = model.coefficients().len();
    let (mut intercept, mut direction) = (0.0, vec![0.0; width]);
    for ray in &found.rays {
        intercept -= ray.at;
        ray.terms.iter().for_each(|&(j, c)| direction[j] += c);
    }
    let data = risk.data();
    let (mut least, origin) = (f64::INFINITY, vec![0.0; width]);
    let (mut along, mut next) = (Vec::new(), found.separated.iter().peekable());
    data.visit(0..data.shape().blocks(), &origin, &mut |block| {
        along.clear();
        along.resize(block.rows(), 0.0);
        block.x.matvec(&direction, &mut along);
        let end = block.first_row + block.rows();
        while let Some(&i) = next.next_if(|i| **i < end) {
            let margin = along[i - block.first_row] + intercept;
            least = least.min(if block.classes()[i - block.first_row] == 1 { margin } else { -margin });
        }
    })?;
    if !(least > 0.0 && least.is_finite()) {
        return Ok(None);
    }
    let moved = |at: f64, by: f64| at + SATURATED / least * by;
    let coefficients: Vec<f64> = model.coefficients().iter().zip(&direction).map(|(w, d)| moved(*w, *d)).collect();
    let origin = vec![0.0; width];
    let moved = Model::new(moved(model.intercept(), intercept), coefficients, origin);
    Ok(moved.ok().and_then(|model| risk.point(&model)))
}

/// The same where single columns separate, and the rows that they leave have a certified maximum; `None` where they do not, or it is not known.
pub(crate) fn supremum_by_columns(risk: &Risk<'_>) -> Result<Option<Vec<f64>>, InferenceError> {
    let Some(found) = separation_by_columns(risk.columns(), true)?.filter(|found| found.overlap > 0) else {
        return Ok(None);
    };
    let rest = Remainder::new(risk.data(), &found.separated)?;
    let overlap = match overlap_risk(risk, &rest, &found) {
        Ok(overlap) if overlap.has_hessian() => overlap,
        Ok(_) | Err(EvalError::Data(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let solver = Method::Newton.solver(0);
    match minimize(&*solver, &overlap, overlap.start(), &StoppingRule::default(), &mut Silent) {
        Ok(solution) if solution.certificate.kind == CertificateKind::SelfConcordance => {
            let Ok(model) = overlap.model(&solution.point) else { return Ok(None) };
            Ok(near_supremum(risk, &model, &found)?)
        }
        Err(SolveError::Eval(error)) => Err(error.into()),
        _ => Ok(None),
    }
}
