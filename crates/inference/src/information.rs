//! The covariance by the model: the inverse of Fisher's information.
//!
//! ```text
//! V = ( Σ_i ω_i p_i (1 − p_i) z_i z_i' + Λ )⁻¹ = H⁻¹ / Σω        z_i = (1, x_i − o)
//! ```
//!
//! H is the Hessian of the mean loss, factored in the solver's coordinates, where columns have unit size. With a penalty,
//! `Λ = Σω · diag(λ_j)` and nothing for the intercept, this is [`Estimator::Penalised`]: the covariance of the Bayesian posterior near its mode, the
//! penalty read as a normal prior (D. MacKay, *Neural Computation* 4, 1992; S. Wood, *Generalized Additive Models*, 2nd ed. 2017,
//! §6.10), not that of an estimator over repeated samples: coefficients that shrink are biased.

use crate::InferenceError;
use crate::covariance::Covariance;
use crate::sandwich::Estimator;
use logodds_core::{Dense, EmpiricalRisk, EvalError, InMemory, Objective, Order, RowBlocks, SymMatrix};
use logodds_optim::Cholesky;

/// Coefficients a covariance may have at most: its lower triangle then has 16 MB.
pub const MOST: usize = 2_000;

/// The information at a point, factored, in the solver's coordinates.
pub(crate) struct Information {
    /// The factor of H.
    pub factor: Cholesky,
    /// H⁻¹.
    pub inverse: SymMatrix,
}

impl Information {
    pub fn at(risk: &EmpiricalRisk<'_>, u: &[f64]) -> Result<Self, InferenceError> {
        let unknowns = risk.dim();
        if unknowns > MOST {
            return Err(InferenceError::TooWide { unknowns, most: MOST });
        }
        let hessian = risk.evaluate(u, Order::Hessian)?.hessian.ok_or(InferenceError::Singular)?;
        let factor = Cholesky::new(&hessian).map_err(|_| InferenceError::Singular)?;
        let root: Vec<f64> = factor.inverse_root().into_iter().flatten().collect();
        let inverse = gram(root, unknowns)?;
        Ok(Self { factor, inverse })
    }
}

/// `Σ_k b_k b_k'` of vectors of length `order`, end to end.
pub(crate) fn gram(vectors: Vec<f64>, order: usize) -> Result<SymMatrix, InferenceError> {
    let mut sum = SymMatrix::zeros(order);
    let rows = vectors.len() / order.max(1);
    let data_error = |error| InferenceError::Eval(EvalError::Data(error));
    let vectors = Dense::from_rows(vectors, rows, order).map_err(data_error)?;
    // Blocks are what has the kernel; the labels are not looked at.
    let data = InMemory::new(vectors, vec![0; rows]).map_err(data_error)?;
    let origin = vec![0.0; order];
    for k in 0..data.shape().blocks() {
        data.visit(k, &origin, &mut |block| block.x.add_sandwich(&vec![1.0; block.labels.len()], &mut sum, 0))?;
    }
    Ok(sum)
}

/// From the solver's coordinates to `(b_o, w)` of all columns, times `factor`.
pub(crate) fn unscaled(
    risk: &EmpiricalRisk<'_>,
    of_point: &SymMatrix,
    factor: f64,
    estimator: Estimator,
) -> Result<Covariance, InferenceError> {
    let (scaled, origin) = (risk.scaled(), risk.moments().origin.clone());
    let columns = origin.len();
    let mut matrix = SymMatrix::zeros(columns + 1);
    let free = scaled.free();
    // Place in the matrix and unit of a coordinate.
    let place = |k: usize| k.checked_sub(1).map_or((0, 1.0), |k| (free[k] + 1, scaled.scale(free[k])));
    // A pinned intercept has no variance.
    let first = usize::from(!scaled.has_intercept());
    for a in first..of_point.order() {
        let (i, unit_i) = place(a);
        for (b, value) in of_point.row(a).iter().enumerate().skip(first) {
            let (j, unit_j) = place(b);
            matrix.row_mut(i)[j] = factor * value / (unit_i * unit_j);
        }
    }
    let mut held = vec![true; columns];
    free.iter().for_each(|&j| held[j] = false);
    Covariance::new(estimator, matrix, origin, held).ok_or(InferenceError::Singular)
}
