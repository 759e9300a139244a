//! The inner loops over dense rows. The order of operations is fixed: lanes `j mod 8`, added pairwise at the end; which
//! instructions they are compiled to is the business of [`crate::simd`].
//!
//! A block is read twice, for margins and for the gradient, and between the two memory would be idle, and the hardware's own
//! prefetching lose its track. So both loops ask for the block that comes next, each for a half of it.

use crate::design::dense::column_sums::ColumnSums;
use crate::design::scalar::Scalar;
use crate::design::sparse::categorical::Categorical;
use crate::design::symmetric::SymMatrix;
use crate::response::logistic::rows::sigmoids_of;
use crate::simd::{Kernel, LANES, Vector, dispatch, prefetch};

/// Rows of a row-major matrix, end to end, minus `origin`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rows<'a, T> {
    pub values: &'a [T],
    pub nrows: usize,
    pub origin: &'a [f64],
    /// Rows that will soon be asked for, to be fetched meanwhile.
    pub ahead: &'a [T],
}

impl<'a, T: Scalar> Rows<'a, T> {
    #[inline(always)]
    pub(crate) fn row(&self, i: usize) -> &'a [T] {
        let p = self.origin.len();
        &self.values[i * p..][..p]
    }

    /// The first half of the rows ahead, in as many parts as there are steps.
    #[inline(always)]
    pub(crate) fn first_ahead(&self, steps: usize) -> Ahead<'a, T> {
        Ahead::new(&self.ahead[..self.ahead.len() / 2], steps)
    }

    /// The second half.
    #[inline(always)]
    pub(crate) fn last_ahead(&self, steps: usize) -> Ahead<'a, T> {
        Ahead::new(&self.ahead[self.ahead.len() / 2..], steps)
    }
}

/// Numbers to be fetched.
pub(crate) struct Ahead<'a, T> {
    rest: &'a [T],
    per_step: usize,
}

impl<'a, T: Scalar> Ahead<'a, T> {
    /// Numbers in a cache line.
    const LINE: usize = 64 / size_of::<T>();

    #[inline(always)]
    fn new(numbers: &'a [T], steps: usize) -> Self {
        let lines = numbers.len().div_ceil(Self::LINE);
        Self { rest: numbers, per_step: if lines == 0 { 0 } else { lines.div_ceil(steps.max(1)) * Self::LINE } }
    }

    /// Fetch the next part.
    #[inline(always)]
    pub(crate) fn fetch(&mut self) {
        let (now, rest) = self.rest.split_at(self.per_step.min(self.rest.len()));
        now.chunks(Self::LINE).for_each(|line| prefetch(&line[0]));
        self.rest = rest;
    }
}

/// A function that dispatches a body with its arguments.
macro_rules! kernel {
    ($(#[$meta:meta])* $name:ident = $Kernel:ident $body:ident($($arg:ident: $ty:ty),*)) => {
        pub(crate) struct $Kernel<'a, T> {
            pub(crate) rows: Rows<'a, T>,
            $(pub(crate) $arg: $ty),*
        }

        impl<T: Scalar> Kernel for $Kernel<'_, T> {
            type Output = ();
            #[inline(always)]
            fn run<V: Vector>(self) {
                $body::<T, V>(self.rows, $(self.$arg),*);
            }
        }

        $(#[$meta])*
        pub(crate) fn $name<'a, T: Scalar>(rows: Rows<'a, T>, $($arg: $ty),*) {
            dispatch($Kernel { rows, $($arg),* });
        }
    };
}

kernel!(
    /// `eta_i ← Σ_j (x_ij − o_j) w_j`.
    matvec = Matvec matvec_body(w: &'a [f64], eta: &'a mut [f64])
);
kernel!(
    /// `out_i ← 1 / (1 + e^−η_i)`, `η_i = Σ_j (x_ij − o_j) w_j + intercept`.
    probabilities = Probabilities probabilities_body(w: &'a [f64], intercept: f64, out: &'a mut [f64])
);
kernel!(
    /// `g_j ← g_j + Σ_i r_i (x_ij − o_j)`.
    add_transpose_matvec = TransposeMatvec transpose_body(r: &'a [f64], g: &'a mut [f64])
);
kernel!(
    /// `H[at.0 + c_i, at.1 ..] += d_i (x_i − o)` where c_i is the indicator column of row i's level, if it has one.
    add_grouped = Grouped grouped_body(groups: &'a Categorical<'a>, d: &'a [f64], h: &'a mut SymMatrix, at: (usize, usize))
);
kernel!(
    /// Append `√d_i (x_ij − o_j) unit_j`, rounded to f32, in rows of `pitch` numbers.
    append_singles = Singles singles_body(d: &'a [f64], unit: &'a [f64], pitch: usize, into: &'a mut Vec<f32>)
);
kernel!(
    /// Weighted sums, sums of squares and extremes of the columns.
    add_moments = MomentSums moments_body(weights: &'a [f64], into: &'a mut ColumnSums, at: usize)
);

#[inline(always)]
fn singles_body<T: Scalar, V: Vector>(rows: Rows<'_, T>, d: &[f64], unit: &[f64], pitch: usize, into: &mut Vec<f32>) {
    let start = into.len();
    into.resize(start + rows.nrows * pitch, 0.0);
    for (i, (d, into)) in d.iter().zip(into[start..].chunks_exact_mut(pitch)).enumerate() {
        let root = d.sqrt();
        for (((into, x), o), unit) in into.iter_mut().zip(rows.row(i)).zip(rows.origin).zip(unit) {
            *into = ((x.widen() - o) * unit * root) as f32;
        }
    }
}

/// Four rows at once, which share the loads of `w` and the origin and hide each other's latency; a row's own order of
/// operations is the same alone and among four: lane `j mod 8`, then the lanes in pairs.
#[inline(always)]
fn matvec_body<T: Scalar, V: Vector>(rows: Rows<'_, T>, w: &[f64], eta: &mut [f64]) {
    let mut x = &rows.values[..rows.nrows * rows.origin.len()];
    let mut ahead = rows.first_ahead(rows.nrows / 4);
    products::<T, V>(&mut x, rows.origin, w, &mut eta[..rows.nrows], &mut ahead);
}

/// Rows whose sigmoids are taken together: enough to hide each other's latency.
const TOGETHER: usize = 64;

/// Products and sigmoids by turns, so that memory is never long idle: 0.87 of the time of one after the other for all rows of a
/// call (`benches/predict.rs`).
#[inline(always)]
fn probabilities_body<T: Scalar, V: Vector>(rows: Rows<'_, T>, w: &[f64], intercept: f64, out: &mut [f64]) {
    let mut x = &rows.values[..rows.nrows * rows.origin.len()];
    let mut ahead = rows.first_ahead(rows.nrows / 4);
    for out in out[..rows.nrows].chunks_mut(TOGETHER) {
        products::<T, V>(&mut x, rows.origin, w, out, &mut ahead);
        sigmoids_of::<V>(out, intercept);
    }
}

/// `eta_i ← Σ_j (x_ij − o_j) w_j` for the first rows of `x`, which are taken off.
#[inline(always)]
fn products<T: Scalar, V: Vector>(x: &mut &[T], origin: &[f64], w: &[f64], eta: &mut [f64], ahead: &mut Ahead<'_, T>) {
    let (groups, rest) = eta.as_chunks_mut::<4>();
    for group in groups {
        ahead.fetch();
        V::sums_of_four(lanes::<T, V, 4>(x, origin, w), group);
    }
    for eta in rest {
        let [sum] = lanes::<T, V, 1>(x, origin, w);
        *eta = sum.sum();
    }
}

/// Products of the first R rows of `x`, which are taken off, with `w`; their lanes are not yet added.
#[inline(always)]
fn lanes<T: Scalar, V: Vector, const R: usize>(x: &mut &[T], origin: &[f64], w: &[f64]) -> [V; R] {
    let p = origin.len();
    let (o, o_tail) = origin.as_chunks::<LANES>();
    let (w, w_tail) = w[..p].as_chunks::<LANES>();
    let x: [(&[[T; LANES]], &[T]); R] = std::array::from_fn(|_| {
        let (row, rest) = x.split_at(p);
        *x = rest;
        row.as_chunks::<LANES>()
    });
    let mut lanes = [V::splat(0.0); R];
    for c in 0..o.len() {
        let (o, w) = (V::load(&o[c]), V::load(&w[c]));
        for r in 0..R {
            lanes[r] = T::load::<V>(&x[r].0[c]).sub(o).fma(w, lanes[r]);
        }
    }
    if !o_tail.is_empty() {
        let (o, w) = (V::load_part(o_tail), V::load_part(w_tail));
        for r in 0..R {
            lanes[r] = T::load_part::<V>(x[r].1).sub(o).fma(w, lanes[r]);
        }
    }
    lanes
}

/// Four rows at once, which share the load and store of `g`.
#[inline(always)]
fn transpose_body<T: Scalar, V: Vector>(rows: Rows<'_, T>, r: &[f64], g: &mut [f64]) {
    let (groups, rest) = r[..rows.nrows].as_chunks::<4>();
    let mut ahead = rows.last_ahead(groups.len());
    for (k, r) in groups.iter().enumerate() {
        ahead.fetch();
        accumulate::<T, V, 4>(rows, 4 * k, r, g);
    }
    for (i, r) in rest.iter().enumerate() {
        accumulate::<T, V, 1>(rows, 4 * groups.len() + i, std::array::from_ref(r), g);
    }
}

/// Rows `i .. i + R`.
#[inline(always)]
fn accumulate<T: Scalar, V: Vector, const R: usize>(rows: Rows<'_, T>, i: usize, r: &[f64; R], g: &mut [f64]) {
    let (o, o_tail) = rows.origin.as_chunks::<LANES>();
    let (g, g_tail) = g[..rows.origin.len()].as_chunks_mut::<LANES>();
    let x: [(&[[T; LANES]], &[T]); R] = std::array::from_fn(|k| rows.row(i + k).as_chunks::<LANES>());
    let mut factor = [V::splat(0.0); R];
    for k in 0..R {
        factor[k] = V::splat(r[k]);
    }
    for c in 0..o.len() {
        let o = V::load(&o[c]);
        let mut sum = V::load(&g[c]);
        for k in 0..R {
            sum = T::load::<V>(&x[k].0[c]).sub(o).fma(factor[k], sum);
        }
        sum.store(&mut g[c]);
    }
    if !o_tail.is_empty() {
        let o = V::load_part(o_tail);
        let mut sum = V::load_part(g_tail);
        for k in 0..R {
            sum = T::load_part::<V>(x[k].1).sub(o).fma(factor[k], sum);
        }
        sum.store_part(g_tail);
    }
}

/// A row of H is read and written per row of the data: as many numbers as the row has.
#[inline(always)]
fn grouped_body<T: Scalar, V: Vector>(
    rows: Rows<'_, T>,
    groups: &Categorical<'_>,
    d: &[f64],
    h: &mut SymMatrix,
    (at, columns): (usize, usize),
) {
    for ((i, d), group) in d.iter().enumerate().zip(groups.columns()) {
        if let Some(group) = group {
            let into = &mut h.row_mut(at + group)[columns..columns + rows.origin.len()];
            accumulate::<T, V, 1>(rows, i, std::array::from_ref(d), into);
        }
    }
}

/// Four rows at once, which share the loads and stores of the sums.
#[inline(always)]
fn moments_body<T: Scalar, V: Vector>(rows: Rows<'_, T>, weights: &[f64], into: &mut ColumnSums, at: usize) {
    let (groups, rest) = weights[..rows.nrows].as_chunks::<4>();
    let mut ahead = Ahead::new(rows.ahead, groups.len());
    for (k, weights) in groups.iter().enumerate() {
        ahead.fetch();
        moments::<T, V, 4>(rows, 4 * k, weights, into, at);
    }
    for (i, weight) in rest.iter().enumerate() {
        moments::<T, V, 1>(rows, 4 * groups.len() + i, std::array::from_ref(weight), into, at);
    }
}

/// Rows `i .. i + R`.
#[inline(always)]
fn moments<T: Scalar, V: Vector, const R: usize>(
    rows: Rows<'_, T>,
    i: usize,
    weights: &[f64; R],
    into: &mut ColumnSums,
    at: usize,
) {
    let p = rows.origin.len();
    let (o, o_tail) = rows.origin.as_chunks::<LANES>();
    let (sum, sum_tail) = into.sum[at..at + p].as_chunks_mut::<LANES>();
    let (squares, squares_tail) = into.squares[at..at + p].as_chunks_mut::<LANES>();
    let (min, min_tail) = into.min[at..at + p].as_chunks_mut::<LANES>();
    let (max, max_tail) = into.max[at..at + p].as_chunks_mut::<LANES>();
    let x: [(&[[T; LANES]], &[T]); R] = std::array::from_fn(|k| rows.row(i + k).as_chunks::<LANES>());
    for c in 0..o.len() {
        let mut sums = [V::load(&sum[c]), V::load(&squares[c]), V::load(&min[c]), V::load(&max[c])];
        for k in 0..R {
            moment::<V>(T::load::<V>(&x[k].0[c]).sub(V::load(&o[c])), weights[k], &mut sums);
        }
        sums[0].store(&mut sum[c]);
        sums[1].store(&mut squares[c]);
        sums[2].store(&mut min[c]);
        sums[3].store(&mut max[c]);
    }
    if !o_tail.is_empty() {
        let mut sums =
            [V::load_part(sum_tail), V::load_part(squares_tail), V::load_part(min_tail), V::load_part(max_tail)];
        for k in 0..R {
            moment::<V>(T::load_part::<V>(x[k].1).sub(V::load_part(o_tail)), weights[k], &mut sums);
        }
        sums[0].store_part(sum_tail);
        sums[1].store_part(squares_tail);
        sums[2].store_part(min_tail);
        sums[3].store_part(max_tail);
    }
}

/// Add a chunk of a row to sum, squares, minimum and maximum; a row of weight 0 has no extremes.
#[inline(always)]
fn moment<V: Vector>(value: V, weight: f64, sums: &mut [V; 4]) {
    let weighted = value.mul(V::splat(weight));
    sums[0] = sums[0].add(weighted);
    sums[1] = weighted.fma(value, sums[1]);
    if weight > 0.0 {
        sums[2] = value.min(sums[2]);
        sums[3] = value.max(sums[3]);
    }
}
