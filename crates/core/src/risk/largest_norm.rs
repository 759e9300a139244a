//! The largest leverage of a row, for certificates.

use crate::data::Block;
use crate::sum::{Most, RowSum};

/// Largest `Σ_k (b_k0 + x_i · b_k)²` over rows of positive weight.
pub(super) struct LargestNorm {
    pub basis: Vec<(f64, Vec<f64>)>,
}

impl RowSum for LargestNorm {
    type Partial = Most;
    type Scratch = ();

    fn zero(&self) -> Most {
        Most(0.0)
    }

    fn add(&self, block: &Block<'_>, largest: &mut Most, (): &mut ()) {
        let mut products = vec![0.0; block.labels.len()];
        let mut squares = vec![0.0; block.labels.len()];
        for (intercept, coefficients) in &self.basis {
            block.x.matvec(coefficients, &mut products);
            squares.iter_mut().zip(&products).for_each(|(s, x)| *s += (x + intercept) * (x + intercept));
        }
        block.raise(&mut largest.0, &squares);
    }
}
