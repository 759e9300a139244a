//! One pass: loss, gradient and Hessian of a block while it is in the cache.

use crate::data::Block;
use crate::design::SymMatrix;
use crate::objective::Order;
use crate::response::logistic::rows::{Rows, Shift, losses};
use crate::sum::RowSum;

/// One pass at one point.
pub(super) struct RiskSum {
    pub coefficients: Vec<f64>,
    pub shift: Shift,
    pub order: Order,
}

/// Sums over rows, and the scratch space of a block.
pub(super) struct RiskPartial {
    pub loss: f64,
    pub residual: f64,
    pub curvature: f64,
    pub lowest_positive: f64,
    pub highest_negative: f64,
    pub gradient: Option<Vec<f64>>,
    /// Σ d x_j, the intercept's row of the Hessian.
    pub cross: Vec<f64>,
    pub hessian: Option<SymMatrix>,
    pub products: Vec<f64>,
    pub residuals: Vec<f64>,
    pub curvatures: Vec<f64>,
}

impl RowSum for RiskSum {
    type Partial = RiskPartial;

    fn zero(&self) -> RiskPartial {
        let columns = self.coefficients.len();
        let second = self.order == Order::Hessian;
        RiskPartial {
            loss: 0.0,
            residual: 0.0,
            curvature: 0.0,
            lowest_positive: f64::INFINITY,
            highest_negative: f64::NEG_INFINITY,
            gradient: (self.order >= Order::Gradient).then(|| vec![0.0; columns]),
            cross: vec![0.0; if second { columns } else { 0 }],
            hessian: second.then(|| SymMatrix::zeros(columns + 1)),
            products: Vec::new(),
            residuals: Vec::new(),
            curvatures: Vec::new(),
        }
    }

    fn add(&self, block: &Block<'_>, sums: &mut RiskPartial) {
        let rows = block.labels.len();
        sums.products.resize(rows, 0.0);
        sums.residuals.resize(rows, 0.0);
        sums.curvatures.resize(rows, 0.0);
        block.x.matvec(&self.coefficients, &mut sums.products);
        let rows =
            Rows { labels: block.labels, weights: block.weights, offset: block.offset, products: &sums.products };
        let at = losses(rows, self.shift, &mut sums.residuals, &mut sums.curvatures);
        sums.loss += at.loss;
        sums.residual += at.residual;
        sums.curvature += at.curvature;
        sums.lowest_positive = sums.lowest_positive.min(at.lowest_positive);
        sums.highest_negative = sums.highest_negative.max(at.highest_negative);
        if let Some(gradient) = &mut sums.gradient {
            block.x.add_transpose_matvec(&sums.residuals, gradient);
        }
        if let Some(hessian) = &mut sums.hessian {
            block.x.add_transpose_matvec(&sums.curvatures, &mut sums.cross);
            block.x.add_sandwich(&sums.curvatures, hessian, 1);
        }
    }

    fn merge(&self, left: &mut RiskPartial, right: RiskPartial) {
        left.loss += right.loss;
        left.residual += right.residual;
        left.curvature += right.curvature;
        left.lowest_positive = left.lowest_positive.min(right.lowest_positive);
        left.highest_negative = left.highest_negative.max(right.highest_negative);
        if let (Some(left), Some(right)) = (&mut left.gradient, &right.gradient) {
            left.iter_mut().zip(right).for_each(|(l, r)| *l += r);
        }
        left.cross.iter_mut().zip(&right.cross).for_each(|(l, r)| *l += r);
        if let (Some(left), Some(right)) = (&mut left.hessian, &right.hessian) {
            left.add(right);
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
