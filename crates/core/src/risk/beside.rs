//! Passes over sparse columns with several outputs: their coefficients side by side, so that an entry of a row is looked at once and not once
//! for every output.
//!
//! ```text
//! H[i, ·] = Σ_j x_ij W[j, ·]         G[j, ·] = Σ_i x_ij R[i, ·]         W, G: m numbers a column, in whole octets
//! ```
//!
//! Coefficients are turned over once before a pass and sums once after it. A block's products are turned over in the cache, to where the response
//! wants them: output by output.

use crate::data::Block;
use crate::design::Octet;
use crate::fingerprint::{Fingerprint, Identify};
use crate::objective::Evaluation;
use crate::response::{PerOutput, Products, Response};
use crate::risk::empirical::Risk;
use crate::risk::layout::Coefficients;
use crate::risk::pass::Passed;
use crate::risk::row_loss::RowLoss;
use crate::risk::side_by_side::Beside;
use crate::sum::{Partial, RowSum, Sums, Wire};

/// Numbers of an octet.
const OCTET: usize = 8;

/// Numbers of the columns, side by side.
pub(super) struct Octets(pub Vec<Octet>);

impl Partial for Octets {
    fn merge(&mut self, right: Self) {
        for (Octet(left), Octet(right)) in self.0.iter_mut().zip(&right.0) {
            left.iter_mut().zip(right).for_each(|(l, r)| *l += r);
        }
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        self.0.iter_mut().for_each(|octet| wire.numbers(&mut octet.0));
    }
}

/// The rows of a block, and their products side by side.
#[derive(Default)]
pub(super) struct BesideRoom<Rows> {
    pub rows: Rows,
    products: Vec<Octet>,
}

/// Loss and gradient at a point.
pub(super) struct BesideSum<R> {
    loss: RowLoss<R>,
    columns: usize,
    coefficients: Vec<Octet>,
    beside: Beside,
}

/// By intercepts, offsets and coefficients.
impl<R: Response> Identify for BesideSum<R> {
    fn identify(&self, by: &mut Fingerprint) {
        by.text("beside");
        self.loss.identify(by);
        identify(&self.coefficients, by);
    }
}

impl<R: Response> BesideSum<R> {
    pub(super) fn new(risk: &Risk<'_, R>, beside: Beside, u: &[f64]) -> Self {
        let columns = risk.moments.mean.len();
        let (intercepts, coefficients) = risk.layout.beside(u, beside.lines, columns, &risk.executor);
        let at = Coefficients { intercepts, columns, values: Vec::new() };
        let loss = RowLoss { response: risk.response.clone(), at, offset_mean: risk.null.offset_mean.clone() };
        Self { loss, columns, coefficients, beside }
    }
}

impl<R: Response> RowSum for BesideSum<R> {
    type Partial = (Passed, Octets);
    type Scratch = BesideRoom<R::Rows>;

    fn zero(&self) -> Self::Partial {
        (Passed::of_loss(self.loss.zero()), Octets(vec![Octet::ZERO; self.coefficients.len()]))
    }

    fn add(&self, block: &Block<'_>, (passed, gradient): &mut Self::Partial, room: &mut Self::Scratch) {
        let (response, lines) = (self.loss.response(), self.beside.lines);
        let BesideRoom { rows, products } = room;
        products.clear();
        products.resize(block.rows() * lines, Octet::ZERO);
        block.x.add_matmul_beside(&self.coefficients, lines, products);
        let Products { values, stride } = response.prepare(block, rows);
        by_output(products, lines, values, stride);
        self.loss.at_products(block, rows);
        response.add(rows, &mut passed.loss);
        by_row(response.residuals(rows), products, lines);
        block.x.add_transpose_matmul_beside(products, lines, &mut gradient.0);
    }

    fn width(&self) -> usize {
        self.columns * OCTET * self.beside.lines
    }

    fn most_runs(&self) -> usize {
        self.beside.runs
    }
}

/// `X̃ᵀ (S X̃ V)`, in the units of the data.
pub(super) struct BesideProduct<'a, R> {
    response: &'a R,
    intercepts: Vec<f64>,
    coefficients: Vec<Octet>,
    /// What is kept of the rows.
    rows: &'a [f64],
    beside: Beside,
}

/// By the vector and what is kept.
impl<R: Response> Identify for BesideProduct<'_, R> {
    fn identify(&self, by: &mut Fingerprint) {
        by.text("product beside");
        self.response.identify(by);
        self.intercepts.identify(by);
        identify(&self.coefficients, by);
        self.rows.identify(by);
    }
}

impl<'a, R: Response> BesideProduct<'a, R> {
    pub(super) fn new(risk: &'a Risk<'_, R>, beside: Beside, v: &[f64], rows: &'a [f64]) -> Self {
        let (intercepts, coefficients) = risk.layout.beside(v, beside.lines, risk.moments.mean.len(), &risk.executor);
        Self { response: &risk.response, intercepts, coefficients, rows, beside }
    }
}

impl<R: Response> RowSum for BesideProduct<'_, R> {
    /// Of the intercepts and of the columns.
    type Partial = (Sums, Octets);
    /// Products side by side and output by output, and room.
    type Scratch = (Vec<Octet>, Vec<f64>, Vec<f64>);

    fn zero(&self) -> Self::Partial {
        (Sums::zeros(self.intercepts.len()), Octets(vec![Octet::ZERO; self.coefficients.len()]))
    }

    fn add(&self, block: &Block<'_>, (totals, columns): &mut Self::Partial, scratch: &mut Self::Scratch) {
        let (rows, kept, lines) = (block.rows(), self.response.kept(), self.beside.lines);
        let (products, changes, room) = scratch;
        products.clear();
        products.resize(rows * lines, Octet::ZERO);
        block.x.add_matmul_beside(&self.coefficients, lines, products);
        changes.resize(self.intercepts.len() * rows, 0.0);
        by_output(products, lines, changes, rows);
        let kept = &self.rows[block.first_row * kept..][..kept * rows];
        self.response.product(block, kept, (&self.intercepts, changes), &mut totals.0, room);
        by_row(PerOutput::new(changes, rows, rows), products, lines);
        block.x.add_transpose_matmul_beside(products, lines, &mut columns.0);
    }

    fn width(&self) -> usize {
        self.coefficients.len() * OCTET
    }

    fn most_runs(&self) -> usize {
        self.beside.runs
    }
}

impl<R: Response> Risk<'_, R> {
    /// [`Risk::finish`] of sums side by side.
    pub(super) fn finish_beside(&self, u: &[f64], (sums, columns): (Passed, Octets), weight: f64) -> Evaluation {
        let lines = columns.0.len() / self.moments.mean.len();
        let gradient = self.layout.gradient_beside(&sums.loss.residual.0, &columns.0, lines, &self.executor);
        self.finish_with(u, sums, Some(gradient), weight)
    }
}

fn identify(octets: &[Octet], by: &mut Fingerprint) {
    octets.iter().for_each(|octet| octet.0.identify(by));
}

/// From the numbers of a row side by side to those of an output, `stride` each.
fn by_output(from: &[Octet], lines: usize, into: &mut [f64], stride: usize) {
    for (i, of_row) in from.chunks_exact(lines).enumerate() {
        let of_row = of_row.iter().flat_map(|octet| &octet.0);
        into.iter_mut().skip(i).step_by(stride).zip(of_row).for_each(|(into, x)| *into = *x);
    }
}

/// And back.
fn by_row(from: PerOutput<'_>, into: &mut [Octet], lines: usize) {
    for (c, of_output) in from.outputs().enumerate() {
        let of_rows = into.iter_mut().skip(c / OCTET).step_by(lines);
        of_rows.zip(of_output).for_each(|(octet, x)| octet.0[c % OCTET] = *x);
    }
}

#[cfg(all(test, feature = "rayon"))]
mod tests {
    use super::*;
    use crate::data::InMemory;
    use crate::design::Csr;
    use crate::objective::{Objective, Order, Structure};
    use crate::response::Softmax;
    use crate::risk::penalty::Penalty;
    use crate::sum::Executor;

    /// Rows of few entries, one of none; weights, offsets, columns held.
    #[test]
    fn passes_are_those_of_the_outputs_one_by_one_and_of_any_number_of_threads() {
        let (n, p, classes) = (700, 40, 11);
        let number = |i: usize| (i * 7_919 % 1_009) as f64 / 1_009.0 - 0.5;
        let (mut indptr, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
        for i in 0..n {
            for j in (0..p).filter(|j| i != 3 && (i * 31 + j * 17) % 7 == 0) {
                columns.push(j as u32);
                values.push(number(i * p + j));
            }
            indptr.push(columns.len());
        }
        let x = Csr::new(indptr, columns, values, p).expect("sorted rows");
        let labels: Vec<u8> = (0..n).map(|i| (i * 7_919 % classes) as u8).collect();
        let data = InMemory::of_classes(x, labels, classes)
            .and_then(|data| data.with_weights((0..n).map(|i| (i % 3) as f64 + 0.5).collect::<Vec<_>>()))
            .and_then(|data| data.with_offset((0..n * classes).map(number).collect::<Vec<_>>()))
            .expect("data");
        let risk = |threads| {
            let executor = Executor::new(threads).expect("threads");
            let risk = Risk::new(Softmax::new(classes), &data, Penalty::l2(0.01), executor).expect("a risk");
            risk.holding(&[5, 6])
        };
        let (mut one, two) = (risk(1), risk(2));
        let u: Vec<f64> = (0..one.dim()).map(|i| number(i + 11)).collect();
        let v: Vec<f64> = (0..one.dim()).map(|i| number(3 * i + 2)).collect();
        let all = |risk: &Risk<'_, Softmax>| {
            let at = risk.evaluate(&u, Order::Gradient).expect("a pass");
            let (same, hessian) = risk.curvature_at(&u).expect("a pass").expect("products");
            assert_eq!(at, same);
            let mut product = vec![0.0; v.len()];
            hessian.apply(&v, &mut product).expect("a pass");
            (at, product)
        };
        let (beside, product) = all(&one);
        assert_eq!((beside.clone(), product.clone()), all(&two));
        assert!(one.beside.take().is_some());
        let (apart, expected) = all(&one);
        let near = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-13);
        assert!((beside.value - apart.value).abs() < 1e-14 * apart.value);
        assert!(near(&beside.gradient, &apart.gradient) && near(&product, &expected));
    }
}
