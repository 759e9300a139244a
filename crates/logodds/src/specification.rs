//! What to fit, as plain data; and everything that can be wrong with it, at once.

use logodds_core::{InMemory, Interrupt, Penalty};
use logodds_inference::bootstrap::MOST_REPLICATES;
use logodds_inference::{Estimator, WeightKind};
use logodds_optim::{Method, Silent};
use std::fmt;
use std::time::Duration;

use crate::{Fit, FitError, InferenceRequest, MultinomialFit, Plan};
use logodds_model::record::IntervalKind;

/// A logistic regression to be fitted.
///
/// ```
/// use logodds::{LogisticRegression, Method, Penalty};
/// let ridge = LogisticRegression { penalty: Penalty::l2(0.01), method: Some(Method::Lbfgs), ..Default::default() };
/// # let _ = ridge;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct LogisticRegression {
    /// The penalty; none by default.
    pub penalty: Penalty,
    /// Whether there is an intercept (with three classes or more, one per class); true by default. Without one the log-odds are 0 where all
    /// features are: columns are taken as they are, and a constant one is a column like any other.
    pub intercept: bool,
    /// Firth's fit: Jeffreys' prior in place of a penalty, of two labels ([`firth`](logodds_inference::firth)). The tolerance is then of the
    /// modified score.
    pub firth: bool,
    /// Firth's fit with its intercept corrected, so that the mean probability is the share of events, which his prior moves towards ½
    /// ([`flic`](logodds_inference::flic)). Other coefficients stay as they are.
    pub flic: bool,
    /// The solver; chosen from the data's shape by default.
    pub method: Option<Method>,
    /// Certified gap, relative to the objective, at which a fit counts as converged; 1e-10 by default.
    pub tolerance: f64,
    /// Steps at most; the solver's own limit by default.
    pub max_iterations: Option<usize>,
    /// Time at most; unlimited by default.
    pub max_time: Option<Duration>,
    /// Seed of stochastic solvers.
    pub seed: u64,
    /// What weights say of their rows, for the request for standard errors, too; by default as that has it, or else that they are precisions. Sums of
    /// frequencies are numbers of observations, and sums weighted by how rows were drawn are no likelihood: they have no AIC and no BIC.
    pub weight_kind: Option<WeightKind>,
    /// Standard errors and what goes with them; none by default, as they take a Hessian at the optimum.
    pub inference: Option<InferenceRequest>,
    /// Where to start: the coefficients of an earlier fit, say. By default at the model with intercepts alone.
    pub start: Option<Start>,
    /// What stops the fit from another thread, within a pass over the data: it then ends with
    /// [`EvalError::Interrupted`](logodds_core::EvalError::Interrupted). (An [`Observer`](crate::Observer) stops it between steps, and
    /// keeps what there is.)
    pub interrupt: Option<Interrupt>,
    /// Threads; 0, the default, is one per processor. The result does not depend on it, to the last bit.
    pub threads: usize,
}

/// Coefficients to start from, those of the columns as given.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// The intercept of x = 0: of two labels one, of K labels K.
    pub intercepts: Vec<f64>,
    /// As many coefficients for each intercept as there are columns, those of the first label first.
    pub coefficients: Vec<f64>,
}

impl Default for LogisticRegression {
    fn default() -> Self {
        Self {
            penalty: Penalty::None,
            intercept: true,
            firth: false,
            flic: false,
            method: None,
            tolerance: 1e-10,
            max_iterations: None,
            max_time: None,
            seed: 0,
            weight_kind: None,
            inference: None,
            start: None,
            interrupt: None,
            threads: 0,
        }
    }
}

impl LogisticRegression {
    /// Fit to data.
    ///
    /// # Errors
    /// [`FitError`] if the specification or the data cannot be fitted. Not converging is not an error: see
    /// [`Fit::is_certified`].
    pub fn fit(&self, data: &InMemory<'_>) -> Result<Fit, FitError> {
        Plan::new(self, data)?.run(&mut Silent)
    }

    /// Fit a multinomial (softmax) model to data of two classes or more ([`InMemory::of_classes`]): with a penalty the
    /// coefficients of all classes are shrunk alike and sum to 0; without one those of the first class are 0.
    ///
    /// # Errors
    /// As for [`LogisticRegression::fit`].
    pub fn fit_classes(&self, data: &InMemory<'_>) -> Result<MultinomialFit, FitError> {
        Plan::of_classes(self, data)?.run(&mut Silent)
    }

    /// Everything wrong with the specification itself.
    pub(crate) fn problems(&self) -> Vec<SpecProblem> {
        let mut problems = Vec::new();
        let lambda = self.penalty.lambda();
        if !(0.0..=1e100).contains(&lambda) {
            problems.push(SpecProblem::Lambda(lambda));
        }
        if !(self.tolerance > 0.0 && self.tolerance < 1.0) {
            problems.push(SpecProblem::Tolerance(self.tolerance));
        }
        if self.firth && lambda > 0.0 {
            problems.push(SpecProblem::FirthAndPenalty);
        }
        problems.extend(self.flic_problems());
        if self.firth && self.method.is_some_and(|method| method != Method::Newton) {
            problems.push(SpecProblem::FirthSolver);
        }
        if let Some(what) = self.needs_likelihood().filter(|_| lambda > 0.0) {
            problems.push(SpecProblem::NeedsLikelihood { what });
        }
        let request = self.inference.as_ref();
        if self.firth && self.weights() == WeightKind::Sampling {
            problems.push(SpecProblem::SamplingLikelihood { what: "Firth's fit" });
        }
        if let (Some(of_fit), Some(request)) = (self.weight_kind, request)
            && ![of_fit, WeightKind::default()].contains(&request.weights)
        {
            problems.push(SpecProblem::WeightKinds { of_fit, of_request: request.weights });
        }
        problems.extend(request.into_iter().flat_map(|request| request.problems(self.weights())));
        problems.extend(self.covariance_problems());
        let of_intercept = |request: &InferenceRequest| request.contrasts.iter().any(|c| c.intercept != 0.0);
        if !self.intercept && self.inference.as_ref().is_some_and(of_intercept) {
            problems.push(SpecProblem::NeedsIntercept { what: "a contrast that the intercept is part of" });
        }
        problems
    }

    /// What does not go with a corrected intercept.
    fn flic_problems(&self) -> Vec<SpecProblem> {
        if !self.flic {
            return Vec::new();
        }
        let request = self.inference.as_ref();
        let chosen = request.map(|request| request.chosen_for(self.weights())).unwrap_or_default();
        let profiled = |request: &InferenceRequest| {
            request.intervals == IntervalKind::Profile && request.contrasts.iter().any(|c| c.intercept != 0.0)
        };
        [
            (!self.firth).then_some(SpecProblem::FlicWithoutFirth),
            (!self.intercept).then_some(SpecProblem::NeedsIntercept { what: "the correction of Firth's intercept" }),
            (chosen != Estimator::Model).then_some(SpecProblem::FlicCovariance(chosen)),
            request.is_some_and(profiled).then_some(SpecProblem::FlicProfile),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// What is wrong with the covariance that is asked for.
    fn covariance_problems(&self) -> impl Iterator<Item = SpecProblem> {
        let request = self.inference.as_ref();
        let by = |estimator: Estimator| request.filter(|request| request.estimator == estimator);
        let found = |wrong: bool, problem: SpecProblem| wrong.then_some(problem);
        let penalised = by(Estimator::Penalised).into_iter().flat_map(move |_| {
            [
                found(self.penalty.lambda() == 0.0, SpecProblem::NoPenalty),
                found(self.weights() == WeightKind::Sampling, SpecProblem::SamplingPrior),
            ]
        });
        let bootstrap = by(Estimator::Bootstrap).into_iter().flat_map(move |request| {
            let replicates = request.replicates;
            [
                found(!(2..=MOST_REPLICATES).contains(&replicates), SpecProblem::Replicates(replicates)),
                found(self.firth, SpecProblem::FirthBootstrap),
            ]
        });
        penalised.chain(bootstrap).flatten()
    }

    /// What of the specification rests on the likelihood alone, if anything does.
    fn needs_likelihood(&self) -> Option<&'static str> {
        self.inference.as_ref()?.needs_likelihood()
    }

    /// What weights say of their rows.
    #[must_use]
    pub fn weights(&self) -> WeightKind {
        let of_request = self.inference.as_ref().map(|request| request.weights);
        self.weight_kind.or(of_request).unwrap_or_default()
    }

    /// What of the specification is for two labels alone, if anything is.
    pub(crate) fn needs_two_labels(&self) -> Option<&'static str> {
        let asked = |of: fn(&InferenceRequest) -> bool| self.inference.as_ref().is_some_and(of);
        match () {
            () if self.firth => Some("Firth's fit"),
            () if asked(|request| !request.contrasts.is_empty()) => Some("contrasts"),
            () if asked(|request| request.effects) => Some("average marginal effects"),
            () => self.needs_likelihood(),
        }
    }
}

/// One thing wrong with a specification.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum SpecProblem {
    /// λ is not a number from 0 to 10¹⁰⁰.
    Lambda(f64),
    /// The tolerance is not between 0 and 1.
    Tolerance(f64),
    /// Firth's prior beside a penalty.
    FirthAndPenalty,
    /// The correction of an intercept that is not Firth's.
    FlicWithoutFirth,
    /// The same beside a covariance that is not the model's.
    FlicCovariance(Estimator),
    /// The same with a profile of what the intercept is part of.
    FlicProfile,
    /// Firth's fit by a solver of its own choice.
    FirthSolver,
    /// The covariance under a penalty as a prior, where there is none.
    NoPenalty,
    /// The same of sampling weights, which make no likelihood for a prior to be beside.
    SamplingPrior,
    /// A confidence that is not between 0 and 1.
    Confidence(f64),
    /// The weights are said to be of two kinds.
    WeightKinds {
        /// By the specification.
        of_fit: WeightKind,
        /// By the request for standard errors.
        of_request: WeightKind,
    },
    /// What rests on the likelihood, of sampling weights, which make none.
    SamplingLikelihood {
        /// What was asked for.
        what: &'static str,
    },
    /// What rests on the model's likelihood, beside a covariance that does not.
    RobustLikelihood {
        /// What was asked for.
        what: &'static str,
        /// The covariance.
        estimator: Estimator,
    },
    /// Standard errors by cluster, without clusters.
    NoClusters,
    /// Clusters beside a covariance that does not look at them.
    UnusedClusters(Estimator),
    /// A contrast or a test of a column that there is not.
    NoColumn {
        /// What names it.
        what: &'static str,
        /// The column, counted from 0.
        column: usize,
        /// How many there are.
        columns: usize,
    },
    /// A contrast with a factor that is not finite, or without a factor other than 0.
    Factor(f64),
    /// A test of no columns.
    NoColumns,
    /// Too few or too many replicates.
    Replicates(usize),
    /// A bootstrap of Firth's fit.
    FirthBootstrap,
    /// Of a penalised likelihood.
    NeedsLikelihood {
        /// What was asked for.
        what: &'static str,
    },
    /// Of a model without an intercept.
    NeedsIntercept {
        /// What was asked for.
        what: &'static str,
    },
    /// Of more than two labels.
    NeedsTwoLabels {
        /// What was asked for.
        what: &'static str,
    },
    /// Coefficients to start from that do not fit the data, or are not finite.
    Start {
        /// How many of them there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// HC3 of more than two labels.
    NoLeverage,
    /// Firth's fit of so many columns that its covariance is not computed.
    FirthTooWide {
        /// Number of unknowns.
        unknowns: usize,
        /// As many are allowed.
        most: usize,
    },
    /// Newton on so many columns that a Hessian does not fit in memory.
    NewtonTooWide {
        /// Number of unknowns.
        unknowns: usize,
    },
}

impl fmt::Display for SpecProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lambda(value) => write!(f, "lambda is {}; it must be a number from 0 to 1e100", Short(*value)),
            Self::Tolerance(value) => {
                write!(
                    f,
                    "the tolerance is {}; it is relative to the objective and must lie between 0 and 1, such as 1e-8",
                    Short(*value)
                )
            }
            Self::FirthAndPenalty => write!(f, "Firth's fit has a prior of its own, beside which there is no penalty"),
            Self::FlicWithoutFirth => write!(f, "the intercept is corrected after Firth's fit, and this is another"),
            Self::FlicCovariance(estimator) => write!(
                f,
                "a corrected intercept has a covariance by the model alone, and {} is another; leave one of the two out",
                estimator.name()
            ),
            Self::FlicProfile => write!(
                f,
                "a corrected intercept is no maximum of Firth's likelihood, so a contrast that it is part of has no profile; leave one of them out"
            ),
            Self::FirthSolver => write!(f, "Firth's fit is by Fisher scoring; leave the solver to it"),
            Self::NoPenalty => {
                write!(f, "the covariance under a penalty as a prior needs a penalty of L2 with a lambda above 0")
            }
            Self::SamplingPrior => write!(
                f,
                "the covariance under a penalty as a prior: sampling weights are no likelihood, so there is no posterior; a bootstrap draws their rows"
            ),
            Self::Confidence(value) => {
                write!(f, "the confidence is {}; it must lie between 0 and 1, such as 0.95", Short(*value))
            }
            Self::WeightKinds { of_fit, of_request } => write!(
                f,
                "the weights are {} by the specification, and {} by the request for standard errors; name one kind",
                of_fit.name(),
                of_request.name()
            ),
            Self::SamplingLikelihood { what } => {
                write!(f, "{what}: they rest on the likelihood, and sampling weights make none")
            }
            Self::RobustLikelihood { what, estimator } => write!(
                f,
                "{what} rest on the model's likelihood, which the covariance {} does not trust; leave one of them out",
                estimator.name()
            ),
            Self::NoClusters => write!(f, "standard errors by cluster need the cluster of every row"),
            Self::UnusedClusters(estimator) => write!(
                f,
                "clusters: the covariance {} does not look at them; leave one of the two out",
                estimator.name()
            ),
            Self::NoColumn { what, column, columns } => {
                write!(f, "{what} of column {column}, counted from 0: there are {columns} columns")
            }
            Self::Factor(factor) if *factor == 0.0 => write!(f, "a contrast needs a factor other than 0"),
            Self::Factor(factor) => write!(f, "a contrast with the factor {factor}, which is not a finite number"),
            Self::NoColumns => write!(f, "a likelihood-ratio test of no columns"),
            Self::Replicates(replicates) => {
                write!(
                    f,
                    "{replicates} replicates of a bootstrap; it must be from 2 to {MOST_REPLICATES}, such as 1000"
                )
            }
            Self::FirthBootstrap => write!(f, "Firth's fit is not bootstrapped; its intervals are by the profile"),
            Self::NeedsLikelihood { what } => write!(
                f,
                "{what} rest on the likelihood, and a penalty is none: coefficients that shrink have no interval to speak of"
            ),
            Self::NeedsIntercept { what } => {
                write!(f, "{what}: the model has no intercept, which is 0 and nothing that is estimated")
            }
            Self::NeedsTwoLabels { what } => write!(f, "{what}: of more than two labels this is not computed"),
            Self::Start { found, expected } => {
                write!(f, "a start needs {expected} finite coefficients, those of intercepts included, and has {found}")
            }
            Self::NoLeverage => write!(
                f,
                "standard errors by HC3 rest on the leverage of a row, which of more than two labels is a matrix, and no definition is agreed on; take HC1, or clusters"
            ),
            Self::FirthTooWide { unknowns, most } => {
                write!(
                    f,
                    "Firth's fit of {unknowns} coefficients is not computed: {most} are the most; try --penalty l2 --lambda 0.01"
                )
            }
            Self::NewtonTooWide { unknowns } => {
                write!(f, "newton needs a Hessian, and one of {unknowns} unknowns does not fit in memory; use lbfgs")
            }
        }
    }
}

/// A number without three hundred digits.
struct Short(f64);

impl fmt::Display for Short {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.abs();
        if size == 0.0 || (1e-4..1e15).contains(&size) { self.0.fmt(f) } else { write!(f, "{:e}", self.0) }
    }
}

/// Everything wrong with a specification, told before a solver runs.
#[derive(Clone, Debug, PartialEq)]
pub struct SpecError {
    /// The problems, at least one.
    pub problems: Vec<SpecProblem>,
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, problem) in self.problems.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for SpecError {}
