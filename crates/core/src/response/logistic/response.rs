//! The logistic response: one output, the log-odds of label 1.

use crate::data::{Block, DataError, EvalError, RowBlocks};
use crate::identified_by_fields;
use crate::model::{Model, ModelError};
use crate::response::counts::Counts;
use crate::response::interface::{Response, Shift};
use crate::response::logistic::null;
use crate::response::logistic::rows::{BlockSums, Rows, Shift as OneShift, losses};
use crate::response::per_output::{PerOutput, Products};
use crate::response::softmax::contrasts::Contrasts;
use crate::response::sums::LossSums;
use crate::sum::Executor;

/// Two labels, or a share of one of them: `p = 1 / (1 + e^−η)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Logistic;

identified_by_fields!(Logistic {});

/// The loss of the rows of a block at a point.
#[derive(Clone, Debug, Default)]
pub struct RowDerivatives {
    /// `Σ_j w_j (x_ij − o_j)`: η is this plus the intercept at the origin and the offset.
    pub products: Vec<f64>,
    /// ω ℓ′(η) = ω (p − y).
    pub residuals: Vec<f64>,
    /// ω ℓ″(η) = ω p (1 − p).
    pub curvatures: Vec<f64>,
    sums: BlockSums,
}

impl Response for Logistic {
    type Rows = RowDerivatives;

    fn check(&self, data: &dyn RowBlocks) -> Result<(), DataError> {
        match data.classes() {
            0..=2 => Ok(()),
            classes => Err(DataError::NotBinary { classes }),
        }
    }

    fn classes(&self) -> usize {
        2
    }

    fn contrasts(&self) -> Option<&Contrasts> {
        None
    }

    fn prepare<'r>(&self, block: &Block<'_>, rows: &'r mut RowDerivatives) -> Products<'r> {
        let stride = block.rows();
        for numbers in [&mut rows.products, &mut rows.residuals, &mut rows.curvatures] {
            numbers.resize(stride, 0.0);
        }
        Products { values: &mut rows.products, stride }
    }

    fn at(&self, block: &Block<'_>, shift: Shift<'_>, rows: &mut RowDerivatives) {
        let RowDerivatives { products, residuals, curvatures, sums } = rows;
        let shift = OneShift { intercept: shift.intercepts[0], offset_mean: shift.offset_mean[0] };
        let of_block = Rows { target: block.target, weights: block.weights, offset: block.offset, products };
        *sums = losses(of_block, shift, residuals, curvatures);
    }

    fn add(&self, rows: &RowDerivatives, into: &mut LossSums) {
        into.loss += rows.sums.loss;
        into.gap.lowest.lower(rows.sums.lowest_positive);
        into.gap.highest.raise(rows.sums.highest_negative);
        into.residual.0[0] += rows.sums.residual;
        into.curvatures.0[0] += rows.sums.curvature;
    }

    fn residuals<'r>(&self, rows: &'r RowDerivatives) -> PerOutput<'r> {
        PerOutput::new(&rows.residuals, rows.residuals.len(), rows.residuals.len())
    }

    fn curvatures<'r>(&self, rows: &'r RowDerivatives, _: (usize, usize), _: &'r mut Vec<f64>) -> &'r [f64] {
        &rows.curvatures
    }

    fn kept(&self) -> usize {
        1
    }

    fn keep(&self, rows: &RowDerivatives, kept: &mut Vec<f64>) {
        kept.extend_from_slice(&rows.curvatures);
    }

    fn product(
        &self,
        _: &Block<'_>,
        kept: &[f64],
        (intercepts, products): (&[f64], &mut [f64]),
        totals: &mut [f64],
        _: &mut Vec<f64>,
    ) {
        for (product, d) in products.iter_mut().zip(kept) {
            *product = d * (*product + intercepts[0]);
        }
        totals[0] += products.iter().sum::<f64>();
    }

    fn null(
        &self,
        over: (&dyn RowBlocks, &Executor),
        counts: &Counts,
        has_intercept: bool,
    ) -> Result<(Vec<f64>, f64), EvalError> {
        let (intercept, log_loss) = match has_intercept {
            true => null::with_intercept(over, counts)?,
            false => (0.0, null::without_intercept(over, counts)?),
        };
        Ok((vec![intercept], log_loss))
    }

    fn model(&self, intercepts: &[f64], coefficients: &[f64], origin: &[f64]) -> Result<Model, ModelError> {
        Model::new(intercepts[0], coefficients.to_vec(), origin.to_vec())
    }

    fn of_model(&self, model: &Model, origin: &[f64]) -> Option<(Vec<f64>, Vec<f64>)> {
        if model.scores() != 1 {
            return None;
        }
        Some((vec![model.margin(origin).ok()?], model.coefficients().to_vec()))
    }
}
