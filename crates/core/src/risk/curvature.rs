//! The Hessian at a point as products with vectors: what there is of it where p² numbers are too many.
//!
//! ```text
//! ∇²F(u) v = (1/Σω) X̃ᵀ (d ∘ X̃ v) + ρ ∘ v       d_i = ω_i p_i (1 − p_i),  ρ the ridge
//! ```
//!
//! d comes with value and gradient, from the same pass, and is kept: n numbers. A product is then one pass that multiplies
//! and adds only, with no exponential in it. (C.-J. Lin, R. Weng, S. Keerthi, *Trust Region Newton Method for Logistic
//! Regression*, JMLR 9, 2008, eq. 7.)

use crate::data::{Block, EvalError, RowBlocks};
use crate::objective::LinearOperator;
use crate::risk::EmpiricalRisk;
use crate::sum::{RowSum, Sum, Sums};

/// The Hessian at one point.
pub(crate) struct Curvature<'a> {
    pub(super) risk: &'a EmpiricalRisk<'a>,
    pub(super) data: &'a dyn RowBlocks,
    /// Σω of `data`.
    pub(super) weight: f64,
    /// d, of every row of `data`.
    pub(super) rows: Vec<f64>,
}

impl LinearOperator for Curvature<'_> {
    fn apply(&self, v: &[f64], out: &mut [f64]) -> Result<(), EvalError> {
        let Self { risk, data, weight, rows } = self;
        let (intercept, coefficients) = risk.scaled.coefficients(v);
        let product = ProductSum { intercept, coefficients, rows };
        let (Sum(total), Sums(columns)) = risk.executor.sum(*data, &risk.moments.origin, &product)?;
        let sums = risk.scaled.gradient(total, &columns);
        out.iter_mut().zip(risk.geometry.gradient(sums, *weight, v)).for_each(|(out, product)| *out = product);
        Ok(())
    }
}

/// `X̃ᵀ (d ∘ X̃ v)`, in the units of the data.
struct ProductSum<'a> {
    intercept: f64,
    coefficients: Vec<f64>,
    rows: &'a [f64],
}

impl RowSum for ProductSum<'_> {
    /// Of the intercept, and of the columns.
    type Partial = (Sum, Sums);
    type Scratch = Vec<f64>;

    fn zero(&self) -> Self::Partial {
        (Sum(0.0), Sums::zeros(self.coefficients.len()))
    }

    fn add(&self, block: &Block<'_>, (total, columns): &mut Self::Partial, products: &mut Vec<f64>) {
        products.resize(block.labels.len(), 0.0);
        block.x.matvec(&self.coefficients, products);
        for (product, d) in products.iter_mut().zip(&self.rows[block.first_row..]) {
            *product = d * (*product + self.intercept);
        }
        *total += products.iter().sum::<f64>();
        block.x.add_transpose_matvec(products, &mut columns.0);
    }

    fn width(&self) -> usize {
        self.coefficients.len()
    }
}
