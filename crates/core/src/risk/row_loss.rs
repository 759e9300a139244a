//! What the loss says of each row at a point: for sums that a fit itself does not need.

use crate::identified_by_fields;
use crate::data::Block;
use crate::response::logistic::rows::{Rows, Shift, losses};
use crate::risk::EmpiricalRisk;

/// The loss at a point, row by row.
pub struct RowLoss {
    coefficients: Vec<f64>,
    shift: Shift,
}

identified_by_fields!(RowLoss { coefficients, shift });

/// Of the rows of a block; kept from block to block, so that no block allocates.
#[derive(Clone, Debug, Default)]
pub struct RowDerivatives {
    /// `Σ_j w_j (x_ij − o_j)`: η is this plus the intercept at the origin and the offset.
    pub products: Vec<f64>,
    /// ω ℓ′(η) = ω (p − y).
    pub residuals: Vec<f64>,
    /// ω ℓ″(η) = ω p (1 − p).
    pub curvatures: Vec<f64>,
}

impl RowLoss {
    /// First and second derivatives of the rows of a block, weights included.
    pub fn derivatives(&self, block: &Block<'_>, into: &mut RowDerivatives) {
        let rows = block.labels.len();
        into.products.resize(rows, 0.0);
        into.residuals.resize(rows, 0.0);
        into.curvatures.resize(rows, 0.0);
        block.x.matvec(&self.coefficients, &mut into.products);
        let rows =
            Rows { labels: block.labels, weights: block.weights, offset: block.offset, products: &into.products };
        losses(rows, self.shift, &mut into.residuals, &mut into.curvatures);
    }

    /// The margin η of a row of the block, from its product and its offset (0 without offsets).
    #[must_use]
    pub fn margin(&self, product: f64, offset: f64) -> f64 {
        product + self.shift.intercept + (offset - self.shift.offset_mean)
    }
}

impl EmpiricalRisk<'_> {
    /// The loss of each row at the point `u`.
    #[must_use]
    pub fn row_loss(&self, u: &[f64]) -> RowLoss {
        let (intercept, coefficients) = self.scaled.coefficients(u);
        RowLoss { coefficients, shift: Shift { intercept, offset_mean: self.null.offset_mean } }
    }
}
