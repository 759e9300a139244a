//! The largest leverage of a row, for certificates.

use crate::data::Block;
use crate::sum::{Most, RowSum};

/// Largest `2 Σ_k ‖x̃_i · b_k‖²` over rows of positive weight, the norm being over the contrasts: the square of what margins of
/// two classes can part by is at most twice theirs.
pub(super) struct LargestNorm {
    /// Intercepts and coefficients of the contrasts, of each vector.
    pub basis: Vec<(Vec<f64>, Vec<f64>)>,
    pub columns: usize,
}

impl RowSum for LargestNorm {
    type Partial = Most;
    type Scratch = ();

    fn zero(&self) -> Most {
        Most(0.0)
    }

    fn add(&self, block: &Block<'_>, largest: &mut Most, (): &mut ()) {
        let rows = block.labels.len();
        let mut squares = vec![0.0; rows];
        let mut products = Vec::new();
        for (intercepts, coefficients) in &self.basis {
            products.resize(intercepts.len() * rows, 0.0);
            block.x.matmul(coefficients, self.columns, &mut products, rows);
            for (intercept, products) in intercepts.iter().zip(products.chunks_exact(rows)) {
                squares.iter_mut().zip(products).for_each(|(s, x)| *s += 2.0 * (x + intercept) * (x + intercept));
            }
        }
        block.raise(&mut largest.0, &squares);
    }
}
