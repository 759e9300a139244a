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

/// Weighted sums and extremes of one column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ColumnMoments {
    /// Σ ω x.
    pub sum: f64,
    /// Σ ω x².
    pub squares: f64,
    /// Smallest value among rows of positive weight.
    pub min: f64,
    /// Largest value among rows of positive weight.
    pub max: f64,
    /// Sum of the weights of the rows looked at.
    pub weight: f64,
}

impl Default for ColumnMoments {
    fn default() -> Self {
        Self { sum: 0.0, squares: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY, weight: 0.0 }
    }
}

impl ColumnMoments {
    /// Add one value.
    #[inline]
    pub fn add(&mut self, weight: f64, x: f64) {
        // A NaN of weight 0 still makes the sums NaN and is refused: it is more likely a mistake than a wish.
        self.sum += weight * x;
        self.squares += weight * x * x;
        if weight > 0.0 {
            self.min = self.min.min(x);
            self.max = self.max.max(x);
            self.weight += weight;
        }
    }

    fn merge(&mut self, other: &Self) {
        self.sum += other.sum;
        self.squares += other.squares;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.weight += other.weight;
    }
}

struct MomentSum {
    columns: usize,
}

impl RowSum for MomentSum {
    type Partial = (f64, Vec<ColumnMoments>);

    fn zero(&self) -> Self::Partial {
        (0.0, vec![ColumnMoments::default(); self.columns])
    }

    fn add(&self, block: &Block<'_>, (total, moments): &mut Self::Partial) {
        let ones;
        let weights = match block.weights {
            Some(weights) => weights,
            None => {
                ones = vec![1.0; block.labels.len()];
                &ones
            }
        };
        *total += weights.iter().sum::<f64>();
        block.x.add_moments(weights, moments);
    }

    fn merge(&self, left: &mut Self::Partial, right: Self::Partial) {
        left.0 += right.0;
        for (left, right) in left.1.iter_mut().zip(&right.1) {
            left.merge(right);
        }
    }

    fn width(&self) -> usize {
        5 * self.columns
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
    /// [`DataError::NonFinite`] if a value is NaN or infinite, [`DataError::Overflow`] if sums of squares overflow, and
    /// whatever a pass can meet.
    pub fn of(data: &dyn RowBlocks, executor: &Executor) -> Result<Self, EvalError> {
        let columns = data.shape().columns;
        let sum = MomentSum { columns };
        let zero = vec![0.0; columns];
        let (total_weight, first) = executor.sum(data, &zero, &sum)?;
        if let Some(column) = first.iter().position(|m| !m.sum.is_finite()) {
            return Err(find_non_finite(data, column)?.into());
        }
        let mut origin: Vec<f64> = first.iter().map(|m| m.sum / total_weight).collect();
        for indicators in data.exclusive() {
            origin[indicators].fill(0.0);
        }
        let (_, second) = executor.sum(data, &origin, &sum)?;
        if let Some(column) = second.iter().position(|m| !m.squares.is_finite()) {
            return Err(DataError::Overflow { column }.into());
        }
        let mean: Vec<f64> = second.iter().map(|m| m.sum / total_weight).collect();
        // Sparse columns only look at their entries; the rows they skip are zeros.
        let extreme = |m: &ColumnMoments, pick: fn(f64, f64) -> f64, value: f64| {
            if m.weight < total_weight { pick(value, 0.0) } else { value }
        };
        let constant = |m: &ColumnMoments| m.min == m.max && m.weight >= total_weight;
        Ok(Self {
            total_weight,
            variance: second
                .iter()
                .zip(&mean)
                .map(|(m, mean)| if constant(m) { 0.0 } else { (m.squares / total_weight - mean * mean).max(0.0) })
                .collect(),
            min: second.iter().map(|m| extreme(m, f64::min, m.min)).collect(),
            max: second.iter().map(|m| extreme(m, f64::max, m.max)).collect(),
            origin,
            mean,
        })
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
