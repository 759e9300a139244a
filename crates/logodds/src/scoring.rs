//! From a fit or a model file to a model that scores rows with intervals and says when it extrapolates.

use crate::covariance::needed_covariance;
use crate::fit::Fit;
use crate::null_space::null_space_of;
use crate::scorer::recession_of;
use crate::table_error::TableError;
use logodds_core::{Model, NullSpace, ScoringModel};
use logodds_inference::Covariance;
use logodds_inference::hypotheses::normal::two_sided_quantile;
use logodds_model::Record;

impl Fit {
    /// The model with intervals at `confidence` (between 0 and 1), for one row of the design matrix at a time; `None` if the
    /// fit has no covariance.
    #[must_use]
    pub fn scoring_model(&self, confidence: f64) -> Option<ScoringModel> {
        let moments = &self.moments;
        let ends =
            |about: &[f64]| about.iter().zip(&moments.origin).map(|(x, origin)| x + origin).collect::<Vec<f64>>();
        let ranges = ends(&moments.min).into_iter().zip(ends(&moments.max)).collect();
        let model =
            scoring_model(self.model.clone(), self.covariance()?, ranges, self.null_space.clone(), confidence).ok()?;
        Some(model.with_recession(self.recession().ok()?))
    }
}

/// The model of a file of two labels with intervals at `confidence` (between 0 and 1), for one row of the design matrix (in the order of
/// [`Schema::terms`](logodds_model::schema::Schema::terms)) at a time.
///
/// # Errors
/// [`TableError::NoCovariance`] or [`TableError::ManyLabels`] if the file has no intervals to give; [`TableError::Model`] as for
/// [`Scorer::new`](crate::Scorer::new).
pub fn scoring_model_of(file: &Record, confidence: f64) -> Result<ScoringModel, TableError> {
    let [intercept] = file.intercepts[..] else {
        return Err(TableError::ManyLabels { labels: file.intercepts.len() });
    };
    let covariance = needed_covariance(file)?;
    let model = Model::new(intercept, file.coefficients.clone(), file.origin_of_terms())?;
    let unknown = (f64::NEG_INFINITY, f64::INFINITY);
    let ranges = file.ranges.iter().map(|range| range.unwrap_or(unknown)).collect();
    Ok(scoring_model(model, &covariance, ranges, null_space_of(file)?, confidence)?.with_recession(recession_of(file)?))
}

fn scoring_model(
    model: Model,
    covariance: &Covariance,
    ranges: Vec<(f64, f64)>,
    null_space: NullSpace,
    confidence: f64,
) -> Result<ScoringModel, logodds_core::ModelError> {
    // Ends were found about the origin: adding it back may have cost the last bits, and the rows they came from are inside.
    let slack = |x: f64, origin: f64| 4.0 * f64::EPSILON * (x.abs() + origin.abs());
    let widened = ranges.iter().zip(model.origin());
    let ranges = widened.map(|((low, high), o)| (low - slack(*low, *o), high + slack(*high, *o))).collect();
    let scoring = ScoringModel::new(model, covariance.root().rows().to_vec(), two_sided_quantile(confidence))?;
    Ok(scoring.with_training(ranges, covariance.largest())?.with_null_space(null_space))
}
