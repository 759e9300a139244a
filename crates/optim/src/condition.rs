//! The condition number of a symmetric positive definite matrix.

use faer::{MatRef, Side};
use logodds_core::SymMatrix;

/// Largest over smallest eigenvalue; `None` if the matrix is not positive definite to working precision, or empty.
#[must_use]
pub fn condition_number(m: &SymMatrix) -> Option<f64> {
    let n = m.order();
    if n == 0 {
        return None;
    }
    let values: Vec<f64> = (0..n * n).map(|k| m.get(k / n, k % n)).collect();
    let eigenvalues = MatRef::from_row_major_slice(&values, n, n).self_adjoint_eigenvalues(Side::Lower).ok()?;
    let (least, most) = (eigenvalues.first()?, eigenvalues.last()?);
    (*least > 0.0).then(|| most / least)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_columns_with_correlation_r() {
        // (1 + r) / (1 − r)
        for r in [0.0, 0.5, 0.99, 1.0 - 1e-10] {
            let mut m = SymMatrix::zeros(2);
            m.row_mut(0)[0] = 1.0;
            m.row_mut(1).copy_from_slice(&[r, 1.0]);
            let expected = (1.0 + r) / (1.0 - r);
            assert!((condition_number(&m).unwrap() - expected).abs() < 1e-5 * expected);
        }
        assert_eq!(condition_number(&SymMatrix::zeros(2)), None);
        assert_eq!(condition_number(&SymMatrix::zeros(0)), None);
    }
}
