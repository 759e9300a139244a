//! Means, spreads and ranges of columns: what scaling, standardising and the certificate need to know of X.
//!
//! ```text
//! mean_j = Σ ω_i x_ij / Σ ω_i        variance_j = Σ ω_i x_ij² / Σ ω_i − mean_j²
//! ```
//!
//! The variance formula cancels unless the mean is small beside the spread, so it is only ever used on blocks whose
//! origin has been subtracted. The origin is the mean of a sample of some 4,000 rows (of all, if there are not more), which
//! is within a fraction of the spread of the mean; then one pass finds everything. Where a sample misled, and the mean is
//! far from the origin after all, there is a second pass about the mean.
//!
//! A model without an intercept cannot move its columns: its origin is 0 ([`Moments::through_origin`]). Spreads are about the mean all the
//! same, and are computed as before, about an origin near it.

use crate::data::views::Strided;
use crate::data::{Block, DataError, EvalError, RowBlocks};
use crate::design::ColumnSums;
use crate::identified_by_fields;
use crate::sum::{Executor, RowSum, Sum, Sums};

/// Numbers below this have squares that vanish, or lose digits.
const SMALLEST: f64 = 1e-150;

/// Σ ω and Σ ω x.
struct WeightedSums {
    columns: usize,
}

identified_by_fields!(WeightedSums { columns });

impl RowSum for WeightedSums {
    type Partial = (Sum, Sums);
    type Scratch = ();

    fn zero(&self) -> Self::Partial {
        (Sum(0.0), Sums::zeros(self.columns))
    }

    fn add(&self, block: &Block<'_>, (total, sums): &mut Self::Partial, (): &mut ()) {
        block.with_weights(|weights| {
            *total += weights.iter().sum::<f64>();
            block.x.add_transpose_matvec(weights, &mut sums.0);
        });
    }

    fn width(&self) -> usize {
        self.columns
    }
}

/// Everything else, about an origin.
struct Spreads {
    columns: usize,
}

identified_by_fields!(Spreads { columns });

impl RowSum for Spreads {
    type Partial = ColumnSums;
    type Scratch = ();

    fn zero(&self) -> ColumnSums {
        ColumnSums::new(self.columns)
    }

    fn add(&self, block: &Block<'_>, sums: &mut ColumnSums, (): &mut ()) {
        block.with_weights(|weights| {
            (sums.weight, sums.rows) = match block.weights {
                None => (sums.weight + weights.len() as f64, sums.rows + weights.len() as u64),
                Some(weights) => (
                    sums.weight + weights.iter().sum::<f64>(),
                    sums.rows + weights.iter().filter(|weight| **weight > 0.0).count() as u64,
                ),
            };
            block.x.add_moments(weights, sums, 0);
        });
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
    /// What the other numbers are relative to: near the mean for dense columns, 0 for sparse ones.
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
    /// One pass over `data`, two if they are ordered in a way that misleads a sample.
    ///
    /// # Errors
    /// [`DataError::NonFinite`] if a value is NaN or infinite, [`DataError::Overflow`] or [`DataError::Underflow`] if
    /// squares overflow or vanish, and whatever a pass can meet.
    pub fn of(data: &dyn RowBlocks, executor: &Executor) -> Result<Self, EvalError> {
        let mut origin = sampled_means(data, executor)?;
        let moments = Self::about(data, executor, origin.clone())?;
        // With the mean within 4 spreads of the origin the variance loses a factor 17 in relative accuracy, no more.
        let misled: Vec<usize> = (0..origin.len())
            .filter(|&j| moments.mean[j].powi(2) > 16.0 * moments.variance[j] && !moments.is_constant(j))
            .collect();
        let sparse = data.sparse_columns();
        let movable: Vec<usize> =
            misled.into_iter().filter(|j| !sparse.iter().any(|sparse| sparse.columns.contains(j))).collect();
        if movable.is_empty() {
            return Ok(moments);
        }
        movable.iter().for_each(|&j| origin[j] += moments.mean[j]);
        Self::about(data, executor, origin)
    }

    /// About 0, but for the variance, which is that of [`Moments::of`]. One pass more, unless all columns are sparse.
    ///
    /// # Errors
    /// As for [`Moments::of`]; [`DataError::Underflow`] also for a constant whose square vanishes.
    pub fn through_origin(data: &dyn RowBlocks, executor: &Executor) -> Result<Self, EvalError> {
        let mut moments = Self::of(data, executor)?;
        if moments.origin.iter().any(|origin| *origin != 0.0) {
            let zero = vec![0.0; moments.origin.len()];
            moments = Self { variance: moments.variance, ..Self::about(data, executor, zero)? };
        }
        let vanishes = |j: &usize| moments.max_abs(*j) > 0.0 && moments.max_abs(*j) < SMALLEST;
        match (0..moments.origin.len()).find(vanishes) {
            Some(column) => Err(DataError::Underflow { column }.into()),
            None => Ok(moments),
        }
    }

    /// One pass, about a given origin.
    fn about(data: &dyn RowBlocks, executor: &Executor, origin: Vec<f64>) -> Result<Self, EvalError> {
        let columns = data.shape().columns;
        let mut about = executor.sum(data, &origin, &Spreads { columns })?;
        let total_weight = about.weight;
        if let Some(column) = about.squares.iter().position(|square| !square.is_finite()) {
            return Err(find_non_finite(data, column)?.into());
        }
        // Zeros that are not stored were not looked at.
        for sparse in data.sparse_columns() {
            for j in sparse.columns.filter(|&j| about.seen[j] < about.rows) {
                about.min[j] = about.min[j].min(0.0);
                about.max[j] = about.max[j].max(0.0);
            }
        }
        // Hessians hold products of two columns, of numbers this size at least.
        let size = |j: usize| about.min[j].abs().max(about.max[j].abs());
        if let Some(column) = (0..columns).find(|&j| about.min[j] < about.max[j] && size(j) < SMALLEST) {
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

    /// Whether column `j` is 0 in every row that counts: it says nothing, even where there is no intercept.
    #[must_use]
    pub fn is_zero(&self, j: usize) -> bool {
        self.is_constant(j) && self.max_abs(j) == 0.0 && self.origin[j] == 0.0
    }

    /// Whether column `j` has the same value in every row that counts.
    #[must_use]
    pub fn is_constant(&self, j: usize) -> bool {
        self.min[j] >= self.max[j]
    }
}

/// Means of some rows, in blocks spread over all; 0 for sparse columns.
fn sampled_means(data: &dyn RowBlocks, executor: &Executor) -> Result<Vec<f64>, EvalError> {
    const ROWS: usize = 4096;
    let shape = data.shape();
    let columns = shape.columns;
    let zero = vec![0.0; columns];
    let mut stride = (shape.rows / ROWS).max(1);
    let (total, sums) = loop {
        let sum = WeightedSums { columns };
        let (Sum(total), Sums(sums)) = executor.sum(&Strided::new(data, stride), &zero, &sum)?;
        if total > 0.0 || stride == 1 {
            break (total, sums);
        }
        stride = 1; // no row of the sample has a weight
    };
    if let Some(column) = sums.iter().position(|sum| !sum.is_finite()) {
        return Err(find_non_finite(data, column)?.into());
    }
    let mut origin: Vec<f64> = sums.iter().map(|sum| sum / total).collect();
    for sparse in data.sparse_columns() {
        origin[sparse.columns].fill(0.0);
    }
    Ok(origin)
}

/// The first value that is not finite: only looked for once a sum has turned out not to be.
fn find_non_finite(data: &dyn RowBlocks, column: usize) -> Result<DataError, EvalError> {
    let shape = data.shape();
    let zero = vec![0.0; shape.columns];
    let mut found = None;
    for k in 0..shape.blocks() {
        data.visit(k..k + 1, &zero, &mut |block| {
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
