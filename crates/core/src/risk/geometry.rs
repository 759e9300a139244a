//! The scales of the columns, and the bounds certificates need of them.

use crate::data::{RowBlocks, Shape};
use crate::objective::Geometry;
use crate::response::Response;
use crate::risk::layout::Layout;
use crate::risk::moments::Moments;
use crate::risk::scaled::Scaled;
use crate::sum::executor::runs;
use std::f64::consts::SQRT_2;

/// Scale of column `j`, the root of its mean square about the origin and of 4λ_j; 1 for a column that is 0 there and not penalised, which
/// any scale fits.
pub(crate) fn scale(moments: &Moments, ridge: &[f64], j: usize) -> f64 {
    let square = moments.variance[j] + moments.mean[j] * moments.mean[j] + 4.0 * ridge[j];
    if square > 0.0 && square.sqrt().is_normal() { square.sqrt() } else { 1.0 }
}

/// Entries of a row that are not structurally 0.
pub(crate) fn row_entries(data: &dyn RowBlocks) -> usize {
    let sparse = data.sparse_columns();
    let columns: usize = sparse.iter().map(|sparse| sparse.columns.len()).sum();
    data.shape().columns - columns + sparse.iter().map(|sparse| sparse.mean).sum::<f64>().ceil() as usize
}

/// What a certificate must know of the coordinates of `layout`; sums are added up in `most_runs` at most, if that is fewer than otherwise.
pub(crate) fn geometry(
    (data, most_runs): (&dyn RowBlocks, Option<usize>),
    response: &impl Response,
    moments: &Moments,
    offset_bound: f64,
    layout: &Layout,
) -> Geometry {
    let one = of_block(data, moments, offset_bound, layout.scaled());
    match response.contrasts() {
        None => one,
        Some(contrasts) => repeated(one, contrasts.dim(), data.shape(), most_runs.unwrap_or(usize::MAX)),
    }
}

/// What is known of the coordinates of one output.
fn of_block(data: &dyn RowBlocks, moments: &Moments, offset_bound: f64, scaled: &Scaled) -> Geometry {
    let free = scaled.free();
    // A pinned intercept's column is 0.
    let first = if scaled.has_intercept() { 1.0 } else { 0.0 };
    // Free columns are in order, so those of a range are a range of coordinates.
    let coordinate = |column: usize| 1 + free.partition_point(|&j| j < column);
    let shape = data.shape();
    let sparse: Vec<_> = (data.sparse_columns().into_iter())
        .map(|sparse| {
            let range = coordinate(sparse.columns.start)..coordinate(sparse.columns.end);
            (range.clone(), sparse.most.min(range.len()))
        })
        .collect();
    Geometry {
        row_bound: std::iter::once(first).chain(free.iter().map(|&j| moments.max_abs(j) / scaled.scale(j))).collect(),
        mean: std::iter::once(first).chain(free.iter().map(|&j| moments.mean[j] / scaled.scale(j))).collect(),
        deviation: std::iter::once(0.0)
            .chain(free.iter().map(|&j| moments.variance[j].sqrt() / scaled.scale(j)))
            .collect(),
        row_entries: 1 + free.len() - sparse.iter().map(|(range, most)| range.len() - most).sum::<usize>(),
        sparse,
        offset_bound,
        // The rows of the longest run, one after the other, then the tree.
        additions: shape.blocks().div_ceil(runs(shape, shape.columns.saturating_mul(shape.columns)).max(1))
            * shape.block_rows
            + 8,
        outputs: 1,
    }
}

/// What is known of one block of coordinates, for those of all contrasts: a unit of a contrast parts the margins of two classes by at most √2.
fn repeated(one: Geometry, contrasts: usize, shape: Shape, most_runs: usize) -> Geometry {
    // The widest of the passes is added up in the fewest runs, and so in the longest chains.
    let width = (contrasts * shape.columns).saturating_mul(contrasts * shape.columns);
    let chain = shape.blocks().div_ceil(runs(shape, width).min(most_runs).max(1)) * shape.block_rows + 8;
    let block = one.row_bound.len();
    let shifted = |c: usize| one.sparse.iter().map(move |(r, most)| (r.start + c * block..r.end + c * block, *most));
    Geometry {
        row_bound: one.row_bound.iter().map(|a| SQRT_2 * a).collect::<Vec<_>>().repeat(contrasts),
        sparse: (0..contrasts).flat_map(shifted).collect(),
        // A margin is a product of a row, and a sum over the contrasts.
        row_entries: one.row_entries + contrasts,
        mean: one.mean.repeat(contrasts),
        deviation: one.deviation.repeat(contrasts),
        additions: one.additions.max(chain),
        outputs: contrasts + 1,
        ..one
    }
}
