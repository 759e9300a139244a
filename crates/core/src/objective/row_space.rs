//! An objective whose minimum is a combination of its rows.
//!
//! With a ridge on every column, and X̃ the rows as a solver sees them (intercept first), the coordinates that are no intercepts are at the minimum
//!
//! ```text
//! w = ρ⁻¹ X̃ᵀ a        a = −(1/Σω) r, r the residuals of the rows        (the representer theorem: the gradient X̃ᵀ r/Σω + ρ w is 0)
//! ```
//!
//! so that n numbers an output are unknown, however many columns there are. (B. Schölkopf, R. Herbrich, A. Smola, *A Generalized Representer
//! Theorem*, COLT 2001; T. Hastie, R. Tibshirani, *Efficient quadratic regularization for expression arrays*, Biostatistics 5(3), 2004, §3, who
//! take the singular value decomposition that the Gram matrix saves here.) With `K = X̃ ρ⁻¹ X̃ᵀ = B Bᵀ` over the columns alone and
//! `w = ρ⁻¹ X̃ᵀ B⁻ᵀ z`:
//!
//! ```text
//! X̃ w = B z        Σ_j ρ_j w_j² = ‖z‖²
//! ```
//!
//! The fit is a ridge fit, of strength 1 on every column, of the n × n matrix B with the same targets, weights and offsets.

use crate::data::EvalError;
use crate::design::SymMatrix;
use crate::objective::Objective;

/// What is asked of an objective to minimise it in the span of its rows. Rows are those of positive weight, in order; of several outputs, numbers of rows and
/// coordinates are those of one output after another.
pub trait RowSpace {
    /// K = X̃ ρ⁻¹ X̃ᵀ of the columns, intercepts aside. One pass, of n products a row.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn gram(&self) -> Result<SymMatrix, EvalError>;

    /// `X̃ u`, intercepts included. One pass.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn products(&self, u: &[f64]) -> Result<Vec<f64>, EvalError>;

    /// `X̃ᵀ a`, the sums of a at the intercepts; 0 at those that are pinned. One pass.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn transposed(&self, a: &[f64]) -> Result<Vec<f64>, EvalError>;

    /// The same function with the rows of a square matrix B, row by row, in place of X, and the ridge 1 on every column.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn with_rows(&self, root: Vec<f64>) -> Result<Box<dyn InRowSpace + '_>, EvalError>;
}

/// An objective in the span of its rows: a function of intercepts and of z.
pub trait InRowSpace {
    /// Let `f` have it as an objective, in its own coordinates.
    fn visit(&self, f: &mut dyn FnMut(&dyn Objective));

    /// Intercepts (about 0) and z of a point, output by output.
    fn coefficients(&self, point: &[f64]) -> (Vec<f64>, Vec<f64>);

    /// The point of intercepts and z: the inverse of [`InRowSpace::coefficients`].
    fn point(&self, intercepts: &[f64], z: &[f64]) -> Vec<f64>;

    /// The gradient by the point from that by intercepts and z.
    fn gradient(&self, intercepts: &[f64], z: &[f64]) -> Vec<f64>;
}

impl std::fmt::Debug for dyn RowSpace + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RowSpace")
    }
}

impl std::fmt::Debug for dyn InRowSpace + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InRowSpace")
    }
}
