//! What the columns of a fit that did not go well have to do with it.
//!
//! **Growing coefficients.** Where some rows are separated, the likelihood rises for ever along some direction: coefficients
//! grow, and because every curvature along it vanishes, their standard errors grow faster, so that z = estimate / error
//! tends to 0 (W. Hauck, A. Donner, *J. Amer. Statist. Assoc.* 72, 1977). A column is suspected if both can be seen: an
//! effect beyond what data with an optimum give; a z below 1; and an error ten times that at the start, which
//! tells separation from columns that are nearly collinear anywhere. This is for what `existence` leaves undecided: many
//! columns.
//!
//! **Outliers.** One value among n that is far from all others has nearly the whole variance of its column:
//! `(x − mean)² = (n − 1) · variance` if the others are equal. Codes for missing cells, 999999 and the like, are such
//! values.

use crate::risk::FitRisk;
use crate::warning::Warning;
use logodds_core::risk::alias::Columns;
use logodds_core::risk::moments::Moments;
use logodds_core::{EvalError, Order};
use logodds_optim::Cholesky;
use std::collections::BTreeSet;

/// Effect of one standard deviation (of one level against another, for a column of two values) beyond which an odds ratio,
/// 22,000, is taken for a sign of separation.
const BEYOND: f64 = 10.0;

/// Columns whose coefficients keep growing.
///
/// # Errors
/// If the pass with the Hessian fails.
pub(crate) fn growing(risk: &FitRisk<'_>, point: &[f64]) -> Result<Vec<usize>, EvalError> {
    let Columns { moments, scaled, .. } = risk.columns();
    // Coordinates come in blocks, one of a binary model: intercept, free columns.
    let free = |k: usize| (k % scaled.dim()).checked_sub(1).map(|k| scaled.free()[k]);
    let suspects: Vec<(usize, usize)> = (0..point.len())
        .filter_map(|k| Some((k, free(k)?)))
        .filter(|&(k, column)| {
            let unit =
                if has_two_values(moments, column) { range(moments, column) } else { moments.variance[column].sqrt() };
            (point[k] / scaled.scale(column) * unit).abs() > BEYOND
        })
        .collect();
    if suspects.is_empty() || !risk.objective().has_hessian() {
        return Ok(distinct(suspects));
    }
    let spread = |point: &[f64]| -> Result<Option<Vec<f64>>, EvalError> {
        let hessian = risk.objective().evaluate(point, Order::Hessian)?.hessian;
        let factor = hessian.and_then(|hessian| Cholesky::new(&hessian).ok());
        Ok(factor.map(|factor| factor.spread(&factor.variance_inflation())))
    };
    let (here, start) = (spread(point)?, spread(&risk.start())?);
    let grows = |k: usize| match (&here, &start) {
        (Some(here), Some(start)) => {
            // Rows and not weights: what a weight is worth is not known.
            let z = point[k].abs() * (risk.null().rows as f64).sqrt() / here[k];
            z < 1.0 && here[k] > 10.0 * start[k]
        }
        // A Hessian that was regular at the start and is singular now has lost all curvature.
        (None, start) => start.is_some(),
        (Some(_), None) => true,
    };
    Ok(distinct(suspects.into_iter().filter(|&(k, _)| grows(k)).collect()))
}

/// What a unit of each coordinate of a block is in log-odds between two values of its column: one standard deviation apart, or the only two. 0 of
/// the intercept.
pub(crate) fn units(risk: &FitRisk<'_>) -> Vec<f64> {
    let Columns { moments, scaled, .. } = risk.columns();
    let of = |&j: &usize| {
        let apart = if has_two_values(moments, j) { range(moments, j) } else { moments.variance[j].sqrt() };
        apart / scaled.scale(j)
    };
    std::iter::once(0.0).chain(scaled.free().iter().map(of)).collect()
}

/// The columns, each once, in order.
fn distinct(suspects: Vec<(usize, usize)>) -> Vec<usize> {
    suspects.into_iter().map(|(_, column)| column).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Dense columns with one value that is far from all others, with that value. (A rare word is no outlier.)
pub(crate) fn outliers(risk: &FitRisk<'_>) -> Vec<Warning> {
    // Of fewer rows one may well stand out; nine tenths of the variance is more than a heavy tail explains.
    const ROWS: usize = 50;
    const SHARE: f64 = 0.9;
    let (Columns { data, moments, .. }, rows) = (risk.columns(), risk.null().rows);
    let n = rows as f64;
    let sparse = data.sparse_columns();
    let one = |column: usize| {
        let (low, high) = (moments.min[column] - moments.mean[column], moments.max[column] - moments.mean[column]);
        let far = if high > -low { high } else { low };
        let alone = rows >= ROWS && far * far >= SHARE * n * moments.variance[column];
        let value = moments.origin[column] + if far > 0.0 { moments.max[column] } else { moments.min[column] };
        // Twelve digits: the origin was subtracted and added, which may cost the last.
        let value = format!("{value:.11e}").parse().unwrap_or(value);
        (alone && !has_two_values(moments, column)).then_some(Warning::Outlier { column, value })
    };
    let dense = |j: &usize| !sparse.iter().any(|sparse| sparse.columns.contains(j));
    (0..moments.mean.len()).filter(dense).filter_map(one).collect()
}

/// Of all distributions on an interval, that on its two ends alone has the variance (max − mean)(mean − min) (R. Bhatia, C.
/// Davis, *Amer. Math. Monthly* 107, 2000).
fn has_two_values(moments: &Moments, column: usize) -> bool {
    let mean = moments.mean[column];
    let most = (moments.max[column] - mean) * (mean - moments.min[column]);
    moments.variance[column] >= most * (1.0 - 1e-9)
}

fn range(moments: &Moments, column: usize) -> f64 {
    moments.max[column] - moments.min[column]
}
