//! Standard errors of a model file's coefficients.

use super::TermRow;
use logodds::io::ModelFile;
use logodds::{Covariance, Wald, covariance_of};

/// The covariance of a model file, with the confidence its intervals are to have.
pub struct Uncertainty {
    covariance: Covariance,
    /// Confidence of intervals.
    pub confidence: f64,
}

impl Uncertainty {
    /// That of a file, if it has one.
    pub fn of(file: &ModelFile) -> Option<Self> {
        Some(Self { covariance: covariance_of(file)?, confidence: file.inference.as_ref()?.confidence })
    }

    /// An estimate of score `k` with its standard error; `None` for a coefficient held at 0. Of several scores the first is what the
    /// others are relative to.
    pub fn wald(&self, row: &TermRow<'_>, k: usize, estimate: f64) -> Option<Wald> {
        let k = k.saturating_sub(1);
        let std_error = match row.place() {
            None => self.covariance.intercept_std_error_of_score(k),
            Some(j) => self.covariance.std_error_of_score(k, j)?,
        };
        Some(Wald::new(estimate, std_error, self.confidence))
    }
}
