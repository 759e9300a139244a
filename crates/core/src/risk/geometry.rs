//! The scales of the columns, and the bounds certificates need of them.

use crate::data::RowBlocks;
use crate::objective::Geometry;
use crate::risk::moments::Moments;
use crate::risk::scaled::Scaled;
use crate::sum::executor::runs;

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

/// What a certificate must know of the columns, in the coordinates of `scaled`.
pub(crate) fn geometry(
    data: &dyn RowBlocks,
    moments: &Moments,
    offset_bound: f64,
    ridge: &[f64],
    scaled: &Scaled,
) -> Geometry {
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
        ridge: std::iter::once(0.0)
            .chain(free.iter().map(|&j| ridge[j] / (scaled.scale(j) * scaled.scale(j))))
            .collect(),
        offset_bound,
        // The rows of the longest run, one after the other, then the tree.
        additions: shape.blocks().div_ceil(runs(shape, shape.columns.saturating_mul(shape.columns)).max(1))
            * shape.block_rows
            + 8,
        outputs: 1,
    }
}
