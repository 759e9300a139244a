//! The model with intercepts alone: where every fit starts, and what it is compared with.
//!
//! Without intercepts nothing is estimated: all classes are equally probable, or as probable as the offsets alone make them.

use crate::data::{EvalError, RowBlocks};
use crate::response::{Counts, Response};
use crate::sum::Executor;

/// The model with intercepts alone (without intercepts, that of equal probabilities, or of the offsets alone), and the counts it comes from.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct NullModel {
    /// Optimal intercepts, one per output, offsets as given; 0 without intercepts.
    pub intercepts: Vec<f64>,
    /// Mean weighted log loss there.
    pub log_loss: f64,
    /// Rows of positive weight.
    pub rows: usize,
    /// Rows of positive weight that are of each class, wholly or in part.
    pub class_rows: Vec<usize>,
    /// Σ ω of each class.
    pub class_weights: Vec<f64>,
    /// Σ ω.
    pub total_weight: f64,
    /// Weighted means of the offsets, one per output, 0 without them. What offsets are taken about, so that the intercepts hold them: 0 without
    /// intercepts, too.
    pub offset_mean: Vec<f64>,
    /// The most by which an offset of a row parts its margins from where its mean puts them.
    pub offset_bound: f64,
}

impl NullModel {
    /// Fit the intercepts alone, or none: one pass over the targets, and with offsets one for each step. X is not looked at.
    ///
    /// Without intercepts two labels may all be the same: there can be an optimum (of differences within pairs, say, which all have label 1).
    ///
    /// # Errors
    /// [`DataError`](crate::data::DataError) if the data are none for `response`, have no rows, weights beyond all scales, or lack a class; or a
    /// failed pass.
    pub fn of(
        response: &impl Response,
        data: &dyn RowBlocks,
        executor: &Executor,
        has_intercept: bool,
    ) -> Result<Self, EvalError> {
        response.check(data)?;
        let counts = Counts::of(data, executor)?;
        let (intercepts, log_loss) = response.null((data, executor), &counts, has_intercept)?;
        let total_weight = counts.total_weight();
        // One offset is of the output itself, several are of the classes.
        let mean = if has_intercept { counts.offset_mean } else { vec![0.0; counts.offset_mean.len()] };
        let above = mean.iter().zip(&counts.offset_range).map(|(mean, (_, most))| most - mean);
        let below = mean.iter().zip(&counts.offset_range).map(|(mean, (least, _))| mean - least);
        let (above, below) = (above.reduce(f64::max).unwrap_or(0.0), below.reduce(f64::max).unwrap_or(0.0));
        let (offset_mean, offset_bound) = match response.contrasts() {
            _ if mean.is_empty() => (vec![0.0; response.outputs()], 0.0),
            None => (mean, above.max(below)),
            Some(contrasts) => (contrasts.of_classes(&mean), above + below),
        };
        Ok(Self {
            intercepts,
            log_loss,
            rows: counts.rows,
            class_rows: counts.class_rows,
            class_weights: counts.class_weights,
            total_weight,
            offset_mean,
            offset_bound,
        })
    }
}
