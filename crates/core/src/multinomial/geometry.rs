//! What certificates must know of all blocks of coordinates, from what is known of one.

use crate::data::Shape;
use crate::objective::Geometry;
use crate::response::Contrasts;
use crate::sum::executor::runs;
use std::f64::consts::SQRT_2;

/// What is known of one block of coordinates, for all of them: a unit of a contrast parts the margins of two classes by at most √2.
pub(super) fn repeated(one: Geometry, contrasts: &Contrasts, shape: Shape) -> Geometry {
    let blocks = contrasts.dim();
    // The widest of the passes is added up in the fewest runs, and so in the longest chains.
    let width = (blocks * shape.columns).saturating_mul(blocks * shape.columns);
    let chain = shape.blocks().div_ceil(runs(shape, width).max(1)) * shape.block_rows + 8;
    let block = one.row_bound.len();
    let shifted = |c: usize| one.sparse.iter().map(move |(r, most)| (r.start + c * block..r.end + c * block, *most));
    Geometry {
        row_bound: one.row_bound.iter().map(|a| SQRT_2 * a).collect::<Vec<_>>().repeat(blocks),
        sparse: (0..blocks).flat_map(shifted).collect(),
        // A margin is a product of a row, and a sum over the contrasts.
        row_entries: one.row_entries + blocks,
        ridge: one.ridge.repeat(blocks),
        mean: one.mean.repeat(blocks),
        deviation: one.deviation.repeat(blocks),
        additions: one.additions.max(chain),
        outputs: contrasts.classes(),
        ..one
    }
}
