//! Products of dense rows with several vectors at once, for models with several outputs.
//!
//! ```text
//! H[c, i] ← Σ_j (x_ij − o_j) W[c, j]         G[c, j] ← G[c, j] + Σ_i R[c, i] (x_ij − o_j)
//! ```
//!
//! Entry by entry the operations and their order are those of [`kernels`](crate::design::dense::kernels) with one vector, so the bits are
//! too; only the loads are shared. Tiles of rows × vectors stay in registers, as in a matrix product (Goto & van de Geijn,
//! *Anatomy of High-Performance Matrix Multiplication*, ACM TOMS 34(3), 2008): with one vector a row is loaded for one
//! multiplication per entry and memory is the limit, with ten it is arithmetic.
// Tiles are indexed in two directions; iterators over one of them hide the other.
#![allow(clippy::needless_range_loop)]

use crate::design::dense::kernels::{Ahead, Rows};
use crate::design::scalar::Scalar;
use crate::simd::{Kernel, LANES, Vector, dispatch};

/// `eta[c · stride + i] ← Σ_j (x_ij − o_j) w[c · pitch + j]` for all `c` that `eta` has room for.
pub(crate) fn matmul<T: Scalar>(rows: Rows<'_, T>, w: &[f64], pitch: usize, eta: &mut [f64], stride: usize) {
    dispatch(Matmul { rows, w, pitch, eta, stride });
}

/// `g[c · pitch + j] ← g[c · pitch + j] + Σ_i r[c · stride + i] (x_ij − o_j)`.
pub(crate) fn add_transpose_matmul<T: Scalar>(
    rows: Rows<'_, T>,
    r: &[f64],
    stride: usize,
    g: &mut [f64],
    pitch: usize,
) {
    dispatch(TransposeMatmul { rows, r, stride, g, pitch });
}

struct Matmul<'a, T> {
    rows: Rows<'a, T>,
    w: &'a [f64],
    pitch: usize,
    eta: &'a mut [f64],
    stride: usize,
}

impl<T: Scalar> Kernel for Matmul<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(mut self) {
        // Sums in registers: 8 × 3 of 32, or 4 × 1 pairs of 16.
        if V::TILE == LANES { self.sweep::<V, 8, 3>() } else { self.sweep::<V, 4, 1>() }
    }
}

impl<T: Scalar> Matmul<'_, T> {
    #[inline(always)]
    fn sweep<V: Vector, const R: usize, const C: usize>(&mut self) {
        let vectors = self.eta.len() / self.stride;
        let n = self.rows.nrows;
        let whole = n - n % R;
        let mut ahead = self.rows.first_ahead(whole / R);
        for i in (0..whole).step_by(R) {
            ahead.fetch();
            self.vectors::<V, R, C>(i, vectors);
        }
        for i in whole..n {
            self.vectors::<V, 1, C>(i, vectors);
        }
    }

    /// All vectors with rows `i .. i + R`.
    #[inline(always)]
    fn vectors<V: Vector, const R: usize, const C: usize>(&mut self, i: usize, vectors: usize) {
        let whole = vectors - vectors % C;
        for c in (0..whole).step_by(C) {
            self.tile::<V, R, C>(i, c);
        }
        if C > 2 && vectors - whole == 2 {
            self.tile::<V, R, 2>(i, whole);
        } else if whole < vectors {
            self.tile::<V, R, 1>(i, whole);
        }
    }

    /// Vectors `c .. c + C` with rows `i .. i + R`.
    #[inline(always)]
    fn tile<V: Vector, const R: usize, const C: usize>(&mut self, i: usize, c: usize) {
        let p = self.rows.origin.len();
        let (o, o_tail) = self.rows.origin.as_chunks::<LANES>();
        let w: [(&[[f64; LANES]], &[f64]); C] =
            std::array::from_fn(|k| self.w[(c + k) * self.pitch..][..p].as_chunks::<LANES>());
        let x: [(&[[T; LANES]], &[T]); R] = std::array::from_fn(|r| self.rows.row(i + r).as_chunks::<LANES>());
        let mut sums = [[V::splat(0.0); C]; R];
        for j in 0..o.len() {
            let o = V::load(&o[j]);
            let mut factors = [o; C];
            for k in 0..C {
                factors[k] = V::load(&w[k].0[j]);
            }
            for r in 0..R {
                let x = T::load::<V>(&x[r].0[j]).sub(o);
                for k in 0..C {
                    sums[r][k] = x.fma(factors[k], sums[r][k]);
                }
            }
        }
        if !o_tail.is_empty() {
            let o = V::load_part(o_tail);
            for r in 0..R {
                let x = T::load_part::<V>(x[r].1).sub(o);
                for k in 0..C {
                    sums[r][k] = x.fma(V::load_part(w[k].1), sums[r][k]);
                }
            }
        }
        if R == LANES {
            for k in 0..C {
                let mut column = [sums[0][k]; LANES];
                for r in 0..R {
                    column[r] = sums[r][k];
                }
                if let Some(to) = self.eta[(c + k) * self.stride + i..].first_chunk_mut() {
                    V::sums(column).store(to);
                }
            }
            return;
        }
        for r in 0..R {
            for k in 0..C {
                self.eta[(c + k) * self.stride + i + r] = sums[r][k].sum();
            }
        }
    }
}

struct TransposeMatmul<'a, T> {
    rows: Rows<'a, T>,
    r: &'a [f64],
    stride: usize,
    g: &'a mut [f64],
    pitch: usize,
}

impl<T: Scalar> Kernel for TransposeMatmul<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(mut self) {
        if V::TILE == LANES { self.sweep::<V, 10>() } else { self.sweep::<V, 4>() }
    }
}

impl<T: Scalar> TransposeMatmul<'_, T> {
    /// Vectors in groups of at most `C`, as even as can be.
    #[inline(always)]
    fn sweep<V: Vector, const C: usize>(&mut self) {
        let vectors = self.r.len() / self.stride;
        let groups = vectors.div_ceil(C);
        let mut ahead = self.rows.last_ahead(groups * self.rows.origin.len() / LANES);
        for group in 0..groups {
            let (from, to) = (group * vectors / groups, (group + 1) * vectors / groups);
            match to - from {
                1 => self.group::<V, 1>(from, &mut ahead),
                2 => self.group::<V, 2>(from, &mut ahead),
                3 => self.group::<V, 3>(from, &mut ahead),
                4 => self.group::<V, 4>(from, &mut ahead),
                5 => self.group::<V, 5>(from, &mut ahead),
                6 => self.group::<V, 6>(from, &mut ahead),
                7 => self.group::<V, 7>(from, &mut ahead),
                8 => self.group::<V, 8>(from, &mut ahead),
                9 => self.group::<V, 9>(from, &mut ahead),
                _ => self.group::<V, 10>(from, &mut ahead),
            }
        }
    }

    /// Vectors `c .. c + C`, eight columns at a time: the sums stay in registers over the rows of the block.
    #[inline(always)]
    fn group<V: Vector, const C: usize>(&mut self, c: usize, ahead: &mut Ahead<'_, T>) {
        let (p, pitch, n) = (self.rows.origin.len(), self.pitch, self.rows.nrows);
        let factors: [&[f64]; C] = std::array::from_fn(|k| &self.r[(c + k) * self.stride..][..n]);
        let (o, o_tail) = self.rows.origin.as_chunks::<LANES>();
        for (j, o) in o.iter().enumerate() {
            ahead.fetch();
            let o = V::load(o);
            let mut sums = [o; C];
            for k in 0..C {
                sums[k] = load(&self.g[(c + k) * pitch + j * LANES..]);
            }
            for i in 0..n {
                let x = T::load::<V>(&self.rows.row(i).as_chunks::<LANES>().0[j]).sub(o);
                for k in 0..C {
                    sums[k] = x.fma(V::splat(factors[k][i]), sums[k]);
                }
            }
            for k in 0..C {
                if let Some(into) = self.g[(c + k) * pitch + j * LANES..].first_chunk_mut::<LANES>() {
                    sums[k].store(into);
                }
            }
        }
        if !o_tail.is_empty() {
            let at = p - o_tail.len();
            let o = V::load_part(o_tail);
            let mut sums = [o; C];
            for k in 0..C {
                sums[k] = V::load_part(&self.g[(c + k) * pitch + at..][..p - at]);
            }
            for i in 0..n {
                let x = T::load_part::<V>(self.rows.row(i).as_chunks::<LANES>().1).sub(o);
                for k in 0..C {
                    sums[k] = x.fma(V::splat(factors[k][i]), sums[k]);
                }
            }
            for k in 0..C {
                sums[k].store_part(&mut self.g[(c + k) * pitch + at..][..p - at]);
            }
        }
    }
}

/// The first chunk of a slice that has one.
#[inline(always)]
fn load<V: Vector>(from: &[f64]) -> V {
    from.first_chunk::<LANES>().map_or_else(|| V::splat(0.0), V::load)
}
