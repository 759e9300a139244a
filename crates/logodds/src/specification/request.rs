//! What is asked of an optimum beside the fit itself: standard errors, intervals and tests; the covariance that it chooses, and what of it does
//! not go together.

use super::analysis::Analysis;
use super::problem::SpecProblem;
use logodds_inference::{Clusters, Contrast, Estimator, WeightKind};
use logodds_model::record::IntervalKind;
use std::ops::Range;

/// What is asked for, beside the fit itself.
#[derive(Clone, Debug, PartialEq)]
pub struct InferenceRequest {
    /// How the covariance is estimated.
    pub estimator: Estimator,
    /// What weights say of their rows.
    pub weights: WeightKind,
    /// Replicates of [`Estimator::Bootstrap`], from 2 to [`MOST_REPLICATES`](logodds_inference::bootstrap::MOST_REPLICATES).
    pub replicates: usize,
    /// The cluster of every row, for [`Estimator::Cluster`]; a bootstrap draws whole clusters if there are any.
    pub clusters: Option<Clusters>,
    /// Confidence of intervals, between 0 and 1.
    pub confidence: f64,
    /// Columns of the design matrix that are the indicators of a category, each range those of one, in increasing order: their
    /// effects are changes against the base level, and they are judged together where columns depend on each other.
    pub indicators: Vec<Range<usize>>,
    /// Whether every row's leverage, influence and residuals are wanted.
    pub diagnostics: bool,
    /// Whether average marginal effects are wanted.
    pub effects: bool,
    /// Where the ends of intervals come from.
    pub intervals: IntervalKind,
    /// Columns of the design matrix whose coefficients are tested together, by the likelihood ratio.
    pub tests: Vec<Vec<usize>>,
    /// Linear combinations of coefficients to be estimated, too.
    pub contrasts: Vec<Contrast>,
}

impl InferenceRequest {
    /// By `estimator`, with intervals of 95 %, of rows with weights (if they have any) that are precisions.
    #[must_use]
    pub fn new(estimator: Estimator) -> Self {
        Self {
            estimator,
            weights: WeightKind::default(),
            replicates: 1_000,
            clusters: None,
            confidence: 0.95,
            indicators: Vec::new(),
            diagnostics: false,
            effects: false,
            intervals: IntervalKind::Wald,
            tests: Vec::new(),
            contrasts: Vec::new(),
        }
    }
}
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

    /// What of it rests on the likelihood alone.
    pub(crate) fn needs_likelihood(&self) -> impl Iterator<Item = Analysis> {
        let profile = (self.intervals == IntervalKind::Profile).then_some(Analysis::ProfileIntervals);
        let tests = (!self.tests.is_empty()).then_some(Analysis::LikelihoodRatioTests);
        profile.into_iter().chain(tests)
    }

    /// Everything wrong with it, whatever the data, for weights of a kind.
    pub(crate) fn problems(&self, weights: WeightKind) -> Vec<SpecProblem> {
        let mut problems = Vec::new();
        if !(self.confidence > 0.0 && self.confidence < 1.0) {
            problems.push(SpecProblem::Confidence(self.confidence));
        }
        let chosen = self.chosen_for(weights);
        for what in self.needs_likelihood() {
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
