//! What a record says of rows, in the types that compute: standard errors, what the data leave open, where separated rows go, and what was
//! seen in training.

use super::error::ScoreError;
use crate::record::{EquationRecord, Record};
use logodds_core::normal::two_sided_quantile;
use logodds_core::{
    CovarianceRoot, Equation, LinearErrors, Model, ModelError, NullSpace, Ray, Recession, Root, ScoringModel,
};

/// The root of the covariance with what it is about, if the record has one.
#[must_use]
pub fn errors_of(record: &Record) -> Option<LinearErrors> {
    record.inference.as_ref()?;
    let scores = record.schema.labels.len().saturating_sub(1);
    LinearErrors::new(covariance_root_of(record)?, record.origin_of_terms()).filter(|errors| errors.scores() == scores)
}

/// The root alone.
#[must_use]
pub fn covariance_root_of(record: &Record) -> Option<CovarianceRoot> {
    match (&record.covariance_root, &record.level_root) {
        (Some(rows), _) => Some(Root::new(rows.clone())?.into()),
        (None, Some(root)) => Some(root.root()?.into()),
        (None, None) => None,
    }
}

/// The same of a record that must have one.
pub(super) fn needed_errors(record: &Record) -> Result<LinearErrors, ScoreError> {
    let reason = || record.inference.as_ref().and_then(|inference| inference.withheld.clone());
    errors_of(record).ok_or_else(|| ScoreError::NoCovariance { reason: reason() })
}

/// What the data of the fit do not determine.
///
/// # Errors
/// [`ModelError`] if the numbers make no equations, which a file that loaded rules out.
pub fn null_space_of(record: &Record) -> Result<NullSpace, ModelError> {
    let equation = |equation: &EquationRecord| Equation {
        column: equation.term as usize,
        constant: equation.constant,
        combination: equation.combination.iter().map(|&(other, c)| (other as usize, c)).collect(),
        tolerance: equation.tolerance,
    };
    NullSpace::new(record.equations.iter().map(equation).collect(), record.origin_of_terms())
}

/// The directions of a model at its limit; none of any other.
///
/// # Errors
/// [`ModelError`] if they do not fit the model.
pub fn recession_of(record: &Record) -> Result<Recession, ModelError> {
    Recession::new(rays_of(record), record.schema.term_count())
}

/// The same, one by one.
#[must_use]
pub fn rays_of(record: &Record) -> Vec<Ray> {
    let rays = record.separation.iter().flat_map(|separation| &separation.rays).map(|ray| Ray {
        terms: ray.terms.iter().map(|&(j, c)| (j as usize, c)).collect(),
        at: ray.at,
        is_signed: ray.is_signed,
    });
    rays.collect()
}

/// The smallest and largest value of every term in training, infinite where that is not known, widened by what taking columns about `origin`
/// and back may have cost them.
pub(super) fn ranges_of(record: &Record) -> Vec<(f64, f64)> {
    let unknown = (f64::NEG_INFINITY, f64::INFINITY);
    widened(record.ranges.iter().map(|range| range.unwrap_or(unknown)).collect(), &record.origin_of_terms())
}

/// Ranges that were found about an origin, which was added back: the rows they came from are inside.
#[must_use]
pub fn widened(ranges: Vec<(f64, f64)>, origin: &[f64]) -> Vec<(f64, f64)> {
    let slack = |x: f64, origin: f64| 4.0 * f64::EPSILON * (x.abs() + origin.abs());
    ranges.iter().zip(origin).map(|((low, high), o)| (low - slack(*low, *o), high + slack(*high, *o))).collect()
}

/// The model of a record of two labels with intervals at `confidence` (between 0 and 1), for one row of the design matrix (in the order of
/// [`Schema::terms`](crate::Schema::terms)) at a time, which costs no allocation.
///
/// # Errors
/// [`ScoreError`] if the record has more labels or no covariance, or its numbers make no model.
pub fn scoring_model_of(record: &Record, confidence: f64) -> Result<ScoringModel, ScoreError> {
    let [intercept] = record.intercepts[..] else {
        return Err(ScoreError::ManyLabels { labels: record.intercepts.len() });
    };
    let errors = needed_errors(record)?;
    let largest = record.inference.as_ref().map_or(f64::INFINITY, |inference| inference.largest_variance);
    let model = Model::new(intercept, record.coefficients.clone(), record.origin_of_terms())?;
    let scoring = ScoringModel::of_root(model, errors.root(), two_sided_quantile(confidence))?;
    let scoring = scoring.with_training(ranges_of(record), largest)?.with_null_space(null_space_of(record)?);
    Ok(scoring.with_recession(recession_of(record)?))
}
