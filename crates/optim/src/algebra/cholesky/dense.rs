//! The factor of a dense matrix.
//!
//! The factorisation itself is faer's, or LAPACK's (`dpotrf` through ndarray-linalg) under the feature `lapack`; both give
//! the lower factor, everything else here is shared.

use crate::algebra::cholesky::pivot::FailedPivot;
use crate::algebra::cholesky::tiled;
use faer::linalg::triangular_inverse::invert_lower_triangular;
use faer::linalg::triangular_solve::{solve_lower_triangular_in_place, solve_upper_triangular_in_place};
use faer::{MatMut, MatRef, Par};
use logodds_core::{Executor, SymMatrix};

#[cfg(not(feature = "lapack"))]
#[path = "faer.rs"]
mod backend;
#[cfg(feature = "lapack")]
#[path = "lapack.rs"]
mod backend;

pub(super) use backend::NAME;

/// A pivot this small relative to 1, times the order, is zero as far as rounding can tell.
pub(super) const ZERO_PIVOT: f64 = 64.0 * f64::EPSILON;

/// The Cholesky factor of a symmetric positive definite matrix that is stored whole.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct DenseFactor {
    n: usize,
    /// Lower factor of the matrix with unit diagonal, rows of the square storage.
    lower: Vec<f64>,
    /// √diag(H).
    root: Vec<f64>,
}

impl DenseFactor {
    /// Factor `h`.
    ///
    /// # Errors
    /// [`FailedPivot`] if `h` is not positive definite to working precision.
    pub(super) fn new(h: &SymMatrix) -> Result<Self, FailedPivot> {
        Self::by(h, backend::factor)
    }

    /// The same by the threads of `executor`, if it is large.
    ///
    /// # Errors
    /// As for [`DenseFactor::new`].
    pub(super) fn on(h: &SymMatrix, executor: &Executor) -> Result<Self, FailedPivot> {
        if h.order() < tiled::FEWEST {
            return Self::new(h);
        }
        Self::by(h, |a, n| tiled::factor(a, n, executor))
    }

    fn by(h: &SymMatrix, factor: impl FnOnce(&[f64], usize) -> Option<Vec<f64>>) -> Result<Self, FailedPivot> {
        let n = h.order();
        if let Some(index) = h.diagonal().position(|d| !(d.is_normal() && d > 0.0)) {
            return Err(FailedPivot { index, share: 0.0 });
        }
        let root: Vec<f64> = h.diagonal().map(f64::sqrt).collect();
        let mut unit = vec![0.0; n * n];
        for i in 0..n {
            for (j, (into, h)) in unit[i * n..].iter_mut().zip(h.row(i)).enumerate() {
                *into = h / (root[i] * root[j]);
            }
        }
        let threshold = ZERO_PIVOT * n as f64;
        let factored = factor(&unit, n);
        let lower = factored.ok_or_else(|| first_failed_pivot(unit, n, threshold))?;
        let pivots = (0..n).map(|i| lower[i * n + i] * lower[i * n + i]).enumerate();
        match pivots.into_iter().find(|(_, pivot)| pivot.is_nan() || *pivot <= threshold) {
            Some((index, share)) => Err(FailedPivot { index, share }),
            None => Ok(Self { n, lower, root }),
        }
    }

    /// Order of the matrix.
    pub(super) fn order(&self) -> usize {
        self.n
    }

    /// √diag(H).
    pub(super) fn root(&self) -> &[f64] {
        &self.root
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.lower[i * self.n..i * self.n + i + 1]
    }

    /// `H⁻¹ b`.
    pub(super) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x = self.whiten_gradient(b);
        self.back_substitute(&mut x);
        x
    }

    /// Solve `Lᵀ x = x`.
    fn back_substitute(&self, x: &mut [f64]) {
        for i in (0..self.n).rev() {
            let row = self.row(i);
            x[i] /= row[i];
            let xi = x[i];
            x.iter_mut().zip(&row[..i]).for_each(|(x, l)| *x -= l * xi);
        }
        x.iter_mut().zip(&self.root).for_each(|(x, r)| *x /= r);
    }

    /// The factor of `share · H`.
    pub(super) fn scaled(mut self, share: f64) -> Self {
        self.root.iter_mut().for_each(|root| *root *= share.sqrt());
        self
    }

    /// `L⁻¹ b`: a gradient in the coordinates of [`DenseFactor::whiten_point`]. Its Euclidean norm is the norm of `b` in the
    /// metric of H⁻¹.
    pub(super) fn whiten_gradient(&self, b: &[f64]) -> Vec<f64> {
        let mut y: Vec<f64> = b.iter().zip(&self.root).map(|(b, r)| b / r).collect();
        for i in 0..self.n {
            let row = self.row(i);
            y[i] = (y[i] - in_lanes(&row[..i], &y)) / row[i];
        }
        y
    }

    /// L in the units of H, row by row of a square matrix.
    pub(super) fn lower(&self) -> Vec<f64> {
        let mut lower = self.lower.clone();
        for (row, root) in lower.chunks_exact_mut(self.n.max(1)).zip(&self.root) {
            row.iter_mut().for_each(|l| *l *= root);
        }
        lower
    }

    /// `v = Lᵀ u`, coordinates in which H is the identity.
    pub(super) fn whiten_point(&self, u: &[f64]) -> Vec<f64> {
        let mut v = vec![0.0; self.n];
        for (i, (u, r)) in u.iter().zip(&self.root).enumerate() {
            let scaled = u * r;
            v.iter_mut().zip(self.row(i)).for_each(|(v, l)| *v += l * scaled);
        }
        v
    }

    /// `u = L⁻ᵀ v`, back from those coordinates.
    pub(super) fn unwhiten_point(&self, v: &[f64]) -> Vec<f64> {
        let mut u = v.to_vec();
        self.back_substitute(&mut u);
        u
    }

    /// [`DenseFactor::whiten_gradient`] of several vectors end to end, in place: L is read once for all of them.
    pub(super) fn whiten_gradients(&self, vectors: &mut [f64]) {
        for vector in vectors.chunks_exact_mut(self.n.max(1)) {
            vector.iter_mut().zip(&self.root).for_each(|(b, r)| *b /= r);
        }
        let (lower, vectors) = self.with(vectors);
        solve_lower_triangular_in_place(lower, vectors, Par::Seq);
    }

    /// [`DenseFactor::unwhiten_point`] of several vectors end to end, in place.
    pub(super) fn unwhiten_points(&self, vectors: &mut [f64]) {
        let (lower, columns) = self.with(vectors);
        solve_upper_triangular_in_place(lower.transpose(), columns, Par::Seq);
        for vector in vectors.chunks_exact_mut(self.n.max(1)) {
            vector.iter_mut().zip(&self.root).for_each(|(x, r)| *x /= r);
        }
    }

    /// The factor, and vectors as the columns of a matrix.
    fn with<'a>(&'a self, vectors: &'a mut [f64]) -> (MatRef<'a, f64>, MatMut<'a, f64>) {
        let count = vectors.len() / self.n.max(1);
        let lower = MatRef::from_row_major_slice(&self.lower, self.n, self.n);
        (lower, MatMut::from_column_major_slice_mut(vectors, self.n, count))
    }

    /// `log det H`.
    pub(super) fn log_determinant(&self) -> f64 {
        (0..self.n).map(|i| 2.0 * (self.lower[i * self.n + i] * self.root[i]).ln()).sum()
    }

    /// `H_jj (H⁻¹)_jj`: how many times worse coordinate j is determined than if the others were known, at least 1. Costs
    /// n³/3 multiplications.
    pub(super) fn variance_inflation(&self) -> Vec<f64> {
        let inverse = self.inverse_factor();
        let mut sums = vec![0.0; self.n];
        for row in inverse.chunks(self.n.max(1)) {
            sums.iter_mut().zip(row).for_each(|(sum, l)| *sum += l * l);
        }
        sums
    }

    /// Vectors b_k with `Σ_k b_k b_kᵀ = H⁻¹`: the rows of L⁻¹, in the units of H.
    pub(super) fn inverse_root(&self) -> Vec<Vec<f64>> {
        let inverse = self.inverse_factor();
        let rows = inverse.chunks(self.n.max(1));
        rows.map(|row| row.iter().zip(&self.root).map(|(l, r)| l / r).collect()).collect()
    }

    /// L⁻¹ of the matrix with unit diagonal, square row-major storage.
    fn inverse_factor(&self) -> Vec<f64> {
        let n = self.n;
        let mut inverse = vec![0.0; n * n];
        invert_lower_triangular(
            MatMut::from_row_major_slice_mut(&mut inverse, n, n),
            MatRef::from_row_major_slice(&self.lower, n, n),
            Par::Seq,
        );
        inverse
    }
}

/// `a·b` over the length of a, in eight lanes that do not wait for each other.
fn in_lanes(a: &[f64], b: &[f64]) -> f64 {
    const LANES: usize = 8;
    let ((a, a_tail), (b, b_tail)) = (a.as_chunks::<LANES>(), b[..a.len()].as_chunks::<LANES>());
    let mut sums = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        sums.iter_mut().zip(a).zip(b).for_each(|((sum, a), b)| *sum += a * b);
    }
    let tail: f64 = a_tail.iter().zip(b_tail).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + tail
}

/// The first pivot at or below `threshold`, by the textbook algorithm: only run once a factorisation has failed.
fn first_failed_pivot(mut a: Vec<f64>, n: usize, threshold: f64) -> FailedPivot {
    for i in 0..n {
        for j in 0..=i {
            let (head, row) = a.split_at_mut(i * n);
            let above = if j < i { &head[j * n..j * n + j] } else { &[] };
            let dot: f64 = if j < i {
                row[..j].iter().zip(above).map(|(x, y)| x * y).sum()
            } else {
                row[..i].iter().map(|x| x * x).sum()
            };
            let rest = row[j] - dot;
            if j < i {
                row[j] = rest / head[j * n + j];
            } else if rest > threshold {
                row[i] = rest.sqrt();
            } else {
                return FailedPivot { index: i, share: rest };
            }
        }
    }
    // The library failed where the textbook passes: rounding decides, and the last pivot is the likeliest.
    FailedPivot { index: n.saturating_sub(1), share: 0.0 }
}
