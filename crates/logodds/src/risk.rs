//! What a plan needs of a risk, whether of two classes or of more.

use crate::fit::FitError;
use crate::fit::limit::{self, AtLimit, Ended};
use crate::specification::InferenceRequest;
use crate::specification::Start;
use logodds_core::risk::alias::Columns;
use logodds_core::{
    Contrasts, EvalError, Executor, Logistic, Model, ModelError, MultinomialModel, NullModel, Objective, Order,
    Penalty, Response, Risk, Softmax, Structure,
};
use logodds_inference::covariance::classes::inference_of_classes;
use logodds_inference::covariance::sandwich::inference;
use logodds_inference::likelihood::firth::{self, FirthFit};
use logodds_inference::likelihood::flic;
use logodds_inference::rows::{diagnostics, effects, measures};
use logodds_inference::separation::{ClassSeparation, Verdict, class_separation, has_separating_column, separation};
use logodds_inference::{
    Bootstrap, Collinearity, Covariance, Diagnostics, Effect, Estimator, InferenceError, Orthogonal, Profile,
    Resampling, Separation,
};
use logodds_optim::{Observer, Solution, SolveError, StoppingRule};

/// The model with intercepts alone (without intercepts: with equal probabilities, or those of the offsets), as far as statistics need it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NullFit {
    /// Mean weighted log loss.
    pub log_loss: f64,
    /// Σ ω.
    pub total_weight: f64,
    /// Rows of positive weight.
    pub rows: usize,
}

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
pub type Solve<'a> = &'a mut dyn FnMut(&dyn Objective, Vec<f64>) -> Result<Solution, SolveError>;

/// An empirical risk that can be planned and fitted: [`Risk`].
pub trait Plannable: Structure + Sized {
    /// What a point stands for.
    type Model;
    /// Counts of the classes, and the model with intercepts alone.
    type Null;

    /// The same risk with some columns held at coefficient 0.
    #[must_use]
    fn holding(self, held: &[usize]) -> Self;
    /// The columns.
    fn columns(&self) -> Columns<'_>;
    /// Number of coefficients that are estimated: of coordinates, but for intercepts that are pinned at 0.
    fn unknowns(&self) -> usize {
        let scaled = self.columns().scaled;
        self.dim() / scaled.dim() * scaled.unknowns()
    }
    /// Where solvers start.
    fn start(&self) -> Vec<f64>;
    /// The point of given coefficients; `None` if they do not fit the data.
    fn point(&self, start: &Start) -> Option<Vec<f64>>;
    /// Scores that have coefficients: 1 for two labels, else the number of labels.
    fn scores(&self) -> usize;
    /// The penalty at a point.
    fn penalty_at(&self, u: &[f64]) -> f64;
    /// The model of a point. Of K classes, without a penalty, relative to the first, whose coefficients are 0; with one, the
    /// coefficients of all classes, which sum to 0.
    ///
    /// # Errors
    /// [`ModelError::NonFinite`] if the point is not finite.
    fn model(&self, u: &[f64], penalised: bool) -> Result<Self::Model, ModelError>;
    /// `c_0 b + Σ_j c_j w_j` of the model of a point, b being the intercept of x = 0; of two labels.
    fn linear(&self, u: &[f64], c0: f64, c: &[f64]) -> Option<f64>;
    /// Counts of the classes.
    fn null(&self) -> Self::Null;
    /// The model with intercepts alone.
    fn null_fit(&self) -> NullFit;
    /// The covariance of the coefficients at the optimum `u` by `estimator`, and how far the columns can be told apart, if that is known.
    ///
    /// # Errors
    /// [`InferenceError`] if there is none, its digits are lost, or a pass fails.
    fn covariance(
        &self,
        u: &[f64],
        estimator: Estimator,
        request: &InferenceRequest,
    ) -> Result<(Covariance, Option<Collinearity>), InferenceError>;
    /// Refits to resampled cases about the optimum `u`, one replicate a thread; `penalised` as for [`Plannable::model`].
    ///
    /// # Errors
    /// [`InferenceError`] if too few replicates have an optimum, or a pass fails.
    fn bootstrap(
        &self,
        u: &[f64],
        resampling: &Resampling<'_>,
        penalised: bool,
        executor: &Executor,
    ) -> Result<Bootstrap, InferenceError>;
    /// What each row has to do with the optimum `u`.
    ///
    /// # Errors
    /// As for [`Plannable::covariance`].
    fn diagnostics(&self, u: &[f64], request: &InferenceRequest) -> Result<Diagnostics, InferenceError>;
    /// Average marginal effects at the optimum `u`, with standard errors by `covariance`.
    ///
    /// # Errors
    /// If the pass fails.
    fn effects(
        &self,
        u: &[f64],
        covariance: &Covariance,
        request: &InferenceRequest,
    ) -> Result<Vec<Effect>, InferenceError>;
    /// The likelihood about its maximum, which is near `u`; with Jeffreys' prior if `firth`.
    ///
    /// # Errors
    /// [`InferenceError`] if there are more than two labels, there is no maximum, or a pass fails.
    fn profile(&self, u: &[f64], firth: bool) -> Result<Profile<'_>, InferenceError>;
    /// Firth's fit.
    ///
    /// # Errors
    /// [`InferenceError`] if there are more than two labels, or a pass fails.
    fn firth(&self, stop: &StoppingRule, observer: &mut dyn Observer) -> Result<FirthFit, InferenceError>;
    /// The mean probability at `u`, and the share of events, both weighted; of two labels.
    ///
    /// # Errors
    /// As for [`Plannable::firth`].
    fn mean_probability(&self, u: &[f64]) -> Result<(f64, f64), InferenceError>;
    /// Firth's point with its intercept corrected ([`flic`]).
    ///
    /// # Errors
    /// As for [`Plannable::firth`].
    fn flic(&self, u: &[f64]) -> Result<Vec<f64>, InferenceError>;
    /// The covariance there, from that at Firth's.
    ///
    /// # Errors
    /// As for [`Plannable::covariance`].
    fn flic_covariance(&self, u: &[f64], firth: &Covariance) -> Result<Covariance, InferenceError>;
    /// Whether the features separate the labels, looked into from `u`.
    ///
    /// # Errors
    /// [`InferenceError`] if it is not decided, or a pass fails.
    fn separation(&self, u: &[f64]) -> Result<Separated, InferenceError>;
    /// Whether a column separates labels on its own: one pass, whatever the number of columns.
    ///
    /// # Errors
    /// If the pass fails.
    fn has_separating_column(&self) -> Result<bool, InferenceError>;
    /// What the likelihood goes to as it approaches its supremum, `None` if there is no certified maximum of the rows that are not separated.
    ///
    /// # Errors
    /// [`FitError`] if a pass fails.
    fn at_limit(
        &self,
        found: Separated,
        ended: &Ended<'_>,
        observer: &mut dyn Observer,
    ) -> Result<Option<AtLimit<Self::Model>>, FitError>;
    /// What `solve` makes of the same risk of orthogonal rows, from where solvers start, with its point in the coordinates of this one.
    ///
    /// # Errors
    /// [`SolveError`] if it fails, or a pass.
    fn solved_of(&self, rows: &Orthogonal, solve: Solve<'_>) -> Result<Solution, SolveError>;
    /// Tjur's coefficient of discrimination, of two labels that both occur.
    ///
    /// # Errors
    /// If the pass fails.
    fn tjur_r2(&self, u: &[f64]) -> Result<Option<f64>, EvalError>;
}

impl Plannable for Risk<'_> {
    type Model = Model;
    type Null = NullModel;

    fn holding(self, held: &[usize]) -> Self {
        Risk::holding(self, held)
    }
    fn columns(&self) -> Columns<'_> {
        Risk::columns(self)
    }
    fn start(&self) -> Vec<f64> {
        Risk::start(self)
    }
    fn point(&self, start: &Start) -> Option<Vec<f64>> {
        let [intercept] = start.intercepts[..] else { return None };
        let origin = vec![0.0; self.moments().mean.len()];
        let model = Model::new(intercept, start.coefficients.clone(), origin).ok()?;
        Risk::point(self, &model)
    }
    fn scores(&self) -> usize {
        1
    }
    fn penalty_at(&self, u: &[f64]) -> f64 {
        Risk::penalty_at(self, u)
    }
    fn model(&self, u: &[f64], _: bool) -> Result<Model, ModelError> {
        Risk::model(self, u)
    }
    fn linear(&self, u: &[f64], c0: f64, c: &[f64]) -> Option<f64> {
        let model = Risk::model(self, u).ok()?;
        // About the origin, where nothing cancels.
        let of_columns = model.coefficients().iter().zip(model.origin()).zip(c).map(|((w, o), c)| w * (c - c0 * o));
        Some(c0 * model.intercept_at_origin() + of_columns.sum::<f64>())
    }
    fn null(&self) -> NullModel {
        Risk::null(self).clone()
    }
    fn null_fit(&self) -> NullFit {
        let null = Risk::null(self);
        NullFit { log_loss: null.log_loss, total_weight: null.total_weight, rows: null.rows }
    }
    fn covariance(
        &self,
        u: &[f64],
        estimator: Estimator,
        request: &InferenceRequest,
    ) -> Result<(Covariance, Option<Collinearity>), InferenceError> {
        inference(self, u, (estimator, request.weights, request.clusters.as_ref()), &request.indicators)
    }
    fn bootstrap(
        &self,
        u: &[f64],
        resampling: &Resampling<'_>,
        _: bool,
        executor: &Executor,
    ) -> Result<Bootstrap, InferenceError> {
        Bootstrap::new(self, u, resampling, executor)
    }
    fn diagnostics(&self, u: &[f64], request: &InferenceRequest) -> Result<Diagnostics, InferenceError> {
        diagnostics(self, u, request.weights)
    }
    fn effects(
        &self,
        u: &[f64],
        covariance: &Covariance,
        request: &InferenceRequest,
    ) -> Result<Vec<Effect>, InferenceError> {
        effects(self, u, covariance, &request.indicators)
    }
    fn profile(&self, u: &[f64], firth: bool) -> Result<Profile<'_>, InferenceError> {
        if firth { Profile::firth(self, u) } else { Profile::plain(self, u) }
    }
    fn firth(&self, stop: &StoppingRule, observer: &mut dyn Observer) -> Result<FirthFit, InferenceError> {
        firth::fit(self, stop, observer)
    }
    fn mean_probability(&self, u: &[f64]) -> Result<(f64, f64), InferenceError> {
        flic::mean_probability(self, u)
    }
    fn flic(&self, u: &[f64]) -> Result<Vec<f64>, InferenceError> {
        flic::corrected(self, u)
    }
    fn flic_covariance(&self, u: &[f64], firth: &Covariance) -> Result<Covariance, InferenceError> {
        flic::covariance(self, u, firth)
    }
    fn separation(&self, u: &[f64]) -> Result<Separated, InferenceError> {
        let found = separation(Risk::columns(self), Some(u))?;
        if found.verdict == Verdict::None {
            return Ok(Separated::No);
        }
        Ok(Separated::Labels(Box::new(found)))
    }
    fn has_separating_column(&self) -> Result<bool, InferenceError> {
        has_separating_column(Risk::columns(self), 2)
    }
    fn at_limit(
        &self,
        found: Separated,
        ended: &Ended<'_>,
        observer: &mut dyn Observer,
    ) -> Result<Option<AtLimit<Model>>, FitError> {
        match found {
            Separated::Labels(found) => limit::of_two(self, *found, ended, observer),
            _ => Ok(None),
        }
    }
    fn solved_of(&self, rows: &Orthogonal, solve: Solve<'_>) -> Result<Solution, SolveError> {
        let executor = self.executor().clone();
        let risk = match self.scaled().has_intercept() {
            true => Risk::new(Logistic, rows.data(), Penalty::None, executor)?,
            false => Risk::through_origin(Logistic, rows.data(), Penalty::None, executor)?,
        };
        let solution = solve(&risk, Risk::start(&risk))?;
        brought_back(self, rows, Risk::columns(&risk), solution)
    }
    fn tjur_r2(&self, u: &[f64]) -> Result<Option<f64>, EvalError> {
        measures::tjur(self, u)
    }
}

impl Plannable for Risk<'_, Softmax> {
    type Model = MultinomialModel;
    type Null = NullModel;

    fn holding(self, held: &[usize]) -> Self {
        Risk::holding(self, held)
    }
    fn columns(&self) -> Columns<'_> {
        Risk::columns(self)
    }
    fn start(&self) -> Vec<f64> {
        Risk::start(self)
    }
    fn point(&self, start: &Start) -> Option<Vec<f64>> {
        let origin = vec![0.0; self.moments().mean.len()];
        let model = MultinomialModel::new(start.intercepts.clone(), start.coefficients.clone(), origin).ok()?;
        Risk::point(self, &model)
    }
    fn scores(&self) -> usize {
        self.response().classes()
    }
    fn penalty_at(&self, u: &[f64]) -> f64 {
        Risk::penalty_at(self, u)
    }
    fn model(&self, u: &[f64], penalised: bool) -> Result<MultinomialModel, ModelError> {
        let symmetric = Risk::model(self, u)?;
        if penalised { Ok(symmetric) } else { symmetric.relative_to(0) }
    }
    fn linear(&self, _: &[f64], _: f64, _: &[f64]) -> Option<f64> {
        None
    }
    fn null(&self) -> NullModel {
        Risk::null(self).clone()
    }
    fn null_fit(&self) -> NullFit {
        let null = Risk::null(self);
        NullFit { log_loss: null.log_loss, total_weight: null.total_weight, rows: null.rows }
    }
    fn covariance(
        &self,
        u: &[f64],
        estimator: Estimator,
        request: &InferenceRequest,
    ) -> Result<(Covariance, Option<Collinearity>), InferenceError> {
        inference_of_classes(self, u, (estimator, request.weights, request.clusters.as_ref()), &request.indicators)
    }
    fn bootstrap(
        &self,
        u: &[f64],
        resampling: &Resampling<'_>,
        penalised: bool,
        executor: &Executor,
    ) -> Result<Bootstrap, InferenceError> {
        Bootstrap::of_classes(self, u, resampling, penalised, executor)
    }
    fn diagnostics(&self, _: &[f64], _: &InferenceRequest) -> Result<Diagnostics, InferenceError> {
        Err(InferenceError::ManyLabels)
    }
    fn effects(&self, _: &[f64], _: &Covariance, _: &InferenceRequest) -> Result<Vec<Effect>, InferenceError> {
        Err(InferenceError::ManyLabels)
    }
    fn profile(&self, _: &[f64], _: bool) -> Result<Profile<'_>, InferenceError> {
        Err(InferenceError::ManyLabels)
    }
    fn firth(&self, _: &StoppingRule, _: &mut dyn Observer) -> Result<FirthFit, InferenceError> {
        Err(InferenceError::ManyLabels)
    }
    fn mean_probability(&self, _: &[f64]) -> Result<(f64, f64), InferenceError> {
        Err(InferenceError::ManyLabels)
    }
    fn flic(&self, _: &[f64]) -> Result<Vec<f64>, InferenceError> {
        Err(InferenceError::ManyLabels)
    }
    fn flic_covariance(&self, _: &[f64], _: &Covariance) -> Result<Covariance, InferenceError> {
        Err(InferenceError::ManyLabels)
    }
    fn separation(&self, u: &[f64]) -> Result<Separated, InferenceError> {
        let classes = self.response().classes();
        let at = relative_to_first(u, &Contrasts::new(classes), self.scaled().dim());
        let found = class_separation(Risk::columns(self), classes, Some(&at))?;
        if found.verdict == Verdict::None {
            return Ok(Separated::No);
        }
        Ok(Separated::Classes(Box::new(found)))
    }
    fn has_separating_column(&self) -> Result<bool, InferenceError> {
        has_separating_column(Risk::columns(self), self.response().classes())
    }
    fn at_limit(
        &self,
        found: Separated,
        ended: &Ended<'_>,
        observer: &mut dyn Observer,
    ) -> Result<Option<AtLimit<MultinomialModel>>, FitError> {
        match found {
            Separated::Classes(found) => limit::of_more(self, *found, ended, observer),
            _ => Ok(None),
        }
    }
    fn solved_of(&self, rows: &Orthogonal, solve: Solve<'_>) -> Result<Solution, SolveError> {
        let executor = self.executor().clone();
        let risk = match self.scaled().has_intercept() {
            true => Risk::new(Softmax::of(rows.data()), rows.data(), Penalty::None, executor)?,
            false => Risk::through_origin(Softmax::of(rows.data()), rows.data(), Penalty::None, executor)?,
        };
        let solution = solve(&risk, Risk::start(&risk))?;
        brought_back(self, rows, Risk::columns(&risk), solution)
    }
    fn tjur_r2(&self, _: &[f64]) -> Result<Option<f64>, EvalError> {
        Ok(None)
    }
}

/// A solution of orthogonal rows, in the coordinates of the rows as they are: where it is and what is true there; how it came about stays.
fn brought_back(
    risk: &dyn Objective,
    rows: &Orthogonal,
    columns: Columns<'_>,
    solution: Solution,
) -> Result<Solution, SolveError> {
    let layout = (columns.scaled, &columns.moments.origin[..]);
    let blocks = solution.point.chunks(columns.scaled.dim());
    let point: Vec<f64> = blocks.flat_map(|block| rows.point_of(block, layout)).collect();
    let evaluation = risk.evaluate(&point, Order::Gradient)?;
    Ok(Solution { point, evaluation, ..solution })
}

/// A point in contrasts as blocks of `block` coordinates for all labels but the first, relative to it.
fn relative_to_first(u: &[f64], contrasts: &Contrasts, block: usize) -> Vec<f64> {
    let mut at = vec![0.0; u.len()];
    for j in 0..block {
        let theta: Vec<f64> = u.iter().skip(j).step_by(block).copied().collect();
        let of_classes = contrasts.classes_of(&theta);
        let first = of_classes.first().copied().unwrap_or(0.0);
        let places = at.iter_mut().skip(j).step_by(block);
        places.zip(&of_classes[1..]).for_each(|(at, of_class)| *at = of_class - first);
    }
    at
}
