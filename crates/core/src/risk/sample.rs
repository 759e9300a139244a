//! The objective on some of the rows.
//!
//! Every k-th block of the data is taken, so that rows in any order (sorted by label, by time) are represented. The scaling,
//! the penalty and the coordinates are those of the whole, so a point means the same to both. A sample says where to
//! start and what the curvature is like; nothing that is reported rests on it.
//!
//! A sample may lack a level altogether, and its Hessian would say that nothing is known of it, so that any step is right. Each
//! column is given one more row at its bound A_j, with the curvature of p = 1/2: `A_j²/4` on the diagonal, over the rows.

use crate::data::views::Strided;
use crate::data::{Block, EvalError, RowBlocks};
use crate::design::{Hessian, InverseRoot, SymMatrix};
use crate::identified_by_fields;
use crate::objective::{
    Evaluation, Expansion, Geometry, Levels, NullCurvature, Objective, Order, RowSpace, SampledHessian, Separable,
    Structure,
};
use crate::response::interface::Response;
use crate::risk::empirical::Risk;
use crate::risk::sub_hessian;
use crate::sum::{Executor, RowSum, Sum};
use std::ops::Range;

/// Rows of the rarer class below which a sample is not asked.
const RARER: f64 = 100.0;

/// The mean over a sample of rows, plus the penalty.
pub(crate) struct SampledRisk<'a, R> {
    risk: &'a Risk<'a, R>,
    blocks: Strided<'a>,
    weight: f64,
}

impl<'a, R: Response> SampledRisk<'a, R> {
    /// About `rows` of the rows of `risk`, or `None` if those are more than a third of all, or too few of the rarer class.
    pub(crate) fn new(risk: &'a Risk<'a, R>, rows: usize) -> Result<Option<Self>, EvalError> {
        let (whole, null) = (risk.data().shape(), risk.null());
        // Eight blocks at least: one says nothing of data in order.
        let stride = (whole.rows / rows.max(1)).min(whole.blocks() / 8);
        let rarer = null.class_rows.iter().min().copied().unwrap_or(0) as f64;
        if stride < 3 || rarer < RARER * stride as f64 {
            return Ok(None);
        }
        let blocks = Strided::new(risk.data(), stride);
        let origin = vec![0.0; whole.columns];
        let weight = risk.executor().sum(&blocks, &origin, &WeightSum)?.0;
        Ok((weight > 0.0).then_some(Self { risk, blocks, weight }))
    }
}

impl<R: Response> SampledRisk<'_, R> {
    /// One more row per coordinate, see above; `coordinate` tells which one a place of the Hessian is.
    fn add_rows_at_the_bounds(&self, hessian: &mut Hessian, coordinate: impl Fn(usize) -> usize) {
        let Some(geometry) = self.risk.geometry() else { return };
        let rows = self.rows() as f64;
        hessian.map_diagonal(|place, h| {
            let bound = geometry.row_bound[coordinate(place)];
            h + 0.25 * bound * bound / rows
        });
    }
}

impl<R: Response> Objective for SampledRisk<'_, R> {
    fn dim(&self) -> usize {
        self.risk.dim()
    }

    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        let mut evaluation = self.risk.evaluate_on((&self.blocks, self.weight), self.risk.executor(), u, order)?;
        if let Some(hessian) = &mut evaluation.hessian {
            self.add_rows_at_the_bounds(hessian, |place| place);
        }
        Ok(evaluation)
    }

    fn structure(&self) -> Option<&dyn Structure> {
        Some(self)
    }
}

impl<R: Response> Structure for SampledRisk<'_, R> {
    fn threads(&self) -> Option<&Executor> {
        Some(self.risk.executor())
    }

    fn rows(&self) -> usize {
        self.blocks.shape().rows
    }

    fn rows_seen(&self) -> u64 {
        self.risk.rows_seen()
    }

    fn row_entries(&self) -> usize {
        self.risk.row_entries()
    }

    fn penalty(&self) -> Option<&Separable> {
        self.risk.penalty()
    }

    fn geometry(&self) -> Option<&Geometry> {
        self.risk.geometry()
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

    fn sub_hessian(&self, u: &[f64], coordinates: &[usize]) -> Result<Option<SymMatrix>, EvalError> {
        let hessian = sub_hessian::on(self.risk, (&self.blocks, self.weight), u, coordinates)?;
        let mut hessian = Hessian::Dense(hessian);
        self.add_rows_at_the_bounds(&mut hessian, |place| if place == 0 { 0 } else { coordinates[place - 1] });
        Ok(Some(hessian.into_dense()))
    }

    fn null_curvature(&self, _: &[usize], _: usize) -> Result<Option<NullCurvature>, EvalError> {
        Ok(None)
    }

    fn curvature_at(&self, u: &[f64]) -> Result<Option<Expansion<'_>>, EvalError> {
        self.risk.curvature_on(&self.blocks, self.weight, u)
    }

    fn max_row_norm(&self, _: &InverseRoot) -> Result<Option<f64>, EvalError> {
        Ok(None)
    }

    fn row_space(&self) -> Option<&dyn RowSpace> {
        None
    }
}

/// Σ ω.
pub(super) struct WeightSum;

identified_by_fields!(WeightSum {});

impl RowSum for WeightSum {
    type Partial = Sum;
    type Scratch = ();

    fn zero(&self) -> Sum {
        Sum(0.0)
    }

    fn add(&self, block: &Block<'_>, sum: &mut Sum, (): &mut ()) {
        *sum += block.weights.map_or(block.rows() as f64, |w| w.iter().sum::<f64>());
    }

    fn looks_at_columns(&self) -> bool {
        false
    }
}
