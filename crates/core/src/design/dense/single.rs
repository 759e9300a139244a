//! Products of dense f32 rows with several vectors in single precision: half the time of those of `many`, and half the digits.
//!
//! ```text
//! H[c, i] ← Σ_j (x_ij − o_j) W[c, j]         G[c, j] ← G[c, j] + Σ_i R[c, i] (x_ij − o_j)
//! ```
//!
//! All operands are rounded to f32, and a sum is one of at most `p / 16 + 4` terms in a chain (in H, and as many pairs) or as
//! many as the rows added (in G); whoever adds many moves G to f64 every so often. So with u = 2⁻²⁴ a margin is off by at most about
//! `(p / 16 + 7) u Σ_j |x_ij − o_j| |w_j|` (N. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., §3.1): good enough
//! to choose the next point by, never to say how good a point is.
//!
//! The tiles are those of `many`, of twice as many columns.
// Tiles are indexed in two directions; iterators over one of them hide the other.
#![allow(clippy::needless_range_loop)]

use crate::design::dense::kernels::{Ahead, Rows};
use crate::simd::single::{Line, SINGLES, Single};
use crate::simd::{Kernel, LANES, Vector, dispatch};

/// Rows stored as f32.
#[derive(Clone, Copy, Debug)]
pub struct SingleRows<'a> {
    rows: Rows<'a, f32>,
}

impl<'a> SingleRows<'a> {
    pub(crate) fn new(rows: Rows<'a, f32>) -> Self {
        Self { rows }
    }

    /// `eta[c · stride + i] ← Σ_j (x_ij − o_j) w_cj` for as many vectors as `eta` has room for; vectors, and the origin, which is not
    /// that of the rows, are padded to whole lines.
    pub(crate) fn matmul(&self, origin: &[Line], w: &[Line], eta: &mut [f64], stride: usize) {
        dispatch(Matmul { rows: self.rows, origin, w, eta, stride });
    }

    /// `g_cj ← g_cj + Σ_i r[c · stride + i] (x_ij − o_j)` for all vectors in `r`.
    pub(crate) fn add_transpose_matmul(&self, origin: &[Line], r: &[f32], stride: usize, g: &mut [Line]) {
        dispatch(TransposeMatmul { rows: self.rows, origin, r, stride, g });
    }
}

/// `into[c · pitch + j] ← into[c · pitch + j] + g_cj`, and zeros in g.
pub(crate) fn move_sums(g: &mut [Line], into: &mut [f64], pitch: usize) {
    dispatch(MoveSums { g, into, pitch });
}

struct Matmul<'a> {
    rows: Rows<'a, f32>,
    origin: &'a [Line],
    w: &'a [Line],
    eta: &'a mut [f64],
    stride: usize,
}

impl Kernel for Matmul<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(mut self) {
        if V::TILE == LANES { self.sweep::<V::Single, 8, 3>() } else { self.sweep::<V::Single, 4, 1>() }
    }
}

impl Matmul<'_> {
    #[inline(always)]
    fn sweep<S: Single, const R: usize, const C: usize>(&mut self) {
        let (vectors, n) = (self.eta.len() / self.stride, self.rows.nrows);
        let whole = vectors - vectors % C;
        let mut ahead = self.rows.first_ahead(n / LANES * vectors.div_ceil(C));
        for i in (0..n - n % LANES).step_by(LANES) {
            for c in (0..whole).step_by(C) {
                ahead.fetch();
                self.eight::<S, R, C>(i, c);
            }
            if whole < vectors {
                ahead.fetch();
            }
            if C > 2 && vectors - whole == 2 {
                self.eight::<S, R, 2>(i, whole);
            } else if whole < vectors {
                self.eight::<S, R, 1>(i, whole);
            }
        }
        for i in n - n % LANES..n {
            for c in 0..vectors {
                let mut one = [S::splat(0.0); LANES];
                one[0] = self.tile::<S, 1, 1>(i, c)[0][0];
                let mut sums = [0.0; LANES];
                S::sums(one, &mut sums);
                self.eta[c * self.stride + i] = sums[0];
            }
        }
    }

    /// Vectors `c .. c + C` with rows `i .. i + 8`, R at a time.
    #[inline(always)]
    fn eight<S: Single, const R: usize, const C: usize>(&mut self, i: usize, c: usize) {
        let mut lanes = [[S::splat(0.0); LANES]; C];
        for from in (0..LANES).step_by(R) {
            let tile = self.tile::<S, R, C>(i + from, c);
            for k in 0..C {
                for r in 0..R {
                    lanes[k][from + r] = tile[k][r];
                }
            }
        }
        for k in 0..C {
            if let Some(to) = self.eta[(c + k) * self.stride + i..].first_chunk_mut() {
                S::sums(lanes[k], to);
            }
        }
    }

    /// The products of vectors `c .. c + C` and rows `i .. i + R`, before the lanes are added up.
    #[inline(always)]
    fn tile<S: Single, const R: usize, const C: usize>(&self, i: usize, c: usize) -> [[S; R]; C] {
        let lines = self.origin.len();
        let w: [&[Line]; C] = std::array::from_fn(|k| &self.w[(c + k) * lines..][..lines]);
        let x: [(&[[f32; SINGLES]], &[f32]); R] = std::array::from_fn(|r| self.rows.row(i + r).as_chunks::<SINGLES>());
        let whole = x[0].0.len();
        let mut sums = [[S::splat(0.0); R]; C];
        for j in 0..whole {
            let o = S::load(&self.origin[j].0);
            let mut factors = [o; C];
            for k in 0..C {
                factors[k] = S::load(&w[k][j].0);
            }
            for r in 0..R {
                let x = S::load(&x[r].0[j]).sub(o);
                for k in 0..C {
                    sums[k][r] = x.fma(factors[k], sums[k][r]);
                }
            }
        }
        if whole < lines {
            let o = S::load(&self.origin[whole].0);
            for r in 0..R {
                let x = S::load_part(x[r].1).sub(o);
                for k in 0..C {
                    sums[k][r] = x.fma(S::load(&w[k][whole].0), sums[k][r]);
                }
            }
        }
        sums
    }
}

struct TransposeMatmul<'a> {
    rows: Rows<'a, f32>,
    origin: &'a [Line],
    r: &'a [f32],
    stride: usize,
    g: &'a mut [Line],
}

impl Kernel for TransposeMatmul<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(mut self) {
        if V::TILE == LANES { self.sweep::<V::Single, 10, 2>() } else { self.sweep::<V::Single, 4, 1>() }
    }
}

impl TransposeMatmul<'_> {
    /// Vectors in groups of at most `C`, as even as can be; J lines of columns at a time.
    #[inline(always)]
    fn sweep<S: Single, const C: usize, const J: usize>(&mut self) {
        let vectors = self.r.len() / self.stride;
        let groups = vectors.div_ceil(C);
        let mut ahead = self.rows.last_ahead(groups * self.origin.len().div_ceil(J));
        for group in 0..groups {
            let (from, to) = (group * vectors / groups, (group + 1) * vectors / groups);
            match to - from {
                1 => self.group::<S, 1, J>(from, &mut ahead),
                2 => self.group::<S, 2, J>(from, &mut ahead),
                3 => self.group::<S, 3, J>(from, &mut ahead),
                4 => self.group::<S, 4, J>(from, &mut ahead),
                5 => self.group::<S, 5, J>(from, &mut ahead),
                6 => self.group::<S, 6, J>(from, &mut ahead),
                7 => self.group::<S, 7, J>(from, &mut ahead),
                8 => self.group::<S, 8, J>(from, &mut ahead),
                9 => self.group::<S, 9, J>(from, &mut ahead),
                _ => self.group::<S, 10, J>(from, &mut ahead),
            }
        }
    }

    /// Vectors `c .. c + C`: the sums stay in registers over the rows of the block.
    #[inline(always)]
    fn group<S: Single, const C: usize, const J: usize>(&mut self, c: usize, ahead: &mut Ahead<'_, f32>) {
        let whole = self.rows.origin.len() / SINGLES;
        for j in (0..whole - whole % J).step_by(J) {
            ahead.fetch();
            self.columns::<S, C, J>(c, j);
        }
        if J > 1 && !whole.is_multiple_of(J) {
            ahead.fetch();
            for j in whole - whole % J..whole {
                self.columns::<S, C, 1>(c, j);
            }
        }
        if whole < self.origin.len() {
            ahead.fetch();
            self.last_columns::<S, C>(c, whole);
        }
    }

    /// Lines `j .. j + J` of columns.
    #[inline(always)]
    fn columns<S: Single, const C: usize, const J: usize>(&mut self, c: usize, j: usize) {
        let (lines, n) = (self.origin.len(), self.rows.nrows);
        let factors: [&[f32]; C] = std::array::from_fn(|k| &self.r[(c + k) * self.stride..][..n]);
        let zero = S::splat(0.0);
        let (mut o, mut sums) = ([zero; J], [[zero; J]; C]);
        for l in 0..J {
            o[l] = S::load(&self.origin[j + l].0);
            for k in 0..C {
                sums[k][l] = S::load(&self.g[(c + k) * lines + j + l].0);
            }
        }
        for i in 0..n {
            let row = &self.rows.row(i).as_chunks::<SINGLES>().0[j..j + J];
            let mut x = [zero; J];
            for l in 0..J {
                x[l] = S::load(&row[l]).sub(o[l]);
            }
            for k in 0..C {
                let factor = S::splat(factors[k][i]);
                for l in 0..J {
                    sums[k][l] = x[l].fma(factor, sums[k][l]);
                }
            }
        }
        for k in 0..C {
            for l in 0..J {
                sums[k][l].store(&mut self.g[(c + k) * lines + j + l].0);
            }
        }
    }

    /// The last line of columns, which is not a whole one.
    #[inline(always)]
    fn last_columns<S: Single, const C: usize>(&mut self, c: usize, j: usize) {
        let lines = self.origin.len();
        let o = S::load(&self.origin[j].0);
        let mut sums = [o; C];
        for k in 0..C {
            sums[k] = S::load(&self.g[(c + k) * lines + j].0);
        }
        for i in 0..self.rows.nrows {
            let x = S::load_part(self.rows.row(i).as_chunks::<SINGLES>().1).sub(o);
            for k in 0..C {
                sums[k] = x.fma(S::splat(self.r[(c + k) * self.stride + i]), sums[k]);
            }
        }
        for k in 0..C {
            sums[k].store(&mut self.g[(c + k) * lines + j].0);
        }
    }
}

struct MoveSums<'a> {
    g: &'a mut [Line],
    into: &'a mut [f64],
    pitch: usize,
}

impl Kernel for MoveSums<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let lines = self.pitch.div_ceil(SINGLES).max(1);
        for (g, into) in self.g.chunks_exact_mut(lines).zip(self.into.chunks_exact_mut(self.pitch.max(1))) {
            for (Line(g), into) in g.iter_mut().zip(into.chunks_mut(SINGLES)) {
                for (g, into) in g.as_chunks::<LANES>().0.iter().zip(into.chunks_mut(LANES)) {
                    let sum = V::load_f32(g);
                    match into.first_chunk_mut::<LANES>() {
                        Some(into) => sum.add(V::load(into)).store(into),
                        None => sum.add(V::load_part(into)).store_part(into),
                    }
                }
                *g = [0.0; SINGLES];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::on_every_path;

    /// Rows, columns and vectors with every kind of remainder; both products, by every instruction set.
    #[test]
    fn products_are_those_of_double_precision_and_of_any_instruction_set() {
        for (n, p, vectors) in [(1, 1, 1), (16, 32, 9), (19, 37, 3), (8, 16, 2), (25, 70, 11), (13, 48, 5), (40, 33, 4)]
        {
            let number = |i: usize| ((i * 7_919 % 1_009) as f64 - 504.0) / 64.0;
            let values: Vec<f32> = (0..n * p).map(|i| (number(i) + 20.0) as f32).collect();
            let o: Vec<f64> = (0..p).map(|j| 20.0 + number(j) / 9.0).collect();
            let w: Vec<f64> = (0..vectors * p).map(|i| number(i + 5) / 7.0).collect();
            let stride = n.next_multiple_of(LANES);
            let r: Vec<f32> = (0..vectors * stride).map(|i| number(i + 3) as f32 / 3.0).collect();
            let rows = Rows { values: &values, nrows: n, origin: &o, ahead: &values };
            let (mut origin, mut lines) = (Vec::new(), Vec::new());
            Line::extend(&mut origin, &o);
            w.chunks(p).for_each(|w| Line::extend(&mut lines, w));
            let both = |path: usize| {
                let mut eta = vec![0.0; vectors * stride];
                let mut g = vec![Line::ZERO; lines.len()];
                let matmul = Matmul { rows, origin: &origin, w: &lines, eta: &mut eta, stride };
                on_every_path(matmul, path)?;
                on_every_path(TransposeMatmul { rows, origin: &origin, r: &r, stride, g: &mut g }, path)?;
                let mut sums = vec![1.0; vectors * p];
                on_every_path(MoveSums { g: &mut g, into: &mut sums, pitch: p }, path)?;
                assert!(g.iter().all(|line| *line == Line::ZERO));
                Some((eta, sums))
            };
            let found: Vec<_> = (0..3).filter_map(both).collect();
            for (eta, sums) in &found {
                let x = |i: usize, j: usize| f64::from(values[i * p + j]) - f64::from(o[j] as f32);
                for c in 0..vectors {
                    for i in 0..n {
                        let exact: f64 = (0..p).map(|j| x(i, j) * w[c * p + j]).sum();
                        let size: f64 = (0..p).map(|j| (x(i, j) * w[c * p + j]).abs()).sum();
                        let unit = (p / 16 + 7) as f64 * f64::from(f32::EPSILON) / 2.0;
                        assert!((eta[c * stride + i] - exact).abs() <= unit * size, "{n} {p} {vectors}");
                    }
                    for j in 0..p {
                        let terms = (0..n).map(|i| x(i, j) * f64::from(r[c * stride + i]));
                        let size: f64 = terms.clone().map(f64::abs).sum();
                        let unit = (n + 2) as f64 * f64::from(f32::EPSILON) / 2.0;
                        assert!((sums[c * p + j] - 1.0 - terms.sum::<f64>()).abs() <= unit * size + 1e-14);
                    }
                }
            }
            // Without a fused multiply-add the last bits are others.
            assert!(found.windows(2).skip(1).all(|pair| pair[0] == pair[1]));
        }
    }
}
