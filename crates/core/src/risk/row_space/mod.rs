//! A penalised risk in the span of its rows ([`RowSpace`]): products with X̃ and X̃ᵀ, the Gram matrix of the rows (`gram`), and the risk of other
//! rows (`reduced`).
//!
//! Rows of weight 0 say nothing, and their multipliers a are 0 at the minimum: they are left out. A risk whose sums somebody else completes has none of
//! it, as rows are needed in pairs.

mod gram;
mod reduced;

use crate::data::{Block, EvalError};
use crate::design::SymMatrix;
use crate::identified_by_fields;
use crate::objective::{InRowSpace, Order, RowSpace};
use crate::response::interface::Response;
use crate::response::per_output::{PerOutput, Products};
use crate::risk::empirical::Risk;
use crate::risk::layout::{Coefficients, add_transposed};
use crate::sum::{Kept, RowSum, Sums};

impl<R: Response> Risk<'_, R> {
    /// Whether the minimum lies in the span of the rows, and those are at hand.
    pub(super) fn has_row_space(&self) -> bool {
        let free = self.scaled().free();
        !free.is_empty()
            && free.iter().all(|&j| self.penalty.l2()[j] > 0.0)
            && self.separable.is_smooth()
            && !self.executor.is_completed()
    }

    /// Which rows have a positive weight.
    fn counting(&self) -> Result<Vec<usize>, EvalError> {
        let mut rows = Vec::with_capacity(self.data.shape().rows);
        self.data.visit(0..self.data.shape().blocks(), &self.moments.origin, &mut |block| {
            let counts = |i: &usize| block.weights.is_none_or(|weights| weights[*i] > 0.0);
            rows.extend((0..block.rows()).filter(counts).map(|i| block.first_row + i));
        })?;
        Ok(rows)
    }
}

impl<R: Response> RowSpace for Risk<'_, R> {
    fn gram(&self) -> Result<SymMatrix, EvalError> {
        let gram = gram::of_all_rows(self)?;
        let rows = self.counting()?;
        if rows.len() == gram.order() {
            return Ok(gram);
        }
        let mut of_counting = SymMatrix::zeros(rows.len());
        for (a, &i) in rows.iter().enumerate() {
            of_counting.row_mut(a).iter_mut().zip(&rows).for_each(|(into, &j)| *into = gram.get(i, j));
        }
        Ok(of_counting)
    }

    fn products(&self, u: &[f64]) -> Result<Vec<f64>, EvalError> {
        self.check(u, Order::Gradient)?;
        let at = self.layout.coefficients(u);
        let outputs = at.intercepts.len();
        let Kept(by_rows) = self.executor.sum(self.data, &self.moments.origin, &ProductRows { at })?;
        let rows = self.counting()?;
        Ok((0..outputs).flat_map(|c| rows.iter().map(move |i| (c, i))).map(|(c, i)| by_rows[i * outputs + c]).collect())
    }

    fn transposed(&self, a: &[f64]) -> Result<Vec<f64>, EvalError> {
        let (all, outputs, rows) = (self.data.shape().rows, self.layout.outputs(), self.counting()?);
        if a.len() != outputs * rows.len() {
            return Err(EvalError::Dimension { found: a.len(), expected: outputs * rows.len() });
        }
        let (mut factors, mut totals) = (vec![0.0; outputs * all], Vec::with_capacity(outputs));
        for (a, factors) in a.chunks_exact(rows.len().max(1)).zip(factors.chunks_exact_mut(all.max(1))) {
            rows.iter().zip(a).for_each(|(&i, a)| factors[i] = *a);
            totals.push(a.iter().sum());
        }
        let sum = CombinedRows { factors, outputs, columns: self.moments.mean.len() };
        let Sums(of_columns) = self.executor.sum(self.data, &self.moments.origin, &sum)?;
        Ok(self.layout.gradient(&totals, &of_columns))
    }

    fn with_rows(&self, root: Vec<f64>) -> Result<Box<dyn InRowSpace + '_>, EvalError> {
        Ok(Box::new(reduced::Reduced::new(self, root)?))
    }
}

/// `x̃_i · u`, row by row.
struct ProductRows {
    at: Coefficients,
}

identified_by_fields!(ProductRows { at });

impl RowSum for ProductRows {
    type Partial = Kept<f64>;
    type Scratch = Vec<f64>;

    fn zero(&self) -> Kept<f64> {
        Kept::default()
    }

    fn add(&self, block: &Block<'_>, kept: &mut Kept<f64>, products: &mut Vec<f64>) {
        let rows = block.rows();
        products.resize(self.at.intercepts.len() * rows, 0.0);
        self.at.products(block.x, Products { values: products, stride: rows });
        for i in 0..rows {
            kept.0.extend(self.at.intercepts.iter().zip(products.chunks_exact(rows)).map(|(b, of)| b + of[i]));
        }
    }
}

/// `Σ_i a_i x_i` of every output, in the units of the data.
struct CombinedRows {
    /// Those of all rows, one output after another.
    factors: Vec<f64>,
    outputs: usize,
    columns: usize,
}

identified_by_fields!(CombinedRows { factors, outputs, columns });

impl RowSum for CombinedRows {
    type Partial = Sums;
    type Scratch = Vec<f64>;

    fn zero(&self) -> Sums {
        Sums::zeros(self.outputs * self.columns)
    }

    fn add(&self, block: &Block<'_>, into: &mut Sums, of_block: &mut Vec<f64>) {
        let (rows, all) = (block.rows(), self.factors.len() / self.outputs);
        of_block.clear();
        for factors in self.factors.chunks_exact(all) {
            of_block.extend_from_slice(&factors[block.first_row..][..rows]);
        }
        add_transposed(block.x, PerOutput::new(of_block, rows, rows), &mut into.0);
    }

    fn width(&self) -> usize {
        self.outputs * self.columns
    }
}
