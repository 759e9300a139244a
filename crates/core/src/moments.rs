//! Means, spreads and ranges of columns: what scaling, standardising and the certificate need to know of X.
//!
//! ```text
//! mean_j = Σ ω_i x_ij / Σ ω_i        variance_j = Σ ω_i x_ij² / Σ ω_i − mean_j²
//! ```
//!
//! The variance formula cancels unless the mean is small beside the spread, so it is only ever used on blocks whose
//! origin has been subtracted: a first pass finds the means, a second, about them, the rest.

use crate::blocks::Block;
use crate::{DataError, EvalError, Executor, RowBlocks, RowSum};

/// Weighted sums and extremes, a number per column.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnSums {
    /// Σ ω x.
    pub sum: Vec<f64>,
    /// Σ ω x².
    pub squares: Vec<f64>,
    /// Smallest value among rows of positive weight.
    pub min: Vec<f64>,
    /// Largest value among rows of positive weight.
    pub max: Vec<f64>,
}

impl ColumnSums {
    fn new(columns: usize) -> Self {
        Self {
            sum: vec![0.0; columns],
            squares: vec![0.0; columns],
            min: vec![f64::INFINITY; columns],
            max: vec![f64::NEG_INFINITY; columns],
        }
    }

    /// Add a value of column `j` in a row of weight `weight`.
    #[inline(always)]
    pub fn add(&mut self, j: usize, weight: f64, x: f64) {
        self.sum[j] += weight * x;
        self.squares[j] += weight * x * x;
        if weight > 0.0 {
            self.min[j] = if x < self.min[j] { x } else { self.min[j] };
            self.max[j] = if x > self.max[j] { x } else { self.max[j] };
        }
    }

    fn merge(&mut self, other: &Self) {
        let combine = |left: &mut [f64], right: &[f64], f: fn(f64, f64) -> f64| {
            left.iter_mut().zip(right).for_each(|(l, r)| *l = f(*l, *r));
        };
        combine(&mut self.sum, &other.sum, |l, r| l + r);
        combine(&mut self.squares, &other.squares, |l, r| l + r);
        combine(&mut self.min, &other.min, f64::min);
        combine(&mut self.max, &other.max, f64::max);
    }
}

/// Σ ω and Σ ω x.
struct Sums {
    columns: usize,
}

impl RowSum for Sums {
    type Partial = (f64, Vec<f64>);

    fn zero(&self) -> Self::Partial {
        (0.0, vec![0.0; self.columns])
    }

    fn add(&self, block: &Block<'_>, (total, sums): &mut Self::Partial) {
        block.with_weights(|weights| {
            *total += weights.iter().sum::<f64>();
            block.x.add_transpose_matvec(weights, sums);
        });
    }

    fn merge(&self, left: &mut Self::Partial, right: Self::Partial) {
        left.0 += right.0;
        left.1.iter_mut().zip(right.1).for_each(|(l, r)| *l += r);
    }

    fn width(&self) -> usize {
        self.columns
    }
}

/// Everything else, about an origin.
struct Spreads {
    columns: usize,
}

impl RowSum for Spreads {
    type Partial = ColumnSums;

    fn zero(&self) -> ColumnSums {
        ColumnSums::new(self.columns)
    }

    fn add(&self, block: &Block<'_>, sums: &mut ColumnSums) {
        block.with_weights(|weights| block.x.add_moments(weights, sums, 0));
    }

    fn merge(&self, left: &mut ColumnSums, right: ColumnSums) {
        left.merge(&right);
    }

    fn width(&self) -> usize {
        4 * self.columns
    }
}

/// Where the columns of a data set lie.
#[derive(Clone, Debug, PartialEq)]
pub struct Moments {
    /// Σ ω.
    pub total_weight: f64,
    /// What the other numbers are relative to: near the mean for numeric columns, 0 for indicators.
    pub origin: Vec<f64>,
    /// Weighted mean, minus the origin.
    pub mean: Vec<f64>,
    /// Weighted population variance.
    pub variance: Vec<f64>,
    /// Smallest value, minus the origin; rows of weight 0 do not count.
    pub min: Vec<f64>,
    /// Largest value, minus the origin; rows of weight 0 do not count.
    pub max: Vec<f64>,
}

impl Moments {
    /// Two passes over `data`: means, then everything about them.
    ///
    /// # Errors
    /// [`DataError::NonFinite`] if a value is NaN or infinite, [`DataError::Overflow`] or
    /// [`DataError::Underflow`] if squares do, and whatever a pass can meet.
    pub fn of(data: &dyn RowBlocks, executor: &Executor) -> Result<Self, EvalError> {
        let columns = data.shape().columns;
        let zero = vec![0.0; columns];
        let (total_weight, sums) = executor.sum(data, &zero, &Sums { columns })?;
        if let Some(column) = sums.iter().position(|sum| !sum.is_finite()) {
            return Err(find_non_finite(data, column)?.into());
        }
        let mut origin: Vec<f64> = sums.iter().map(|sum| sum / total_weight).collect();
        for indicators in data.exclusive() {
            origin[indicators].fill(0.0);
        }
        let mut about = executor.sum(data, &origin, &Spreads { columns })?;
        // An indicator is 0 in the rows that were not looked at, unless its level has all rows.
        for j in data.exclusive().into_iter().flatten().filter(|&j| about.sum[j] < total_weight) {
            about.min[j] = about.min[j].min(0.0);
            about.max[j] = about.max[j].max(0.0);
        }
        if let Some(column) = about.squares.iter().position(|square| !square.is_finite()) {
            return Err(DataError::Overflow { column }.into());
        }
        // Hessians hold products of two columns, of numbers this size at least.
        let spread = |j: usize| about.min[j].abs().max(about.max[j].abs());
        if let Some(column) = (0..columns).find(|&j| about.min[j] < about.max[j] && spread(j) < 1e-150) {
            return Err(DataError::Underflow { column }.into());
        }
        let mean: Vec<f64> = about.sum.iter().map(|sum| sum / total_weight).collect();
        let variance = (0..columns).map(|j| {
            // Rounding must not give a constant a spread.
            if about.min[j] >= about.max[j] {
                0.0
            } else {
                (about.squares[j] / total_weight - mean[j] * mean[j]).max(0.0)
            }
        });
        Ok(Self { total_weight, variance: variance.collect(), min: about.min, max: about.max, origin, mean })
    }

    /// Largest |x_ij| of column `j` about the origin.
    #[must_use]
    pub fn max_abs(&self, j: usize) -> f64 {
        self.min[j].abs().max(self.max[j].abs())
    }

    /// Whether column `j` has the same value in every row that counts.
    #[must_use]
    pub fn is_constant(&self, j: usize) -> bool {
        self.min[j] >= self.max[j]
    }
}

/// The first value that is not finite: only looked for once a sum has turned out not to be.
fn find_non_finite(data: &dyn RowBlocks, column: usize) -> Result<DataError, EvalError> {
    let shape = data.shape();
    let zero = vec![0.0; shape.columns];
    let mut found = None;
    for k in 0..shape.blocks() {
        data.visit(k, &zero, &mut |block| {
            if let Some((row, column, value)) = block.x.non_finite() {
                found = Some(DataError::NonFinite { row: block.first_row + row, column, value });
            }
        })?;
        if let Some(error) = found {
            return Ok(error);
        }
    }
    Ok(DataError::Overflow { column })
}
