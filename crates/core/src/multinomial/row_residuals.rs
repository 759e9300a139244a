//! What the loss says of each row at a point: for sums that a fit itself does not need.

use crate::identified_by_fields;
use crate::data::Block;
use crate::multinomial::MultinomialRisk;
use crate::multinomial::pass::SoftmaxSum;
use crate::objective::Order;
use crate::response::softmax::Scratch;

/// The loss at a point, row by row.
pub struct RowResiduals {
    pass: SoftmaxSum,
}

identified_by_fields!(RowResiduals { pass });

/// `ω Qᵀ(p − y)` of the rows of a block: the derivatives of their losses by the K − 1 contrasts of their margins. Kept from block to block,
/// so that no block allocates.
#[derive(Default)]
pub struct ClassResiduals {
    scratch: Scratch,
    rows: usize,
}

impl ClassResiduals {
    /// Of every contrast, one number per row.
    pub fn contrasts(&self) -> impl Iterator<Item = &[f64]> {
        self.scratch.contrasts.chunks_exact(self.scratch.stride.max(1)).map(|residuals| &residuals[..self.rows])
    }
}

impl RowResiduals {
    /// The residuals of the rows of a block, weights included.
    pub fn of(&self, block: &Block<'_>, into: &mut ClassResiduals) {
        let ClassResiduals { scratch, rows } = into;
        *rows = block.labels.len();
        scratch.prepare(block.labels, block.weights, &self.pass.contrasts);
        let stride = scratch.stride;
        block.x.matmul(&self.pass.coefficients, self.pass.columns, &mut scratch.contrasts, stride);
        scratch.softmax(&self.pass.contrasts, &self.pass.intercepts);
    }
}

impl MultinomialRisk<'_> {
    /// The loss of each row at the point `u`.
    #[must_use]
    pub fn row_residuals(&self, u: &[f64]) -> RowResiduals {
        RowResiduals { pass: self.pass(u, Order::Gradient) }
    }
}
