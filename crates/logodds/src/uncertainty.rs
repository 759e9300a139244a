//! When standard errors are given, and when they are withheld.
//!
//! A standard error tells how far the maximum of a likelihood would move if the data were drawn again. Where there is no maximum
//! (separation, dependent columns), where the fit stopped short of it, or where a penalty moved it, the same formula gives
//! numbers that mean nothing of the kind: they are withheld, and the reason is told.

use crate::likelihood::{ContrastEstimate, FromLikelihood, contrast_estimates, from_likelihood};
use crate::{Fit, FitError, LogisticRegression, Risk, Warning};
use logodds_inference::{
    Clusters, Collinearity, Contrast, Covariance, Diagnostics, Effect, Estimator, InferenceError, WeightKind,
};
use logodds_optim::{Solution, Status};
use std::ops::Range;

/// What is asked for, beside the fit itself.
#[derive(Clone, Debug, PartialEq)]
pub struct InferenceRequest {
    /// How the covariance is estimated.
    pub estimator: Estimator,
    /// What weights say of their rows.
    pub weights: WeightKind,
    /// The cluster of every row, for [`Estimator::Cluster`].
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

/// Where the ends of an interval come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum IntervalKind {
    /// Estimate ± quantile · standard error.
    #[default]
    Wald,
    /// Where the likelihood's maximum has fallen by half of the χ² quantile.
    Profile,
}

impl IntervalKind {
    /// Its name in flags, JSON and model files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Wald => "wald",
            Self::Profile => "profile",
        }
    }
}

impl InferenceRequest {
    /// By `estimator`, with intervals of 95 %, of rows with weights (if they have any) that are precisions.
    #[must_use]
    pub fn new(estimator: Estimator) -> Self {
        Self {
            estimator,
            weights: WeightKind::default(),
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

/// What an optimum means.
#[derive(Clone, Debug, PartialEq)]
pub struct Inference {
    /// The covariance of the coefficients, or why there is none.
    pub covariance: Result<Covariance, Withheld>,
    /// Tjur's coefficient of discrimination; of two labels.
    pub tjur_r2: Option<f64>,
    /// Intervals and tests by the likelihood, as far as they were asked for, or why there are none.
    pub likelihood: Result<FromLikelihood, Withheld>,
    /// The contrasts asked for; `None` for one that the data do not determine, because a column is held at 0. Without a covariance their
    /// standard errors are NaN.
    pub contrasts: Vec<Option<ContrastEstimate>>,
    /// How far columns can be told apart, if the covariance is that by the model.
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

impl Inference {
    /// What a user should know of it.
    pub(crate) fn warnings(&self, request: &InferenceRequest) -> Vec<Warning> {
        let by_cluster = self.covariance.is_ok() && request.estimator == Estimator::Cluster;
        let clusters = request.clusters.as_ref().filter(|_| by_cluster).map(Clusters::count);
        let few = clusters.filter(|&clusters| clusters < FEW_CLUSTERS);
        let near = self.collinearity.as_ref().map_or(Vec::new(), |found| found.beyond(NEAR));
        let near = near.first().map(|worst| Warning::NearCollinear {
            columns: near.iter().flat_map(|one| one.columns.clone()).collect(),
            inflation: worst.per_column(),
        });
        few.map(|clusters| Warning::FewClusters { clusters }).into_iter().chain(near).collect()
    }
}

/// Why there are no standard errors.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Withheld {
    /// Penalised coefficients are biased, and a penalty has no sampling distribution.
    Penalised,
    /// The likelihood has no maximum.
    Separated,
    /// The fit is not certified to be at the maximum.
    NotCertified,
    /// The data do not determine the coefficients.
    Singular,
    /// The matrix would be too large.
    TooWide {
        /// Coefficients, the intercept included.
        unknowns: usize,
        /// As many are the most.
        most: usize,
    },
    /// Too few rows or clusters for the estimator.
    TooFew {
        /// There are so many.
        units: f64,
        /// So many are needed.
        needed: f64,
    },
    /// Of more than two labels they are not computed: diagnostics of rows.
    ManyLabels,
    /// The maximum of the likelihood, or of that without some of the columns, was not found to the digits that intervals and tests need.
    NoMaximum,
    /// The end of an interval was not found to ten digits of its equation.
    NoEnd,
}

impl std::fmt::Display for Withheld {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Penalised => write!(
                f,
                "no standard errors: a penalty biases coefficients towards 0, and p-values would pretend otherwise"
            ),
            Self::Separated => write!(f, "no standard errors: the likelihood has no maximum"),
            Self::NotCertified => write!(f, "no standard errors: the fit is not certified to be at the maximum"),
            Self::Singular => write!(f, "no standard errors: the data do not determine every coefficient"),
            Self::TooWide { unknowns, most } => {
                write!(f, "no standard errors: they are computed of up to {most} coefficients, and here are {unknowns}")
            }
            Self::TooFew { units, needed } => {
                write!(f, "no standard errors: {units} rows or clusters, where {needed} are needed at least")
            }
            Self::NoMaximum => {
                write!(f, "no profile intervals or tests: a maximum of the likelihood was not found to enough digits")
            }
            Self::NoEnd => {
                write!(f, "no profile intervals: rounding hides where the likelihood has fallen far enough")
            }
            Self::ManyLabels => write!(f, "no standard errors: of more than two labels they are not computed"),
        }
    }
}

/// Inference at the end of a fit whose labels are separated, or where coefficients that grow make one suspect that they are.
///
/// # Errors
/// [`FitError`] if a pass fails, or clusters do not fit the rows.
pub(crate) fn infer<R: Risk>(
    risk: &R,
    solution: &Solution,
    specification: &LogisticRegression,
    request: &InferenceRequest,
    (is_separated, suspected): (bool, bool),
) -> Result<Inference, FitError> {
    let tjur_r2 = risk.tjur_r2(&solution.point)?;
    let point = &solution.point;
    let ended = match solution.status {
        _ if is_separated => Err(Withheld::Separated),
        Status::Converged => Ok(()),
        Status::Singular => Err(Withheld::Singular),
        _ => Err(Withheld::NotCertified),
    };
    let diagnostics = match ended {
        _ if !request.diagnostics => None,
        Ok(()) => Some(known(risk.diagnostics(point, request))?),
        Err(reason) => Some(Err(reason)),
    };
    let ended = if specification.penalty.lambda() > 0.0 { Err(Withheld::Penalised) } else { ended };
    let covariance = match ended {
        Err(reason) => Err(reason),
        Ok(()) => known(risk.covariance(point, request))?,
    };
    // Along a separated direction the likelihood has a supremum, which intervals and tests can be taken from.
    let likelihood = match ended.err().filter(|_| !is_separated && !suspected) {
        Some(reason) => Err(reason),
        None => known(from_likelihood(risk, point, specification.firth, request))?,
    };
    let effects = match &covariance {
        Ok(covariance) if request.effects => known(risk.effects(point, covariance, request))?.ok(),
        _ => None,
    };
    let by_model = covariance.as_ref().ok();
    let collinearity = by_model.and_then(|covariance| Collinearity::of(covariance, &request.indicators).ok());
    let contrasts = contrast_estimates(risk, point, by_model, likelihood.as_ref().ok(), request);
    Ok(Inference { covariance, tjur_r2, likelihood, contrasts, collinearity, effects, diagnostics })
}

/// What is known, or why it is not, unless something failed.
fn known<T>(found: Result<T, InferenceError>) -> Result<Result<T, Withheld>, FitError> {
    Ok(Err(match found {
        Ok(found) => return Ok(Ok(found)),
        Err(InferenceError::TooWide { unknowns, most }) => Withheld::TooWide { unknowns, most },
        Err(InferenceError::TooFew { units, needed }) => Withheld::TooFew { units, needed },
        Err(InferenceError::ManyLabels) => Withheld::ManyLabels,
        Err(InferenceError::Singular) => Withheld::Singular,
        Err(InferenceError::NoMaximum) => Withheld::NoMaximum,
        Err(InferenceError::NoEnd) => Withheld::NoEnd,
        Err(error) => return Err(error.into()),
    }))
}

impl<M, N> Fit<M, N> {
    /// The covariance of the coefficients, if it was asked for and there is one.
    #[must_use]
    pub fn covariance(&self) -> Option<&Covariance> {
        self.inference.as_ref()?.covariance.as_ref().ok()
    }
}
