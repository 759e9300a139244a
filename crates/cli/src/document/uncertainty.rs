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

    /// An estimate of the only score with its standard error; `None` for a coefficient held at 0.
    pub fn wald(&self, row: &TermRow<'_>, estimate: f64) -> Option<Wald> {
        let std_error = match row.place() {
            None => self.covariance.intercept_std_error(),
            Some(j) => self.covariance.std_error(j)?,
        };
        Some(Wald::new(estimate, std_error, self.confidence))
    }
}
