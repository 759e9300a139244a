//! The largest leverage of a row, for certificates.

use crate::data::Block;
use crate::identified_by_fields;
use crate::response::per_output::Products;
use crate::risk::layout::Coefficients;
use crate::sum::{Most, RowSum};

/// Largest `a Σ_k ‖x̃_i · b_k‖²` over rows of positive weight, the norm being over the outputs. a is 1 of one output, 2 of contrasts: the square
/// of what margins of two classes can part by is at most twice theirs.
pub(super) struct LargestNorm {
    pub basis: Vec<Coefficients>,
    pub parting: f64,
}

identified_by_fields!(LargestNorm { basis, parting });

impl RowSum for LargestNorm {
    type Partial = Most;
    type Scratch = (Vec<f64>, Vec<f64>);

    fn zero(&self) -> Most {
        Most(0.0)
    }

    fn add(&self, block: &Block<'_>, largest: &mut Most, (products, squares): &mut Self::Scratch) {
        let rows = block.rows();
        squares.clear();
        squares.resize(rows, 0.0);
        for vector in &self.basis {
            products.resize(vector.intercepts.len() * rows, 0.0);
            vector.products(block.x, Products { values: products, stride: rows });
            for (intercept, products) in vector.intercepts.iter().zip(products.chunks_exact(rows)) {
                let square = |x: &f64| self.parting * (x + intercept) * (x + intercept);
                squares.iter_mut().zip(products).for_each(|(s, x)| *s += square(x));
            }
        }
        block.raise(&mut largest.0, squares);
    }
}
