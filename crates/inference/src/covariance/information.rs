//! The information at an optimum, and what follows from it alone.
//!
//! ```text
//! V = ( Σ_i ω_i p_i (1 − p_i) z_i z_i' + Λ )⁻¹ = H⁻¹ / Σω = R'R / Σω        z_i = (1, x_i − o)
//! ```
//!
//! H is the Hessian of the mean loss, factored in the solver's coordinates, where columns have unit size: H = L L', R = L⁻¹. With a penalty,
//! `Λ = Σω · diag(λ_j)` and nothing for the intercept, this is [`Estimator::Penalised`](crate::covariance::Estimator::Penalised): the covariance of the Bayesian
//! posterior near its mode, the penalty read as a normal prior (D. MacKay, *Neural Computation* 4, 1992; S. Wood, *Generalized Additive Models*, 2nd ed.
//! 2017, §6.10), not that of an estimator over repeated samples: coefficients that shrink are biased.

use crate::error::InferenceError;
use logodds_core::Root;
use logodds_core::{Dense, EvalError, InMemory, Objective, Order, RowBlocks, Scaled, SymMatrix};
use logodds_optim::Cholesky;

/// Coefficients a covariance may have at most: its root then has 16 MB.
pub const MOST: usize = 2_000;

/// The information at a point, in the solver's coordinates or in others that are told by who made it.
#[derive(Clone, Debug)]
pub(crate) struct Information {
    /// H.
    pub hessian: SymMatrix,
    /// R: `R'R = H⁻¹`.
    pub root: Root,
    /// The gradient of the mean loss.
    pub gradient: Vec<f64>,
}

impl Information {
    /// At the point `u`.
    pub fn at(objective: &dyn Objective, u: &[f64]) -> Result<Self, InferenceError> {
        let unknowns = objective.dim();
        if unknowns > MOST {
            return Err(InferenceError::TooWide { unknowns, most: MOST });
        }
        let evaluation = objective.evaluate(u, Order::Hessian)?;
        Self::new(evaluation.hessian.ok_or(InferenceError::Singular)?.into_dense(), evaluation.gradient)
    }

    /// Of a Hessian and a gradient.
    pub fn new(hessian: SymMatrix, gradient: Vec<f64>) -> Result<Self, InferenceError> {
        let factor = Cholesky::new(&hessian).map_err(|_| InferenceError::Singular)?;
        let root = Root::of_square(&factor.inverse_root().into_rows());
        Ok(Self { hessian, root, gradient })
    }

    /// The largest `H_jj (H⁻¹)_jj`: how many units in the last place of H are as many of an entry of H⁻¹, but for a small factor.
    pub fn inflation(&self) -> f64 {
        let spread = self.root.column_norms();
        self.hessian.diagonal().zip(spread).map(|(h, s)| h * s * s).fold(1.0, f64::max)
    }

    /// `√(g' H⁻¹ g)`: how far the optimum is, in the metric of H.
    pub fn decrement(&self) -> f64 {
        let entries: Vec<(usize, f64)> = self.gradient.iter().copied().enumerate().collect();
        self.root.norm(&entries)
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
    data.visit(0..data.shape().blocks(), &origin, &mut |block| {
        block.x.add_sandwich(&vec![1.0; block.rows()], &mut sum, 0)
    })?;
    Ok(sum)
}

/// The root of a covariance in the solver's coordinates, as that of `(b_o, w)` of all columns; of every output. A pinned intercept has no
/// variance.
pub(crate) fn unscaled(root: &Root, scaled: &Scaled, columns: usize) -> Root {
    let (free, block) = (scaled.free(), scaled.dim());
    let outputs = root.order() / block;
    let mut whole = Root::zeros(outputs * (columns + 1));
    // Place and unit of a coordinate of an output; places rise with coordinates.
    let place = |a: usize| match (a % block).checked_sub(1) {
        None => scaled.has_intercept().then_some((a / block * (columns + 1), 1.0)),
        Some(k) => Some((a / block * (columns + 1) + free[k] + 1, scaled.scale(free[k]))),
    };
    for k in 0..root.order() {
        let Some((i, _)) = place(k) else { continue };
        let row = whole.row_mut(i);
        for (a, g) in root.row(k).iter().enumerate() {
            if let Some((j, unit)) = place(a) {
                row[j] = g / unit;
            }
        }
    }
    whole
}

/// Which of `columns` are held at 0.
pub(crate) fn held(scaled: &Scaled, columns: usize) -> Vec<bool> {
    let mut held = vec![true; columns];
    scaled.free().iter().for_each(|&j| held[j] = false);
    held
}
