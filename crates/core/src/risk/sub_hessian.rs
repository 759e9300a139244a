//! The Hessian of some of the coordinates: what a metric for very many columns is made of.
//!
//! Only the entries of a row that are in the chosen columns are looked at twice, so 512 of 100,000 sparse columns cost little
//! more than a pass.

use super::pass::RiskSum;
use crate::blocks::Block;
use crate::loss::block::{Rows, losses};
use crate::{RowSum, SymMatrix};

/// `Σ d_i x̃_i x̃_iᵀ` over the intercept (first) and the chosen columns, in the units of the data.
pub(super) struct SubHessianSum<'a> {
    pub pass: &'a RiskSum,
    /// Place of each column among the chosen, [`NOT_CHOSEN`] if it is none of them.
    pub places: Vec<u32>,
    pub chosen: usize,
}

/// The place of a column that is not chosen.
pub(super) const NOT_CHOSEN: u32 = u32::MAX;

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
            hessian: SymMatrix::zeros(self.chosen + 1),
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
            let entries = &mut sums.entries;
            entries.clear();
            entries.push((0, 1.0));
            block.x.for_each_entry(i, &mut |column, x| {
                let place = self.places[column];
                if place != NOT_CHOSEN {
                    entries.push((place as usize + 1, x));
                }
            });
            for (k, &(row, x)) in entries.iter().enumerate() {
                let into = sums.hessian.row_mut(row);
                entries[..=k].iter().for_each(|&(column, y)| into[column] += d * x * y);
            }
        }
    }

    fn merge(&self, left: &mut SubHessianPartial, right: SubHessianPartial) {
        left.hessian.add(&right.hessian);
    }

    fn width(&self) -> usize {
        self.chosen * self.chosen
    }
}
