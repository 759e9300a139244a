//! Value and gradient at several points, in one traversal of the rows.
//!
//! ```text
//! η_k = X w_k + b_k        g_k = Xᵀ r(η_k)        k = 1, …, K, the points
//! ```
//!
//! A block is multiplied with the coefficients of all points while it is in the cache, as for a model with several outputs: one point alone waits for
//! memory, or for the latency of its sums. Order and number of additions are those of a pass at one point, and so are the bits: what is found at a point
//! does not depend on those beside it.

use crate::data::{Block, EvalError};
use crate::identified_by_fields;
use crate::objective::{Evaluation, Objective, Order};
use crate::partial_by_fields;
use crate::response::{LossSums, Response, Shift};
use crate::risk::empirical::Risk;
use crate::risk::layout::Coefficients;
use crate::risk::pass::Passed;
use crate::sum::{RowSum, Sums};

/// Coefficients that lie in a second-level cache, beside as many sums: points that are taken at once have no more.
const NUMBERS: usize = 32_768;
/// Points that are taken at once at most: beyond these nothing is gained.
const MOST: usize = 64;

/// One pass at several points.
struct Points<R> {
    response: R,
    /// One point after another.
    at: Coefficients,
    offset_mean: Vec<f64>,
}

identified_by_fields!([R: Response] Points<R> { response, at, offset_mean });

/// Sums over rows, one point after another.
struct Found {
    losses: Vec<LossSums>,
    gradient: Sums,
}

partial_by_fields!(Found { losses, gradient });

/// The products of a block, which residuals take the place of, and its rows at one point.
struct Room<Rows> {
    products: Vec<f64>,
    rows: Rows,
}

impl<Rows: Default> Default for Room<Rows> {
    fn default() -> Self {
        Self { products: Vec::new(), rows: Rows::default() }
    }
}

impl<R: Response> RowSum for Points<R> {
    type Partial = Found;
    type Scratch = Room<R::Rows>;

    fn zero(&self) -> Found {
        let m = self.response.outputs();
        let points = self.at.intercepts.len() / m;
        Found {
            losses: (0..points).map(|_| LossSums::zero(m)).collect(),
            gradient: Sums::zeros(points * m * self.at.columns),
        }
    }

    fn add(&self, block: &Block<'_>, into: &mut Found, room: &mut Room<R::Rows>) {
        let Room { products, rows } = room;
        let (m, n, columns) = (self.response.outputs(), block.rows(), self.at.columns);
        if n == 0 {
            return;
        }
        products.resize(self.at.intercepts.len() * n, 0.0);
        block.x.matmul(&self.at.values, columns, products, n);
        let intercepts = self.at.intercepts.chunks_exact(m);
        for ((products, intercepts), losses) in products.chunks_exact_mut(m * n).zip(intercepts).zip(&mut into.losses) {
            let to = self.response.prepare(block, rows);
            let stride = to.stride;
            for (to, from) in to.values.chunks_exact_mut(stride).zip(products.chunks_exact(n)) {
                to[..n].copy_from_slice(from);
            }
            self.response.at(block, Shift { intercepts, offset_mean: &self.offset_mean }, rows);
            self.response.add(rows, losses);
            let residuals = self.response.residuals(rows);
            products.chunks_exact_mut(n).zip(residuals.outputs()).for_each(|(to, from)| to.copy_from_slice(from));
        }
        block.x.add_transpose_matmul(products, n, &mut into.gradient.0, columns);
    }

    /// As of one point, so that there are as many runs.
    fn width(&self) -> usize {
        let m = self.response.outputs();
        m * self.at.columns + (m * m - 1)
    }
}

impl<R: Response> Risk<'_, R> {
    /// Value and gradient at each of some points.
    pub(super) fn evaluate_points(&self, points: &[Vec<f64>]) -> Result<Vec<Evaluation>, EvalError> {
        let numbers = self.layout.outputs() * self.data.shape().columns;
        let mut found = Vec::with_capacity(points.len());
        for together in points.chunks((NUMBERS / numbers.max(1)).clamp(1, MOST)) {
            match together {
                [alone] => found.push(self.evaluate(alone, Order::Gradient)?),
                together => found.extend(self.evaluate_together(together)?),
            }
        }
        Ok(found)
    }

    fn evaluate_together(&self, points: &[Vec<f64>]) -> Result<Vec<Evaluation>, EvalError> {
        let m = self.layout.outputs();
        let mut at = Coefficients { intercepts: Vec::new(), columns: self.data.shape().columns, values: Vec::new() };
        for u in points {
            self.check(u, Order::Gradient)?;
            let of_point = self.layout.coefficients(u);
            at.intercepts.extend(of_point.intercepts);
            at.values.extend(of_point.values);
        }
        let numbers = m * at.columns;
        let sum = Points { response: self.response.clone(), at, offset_mean: self.null.offset_mean.clone() };
        let Found { losses, gradient } = self.executor.sum(self.data, &self.moments.origin, &sum)?;
        let evaluation = |(k, (u, loss)): (usize, (&Vec<f64>, LossSums))| {
            let of_point = &gradient.0[k * numbers..(k + 1) * numbers];
            let by_u = self.layout.gradient(&loss.residual.0, of_point);
            self.finish_with(u, Passed::of_loss(loss), Some(by_u), self.null.total_weight)
        };
        Ok(points.iter().zip(losses).enumerate().map(evaluation).collect())
    }
}
