//! From a fit to a model that scores rows with intervals and says when it extrapolates.

use crate::fit::fitted::Fit;
use logodds_core::ScoringModel;
use logodds_core::normal::two_sided_quantile;
use logodds_model::score::widened;

impl Fit {
    /// The model with intervals at `confidence` (between 0 and 1), for one row of the design matrix at a time; `None` if the
    /// fit has no covariance.
    #[must_use]
    pub fn scoring_model(&self, confidence: f64) -> Option<ScoringModel> {
        let (moments, covariance) = (&self.moments, self.covariance()?);
        let ends = |about: &[f64]| about.iter().zip(&moments.origin).map(|(x, o)| x + o).collect::<Vec<f64>>();
        let ranges = widened(ends(&moments.min).into_iter().zip(ends(&moments.max)).collect(), self.model.origin());
        let quantile = two_sided_quantile(confidence);
        let model = ScoringModel::of_root(self.model.clone(), covariance.root(), quantile).ok()?;
        let model = model.with_training(ranges, covariance.largest()).ok()?.with_null_space(self.null_space.clone());
        Some(model.with_recession(self.recession().ok()?))
    }
}
