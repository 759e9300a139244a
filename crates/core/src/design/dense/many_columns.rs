//! Products of dense columns with several vectors at once: for models with several outputs, and for one model at several points.
//!
//! ```text
//! H[c, i] ← Σ_j (x_ij − o_j) W[c, j]         G[c, j] ← G[c, j] + Σ_i R[c, i] (x_ij − o_j)
//! ```
//!
//! Entry by entry the operations and their order are those of [`column_kernels`](crate::design::dense::column_kernels) with one vector, so the bits
//! are too; only the loads are shared. Rows are packed sixteen at a time for the first product, columns beside each other, so that a tile of two
//! octets of rows × vectors stays in registers over all columns (as in [`many`](crate::design::dense::many), of rows); the second keeps
//! columns × vectors over all rows of the block.
// Tiles are indexed in two directions; iterators over one of them hide the other.
#![allow(clippy::needless_range_loop)]

use crate::design::dense::column_kernels::Block;
use crate::design::scalar::Scalar;
use crate::simd::{Kernel, LANES, Vector, dispatch};

/// Octets of rows that are packed at a time.
const OCTETS: usize = 2;

/// `eta[c · stride + i] ← Σ_j (x_ij − o_j) w[c · pitch + j]` for all `c` that `eta` has room for.
pub(crate) fn matmul<T: Scalar>(x: Block<'_, T>, w: &[f64], pitch: usize, eta: &mut [f64], stride: usize) {
    let packed = vec![[[0.0; LANES]; OCTETS]; x.origin.len()];
    dispatch(Matmul { x, packed, w, pitch, eta, stride });
}

/// `g[c · pitch + j] ← g[c · pitch + j] + Σ_i r[c · stride + i] (x_ij − o_j)`.
pub(crate) fn add_transpose_matmul<T: Scalar>(x: Block<'_, T>, r: &[f64], stride: usize, g: &mut [f64], pitch: usize) {
    dispatch(TransposeMatmul { x, r, stride, g, pitch });
}

struct Matmul<'a, T: Scalar> {
    x: Block<'a, T>,
    /// Of every column, the rows at hand minus the origin; 0 beyond the last.
    packed: Vec<[[f64; LANES]; OCTETS]>,
    w: &'a [f64],
    pitch: usize,
    eta: &'a mut [f64],
    stride: usize,
}

impl<T: Scalar> Kernel for Matmul<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(mut self) {
        let vectors = self.eta.len() / self.stride.max(1);
        for first in (0..self.x.rows.1 - self.x.rows.0).step_by(OCTETS * LANES) {
            self.pack::<V>(first);
            let mut c = 0;
            while c < vectors {
                // Sums in registers: 2 × 8 of 32, or 2 × 2 pairs of 16.
                c += match vectors - c {
                    8.. if V::TILE == LANES => self.tile::<V, 8>(first, c),
                    4.. if V::TILE == LANES => self.tile::<V, 4>(first, c),
                    2.. => self.tile::<V, 2>(first, c),
                    _ => self.tile::<V, 1>(first, c),
                };
            }
        }
    }
}

impl<T: Scalar> Matmul<'_, T> {
    /// The rows from `first` on.
    #[inline(always)]
    fn pack<V: Vector>(&mut self, first: usize) {
        for (j, packed) in self.packed.iter_mut().enumerate() {
            let (chunks, rest) = self.x.column(j)[first..].as_chunks::<LANES>();
            let o = V::splat(self.x.origin[j]);
            for k in 0..OCTETS {
                let rows = match chunks.get(k) {
                    Some(chunk) => T::load::<V>(chunk).sub(o),
                    None if k == chunks.len() && !rest.is_empty() => T::load_part::<V>(rest).sub(o),
                    None => V::splat(0.0),
                };
                rows.store(&mut packed[k]);
            }
        }
    }

    /// Vectors `c .. c + C` with the rows packed from `first` on. C.
    #[inline(always)]
    fn tile<V: Vector, const C: usize>(&mut self, first: usize, c: usize) -> usize {
        let p = self.packed.len();
        let w: [&[f64]; C] = std::array::from_fn(|k| &self.w[(c + k) * self.pitch..][..p]);
        let mut sums = [[V::splat(0.0); OCTETS]; C];
        for (j, packed) in self.packed.iter().enumerate() {
            let (a, b) = (V::load(&packed[0]), V::load(&packed[1]));
            for k in 0..C {
                let factor = V::splat(w[k][j]);
                sums[k][0] = a.fma(factor, sums[k][0]);
                sums[k][1] = b.fma(factor, sums[k][1]);
            }
        }
        let rows = self.x.rows.1 - self.x.rows.0;
        for k in 0..C {
            for octet in 0..OCTETS {
                let from = first + octet * LANES;
                let eta = &mut self.eta[(c + k) * self.stride..];
                match rows.saturating_sub(from) {
                    0 => {}
                    LANES.. => {
                        if let Some(to) = eta[from..].first_chunk_mut() {
                            sums[k][octet].store(to);
                        }
                    }
                    part => sums[k][octet].store_part(&mut eta[from..from + part]),
                }
            }
        }
        C
    }
}

struct TransposeMatmul<'a, T: Scalar> {
    x: Block<'a, T>,
    r: &'a [f64],
    stride: usize,
    g: &'a mut [f64],
    pitch: usize,
}

impl<T: Scalar> Kernel for TransposeMatmul<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(mut self) {
        let (p, vectors) = (self.x.origin.len(), self.r.len() / self.stride.max(1));
        let mut j = 0;
        while j < p {
            // Sums in registers: 4 × 4 of 32, or 2 × 3 pairs of 16.
            j += match p - j {
                4.. if V::TILE == LANES => self.columns::<V, 4, 4>(j, vectors),
                2.. => self.columns::<V, 2, 3>(j, vectors),
                _ => self.columns::<V, 1, 3>(j, vectors),
            };
        }
    }
}

impl<T: Scalar> TransposeMatmul<'_, T> {
    /// Columns `j .. j + J` with all vectors. J.
    #[inline(always)]
    fn columns<V: Vector, const J: usize, const C: usize>(&mut self, j: usize, vectors: usize) -> usize {
        let whole = vectors - vectors % C;
        for c in (0..whole).step_by(C) {
            self.tile::<V, J, C>(j, c);
        }
        for c in whole..vectors {
            self.tile::<V, J, 1>(j, c);
        }
        J
    }

    /// Columns `j .. j + J` with vectors `c .. c + C`: the sums stay in registers over the rows of the block.
    #[inline(always)]
    fn tile<V: Vector, const J: usize, const C: usize>(&mut self, j: usize, c: usize) {
        let n = self.x.rows.1 - self.x.rows.0;
        let x: [(&[[T; LANES]], &[T]); J] = std::array::from_fn(|k| self.x.column(j + k).as_chunks::<LANES>());
        let r: [(&[[f64; LANES]], &[f64]); C] =
            std::array::from_fn(|k| self.r[(c + k) * self.stride..][..n].as_chunks::<LANES>());
        let o: [V; J] = std::array::from_fn(|k| V::splat(self.x.origin[j + k]));
        let mut sums = [[V::splat(0.0); C]; J];
        for i in 0..n / LANES {
            let mut factors = [V::splat(0.0); C];
            for k in 0..C {
                factors[k] = V::load(&r[k].0[i]);
            }
            for l in 0..J {
                let x = T::load::<V>(&x[l].0[i]).sub(o[l]);
                for k in 0..C {
                    sums[l][k] = x.fma(factors[k], sums[l][k]);
                }
            }
        }
        if !n.is_multiple_of(LANES) {
            for l in 0..J {
                let x = T::load_part::<V>(x[l].1).sub(o[l]);
                for k in 0..C {
                    sums[l][k] = x.fma(V::load_part(r[k].1), sums[l][k]);
                }
            }
        }
        for l in 0..J {
            for k in 0..C {
                self.g[(c + k) * self.pitch + j + l] += sums[l][k].sum();
            }
        }
    }
}
