//! The inner loops over dense rows. One safe body each, compiled twice: for the baseline target, and with AVX2 and
//! FMA, chosen once per block at run time.
//!
//! The two paths round differently (FMA rounds once where the baseline rounds twice), so bits agree between runs on
//! machines of one class and to about 1e-15 across classes. Within a path the order of operations is fixed: lanes
//! `j mod 8`, added pairwise at the end.
//!
//! `mul_add` is only used where FMA is compiled in: on the baseline it would be a call into libm, 30 times slower.
#![allow(unsafe_code)]

use super::dense::Scalar;
use super::symmetric::SymMatrix;
use crate::moments::ColumnSums;

const LANES: usize = 8;

/// Rows of a row-major matrix: `values[i·stride .. i·stride + ncols]`, minus `origin`.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a, T> {
    pub values: &'a [T],
    pub nrows: usize,
    pub stride: usize,
    pub origin: &'a [f64],
}

impl<'a, T: Scalar> Rows<'a, T> {
    #[inline(always)]
    fn row(&self, i: usize) -> &'a [T] {
        &self.values[i * self.stride..i * self.stride + self.origin.len()]
    }
}

macro_rules! dispatched {
    ($(#[$meta:meta])* $name:ident, $body:ident, ($($arg:ident: $ty:ty),*)) => {
        $(#[$meta])*
        pub(crate) fn $name<T: Scalar>(rows: Rows<'_, T>, $($arg: $ty),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx2,fma")]
                fn fast<T: Scalar>(rows: Rows<'_, T>, $($arg: $ty),*) {
                    $body::<T, true>(rows, $($arg),*);
                }
                if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
                    // SAFETY: the processor has the features `fast` is compiled for.
                    return unsafe { fast(rows, $($arg),*) };
                }
            }
            $body::<T, { cfg!(target_arch = "aarch64") }>(rows, $($arg),*);
        }
    };
}

dispatched!(
    /// `eta_i ← Σ_j (x_ij − o_j) w_j`.
    matvec, matvec_body, (w: &[f64], eta: &mut [f64])
);
dispatched!(
    /// `g_j ← g_j + Σ_i r_i (x_ij − o_j)`.
    add_transpose_matvec, transpose_body, (r: &[f64], g: &mut [f64])
);
dispatched!(
    /// Lower triangle of `H[at.., at..] += Σ_i d_i (x_i − o)(x_i − o)ᵀ`.
    add_gram, gram_body, (d: &[f64], h: &mut SymMatrix, at: usize)
);

dispatched!(
    /// Weighted sums, sums of squares and extremes of the columns.
    add_moments, moments_body, (weights: &[f64], into: &mut ColumnSums, at: usize)
);

#[inline(always)]
fn fma<const FMA: bool>(a: f64, b: f64, c: f64) -> f64 {
    if FMA { a.mul_add(b, c) } else { a * b + c }
}

#[inline(always)]
fn horizontal_sum(a: [f64; LANES]) -> f64 {
    ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]))
}

/// `a_l ← a_l + (x_l − o_l) w_l`. By value on whole chunks: what the compiler turns into vector instructions.
#[inline(always)]
fn accumulate<T: Scalar, const FMA: bool>(
    x: &[T; LANES],
    o: &[f64; LANES],
    w: &[f64; LANES],
    lanes: &mut [f64; LANES],
) {
    for l in 0..LANES {
        lanes[l] = fma::<FMA>(x[l].widen() - o[l], w[l], lanes[l]);
    }
}

/// The same for the columns after the last whole chunk, then the sum of the lanes.
#[inline(always)]
fn finish<T: Scalar, const FMA: bool>(x: &[T], o: &[f64], w: &[f64], mut lanes: [f64; LANES]) -> f64 {
    for (lane, ((x, o), w)) in lanes.iter_mut().zip(x.iter().zip(o).zip(w)) {
        *lane = fma::<FMA>(x.widen() - o, *w, *lane);
    }
    horizontal_sum(lanes)
}

/// Four rows at once, which share the loads of `w` and the origin and hide each other's latency; a row's own order of
/// operations is the same alone and among four.
#[inline(always)]
fn matvec_body<T: Scalar, const FMA: bool>(rows: Rows<'_, T>, w: &[f64], eta: &mut [f64]) {
    let (o, o_tail) = rows.origin.as_chunks::<LANES>();
    let (w, w_tail) = w.as_chunks::<LANES>();
    let chunks = o.len();
    let w = &w[..chunks];
    let split = |i: usize| {
        let (whole, tail) = rows.row(i).as_chunks::<LANES>();
        (&whole[..chunks], tail)
    };
    let mut i = 0;
    while i + 4 <= rows.nrows {
        let ((x0, t0), (x1, t1), (x2, t2), (x3, t3)) = (split(i), split(i + 1), split(i + 2), split(i + 3));
        let (mut a0, mut a1, mut a2, mut a3) = ([0.0; LANES], [0.0; LANES], [0.0; LANES], [0.0; LANES]);
        for c in 0..chunks {
            accumulate::<T, FMA>(&x0[c], &o[c], &w[c], &mut a0);
            accumulate::<T, FMA>(&x1[c], &o[c], &w[c], &mut a1);
            accumulate::<T, FMA>(&x2[c], &o[c], &w[c], &mut a2);
            accumulate::<T, FMA>(&x3[c], &o[c], &w[c], &mut a3);
        }
        eta[i] = finish::<T, FMA>(t0, o_tail, w_tail, a0);
        eta[i + 1] = finish::<T, FMA>(t1, o_tail, w_tail, a1);
        eta[i + 2] = finish::<T, FMA>(t2, o_tail, w_tail, a2);
        eta[i + 3] = finish::<T, FMA>(t3, o_tail, w_tail, a3);
        i += 4;
    }
    while i < rows.nrows {
        let (x, tail) = split(i);
        let mut lanes = [0.0; LANES];
        for c in 0..chunks {
            accumulate::<T, FMA>(&x[c], &o[c], &w[c], &mut lanes);
        }
        eta[i] = finish::<T, FMA>(tail, o_tail, w_tail, lanes);
        i += 1;
    }
}

#[inline(always)]
fn transpose_body<T: Scalar, const FMA: bool>(rows: Rows<'_, T>, r: &[f64], g: &mut [f64]) {
    let p = rows.origin.len();
    let g = &mut g[..p];
    let mut i = 0;
    while i + 4 <= rows.nrows {
        let (a, b, c, d) = (rows.row(i), rows.row(i + 1), rows.row(i + 2), rows.row(i + 3));
        let (a, b, c, d) = (&a[..p], &b[..p], &c[..p], &d[..p]);
        let r = [r[i], r[i + 1], r[i + 2], r[i + 3]];
        for j in 0..p {
            let o = rows.origin[j];
            let near = fma::<FMA>(a[j].widen() - o, r[0], (b[j].widen() - o) * r[1]);
            let far = fma::<FMA>(c[j].widen() - o, r[2], (d[j].widen() - o) * r[3]);
            g[j] += near + far;
        }
        i += 4;
    }
    while i < rows.nrows {
        let x = &rows.row(i)[..p];
        for j in 0..p {
            g[j] = fma::<FMA>(x[j].widen() - rows.origin[j], r[i], g[j]);
        }
        i += 1;
    }
}

/// Rows are centred, scaled by √d and packed into panels of 8 columns; then 8 × 8 tiles of the lower triangle are
/// accumulated in registers over all rows of the block (Goto & van de Geijn, *Anatomy of High-Performance Matrix
/// Multiplication*, ACM TOMS 34(3), 2008).
#[inline(always)]
fn gram_body<T: Scalar, const FMA: bool>(rows: Rows<'_, T>, d: &[f64], h: &mut SymMatrix, at: usize) {
    let (n, p) = (rows.nrows, rows.origin.len());
    let panels = p.div_ceil(LANES);
    let mut packed = vec![[0.0; LANES]; panels * n];
    for i in 0..n {
        let (x, root) = (rows.row(i), d[i].sqrt());
        for (panel, (x, o)) in x.chunks(LANES).zip(rows.origin.chunks(LANES)).enumerate() {
            let into = &mut packed[panel * n + i];
            for (z, (x, o)) in into.iter_mut().zip(x.iter().zip(o)) {
                *z = (x.widen() - o) * root;
            }
        }
    }
    for k in 0..panels {
        let below = &packed[k * n..(k + 1) * n];
        for j in 0..=k {
            let right = &packed[j * n..(j + 1) * n];
            for half in 0..2 {
                let mut tile = [[0.0; LANES]; 4];
                for (a, b) in below.iter().zip(right) {
                    for r in 0..4 {
                        let a = a[half * 4 + r];
                        for l in 0..LANES {
                            tile[r][l] = fma::<FMA>(a, b[l], tile[r][l]);
                        }
                    }
                }
                for (r, sums) in tile.iter().enumerate() {
                    let row = k * LANES + half * 4 + r;
                    if row >= p {
                        break;
                    }
                    let columns = (row + 1 - j * LANES).min(LANES);
                    let start = at + j * LANES;
                    for (into, sum) in h.row_mut(at + row)[start..start + columns].iter_mut().zip(sums) {
                        *into += sum;
                    }
                }
            }
        }
    }
}

#[inline(always)]
fn moments_body<T: Scalar, const FMA: bool>(rows: Rows<'_, T>, weights: &[f64], into: &mut ColumnSums, at: usize) {
    let p = rows.origin.len();
    let (sum, squares) = (&mut into.sum[at..at + p], &mut into.squares[at..at + p]);
    let (min, max) = (&mut into.min[at..at + p], &mut into.max[at..at + p]);
    for (i, &weight) in weights.iter().enumerate().take(rows.nrows) {
        let x = &rows.row(i)[..p];
        for j in 0..p {
            let value = x[j].widen() - rows.origin[j];
            let weighted = weight * value;
            sum[j] += weighted;
            squares[j] = fma::<FMA>(weighted, value, squares[j]);
        }
        if weight > 0.0 {
            for j in 0..p {
                let value = x[j].widen() - rows.origin[j];
                min[j] = if value < min[j] { value } else { min[j] };
                max[j] = if value > max[j] { value } else { max[j] };
            }
        }
    }
}
