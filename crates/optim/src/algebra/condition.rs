//! The largest eigenvalue of a symmetric matrix.
//!
//! A condition number takes two, of a matrix and of its inverse: the smallest one of the matrix itself has the rounding of the largest.

use faer::{MatRef, Side};
use logodds_core::SymMatrix;

/// The largest eigenvalue; `None` if it is not found or not positive, or the matrix is empty.
#[must_use]
pub fn largest_eigenvalue(m: &SymMatrix) -> Option<f64> {
    let n = m.order();
    let values: Vec<f64> = (0..n * n).map(|k| m.get(k / n, k % n)).collect();
    let eigenvalues = MatRef::from_row_major_slice(&values, n, n).self_adjoint_eigenvalues(Side::Lower).ok()?;
    eigenvalues.last().copied().filter(|most| *most > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_columns_with_correlation_r() {
        for r in [0.0, 0.5, -0.99, 1.0 - 1e-10] {
            let mut m = SymMatrix::zeros(2);
            m.row_mut(0)[0] = 1.0;
            m.row_mut(1).copy_from_slice(&[r, 1.0]);
            assert!((largest_eigenvalue(&m).unwrap() - 1.0 - f64::abs(r)).abs() < 1e-15);
        }
        assert_eq!(largest_eigenvalue(&SymMatrix::zeros(2)), None);
        assert_eq!(largest_eigenvalue(&SymMatrix::zeros(0)), None);
    }
}
