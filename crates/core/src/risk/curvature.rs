//! The Hessian at a point as products with vectors: what there is of it where p² numbers are too many.
//!
//! ```text
//! ∇²F(u) v = (1/Σω) X̃ᵀ (S δ) + ρ ∘ v       δ_i = X̃_i V,  S the curvatures of the rows,  ρ the ridge
//! ```
//!
//! What S needs comes with value and gradient, from the same pass, and is kept: one number a row of two labels, K of K classes. A product is then
//! one pass that multiplies and adds only, with no exponential in it. (C.-J. Lin, R. Weng, S. Keerthi, *Trust Region Newton Method for Logistic
//! Regression*, JMLR 9, 2008, eq. 7.)

use crate::data::{Block, EvalError, RowBlocks};
use crate::identified_by_fields;
use crate::objective::{Expansion, LinearOperator, Order};
use crate::partial_by_fields;
use crate::response::interface::Response;
use crate::response::per_output::{PerOutput, Products};
use crate::risk::beside::{BesideProduct, BesideSum};
use crate::risk::empirical::Risk;
use crate::risk::hessian_memory::HESSIAN_BYTES;
use crate::risk::layout::{Coefficients, add_transposed};
use crate::sum::kept::KeepingSum;
use crate::sum::{RowSum, Sums};

/// The Hessian at one point.
pub(crate) struct Curvature<'a, R> {
    risk: &'a Risk<'a, R>,
    data: &'a dyn RowBlocks,
    /// Σω of `data`.
    weight: f64,
    /// What is kept of every row of `data`.
    rows: Vec<f64>,
}

impl<R: Response> Risk<'_, R> {
    /// [`Structure::curvature_at`](crate::objective::Structure::curvature_at) on blocks of the data whose weights sum to `weight`; `None` if what is
    /// kept of the rows takes too much memory.
    pub(super) fn curvature_on<'s>(
        &'s self,
        data: &'s dyn RowBlocks,
        weight: f64,
        u: &[f64],
    ) -> Result<Option<Expansion<'s>>, EvalError> {
        self.check(u, Order::Gradient)?;
        if (data.shape().rows as u64).saturating_mul(8 * self.response.kept() as u64) > HESSIAN_BYTES {
            return Ok(None);
        }
        if let Some(beside) = self.beside {
            let sum = BesideSum::new(self, beside, u);
            let pass = KeepingSum::new(sum, |_, room, kept| self.response.keep(&room.rows, kept));
            let (sums, rows) = self.executor.sum(data, &self.moments.origin, &pass)?;
            let curvature = Curvature { risk: self, data, weight, rows: rows.0 };
            return Ok(Some((self.finish_beside(u, sums, weight), Box::new(curvature))));
        }
        let pass = KeepingSum::new(self.pass(u, Order::Gradient), |_, room, kept| self.response.keep(&room.rows, kept));
        let (sums, rows) = self.executor.sum(data, &self.moments.origin, &pass)?;
        let curvature = Curvature { risk: self, data, weight, rows: rows.0 };
        Ok(Some((self.finish(u, sums, weight), Box::new(curvature))))
    }
}

impl<R: Response> LinearOperator for Curvature<'_, R> {
    fn apply(&self, v: &[f64], out: &mut [f64]) -> Result<(), EvalError> {
        let Self { risk, data, weight, rows } = self;
        if let Some(beside) = risk.beside {
            let product = BesideProduct::new(risk, beside, v, rows);
            let (totals, columns) = risk.executor.sum(*data, &risk.moments.origin, &product)?;
            let sums = risk.layout.gradient_beside(&totals.0, &columns.0, beside.lines, &risk.executor);
            out.iter_mut().zip(risk.separable.gradient(sums, *weight, v)).for_each(|(out, product)| *out = product);
            return Ok(());
        }
        let product = ProductSum { response: &risk.response, at: risk.layout.coefficients(v), rows };
        let sums = risk.executor.sum(*data, &risk.moments.origin, &product)?;
        let sums = risk.layout.gradient(&sums.totals.0, &sums.columns.0);
        out.iter_mut().zip(risk.separable.gradient(sums, *weight, v)).for_each(|(out, product)| *out = product);
        Ok(())
    }
}

/// `X̃ᵀ (S X̃ V)`, in the units of the data.
pub(super) struct ProductSum<'a, R> {
    pub response: &'a R,
    pub at: Coefficients,
    pub rows: &'a [f64],
}

identified_by_fields!([R: Response] ProductSum<'_, R> { response, at, rows });

/// The product.
pub(super) struct Product {
    /// Of the intercepts.
    pub totals: Sums,
    /// One output after another.
    pub columns: Sums,
}

partial_by_fields!(Product { totals, columns });

impl<R: Response> RowSum for ProductSum<'_, R> {
    type Partial = Product;
    /// The products of a block, and room.
    type Scratch = (Vec<f64>, Vec<f64>);

    fn zero(&self) -> Product {
        Product { totals: Sums::zeros(self.at.intercepts.len()), columns: Sums::zeros(self.at.values.len()) }
    }

    fn add(&self, block: &Block<'_>, into: &mut Product, (products, room): &mut Self::Scratch) {
        let (rows, kept) = (block.rows(), self.response.kept());
        products.resize(self.at.intercepts.len() * rows, 0.0);
        self.at.products(block.x, Products { values: products, stride: rows });
        let kept = &self.rows[block.first_row * kept..][..kept * rows];
        self.response.product(block, kept, (&self.at.intercepts, products), &mut into.totals.0, room);
        add_transposed(block.x, PerOutput::new(products, rows, rows), &mut into.columns.0);
    }

    fn width(&self) -> usize {
        self.at.values.len()
    }
}
