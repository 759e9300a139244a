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

/// Numbers of the rows of a block, and the entries of one.
#[derive(Default)]
pub(super) struct SubHessianScratch {
    products: Vec<f64>,
    residuals: Vec<f64>,
    curvatures: Vec<f64>,
    entries: Vec<(usize, f64)>,
}

impl RowSum for SubHessianSum<'_> {
    type Partial = SymMatrix;
    type Scratch = SubHessianScratch;

    fn zero(&self) -> SymMatrix {
        SymMatrix::zeros(self.chosen.count() + 1)
    }

    fn add(&self, block: &Block<'_>, hessian: &mut SymMatrix, scratch: &mut SubHessianScratch) {
        let SubHessianScratch { products, residuals, curvatures, entries } = scratch;
        for numbers in [&mut *products, &mut *residuals, &mut *curvatures] {
            numbers.resize(block.labels.len(), 0.0);
        }
        block.x.matvec(&self.pass.coefficients, products);
        let margins = Rows { labels: block.labels, weights: block.weights, offset: block.offset, products };
        losses(margins, self.pass.shift, residuals, curvatures);
        for (i, d) in curvatures.iter().enumerate() {
            self.chosen.add_row((block.x, i), *d, entries, hessian);
        }
    }

    fn width(&self) -> usize {
        self.chosen.count() * self.chosen.count()
    }
}
