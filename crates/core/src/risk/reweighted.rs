//! The objective of the same rows with other weights: what a bootstrap minimises.
//!
//! ```text
//! F*(u) = (1/Σω*) Σ_i ω*_i ℓ(y_i, x_i, u) + penalty(u)
//! ```
//!
//! Features, labels and offsets are those of the risk, which are borrowed; so are the origin, the scales and the penalty of each
//! coefficient, so that a point means the same to both. What is known of all rows is known of some: the bounds of a
//! certificate hold if rows of positive weight had one before.

use crate::data::{Block, EvalError, RowBlocks, Shape};
use crate::design::{Hessian, InverseRoot, SparseColumns, SymMatrix};
use crate::fingerprint::{Fingerprint, Identify};
use crate::objective::{
    Evaluation, Expansion, Geometry, Levels, NullCurvature, Objective, Order, RowSpace, SampledHessian, Separable,
    Structure,
};
use crate::response::interface::Response;
use crate::risk::empirical::Risk;
use crate::sum::Executor;
use std::cell::Cell;
use std::ops::Range;

/// Data with other weights.
struct Reweighted<'a> {
    data: &'a dyn RowBlocks,
    weights: &'a [f64],
}

impl RowBlocks for Reweighted<'_> {
    fn shape(&self) -> Shape {
        self.data.shape()
    }

    fn visit(&self, blocks: Range<usize>, origin: &[f64], f: &mut dyn FnMut(Block<'_>)) -> Result<(), EvalError> {
        self.data.visit(blocks, origin, &mut |block| {
            let weights = self.weights.get(block.first_row..block.first_row + block.rows());
            f(Block { weights, ..block });
        })
    }

    fn identify(&self, by: &mut Fingerprint) {
        self.weights.identify(by);
        self.data.identify(by);
    }

    fn sparse_columns(&self) -> Vec<SparseColumns> {
        self.data.sparse_columns()
    }

    fn classes(&self) -> usize {
        self.data.classes()
    }

    fn offsets(&self) -> usize {
        self.data.offsets()
    }

    fn has_shares(&self) -> bool {
        self.data.has_shares()
    }

    fn is_single(&self) -> bool {
        self.data.is_single()
    }
}

/// A risk whose rows can be given other weights.
pub trait Reweighable: Structure + Sync {
    /// The data.
    fn rows_of(&self) -> &dyn RowBlocks;

    /// The objective at `u` on `data`, rows like its own whose weights sum to `total`, on the calling thread.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`].
    fn evaluate_rows(&self, data: &dyn RowBlocks, total: f64, u: &[f64], order: Order)
    -> Result<Evaluation, EvalError>;

    /// F* at `u`, on the calling thread; `weights` has one number per row, and a positive sum `total`.
    ///
    /// # Errors
    /// [`EvalError::Dimension`] if lengths differ, or as for [`Objective::evaluate`].
    fn evaluate_reweighted(
        &self,
        weights: &[f64],
        total: f64,
        u: &[f64],
        order: Order,
    ) -> Result<Evaluation, EvalError> {
        let data = self.rows_of();
        let (found, expected) = (weights.len(), data.shape().rows);
        if found != expected {
            return Err(EvalError::Dimension { found, expected });
        }
        self.evaluate_rows(&Reweighted { data, weights }, total, u, order)
    }
}

impl std::fmt::Debug for dyn Reweighable + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Reweighable").field(&self.rows_of().shape()).finish()
    }
}

impl<R: Response> Risk<'_, R> {
    /// The Hessian at `u` of the same rows with other weights, one number ≥ 0 per row, divided by the sum of its own: by all threads, and with the
    /// penalty.
    ///
    /// # Errors
    /// [`EvalError::Dimension`] if lengths differ, or as for [`Objective::evaluate`].
    pub fn hessian_of_weights(&self, weights: &[f64], u: &[f64]) -> Result<Option<Hessian>, EvalError> {
        let (found, expected) = (weights.len(), self.data.shape().rows);
        if found != expected {
            return Err(EvalError::Dimension { found, expected });
        }
        let data = Reweighted { data: self.data, weights };
        Ok(self.evaluate_on((&data, self.null.total_weight), &self.executor, u, Order::Hessian)?.hessian)
    }
}

impl<R: Response> Reweighable for Risk<'_, R> {
    fn rows_of(&self) -> &dyn RowBlocks {
        self.data()
    }

    fn evaluate_rows(
        &self,
        data: &dyn RowBlocks,
        total: f64,
        u: &[f64],
        order: Order,
    ) -> Result<Evaluation, EvalError> {
        self.evaluate_on((data, total), &Executor::sequential(), u, order)
    }
}

/// F* as an objective.
#[derive(Debug)]
pub struct ReweightedRisk<'a> {
    risk: &'a dyn Reweighable,
    weights: &'a [f64],
    total: f64,
    geometry: &'a Geometry,
    /// Executors of replicates are their own.
    rows_seen: Cell<u64>,
}

impl<'a> ReweightedRisk<'a> {
    /// `risk` with `weights` that sum to `total`, and what [`ReweightedRisk::geometry_for`] says of it.
    #[must_use]
    pub fn new(risk: &'a dyn Reweighable, (weights, total): (&'a [f64], f64), geometry: &'a Geometry) -> Self {
        Self { risk, weights, total, geometry, rows_seen: Cell::new(0) }
    }

    /// What is known of `risk` whatever its weights: means and deviations are at most the largest size of a column. `None` if nothing is
    /// known of it.
    #[must_use]
    pub fn geometry_for(risk: &dyn Reweighable) -> Option<Geometry> {
        let known = risk.geometry()?;
        let bound = known.row_bound.clone();
        Some(Geometry { mean: bound.clone(), deviation: bound, ..known.clone() })
    }
}

impl Objective for ReweightedRisk<'_> {
    fn dim(&self) -> usize {
        self.risk.dim()
    }

    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        self.rows_seen.set(self.rows_seen.get() + self.rows() as u64);
        self.risk.evaluate_reweighted(self.weights, self.total, u, order)
    }

    fn structure(&self) -> Option<&dyn Structure> {
        Some(self)
    }
}

/// A replicate is fitted by Newton's method, which asks for bounds and the largest leverage alone; the rest would be of the rows as they
/// are weighted in the data, and is not told.
impl Structure for ReweightedRisk<'_> {
    fn threads(&self) -> Option<&Executor> {
        None
    }

    fn rows(&self) -> usize {
        self.risk.rows()
    }

    fn rows_seen(&self) -> u64 {
        self.rows_seen.get()
    }

    fn row_entries(&self) -> usize {
        self.risk.row_entries()
    }

    fn penalty(&self) -> Option<&Separable> {
        self.risk.penalty()
    }

    fn geometry(&self) -> Option<&Geometry> {
        Some(self.geometry)
    }

    fn has_hessian(&self) -> bool {
        self.risk.has_hessian()
    }

    fn levels(&self) -> Option<Levels> {
        self.risk.levels()
    }

    fn approximate(&self, _: &[f64]) -> Result<Option<Evaluation>, EvalError> {
        Ok(None)
    }

    fn batches(&self) -> usize {
        1
    }

    fn gradient_of_batches(&self, _: Range<usize>, u: &[f64]) -> Result<Vec<f64>, EvalError> {
        Ok(self.evaluate(u, Order::Gradient)?.gradient)
    }

    fn sample(&self, _: usize) -> Result<Option<Box<dyn Structure + '_>>, EvalError> {
        Ok(None)
    }

    fn hessian_of_rows(&self, _: &[f64], _: usize, _: bool) -> Result<Option<SampledHessian>, EvalError> {
        Ok(None)
    }

    fn sub_hessian(&self, _: &[f64], _: &[usize]) -> Result<Option<SymMatrix>, EvalError> {
        Ok(None)
    }

    fn null_curvature(&self, _: &[usize], _: usize) -> Result<Option<NullCurvature>, EvalError> {
        Ok(None)
    }

    fn curvature_at(&self, _: &[f64]) -> Result<Option<Expansion<'_>>, EvalError> {
        Ok(None)
    }

    fn max_row_norm(&self, basis: &InverseRoot) -> Result<Option<f64>, EvalError> {
        self.rows_seen.set(self.rows_seen.get() + self.rows() as u64);
        self.risk.max_row_norm(basis)
    }

    fn row_space(&self) -> Option<&dyn RowSpace> {
        None
    }
}
