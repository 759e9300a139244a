//! A specification checked against data: the only way to what runs.

use super::error::FitError;
use super::executor::executor;
use super::held::Held;
use crate::risk::FitRisk;
use crate::specification::LogisticRegression;
use crate::specification::{SpecError, SpecProblem};
use logodds_core::{EvalError, Executor, InMemory, Penalty, RowBlocks};
use logodds_inference::Estimator;
use logodds_optim::{Choice, Method, StoppingRule, choose, forecast};

/// Steps of Firth's fit at most: most take ten, from sparse levels and weights of 10⁴ on the way some sixty.
const FIRTH_STEPS: usize = 1_000;
/// Coefficients of Firth's fit at most, whose every step has a covariance and all leverages.
const MOST_FIRTH: usize = 2_000;

/// A specification that fits its data: labels of both kinds, finite values, a solver that applies.
///
/// A plan for two labels holds a risk of [`Logistic`](logodds_core::Logistic), one for more of [`Softmax`](logodds_core::Softmax).
#[derive(Debug)]
pub struct Plan<'a> {
    pub(super) specification: LogisticRegression,
    pub(super) risk: FitRisk<'a>,
    pub(super) held: Vec<Held>,
    pub(super) choice: Choice,
    /// Rows and coefficients, if rows are fewer and no penalty makes up for it.
    pub(super) too_few: Option<(usize, usize)>,
    /// Whether columns are looked at for what a user should know of them.
    pub(super) has_remarks: bool,
}

impl<'a> Plan<'a> {
    /// Check a specification against data: the logistic model of two labels, or the softmax model of more classes. Two to three passes look at
    /// labels, means and spreads.
    ///
    /// # Errors
    /// [`FitError::Specification`] with every problem, or [`FitError::Eval`] for data that cannot be fitted.
    pub fn new(specification: &LogisticRegression, data: &'a InMemory<'_>) -> Result<Self, FitError> {
        Self::checked(specification, data, |penalty, executor| {
            FitRisk::new(data, specification.intercept, penalty, executor)
        })
    }

    /// The softmax model, also of two classes, each of which then has a score of its own.
    ///
    /// # Errors
    /// As for [`Plan::new`].
    pub fn of_classes(specification: &LogisticRegression, data: &'a InMemory<'_>) -> Result<Self, FitError> {
        Self::checked(specification, data, |penalty, executor| {
            FitRisk::of_classes(data, specification.intercept, penalty, executor)
        })
    }

    /// The same, looking for nothing but the optimum.
    pub(crate) fn without_remarks(self) -> Self {
        Self { has_remarks: false, ..self }
    }

    pub(crate) fn checked(
        specification: &LogisticRegression,
        data: &InMemory<'_>,
        risk: impl FnOnce(Penalty, Executor) -> Result<FitRisk<'a>, EvalError>,
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
        let executor = executor(specification, data, &[])?;
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
            None => choose(risk.objective(), specification.tolerance),
            Some(method) => {
                let forecast = forecast(method, risk.objective(), specification.tolerance);
                // Of many columns with a penalty it may need none.
                if method.needs_hessian() && forecast.is_none() {
                    problems.push(SpecProblem::NewtonTooWide { unknowns: risk.unknowns() });
                    return Err(SpecError { problems }.into());
                }
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
        let (rows, coefficients) = (risk.null().rows, risk.columns().scaled.unknowns());
        let too_few = (coefficients > rows && specification.penalty.lambda() == 0.0).then_some((rows, coefficients));
        Ok(Self { specification, risk, held, choice, too_few, has_remarks: true })
    }

    /// The solver chosen, and why.
    #[must_use]
    pub fn choice(&self) -> &Choice {
        &self.choice
    }

    /// The objective, in the solver's coordinates.
    #[must_use]
    pub fn risk(&self) -> &FitRisk<'a> {
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

    pub(super) fn is_penalised(&self) -> bool {
        self.specification.penalty.lambda() > 0.0
    }
}
