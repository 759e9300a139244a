//! The largest leverage of a row, for certificates.

use crate::data::Block;
use crate::design::arrow::root::ArrowRoot;
use crate::identified_by_fields;
use crate::response::per_output::Products;
use crate::risk::layout::Coefficients;
use crate::risk::scaled::Scaled;
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

/// Largest ‖G x̃_i‖² over rows of positive weight.
pub(super) struct LargestOfLevels<'a> {
    root: &'a ArrowRoot,
    /// Of every column its coordinate, if it is free, and 1 over its unit.
    coordinates: Vec<(Option<usize>, f64)>,
    has_intercept: bool,
}

identified_by_fields!(LargestOfLevels<'_> { root, coordinates, has_intercept });

impl<'a> LargestOfLevels<'a> {
    pub(super) fn new(root: &'a ArrowRoot, scaled: &Scaled, columns: usize) -> Self {
        let mut coordinates = vec![(None, 0.0); columns];
        for (k, &j) in scaled.free().iter().enumerate() {
            coordinates[j] = (Some(k + 1), scaled.scale(j).recip());
        }
        Self { root, coordinates, has_intercept: scaled.has_intercept() }
    }
}

impl RowSum for LargestOfLevels<'_> {
    type Partial = Most;
    /// The squares of a block, the entries of a row, and room.
    type Scratch = (Vec<f64>, Vec<(usize, f64)>, Vec<f64>);

    fn zero(&self) -> Most {
        Most(0.0)
    }

    fn add(&self, block: &Block<'_>, largest: &mut Most, (squares, entries, room): &mut Self::Scratch) {
        squares.clear();
        for i in 0..block.rows() {
            entries.clear();
            entries.extend(self.has_intercept.then_some((0, 1.0)));
            block.x.for_each_entry(i, &mut |j, x| {
                let (coordinate, unit) = self.coordinates[j];
                entries.extend(coordinate.map(|coordinate| (coordinate, x * unit)));
            });
            squares.push(self.root.square(entries, room));
        }
        block.raise(&mut largest.0, squares);
    }
}
