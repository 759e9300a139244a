//! Factorisation by faer: pure Rust, fast instructions chosen at run time.

use faer::{MatRef, Side};

pub(crate) const NAME: &str = "faer";

/// Lower factor of the row-major lower triangle `a`, or `None` if a pivot is not positive.
pub(crate) fn factor(a: &[f64], n: usize) -> Option<Vec<f64>> {
    let llt = MatRef::from_row_major_slice(a, n, n).llt(Side::Lower).ok()?;
    let factor = llt.L();
    let mut lower = vec![0.0; n * n];
    for j in 0..n {
        for i in j..n {
            lower[i * n + j] = factor[(i, j)];
        }
    }
    Some(lower)
}
