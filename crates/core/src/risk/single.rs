//! Value and gradient with products in single precision, for choosing the next point alone.
//!
//! Coefficients, origin and residuals are rounded to f32, X is as it is stored; loss and exponentials, and sums over many rows, are
//! in f64 as ever. What is not stored as f32 by rows is rounded block by block, its origin subtracted before: with eight outputs that is little beside
//! products that take half the time. An origin's rounding to õ is made up for, as it moves the margins of all rows alike:
//!
//! ```text
//! Σ_j (x_ij − o_j) w_j = Σ_j (x_ij − õ_j) w_j + Σ_j (õ_j − o_j) w_j        Σ_i r_i (x_ij − o_j) = Σ_i r_i (x_ij − õ_j) + (õ_j − o_j) Σ_i r_i
//! ```

use crate::data::Block;
use crate::design::SingleRows;
use crate::design::dense::kernels::Rows;
use crate::design::dense::single::move_sums;
use crate::fingerprint::{Fingerprint, Identify};
use crate::objective::Order;
use crate::response::interface::Response;
use crate::response::per_output::Products;
use crate::risk::empirical::Risk;
use crate::risk::pass::{Pass, Passed};
use crate::simd::single::Line;
use crate::sum::{Partial, RowSum, Sum, Sums, Wire};

/// Columns and cells (rows times columns) below which the products are too small a part of a fit.
const COLUMNS: usize = 32;
const CELLS: usize = 1 << 18;
/// Outputs from which on it pays to round X in every pass, where it is not stored as f32: a number is then in 32 multiplications or more.
const OUTPUTS: usize = 8;
/// Numbers beyond this, or its inverse, leave too little of the range of f32 (10³⁸) to products and sums.
const LARGE: f64 = 1e15;
/// Rows whose products are added up in f32 before they are moved to f64.
const ROWS: usize = 256;

/// One pass at one point.
pub(super) struct SingleSum<R> {
    pass: Pass<R>,
    origin: Vec<Line>,
    /// õ − o.
    moved: Vec<f64>,
    /// One contrast after another, in whole lines.
    coefficients: Vec<Line>,
    /// Whether X is stored as f32 by rows.
    stored: bool,
}

/// By the pass; what is rounded follows from it.
impl<R: Response> Identify for SingleSum<R> {
    fn identify(&self, by: &mut Fingerprint) {
        by.text("single");
        self.pass.identify(by);
    }
}

impl<R: Response> SingleSum<R> {
    /// At `u`; `None` if the data are not stored as f32 and have few outputs or sparse columns, are few, or if anything is outside of the range of f32. With one output a pass waits for
    /// memory and not for arithmetic, and there is none either.
    pub(super) fn new(risk: &Risk<'_, R>, u: &[f64]) -> Option<Self> {
        let shape = risk.data.shape();
        let many = shape.columns >= COLUMNS && shape.rows.saturating_mul(shape.columns) >= CELLS;
        let (stored, outputs) = (risk.data.is_single(), risk.response.outputs());
        let rounded_sooner = || outputs >= OUTPUTS && risk.data.sparse_columns().is_empty();
        if !many || risk.response.contrasts().is_none() || !(stored || rounded_sooner()) {
            return None;
        }
        let moments = &risk.moments;
        let fits = |j: usize| {
            let size = moments.max_abs(j);
            let held = risk.scaled().free().binary_search(&j).is_err();
            size.max(moments.origin[j].abs()) <= LARGE && (held || size >= 1.0 / LARGE)
        };
        if !(0..shape.columns).all(fits) {
            return None;
        }
        let mut pass = risk.pass(u, Order::Gradient);
        let at = &mut pass.loss.at;
        if at.values.iter().any(|w| w.is_nan() || w.abs() > LARGE) {
            return None;
        }
        // Where rows are rounded here, it has been subtracted.
        let subtracted = |o: &f64| if stored { *o } else { 0.0 };
        let left: Vec<f64> = moments.origin.iter().map(subtracted).collect();
        let mut origin = Vec::new();
        Line::extend(&mut origin, &left);
        let rounded = |x: &f64| f64::from(*x as f32);
        let moved: Vec<f64> = left.iter().map(|o| rounded(o) - o).collect();
        let mut coefficients = Vec::new();
        for (w, intercept) in at.values.chunks_exact(shape.columns).zip(&mut at.intercepts) {
            Line::extend(&mut coefficients, w);
            *intercept += w.iter().zip(&moved).map(|(w, moved)| rounded(w) * moved).sum::<f64>();
        }
        Some(Self { pass, origin, moved, coefficients, stored })
    }
}

/// The sums of some rows.
pub(super) struct SinglePartial {
    sums: Passed,
    columns: usize,
    /// Of the last rows, not in `sums` yet.
    gradient: Vec<Line>,
    rows: usize,
}

impl SinglePartial {
    fn move_sums(&mut self) {
        if let (Some(Sums(gradient)), true) = (&mut self.sums.gradient, self.rows > 0) {
            move_sums(&mut self.gradient, gradient, self.columns);
        }
        self.rows = 0;
    }
}

/// In f64 alone, whoever asks.
impl Partial for SinglePartial {
    fn merge(&mut self, mut right: Self) {
        self.move_sums();
        right.move_sums();
        self.sums.merge(right.sums);
    }

    fn wire(&mut self, wire: &mut dyn Wire) {
        self.move_sums();
        self.sums.wire(wire);
    }
}

impl<R: Response> RowSum for SingleSum<R> {
    type Partial = SinglePartial;
    /// And residuals and X, rounded.
    type Scratch = (R::Rows, Vec<f32>, Vec<f32>);

    fn zero(&self) -> SinglePartial {
        SinglePartial {
            sums: self.pass.zero(),
            columns: self.pass.loss.at.columns,
            gradient: vec![Line::ZERO; self.coefficients.len()],
            rows: 0,
        }
    }

    fn add(&self, block: &Block<'_>, into: &mut SinglePartial, (rows, residuals, numbers): &mut Self::Scratch) {
        let Some(x) = self.rows_of(block, numbers) else {
            into.sums.loss.loss = Sum(f64::NAN);
            return;
        };
        let response = self.pass.loss.response();
        let Products { values, stride } = response.prepare(block, rows);
        x.matmul(&self.origin, &self.coefficients, values, stride);
        self.pass.loss.at_products(block, rows);
        response.add(rows, &mut into.sums.loss);
        residuals.clear();
        residuals.extend(response.residuals(rows).values().iter().map(|r| *r as f32));
        x.add_transpose_matmul(&self.origin, residuals, stride, &mut into.gradient);
        into.rows += block.rows();
        if into.rows >= ROWS {
            into.move_sums();
        }
    }

    fn width(&self) -> usize {
        self.pass.width()
    }
}

impl<R: Response> SingleSum<R> {
    /// The rows of a block as f32, in `numbers` if they are not stored so.
    fn rows_of<'r>(&'r self, block: &Block<'r>, numbers: &'r mut Vec<f32>) -> Option<SingleRows<'r>> {
        if self.stored {
            return block.x.single_rows();
        }
        let (nrows, columns) = (block.rows(), self.moved.len());
        numbers.resize(nrows * columns, 0.0);
        let all = block.x.to_single(numbers, columns);
        all.then(|| SingleRows::new(Rows { values: numbers, nrows, origin: &self.moved, ahead: &[] }))
    }

    /// The sums as [`Pass`] gives them.
    pub(super) fn finished(&self, mut sums: SinglePartial) -> Passed {
        sums.move_sums();
        let mut sums = sums.sums;
        if let Some(Sums(gradient)) = &mut sums.gradient {
            for (gradient, residual) in gradient.chunks_exact_mut(self.pass.loss.at.columns).zip(&sums.loss.residual.0)
            {
                gradient.iter_mut().zip(&self.moved).for_each(|(g, moved)| *g += moved * residual);
            }
        }
        sums
    }
}
