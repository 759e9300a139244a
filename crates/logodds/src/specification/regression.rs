//! What to fit, as plain data; and what of it does not go together.

use logodds_core::{Interrupt, Penalty};
use logodds_inference::bootstrap::MOST_REPLICATES;
use logodds_inference::{Estimator, WeightKind};
use logodds_model::record::IntervalKind;
use logodds_optim::Method;
use std::path::PathBuf;
use std::time::Duration;

use super::analysis::Analysis;
use super::problem::SpecProblem;
use super::request::InferenceRequest;

/// A logistic regression to be fitted.
///
/// ```
/// use logodds::fit::{LogisticRegression, Method, Penalty};
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
    /// Firth's fit: Jeffreys' prior in place of a penalty, of two labels ([`firth`](logodds_inference::likelihood::firth)). The tolerance is then of the
    /// modified score.
    pub firth: bool,
    /// Firth's fit with its intercept corrected, so that the mean probability is the share of events, which his prior moves towards ½
    /// ([`flic`](logodds_inference::likelihood::flic)). Other coefficients stay as they are.
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
    /// [`EvalError::Interrupted`](logodds_core::EvalError::Interrupted). (An [`Observer`](crate::fit::Observer) stops it between steps, and
    /// keeps what there is.)
    pub interrupt: Option<Interrupt>,
    /// A file that remembers the sums over rows that the fit has made ([`Journal`](crate::fit::Journal)); none by default. A fit that was ended at any
    /// moment and is begun again with its journal goes on from there, to the same bits.
    pub journal: Option<PathBuf>,
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
            journal: None,
            threads: 0,
        }
    }
}

impl LogisticRegression {
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
        let request = self.inference.as_ref();
        let shrinks = request.filter(|_| lambda > 0.0).into_iter().flat_map(InferenceRequest::needs_likelihood);
        problems.extend(shrinks.map(|what| SpecProblem::NeedsLikelihood { what }));
        if self.firth && self.weights() == WeightKind::Sampling {
            problems.push(SpecProblem::SamplingLikelihood { what: Analysis::FirthsFit });
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
            problems.push(SpecProblem::NeedsIntercept { what: Analysis::ContrastOfIntercept });
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
            (!self.intercept).then_some(SpecProblem::NeedsIntercept { what: Analysis::CorrectedIntercept }),
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

    /// What weights say of their rows.
    #[must_use]
    pub fn weights(&self) -> WeightKind {
        let of_request = self.inference.as_ref().map(|request| request.weights);
        self.weight_kind.or(of_request).unwrap_or_default()
    }

    /// What of the specification is for two labels alone, if anything is.
    pub(crate) fn needs_two_labels(&self) -> Option<Analysis> {
        let request = self.inference.as_ref();
        let asked = |of: fn(&InferenceRequest) -> bool| request.is_some_and(of);
        match () {
            () if self.firth => Some(Analysis::FirthsFit),
            () if asked(|request| !request.contrasts.is_empty()) => Some(Analysis::Contrasts),
            () if asked(|request| request.intervals == IntervalKind::Profile) => Some(Analysis::ProfileIntervals),
            () => None,
        }
    }
}
