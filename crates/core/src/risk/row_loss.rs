//! The loss of rows at a point, block by block.

use crate::data::Block;
use crate::identified_by_fields;
use crate::response::logistic::RowDerivatives;
use crate::response::{Logistic, LossSums, Response, Shift};
use crate::risk::empirical::Risk;
use crate::risk::layout::Coefficients;

/// The loss at a point, row by row.
#[derive(Clone, Debug)]
pub struct RowLoss<R = Logistic> {
    pub(super) response: R,
    pub(super) at: Coefficients,
    pub(super) offset_mean: Vec<f64>,
}

identified_by_fields!([R: Response] RowLoss<R> { response, at, offset_mean });

impl<R: Response> RowLoss<R> {
    /// What the loss says of the rows of a block, weights included.
    pub fn of_block(&self, block: &Block<'_>, into: &mut R::Rows) {
        self.at.products(block.x, self.response.prepare(block, into));
        self.at_products(block, into);
    }

    /// The same, where the products are there.
    pub(super) fn at_products(&self, block: &Block<'_>, into: &mut R::Rows) {
        let shift = Shift { intercepts: &self.at.intercepts, offset_mean: &self.offset_mean };
        self.response.at(block, shift, into);
    }

    /// Sums of no rows.
    pub(super) fn zero(&self) -> LossSums {
        LossSums::zero(self.response.outputs())
    }

    /// The response.
    #[must_use]
    pub fn response(&self) -> &R {
        &self.response
    }
}

impl RowLoss {
    /// First and second derivatives of the rows of a block, weights included.
    pub fn derivatives(&self, block: &Block<'_>, into: &mut RowDerivatives) {
        self.of_block(block, into);
    }

    /// The margin η of a row of the block, from its product and its offset (0 without offsets).
    #[must_use]
    pub fn margin(&self, product: f64, offset: f64) -> f64 {
        product + self.at.intercepts[0] + (offset - self.offset_mean[0])
    }
}

impl<R: Response> Risk<'_, R> {
    /// The loss of each row at the point `u`.
    #[must_use]
    pub fn row_loss(&self, u: &[f64]) -> RowLoss<R> {
        let at = self.layout.coefficients(u);
        RowLoss { response: self.response.clone(), at, offset_mean: self.null.offset_mean.clone() }
    }
}
