//! A Hessian as its data make it: dense, or of the shape of an arrow where a category has many levels; and a root of its inverse.

use crate::design::arrow::matrix::Arrow;
use crate::design::arrow::root::ArrowRoot;
use crate::design::symmetric::SymMatrix;
use crate::fingerprint::{Fingerprint, Identify};

/// A symmetric matrix, by what of it is stored.
#[derive(Clone, Debug, PartialEq)]
pub enum Hessian {
    /// All of the lower triangle.
    Dense(SymMatrix),
    /// A diagonal block, what couples it, and a dense one.
    Arrow(Arrow),
}

impl Hessian {
    /// Order of the matrix.
    #[must_use]
    pub fn order(&self) -> usize {
        match self {
            Self::Dense(h) => h.order(),
            Self::Arrow(h) => h.order(),
        }
    }

    /// Entry `(i, j)`, in either order.
    #[must_use]
    pub fn get(&self, i: usize, j: usize) -> f64 {
        match self {
            Self::Dense(h) => h.get(i, j),
            Self::Arrow(h) => h.get(i, j),
        }
    }

    /// The diagonal.
    #[must_use]
    pub fn diagonal(&self) -> Vec<f64> {
        match self {
            Self::Dense(h) => h.diagonal().collect(),
            Self::Arrow(h) => h.diagonal().collect(),
        }
    }

    /// Replace every entry h_jj of the diagonal by `f(j, h_jj)`.
    pub fn map_diagonal(&mut self, f: impl Fn(usize, f64) -> f64) {
        match self {
            Self::Dense(h) => (0..h.order()).for_each(|j| h.row_mut(j)[j] = f(j, h.get(j, j))),
            Self::Arrow(h) => h.map_diagonal(f),
        }
    }

    /// The zero matrix of the same shape.
    #[must_use]
    pub fn zeroed(&self) -> Self {
        match self {
            Self::Dense(h) => Self::Dense(SymMatrix::zeros(h.order())),
            Self::Arrow(h) => Self::Arrow(Arrow::zeros(h.eliminated(), h.pattern().clone())),
        }
    }

    /// Add one of the same order; the sum is dense unless both are arrows of one pattern.
    pub fn add(&mut self, other: &Self) {
        match (&mut *self, other) {
            (Self::Dense(h), Self::Dense(other)) => h.add(other),
            (Self::Arrow(h), Self::Arrow(other)) if h.pattern() == other.pattern() => h.add(other),
            _ => {
                let mut sum = self.clone().into_dense();
                sum.add(&other.clone().into_dense());
                *self = Self::Dense(sum);
            }
        }
    }

    /// `H v`.
    #[must_use]
    pub fn matvec(&self, v: &[f64]) -> Vec<f64> {
        match self {
            Self::Dense(h) => h.matvec(v),
            Self::Arrow(h) => h.matvec(v),
        }
    }

    /// All of the lower triangle: of an arrow as many numbers as the square of the order, which the caller must have room for.
    #[must_use]
    pub fn into_dense(self) -> SymMatrix {
        match self {
            Self::Dense(h) => h,
            Self::Arrow(h) => h.dense(),
        }
    }
}

impl From<SymMatrix> for Hessian {
    fn from(h: SymMatrix) -> Self {
        Self::Dense(h)
    }
}

impl From<Arrow> for Hessian {
    fn from(h: Arrow) -> Self {
        Self::Arrow(h)
    }
}

impl Identify for Hessian {
    fn identify(&self, by: &mut Fingerprint) {
        match self {
            Self::Dense(h) => h.identify(by),
            Self::Arrow(h) => h.identify(by),
        }
    }
}

/// Vectors b_k with `Σ_k b_k b_kᵀ = H⁻¹`, or some of them.
#[derive(Clone, Debug, PartialEq)]
pub enum InverseRoot {
    /// Each whole.
    Rows(Vec<Vec<f64>>),
    /// Those of an arrow.
    Arrow(ArrowRoot),
}

impl InverseRoot {
    /// The vectors, each whole: of an arrow as many numbers as the square of the order, which the caller must have room for.
    #[must_use]
    pub fn into_rows(self) -> Vec<Vec<f64>> {
        match self {
            Self::Rows(rows) => rows,
            Self::Arrow(root) => root.rows(),
        }
    }
}

impl From<Vec<Vec<f64>>> for InverseRoot {
    fn from(rows: Vec<Vec<f64>>) -> Self {
        Self::Rows(rows)
    }
}
