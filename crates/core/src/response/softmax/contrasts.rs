//! The classes' margins by one number fewer than there are classes.
//!
//! Adding the same number to all margins of a row changes no probability, so margins are only ever taken in the space of those
//! that sum to 0, in an orthonormal basis Q (K × m, m = K − 1) of it:
//!
//! ```text
//! η = Q θ     η_k = θ_k − a t  for k < m,    η_m = −t / √K        t = Σ θ_c,   a = 1 / (√K (√K + 1))
//! ```
//!
//! (the first m columns of the Householder reflection that maps e_m to (1, …, 1)/√K). Because Q is orthonormal, a ridge on the
//! coefficients of all K classes, whose optimum sums to 0 over the classes, is the same ridge on θ; because it spans all that
//! matters, an unpenalised fit in θ is that of any base category. One parametrisation serves both, without the singular
//! direction the symmetric one has and without the arbitrary choice of a base.
//!
//! Relative to the last class, `η_k − η_m = θ_k + b t` with `b = 1/√K − a`: `β = B θ`, `B = I + b 1 1ᵀ`, and what is known in β
//! (residuals of all classes but the last, a Hessian H of p_k (δ_kl − p_l)) is in θ `Bᵀ r` and `Bᵀ H B`.

use crate::identified_by_fields;

/// The basis Q for K classes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contrasts {
    classes: usize,
    /// a.
    pub(super) spread: f64,
    /// 1/√K.
    pub(super) last: f64,
}

identified_by_fields!(Contrasts { classes, spread, last });

impl Contrasts {
    /// For `classes` ≥ 2 classes.
    #[must_use]
    pub fn new(classes: usize) -> Self {
        let root = (classes as f64).sqrt();
        Self { classes, spread: 1.0 / (root * (root + 1.0)), last: 1.0 / root }
    }

    /// Number of classes K.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// Number of contrasts m = K − 1.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.classes - 1
    }

    /// b.
    pub(super) fn base(&self) -> f64 {
        self.last - self.spread
    }

    /// `η = Q θ`: one number per class.
    #[must_use]
    pub fn classes_of(&self, theta: &[f64]) -> Vec<f64> {
        let total: f64 = theta.iter().sum();
        let shift = self.spread * total;
        theta.iter().map(|t| t - shift).chain(std::iter::once(-self.last * total)).collect()
    }

    /// `θ = Qᵀ η`, of numbers per class.
    #[must_use]
    pub fn of_classes(&self, eta: &[f64]) -> Vec<f64> {
        let (last, others) = (eta[self.dim()], &eta[..self.dim()]);
        let shift = self.spread * others.iter().sum::<f64>() + self.last * last;
        others.iter().map(|eta| eta - shift).collect()
    }

    /// `Bᵀ H B` of a symmetric m × m matrix, given and returned as rows: from curvatures relative to the last class to those of the contrasts.
    pub fn sandwich(&self, h: &mut [f64]) {
        let (m, b) = (self.dim(), self.base());
        let sums: Vec<f64> = h.chunks_exact(m).map(|row| row.iter().sum()).collect();
        let total: f64 = sums.iter().sum();
        for (row, k) in h.chunks_exact_mut(m).zip(&sums) {
            for (h, l) in row.iter_mut().zip(&sums) {
                *h += b * (k + l) + b * b * total;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_basis_is_orthonormal_and_orthogonal_to_a_common_shift() {
        for classes in 2..9 {
            let q = Contrasts::new(classes);
            let column =
                |c: usize| q.classes_of(&(0..q.dim()).map(|k| f64::from(u8::from(k == c))).collect::<Vec<_>>());
            for c in 0..q.dim() {
                assert!(column(c).iter().sum::<f64>().abs() < 1e-15);
                for d in 0..q.dim() {
                    let dot: f64 = column(c).iter().zip(column(d)).map(|(x, y)| x * y).sum();
                    assert!((dot - f64::from(u8::from(c == d))).abs() < 1e-15, "{classes} {c} {d}");
                }
            }
            let theta: Vec<f64> = (0..q.dim()).map(|k| (k as f64 - 1.5).powi(3)).collect();
            let back = q.of_classes(&q.classes_of(&theta));
            assert!(theta.iter().zip(&back).all(|(x, y)| (x - y).abs() < 1e-13 * (1.0 + x.abs())));
        }
    }

    #[test]
    fn a_sandwich_is_that_of_the_matrix_written_out() {
        let q = Contrasts::new(4);
        let h = [2.0, -0.5, 0.25, -0.5, 1.0, -0.125, 0.25, -0.125, 3.0];
        let b = |k: usize, l: usize| f64::from(u8::from(k == l)) + q.base();
        let mut found = h;
        q.sandwich(&mut found);
        for c in 0..3 {
            for d in 0..3 {
                let entries = (0..3).flat_map(|k| (0..3).map(move |l| (k, l)));
                let expected: f64 = entries.map(|(k, l)| b(k, c) * h[3 * k + l] * b(l, d)).sum();
                assert!((found[3 * c + d] - expected).abs() < 1e-14);
            }
        }
    }
}
