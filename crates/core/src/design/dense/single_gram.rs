//! `Zᵀ Z` of dense rows in single precision, with a bound of its error.
//!
//! ```text
//! G_jk = Σ_i z_ij z_ik       z rounded to f32, 32 products added up in f32, such sums in f64
//! ```
//!
//! With u = 2⁻²⁴ a product is off by 2u for the rounding of z, and a sum of 32 by at most 32 u (N. Higham, *Accuracy and Stability of Numerical
//! Algorithms*, 2nd ed., §3.1), of `Σ_i |z_ij| |z_ik|`. That is at most `√(G_jj G_kk)` by Cauchy and Schwarz, so the error E has
//! `‖D^−½ E D^−½‖ ≤ p · 34 u` with D = diag G and p columns: it has the norm of a matrix whose entries are at most one number ([`relative_error`]).
//!
//! It takes half the time of products in f64. Tiles of 128 × 128 are of all rows each, so nobody adds up partial sums of p² numbers, which took as long as the
//! products where p² numbers are more than a cache holds; rows are put in panels of 16 columns as in `gram`.
//!
//! Refused: longer sums in f32, which are no faster: of 64, a twentieth.

// Tiles are indexed in two directions; iterators over one of them hide the other.
#![allow(clippy::needless_range_loop)]

use crate::simd::single::{Line, SINGLES, Single};
use crate::simd::{Kernel, LANES, Vector, dispatch};

/// Products added up in f32.
const CHAIN: usize = 32;
/// Rows in panels at a time: 16 panels of them fill half of a second-level cache.
const ROWS: usize = 256;
/// Panels of a tile, and its columns.
const PANELS: usize = 8;
const COLUMNS: usize = PANELS * SINGLES;

/// Numbers of a row of `columns`, filled up with zeros to whole lines.
pub(crate) fn pitch(columns: usize) -> usize {
    columns.next_multiple_of(SINGLES)
}

/// A bound of `‖D^−½ E D^−½‖`, with what f64 adds to it.
pub(crate) fn relative_error(columns: usize) -> f64 {
    1.001 * columns as f64 * (CHAIN + 2) as f64 * 0.5 * f64::from(f32::EPSILON)
}

/// The tiles of the lower triangle of a matrix of so many columns.
pub(crate) fn tiles(columns: usize) -> Vec<(usize, usize)> {
    (0..columns.div_ceil(COLUMNS)).flat_map(|k| (0..=k).map(move |j| (k, j))).collect()
}

/// One of them of `Zᵀ Z`, rows of `z` being [`pitch`] numbers apart: row by row, 0 where there are no columns any more.
pub(crate) fn tile(z: &[f32], columns: usize, at: (usize, usize)) -> Vec<f64> {
    let mut sums = vec![0.0; COLUMNS * COLUMNS];
    dispatch(Tile { z, pitch: pitch(columns), at, sums: &mut sums });
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
    z: &'a [f32],
    pitch: usize,
    /// Which rows and columns of the matrix.
    at: (usize, usize),
    sums: &'a mut [f64],
}

impl Kernel for Tile<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let (below, right) = self.at;
        let mut panels = [vec![Line::ZERO; PANELS * ROWS], vec![Line::ZERO; PANELS * ROWS]];
        for rows in self.z.chunks(ROWS * self.pitch.max(1)) {
            let n = rows.len() / self.pitch.max(1);
            let [left, top] = &mut panels;
            let lefts = pack(rows, self.pitch, below, left);
            let tops = pack(rows, self.pitch, right, top);
            for a in 0..lefts {
                for b in 0..tops {
                    if below == right && b > a {
                        break;
                    }
                    let (a_rows, b_rows) = (&left[a * ROWS..][..n], &top[b * ROWS..][..n]);
                    let into = &mut self.sums[a * SINGLES * COLUMNS + b * SINGLES..];
                    if V::TILE == LANES {
                        product::<V, 8>(a_rows, b_rows, into);
                    } else {
                        product::<V, 4>(a_rows, b_rows, into);
                    }
                }
            }
        }
    }
}

/// The columns of a tile, panel by panel; how many panels there are.
#[inline(always)]
fn pack(rows: &[f32], pitch: usize, block: usize, into: &mut [Line]) -> usize {
    let from = block * COLUMNS;
    let count = (pitch - from).min(COLUMNS) / SINGLES;
    for (i, row) in rows.chunks_exact(pitch).enumerate() {
        for (panel, chunk) in row[from..].as_chunks::<SINGLES>().0.iter().take(count).enumerate() {
            into[panel * ROWS + i].0 = *chunk;
        }
    }
    count
}

/// `into[r · COLUMNS + c] += Σ_i a_ir b_ic` of two panels, R rows at a time.
#[inline(always)]
fn product<V: Vector, const R: usize>(a: &[Line], b: &[Line], into: &mut [f64]) {
    for from in (0..SINGLES).step_by(R) {
        let mut totals = [[[0.0; LANES]; 2]; R];
        for (a, b) in a.chunks(CHAIN).zip(b.chunks(CHAIN)) {
            let mut sums = [V::Single::splat(0.0); R];
            for (a, b) in a.iter().zip(b) {
                let b = V::Single::load(&b.0);
                for r in 0..R {
                    sums[r] = V::Single::splat(a.0[from + r]).fma(b, sums[r]);
                }
            }
            for r in 0..R {
                let mut singles = [0.0; SINGLES];
                sums[r].store(&mut singles);
                for (total, half) in totals[r].iter_mut().zip(singles.as_chunks::<LANES>().0) {
                    V::load_f32(half).add(V::load(total)).store(total);
                }
            }
        }
        for (r, totals) in totals.iter().enumerate() {
            let into = &mut into[(from + r) * COLUMNS..][..SINGLES];
            for (into, total) in into.as_chunks_mut::<LANES>().0.iter_mut().zip(totals) {
                V::load(into).add(V::load(total)).store(into);
            }
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
        for (n, p) in [(1, 1), (31, 15), (33, 17), (300, 129), (513, 40)] {
            let pitch = pitch(p);
            let z: Vec<f32> = (0..n * pitch).map(|k| if k % pitch < p { random() } else { 0.0 }).collect();
            let mut found = vec![vec![f64::NAN; p]; p];
            for at in tiles(p) {
                let sums = tile(&z, p, at);
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
                on_every_path(Tile { z: &z, pitch, at: (0, 0), sums: &mut sums }, path).map(|()| sums)
            };
            if let (Some(two), Some(three)) = (on(1), on(2)) {
                assert_eq!(two, three);
            }
        }
    }
}
