//! What a model file keeps of standard errors, intervals, tests and contrasts.

use super::Training;
use crate::fit::fitted::Fit;
use crate::likelihood::{ContrastEstimate, FromLikelihood};
use crate::on_record;
use crate::specification::InferenceRequest;
use crate::specification::LogisticRegression;
use crate::statistics::Statistics;
use crate::withheld::Withheld;
use logodds_inference::{Contrast, Covariance, LikelihoodRatio};
use logodds_model::message;
use logodds_model::record::IntervalKind;
use logodds_model::record::{ContrastRecord, EstimateRecord, InferenceRecord, TestRecord};
use logodds_model::schema::INTERCEPT;

impl Training<'_> {
    /// How errors and intervals were computed, and why those that are not there are withheld.
    pub(super) fn inference(
        &self,
        specification: &LogisticRegression,
        fit: &Fit,
        statistics: &Statistics,
    ) -> Option<InferenceRecord> {
        let (request, inference) = (specification.inference.as_ref()?, fit.inference.as_ref()?);
        let nothing = FromLikelihood::default();
        let likelihood = inference.likelihood.as_ref().unwrap_or(&nothing);
        // Each reason once: standard errors may be withheld for one, and intervals and tests by the likelihood for another.
        let asked = request.intervals == IntervalKind::Profile || !request.tests.is_empty();
        let told = |reason: &Withheld| reason.message_of(&|j| self.name(j));
        let of_errors = inference.covariance.as_ref().err().map(told);
        let of_likelihood = inference.likelihood.as_ref().err().filter(|_| asked).map(told);
        let withheld = match (of_errors, of_likelihood) {
            (Some(errors), Some(likelihood)) if errors != likelihood => Some(message!("{}; {}", errors, likelihood)),
            (errors, likelihood) => errors.or(likelihood),
        };
        let replicates = inference.bootstrap.as_ref().filter(|_| inference.covariance.is_ok());
        let (kind, intervals) = match replicates {
            _ if !likelihood.intervals.is_empty() => (IntervalKind::Profile, likelihood.intervals.clone()),
            Some(bootstrap) => (IntervalKind::Percentile, bootstrap.intervals(request.confidence)),
            None => (IntervalKind::Wald, Vec::new()),
        };
        Some(InferenceRecord {
            estimator: on_record::estimator(request.chosen_for(specification.weights())),
            weights: on_record::weight_kind(specification.weights()),
            clusters: request.clusters.as_ref().map(|clusters| clusters.count() as u64),
            confidence: request.confidence,
            interval_kind: kind,
            tests: self.tests(request, likelihood),
            intervals,
            largest_variance: fit.covariance().map_or(f64::INFINITY, Covariance::largest),
            withheld,
            nagelkerke_r2: statistics.nagelkerke_r2,
            tjur_r2: inference.tjur_r2,
            contrasts: self.contrasts(request, &inference.contrasts),
            replicates: inference.bootstrap.as_ref().map(|bootstrap| bootstrap.replicates as u64),
            failed: inference.bootstrap.as_ref().map(|bootstrap| bootstrap.failed as u64),
        })
    }

    /// The contrasts, called as one would ask for them.
    fn contrasts(&self, request: &InferenceRequest, estimates: &[Option<ContrastEstimate>]) -> Vec<ContrastRecord> {
        let text = |contrast: &Contrast| {
            let intercept = (contrast.intercept != 0.0).then(|| format!("{INTERCEPT}={}", contrast.intercept));
            let others = contrast.coefficients.iter().map(|&(j, factor)| format!("{}={factor}", self.name(j)));
            intercept.into_iter().chain(others).collect::<Vec<_>>().join(",")
        };
        let pairs = request.contrasts.iter().zip(estimates);
        pairs.map(|(contrast, found)| ContrastRecord { text: text(contrast), estimate: estimate(*found) }).collect()
    }

    /// Tests by the names of columns, then those of terms by theirs.
    fn tests(&self, request: &InferenceRequest, likelihood: &FromLikelihood) -> Vec<TestRecord> {
        let record = |name: String, test: &LikelihoodRatio| TestRecord {
            column: name,
            statistic: test.statistic,
            df: test.df as u64,
            p_value: test.p_value,
        };
        let column = |columns: &[usize]| {
            let term = columns.first().and_then(|&j| self.terms.get(j));
            term.and_then(|term| self.schema.columns.get(term.column)).map(|column| column.name.clone())
        };
        let of_columns = request.tests.iter().zip(&likelihood.tests);
        let of_columns = of_columns.filter_map(|(columns, test)| Some((columns, test.as_ref()?)));
        let of_columns = of_columns.map(|(columns, test)| record(column(columns).unwrap_or_default(), test));
        let names = std::iter::once(INTERCEPT.to_owned()).chain((0..self.terms.len()).map(|j| self.name(j)));
        of_columns.chain(names.zip(&likelihood.of_terms).map(|(name, test)| record(name, test))).collect()
    }
}

/// What is known of an estimate; what is not a number is not.
fn estimate(found: Option<ContrastEstimate>) -> Option<EstimateRecord> {
    let known = |x: f64| (!x.is_nan()).then_some(x);
    let ends = found.and_then(|found| known(found.lower).zip(known(found.upper)));
    found.filter(|found| !found.estimate.is_nan()).map(|found| EstimateRecord {
        estimate: found.estimate,
        std_error: known(found.std_error),
        statistic: known(found.statistic),
        p_value: known(found.p_value),
        lower: ends.map(|(lower, _)| lower),
        upper: ends.map(|(_, upper)| upper),
    })
}
