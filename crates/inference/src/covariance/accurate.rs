//! An estimate with enough digits: of the rows as they are, or of orthogonal ones where those have too few, or none.

use crate::covariance::digits::{Estimated, FINE, MOST};
use crate::covariance::orthogonal::Orthogonal;
use crate::error::InferenceError;
use logodds_core::risk::alias::Columns;
use logodds_core::{Objective, Order, Separable, SymMatrix};
use logodds_optim::Cholesky;

/// Steps to the optimum in other coordinates, which is at hand.
const STEPS: usize = 4;

/// Condition of columns below which orthogonal ones have no more digits.
pub(crate) const CONDITION: f64 = 100.0;

/// A risk of which a covariance can be estimated.
pub(crate) trait Estimable {
    /// The risk.
    fn objective(&self) -> &dyn Objective;
    /// Its columns.
    fn columns(&self) -> Columns<'_>;
    /// The Hessian of the mean loss at `u` and the covariance, both in the coordinates of the estimate.
    fn estimate(&self, u: &[f64]) -> Result<(SymMatrix, Estimated), InferenceError>;
    /// The same risk of orthogonal rows, without a penalty, given to `then`.
    fn orthogonal(
        &self,
        rows: &Orthogonal,
        then: &mut dyn FnMut(&dyn Estimable) -> Result<Estimated, InferenceError>,
    ) -> Result<Estimated, InferenceError>;
    /// The Hessian at `u` in the coordinates of the estimate.
    fn hessian(&self, u: &[f64]) -> Result<SymMatrix, InferenceError> {
        self.objective().evaluate(u, Order::Hessian)?.hessian.ok_or(InferenceError::Singular)
    }
}

/// An estimate at `u` and the Hessian there.
pub(crate) fn accurate(risk: &dyn Estimable, u: &[f64]) -> Result<(SymMatrix, Estimated), InferenceError> {
    let plain = risk.estimate(u);
    match &plain {
        Ok((_, estimated)) if estimated.worst() <= FINE => return plain,
        Ok(_) | Err(InferenceError::Singular) => {}
        Err(_) => return plain,
    }
    let rows = if is_penalised(risk.objective()) { None } else { Orthogonal::of(risk.columns(), CONDITION)? };
    let better = rows.map(|rows| risk.orthogonal(&rows, &mut |other| of_rows(risk, other, &rows, u))).transpose();
    let (hessian, estimated) = match (plain, better) {
        (Ok((hessian, plain)), Ok(Some(better))) => {
            (hessian, if better.worst() <= plain.worst() { better } else { plain })
        }
        (Ok(plain), Ok(None) | Err(InferenceError::Singular)) => plain,
        (Err(_), Ok(Some(better))) => (risk.hessian(u)?, better),
        (Err(error), Ok(None)) | (_, Err(error)) => return Err(error),
    };
    if estimated.worst() <= MOST { Ok((hessian, estimated)) } else { Err(estimated.refusal(risk.columns().scaled)) }
}

/// Of orthogonal rows, brought back.
fn of_rows(
    risk: &dyn Estimable,
    other: &dyn Estimable,
    rows: &Orthogonal,
    u: &[f64],
) -> Result<Estimated, InferenceError> {
    let columns = other.columns();
    let layout = (columns.scaled, &columns.moments.origin[..]);
    let point = u.chunks(risk.columns().scaled.dim()).flat_map(|block| rows.point(block, layout)).collect();
    let (_, found) = other.estimate(&settled(other.objective(), point)?)?;
    Ok(Estimated {
        root: rows.root_of(&found.root, layout),
        by_model: rows.root_of(&found.by_model, layout),
        condition: rows.condition(),
        ..found
    })
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
