//! The coordinates a solver works in: an intercept, and columns of unit size.
//!
//! ```text
//! X̃ = (1, (X − 1·oᵀ) S⁻¹)      u = (b_o, S w)      X̃ u = b_o + (X − 1·oᵀ) w
//! ```
//!
//! X̃ is never formed. The origin is subtracted by the storage, entry by entry; the scales are applied to `u` before
//! and to the sums after a pass, once per pass rather than once per block. Columns that are held at 0 (constants, exact
//! copies) are left out of `u`, so the solver sees a problem of full rank.
//!
//! **Without an intercept** the column of X̃ that stands for it is 0 instead of 1, and columns are about 0:
//!
//! ```text
//! X̃ = (0, X S⁻¹)      u = (0, S w)
//! ```
//!
//! The coordinate stays, so that an intercept is the first coordinate of every point and no solver need know. It is pinned, to the
//! last bit: its gradient is 0 and its row of a Hessian is 0 off the diagonal (with several outputs, but among their intercepts), so whatever is made of gradients by such
//! matrices (a step, a product, a whitened vector) is 0 there, and a point that starts at 0 stays at 0. On the diagonal is the mean curvature of
//! the rows, which is positive where any of the others' is; a factor is that of the other coordinates, beside a number.

use crate::design::SymMatrix;
use crate::identified_by_fields;

/// The map between solver coordinates `u` (length 1 + free columns, intercept first) and coefficients `w`.
#[derive(Clone, Debug, PartialEq)]
pub struct Scaled {
    scale: Vec<f64>,
    free: Vec<usize>,
    has_intercept: bool,
}

identified_by_fields!(Scaled { scale, free, has_intercept });

impl Scaled {
    /// Scales `S` of all columns (positive), and the columns that are free, in increasing order.
    #[must_use]
    pub fn new(scale: Vec<f64>, free: Vec<usize>) -> Self {
        debug_assert!(scale.iter().all(|s| *s > 0.0));
        Self { scale, free, has_intercept: true }
    }

    /// The same without an intercept: the first coordinate is pinned at 0.
    #[must_use]
    pub fn through_origin(self) -> Self {
        Self { has_intercept: false, ..self }
    }

    /// Whether the first coordinate is an intercept, and not pinned at 0.
    #[must_use]
    pub fn has_intercept(&self) -> bool {
        self.has_intercept
    }

    /// Number of coordinates that are not pinned: what is estimated.
    #[must_use]
    pub fn unknowns(&self) -> usize {
        self.dim() - usize::from(!self.has_intercept)
    }

    /// The same scales with all columns free but those `held`, in any order.
    #[must_use]
    pub(crate) fn holding(&self, held: &[usize]) -> Self {
        // Of hashed words nearly all columns can be held: none is looked for in a list.
        let mut is_free = vec![true; self.scale.len()];
        held.iter().for_each(|&j| is_free[j] = false);
        let free = (0..is_free.len()).filter(|&j| is_free[j]).collect();
        Self { free, ..self.clone() }
    }

    /// Number of solver coordinates.
    #[must_use]
    pub fn dim(&self) -> usize {
        1 + self.free.len()
    }

    /// The free columns.
    #[must_use]
    pub fn free(&self) -> &[usize] {
        &self.free
    }

    /// The columns that are not free, in increasing order.
    #[must_use]
    pub fn held(&self) -> Vec<usize> {
        (0..self.scale.len()).filter(|j| self.free.binary_search(j).is_err()).collect()
    }

    /// The scale of column `j`.
    #[must_use]
    pub fn scale(&self, j: usize) -> f64 {
        self.scale[j]
    }

    /// `(b_o, w)` of a point `u`; columns that are not free get 0.
    #[must_use]
    pub fn coefficients(&self, u: &[f64]) -> (f64, Vec<f64>) {
        let mut w = vec![0.0; self.scale.len()];
        for (&j, u) in self.free.iter().zip(&u[1..]) {
            w[j] = u / self.scale[j];
        }
        (if self.has_intercept { u[0] } else { 0.0 }, w)
    }

    /// The point `u` of given coefficients; the inverse of [`Scaled::coefficients`] on free columns. A pinned intercept is ignored.
    #[must_use]
    pub fn point(&self, intercept: f64, w: &[f64]) -> Vec<f64> {
        let intercept = if self.has_intercept { intercept } else { 0.0 };
        std::iter::once(intercept).chain(self.free.iter().map(|&j| w[j] * self.scale[j])).collect()
    }

    /// Gradient with respect to `u` from `Σ r` and `Xᵀ r`.
    #[must_use]
    pub fn gradient(&self, sum: f64, g: &[f64]) -> Vec<f64> {
        let sum = if self.has_intercept { sum } else { 0.0 };
        std::iter::once(sum).chain(self.free.iter().map(|&j| g[j] / self.scale[j])).collect()
    }

    /// Hessian with respect to `u` from that of `(b_o, w)`.
    #[must_use]
    pub fn hessian(&self, full: &SymMatrix) -> SymMatrix {
        let mut h = SymMatrix::zeros(self.dim());
        h.row_mut(0)[0] = full.get(0, 0);
        for (a, &i) in self.free.iter().enumerate() {
            let row = h.row_mut(a + 1);
            if self.has_intercept {
                row[0] = full.get(i + 1, 0) / self.scale[i];
            }
            for (b, &j) in self.free.iter().enumerate().take(a + 1) {
                row[b + 1] = full.get(i + 1, j + 1) / (self.scale[i] * self.scale[j]);
            }
        }
        h
    }
}
