//! One pass: loss, gradient and Hessian of a block while it is in the cache.

use crate::data::Block;
use crate::design::SymMatrix;
use crate::objective::Order;
use crate::partial_by_fields;
use crate::response::logistic::rows::{Rows, Shift, losses};
use crate::sum::{Least, Most, RowSum, Sum, Sums};

/// One pass at one point.
pub(super) struct RiskSum {
    pub coefficients: Vec<f64>,
    pub shift: Shift,
    pub order: Order,
}

/// Sums over rows.
pub(super) struct RiskPartial {
    pub loss: Sum,
    pub residual: Sum,
    pub curvature: Sum,
    pub lowest_positive: Least,
    pub highest_negative: Most,
    pub gradient: Option<Sums>,
    /// Σ d x_j, the intercept's row of the Hessian.
    pub cross: Sums,
    pub hessian: Option<SymMatrix>,
}

partial_by_fields!(RiskPartial {
    loss,
    residual,
    curvature,
    lowest_positive,
    highest_negative,
    gradient,
    cross,
    hessian,
});

/// Numbers of the rows of a block.
#[derive(Default)]
pub(super) struct PassScratch {
    products: Vec<f64>,
    residuals: Vec<f64>,
    pub curvatures: Vec<f64>,
}

impl RowSum for RiskSum {
    type Partial = RiskPartial;
    type Scratch = PassScratch;

    fn zero(&self) -> RiskPartial {
        let columns = self.coefficients.len();
        let second = self.order == Order::Hessian;
        RiskPartial {
            loss: Sum(0.0),
            residual: Sum(0.0),
            curvature: Sum(0.0),
            lowest_positive: Least::NONE,
            highest_negative: Most::NONE,
            gradient: (self.order >= Order::Gradient).then(|| Sums::zeros(columns)),
            cross: Sums::zeros(if second { columns } else { 0 }),
            hessian: second.then(|| SymMatrix::zeros(columns + 1)),
        }
    }

    fn add(&self, block: &Block<'_>, sums: &mut RiskPartial, scratch: &mut PassScratch) {
        let PassScratch { products, residuals, curvatures } = scratch;
        for numbers in [&mut *products, &mut *residuals, &mut *curvatures] {
            numbers.resize(block.labels.len(), 0.0);
        }
        block.x.matvec(&self.coefficients, products);
        let rows = Rows { labels: block.labels, weights: block.weights, offset: block.offset, products };
        let at = losses(rows, self.shift, residuals, curvatures);
        sums.loss += at.loss;
        sums.residual += at.residual;
        sums.curvature += at.curvature;
        sums.lowest_positive.lower(at.lowest_positive);
        sums.highest_negative.raise(at.highest_negative);
        if let Some(Sums(gradient)) = &mut sums.gradient {
            block.x.add_transpose_matvec(residuals, gradient);
        }
        if let Some(hessian) = &mut sums.hessian {
            block.x.add_transpose_matvec(curvatures, &mut sums.cross.0);
            block.x.add_sandwich(curvatures, hessian, 1);
        }
    }

    fn width(&self) -> usize {
        let columns = self.coefficients.len();
        match self.order {
            Order::Value => 1,
            Order::Gradient => columns,
            Order::Hessian => columns * columns,
        }
    }
}
