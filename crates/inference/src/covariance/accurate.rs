//! An estimate with enough digits: of the rows as they are, or of orthogonal ones where those have too few, or none.

use crate::covariance::digits::{Estimated, FINE, MOST};
use crate::covariance::orthogonal::Orthogonal;
use crate::covariance::relative;
use crate::error::InferenceError;
use logodds_core::{EvalError, Objective, Order, Penalty, Response, Risk, Separable, SymMatrix};
use logodds_optim::Cholesky;

/// Steps to the optimum in other coordinates, which is at hand.
const STEPS: usize = 4;

/// Condition of columns below which orthogonal ones have no more digits.
pub(crate) const CONDITION: f64 = 100.0;

/// The Hessian of the mean loss at a point and the covariance there, both in the coordinates of the estimate.
type Estimate<'a, R> = &'a dyn Fn(&Risk<'_, R>, &[f64]) -> Result<(SymMatrix, Estimated), InferenceError>;

/// An estimate at `u` and the Hessian there.
pub(crate) fn accurate<R: Response>(
    risk: &Risk<'_, R>,
    u: &[f64],
    estimate: Estimate<'_, R>,
) -> Result<(SymMatrix, Estimated), InferenceError> {
    let plain = estimate(risk, u);
    match &plain {
        Ok((_, estimated)) if estimated.worst() <= FINE => return plain,
        Ok(_) | Err(InferenceError::Singular) => {}
        Err(_) => return plain,
    }
    let rows = if is_penalised(risk) { None } else { Orthogonal::of(risk.columns(), CONDITION)? };
    let better = rows.map(|rows| of_rows(risk, &rows, u, estimate)).transpose();
    let (hessian, estimated) = match (plain, better) {
        (Ok((hessian, plain)), Ok(Some(better))) => {
            (hessian, if better.worst() <= plain.worst() { better } else { plain })
        }
        (Ok(plain), Ok(None) | Err(InferenceError::Singular)) => plain,
        (Err(_), Ok(Some(better))) => {
            let hessian = risk.evaluate(u, Order::Hessian)?.hessian.ok_or(InferenceError::Singular)?.into_dense();
            (relative::matrix(risk.response().contrasts(), hessian), better)
        }
        (Err(error), Ok(None)) | (_, Err(error)) => return Err(error),
    };
    if estimated.worst() <= MOST { Ok((hessian, estimated)) } else { Err(estimated.refusal(risk.scaled())) }
}

/// Of orthogonal rows, brought back.
fn of_rows<R: Response>(
    risk: &Risk<'_, R>,
    rows: &Orthogonal,
    u: &[f64],
    estimate: Estimate<'_, R>,
) -> Result<Estimated, InferenceError> {
    let other = risk_of(risk, rows)?;
    let layout = (other.scaled(), &other.moments().origin[..]);
    let point = u.chunks(risk.scaled().dim()).flat_map(|block| rows.point(block, layout)).collect();
    let (_, found) = estimate(&other, &settled(&other, point)?)?;
    Ok(Estimated {
        root: rows.root_of(&found.root, layout),
        by_model: rows.root_of(&found.by_model, layout),
        condition: rows.condition(),
        ..found
    })
}

/// The same risk of orthogonal rows, without a penalty.
pub(crate) fn risk_of<'a, R: Response>(risk: &Risk<'_, R>, rows: &'a Orthogonal) -> Result<Risk<'a, R>, EvalError> {
    let (response, executor) = (risk.response().clone(), risk.executor().clone());
    match risk.scaled().has_intercept() {
        true => Risk::new(response, rows.data(), Penalty::None, executor),
        false => Risk::through_origin(response, rows.data(), Penalty::None, executor),
    }
}

/// Whether some coefficient has a penalty.
pub(crate) fn is_penalised(objective: &dyn Objective) -> bool {
    objective.separable().is_some_and(Separable::has_ridge)
}

/// The optimum, from a point that is one in other coordinates.
pub(crate) fn settled(objective: &dyn Objective, mut u: Vec<f64>) -> Result<Vec<f64>, InferenceError> {
    let mut least = f64::INFINITY;
    let mut best = u.clone();
    for _ in 0..STEPS {
        let evaluation = objective.evaluate(&u, Order::Hessian)?;
        let hessian = evaluation.hessian.ok_or(InferenceError::Singular)?;
        let factor = Cholesky::new(&hessian).map_err(|_| InferenceError::Singular)?;
        let decrement = factor.dual_norm(&evaluation.gradient);
        if decrement.is_nan() || decrement >= 0.5 * least {
            break;
        }
        (least, best) = (decrement, u.clone());
        u.iter_mut().zip(factor.solve(&evaluation.gradient)).for_each(|(u, step)| *u -= step);
    }
    Ok(best)
}
