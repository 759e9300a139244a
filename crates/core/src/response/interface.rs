//! The trait.

use crate::data::{Block, DataError, EvalError, RowBlocks};
use crate::fingerprint::Identify;
use crate::model::{Model, ModelError};
use crate::response::counts::Counts;
use crate::response::per_output::{PerOutput, Products};
use crate::response::softmax::contrasts::Contrasts;
use crate::response::sums::LossSums;
use crate::sum::Executor;
use std::fmt::Debug;

/// What is added to the products `x·w` of a row, output by output: `η = x·w + intercept + (o − offset_mean)`. Offsets are taken about their mean,
/// which is in the intercept: 1e4 − 1e4 would cancel digits of the margin.
#[derive(Clone, Copy, Debug)]
pub struct Shift<'a> {
    /// Intercepts at the origin, one per output.
    pub intercepts: &'a [f64],
    /// Means of the offsets, one per output; 0 without offsets.
    pub offset_mean: &'a [f64],
}

/// All in which responses differ.
///
/// Products of a block are written to the room that [`Response::prepare`] makes, and [`Response::at`] finds everything else from them, in one go
/// while they are in the cache. What it is asked for afterwards is of that block.
pub trait Response: Identify + Clone + Debug + PartialEq + Send + Sync + 'static {
    /// The rows of a block at a point. Kept from block to block, so that no block allocates.
    type Rows: Default + Send;

    /// Whether it is a response of such data.
    ///
    /// # Errors
    /// [`DataError`] if their classes, targets or offsets are not its own.
    fn check(&self, data: &dyn RowBlocks) -> Result<(), DataError>;

    /// Number of classes.
    fn classes(&self) -> usize;

    /// The basis of the outputs, where they are contrasts of the margins of classes; `None` of one output that stands for itself.
    fn contrasts(&self) -> Option<&Contrasts>;

    /// Number of outputs m.
    fn outputs(&self) -> usize {
        self.contrasts().map_or(1, Contrasts::dim)
    }

    /// Room for `x·w` of the rows of a block.
    fn prepare<'r>(&self, block: &Block<'_>, rows: &'r mut Self::Rows) -> Products<'r>;

    /// Everything of the rows of a block, at their products plus `shift`.
    fn at(&self, block: &Block<'_>, shift: Shift<'_>, rows: &mut Self::Rows);

    /// Add what there is of the loss of these rows.
    fn add(&self, rows: &Self::Rows, into: &mut LossSums);

    /// The residuals r.
    fn residuals<'r>(&self, rows: &'r Self::Rows) -> PerOutput<'r>;

    /// Entry (k, l) of the curvatures S, or its negative where k and l differ: one number ≥ 0 per row, in `room` if they are not at hand. Several outputs
    /// are taken relative to the last class here, where signs are known ([`Contrasts::sandwich`] is the way back).
    fn curvatures<'r>(&self, rows: &'r Self::Rows, pair: (usize, usize), room: &'r mut Vec<f64>) -> &'r [f64];

    /// Numbers of a row that products with the Hessian need.
    fn kept(&self) -> usize;

    /// Append these numbers of the rows, [`Response::kept`] a row.
    fn keep(&self, rows: &Self::Rows, kept: &mut Vec<f64>);

    /// `S δ` in place of `δ − b`, `at` being intercepts b and that, by the numbers `kept` of the rows of a block; its sums over the rows are added
    /// to `totals`.
    fn product(
        &self,
        block: &Block<'_>,
        kept: &[f64],
        at: (&[f64], &mut [f64]),
        totals: &mut [f64],
        room: &mut Vec<f64>,
    );

    /// The intercepts of the model that has nothing else (none if `has_intercept` is false), offsets as given, and its mean weighted log loss.
    ///
    /// # Errors
    /// [`DataError`] if there are no such intercepts, as a class has no rows; [`EvalError`] if a pass fails.
    fn null(
        &self,
        over: (&dyn RowBlocks, &Executor),
        counts: &Counts,
        has_intercept: bool,
    ) -> Result<(Vec<f64>, f64), EvalError>;

    /// The model of intercepts at `origin` and coefficients, output by output.
    ///
    /// # Errors
    /// [`ModelError`] if a number is not finite.
    fn model(&self, intercepts: &[f64], coefficients: &[f64], origin: &[f64]) -> Result<Model, ModelError>;

    /// The intercepts at `origin` and the coefficients of a model, output by output; `None` if it has other classes or columns.
    fn of_model(&self, model: &Model, origin: &[f64]) -> Option<(Vec<f64>, Vec<f64>)>;
}
