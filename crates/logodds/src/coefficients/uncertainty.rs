//! Standard errors and intervals of a model file's coefficients.

use super::TermRow;
use crate::io::ModelFile;
use crate::io::model_file::InferenceRecord;
use crate::{Covariance, LikelihoodRatio, Wald, covariance_of, judged};

/// What a model file says of how well its coefficients are known.
pub struct Uncertainty<'a> {
    covariance: Option<Covariance>,
    record: &'a InferenceRecord,
    /// Whether each term has a test of its own: after Firth's fit with profile intervals.
    tested: bool,
}

impl<'a> Uncertainty<'a> {
    /// That of a file, if it has a covariance or intervals.
    pub fn of(file: &'a ModelFile) -> Option<Self> {
        let (record, covariance) = (file.inference.as_ref()?, covariance_of(file));
        let tested = file.objective.penalty == "firth" && !record.intervals.is_empty();
        (covariance.is_some() || !record.intervals.is_empty()).then_some(Self { covariance, record, tested })
    }

    /// Confidence of intervals.
    pub fn confidence(&self) -> f64 {
        self.record.confidence
    }

    /// An estimate of score `k` with its standard error (NaN if there is none); `None` for a coefficient held at 0. Of several scores the
    /// first is what the others are relative to.
    pub fn wald(&self, row: &TermRow<'_>, k: usize, estimate: f64) -> Option<Wald> {
        if row.note.is_some() {
            return None;
        }
        let k = k.saturating_sub(1);
        let std_error = match (&self.covariance, row.place()) {
            (None, _) => f64::NAN,
            (Some(covariance), None) => covariance.intercept_std_error_of_score(k),
            (Some(covariance), Some(j)) => covariance.std_error_of_score(k, j)?,
        };
        let mut wald = Wald::new(estimate, std_error, self.record.confidence);
        if let Some(&(lower, upper)) = self.record.intervals.get(row.place().map_or(0, |j| j + 1)) {
            wald = Wald { lower, upper, ..wald };
        }
        // Tests of terms come after those of columns.
        let of_term = || self.record.tests.iter().rev().find(|test| test.df == 1 && test.column == row.term);
        let test = self.tested.then(of_term).flatten();
        Some(judged(wald, test.map(|t| LikelihoodRatio { statistic: t.statistic, df: 1, p_value: t.p_value })))
    }
}
