//! Everything that can be wrong with a specification, told at once and before a solver runs.

use super::analysis::Analysis;
use logodds_inference::bootstrap::MOST_REPLICATES;
use logodds_inference::{Estimator, WeightKind};
use logodds_model::message;
use logodds_model::words::{Argument, Message, Remedy, Told};
use std::fmt;

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
        what: Analysis,
    },
    /// What rests on the model's likelihood, beside a covariance that does not.
    RobustLikelihood {
        /// What was asked for.
        what: Analysis,
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
    /// A test or a contrast of a name that is neither a column's nor a term's.
    NoTerm {
        /// The name.
        name: String,
        /// Names that there are, as many as a sentence lists.
        known: Vec<String>,
        /// How many more there are.
        more: usize,
    },
    /// A contrast with a factor of a term that is not a finite number.
    TermFactor {
        /// The term.
        term: String,
        /// Its factor.
        factor: f64,
    },
    /// A contrast with a factor that is not finite, or without a factor other than 0.
    Factor(f64),
    /// A test of no columns.
    NoColumns,
    /// What rests on standard errors, where none are asked for.
    NoStandardErrors {
        /// What was asked for.
        what: Analysis,
    },
    /// What weights say, where no column of weights is named.
    NoWeights(WeightKind),
    /// A number of labels that no target has.
    LabelCount(usize),
    /// A category in a model without an intercept.
    CategoryWithoutIntercept {
        /// The column.
        column: String,
        /// Its base level.
        base: String,
        /// The target.
        target: String,
    },
    /// A base of three labels or more, under a penalty.
    BaseUnderPenalty {
        /// The target.
        target: String,
        /// The label.
        label: String,
        /// How many labels there are.
        labels: usize,
    },
    /// Too few or too many replicates.
    Replicates(usize),
    /// A bootstrap of Firth's fit.
    FirthBootstrap,
    /// Of a penalised likelihood.
    NeedsLikelihood {
        /// What was asked for.
        what: Analysis,
    },
    /// Of a model without an intercept.
    NeedsIntercept {
        /// What was asked for.
        what: Analysis,
    },
    /// Of more than two labels.
    NeedsTwoLabels {
        /// What was asked for.
        what: Analysis,
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
    /// A solver that cannot keep to the penalty ([`Solver::handles`](logodds_optim::Solver::handles)): its name.
    SolverPenalty(&'static str),
    /// Newton on so many columns that a Hessian does not fit in memory.
    NewtonTooWide {
        /// Number of unknowns.
        unknowns: usize,
    },
}

impl SpecProblem {
    /// What programs call it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Lambda(_) => "lambda",
            Self::Tolerance(_) => "tolerance",
            Self::FirthAndPenalty => "firth-and-penalty",
            Self::FlicWithoutFirth => "flic-without-firth",
            Self::FlicCovariance(_) => "flic-covariance",
            Self::FlicProfile => "flic-profile",
            Self::FirthSolver => "firth-solver",
            Self::SolverPenalty(_) => "solver-penalty",
            Self::NoPenalty => "no-penalty",
            Self::SamplingPrior => "sampling-prior",
            Self::Confidence(_) => "confidence",
            Self::WeightKinds { .. } => "weight-kinds",
            Self::SamplingLikelihood { .. } => "sampling-likelihood",
            Self::RobustLikelihood { .. } => "robust-likelihood",
            Self::NoClusters => "no-clusters",
            Self::UnusedClusters(_) => "unused-clusters",
            Self::NoColumn { .. } => "no-column",
            Self::NoTerm { .. } => "no-term",
            Self::TermFactor { .. } | Self::Factor(_) => "factor",
            Self::NoColumns => "no-columns",
            Self::NoStandardErrors { .. } => "no-standard-errors",
            Self::NoWeights(_) => "no-weights",
            Self::LabelCount(_) => "label-count",
            Self::CategoryWithoutIntercept { .. } => "category-without-intercept",
            Self::BaseUnderPenalty { .. } => "base-under-penalty",
            Self::Replicates(_) => "replicates",
            Self::FirthBootstrap => "firth-bootstrap",
            Self::NeedsLikelihood { .. } => "needs-likelihood",
            Self::NeedsIntercept { .. } => "needs-intercept",
            Self::NeedsTwoLabels { .. } => "needs-two-labels",
            Self::Start { .. } => "start",
            Self::NoLeverage => "no-leverage",
            Self::FirthTooWide { .. } => "firth-too-wide",
            Self::NewtonTooWide { .. } => "newton-too-wide",
        }
    }

    /// What it is about, if that is something asked for beside the coefficients.
    #[must_use]
    pub fn analysis(&self) -> Option<Analysis> {
        match self {
            Self::SamplingLikelihood { what }
            | Self::RobustLikelihood { what, .. }
            | Self::NoStandardErrors { what }
            | Self::NeedsLikelihood { what }
            | Self::NeedsIntercept { what }
            | Self::NeedsTwoLabels { what } => Some(*what),
            _ => None,
        }
    }

    /// Of a name, where these are known.
    pub(crate) fn no_term<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Self {
        /// Names that a sentence lists.
        const LISTED: usize = 13;
        let mut known: Vec<String> = known.map(str::to_owned).collect();
        let more = known.len().saturating_sub(LISTED);
        known.truncate(LISTED);
        Self::NoTerm { name: name.to_owned(), known, more }
    }
}

impl Told for SpecProblem {
    fn message(&self) -> Message {
        match self {
            Self::NoPenalty => {
                message!("the covariance under a penalty as a prior needs {}", Argument::PenaltyOfL2)
            }
            Self::NeedsTwoLabels { what } => {
                message!("{}: of more than two labels this is not computed", what.named())
            }
            Self::NoLeverage => message!(
                "standard errors by HC3 rest on the leverage of a row, which of more than two labels is a matrix, and no definition is agreed \
                 on; take {}",
                Argument::RobustErrors
            ),
            Self::FirthTooWide { unknowns, most } => message!(
                "Firth's fit of {} coefficients is not computed: {} are the most; try {}",
                unknowns,
                most,
                Remedy::a_penalty()
            ),
            Self::NewtonTooWide { unknowns } => message!(
                "newton needs a Hessian, and one of {} unknowns does not fit in memory; use {}",
                unknowns,
                Argument::Lbfgs
            ),
            // These need no words of a door.
            other => other.to_string().into(),
        }
    }
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
            Self::NoTerm { name, known, more } => {
                let known: Vec<String> = known.iter().map(|name| format!("{name:?}")).collect();
                let more = if *more > 0 { ", …" } else { "" };
                write!(f, "no term {name:?}; there are {}{more}", known.join(", "))
            }
            Self::TermFactor { term, factor } => {
                write!(f, "the factor of {term:?} is {factor}; it must be a finite number")
            }
            Self::NoStandardErrors { what } => write!(f, "{what}: no standard errors are asked for; ask for them, too"),
            Self::NoWeights(kind) => {
                write!(f, "the weights are said to be {}, and there are none; name their column", kind.name())
            }
            Self::LabelCount(labels) => write!(f, "{labels} labels: a target has from 2 to 256"),
            Self::CategoryWithoutIntercept { column, base, .. } => write!(
                f,
                "{column:?} is a category, coded by the difference of its levels from {base:?}, which would have log-odds of 0 without an intercept; make columns of 0 and 1 of its levels, or leave it out"
            ),
            Self::BaseUnderPenalty { target, label, labels } => write!(
                f,
                "the base {label:?} of {target:?}: under a penalty the coefficients of {labels} labels sum to 0, and none of them is the base; leave one of the two out"
            ),
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
            Self::Start { found, expected } => {
                write!(f, "a start needs {expected} finite coefficients, those of intercepts included, and has {found}")
            }
            Self::SolverPenalty(solver) => {
                write!(f, "the solver {solver:?} cannot keep to this penalty; take another, or leave the penalty out")
            }
            Self::NoPenalty
            | Self::NeedsTwoLabels { .. }
            | Self::NoLeverage
            | Self::FirthTooWide { .. }
            | Self::NewtonTooWide { .. } => self.message().fmt(f),
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
#[non_exhaustive]
pub struct SpecError {
    /// The problems, at least one.
    pub problems: Vec<SpecProblem>,
}

impl Told for SpecError {
    fn message(&self) -> Message {
        Message::join(self.problems.iter().map(Told::message), "\n")
    }
}

impl fmt::Display for SpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for SpecError {}
