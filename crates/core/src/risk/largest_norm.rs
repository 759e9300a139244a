//! The largest leverage of a row, for certificates.

use crate::data::Block;
use crate::identified_by_fields;
use crate::response::per_output::Products;
use crate::risk::layout::Coefficients;
use crate::risk::row_norms::{RowNorms, RowNormsRoom};
use crate::sum::{Most, RowSum};

/// Largest `2 Σ_k ‖x̃_i · b_k‖²` over rows of positive weight, the norm being over the outputs, which are contrasts: the square of what margins of two
/// classes can part by is at most twice theirs.
pub(super) struct LargestNorm {
    pub basis: Vec<Coefficients>,
}

identified_by_fields!(LargestNorm { basis });

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
                let square = |x: &f64| 2.0 * (x + intercept) * (x + intercept);
                squares.iter_mut().zip(products).for_each(|(s, x)| *s += square(x));
            }
        }
        block.raise(&mut largest.0, squares);
    }
}

/// Largest ‖G x̃_i‖² over rows of positive weight, of one output.
pub(super) struct LargestOfRows {
    pub norms: RowNorms,
}

identified_by_fields!(LargestOfRows { norms });

impl RowSum for LargestOfRows {
    type Partial = Most;
    type Scratch = (Vec<f64>, RowNormsRoom);

    fn zero(&self) -> Most {
        Most(0.0)
    }

    fn add(&self, block: &Block<'_>, largest: &mut Most, (squares, room): &mut Self::Scratch) {
        self.norms.of_block(block, squares, room);
        block.raise(&mut largest.0, squares);
    }
}
