//! Standard errors and intervals of a model file's coefficients.

use super::{TermRow, infinite};
use crate::covariance::covariance_of;
use crate::likelihood::judged;
use logodds_inference::{Covariance, LikelihoodRatio, Wald};
use logodds_model::Record;
use logodds_model::record::InferenceRecord;
use logodds_model::record::PenaltyKind;

/// What a model file says of how well its coefficients are known.
#[derive(Debug)]
pub struct Uncertainty<'a> {
    covariance: Option<Covariance>,
    record: &'a InferenceRecord,
    /// Whether each term has a test of its own: after Firth's fit with profile intervals.
    tested: bool,
    /// Whether coefficients of several labels sum to 0, and are not relative to the first.
    symmetric: bool,
    /// Whether estimates over their errors are tests.
    is_test: bool,
    /// Columns of the design matrix.
    terms: usize,
    file: &'a Record,
}

impl<'a> Uncertainty<'a> {
    /// That of a file, if it has a covariance or intervals.
    pub fn of(file: &'a Record) -> Option<Self> {
        let (record, covariance) = (file.inference.as_ref()?, covariance_of(file));
        let tested = file.objective.penalty == PenaltyKind::Firth && !record.intervals.is_empty();
        let symmetric = file.intercepts.len() > 1 && !file.has_base();
        let is_test = covariance.as_ref().is_none_or(|covariance| covariance.estimator().is_test());
        let known = covariance.is_some() || !record.intervals.is_empty();
        known.then_some(Self { covariance, record, tested, symmetric, is_test, terms: file.schema.term_count(), file })
    }

    /// Confidence of intervals.
    pub fn confidence(&self) -> f64 {
        self.record.confidence
    }

    /// An estimate of score `k` with its standard error (NaN if there is none); `None` for a coefficient held at 0. Of several scores the
    /// first is what the others are relative to, unless they sum to 0. z and p are NaN where they would be no test.
    pub fn wald(&self, row: &TermRow<'_>, k: usize, estimate: f64) -> Option<Wald> {
        if row.note.is_some() {
            return None;
        }
        let is_infinite = infinite(self.file, row, k).is_some();
        // Among those that are shown.
        let k = if self.symmetric { k } else { k.saturating_sub(1) };
        let std_error = match (&self.covariance, row.place()) {
            (None, _) => f64::NAN,
            // What goes to infinity has no error.
            _ if is_infinite => f64::NAN,
            (Some(covariance), place) if self.symmetric => covariance.std_error_about_mean(k, place)?,
            (Some(covariance), None) => covariance.intercept_std_error_of_score(k),
            (Some(covariance), Some(j)) => covariance.std_error_of_score(k, j)?,
        };
        let mut wald = Wald::new(estimate, std_error, self.record.confidence);
        if !self.is_test {
            wald = wald.untested();
        }
        if is_infinite {
            let none = f64::NAN;
            wald = Wald { std_error: none, statistic: none, p_value: none, lower: none, upper: none, ..wald };
        }
        let place = k * (self.terms + 1) + row.place().map_or(0, |j| j + 1);
        if let Some(&(lower, upper)) = self.record.intervals.get(place) {
            wald = Wald { lower, upper, ..wald };
        }
        // Tests of terms come after those of columns.
        let of_term = || self.record.tests.iter().rev().find(|test| test.df == 1 && test.column == row.term);
        let test = self.tested.then(of_term).flatten();
        Some(judged(wald, test.map(|t| LikelihoodRatio { statistic: t.statistic, df: 1, p_value: t.p_value })))
    }
}
