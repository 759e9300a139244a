//! Blocks of rows of the design matrix X, and the operations fitting needs of them.
//!
//! ```text
//! matvec                 η ← X w
//! add_transpose_matvec   g ← g + Xᵀ r
//! add_sandwich           H ← H + Xᵀ diag(d) X        (lower triangle)
//! add_moments            m ← m + Σ_i ω_i (x_ij, x_ij²), extremes
//! ```
//!
//! X is always the stored matrix **minus an origin** `o` (one number per column): a column of dates near 1.7e12 has its
//! information in the last digits, and `x·w` computed on the stored numbers would lose them. Only the storage can
//! subtract entry by entry, so the origin belongs here and not to a view around it. Categories and sparse
//! columns keep origin 0.
//!
//! Refused: one-hot expansion of categories (a column of 100,000 levels would be 100,000 times its size; a block at a time it is
//! done for XᵀDX where levels are few), and
//! separate `*_sparse` twins of each algorithm: a new storage implements this trait and everything works.

pub(crate) mod arrow;
pub(crate) mod dense;
mod features;
pub(crate) mod hessian;
mod scalar;
pub(crate) mod sparse;
pub(crate) mod symmetric;

use crate::response::logistic::rows::sigmoids;
use arrow::matrix::add_rows;

pub use crate::risk::Scaled;
pub use arrow::matrix::{Arrow, Side};
pub use arrow::pattern::Pattern;
pub use arrow::root::ArrowRoot;
pub use dense::column_sums::ColumnSums;
pub use dense::columns::DenseColumns;
pub use dense::rows::Dense;
pub use dense::single::SingleRows;
pub use features::{Features, Part, SparseColumns, Split};
pub use hessian::{Hessian, InverseRoot};
pub use scalar::Scalar;
pub use sparse::categorical::Categorical;
pub use sparse::csr::Csr;
pub use sparse::many::Octet;
pub use sparse::positions::Positions;
use std::ops::Range;
pub use symmetric::SymMatrix;

/// A block of rows of X (origin subtracted).
///
/// Results depend on the block alone, never on threads; η of a row does not depend on the rows around it, so a row
/// scored alone and within a batch gives the same bits.
pub trait DesignMatrix: Sync {
    /// Number of rows.
    fn nrows(&self) -> usize;
    /// Number of columns (one per numeric column, levels − 1 per categorical).
    fn ncols(&self) -> usize;
    /// `eta ← X w`; `w` has length `ncols`, `eta` length `nrows`.
    fn matvec(&self, w: &[f64], eta: &mut [f64]);
    /// `p ← 1 / (1 + e^−η)`, `η = X w + intercept`: bit by bit the sigmoid of what [`DesignMatrix::matvec`] finds.
    fn probabilities(&self, w: &[f64], intercept: f64, p: &mut [f64]) {
        self.matvec(w, p);
        sigmoids(p, intercept);
    }
    /// `g ← g + Xᵀ r`; `r` has length `nrows`, `g` length `ncols`.
    fn add_transpose_matvec(&self, r: &[f64], g: &mut [f64]);
    /// `eta[c · stride + i] ← Σ_j x_ij w[c · pitch + j]` for as many vectors as `eta` has room for; `pitch ≥ ncols`, `stride ≥
    /// nrows`, and what lies between `nrows` and `stride` is left alone. Bit by bit [`DesignMatrix::matvec`] with each vector.
    fn matmul(&self, w: &[f64], pitch: usize, eta: &mut [f64], stride: usize) {
        for (c, eta) in eta.chunks_exact_mut(stride).enumerate() {
            self.matvec(&w[c * pitch..][..self.ncols()], &mut eta[..self.nrows()]);
        }
    }
    /// `g[c · pitch + j] ← g[c · pitch + j] + Σ_i x_ij r[c · stride + i]` for all vectors in `r`.
    fn add_transpose_matmul(&self, r: &[f64], stride: usize, g: &mut [f64], pitch: usize) {
        for (c, r) in r.chunks_exact(stride).enumerate() {
            self.add_transpose_matvec(&r[..self.nrows()], &mut g[c * pitch..][..self.ncols()]);
        }
    }
    /// `eta ← eta + X W` with the vectors side by side: the numbers of a column of X in W, and of a row in `eta`, are `lines` octets that follow one
    /// another. For rows of few entries.
    fn add_matmul_beside(&self, w: &[Octet], lines: usize, eta: &mut [Octet]) {
        for (i, eta) in eta.chunks_exact_mut(lines).enumerate() {
            self.for_each_entry(i, &mut |j, x| add_octets(eta, x, &w[j * lines..][..lines]));
        }
    }
    /// `G ← G + Xᵀ R`, likewise.
    fn add_transpose_matmul_beside(&self, r: &[Octet], lines: usize, g: &mut [Octet]) {
        for (i, r) in r.chunks_exact(lines).enumerate() {
            self.for_each_entry(i, &mut |j, x| add_octets(&mut g[j * lines..][..lines], x, r));
        }
    }
    /// `H[at.., at..] ← H[at.., at..] + Xᵀ diag(d) X`, lower triangle only; `d ≥ 0` has length `nrows`.
    fn add_sandwich(&self, d: &[f64], h: &mut SymMatrix, at: usize);
    /// [`DesignMatrix::add_sandwich`] into an arrow whose first coordinate is the intercept: column j is coordinate j + 1. What the intercept
    /// has with the columns is left alone. No row has more than one entry in a column that is eliminated.
    fn add_sandwich_of_levels(&self, d: &[f64], h: &mut Arrow) {
        add_rows(h, d, &|i, f| self.for_each_entry(i, f));
    }
    /// Add the columns' weighted moments and extremes to columns `at..` of `into`; rows of weight 0 have no extremes, and the
    /// zeros of indicator columns are not looked at.
    fn add_moments(&self, weights: &[f64], into: &mut ColumnSums, at: usize);
    /// Call `f(column, value)` for the entries of row `i` that are not structurally 0, in the order of the columns.
    fn for_each_entry(&self, i: usize, f: &mut dyn FnMut(usize, f64));
    /// `into[(j − start) · pitch + i] ← x_ij` for the columns `start..end`: laid end to end, as products of rows want them.
    fn copy_columns(&self, columns: Range<usize>, into: &mut [f64], pitch: usize) {
        for i in 0..self.nrows() {
            (0..columns.len()).for_each(|j| into[j * pitch + i] = 0.0);
            self.for_each_entry(i, &mut |j, x| {
                if columns.contains(&j) {
                    into[(j - columns.start) * pitch + i] = x;
                }
            });
        }
    }
    /// Append the rows in single precision, each filled up with zeros to `pitch` numbers: `√d_i · x_ij · unit_j`.
    fn append_singles(&self, d: &[f64], unit: &[f64], pitch: usize, into: &mut Vec<f32>) {
        for (i, d) in d.iter().enumerate() {
            let (start, root) = (into.len(), d.sqrt());
            into.resize(start + pitch, 0.0);
            self.for_each_entry(i, &mut |j, x| into[start + j] = (x * unit[j] * root) as f32);
        }
    }
    /// The rows as they are stored, if that is as f32 alone: for products in single precision.
    fn single_rows(&self) -> Option<SingleRows<'_>> {
        None
    }
    /// Write the rows, rounded to f32, to the first columns of `into`, whose rows have `width` numbers, if all columns are dense: for products in
    /// single precision of what is stored otherwise. Whether they are.
    fn to_single(&self, into: &mut [f32], width: usize) -> bool {
        let _ = (into, width);
        false
    }
    /// Row, column and value of the first stored entry that is NaN or infinite.
    fn non_finite(&self) -> Option<(usize, usize, f64)>;
}

/// `sums ← sums + x terms`.
fn add_octets(sums: &mut [Octet], x: f64, terms: &[Octet]) {
    for (Octet(sums), Octet(terms)) in sums.iter_mut().zip(terms) {
        sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += x * term);
    }
}

impl std::fmt::Debug for dyn DesignMatrix + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DesignMatrix({} × {})", self.nrows(), self.ncols())
    }
}
