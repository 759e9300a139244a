//! A quantity that is a sum over rows: loss, gradient, Hessian, moments, metrics.

use crate::data::Block;
use crate::fingerprint::Identify;
use crate::sum::partial::Partial;

/// A sum over rows, added up block by block.
///
/// What is added up is a value ([`Partial`]): it merges with the sum of the rows that follow, and travels as bytes. What an addition
/// needs besides, and no sum is part of, is scratch.
///
/// It tells itself from others ([`Identify`]) by everything that its terms depend on besides the rows: a sum may be remembered, and must not be
/// taken for another one.
pub trait RowSum: Identify + Sync {
    /// What is accumulated.
    type Partial: Partial;
    /// Room that a worker reuses from block to block, for what is of no use to anyone else.
    type Scratch: Default + Send;
    /// The sum of no rows. It alone says how long the parts of a partial are.
    fn zero(&self) -> Self::Partial;
    /// Add a block.
    fn add(&self, block: &Block<'_>, into: &mut Self::Partial, scratch: &mut Self::Scratch);
    /// Whether it looks at X. One of targets and weights alone is no pass to speak of.
    fn looks_at_columns(&self) -> bool {
        true
    }
    /// About how many numbers a partial holds: wide partials are merged from fewer runs.
    fn width(&self) -> usize {
        1
    }
    /// Runs of blocks at most, if partials are so wide beside what is added to them that even fewer are worth it. As the width, it depends on the
    /// data and not on threads.
    fn most_runs(&self) -> usize {
        usize::MAX
    }
}
