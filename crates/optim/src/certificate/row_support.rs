//! Sums over the coordinates that a row can have.
//!
//! Where columns are sparse, few of them are not 0 in any row: of the indicators of a categorical, one. A bound that sums over all columns,
//! by the triangle inequality, then needs to sum only over the largest that can meet in a row.

use logodds_core::Geometry;

/// Σ_j f(j) over the coordinates that can be non-zero together in a row: of sparse ones, only the largest.
pub(super) fn spanned(geometry: &Geometry, f: impl Fn(usize) -> f64) -> f64 {
    spanned_below(geometry, geometry.row_bound.len(), f)
}

/// The same over the coordinates below `end`, the end of a block.
pub(super) fn spanned_below(geometry: &Geometry, end: usize, f: impl Fn(usize) -> f64) -> f64 {
    let mut total = 0.0;
    let mut next = 0;
    for (range, most) in geometry.sparse.iter().filter(|(range, _)| range.end <= end) {
        total += (next..range.start).map(&f).sum::<f64>();
        total += largest(range.clone().map(&f), *most);
        next = range.end;
    }
    total + (next..end).map(&f).sum::<f64>()
}

/// The sum of the `most` largest of some numbers that are not negative.
fn largest(numbers: impl ExactSizeIterator<Item = f64>, most: usize) -> f64 {
    if most >= numbers.len() {
        return numbers.sum();
    }
    if most <= 1 {
        // f64::max would lose a NaN.
        let larger = |a: f64, b: f64| if b > a || b.is_nan() { b } else { a };
        return if most == 0 { 0.0 } else { numbers.fold(0.0, larger) };
    }
    let mut numbers: Vec<f64> = numbers.collect();
    let (larger, _, _) = numbers.select_nth_unstable_by(most, |a, b| b.total_cmp(a));
    // In an order of their own, for the sake of the last bit.
    larger.sort_unstable_by(f64::total_cmp);
    larger.iter().sum()
}
