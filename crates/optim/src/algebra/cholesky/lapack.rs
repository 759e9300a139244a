//! Factorisation by LAPACK's `dpotrf`, through ndarray-linalg.

use ndarray::ArrayView2;
use ndarray_linalg::{Cholesky, UPLO};

pub(crate) const NAME: &str = "lapack";

/// Lower factor of the row-major lower triangle `a`, or `None` if a pivot is not positive.
pub(crate) fn factor(a: &[f64], n: usize) -> Option<Vec<f64>> {
    let view = ArrayView2::from_shape((n, n), a).ok()?;
    let factor = view.cholesky(UPLO::Lower).ok()?;
    Some(factor.iter().copied().collect())
}
