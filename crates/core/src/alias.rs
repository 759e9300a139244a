//! Columns that are exact linear combinations of the intercept (if there is one) and earlier columns.
//!
//! Such a column adds nothing to the model: its coefficient is not identified, and R reports it as NA. In order, each
//! column `j` is regressed on those before it, through the Cholesky factor of the weighted Gram matrix of the scaled
//! columns: its pivot is the share of the column that the earlier ones do not explain. A Gram matrix squares, so a small
//! pivot (below 1e-8) is only a suspicion; it is confirmed on the rows themselves, where the residual of an exact
//! dependency is at rounding level.

use crate::blocks::Block;
use crate::design::Scaled;
use crate::moments::Moments;
use crate::{EvalError, Executor, RowBlocks, RowSum, SymMatrix};

/// A share of a column's variance below which dependency is suspected.
const SUSPICION: f64 = 1e-8;
/// A residual, relative to the terms it is the difference of, at or below which dependency is exact. Data written with
/// fewer digits than a double holds (a sum rounded to cents) are above it.
const EXACT: f64 = 1e-12;

/// The columns of a risk: binary or of several classes, what lies to the left of the labels is the same.
#[derive(Clone, Copy)]
pub struct Columns<'a> {
    /// The data.
    pub data: &'a dyn RowBlocks,
    /// Who computes the passes.
    pub executor: &'a Executor,
    /// Where the columns lie.
    pub moments: &'a Moments,
    /// Their scales, and which are free.
    pub scaled: &'a Scaled,
}

/// `x_column = constant + Σ coefficient · x_other`, on every row.
#[derive(Clone, Debug, PartialEq)]
pub struct Alias {
    /// The dependent column.
    pub column: usize,
    /// The constant.
    pub constant: f64,
    /// The other columns and their coefficients, in the units of the data.
    pub combination: Vec<(usize, f64)>,
}

struct GramSum {
    columns: usize,
}

impl RowSum for GramSum {
    type Partial = (Vec<f64>, SymMatrix);

    fn zero(&self) -> Self::Partial {
        (vec![0.0; self.columns], SymMatrix::zeros(self.columns))
    }

    fn add(&self, block: &Block<'_>, (sums, gram): &mut Self::Partial) {
        block.with_weights(|weights| {
            block.x.add_transpose_matvec(weights, sums);
            block.x.add_sandwich(weights, gram, 0);
        });
    }

    fn merge(&self, left: &mut Self::Partial, right: Self::Partial) {
        left.0.iter_mut().zip(right.0).for_each(|(l, r)| *l += r);
        left.1.add(&right.1);
    }

    fn width(&self) -> usize {
        self.columns * self.columns
    }
}

/// Largest |x_j − Σ c_k x_k − constant| over rows of positive weight.
struct LargestResidual {
    direction: Vec<f64>,
    constant: f64,
}

impl RowSum for LargestResidual {
    type Partial = f64;

    fn zero(&self) -> f64 {
        0.0
    }

    fn add(&self, block: &Block<'_>, largest: &mut f64) {
        let mut residual = vec![0.0; block.labels.len()];
        block.x.matvec(&self.direction, &mut residual);
        residual.iter_mut().for_each(|r| *r = (*r - self.constant).abs());
        block.raise(largest, &residual);
    }

    fn merge(&self, left: &mut f64, right: f64) {
        *left = left.max(right);
    }
}

/// The free columns that depend exactly on the intercept and earlier free columns, in order. One Hessian-sized
/// pass, and one pass per suspicion.
///
/// # Errors
/// Any error of a pass.
pub fn aliases(columns: Columns<'_>) -> Result<Vec<Alias>, EvalError> {
    let Columns { data, executor, moments, scaled } = columns;
    let (sums, gram) = executor.sum(data, &moments.origin, &GramSum { columns: data.shape().columns })?;
    let total = moments.total_weight;
    let free = scaled.free();
    let entry =
        |a: usize, b: usize| gram.get(free[a], free[b]) / (total * scaled.scale(free[a]) * scaled.scale(free[b]));
    // Without an intercept its column is 0, and no other is a part of it.
    let mean = |a: usize| match scaled.has_intercept() {
        true => sums[free[a]] / (total * scaled.scale(free[a])),
        false => 0.0,
    };

    // Rows of the factor L of kept columns, coordinate 0 being the intercept.
    let mut kept: Vec<usize> = Vec::new();
    let mut factor: Vec<Vec<f64>> = vec![vec![1.0]];
    let mut found = Vec::new();
    for a in 0..free.len() {
        let mut row = Vec::with_capacity(kept.len() + 2);
        row.push(mean(a));
        for (i, &b) in kept.iter().enumerate() {
            let above = &factor[i + 1];
            let dot: f64 = row.iter().zip(above).map(|(x, y)| x * y).sum();
            row.push((entry(a, b) - dot) / above[i + 1]);
        }
        let size = entry(a, a);
        let pivot = size - row.iter().map(|l| l * l).sum::<f64>();
        if pivot <= SUSPICION * size {
            let solution = back_substitute(&factor, row.clone());
            if let Some(alias) = confirm(columns, &kept, a, &solution)? {
                found.push(alias);
                continue;
            }
        }
        // Not exact: keep it, with a pivot that cannot hide a later column.
        row.push(pivot.max(f64::EPSILON * size.max(f64::MIN_POSITIVE)).sqrt());
        kept.push(a);
        factor.push(row);
    }
    Ok(found)
}

/// Solve `Lᵀ c = row` for the coefficients of the regression on the kept columns.
fn back_substitute(factor: &[Vec<f64>], mut c: Vec<f64>) -> Vec<f64> {
    for i in (0..c.len()).rev() {
        c[i] /= factor[i][i];
        let ci = c[i];
        for (into, l) in c.iter_mut().zip(&factor[i][..i]) {
            *into -= ci * l;
        }
    }
    c
}

fn confirm(
    Columns { data, executor, moments, scaled }: Columns<'_>,
    kept: &[usize],
    a: usize,
    solution: &[f64],
) -> Result<Option<Alias>, EvalError> {
    let free = scaled.free();
    let (column, unit) = (free[a], scaled.scale(free[a]));
    let mut direction = vec![0.0; data.shape().columns];
    direction[column] = 1.0;
    let mut magnitude = moments.max_abs(column) + (solution[0] * unit).abs();
    let mut combination = Vec::new();
    let mut constant = solution[0] * unit + moments.origin[column];
    for (&b, c) in kept.iter().zip(&solution[1..]) {
        // Coefficients at rounding level are rounding.
        if c.abs() > 1e-9 {
            let other = free[b];
            let coefficient = c * unit / scaled.scale(other);
            direction[other] = -coefficient;
            magnitude += (coefficient * moments.max_abs(other)).abs();
            constant -= coefficient * moments.origin[other];
            combination.push((other, tidy(coefficient)));
        }
    }
    let sum = LargestResidual { direction, constant: solution[0] * unit };
    let largest = executor.sum(data, &moments.origin, &sum)?;
    // The coefficients themselves come from a Gram matrix and carry its rounding.
    let exact = largest <= EXACT.max(1e3 * f64::EPSILON * kept.len() as f64) * magnitude
        || largest <= 1e-9 * moments.variance[column].sqrt();
    let constant = if constant.abs() <= 1e-9 * magnitude { 0.0 } else { tidy(constant) };
    Ok(exact.then_some(Alias { column, constant, combination }))
}

/// A number that is within rounding of one with at most 9 digits, as that number.
fn tidy(x: f64) -> f64 {
    let short: f64 = format!("{x:.8e}").parse().unwrap_or(x);
    if (short - x).abs() <= 1e-9 * x.abs() { short } else { x }
}
