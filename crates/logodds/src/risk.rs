//! The risk of a fit: of two labels, or of more.
//!
//! One risk serves all responses; what is asked of a fit is written once, for any of them. What rests on log-odds alone (profiles, Firth's prior,
//! contrasts, Tjur's measure) is of two labels, and says so of more.

use crate::around::Around;
use crate::specification::{InferenceRequest, Start};
use logodds_core::risk::alias::{Alias, Columns, aliases};
use logodds_core::{
    Contrasts, EvalError, Executor, Hessian, InMemory, Logistic, Model, ModelError, NullModel, Objective, Order,
    Penalty, Response, Risk, RowBlocks, Softmax, Structure,
};
use logodds_inference::covariance::aliases_beside_levels;
use logodds_inference::covariance::relative;
use logodds_inference::covariance::sandwich::inference;
use logodds_inference::likelihood::firth::{self, FirthFit};
use logodds_inference::likelihood::flic;
use logodds_inference::rows::measures;
use logodds_inference::separation::{ClassSeparation, Verdict, class_separation, has_separating_column, separation};
use logodds_inference::{
    Bootstrap, Collinearity, Covariance, Diagnostics, Effect, Estimator, InferenceError, LikelihoodRatio, Orthogonal,
    Profile, Resampling, Separation, class_effects, diagnostics, effects,
};
use logodds_optim::{Observer, Solution, SolveError, StoppingRule};

/// Whether the features separate the labels.
#[derive(Clone, Debug, PartialEq)]
pub enum Separated {
    /// They do not: a maximum of the likelihood exists.
    No,
    /// Two labels.
    Labels(Box<Separation>),
    /// More than two labels.
    Classes(Box<ClassSeparation>),
}

/// A way to the minimum of an objective from a point.
pub(crate) type Solve<'a> = &'a mut dyn FnMut(&dyn Objective, Vec<f64>) -> Result<Solution, SolveError>;

/// An empirical risk by its response.
#[derive(Debug)]
pub enum FitRisk<'a> {
    /// Of two labels.
    Labels(Risk<'a, Logistic>),
    /// Of two or more classes, a score for each.
    Classes(Risk<'a, Softmax>),
}

/// The same of either.
macro_rules! either {
    ($risk:expr, $of:ident => $what:expr) => {
        match $risk {
            FitRisk::Labels($of) => $what,
            FitRisk::Classes($of) => $what,
        }
    };
}

impl<'a> FitRisk<'a> {
    /// Of two labels if data have two, else of classes.
    pub(crate) fn new(
        data: &'a InMemory<'_>,
        intercept: bool,
        penalty: Penalty,
        executor: Executor,
    ) -> Result<Self, EvalError> {
        match data.classes() {
            0..=2 => risk_of(Logistic, data, intercept, penalty, executor).map(Self::Labels),
            classes => risk_of(Softmax::new(classes), data, intercept, penalty, executor).map(Self::Classes),
        }
    }

    /// Of classes, even if there are two.
    pub(crate) fn of_classes(
        data: &'a InMemory<'_>,
        intercept: bool,
        penalty: Penalty,
        executor: Executor,
    ) -> Result<Self, EvalError> {
        risk_of(Softmax::of(data), data, intercept, penalty, executor).map(Self::Classes)
    }

    /// The risk of two labels, for what there is of them alone.
    pub(crate) fn labels(&self) -> Result<&Risk<'a, Logistic>, InferenceError> {
        match self {
            Self::Labels(risk) => Ok(risk),
            Self::Classes(_) => Err(InferenceError::ManyLabels),
        }
    }

    /// The same risk with some columns held at coefficient 0.
    #[must_use]
    pub fn holding(self, held: &[usize]) -> Self {
        match self {
            Self::Labels(risk) => Self::Labels(risk.holding(held)),
            Self::Classes(risk) => Self::Classes(risk.holding(held)),
        }
    }

    /// The risk of the same data under another penalty, with all columns free.
    ///
    /// # Errors
    /// [`EvalError::Data`] if the penalty cannot be.
    pub fn under(&self, penalty: Penalty) -> Result<Self, EvalError> {
        match self {
            Self::Labels(risk) => risk.under(penalty).map(Self::Labels),
            Self::Classes(risk) => risk.under(penalty).map(Self::Classes),
        }
    }

    /// The risk as solvers see it.
    #[must_use]
    pub fn objective(&self) -> &(dyn Structure + 'a) {
        either!(self, risk => risk)
    }

    /// The columns.
    #[must_use]
    pub fn columns(&self) -> Columns<'_> {
        either!(self, risk => risk.columns())
    }

    /// Counts of the classes, and the model with intercepts alone.
    #[must_use]
    pub fn null(&self) -> &NullModel {
        either!(self, risk => risk.null())
    }

    /// Number of coefficients that are estimated: of coordinates, but for intercepts that are pinned at 0.
    #[must_use]
    pub fn unknowns(&self) -> usize {
        either!(self, risk => risk.layout().unknowns())
    }

    /// Columns that are exact combinations of others; none where there is no Hessian. Beside thousands of levels no square of them is made.
    ///
    /// # Errors
    /// [`InferenceError::Eval`] if a pass fails.
    pub(crate) fn aliases(&self) -> Result<Vec<Alias>, InferenceError> {
        /// Coefficients up to which the square of all columns is as good, and tells of levels, too.
        const SQUARE: usize = 2_000;
        let objective = self.objective();
        if !objective.has_hessian() {
            return Ok(Vec::new());
        }
        if objective.levels().is_some() && objective.dim() > SQUARE {
            let at_start = objective.evaluate(&self.start(), Order::Hessian)?;
            return match at_start.hessian {
                Some(Hessian::Arrow(hessian)) => aliases_beside_levels(self.columns(), &hessian),
                _ => Ok(Vec::new()),
            };
        }
        Ok(aliases(self.columns())?)
    }

    /// Where solvers start.
    #[must_use]
    pub fn start(&self) -> Vec<f64> {
        either!(self, risk => risk.start())
    }

    /// Scores that have coefficients: 1 for two labels, else the number of labels.
    pub(crate) fn scores(&self) -> usize {
        either!(self, risk => risk.response().contrasts().map_or(1, Contrasts::classes))
    }

    /// The point of given coefficients; `None` if they do not fit the data.
    pub(crate) fn point(&self, start: &Start) -> Option<Vec<f64>> {
        let origin = vec![0.0; self.columns().moments.mean.len()];
        let model = Model::of_scores(start.intercepts.clone(), start.coefficients.clone(), origin).ok()?;
        either!(self, risk => risk.point(&model))
    }

    /// The penalty at a point.
    #[must_use]
    pub fn penalty_at(&self, u: &[f64]) -> f64 {
        either!(self, risk => risk.penalty_at(u))
    }

    /// The model of a point. Of K classes, without a penalty, relative to the first, whose coefficients are 0; with one, the
    /// coefficients of all classes, which sum to 0.
    ///
    /// # Errors
    /// [`ModelError::NonFinite`] if the point is not finite.
    pub fn model(&self, u: &[f64], penalised: bool) -> Result<Model, ModelError> {
        either!(self, risk => if penalised { risk.model(u) } else { risk.model_relative_to_first(u) })
    }

    /// `c_0 b + Σ_j c_j w_j` of the model of a point, b being the intercept of x = 0; of two labels.
    pub(crate) fn linear(&self, u: &[f64], c0: f64, c: &[f64]) -> Option<f64> {
        let model = self.labels().ok()?.model(u).ok()?;
        // About the origin, where nothing cancels.
        let of_columns = model.coefficients().iter().zip(model.origin()).zip(c).map(|((w, o), c)| w * (c - c0 * o));
        Some(c0 * model.intercept_at_origin() + of_columns.sum::<f64>())
    }

    /// The covariance of the coefficients at the optimum `u` by `estimator`, and how far the columns can be told apart, if that is known.
    pub(crate) fn covariance(
        &self,
        u: &[f64],
        estimator: Estimator,
        request: &InferenceRequest,
    ) -> Result<(Covariance, Option<Collinearity>), InferenceError> {
        let asked = (estimator, request.weights, request.clusters.as_ref());
        either!(self, risk => inference(risk, u, asked, &request.indicators))
    }

    /// Refits to resampled cases about the optimum `u`, one replicate a thread; `penalised` as for [`FitRisk::model`].
    pub(crate) fn bootstrap(
        &self,
        u: &[f64],
        resampling: &Resampling<'_>,
        penalised: bool,
        executor: &Executor,
        around: &mut Around<'_>,
    ) -> Result<Bootstrap, InferenceError> {
        let mut go_on = |done, of| around.go_on("replicates", done, of);
        either!(self, risk => Bootstrap::new(risk, u, resampling, penalised, executor, &mut go_on))
    }

    /// What each row has to do with the optimum `u`.
    pub(crate) fn diagnostics(&self, u: &[f64], request: &InferenceRequest) -> Result<Diagnostics, InferenceError> {
        diagnostics(self.labels()?, u, request.weights)
    }

    /// Average marginal effects at the optimum `u`, with standard errors by `covariance`.
    pub(crate) fn effects(
        &self,
        u: &[f64],
        covariance: &Covariance,
        request: &InferenceRequest,
    ) -> Result<Vec<Effect>, InferenceError> {
        match self {
            Self::Labels(risk) => effects(risk, u, covariance, &request.indicators),
            Self::Classes(risk) => class_effects(risk, u, covariance, &request.indicators),
        }
    }

    /// The likelihood about its maximum, which is near `u`; with Jeffreys' prior if `firth`.
    pub(crate) fn profile(&self, u: &[f64], firth: bool) -> Result<Profile<'_>, InferenceError> {
        let risk = self.labels()?;
        if firth { Profile::firth(risk, u) } else { Profile::plain(risk, u) }
    }

    /// Whether the coefficients of some columns are all 0, of any number of labels, at the maximum `u`: by a fit without them.
    pub(crate) fn tested(&self, u: &[f64], columns: &[usize]) -> Result<LikelihoodRatio, InferenceError> {
        either!(self, risk => LikelihoodRatio::by_refit(risk, u, columns))
    }

    /// Firth's fit.
    pub(crate) fn firth(&self, stop: &StoppingRule, observer: &mut dyn Observer) -> Result<FirthFit, InferenceError> {
        firth::fit(self.labels()?, stop, observer)
    }

    /// The mean probability at `u`, and the share of events, both weighted.
    pub(crate) fn mean_probability(&self, u: &[f64]) -> Result<(f64, f64), InferenceError> {
        flic::mean_probability(self.labels()?, u)
    }

    /// Firth's point with its intercept corrected ([`flic`]).
    pub(crate) fn flic(&self, u: &[f64]) -> Result<Vec<f64>, InferenceError> {
        flic::corrected(self.labels()?, u)
    }

    /// The covariance there, from that at Firth's.
    pub(crate) fn flic_covariance(&self, u: &[f64], firth: &Covariance) -> Result<Covariance, InferenceError> {
        flic::covariance(self.labels()?, u, firth)
    }

    /// Tjur's coefficient of discrimination, of two labels that both occur.
    pub(crate) fn tjur_r2(&self, u: &[f64]) -> Result<Option<f64>, EvalError> {
        self.labels().map_or(Ok(None), |risk| measures::tjur(risk, u))
    }

    /// Whether the features separate the labels, looked into from `u`.
    pub(crate) fn separation(&self, u: &[f64]) -> Result<Separated, InferenceError> {
        match self {
            Self::Labels(risk) => {
                let found = separation(risk.columns(), Some(u))?;
                Ok(if found.verdict == Verdict::None { Separated::No } else { Separated::Labels(Box::new(found)) })
            }
            Self::Classes(risk) => {
                let classes = risk.response().classes();
                let mut at = u.to_vec();
                relative::point(risk.response().contrasts(), &mut at);
                let found = class_separation(risk.columns(), classes, Some(&at))?;
                Ok(if found.verdict == Verdict::None { Separated::No } else { Separated::Classes(Box::new(found)) })
            }
        }
    }

    /// Whether a column separates labels on its own: one pass, whatever the number of columns.
    pub(crate) fn has_separating_column(&self) -> Result<bool, InferenceError> {
        has_separating_column(self.columns(), either!(self, risk => risk.response().classes()))
    }

    /// What `solve` makes of the same risk of orthogonal rows, from where solvers start, with its point in the coordinates of this one.
    pub(crate) fn solved_of(&self, rows: &Orthogonal, solve: Solve<'_>) -> Result<Solution, SolveError> {
        either!(self, risk => solved_of(risk, rows, solve))
    }
}

fn risk_of<'a, R: Response>(
    response: R,
    data: &'a dyn RowBlocks,
    intercept: bool,
    penalty: Penalty,
    executor: Executor,
) -> Result<Risk<'a, R>, EvalError> {
    match intercept {
        true => Risk::new(response, data, penalty, executor),
        false => Risk::through_origin(response, data, penalty, executor),
    }
}

/// A solution of orthogonal rows, in the coordinates of the rows as they are: where it is and what is true there; how it came about stays.
fn solved_of<R: Response>(risk: &Risk<'_, R>, rows: &Orthogonal, solve: Solve<'_>) -> Result<Solution, SolveError> {
    let (response, executor) = (risk.response().clone(), risk.executor().clone());
    let other = risk_of(response, rows.data(), risk.scaled().has_intercept(), Penalty::None, executor)?;
    let solution = solve(&other, other.start())?;
    let layout = (other.scaled(), &other.moments().origin[..]);
    let blocks = solution.point.chunks(other.scaled().dim());
    let point: Vec<f64> = blocks.flat_map(|block| rows.point_of(block, layout)).collect();
    let evaluation = risk.evaluate(&point, Order::Gradient)?;
    Ok(Solution { point, evaluation, ..solution })
}
