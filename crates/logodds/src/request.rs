//! What can be wrong with a request for standard errors, intervals and tests, and the covariance that it chooses.

use crate::{InferenceRequest, SpecProblem};
use logodds_inference::{Contrast, Estimator, WeightKind};
use logodds_model::record::IntervalKind;

impl InferenceRequest {
    /// The covariance: where that by the model is asked for, clusters and sampling weights choose the one that is right for them. What the
    /// model says of the variance of a row means nothing if rows are not independent, or if a weight is not of its variance.
    #[must_use]
    pub fn chosen(&self) -> Estimator {
        self.chosen_for(self.weights)
    }

    pub(crate) fn chosen_for(&self, weights: WeightKind) -> Estimator {
        match self.estimator {
            Estimator::Model if self.clusters.is_some() => Estimator::Cluster,
            Estimator::Model if weights == WeightKind::Sampling => Estimator::Sampling,
            asked => asked,
        }
    }

    /// What of it rests on the likelihood alone, if anything does.
    pub(crate) fn needs_likelihood(&self) -> Option<&'static str> {
        match () {
            () if self.intervals == IntervalKind::Profile => Some("profile-likelihood intervals"),
            () if !self.tests.is_empty() => Some("likelihood-ratio tests"),
            () => None,
        }
    }

    /// Everything wrong with it, whatever the data, for weights of a kind.
    pub(crate) fn problems(&self, weights: WeightKind) -> Vec<SpecProblem> {
        let mut problems = Vec::new();
        if !(self.confidence > 0.0 && self.confidence < 1.0) {
            problems.push(SpecProblem::Confidence(self.confidence));
        }
        let chosen = self.chosen_for(weights);
        if let Some(what) = self.needs_likelihood() {
            if weights == WeightKind::Sampling {
                problems.push(SpecProblem::SamplingLikelihood { what });
            } else if !matches!(chosen, Estimator::Model | Estimator::Penalised) {
                problems.push(SpecProblem::RobustLikelihood { what, estimator: chosen });
            }
        }
        match (chosen, &self.clusters) {
            (Estimator::Cluster, None) => problems.push(SpecProblem::NoClusters),
            (Estimator::Cluster | Estimator::Bootstrap, _) | (_, None) => {}
            (other, Some(_)) => problems.push(SpecProblem::UnusedClusters(other)),
        }
        problems
    }

    /// Everything in it that data of so many columns do not have.
    pub(crate) fn problems_with(&self, columns: usize) -> Vec<SpecProblem> {
        let absent = |what: &'static str, column: usize| {
            (column >= columns).then_some(SpecProblem::NoColumn { what, column, columns })
        };
        let factor = |contrast: &Contrast| {
            let mut factors = std::iter::once(contrast.intercept).chain(contrast.coefficients.iter().map(|c| c.1));
            match factors.clone().find(|factor| !factor.is_finite()) {
                Some(wrong) => Some(SpecProblem::Factor(wrong)),
                None => factors.all(|factor| factor == 0.0).then_some(SpecProblem::Factor(0.0)),
            }
        };
        let of_contrasts = self.contrasts.iter().flat_map(|contrast| {
            let places = contrast.coefficients.iter().filter_map(|&(j, _)| absent("a contrast", j));
            places.chain(factor(contrast)).collect::<Vec<_>>()
        });
        let of_tests = self.tests.iter().flat_map(|test| {
            let none = test.is_empty().then_some(SpecProblem::NoColumns);
            test.iter().filter_map(|&j| absent("a likelihood-ratio test", j)).chain(none).collect::<Vec<_>>()
        });
        let of_indicators =
            self.indicators.iter().filter_map(|range| absent("an indicator", range.end.saturating_sub(1)));
        of_contrasts.chain(of_tests).chain(of_indicators).collect()
    }
}
