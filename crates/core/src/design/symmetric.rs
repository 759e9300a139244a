//! A symmetric matrix, of which the lower triangle is stored and trusted.

use crate::fingerprint::{Fingerprint, Identify};

/// Symmetric `n × n` matrix of f64. Row-major square storage; only entries `(i, j)` with `j ≤ i` have a meaning, so
/// that a row of the triangle is contiguous.
#[derive(Clone, Debug, PartialEq)]
pub struct SymMatrix {
    n: usize,
    values: Vec<f64>,
}

impl Identify for SymMatrix {
    fn identify(&self, by: &mut Fingerprint) {
        (0..self.n).for_each(|i| self.row(i).identify(by));
    }
}

impl SymMatrix {
    /// The zero matrix.
    #[must_use]
    pub fn zeros(n: usize) -> Self {
        Self { n, values: vec![0.0; n * n] }
    }

    /// Order of the matrix.
    #[must_use]
    pub fn order(&self) -> usize {
        self.n
    }

    /// Entry `(i, j)`, in either order.
    #[must_use]
    pub fn get(&self, i: usize, j: usize) -> f64 {
        let (row, column) = if i >= j { (i, j) } else { (j, i) };
        self.values[row * self.n + column]
    }

    /// Row `i` of the lower triangle: entries `(i, 0..=i)`.
    #[must_use]
    pub fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.n..i * self.n + i + 1]
    }

    /// Row `i` of the lower triangle, to write: entries `(i, 0..=i)`.
    pub fn row_mut(&mut self, i: usize) -> &mut [f64] {
        &mut self.values[i * self.n..i * self.n + i + 1]
    }

    /// The diagonal.
    pub fn diagonal(&self) -> impl Iterator<Item = f64> + '_ {
        (0..self.n).map(|i| self.values[i * self.n + i])
    }

    /// Add another matrix of the same order.
    ///
    /// # Panics
    /// If the orders differ.
    pub fn add(&mut self, other: &Self) {
        assert_eq!(self.n, other.n, "orders differ");
        for i in 0..self.n {
            for (a, b) in self.row_mut(i).iter_mut().zip(other.row(i)) {
                *a += b;
            }
        }
    }

    /// `A v`.
    #[must_use]
    pub fn matvec(&self, v: &[f64]) -> Vec<f64> {
        let mut out = vec![0.0; self.n];
        for i in 0..self.n {
            let row = self.row(i);
            for (j, a) in row.iter().enumerate().take(i) {
                out[i] += a * v[j];
                out[j] += a * v[i];
            }
            out[i] += row[i] * v[i];
        }
        out
    }
}
