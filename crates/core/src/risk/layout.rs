//! Where intercepts, columns and outputs sit among the coordinates of a point: the only code that knows.
//!
//! ```text
//! u = (u_1, …, u_m)        u_c = (b_c, S w_c)        one block for each output, its intercept first, as Scaled has it
//! ```

use crate::design::{DesignMatrix, Octet, SymMatrix};
use crate::identified_by_fields;
use crate::objective::Separable;
use crate::response::{PerOutput, Products};
use crate::risk::scaled::Scaled;
use crate::sum::Executor;

/// Columns that are turned over at a time, by one thread.
const BESIDE: usize = 2_048;

/// Blocks of coordinates, one per output.
#[derive(Clone, Debug, PartialEq)]
pub struct Layout {
    outputs: usize,
    scaled: Scaled,
}

impl Layout {
    /// `outputs` blocks, each as `scaled` has it.
    #[must_use]
    pub fn new(outputs: usize, scaled: Scaled) -> Self {
        Self { outputs, scaled }
    }

    /// Number of outputs.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// The map of a block.
    #[must_use]
    pub fn scaled(&self) -> &Scaled {
        &self.scaled
    }

    /// Number of coordinates.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.outputs * self.scaled.dim()
    }

    /// Number of coordinates that are estimated: all but intercepts that are pinned at 0.
    #[must_use]
    pub fn unknowns(&self) -> usize {
        self.outputs * self.scaled.unknowns()
    }

    /// The same with some columns held at coefficient 0, for every output.
    #[must_use]
    pub(crate) fn holding(&self, held: &[usize]) -> Self {
        Self { outputs: self.outputs, scaled: self.scaled.holding(held) }
    }

    /// A ridge on the coefficients of the columns as one on the coordinates, the same for every output: an output's intercept is free, and
    /// `λ/2 w² = λ/(2 s²) u²`.
    pub(crate) fn ridge(&self, of_columns: &Separable) -> Separable {
        let scaled = &self.scaled;
        let of_column = |&j: &usize| of_columns.l2()[j] / (scaled.scale(j) * scaled.scale(j));
        let block: Vec<f64> = std::iter::once(0.0).chain(scaled.free().iter().map(of_column)).collect();
        Separable::ridge(block.repeat(self.outputs))
    }

    /// Intercepts and coefficients of a point; columns that are not free get 0.
    #[must_use]
    pub fn coefficients(&self, u: &[f64]) -> Coefficients {
        let mut found = Coefficients { intercepts: Vec::with_capacity(self.outputs), columns: 0, values: Vec::new() };
        for block in u.chunks_exact(self.scaled.dim()) {
            let (intercept, mut of_output) = self.scaled.coefficients(block);
            found.intercepts.push(intercept);
            // The first one's are moved: of one output nothing is copied.
            if found.values.is_empty() {
                (found.columns, found.values) = (of_output.len(), of_output);
            } else {
                found.values.append(&mut of_output);
            }
        }
        found
    }

    /// The point of intercepts, and of coefficients output by output. Pinned intercepts are ignored, and so are columns that are not free.
    #[must_use]
    pub fn point(&self, intercepts: &[f64], coefficients: &[f64]) -> Vec<f64> {
        let columns = coefficients.len() / self.outputs.max(1);
        let of_output = |(c, intercept): (usize, &f64)| {
            self.scaled.point(*intercept, &coefficients[c * columns..(c + 1) * columns])
        };
        intercepts.iter().enumerate().flat_map(of_output).collect()
    }

    /// The gradient by `u` from `Σ r` and `Xᵀ r` of every output.
    pub(crate) fn gradient(&self, sums: &[f64], of_columns: &[f64]) -> Vec<f64> {
        if let [sum] = sums {
            return self.scaled.gradient(*sum, of_columns);
        }
        let columns = of_columns.len() / self.outputs.max(1);
        let mut gradient = Vec::with_capacity(self.dim());
        for (c, sum) in sums.iter().enumerate() {
            gradient.extend(self.scaled.gradient(*sum, &of_columns[c * columns..(c + 1) * columns]));
        }
        gradient
    }

    /// Intercepts and coefficients of a point, the coefficients of a column side by side in `lines` octets. Columns that are not free get 0.
    pub(crate) fn beside(
        &self,
        u: &[f64],
        lines: usize,
        columns: usize,
        executor: &Executor,
    ) -> (Vec<f64>, Vec<Octet>) {
        let (block, has_intercept) = (self.scaled.dim(), self.scaled.has_intercept());
        let intercepts = u.iter().step_by(block).map(|b| if has_intercept { *b } else { 0.0 }).collect();
        let mut values = vec![Octet::ZERO; columns * lines];
        let free = self.scaled.free();
        executor.each(values.chunks_mut(BESIDE * lines).enumerate().collect(), |(k, values)| {
            let first = k * BESIDE;
            let from = free.partition_point(|j| *j < first);
            for (at, &j) in free.iter().enumerate().skip(from).take_while(|(_, j)| **j < first + BESIDE) {
                let (scale, of_column) = (self.scaled.scale(j), u.iter().skip(at + 1).step_by(block));
                let into = values[(j - first) * lines..][..lines].iter_mut().flat_map(|octet| &mut octet.0);
                into.zip(of_column).for_each(|(w, u)| *w = u / scale);
            }
        });
        (intercepts, values)
    }

    /// The gradient by `u` from `Σ r` of every output and `Xᵀ r`, the numbers of a column side by side.
    pub(crate) fn gradient_beside(
        &self,
        sums: &[f64],
        of_columns: &[Octet],
        lines: usize,
        executor: &Executor,
    ) -> Vec<f64> {
        let (block, has_intercept) = (self.scaled.dim(), self.scaled.has_intercept());
        let mut gradient = vec![0.0; self.dim()];
        for (g, sum) in gradient.iter_mut().step_by(block).zip(sums) {
            *g = if has_intercept { *sum } else { 0.0 };
        }
        // Pieces of all outputs, of the same columns.
        let free = self.scaled.free();
        let mut pieces: Vec<(&[usize], Vec<&mut [f64]>)> =
            free.chunks(BESIDE).map(|columns| (columns, Vec::with_capacity(self.outputs))).collect();
        for of_output in gradient.chunks_exact_mut(block) {
            let of_columns = of_output[1..].chunks_mut(BESIDE);
            pieces.iter_mut().zip(of_columns).for_each(|((_, outputs), piece)| outputs.push(piece));
        }
        executor.each(pieces, |(columns, mut outputs)| {
            for (at, &j) in columns.iter().enumerate() {
                let scale = self.scaled.scale(j);
                let of_column = of_columns[j * lines..][..lines].iter().flat_map(|octet| &octet.0);
                outputs.iter_mut().zip(of_column).for_each(|(g, sum)| g[at] = sum / scale);
            }
        });
        gradient
    }

    /// The Hessian by `u` whose block (c, d) has the entries that `between` gives, row by row of an m × m matrix, for a pair of coordinates of
    /// a block.
    pub(crate) fn hessian(&self, mut between: impl FnMut(usize, usize, &mut [f64])) -> SymMatrix {
        let (m, block) = (self.outputs, self.scaled.dim());
        let mut hessian = SymMatrix::zeros(m * block);
        let mut entries = vec![0.0; m * m];
        for i in 0..block {
            for j in 0..=i {
                between(i, j, &mut entries);
                for c in 0..m {
                    for d in 0..=c {
                        // A block beside the diagonal is symmetric itself, and stored whole.
                        hessian.row_mut(c * block + i)[d * block + j] = entries[c * m + d];
                        if c != d {
                            hessian.row_mut(c * block + j)[d * block + i] = entries[c * m + d];
                        }
                    }
                }
            }
        }
        hessian
    }
}

/// Intercepts at the origin and coefficients, output by output.
#[derive(Clone, Debug, PartialEq)]
pub struct Coefficients {
    /// One per output.
    pub intercepts: Vec<f64>,
    /// Number of columns.
    pub columns: usize,
    /// Those of one output after another.
    pub values: Vec<f64>,
}

identified_by_fields!(Coefficients { intercepts, columns, values });

impl Coefficients {
    /// The coefficients of output `c`.
    #[must_use]
    pub fn of_output(&self, c: usize) -> &[f64] {
        &self.values[c * self.columns..(c + 1) * self.columns]
    }

    /// `x·w` of the rows of a block. One output is a product with a vector, which has a kernel of its own.
    pub fn products(&self, x: &dyn DesignMatrix, into: Products<'_>) {
        match self.intercepts.len() {
            1 => x.matvec(&self.values, &mut into.values[..x.nrows()]),
            _ => x.matmul(&self.values, self.columns, into.values, into.stride),
        }
    }
}

/// `g ← g + Xᵀ r` of every output, those of one after another.
pub(crate) fn add_transposed(x: &dyn DesignMatrix, residuals: PerOutput<'_>, g: &mut [f64]) {
    let outputs = residuals.values().len() / residuals.stride().max(1);
    match outputs {
        1 => x.add_transpose_matvec(&residuals.values()[..x.nrows()], g),
        _ => x.add_transpose_matmul(residuals.values(), residuals.stride(), g, x.ncols()),
    }
}
