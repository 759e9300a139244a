//! H = L Lᵀ, and what follows from it: solutions, norms in the metric of H and of its inverse.
//!
//! The factorisation itself is faer's, or LAPACK's (`dpotrf` through ndarray-linalg) under the feature `lapack`; both give
//! the lower factor, everything else here is shared. The matrix is first brought to a unit diagonal, `D^−½ H D^−½` with
//! `D = diag(H)`: scaling then plays no role in which pivot counts as zero, and the condition is within a factor n of the
//! best any diagonal scaling can reach (A. van der Sluis, *Numer. Math.* 14, 1969).

use faer::linalg::triangular_inverse::invert_lower_triangular;
use faer::linalg::triangular_solve::{solve_lower_triangular_in_place, solve_upper_triangular_in_place};
use faer::{MatMut, MatRef, Par};
use logodds_core::SymMatrix;

#[cfg(not(feature = "lapack"))]
#[path = "faer.rs"]
mod backend;
#[cfg(feature = "lapack")]
#[path = "lapack.rs"]
mod backend;

/// Which library factors: `"faer"` or `"lapack"`.
pub const BACKEND: &str = backend::NAME;

/// A pivot this small relative to 1, times the order, is zero as far as rounding can tell.
const ZERO_PIVOT: f64 = 64.0 * f64::EPSILON;

/// The Cholesky factor of a symmetric positive definite matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Cholesky {
    n: usize,
    /// Lower factor of the matrix with unit diagonal, rows of the square storage.
    lower: Vec<f64>,
    /// √diag(H).
    root: Vec<f64>,
}

/// A pivot that is not positive: the row and column depends on those before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FailedPivot {
    /// Its index.
    pub index: usize,
    /// The share of the diagonal entry that was left, near 0 or negative.
    pub share: f64,
}

impl Cholesky {
    /// Factor `h`.
    ///
    /// # Errors
    /// [`FailedPivot`] if `h` is not positive definite to working precision.
    pub fn new(h: &SymMatrix) -> Result<Self, FailedPivot> {
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
        let factored = backend::factor(&unit, n);
        let lower = factored.ok_or_else(|| first_failed_pivot(unit, n, threshold))?;
        let pivots = (0..n).map(|i| lower[i * n + i] * lower[i * n + i]).enumerate();
        match pivots.into_iter().find(|(_, pivot)| pivot.is_nan() || *pivot <= threshold) {
            Some((index, share)) => Err(FailedPivot { index, share }),
            None => Ok(Self { n, lower, root }),
        }
    }

    /// Order of the matrix.
    #[must_use]
    pub fn order(&self) -> usize {
        self.n
    }

    /// The factor of `share · H`, for a share > 0.
    #[must_use]
    pub(crate) fn scaled(&self, share: f64) -> Self {
        let root = self.root.iter().map(|root| root * share.sqrt()).collect();
        Self { root, ..self.clone() }
    }

    fn row(&self, i: usize) -> &[f64] {
        &self.lower[i * self.n..i * self.n + i + 1]
    }

    /// `H⁻¹ b`.
    #[must_use]
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
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

    /// `L⁻¹ b`: a gradient in the coordinates of [`Cholesky::whiten_point`]. Its Euclidean norm is the norm of `b` in the
    /// metric of H⁻¹.
    #[must_use]
    pub fn whiten_gradient(&self, b: &[f64]) -> Vec<f64> {
        let mut y: Vec<f64> = b.iter().zip(&self.root).map(|(b, r)| b / r).collect();
        for i in 0..self.n {
            let row = self.row(i);
            let dot: f64 = row[..i].iter().zip(&y).map(|(l, y)| l * y).sum();
            y[i] = (y[i] - dot) / row[i];
        }
        y
    }

    /// `v = Lᵀ u`, coordinates in which H is the identity.
    #[must_use]
    pub fn whiten_point(&self, u: &[f64]) -> Vec<f64> {
        let mut v = vec![0.0; self.n];
        for (i, (u, r)) in u.iter().zip(&self.root).enumerate() {
            let scaled = u * r;
            v.iter_mut().zip(self.row(i)).for_each(|(v, l)| *v += l * scaled);
        }
        v
    }

    /// `u = L⁻ᵀ v`, back from those coordinates.
    #[must_use]
    pub fn unwhiten_point(&self, v: &[f64]) -> Vec<f64> {
        let mut u = v.to_vec();
        self.back_substitute(&mut u);
        u
    }

    /// [`Cholesky::whiten_gradient`] of several vectors end to end, in place: L is read once for all of them.
    pub fn whiten_gradients(&self, vectors: &mut [f64]) {
        for vector in vectors.chunks_exact_mut(self.n.max(1)) {
            vector.iter_mut().zip(&self.root).for_each(|(b, r)| *b /= r);
        }
        let (lower, vectors) = self.with(vectors);
        solve_lower_triangular_in_place(lower, vectors, Par::Seq);
    }

    /// [`Cholesky::unwhiten_point`] of several vectors end to end, in place.
    pub fn unwhiten_points(&self, vectors: &mut [f64]) {
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

    /// `√(bᵀ H⁻¹ b)`.
    #[must_use]
    pub fn dual_norm(&self, b: &[f64]) -> f64 {
        self.whiten_gradient(b).iter().map(|y| y * y).sum::<f64>().sqrt()
    }

    /// `√(vᵀ H v)`.
    #[must_use]
    pub fn norm(&self, v: &[f64]) -> f64 {
        self.whiten_point(v).iter().map(|y| y * y).sum::<f64>().sqrt()
    }

    /// `√(H⁻¹)_jj` from [`Cholesky::variance_inflation`].
    #[must_use]
    pub fn spread(&self, inflation: &[f64]) -> Vec<f64> {
        inflation.iter().zip(&self.root).map(|(inflation, root)| inflation.sqrt() / root).collect()
    }

    /// `log det H`.
    #[must_use]
    pub fn log_determinant(&self) -> f64 {
        (0..self.n).map(|i| 2.0 * (self.lower[i * self.n + i] * self.root[i]).ln()).sum()
    }

    /// `H_jj (H⁻¹)_jj`: how many times worse coordinate j is determined than if the others were known, at least 1. Costs
    /// n³/3 multiplications.
    #[must_use]
    pub fn variance_inflation(&self) -> Vec<f64> {
        let inverse = self.inverse_factor();
        let mut sums = vec![0.0; self.n];
        for row in inverse.chunks(self.n.max(1)) {
            sums.iter_mut().zip(row).for_each(|(sum, l)| *sum += l * l);
        }
        sums
    }

    /// Vectors b_k with `Σ_k b_k b_kᵀ = H⁻¹`: the rows of L⁻¹, in the units of H.
    #[must_use]
    pub fn inverse_root(&self) -> Vec<Vec<f64>> {
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
