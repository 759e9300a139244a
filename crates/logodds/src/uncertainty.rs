//! When standard errors are given, and when they are withheld.
//!
//! A standard error tells how far the maximum of a likelihood would move if the data were drawn again. Where there is no maximum
//! (separation, dependent columns), where the fit stopped short of it, or where a penalty moved it, the same formula gives
//! numbers that mean nothing of the kind: they are withheld, and the reason is told.
//!
//! Of a penalised fit two things are given for what they are, where they are asked for by name: the covariance of the posterior under the
//! penalty as a prior ([`Estimator::Penalised`]), and how far the penalised estimate moves with the cases ([`Estimator::Bootstrap`]).
//! Neither is a test, so z and p are NaN there.

use crate::around::Around;
use crate::fit::error::FitError;
use crate::likelihood::{ContrastEstimate, FromLikelihood, contrast_estimates, from_likelihood};
use crate::risk::FitRisk;
use crate::specification::InferenceRequest;
use crate::specification::LogisticRegression;
use crate::warning::Warning;
use crate::withheld::Withheld;
use logodds_core::Executor;
use logodds_inference::bootstrap;
use logodds_inference::{
    Bootstrap, Clusters, Collinearity, Covariance, Diagnostics, Effect, Estimator, InferenceError, Resampling, Wald,
};
use logodds_optim::{Solution, Status};

/// What an optimum means.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Inference {
    /// The covariance of the coefficients, or why there is none.
    pub covariance: Result<Covariance, Withheld>,
    /// The replicates, of a bootstrap; also where too many of them failed, and the covariance is withheld.
    pub bootstrap: Option<Bootstrap>,
    /// Tjur's coefficient of discrimination; of two labels.
    pub tjur_r2: Option<f64>,
    /// Intervals and tests by the likelihood, as far as they were asked for, or why there are none.
    pub likelihood: Result<FromLikelihood, Withheld>,
    /// The contrasts asked for; `None` for one that the data do not determine, because a column is held at 0. Without a covariance their
    /// standard errors are NaN.
    pub contrasts: Vec<Option<ContrastEstimate>>,
    /// How far columns can be told apart, whatever the covariance is estimated from.
    pub collinearity: Option<Collinearity>,
    /// Average marginal effects, if they were asked for and there is a covariance.
    pub effects: Option<Vec<Effect>>,
    /// What each row has to do with the fit, if that was asked for, or why that is not known. (A penalty does not stand in the way.)
    pub diagnostics: Option<Result<Diagnostics, Withheld>>,
}

/// Clusters below which standard errors by them are known to be too small (A. Cameron, D. Miller, *J. Human Resources* 50, 2015: few
/// may mean anything from fewer than 20 to fewer than 50).
const FEW_CLUSTERS: usize = 30;

/// Variance inflation beyond which columns are said to be nearly combinations of others: a correlation of 0.99995. Computation does not
/// suffer there, interpretation does.
const NEAR: f64 = 1e4;

/// Share of replicates without an optimum beyond which the others are no picture of all: an end of an interval at 95 % may then lie among
/// those left out.
const FAILING: f64 = 0.05;

impl Inference {
    /// What a user should know of it.
    pub(crate) fn warnings(&self, request: &InferenceRequest) -> Vec<Warning> {
        let rests = matches!(request.estimator, Estimator::Cluster | Estimator::Bootstrap);
        let by_cluster = self.covariance.is_ok() && rests;
        let clusters = request.clusters.as_ref().filter(|_| by_cluster).map(Clusters::count);
        let few = clusters.filter(|&clusters| clusters < FEW_CLUSTERS);
        let near = self.collinearity.as_ref().map_or(Vec::new(), |found| found.beyond(NEAR));
        let near = near.first().map(|worst| Warning::NearCollinear {
            columns: near.iter().flat_map(|one| one.columns.clone()).collect(),
            inflation: worst.per_column(),
        });
        let few = few.map(|clusters| Warning::FewClusters { clusters });
        let late = few.into_iter().chain(near).chain(self.of_replicates(request.confidence));
        late.chain(self.left(request)).collect()
    }

    /// What the time did not suffice for.
    fn left(&self, request: &InferenceRequest) -> Option<Warning> {
        let replicates = self.bootstrap.as_ref().map_or(0, |bootstrap| request.replicates - bootstrap.replicates);
        let (mut tests, mut intervals) = (Vec::new(), Vec::new());
        if let Ok(likelihood) = &self.likelihood {
            let untested = request.tests.iter().zip(&likelihood.tests).filter(|(_, test)| test.is_none());
            tests.extend(untested.filter_map(|(columns, _)| columns.first().copied()));
            let without = likelihood.intervals.iter().enumerate().filter(|(_, (lower, _))| lower.is_nan());
            intervals.extend(without.map(|(term, _)| term.checked_sub(1)));
        }
        let is_all = replicates == 0 && tests.is_empty() && intervals.is_empty();
        (!is_all).then_some(Warning::TimeUp { tests, intervals, replicates })
    }

    /// What a user should know of the replicates.
    fn of_replicates(&self, confidence: f64) -> impl Iterator<Item = Warning> {
        let given = self.bootstrap.as_ref().filter(|_| self.covariance.is_ok());
        let failed = given
            .filter(|bootstrap| bootstrap.failed > 0)
            .map(|bootstrap| Warning::FailedReplicates { failed: bootstrap.failed, replicates: bootstrap.replicates });
        let (counted, needed) = (given.map(Bootstrap::counted), bootstrap::needed(confidence));
        let few = counted.filter(|&counted| counted < needed);
        failed.into_iter().chain(few.map(|replicates| Warning::FewReplicates { replicates, needed }))
    }
}

/// Where a fit ended.
pub(crate) struct Optimum<'a> {
    /// What the model is of.
    pub point: &'a [f64],
    /// Firth's point, if the intercept of `point` is corrected.
    pub firth: Option<&'a [f64]>,
    pub status: Status,
}

impl<'a> Optimum<'a> {
    /// Where a solver ended.
    pub fn of(solution: &'a Solution) -> Self {
        Self { point: &solution.point, firth: None, status: solution.status }
    }
}

/// Inference at the end of a fit whose labels are separated, or where coefficients that grow make one suspect that they are.
///
/// # Errors
/// [`FitError`] if a pass fails, or clusters do not fit the rows.
pub(crate) fn infer(
    risk: &FitRisk<'_>,
    optimum: &Optimum<'_>,
    specification: &LogisticRegression,
    request: &InferenceRequest,
    (is_separated, suspected): (bool, bool),
    around: &mut Around<'_>,
) -> Result<Inference, FitError> {
    let (point, firth, status) = (optimum.point, optimum.firth, optimum.status);
    let tjur_r2 = risk.tjur_r2(point)?;
    let ended = match status {
        _ if is_separated => Err(Withheld::Separated),
        Status::Converged => Ok(()),
        Status::Singular => Err(Withheld::Singular),
        _ => Err(Withheld::NotCertified),
    };
    let diagnostics = match ended.clone() {
        _ if !request.diagnostics => None,
        Ok(()) => Some(known(risk.diagnostics(point, request))?),
        Err(reason) => Some(Err(reason)),
    };
    let is_penalised = specification.penalty.lambda() > 0.0;
    let ended = if is_penalised && request.estimator.is_test() { Err(Withheld::Penalised) } else { ended };
    let replicates = match &ended {
        Ok(()) if request.estimator == Estimator::Bootstrap => {
            let (weights, clusters) = (request.weights, request.clusters.as_ref());
            let resampling = Resampling { replicates: request.replicates, seed: specification.seed, weights, clusters };
            let executor = Executor::new(specification.threads)?.interrupted_by(specification.interrupt.clone());
            Some(known(risk.bootstrap(point, &resampling, is_penalised, &executor, around))?)
        }
        _ => None,
    };
    let mut collinearity = None;
    let covariance = match (&replicates, ended.clone()) {
        (_, Err(reason)) => Err(reason),
        (None, Ok(())) => {
            let at = firth.unwrap_or(point);
            let found = risk.covariance(at, request.estimator, request).and_then(|(covariance, found)| {
                let covariance = firth.map_or(Ok(covariance.clone()), |_| risk.flic_covariance(point, &covariance))?;
                Ok((covariance, found))
            });
            known(found)?.map(|(covariance, found)| {
                collinearity = found;
                covariance
            })
        }
        (Some(Err(Withheld::Replicates { failed, .. })), Ok(())) => {
            Err(Withheld::Replicates { failed: *failed, replicates: request.replicates })
        }
        (Some(Err(reason)), Ok(())) => Err(reason.clone()),
        (Some(Ok(found)), Ok(())) if found.failed as f64 > FAILING * found.replicates as f64 => {
            Err(Withheld::Replicates { failed: Some(found.failed), replicates: found.replicates })
        }
        (Some(Ok(found)), Ok(())) => Ok(found.covariance.clone()),
    };
    if replicates.is_some() && ended.is_ok() {
        // Columns are told apart by the information, not by how replicates scatter.
        let estimator = if is_penalised { Estimator::Penalised } else { Estimator::Model };
        collinearity = known(risk.covariance(point, estimator, request))?.ok().and_then(|(_, found)| found);
    }
    let bootstrap = replicates.and_then(Result::ok);
    // Along a separated direction the likelihood has a supremum, which intervals and tests can be taken from.
    let likelihood = match ended.clone().err().filter(|_| risk.scores() > 1 || !(is_separated || suspected)) {
        Some(reason) => Err(reason),
        None => known(from_likelihood(risk, point, specification.firth, request, around))?,
    };
    let likelihood = match (likelihood, &covariance) {
        // The corrected intercept is no maximum of Firth's likelihood, and has no profile.
        (Ok(found), Ok(covariance)) if firth.is_some() => {
            let zeros = vec![0.0; risk.columns().moments.origin.len()];
            let estimate = risk.linear(point, 1.0, &zeros).unwrap_or(f64::NAN);
            Ok(found.with_intercept(Wald::new(estimate, covariance.intercept_std_error(), request.confidence)))
        }
        (likelihood, _) => likelihood,
    };
    let effects = match &covariance {
        Ok(covariance) if request.effects => known(risk.effects(point, covariance, request))?.ok(),
        _ => None,
    };
    let found = covariance.as_ref().ok();
    let by_replicates = bootstrap.as_ref().filter(|_| covariance.is_ok());
    let contrasts = contrast_estimates(risk, point, (found, by_replicates), likelihood.as_ref().ok(), request);
    Ok(Inference { covariance, bootstrap, tjur_r2, likelihood, contrasts, collinearity, effects, diagnostics })
}

/// What is known, or why it is not, unless something failed.
pub(crate) fn known<T>(found: Result<T, InferenceError>) -> Result<Result<T, Withheld>, FitError> {
    Ok(Err(match found {
        Ok(found) => return Ok(Ok(found)),
        Err(InferenceError::TooWide { unknowns, most }) => Withheld::TooWide { unknowns, most },
        Err(InferenceError::TooFew { units, needed }) => Withheld::TooFew { units, needed },
        Err(InferenceError::ManyLabels) => Withheld::ManyLabels,
        Err(InferenceError::Shares) => Withheld::Shares,
        Err(InferenceError::Singular) => Withheld::Singular,
        Err(InferenceError::Collinear { columns }) => Withheld::Collinear { columns },
        Err(InferenceError::Cancelled { columns }) => Withheld::Cancelled { columns },
        Err(InferenceError::NoMaximum) => Withheld::NoMaximum,
        Err(InferenceError::NoEnd) => Withheld::NoEnd,
        Err(InferenceError::NoReplicates) => Withheld::Replicates { failed: None, replicates: 0 },
        Err(InferenceError::TooManyReplicates { most }) => Withheld::TooManyReplicates { most },
        Err(InferenceError::Counts { most }) => Withheld::Counts { most },
        Err(error) => return Err(error.into()),
    }))
}
