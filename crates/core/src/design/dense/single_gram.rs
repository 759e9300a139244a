//! `Zᵀ Z` of dense rows in single precision, with a bound of its error.
//!
//! ```text
//! G_jk = Σ_i z_ij z_ik       z rounded to f32, 32 products added up in f32, 8 such sums in f32, and those in f64
//! ```
//!
//! With u = 2⁻²⁴ a product is off by 2u for the rounding of z, and a sum of 8 sums of 32 by at most (32 + 8) u (N. Higham, *Accuracy and Stability of
//! Numerical Algorithms*, 2nd ed., §3.1 and §4.2), of `Σ_i |z_ij| |z_ik|`. That is at most `√(G_jj G_kk)` by Cauchy and Schwarz, so the error E has
//! `‖D^−½ E D^−½‖ ≤ p · 42 u` with D = diag G and p columns: it has the norm of a matrix whose entries are at most one number ([`relative_error`]).
//!
//! Tiles of 128 × 128 are of all rows each, so nobody adds up partial sums of p² numbers, which took as long as the products where p² numbers are more
//! than a cache holds. Columns are put in panels of 16 once ([`block`]): to do so for every tile took as long as the products. Of the 16 columns of a panel
//! six at a time meet the 16 of another, so that there are as many sums in registers as it takes for no multiplication to wait for the last one.

// Tiles are indexed in two directions; iterators over one of them hide the other.
#![allow(clippy::needless_range_loop)]

use crate::simd::single::{Line, SINGLES, Single};
use crate::simd::{Kernel, LANES, Vector, dispatch};

/// Products added up in f32.
const CHAIN: usize = 32;
/// Chains of them.
const CHAINS: usize = 8;
/// Rows in panels at a time.
const ROWS: usize = CHAIN * CHAINS;
/// Panels of a tile, and its columns.
const PANELS: usize = 8;
const COLUMNS: usize = PANELS * SINGLES;

/// Numbers of a row of `columns`, filled up with zeros to whole lines.
pub(crate) fn pitch(columns: usize) -> usize {
    columns.next_multiple_of(SINGLES)
}

/// How many blocks of columns there are.
pub(crate) fn blocks(columns: usize) -> usize {
    columns.div_ceil(COLUMNS)
}

/// A bound of `‖D^−½ E D^−½‖`, with what f64 adds to it.
pub(crate) fn relative_error(columns: usize) -> f64 {
    1.001 * columns as f64 * (CHAIN + CHAINS + 2) as f64 * 0.5 * f64::from(f32::EPSILON)
}

/// The tiles of the lower triangle of a matrix of so many columns: block of rows, and of columns.
pub(crate) fn tiles(columns: usize) -> Vec<(usize, usize)> {
    (0..blocks(columns)).flat_map(|k| (0..=k).map(move |j| (k, j))).collect()
}

/// Some columns in panels: of [`ROWS`] rows panel by panel, then of the rows that follow; zeros where there are no rows any more.
pub(crate) struct ColumnBlock {
    lines: Vec<Line>,
    panels: usize,
}

/// The `k`-th block of the columns of `z`, rows of which are [`pitch`] numbers apart.
pub(crate) fn block(z: &[f32], columns: usize, k: usize) -> ColumnBlock {
    let (pitch, from) = (pitch(columns), k * COLUMNS);
    let panels = (pitch - from).min(COLUMNS) / SINGLES;
    let rows = z.len() / pitch;
    let mut lines = vec![Line::ZERO; rows.div_ceil(ROWS) * panels * ROWS];
    for (i, row) in z.chunks_exact(pitch).enumerate() {
        let first = i / ROWS * panels * ROWS + i % ROWS;
        for (panel, chunk) in row[from..].as_chunks::<SINGLES>().0.iter().take(panels).enumerate() {
            lines[first + panel * ROWS].0 = *chunk;
        }
    }
    ColumnBlock { lines, panels }
}

/// One of them of `Zᵀ Z`, of the blocks of its rows and of its columns: row by row, 0 where there are no columns any more; of a block with itself the
/// lower triangle.
pub(crate) fn tile(below: &ColumnBlock, right: &ColumnBlock) -> Vec<f64> {
    let mut sums = vec![0.0; COLUMNS * COLUMNS];
    dispatch(Tile { below, right, sums: &mut sums });
    sums
}

/// Row `row` of a tile, in the lower triangle: its first column, and its numbers, if there are any.
pub(crate) fn row_of((k, j): (usize, usize), row: usize, tile: &[f64]) -> Option<(usize, &[f64])> {
    let (from, within) = (j * COLUMNS, row.checked_sub(k * COLUMNS)?);
    let numbers = tile.get(within * COLUMNS..(within + 1) * COLUMNS)?;
    Some((from, &numbers[..(row + 1 - from).min(COLUMNS)]))
}

/// One tile of all rows.
struct Tile<'a> {
    below: &'a ColumnBlock,
    right: &'a ColumnBlock,
    sums: &'a mut [f64],
}

impl Kernel for Tile<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let Self { below, right, sums } = self;
        let is_diagonal = std::ptr::eq(below, right);
        let chunks = |block: &ColumnBlock| block.panels * ROWS;
        for (left, top) in below.lines.chunks_exact(chunks(below)).zip(right.lines.chunks_exact(chunks(right))) {
            for (a, left) in left.chunks_exact(ROWS).enumerate() {
                let panels = if is_diagonal { a + 1 } else { right.panels };
                for (b, top) in top.chunks_exact(ROWS).enumerate().take(panels) {
                    let into = &mut sums[a * SINGLES * COLUMNS + b * SINGLES..];
                    if V::TILE == LANES {
                        product::<V, 8, 0>(left, top, into);
                        product::<V, 8, 8>(left, top, into);
                    } else {
                        product::<V, 6, 0>(left, top, into);
                        product::<V, 6, 6>(left, top, into);
                        product::<V, 4, 12>(left, top, into);
                    }
                }
            }
        }
    }
}

/// `into[r · COLUMNS + c] += Σ_i a_ir b_ic` of two panels, r from FROM on, R of them.
#[inline(always)]
fn product<V: Vector, const R: usize, const FROM: usize>(a: &[Line], b: &[Line], into: &mut [f64]) {
    let mut totals = [Line::ZERO; R];
    for (a, b) in a.chunks_exact(CHAIN).zip(b.chunks_exact(CHAIN)) {
        let mut sums = [V::Single::splat(0.0); R];
        for (a, b) in a.iter().zip(b) {
            let b = V::Single::load(&b.0);
            for r in 0..R {
                sums[r] = V::Single::splat(a.0[FROM + r]).fma(b, sums[r]);
            }
        }
        for r in 0..R {
            sums[r].add(V::Single::load(&totals[r].0)).store(&mut totals[r].0);
        }
    }
    for (r, total) in totals.iter().enumerate() {
        let into = &mut into[(FROM + r) * COLUMNS..][..SINGLES];
        for (into, half) in into.as_chunks_mut::<LANES>().0.iter_mut().zip(total.0.as_chunks::<LANES>().0) {
            V::load(into).add(V::load_f32(half)).store(into);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::on_every_path;

    /// Against sums in f64 of the rounded numbers, for sizes about those of panels and tiles; the same bits on every path but for fused
    /// multiplications, which arrays need not have.
    #[test]
    fn single_gram_is_within_its_bound() {
        let mut state = 7u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 40) as f32 / (1u32 << 23) as f32) - 1.0
        };
        for (n, p) in [(1, 1), (31, 15), (33, 17), (300, 129), (513, 40), (70, 200)] {
            let pitch = pitch(p);
            let z: Vec<f32> = (0..n * pitch).map(|k| if k % pitch < p { random() } else { 0.0 }).collect();
            let mut found = vec![vec![f64::NAN; p]; p];
            let blocks: Vec<ColumnBlock> = (0..blocks(p)).map(|k| block(&z, p, k)).collect();
            for at in tiles(p) {
                let sums = tile(&blocks[at.0], &blocks[at.1]);
                for (row, into) in found.iter_mut().enumerate() {
                    if let Some((from, numbers)) = row_of(at, row, &sums) {
                        into[from..from + numbers.len()].copy_from_slice(numbers);
                    }
                }
            }
            let exact = |j: usize, k: usize| -> f64 {
                (0..n).map(|i| f64::from(z[i * pitch + j]) * f64::from(z[i * pitch + k])).sum()
            };
            for j in 0..p {
                for k in 0..=j {
                    let size = (exact(j, j) * exact(k, k)).sqrt();
                    let error = (found[j][k] - exact(j, k)).abs();
                    assert!(error <= relative_error(1) * size, "{n} × {p}, {j} {k}: {error:e} of {size:e}");
                }
            }
            let on = |path: usize| {
                let mut sums = vec![0.0; COLUMNS * COLUMNS];
                on_every_path(Tile { below: &blocks[0], right: &blocks[0], sums: &mut sums }, path).map(|()| sums)
            };
            if let (Some(two), Some(three)) = (on(1), on(2)) {
                assert_eq!(two, three);
            }
        }
    }
}
