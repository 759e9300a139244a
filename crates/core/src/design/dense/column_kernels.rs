//! The inner loops over dense columns. Lanes are eight rows; which instructions they are compiled to is the business of
//! [`crate::simd`].
//!
//! Several columns are taken at once: a margin is then loaded and stored once for all of them, and the sums of a transposed
//! product hide each other's latency. The order of operations is that of one column after the other, so it does not matter
//! how many: margin i is `((0 + x_i0 w_0) + x_i1 w_1) + …`, and a sum over rows keeps lanes `i mod 8`, added in pairs at the
//! end of the block.
//!
//! A block is a short piece of every column, and a processor that follows streams has lost each by the time the next piece
//! is wanted. So the two products ask for the pieces of the block that comes next, each for a half of the columns.

use crate::design::dense::column_sums::ColumnSums;
use crate::design::dense::store::Store;
use crate::design::scalar::Scalar;
use crate::simd::{Kernel, LANES, Vector, dispatch, prefetch};

/// Rows `rows.0 .. rows.1` of columns, minus `origin`.
#[derive(Clone, Copy)]
pub(crate) struct Block<'a, T: Scalar> {
    pub store: &'a Store<'a, T>,
    pub rows: (usize, usize),
    pub origin: &'a [f64],
    /// Rows that will soon be asked for, to be fetched meanwhile.
    pub ahead: (usize, usize),
}

impl<'a, T: Scalar> Block<'a, T> {
    #[inline(always)]
    pub fn column(&self, j: usize) -> &'a [T] {
        self.store.column(j, self.rows.0..self.rows.1)
    }

    /// Columns `j .. j + C` in chunks of eight rows and what is left.
    #[inline(always)]
    fn chunks<const C: usize>(&self, j: usize) -> [(&'a [[T; LANES]], &'a [T]); C] {
        std::array::from_fn(|c| self.column(j + c).as_chunks::<LANES>())
    }

    /// What to fetch of columns `j .. j + C` of the rows ahead, if this is the product that does.
    #[inline(always)]
    fn ahead<const C: usize>(&self, j: usize, fetches: bool) -> [&'a [[T; LANES]]; C] {
        let rows = if fetches { self.ahead.0..self.ahead.1 } else { 0..0 };
        std::array::from_fn(|c| self.store.column(j + c, rows.clone()).as_chunks::<LANES>().0)
    }

    /// Whether column `j` is of the half that the first product over a block fetches.
    #[inline(always)]
    fn is_first_half(&self, j: usize) -> bool {
        2 * j < self.origin.len()
    }
}

/// Calls `$body::<T, V, C>(…, j, …)` for all columns in groups of C: 8 (where there are registers for it), 4, 2, 1.
macro_rules! in_groups {
    ($V:ident, $p:expr, $j:ident => $body:ident($($arg:expr),*)) => {
        let mut $j = 0;
        while $j < $p {
            $j += match $p - $j {
                8.. if $V::TILE == LANES => { $body::<T, $V, 8>($($arg),*); 8 }
                4.. => { $body::<T, $V, 4>($($arg),*); 4 }
                2.. => { $body::<T, $V, 2>($($arg),*); 2 }
                _ => { $body::<T, $V, 1>($($arg),*); 1 }
            };
        }
    };
}

/// `eta_i ← Σ_j (x_ij − o_j) w_j`.
pub(crate) fn matvec<T: Scalar>(x: Block<'_, T>, w: &[f64], eta: &mut [f64]) {
    struct Matvec<'a, T: Scalar>(Block<'a, T>, &'a [f64], &'a mut [f64]);
    impl<T: Scalar> Kernel for Matvec<'_, T> {
        type Output = ();
        #[inline(always)]
        fn run<V: Vector>(self) {
            let Self(x, w, eta) = self;
            eta.fill(0.0);
            in_groups!(V, x.origin.len(), j => add_products(x, j, w, eta));
        }
    }
    dispatch(Matvec(x, w, eta));
}

/// `g_j ← g_j + Σ_i r_i (x_ij − o_j)`.
pub(crate) fn add_transpose_matvec<T: Scalar>(x: Block<'_, T>, r: &[f64], g: &mut [f64]) {
    struct TransposeMatvec<'a, T: Scalar>(Block<'a, T>, &'a [f64], &'a mut [f64]);
    impl<T: Scalar> Kernel for TransposeMatvec<'_, T> {
        type Output = ();
        #[inline(always)]
        fn run<V: Vector>(self) {
            let Self(x, r, g) = self;
            in_groups!(V, x.origin.len(), j => add_dots(x, j, r, g));
        }
    }
    dispatch(TransposeMatvec(x, r, g));
}

/// Weighted sums, sums of squares and extremes of the columns.
pub(crate) fn add_moments<T: Scalar>(x: Block<'_, T>, weights: &[f64], into: &mut ColumnSums, at: usize) {
    struct Moments<'a, T: Scalar>(Block<'a, T>, &'a [f64], &'a mut ColumnSums, usize);
    impl<T: Scalar> Kernel for Moments<'_, T> {
        type Output = ();
        #[inline(always)]
        fn run<V: Vector>(self) {
            let Self(x, weights, into, at) = self;
            for j in 0..x.origin.len() {
                moments::<T, V>(x, j, weights, into, at);
            }
        }
    }
    dispatch(Moments(x, weights, into, at));
}

/// Ask for chunk `k`: for its last number, as its first may lie in a cache line that the rows before have brought.
#[inline(always)]
fn fetch<T: Scalar>(chunks: &[[T; LANES]], k: usize) {
    if let Some(chunk) = chunks.get(k) {
        prefetch(&chunk[LANES - 1]);
    }
}

/// Columns `j .. j + C`.
#[inline(always)]
fn add_products<T: Scalar, V: Vector, const C: usize>(x: Block<'_, T>, j: usize, w: &[f64], eta: &mut [f64]) {
    let (columns, ahead) = (x.chunks::<C>(j), x.ahead::<C>(j, x.is_first_half(j)));
    let (mut o, mut factor) = ([V::splat(0.0); C], [V::splat(0.0); C]);
    for c in 0..C {
        (o[c], factor[c]) = (V::splat(x.origin[j + c]), V::splat(w[j + c]));
    }
    let (chunks, rest) = eta.as_chunks_mut::<LANES>();
    for (k, eta) in chunks.iter_mut().enumerate() {
        let mut sum = V::load(eta);
        for c in 0..C {
            fetch(ahead[c], k);
            sum = T::load::<V>(&columns[c].0[k]).sub(o[c]).fma(factor[c], sum);
        }
        sum.store(eta);
    }
    if !rest.is_empty() {
        let mut sum = V::load_part(rest);
        for c in 0..C {
            sum = T::load_part::<V>(columns[c].1).sub(o[c]).fma(factor[c], sum);
        }
        sum.store_part(rest);
    }
}

/// Columns `j .. j + C`.
#[inline(always)]
fn add_dots<T: Scalar, V: Vector, const C: usize>(x: Block<'_, T>, j: usize, r: &[f64], g: &mut [f64]) {
    let (columns, ahead) = (x.chunks::<C>(j), x.ahead::<C>(j, !x.is_first_half(j)));
    let (mut o, mut sums) = ([V::splat(0.0); C], [V::splat(0.0); C]);
    for (o, origin) in o.iter_mut().zip(&x.origin[j..]) {
        *o = V::splat(*origin);
    }
    let (chunks, rest) = r.as_chunks::<LANES>();
    for (k, r) in chunks.iter().enumerate() {
        let r = V::load(r);
        for c in 0..C {
            fetch(ahead[c], k);
            sums[c] = T::load::<V>(&columns[c].0[k]).sub(o[c]).fma(r, sums[c]);
        }
    }
    if !rest.is_empty() {
        let r = V::load_part(rest);
        for c in 0..C {
            sums[c] = T::load_part::<V>(columns[c].1).sub(o[c]).fma(r, sums[c]);
        }
    }
    for c in 0..C {
        g[j + c] += sums[c].sum();
    }
}

/// Column `j`.
#[inline(always)]
fn moments<T: Scalar, V: Vector>(x: Block<'_, T>, j: usize, weights: &[f64], into: &mut ColumnSums, at: usize) {
    let ([(chunks, rest)], [ahead], o) = (x.chunks::<1>(j), x.ahead::<1>(j, true), V::splat(x.origin[j]));
    let mut sums = [V::splat(0.0), V::splat(0.0), V::splat(f64::INFINITY), V::splat(f64::NEG_INFINITY)];
    let (weights, rest_weights) = weights.as_chunks::<LANES>();
    for (k, (values, weights)) in chunks.iter().zip(weights).enumerate() {
        fetch(ahead, k);
        moment::<V>(T::load::<V>(values).sub(o), V::load(weights), &mut sums);
    }
    if !rest.is_empty() {
        moment::<V>(T::load_part::<V>(rest).sub(o), V::load_part(rest_weights), &mut sums);
    }
    let (mut min, mut max) = ([0.0; LANES], [0.0; LANES]);
    sums[2].store(&mut min);
    sums[3].store(&mut max);
    let at = at + j;
    into.sum[at] += sums[0].sum();
    into.squares[at] += sums[1].sum();
    into.min[at] = min.into_iter().fold(into.min[at], f64::min);
    into.max[at] = max.into_iter().fold(into.max[at], f64::max);
}

/// Adds eight rows to sum, squares, minimum and maximum; a row of weight 0 has no extremes. (No closure: it would be compiled
/// without the instructions of the function around it.)
#[inline(always)]
fn moment<V: Vector>(value: V, weight: V, sums: &mut [V; 4]) {
    let (weighted, zero) = (value.mul(weight), V::splat(0.0));
    sums[0] = sums[0].add(weighted);
    sums[1] = weighted.fma(value, sums[1]);
    sums[2] = zero.if_less(weight, value.min(sums[2]), sums[2]);
    sums[3] = zero.if_less(weight, value.max(sums[3]), sums[3]);
}
