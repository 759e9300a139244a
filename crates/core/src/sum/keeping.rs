//! A pass that keeps something of every row beside its sums, for products with the Hessian at the same point.

use crate::data::Block;
use crate::sum::executor::RowSum;

/// The sum `pass`; after each block `keep` appends what is to be kept of its rows.
pub(crate) struct KeepingSum<S, F> {
    pass: S,
    keep: F,
}

impl<S, F> KeepingSum<S, F>
where
    S: RowSum,
    F: Fn(&Block<'_>, &S::Partial, &mut Vec<f64>) + Sync,
{
    pub(crate) fn new(pass: S, keep: F) -> Self {
        Self { pass, keep }
    }
}

impl<S, F> RowSum for KeepingSum<S, F>
where
    S: RowSum,
    F: Fn(&Block<'_>, &S::Partial, &mut Vec<f64>) + Sync,
{
    /// The sums of some rows, and what was kept of them in order.
    type Partial = (S::Partial, Vec<f64>);

    fn zero(&self) -> Self::Partial {
        (self.pass.zero(), Vec::new())
    }

    fn add(&self, block: &Block<'_>, (sums, kept): &mut Self::Partial) {
        self.pass.add(block, sums);
        (self.keep)(block, sums, kept);
    }

    fn merge(&self, (sums, kept): &mut Self::Partial, right: Self::Partial) {
        self.pass.merge(sums, right.0);
        kept.extend_from_slice(&right.1);
    }

    fn width(&self) -> usize {
        self.pass.width()
    }
}
