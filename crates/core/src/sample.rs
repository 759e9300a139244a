//! The objective on some of the rows.
//!
//! Every k-th block of the data is taken, so that rows in any order (sorted by label, by time) are represented. The scaling,
//! the penalty and the coordinates are those of the whole, so a point means the same to both. A sample says where to
//! start and what the curvature is like; nothing that is reported rests on it.

use crate::blocks::{Block, RowBlocks, Shape};
use crate::{EmpiricalRisk, EvalError, Evaluation, Geometry, Objective, Order, RowSum};

/// Rows of the rarer class below which a sample is not asked.
const RARER: f64 = 100.0;

/// Every `stride`-th block of a data set.
struct Strided<'a> {
    data: &'a dyn RowBlocks,
    stride: usize,
    shape: Shape,
}

impl RowBlocks for Strided<'_> {
    fn shape(&self) -> Shape {
        self.shape
    }

    fn visit(&self, k: usize, origin: &[f64], f: &mut dyn FnMut(Block<'_>)) -> Result<(), EvalError> {
        self.data.visit(k * self.stride, origin, f)
    }
}

/// The mean over a sample of rows, plus the penalty.
pub(crate) struct SampledRisk<'a> {
    risk: &'a EmpiricalRisk<'a>,
    blocks: Strided<'a>,
    weight: f64,
}

impl<'a> SampledRisk<'a> {
    /// About `rows` of the rows of `risk`, or `None` if those are more than a third of all, or too few of the rarer class.
    pub(crate) fn new(risk: &'a EmpiricalRisk<'a>, rows: usize) -> Result<Option<Self>, EvalError> {
        let (whole, null) = (risk.data().shape(), risk.null());
        let stride = whole.rows / rows.max(1);
        let rarer = null.positives.min(null.rows - null.positives) as f64;
        if stride < 3 || rarer < RARER * stride as f64 {
            return Ok(None);
        }
        let taken = |k: &usize| k.is_multiple_of(stride);
        let rows = (0..whole.blocks()).filter(taken).map(|k| whole.block(k).len()).sum();
        let blocks = Strided { data: risk.data(), stride, shape: Shape { rows, ..whole } };
        let origin = vec![0.0; whole.columns];
        let weight = risk.executor().sum(&blocks, &origin, &WeightSum)?;
        Ok((weight > 0.0).then_some(Self { risk, blocks, weight }))
    }
}

impl Objective for SampledRisk<'_> {
    fn dim(&self) -> usize {
        self.risk.dim()
    }

    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        self.risk.evaluate_on(&self.blocks, self.weight, u, order)
    }

    fn rows(&self) -> usize {
        self.blocks.shape.rows
    }

    fn has_hessian(&self) -> bool {
        self.risk.has_hessian()
    }

    fn geometry(&self) -> Option<&Geometry> {
        self.risk.geometry()
    }
}

/// Σ ω.
struct WeightSum;

impl RowSum for WeightSum {
    type Partial = f64;

    fn zero(&self) -> f64 {
        0.0
    }

    fn add(&self, block: &Block<'_>, sum: &mut f64) {
        *sum += block.weights.map_or(block.labels.len() as f64, |w| w.iter().sum());
    }

    fn merge(&self, left: &mut f64, right: f64) {
        *left += right;
    }
}
