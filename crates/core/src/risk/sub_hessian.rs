//! The Hessian of some of the coordinates: what a metric for very many columns is made of.

use crate::data::Block;
use crate::design::SymMatrix;
use crate::response::logistic::rows::{Rows, losses};
use crate::risk::chosen_columns::ChosenColumns;
use crate::risk::pass::RiskSum;
use crate::sum::RowSum;

/// `Σ d_i x̃_i x̃_iᵀ` over the intercept (first) and the chosen columns, in the units of the data.
pub(super) struct SubHessianSum<'a> {
    pub pass: &'a RiskSum,
    pub chosen: &'a ChosenColumns,
}

/// The sum, and the scratch space of a block.
pub(super) struct SubHessianPartial {
    pub hessian: SymMatrix,
    products: Vec<f64>,
    residuals: Vec<f64>,
    curvatures: Vec<f64>,
    entries: Vec<(usize, f64)>,
}

impl RowSum for SubHessianSum<'_> {
    type Partial = SubHessianPartial;

    fn zero(&self) -> SubHessianPartial {
        SubHessianPartial {
            hessian: SymMatrix::zeros(self.chosen.count() + 1),
            products: Vec::new(),
            residuals: Vec::new(),
            curvatures: Vec::new(),
            entries: Vec::new(),
        }
    }

    fn add(&self, block: &Block<'_>, sums: &mut SubHessianPartial) {
        let rows = block.labels.len();
        for scratch in [&mut sums.products, &mut sums.residuals, &mut sums.curvatures] {
            scratch.resize(rows, 0.0);
        }
        block.x.matvec(&self.pass.coefficients, &mut sums.products);
        let margins =
            Rows { labels: block.labels, weights: block.weights, offset: block.offset, products: &sums.products };
        losses(margins, self.pass.shift, &mut sums.residuals, &mut sums.curvatures);
        for (i, d) in sums.curvatures.iter().enumerate() {
            self.chosen.add_row((block.x, i), *d, &mut sums.entries, &mut sums.hessian);
        }
    }

    fn merge(&self, left: &mut SubHessianPartial, right: SubHessianPartial) {
        left.hessian.add(&right.hessian);
    }

    fn width(&self) -> usize {
        self.chosen.count() * self.chosen.count()
    }
}
