//! Columns that are exact linear combinations of the intercept (if there is one) and earlier columns.
//!
//! Such a column adds nothing to the model: its coefficient is not identified, and R reports it as NA. In order, each
//! column `j` is regressed on those before it, through the Cholesky factor of the weighted Gram matrix of the scaled
//! columns: its pivot is the share of the column that the earlier ones do not explain. A Gram matrix squares, so a small
//! pivot (below 1e-8) is only a suspicion; it is confirmed on the rows themselves, where the residual of an exact
//! dependency is at rounding level. Its coefficients, which a Gram matrix gives to half their digits, are then refined once by the residual.

use crate::data::{Block, EvalError, RowBlocks};
use crate::design::SymMatrix;
use crate::identified_by_fields;
use crate::model::Equation;
use crate::risk::hessian_memory::{HESSIAN_BYTES, bytes};
use crate::risk::moments::Moments;
use crate::risk::scaled::Scaled;
use crate::sum::{Executor, Most, RowSum, Sum, Sums};

/// A share of a column's variance below which dependency is suspected.
const SUSPICION: f64 = 1e-8;
/// A residual, relative to the terms it is the difference of, at or below which dependency is exact. Data written with
/// fewer digits than a double holds (a sum rounded to cents) are above it.
const EXACT: f64 = 1e-12;
/// The share of a column's spread up to which a new row may miss an equation: whatever the coefficient of a column is, its effect over so
/// little is a millionth of that over one standard deviation.
const SLACK: f64 = 1e-6;

/// The columns of a risk: binary or of several classes, what lies to the left of the labels is the same.
#[derive(Clone, Copy, Debug)]
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
    /// The constant, as people would write it.
    pub constant: f64,
    /// The other columns and their coefficients, in the units of the data, as people would write them.
    pub combination: Vec<(usize, f64)>,
    /// The same about the origin and to all digits.
    pub equation: Equation,
}

struct GramSum {
    columns: usize,
}

identified_by_fields!(GramSum { columns });

impl RowSum for GramSum {
    type Partial = (Sums, SymMatrix);
    type Scratch = ();

    fn zero(&self) -> Self::Partial {
        (Sums::zeros(self.columns), SymMatrix::zeros(self.columns))
    }

    fn add(&self, block: &Block<'_>, (sums, gram): &mut Self::Partial, (): &mut ()) {
        block.with_weights(|weights| {
            block.x.add_transpose_matvec(weights, &mut sums.0);
            block.x.add_sandwich(weights, gram, 0);
        });
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

identified_by_fields!(LargestResidual { direction, constant });

impl RowSum for LargestResidual {
    type Partial = Most;
    type Scratch = ();

    fn zero(&self) -> Most {
        Most(0.0)
    }

    fn add(&self, block: &Block<'_>, largest: &mut Most, (): &mut ()) {
        let mut residual = vec![0.0; block.rows()];
        block.x.matvec(&self.direction, &mut residual);
        residual.iter_mut().for_each(|r| *r = (*r - self.constant).abs());
        block.raise(&mut largest.0, &residual);
    }
}

/// Σ ω_i r_i (1, x_i − o), r being the residuals of [`LargestResidual`].
struct ResidualScore<'a> {
    residual: &'a LargestResidual,
}

identified_by_fields!(ResidualScore<'_> { residual });

impl RowSum for ResidualScore<'_> {
    type Partial = (Sum, Sums);
    type Scratch = ();

    fn zero(&self) -> Self::Partial {
        (Sum(0.0), Sums::zeros(self.residual.direction.len()))
    }

    fn add(&self, block: &Block<'_>, (sum, score): &mut Self::Partial, (): &mut ()) {
        let mut residual = vec![0.0; block.rows()];
        block.x.matvec(&self.residual.direction, &mut residual);
        residual.iter_mut().for_each(|r| *r -= self.residual.constant);
        block.with_weights(|weights| residual.iter_mut().zip(weights).for_each(|(r, weight)| *r *= weight));
        *sum += residual.iter().sum::<f64>();
        block.x.add_transpose_matvec(&residual, &mut score.0);
    }

    fn width(&self) -> usize {
        self.residual.direction.len()
    }
}

/// The free columns that depend exactly on the intercept and earlier free columns, in order. One Hessian-sized
/// pass, one pass per suspicion, and two more where it is right. None are found where the Gram matrix of all columns does not fit in the memory that
/// a Hessian may take, which one with levels eliminated may all the same.
///
/// # Errors
/// Any error of a pass.
pub fn aliases(columns: Columns<'_>) -> Result<Vec<Alias>, EvalError> {
    let Columns { data, executor, moments, scaled } = columns;
    if bytes(1, data.shape().columns, data.shape().blocks()) > HESSIAN_BYTES {
        return Ok(Vec::new());
    }
    let (Sums(sums), gram) = executor.sum(data, &moments.origin, &GramSum { columns: data.shape().columns })?;
    let total = moments.total_weight;
    let free = scaled.free();
    let entry =
        |a: usize, b: usize| gram.get(free[a], free[b]) / (total * scaled.scale(free[a]) * scaled.scale(free[b]));
    // Without an intercept its column is 0, and no other is a part of it.
    let mean = |a: usize| match scaled.has_intercept() {
        true => sums[free[a]] / (total * scaled.scale(free[a])),
        false => 0.0,
    };

    let rows = if free.len() < data.shape().rows { usize::MAX } else { weighted_rows(data, moments)? };
    // Rows of the factor L of kept columns, coordinate 0 being the intercept.
    let mut kept: Vec<usize> = Vec::new();
    let mut factor: Vec<Vec<f64>> = vec![vec![1.0]];
    let mut found = Vec::new();
    for a in 0..free.len() {
        // No more than the rows can be independent.
        if kept.len() + usize::from(scaled.has_intercept()) == rows {
            found.extend(saturated(columns, &kept, a, &factor)?);
            break;
        }
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
            if let Some(alias) = confirm(columns, &kept, a, &factor, solution)? {
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

/// Rows of positive weight.
fn weighted_rows(data: &dyn RowBlocks, moments: &Moments) -> Result<usize, EvalError> {
    let mut rows = 0;
    data.visit(0..data.shape().blocks(), &moments.origin, &mut |block| {
        block.with_weights(|weights| rows += weights.iter().filter(|weight| **weight > 0.0).count());
    })?;
    Ok(rows)
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

/// Solve `L r = b`, in place.
fn substitute(factor: &[Vec<f64>], b: &mut [f64]) {
    for (i, row) in factor.iter().enumerate().take(b.len()) {
        let dot: f64 = b[..i].iter().zip(row).map(|(r, l)| r * l).sum();
        b[i] = (b[i] - dot) / row[i];
    }
}

/// The equation that makes column `a` of the free ones a combination of the `kept` ones by `solution`, if it is one.
fn confirm(
    columns: Columns<'_>,
    kept: &[usize],
    a: usize,
    factor: &[Vec<f64>],
    solution: Vec<f64>,
) -> Result<Option<Alias>, EvalError> {
    let Columns { data, executor, moments, scaled } = columns;
    let (column, unit) = (scaled.free()[a], scaled.scale(scaled.free()[a]));
    let spread = moments.variance[column].sqrt();
    let attempt = Attempt::new(columns, kept, a, &solution);
    let Most(largest) = executor.sum(data, &moments.origin, &attempt.residual)?;
    // The coefficients themselves come from a Gram matrix and carry its rounding.
    let exact =
        largest <= EXACT.max(1e3 * f64::EPSILON * kept.len() as f64) * attempt.magnitude || largest <= 1e-9 * spread;
    if !exact {
        return Ok(None);
    }
    let (Sum(sum), Sums(score)) =
        executor.sum(data, &moments.origin, &ResidualScore { residual: &attempt.residual })?;
    let total = moments.total_weight * unit;
    let of = |&b: &usize| score[scaled.free()[b]] / (total * scaled.scale(scaled.free()[b]));
    let intercept = if scaled.has_intercept() { sum / total } else { 0.0 };
    let mut change: Vec<f64> = std::iter::once(intercept).chain(kept.iter().map(of)).collect();
    substitute(factor, &mut change);
    let refined: Vec<f64> = solution.iter().zip(back_substitute(factor, change)).map(|(s, c)| s + c).collect();
    let refined = Attempt::new(columns, kept, a, &refined);
    let Most(closer) = executor.sum(data, &moments.origin, &refined.residual)?;
    let (attempt, largest) = if closer < largest { (refined, closer) } else { (attempt, largest) };
    Ok(Some(attempt.alias(columns, column, largest.max(0.25 * SLACK * spread))))
}

/// The equations of the free columns from the `rest`-th on, where the `kept` ones are as many as the rows and so determine any other. With the
/// entries at hand, as a pass for each of thousands of columns would take its time.
fn saturated(columns: Columns<'_>, kept: &[usize], rest: usize, factor: &[Vec<f64>]) -> Result<Vec<Alias>, EvalError> {
    let Columns { data, moments, scaled, .. } = columns;
    let free = scaled.free();
    let (width, others) = (1 + kept.len(), free.len() - rest);
    // Where the entries of a row go: those of kept columns first.
    let mut place = vec![usize::MAX; data.shape().columns];
    kept.iter().enumerate().for_each(|(k, &b)| place[free[b]] = k + 1);
    (rest..free.len()).for_each(|a| place[free[a]] = width + a - rest);
    let (mut rows, mut weights): (Vec<Vec<f64>>, Vec<f64>) = (Vec::new(), Vec::new());
    data.visit(0..data.shape().blocks(), &moments.origin, &mut |block| {
        block.with_weights(|of_block| weights.extend(of_block));
        for i in 0..block.rows() {
            let mut row = vec![0.0; width + others];
            row[0] = f64::from(u8::from(scaled.has_intercept()));
            block.x.for_each_entry(i, &mut |j, x| {
                if let Some(entry) = row.get_mut(place[j]) {
                    *entry = x / scaled.scale(j);
                }
            });
            rows.push(row);
        }
    })?;
    // What the factor makes of X̃ᵀ W r / Σω.
    let solved = |residual: &[f64]| {
        let mut b = vec![0.0; width];
        for ((row, weight), r) in rows.iter().zip(&weights).zip(residual) {
            let r = r * weight / moments.total_weight;
            b.iter_mut().zip(row).for_each(|(b, x)| *b += r * x);
        }
        substitute(factor, &mut b);
        back_substitute(factor, b)
    };
    let equation = |a: usize| {
        let column: Vec<f64> = rows.iter().map(|row| row[width + a - rest]).collect();
        let mut solution = vec![0.0; width];
        let mut residual = column.clone();
        // Once for the coefficients, and twice to refine them.
        for _ in 0..3 {
            solution.iter_mut().zip(solved(&residual)).for_each(|(s, c)| *s += c);
            for ((r, row), x) in residual.iter_mut().zip(&rows).zip(&column) {
                *r = x - row.iter().zip(&solution).map(|(x, s)| x * s).sum::<f64>();
            }
        }
        let counts = residual.iter().zip(&weights).filter(|(_, weight)| **weight > 0.0);
        let (unit, spread) = (scaled.scale(free[a]), moments.variance[free[a]].sqrt());
        let largest = counts.fold(0.0, |largest: f64, (r, _)| largest.max(r.abs())) * unit;
        Attempt::new(columns, kept, a, &solution).alias(columns, free[a], largest.max(0.25 * SLACK * spread))
    };
    Ok((rest..free.len()).map(equation).collect())
}

/// A combination that may be a column.
struct Attempt {
    residual: LargestResidual,
    combination: Vec<(usize, f64)>,
    /// The largest that the terms can be.
    magnitude: f64,
}

impl Attempt {
    fn new(Columns { data, moments, scaled, .. }: Columns<'_>, kept: &[usize], a: usize, solution: &[f64]) -> Self {
        let free = scaled.free();
        let (column, unit) = (free[a], scaled.scale(free[a]));
        let mut direction = vec![0.0; data.shape().columns];
        direction[column] = 1.0;
        let mut magnitude = moments.max_abs(column) + (solution[0] * unit).abs();
        let mut combination = Vec::new();
        for (&b, c) in kept.iter().zip(&solution[1..]) {
            // Coefficients at rounding level are rounding.
            if c.abs() > 1e-9 {
                let coefficient = c * unit / scaled.scale(free[b]);
                direction[free[b]] = -coefficient;
                magnitude += (coefficient * moments.max_abs(free[b])).abs();
                combination.push((free[b], coefficient));
            }
        }
        Self { residual: LargestResidual { direction, constant: solution[0] * unit }, combination, magnitude }
    }

    /// As an equation, which rows miss by `largest` and new ones may miss by four times as much.
    fn alias(self, Columns { moments, .. }: Columns<'_>, column: usize, largest: f64) -> Alias {
        let tolerance = 4.0 * largest;
        let equation = Equation { column, constant: self.residual.constant, combination: self.combination, tolerance };
        let (constant, combination) = equation.as_written(&moments.origin);
        Alias { column, constant, combination, equation }
    }
}
