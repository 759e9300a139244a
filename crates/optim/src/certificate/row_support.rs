//! Sums over the coordinates that a row can have.
//!
//! Where columns are sparse, few of them are not 0 in any row: of the indicators of a categorical, one. A bound that sums over all columns,
//! by the triangle inequality, then needs to sum only over the largest that can meet in a row, and one of a mean square by Cauchy and Schwarz:
//! of terms t_ij at most m of which are not 0 in a row, `mean (Σ_j t_ij)² ≤ m Σ_j mean t_ij²`.

use logodds_core::Geometry;
use std::ops::Range;

/// Σ_j f(j) over the coordinates that can be non-zero together in a row: of sparse ones, only the largest.
pub(super) fn spanned(geometry: &Geometry, f: impl Fn(usize) -> f64) -> f64 {
    spanned_within(geometry, 0..geometry.row_bound.len(), f)
}

/// The same over the coordinates of a block, or of several.
pub(super) fn spanned_within(geometry: &Geometry, coordinates: Range<usize>, f: impl Fn(usize) -> f64) -> f64 {
    over_stretches(geometry, coordinates, &f, |range, most| largest(range.map(&f), most))
}

/// A bound of `√(mean (Σ_j t_ij)²)` over the coordinates of a block, for terms whose root mean square is f(j).
pub(super) fn root_mean_square(geometry: &Geometry, coordinates: Range<usize>, f: impl Fn(usize) -> f64) -> f64 {
    over_stretches(geometry, coordinates, &f, |range, most| {
        let (sum, squares) = range.fold((0.0, 0.0), |(sum, squares), j| (sum + f(j), squares + f(j) * f(j)));
        f64::min(sum, (most as f64 * squares).sqrt())
    })
}

/// Σ_j f(j) over dense coordinates, and `sparse` of every stretch of sparse ones and the most of them in a row.
fn over_stretches(
    geometry: &Geometry,
    coordinates: Range<usize>,
    f: &impl Fn(usize) -> f64,
    sparse: impl Fn(Range<usize>, usize) -> f64,
) -> f64 {
    let mut total = 0.0;
    let mut next = coordinates.start;
    let inside = |range: &Range<usize>| coordinates.start <= range.start && range.end <= coordinates.end;
    for (range, most) in geometry.sparse.iter().filter(|(range, _)| inside(range)) {
        total += (next..range.start).map(f).sum::<f64>();
        total += sparse(range.clone(), *most);
        next = range.end;
    }
    total + (next..coordinates.end).map(f).sum::<f64>()
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
