//! Factorisation in tiles, by several threads.
//!
//! ```text
//! L_ik = (A_ik − Σ_{j<k} L_ij L_kjᵀ) L_kk⁻ᵀ        column of tiles by column, L_kk L_kkᵀ = A_kk − Σ_{j<k} L_kj L_kjᵀ
//! ```
//!
//! (A. Buttari et al., *A class of parallel tiled linear algebra algorithms for multicore architectures*, Parallel Computing 35, 2009, left-looking.) Tiles of a column do
//! not depend on each other, each is computed by one thread in an order of its own, and their size depends on nothing: the bits are the same for any
//! number of threads. Products and small factors are faer's.
//!
//! Refused: faer's own threads, whose parts depend on their number.

use faer::linalg::matmul::matmul;
use faer::linalg::triangular_solve::solve_lower_triangular_in_place;
use faer::{Accum, MatMut, MatRef, Par, Side};
use logodds_core::Executor;

/// Order of a tile: 0.5 MB, and 12 columns of them at 3,000.
const TILE: usize = 256;
/// Order below which one thread is done in 5 ms.
pub(super) const FEWEST: usize = 3 * TILE;

/// A tile, column by column.
struct Tile {
    values: Vec<f64>,
    rows: usize,
    columns: usize,
}

impl Tile {
    fn get(&self) -> MatRef<'_, f64> {
        MatRef::from_column_major_slice(&self.values, self.rows, self.columns)
    }

    fn get_mut(&mut self) -> MatMut<'_, f64> {
        MatMut::from_column_major_slice_mut(&mut self.values, self.rows, self.columns)
    }
}

/// Lower factor of the row-major lower triangle `a`, or `None` if a pivot is not positive.
pub(super) fn factor(a: &[f64], n: usize, executor: &Executor) -> Option<Vec<f64>> {
    let count = n.div_ceil(TILE);
    let range = |i: usize| i * TILE..n.min((i + 1) * TILE);
    // Rows of tiles, up to the column that is being computed.
    let mut done: Vec<Vec<Tile>> = (0..count).map(|_| Vec::new()).collect();
    for k in 0..count {
        let updated = executor.map(count - k, |place| {
            let i = k + place;
            let (rows, columns) = (range(i), range(k));
            let values =
                columns.clone().flat_map(|c| rows.clone().map(move |r| if r >= c { a[r * n + c] } else { 0.0 }));
            let mut tile = Tile { values: values.collect(), rows: rows.len(), columns: columns.len() };
            for (left, right) in done[i].iter().zip(&done[k]) {
                matmul(tile.get_mut(), Accum::Add, left.get(), right.get().transpose(), -1.0, Par::Seq);
            }
            tile
        });
        let mut updated = updated.into_iter();
        let diagonal = updated.next()?;
        let root = diagonal.get().llt(Side::Lower).ok()?;
        let root = Tile {
            values: (0..diagonal.columns)
                .flat_map(|c| (0..diagonal.rows).map(move |r| (r, c)))
                .map(|(r, c)| if r >= c { root.L()[(r, c)] } else { 0.0 })
                .collect(),
            ..diagonal
        };
        let below: Vec<Tile> = updated.collect();
        let solved = executor.map(below.len(), |place| {
            let mut tile = Tile { values: below[place].values.clone(), ..below[place] };
            solve_lower_triangular_in_place(root.get(), tile.get_mut().transpose_mut(), Par::Seq);
            tile
        });
        done[k].push(root);
        done[k + 1..].iter_mut().zip(solved).for_each(|(row, tile)| row.push(tile));
    }
    let mut lower = vec![0.0; n * n];
    for (i, tiles) in done.iter().enumerate() {
        for (k, tile) in tiles.iter().enumerate() {
            for (c, values) in range(k).zip(tile.values.chunks_exact(tile.rows)) {
                for (r, value) in range(i).zip(values) {
                    lower[r * n + c] = *value;
                }
            }
        }
    }
    Some(lower)
}
