//! From a specification and data to a fit: the plan is checked before anything runs, the result says how it ended.

use crate::diagnosis::{growing, outliers};
use crate::existence::Existence;
use crate::limit::{AtLimit, Ended};
use crate::missing_codes::missing_codes;
use crate::null_space;
use crate::risk::{Risk, Separated};
use crate::specification::{LogisticRegression, SpecError, SpecProblem};
use crate::statistics::Statistics;
use crate::uncertainty::{Inference, Optimum, infer};
use crate::warning::{Warning, held};
use crate::watch::Watch;
use logodds_core::risk::alias::{Alias, aliases};
use logodds_core::risk::moments::Moments;
use logodds_core::risk::null::NullModel;
use logodds_core::{
    ClassCounts, DataError, EmpiricalRisk, EvalError, Executor, Features, InMemory, Model, ModelError,
    MultinomialModel, MultinomialRisk, NullSpace, Objective, Order, Penalty, Ray, Recession, RowBlocks, Towards,
    sigmoid,
};
use logodds_inference::separation::{ClassSeparation, OverlapFit, Verdict};
use logodds_inference::{Estimator, InferenceError, Orthogonal, Separation};
use logodds_model::record::Note;
use logodds_optim::{Choice, Method, Observer, Solution, SolveError, Status, StoppingRule, choose, forecast, minimize};
use std::marker::PhantomData;
use std::time::Duration;

/// A bound, relative to the objective, that says nothing of where the optimum is.
const DROWNED: f64 = 0.1;
/// Steps of Firth's fit at most: most take ten, from sparse levels and weights of 10⁴ on the way some sixty.
const FIRTH_STEPS: usize = 1_000;
/// Coefficients of Firth's fit at most, whose every step has a covariance and all leverages.
const MOST_FIRTH: usize = 2_000;

/// A specification that fits its data: labels of both kinds, finite values, a solver that applies.
///
/// A plan for two classes ([`Plan::new`]) holds an [`EmpiricalRisk`], one for more ([`Plan::of_classes`]) a [`MultinomialRisk`].
pub struct Plan<'a, R = EmpiricalRisk<'a>> {
    specification: LogisticRegression,
    risk: R,
    held: Vec<Held>,
    choice: Choice,
    /// Rows and coefficients, if rows are fewer and no penalty makes up for it.
    too_few: Option<(usize, usize)>,
    /// Whether columns are looked at for what a user should know of them.
    has_remarks: bool,
    data: PhantomData<&'a ()>,
}

/// A coefficient held at 0, and why.
#[derive(Clone, Debug, PartialEq)]
pub enum Held {
    /// The column has the same value in every row; without an intercept, 0.
    Constant(usize),
    /// The column is a combination of others.
    Aliased(Alias),
}

impl Held {
    /// The column.
    #[must_use]
    pub fn column(&self) -> usize {
        match self {
            Self::Constant(column) => *column,
            Self::Aliased(alias) => alias.column,
        }
    }

    /// The reason, for a record.
    #[must_use]
    pub fn note(&self) -> Note {
        match self {
            Self::Constant(_) => Note::Constant,
            Self::Aliased(_) => Note::Collinear,
        }
    }
}

impl<'a> Plan<'a> {
    /// Check a specification against data of two classes. Two to three passes look at labels, means and spreads.
    ///
    /// # Errors
    /// [`FitError::Specification`] with every problem, or [`FitError::Eval`] for data that cannot be fitted.
    pub fn new(specification: &LogisticRegression, data: &'a InMemory<'_>) -> Result<Self, FitError> {
        Self::checked(specification, data, |penalty, executor| match specification.intercept {
            true => EmpiricalRisk::new(data, penalty, executor),
            false => EmpiricalRisk::through_origin(data, penalty, executor),
        })
    }
}

impl<'a> Plan<'a, MultinomialRisk<'a>> {
    /// Check a specification against data of two classes or more ([`InMemory::of_classes`]).
    ///
    /// # Errors
    /// As for [`Plan::new`].
    pub fn of_classes(specification: &LogisticRegression, data: &'a InMemory<'_>) -> Result<Self, FitError> {
        Self::checked(specification, data, |penalty, executor| match specification.intercept {
            true => MultinomialRisk::new(data, penalty, executor),
            false => MultinomialRisk::through_origin(data, penalty, executor),
        })
    }
}

impl<R: Risk> Plan<'_, R> {
    /// The same, looking for nothing but the optimum.
    pub(crate) fn without_remarks(self) -> Self {
        Self { has_remarks: false, ..self }
    }

    pub(crate) fn checked(
        specification: &LogisticRegression,
        data: &InMemory<'_>,
        risk: impl FnOnce(Penalty, Executor) -> Result<R, EvalError>,
    ) -> Result<Self, FitError> {
        let mut problems = specification.problems();
        if data.classes() > 2
            && let Some(what) = specification.needs_two_labels()
        {
            problems.push(SpecProblem::NeedsTwoLabels { what });
        }
        let estimator = specification.inference.as_ref().map(|request| request.chosen_for(specification.weights()));
        let request = specification.inference.iter();
        problems.extend(request.flat_map(|request| request.problems_with(data.shape().columns)));
        if data.classes() > 2 && estimator == Some(Estimator::Hc3) {
            problems.push(SpecProblem::NoLeverage);
        }
        if !problems.is_empty() {
            return Err(SpecError { problems }.into());
        }
        let shape = data.shape();
        let executor = Executor::for_cells(specification.threads, shape.rows.saturating_mul(shape.columns))?
            .interrupted_by(specification.interrupt.clone());
        let risk = risk(specification.penalty, executor)?;
        let columns = 0..data.shape().columns;
        // Without an intercept a constant is a column like any other.
        let moments = risk.columns().moments;
        let says_nothing =
            |j: &usize| if specification.intercept { moments.is_constant(*j) } else { moments.is_zero(*j) };
        let held: Vec<Held> = columns.filter(says_nothing).map(Held::Constant).collect();
        let risk = risk.holding(&held.iter().map(Held::column).collect::<Vec<_>>());
        if let Some(start) = specification.start.as_ref().filter(|start| risk.point(start).is_none()) {
            let expected = risk.scores() * (shape.columns + 1);
            problems.push(SpecProblem::Start { found: start.intercepts.len() + start.coefficients.len(), expected });
            return Err(SpecError { problems }.into());
        }
        if specification.firth && risk.unknowns() > MOST_FIRTH {
            problems.push(SpecProblem::FirthTooWide { unknowns: risk.unknowns(), most: MOST_FIRTH });
            return Err(SpecError { problems }.into());
        }
        let choice = match specification.method {
            _ if specification.firth => {
                let reason = "Firth's fit has no other".to_owned();
                Choice { method: Method::Newton, reason, forecast: None }
            }
            None => choose(&risk, specification.tolerance),
            Some(method) => {
                if method.needs_hessian() && !risk.has_hessian() {
                    problems.push(SpecProblem::NewtonTooWide { unknowns: risk.unknowns() });
                    return Err(SpecError { problems }.into());
                }
                let forecast = forecast(method, &risk, specification.tolerance);
                Choice { method, reason: "as asked for".to_owned(), forecast }
            }
        };
        let mut specification = specification.clone();
        let weights = specification.weights();
        // Of weights that nobody says anything of there is nothing to know.
        let is_said = specification.weight_kind.is_some() || specification.inference.is_some();
        specification.weight_kind = Some(weights).filter(|_| is_said && data.weights().is_some());
        if let Some(request) = &mut specification.inference {
            request.weights = weights;
            request.estimator = request.chosen();
        }
        let (rows, coefficients) = (risk.null_fit().rows, risk.columns().scaled.unknowns());
        let too_few = (coefficients > rows && specification.penalty.lambda() == 0.0).then_some((rows, coefficients));
        Ok(Self { specification, risk, held, choice, too_few, has_remarks: true, data: PhantomData })
    }

    /// The solver chosen, and why.
    #[must_use]
    pub fn choice(&self) -> &Choice {
        &self.choice
    }

    /// The objective, in the solver's coordinates.
    #[must_use]
    pub fn risk(&self) -> &R {
        &self.risk
    }

    /// The columns held at 0.
    #[must_use]
    pub fn held(&self) -> &[Held] {
        &self.held
    }

    /// The stopping rule.
    #[must_use]
    pub fn stopping_rule(&self) -> StoppingRule {
        let specification = &self.specification;
        StoppingRule {
            tolerance: specification.tolerance,
            max_iterations: specification.max_iterations.unwrap_or(match specification.firth {
                true => FIRTH_STEPS,
                false => self.choice.method.default_iterations(),
            }),
            max_time: specification.max_time,
        }
    }

    /// Fit. If the data turn out not to determine all coefficients because some columns are exact combinations of
    /// others, those are held at 0 and the fit is done again: without a penalty the fitted probabilities are the same
    /// whichever are held. (A ridge determines every coefficient, and holding one would change the optimum.)
    ///
    /// # Errors
    /// [`FitError`] if a pass fails.
    pub fn run(mut self, observer: &mut dyn Observer) -> Result<Fit<R::Model, R::Null>, FitError> {
        // Of fewer rows than coefficients it is known before.
        let is_known = self.too_few.is_some() && self.risk.has_hessian();
        if is_known {
            self = self.holding_aliases()?.0;
        }
        let (mut solution, mut log_loss) = match self.watched(observer)? {
            Watched::Ended(solution, log_loss) => (*solution, log_loss),
            Watched::Separated(fit) => return Ok(*fit),
        };
        // Separated labels are found out before a singular Hessian is.
        let unresolved =
            matches!(solution.status, Status::Singular | Status::Stalled | Status::IterationLimit | Status::Separated);
        if unresolved && !is_known && !self.is_penalised() && self.risk.has_hessian() {
            let (plan, holds) = self.holding_aliases()?;
            self = plan;
            if holds {
                let before = solution;
                (solution, log_loss) = self.solve(Duration::from_secs_f64(before.seconds), observer)?;
                solution.passes += before.passes + 1.0;
                solution.seconds += before.seconds;
            } else {
                (solution, log_loss) = self.of_orthogonal_rows((solution, log_loss), observer)?;
            }
        }
        self.finish(solution, log_loss, observer)
    }

    /// Minimise, and stop for a column that separates labels on its own: with what the likelihood goes to, if that is certified.
    fn watched(&self, observer: &mut dyn Observer) -> Result<Watched<R>, FitError> {
        if self.is_penalised() || self.specification.firth {
            let (solution, log_loss) = self.solve(Duration::ZERO, observer)?;
            return Ok(Watched::Ended(Box::new(solution), log_loss));
        }
        let mut watch = Watch::new(&self.risk, observer);
        let (solution, log_loss) = self.solve(Duration::ZERO, &mut watch)?;
        if let Some(error) = watch.failed {
            return Err(error.into());
        }
        if !watch.found {
            return Ok(Watched::Ended(Box::new(solution), log_loss));
        }
        let existence = Existence::of(&self.risk, &solution, true)?;
        if let Existence::Searched(found) = existence
            && let Some(limit) = self.limit(found, &solution, observer)?
        {
            return Ok(Watched::Separated(Box::new(self.at_limit(solution, limit)?)));
        }
        // There is no such limit, or it is not certified: then on to where the arithmetic ends.
        let spent = Duration::from_secs_f64(solution.seconds);
        let (mut end, log_loss) = self.solve(spent, observer)?;
        end.passes += solution.passes + 1.0;
        end.seconds += solution.seconds;
        Ok(Watched::Ended(Box::new(end), log_loss))
    }

    /// What the likelihood goes to as it approaches its supremum.
    fn limit(
        &self,
        found: Separated,
        solution: &Solution,
        observer: &mut dyn Observer,
    ) -> Result<Option<AtLimit<R::Model>>, FitError> {
        let spent = Duration::from_secs_f64(solution.seconds);
        self.risk.at_limit(found, &Ended { specification: &self.specification, at: &solution.point, spent }, observer)
    }

    /// Where columns are nearly combinations of others a Hessian, which squares, may say nothing of them any more, while the rows still do: the
    /// fit is then done in coordinates in which they are orthogonal ([`Orthogonal`]). What there was, where that does not converge either.
    fn of_orthogonal_rows(
        &mut self,
        (before, log_loss): (Solution, f64),
        observer: &mut dyn Observer,
    ) -> Result<(Solution, f64), FitError> {
        /// Condition of columns from which on it is worth a try: a Hessian of more has lost ten digits.
        const CONDITION: f64 = 1e5;
        /// Columns beyond which it takes longer than any fit before.
        const MOST: usize = 500;
        let stuck = match before.status {
            Status::Singular | Status::Stalled => true,
            // Newton's method needs no hundred steps but where its metric has no digits.
            Status::IterationLimit => {
                self.specification.max_iterations.is_none() && self.choice.method == Method::Newton
            }
            _ => false,
        };
        if self.specification.firth || !stuck || self.risk.unknowns() > MOST {
            return Ok((before, log_loss));
        }
        let Some(rows) = Orthogonal::of(self.risk.columns(), CONDITION)? else { return Ok((before, log_loss)) };
        let mut stop = self.stopping_rule();
        stop.max_time = stop.max_time.map(|limit| limit.saturating_sub(Duration::from_secs_f64(before.seconds)));
        let newton = Method::Newton.solver(self.specification.seed);
        let mut solve =
            |objective: &dyn Objective, start: Vec<f64>| minimize(&*newton, objective, start, &stop, observer);
        let mut solution = self.risk.solved_of(&rows, &mut solve)?;
        if solution.status != Status::Converged {
            return Ok((before, log_loss));
        }
        self.choice.reason.push_str("; of orthogonal columns, as the Hessian of those given has too few digits");
        // Three for the rows.
        solution.passes += before.passes + 3.0;
        solution.seconds += before.seconds;
        let log_loss = solution.value();
        Ok((solution, log_loss))
    }

    /// With columns held that are exact combinations of others, and whether there are any.
    fn holding_aliases(mut self) -> Result<(Self, bool), FitError> {
        let found = aliases(self.risk.columns())?;
        let holds = !found.is_empty();
        if holds {
            self.held.extend(found.into_iter().map(Held::Aliased));
            let columns: Vec<usize> = self.held.iter().map(Held::column).collect();
            self.risk = self.risk.holding(&columns);
        }
        Ok((self, holds))
    }

    fn is_penalised(&self) -> bool {
        self.specification.penalty.lambda() > 0.0
    }

    /// Minimise, `spent` of the time being gone. Also the mean log loss at the end, without any penalty or prior.
    fn solve(&self, spent: Duration, observer: &mut dyn Observer) -> Result<(Solution, f64), FitError> {
        let mut stop = self.stopping_rule();
        stop.max_time = stop.max_time.map(|limit| limit.saturating_sub(spent));
        if self.specification.firth {
            let fit = self.risk.firth(&stop, observer)?;
            return Ok((fit.solution, fit.log_loss));
        }
        let solver = self.choice.method.solver(self.specification.seed);
        let given = self.specification.start.as_ref().and_then(|start| self.risk.point(start));
        let is_given = given.is_some();
        let start = given.unwrap_or_else(|| self.risk.start());
        let mut solution = minimize(&*solver, &self.risk, start, &stop, observer)?;
        if is_given && solution.status == Status::Stalled {
            // At a start so far away that all rows are certain there is no slope to go by.
            let before = solution;
            stop.max_time = stop.max_time.map(|limit| limit.saturating_sub(Duration::from_secs_f64(before.seconds)));
            solution = minimize(&*solver, &self.risk, self.risk.start(), &stop, observer)?;
            solution.iterations += before.iterations;
            solution.passes += before.passes;
            solution.seconds += before.seconds;
        }
        let log_loss = solution.value() - self.risk.penalty_at(&solution.point);
        Ok((solution, log_loss))
    }

    fn finish(
        self,
        solution: Solution,
        log_loss: f64,
        observer: &mut dyn Observer,
    ) -> Result<Fit<R::Model, R::Null>, FitError> {
        let risk = &self.risk;
        // A maximum of another function says nothing of this.
        let is_likelihood = !self.is_penalised() && !self.specification.firth;
        let existence = if is_likelihood { Some(Existence::of(risk, &solution, false)?) } else { None };
        if let Some(Existence::Searched(found)) = &existence
            && let Some(limit) = self.limit(found.clone(), &solution, observer)?
        {
            return self.at_limit(solution, limit);
        }
        let verdict = existence.as_ref().and_then(Existence::verdict);
        let is_separated = solution.status == Status::Separated || verdict.is_some_and(|v| v != Verdict::None);
        let mean = self.specification.firth.then(|| risk.mean_probability(&solution.point)).transpose()?;
        let corrected = match solution.status {
            Status::Converged if self.specification.flic => Some(risk.flic(&solution.point)?),
            _ => None,
        };
        let log_loss = match &corrected {
            Some(point) => risk.evaluate(point, Order::Value)?.value,
            None => log_loss,
        };
        let mut warnings = self.remarks(&self.held)?;
        let (moments, mut is_drowned) = (risk.columns().moments, false);
        match (solution.status, existence) {
            // Reason enough why it is not certified.
            (_, Some(Existence::Searched(Separated::Labels(separation)))) => {
                warnings.push(Warning::Separation(separation));
            }
            (_, Some(Existence::Searched(Separated::Classes(separation)))) => {
                warnings.push(Warning::ClassSeparation(separation));
            }
            (Status::Converged, _) => {}
            (Status::Separated, _) => warnings.push(Warning::Separated),
            (status, existence) => {
                let suspect = existence == Some(Existence::Unknown);
                let mut columns = if suspect { growing(risk, &solution.point)? } else { Vec::new() };
                // An outlier is explanation enough.
                let outlier = |j: &usize| {
                    warnings.iter().any(|w| matches!(w, Warning::Outlier { column, .. } | Warning::MissingCodes { column, .. } if column == j))
                };
                columns.retain(|j| !outlier(j));
                let has_outliers = (0..moments.origin.len()).any(|j| outlier(&j));
                if !columns.is_empty() {
                    warnings.push(Warning::Growing { columns });
                }
                let relative_bound = solution.certificate.bound / solution.value();
                // Of a few rows with values beyond all others a column has the origin and the unit of these.
                is_drowned = relative_bound > DROWNED && has_outliers;
                warnings.push(Warning::NotCertified { status, relative_bound, is_drowned });
            }
        }
        let request = self.specification.inference.as_ref();
        let suspected = warnings.iter().any(|warning| matches!(warning, Warning::Growing { .. }));
        // Criteria compare maxima of the likelihood; where it has none, or this is not certified to be one, they would mean nothing.
        let is_maximum =
            is_likelihood && solution.status == Status::Converged && !is_separated && !suspected && !is_drowned;
        let df = is_maximum.then(|| risk.unknowns());
        let statistics = self.statistics(log_loss, df);
        let point = corrected.as_deref().unwrap_or(&solution.point);
        let optimum = Optimum { point, firth: corrected.as_ref().map(|_| &*solution.point), status: solution.status };
        let infer = |request| infer(risk, &optimum, &self.specification, request, (is_separated, suspected));
        let inference = request.map(infer).transpose()?;
        warnings.extend(
            request.zip(inference.as_ref()).into_iter().flat_map(|(request, inference)| inference.warnings(request)),
        );
        let mean_probability = match mean {
            Some((firth, events)) => {
                let corrected = corrected.as_ref().map(|point| risk.mean_probability(point)).transpose()?;
                Some(MeanProbability { events, firth, corrected: corrected.map(|(mean, _)| mean) })
            }
            None => None,
        };
        let null_space = match self.is_penalised() {
            true => NullSpace::default(),
            false => null_space::of_held(&self.held, risk.columns().moments)?,
        };
        Ok(Fit {
            mean_probability,
            inference,
            model: risk.model(corrected.as_deref().unwrap_or(&solution.point), self.is_penalised())?,
            choice: self.choice,
            statistics,
            warnings,
            separation: verdict,
            overlap: None,
            rays: Vec::new(),
            held: self.held,
            null_space,
            null: risk.null(),
            moments: risk.columns().moments.clone(),
            threads: risk.columns().executor.threads(),
            solution,
        })
    }
}

impl<R: Risk> Plan<'_, R> {
    /// The fit that `before` led to, at its limit.
    fn at_limit(&self, before: Solution, limit: AtLimit<R::Model>) -> Result<Fit<R::Model, R::Null>, FitError> {
        let risk = &self.risk;
        let mut solution = limit.solution;
        solution.iterations += before.iterations;
        solution.passes += before.passes + 1.0;
        solution.seconds += before.seconds;
        let statistics = self.statistics(solution.value(), None);
        let held = self.held_at_limit()?;
        let mut warnings = self.remarks(&held)?;
        let verdict = match limit.found {
            Separated::Labels(found) => {
                let verdict = found.verdict;
                warnings.push(Warning::Separation(found));
                Some(verdict)
            }
            Separated::Classes(found) => {
                let verdict = found.verdict;
                warnings.push(Warning::ClassSeparation(found));
                Some(verdict)
            }
            Separated::No => None,
        };
        let request = self.specification.inference.as_ref().zip(limit.inference.as_ref());
        warnings.extend(request.into_iter().flat_map(|(request, inference)| inference.warnings(request)));
        Ok(Fit {
            model: limit.model,
            mean_probability: None,
            inference: limit.inference,
            choice: self.choice.clone(),
            statistics,
            warnings,
            separation: verdict,
            overlap: limit.overlap,
            rays: limit.rays,
            null_space: null_space::of_held(&held, risk.columns().moments)?,
            held,
            null: risk.null(),
            moments: risk.columns().moments.clone(),
            threads: risk.columns().executor.threads(),
            solution,
        })
    }
}

impl<R: Risk> Plan<'_, R> {
    /// Likelihood and what derives from it, by what weights say of their rows.
    fn statistics(&self, log_loss: f64, df: Option<usize>) -> Statistics {
        let null = self.risk.null_fit();
        let statistics = Statistics::new(log_loss, null.log_loss, null.total_weight, null.rows, df);
        match self.specification.weight_kind {
            Some(kind) => statistics.of_weights(kind, null.total_weight),
            None => statistics,
        }
    }

    /// A fit that ended early, where a column separates, has not looked for columns that others determine.
    /// They are the ones that linear programmes leave out as combinations of earlier ones, so none of them has a limit of its own.
    fn held_at_limit(&self) -> Result<Vec<Held>, FitError> {
        let mut held = self.held.clone();
        if self.risk.has_hessian() {
            held.extend(aliases(self.risk.columns())?.into_iter().map(Held::Aliased));
        }
        Ok(held)
    }

    /// What a user should know of the columns, whatever became of the fit.
    fn remarks(&self, held: &[Held]) -> Result<Vec<Warning>, FitError> {
        if !self.has_remarks {
            return Ok(Vec::new());
        }
        let few = self.too_few.map(|(rows, coefficients)| Warning::TooFewRows { rows, coefficients });
        let held = few.into_iter().chain(held::warnings(held, self.specification.intercept));
        let codes = missing_codes(&self.risk)?;
        let has_codes = |warning: &Warning| codes.iter().any(|codes| codes.columns() == warning.columns());
        let outliers: Vec<Warning> = outliers(&self.risk).into_iter().filter(|w| !has_codes(w)).collect();
        Ok(held.chain(outliers).chain(codes).collect())
    }
}

/// Weighted means over the rows of a Firth fit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeanProbability {
    /// The share of events: of rows with label 1.
    pub events: f64,
    /// The mean probability under Firth's fit.
    pub firth: f64,
    /// The same with the intercept corrected, if that was asked for: the share of events but for rounding.
    pub corrected: Option<f64>,
}

/// How a watched fit ended.
enum Watched<R: Risk> {
    /// Of its own accord.
    Ended(Box<Solution>, f64),
    /// Because a column separates; this is the limit.
    Separated(Box<Fit<R::Model, R::Null>>),
}

/// A fitted multinomial logistic regression.
pub type MultinomialFit = Fit<MultinomialModel, ClassCounts>;

/// A fitted logistic regression.
#[derive(Clone, Debug)]
pub struct Fit<M = Model, N = NullModel> {
    /// Coefficients that score rows. At a limit ([`Status::Limit`]) those without a finite one are 0: rows that [`Fit::rays`] touch have probability 0
    /// or 1, or none, which [`Fit::recession`] tells. Those in [`Fit::held`] are 0: of a row that breaks an equation of [`Fit::null_space`] a
    /// score is one of many, and means nothing.
    pub model: M,
    /// Where the solver ended, with the certificate and the trace.
    pub solution: Solution,
    /// The solver, and why it.
    pub choice: Choice,
    /// Likelihood and what derives from it.
    pub statistics: Statistics,
    /// The mean of the probabilities beside the share of events, after Firth's fit, whose prior draws probabilities towards ½. (Of a maximum of
    /// the likelihood the two are equal.)
    pub mean_probability: Option<MeanProbability>,
    /// What the optimum means, if that was asked for.
    pub inference: Option<Inference>,
    /// What a user should know.
    pub warnings: Vec<Warning>,
    /// Whether the labels are separated, if that is known: without a penalty. [`Warning::Separation`] or [`Warning::ClassSeparation`] says by what.
    pub separation: Option<Verdict>,
    /// Where two labels are separated quasi-completely, the finite limits of those coefficients that have one.
    pub overlap: Option<OverlapFit>,
    /// At a limit, the directions that the rows which are not separated do not touch.
    pub rays: Vec<Ray>,
    /// Coefficients held at 0.
    pub held: Vec<Held>,
    /// What the rows of the fit have in common: the data do not determine the score of a row that is otherwise.
    pub null_space: NullSpace,
    /// The intercept-only model (without an intercept, that of probabilities 1/2 or of the offsets alone) and the counts of rows.
    pub null: N,
    /// Means, spreads and ranges of the columns.
    pub moments: Moments,
    /// Threads used.
    pub threads: usize,
}

impl<M, N> Fit<M, N> {
    /// Whether the optimum is certified to the tolerance asked for; where there is none because some rows are separated, whether the limit is.
    #[must_use]
    pub fn is_certified(&self) -> bool {
        matches!(self.solution.status, Status::Converged | Status::Limit)
    }

    /// Where rows go at a limit; elsewhere it is empty, and all rows have the probability of the model.
    ///
    /// # Errors
    /// [`ModelError`] if a ray is not finite.
    pub fn recession(&self) -> Result<Recession, ModelError> {
        Recession::new(self.rays.clone(), self.moments.origin.len())
    }

    /// What separates more than two labels, if anything does.
    #[must_use]
    pub fn separated_classes(&self) -> Option<&ClassSeparation> {
        self.warnings.iter().find_map(|warning| match warning {
            Warning::ClassSeparation(separation) => Some(&**separation),
            _ => None,
        })
    }

    /// What separates two labels, if anything does.
    #[must_use]
    pub fn separated_by(&self) -> Option<&Separation> {
        self.warnings.iter().find_map(|warning| match warning {
            Warning::Separation(separation) => Some(&**separation),
            _ => None,
        })
    }

    /// Whether the data determine every coefficient: nothing held at 0, no separation found.
    #[must_use]
    pub fn is_identified(&self) -> bool {
        let separated = |w: &Warning| {
            matches!(
                w,
                Warning::Separation(_) | Warning::ClassSeparation(_) | Warning::Separated | Warning::Growing { .. }
            )
        };
        self.held.is_empty() && self.solution.status != Status::Singular && !self.warnings.iter().any(separated)
    }
}

impl Fit {
    /// The probability of label 1 of every row. At a limit 0 or 1 of rows that are like those separated, and NaN where it depends on the direction;
    /// NaN, too, of rows that the data do not determine ([`Fit::null_space`]).
    ///
    /// # Errors
    /// [`ModelError`] if the features have another number of columns.
    pub fn probabilities(&self, features: &Features<'_>, executor: &Executor) -> Result<Vec<f64>, ModelError> {
        let mut found = self.model.probabilities(features, executor)?;
        for (p, towards) in found.iter_mut().zip(self.recession()?.of_rows(features)?) {
            if towards != Towards::Limit {
                *p = sigmoid(towards.log_odds(0.0));
            }
        }
        for broken in self.null_space.broken_rows(features, executor)? {
            found[broken.row] = f64::NAN;
        }
        Ok(found)
    }
}

/// Why there is no fit.
#[derive(Debug)]
#[non_exhaustive]
pub enum FitError {
    /// The specification is at fault.
    Specification(SpecError),
    /// The data are at fault, or could not be read.
    Eval(EvalError),
    /// The solver failed.
    Solve(SolveError),
    /// The coefficients are not finite.
    Model(ModelError),
    /// What was asked of the optimum does not fit the data.
    Inference(InferenceError),
}

impl FitError {
    /// The fault in the data, if that is what it is.
    #[must_use]
    pub fn data(&self) -> Option<&DataError> {
        match self {
            Self::Eval(EvalError::Data(error)) | Self::Solve(SolveError::Eval(EvalError::Data(error))) => Some(error),
            _ => None,
        }
    }
}

impl std::fmt::Display for FitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Specification(error) => error.fmt(f),
            Self::Eval(error) => error.fmt(f),
            Self::Solve(error) => error.fmt(f),
            Self::Model(error) => error.fmt(f),
            Self::Inference(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for FitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Specification(error) => Some(error),
            Self::Eval(error) => Some(error),
            Self::Solve(error) => Some(error),
            Self::Model(error) => Some(error),
            Self::Inference(error) => Some(error),
        }
    }
}

impl From<SpecError> for FitError {
    fn from(error: SpecError) -> Self {
        Self::Specification(error)
    }
}

impl From<InferenceError> for FitError {
    fn from(error: InferenceError) -> Self {
        match error {
            InferenceError::Eval(error) => Self::Eval(error),
            other => Self::Inference(other),
        }
    }
}

impl From<EvalError> for FitError {
    fn from(error: EvalError) -> Self {
        Self::Eval(error)
    }
}

impl From<SolveError> for FitError {
    fn from(error: SolveError) -> Self {
        Self::Solve(error)
    }
}

impl From<ModelError> for FitError {
    fn from(error: ModelError) -> Self {
        Self::Model(error)
    }
}
