//! The largest leverage of a row, for certificates.

use crate::data::Block;
use crate::design::arrow::matrix::{Side, side};
use crate::design::arrow::root::ArrowRoot;
use crate::fingerprint::{Fingerprint, Identify};
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
///
/// Of q other coordinates the product with T takes q²/2 multiplications a row. Where q is large that is expanded, as a row has few entries z and meets
/// no coordinate that its level's mean m has not:
///
/// ```text
/// ‖T (z − y m)‖² = z'Wz − 2y z'u + y² m'u        W = TᵀT,  u = W m, of which only the positions of m are asked for;  y the level's entry
/// ```
pub(super) struct LargestOfLevels<'a> {
    root: &'a ArrowRoot,
    /// Of every column its coordinate, if it is free, and 1 over its unit.
    coordinates: Vec<(Option<usize>, f64)>,
    has_intercept: bool,
    expanded: Option<Expanded>,
}

identified_by_fields!(LargestOfLevels<'_> { root, coordinates, has_intercept, expanded });

impl<'a> LargestOfLevels<'a> {
    pub(super) fn new(root: &'a ArrowRoot, scaled: &Scaled, columns: usize) -> Self {
        let mut coordinates = vec![(None, 0.0); columns];
        for (k, &j) in scaled.free().iter().enumerate() {
            coordinates[j] = (Some(k + 1), scaled.scale(j).recip());
        }
        let expanded = root.is_expanded().then(|| Expanded::new(root));
        Self { root, coordinates, has_intercept: scaled.has_intercept(), expanded }
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
            squares.push(match &self.expanded {
                Some(expanded) => expanded.square(self.root, entries),
                None => self.root.square(entries, room),
            });
        }
        block.raise(&mut largest.0, squares);
    }
}

/// What rows of a level have in common.
struct Expanded {
    /// W, all of it.
    square: Vec<f64>,
    /// u of every level, as the pattern has it.
    products: Vec<f64>,
    /// 1/d_e + m'u.
    own: Vec<f64>,
}

/// It follows from the root.
impl Identify for Expanded {
    fn identify(&self, _: &mut Fingerprint) {}
}

impl Expanded {
    fn new(root: &ArrowRoot) -> Self {
        let q = root.pattern().columns();
        let mut square = vec![0.0; q * q];
        for k in 0..q {
            let row = root.rest_row(k);
            for (r, t) in row.iter().enumerate() {
                square[r * q..][..=r].iter_mut().zip(row).for_each(|(w, x)| *w += t * x);
            }
        }
        for r in 0..q {
            (0..r).for_each(|s| square[s * q + r] = square[r * q + s]);
        }
        let mut products = Vec::with_capacity(root.means().len());
        let mut own = Vec::with_capacity(root.levels().len());
        for (e, level) in root.levels().iter().enumerate() {
            let (positions, means) = root.mean(e);
            let mut sum = 0.0;
            for (&r, mean) in positions.iter().zip(means) {
                let row = &square[r as usize * q..][..q];
                let product: f64 = positions.iter().zip(means).map(|(&s, m)| row[s as usize] * m).sum();
                sum += mean * product;
                products.push(product);
            }
            own.push(level * level + sum);
        }
        Self { square, products, own }
    }

    fn square(&self, root: &ArrowRoot, entries: &[(usize, f64)]) -> f64 {
        let (eliminated, pattern) = (root.eliminated(), root.pattern());
        let q = pattern.columns();
        let level = entries.iter().find_map(|&(j, y)| match side(&eliminated, j) {
            Side::Eliminated(e) => Some((e, y)),
            Side::Rest(_) => None,
        });
        let mut sum = level.map_or(0.0, |(e, y)| y * y * self.own[e]);
        for (k, &(j, z)) in entries.iter().enumerate() {
            let Side::Rest(r) = side(&eliminated, j) else { continue };
            let row = &self.square[r * q..][..q];
            let mut product = 0.5 * z * row[r];
            for &(i, x) in &entries[..k] {
                if let Side::Rest(s) = side(&eliminated, i) {
                    product += x * row[s];
                }
            }
            if let Some((e, y)) = level {
                product -= y * self.products[pattern.place(e, r)];
            }
            sum += 2.0 * z * product;
        }
        sum.max(0.0)
    }
}
