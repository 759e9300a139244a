//! The minimum: by the solver, again where columns depend on each other, and short where a column separates.

use super::error::FitError;
use super::existence::Existence;
use super::fitted::Fit;
use super::held::Held;
use super::plan::Plan;
use super::watch::Watch;
use crate::specification::{LogisticRegression, SpecError, SpecProblem};
use logodds_core::InMemory;
use logodds_optim::{Observer, Silent, Solution, Solver, Status, StoppingRule, minimize};
use std::time::Duration;

impl Plan<'_> {
    /// Fit. If the data turn out not to determine all coefficients because some columns are exact combinations of
    /// others, those are held at 0 and the fit is done again: without a penalty the fitted probabilities are the same
    /// whichever are held. (A ridge determines every coefficient, and holding one would change the optimum.)
    ///
    /// # Errors
    /// [`FitError`] if a pass fails.
    pub fn run(self, observer: &mut dyn Observer) -> Result<Fit, FitError> {
        let solver = self.choice.method.solver(self.specification.seed);
        self.run_by(&*solver, observer)
    }

    /// The same by a solver of one's own, in place of the one that was chosen: stopped by the same rule (of so many steps at most as
    /// [`StoppingRule::default`] has, where none are given), certified, looked into and told of as any other. [`Solution::solver`] has its
    /// name.
    ///
    /// # Errors
    /// As for [`Plan::run`]; [`SpecProblem::FirthSolver`] of Firth's fit, which no solver minimises, and
    /// [`SpecProblem::SolverPenalty`] if the solver cannot keep to the penalty.
    pub fn run_with(mut self, solver: &dyn Solver, observer: &mut dyn Observer) -> Result<Fit, FitError> {
        if self.specification.firth {
            return Err(SpecError { problems: vec![SpecProblem::FirthSolver] }.into());
        }
        self.choice.reason = "one's own".to_owned();
        self.choice.forecast = None;
        self.specification.max_iterations.get_or_insert(StoppingRule::default().max_iterations);
        self.run_by(solver, observer)
    }

    fn run_by(mut self, solver: &dyn Solver, observer: &mut dyn Observer) -> Result<Fit, FitError> {
        if self.risk.objective().penalty().is_some_and(|penalty| !solver.handles(penalty)) {
            return Err(SpecError { problems: vec![SpecProblem::SolverPenalty(solver.name())] }.into());
        }
        let (plan, fit) = self.by_levels(observer)?;
        if let Some(fit) = fit {
            return Ok(fit);
        }
        self = plan;
        // Of fewer rows than coefficients it is known before.
        let is_known = self.too_few.is_some() && self.risk.objective().has_hessian();
        if is_known {
            self = self.holding_aliases()?.0;
        }
        let (mut solution, mut log_loss) = match self.watched(solver, observer)? {
            Watched::Ended(solution, log_loss) => (*solution, log_loss),
            Watched::Separated(fit) => return Ok(*fit),
        };
        // Separated labels are found out before a singular Hessian is.
        let unresolved =
            matches!(solution.status, Status::Singular | Status::Stalled | Status::IterationLimit | Status::Separated);
        if unresolved && !is_known && !self.is_penalised() && self.risk.objective().has_hessian() {
            let (plan, holds) = self.holding_aliases()?;
            self = plan;
            if holds {
                let before = solution;
                (solution, log_loss) = self.solve(solver, Duration::from_secs_f64(before.seconds), observer)?;
                solution.passes += before.passes + 1.0;
                solution.seconds += before.seconds;
            } else {
                (solution, log_loss) = self.of_orthogonal_rows((solution, log_loss), observer)?;
            }
        }
        self.finish(solution, log_loss, observer)
    }

    /// Minimise, and stop for a column that separates labels on its own: with what the likelihood goes to, if that is certified.
    fn watched(&self, solver: &dyn Solver, observer: &mut dyn Observer) -> Result<Watched, FitError> {
        if self.is_penalised() || self.specification.firth {
            let (solution, log_loss) = self.solve(solver, Duration::ZERO, observer)?;
            return Ok(Watched::Ended(Box::new(solution), log_loss));
        }
        let mut watch = Watch::new(&self.risk, observer);
        let (solution, log_loss) = self.solve(solver, Duration::ZERO, &mut watch)?;
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
            return Ok(Watched::Separated(Box::new(self.at_limit(Some(solution), limit)?)));
        }
        // There is no such limit, or it is not certified: then on to where the arithmetic ends.
        let spent = Duration::from_secs_f64(solution.seconds);
        let (mut end, log_loss) = self.solve(solver, spent, observer)?;
        end.passes += solution.passes + 1.0;
        end.seconds += solution.seconds;
        Ok(Watched::Ended(Box::new(end), log_loss))
    }

    /// With columns held that are exact combinations of others, and whether there are any.
    fn holding_aliases(mut self) -> Result<(Self, bool), FitError> {
        let found = self.risk.aliases()?;
        let holds = !found.is_empty();
        if holds {
            self.held.extend(found.into_iter().map(Held::Aliased));
            let columns: Vec<usize> = self.held.iter().map(Held::column).collect();
            self.risk = self.risk.holding(&columns);
        }
        Ok((self, holds))
    }

    /// Minimise, `spent` of the time being gone. Also the mean log loss at the end, without any penalty or prior.
    fn solve(
        &self,
        solver: &dyn Solver,
        spent: Duration,
        observer: &mut dyn Observer,
    ) -> Result<(Solution, f64), FitError> {
        let mut stop = self.stopping_rule();
        stop.max_time = stop.max_time.map(|limit| limit.saturating_sub(spent));
        if self.specification.firth {
            let fit = self.risk.firth(&stop, observer)?;
            return Ok((fit.solution, fit.log_loss));
        }
        let given = self.specification.start.as_ref().and_then(|start| self.risk.point(start));
        let is_given = given.is_some();
        let start = given.unwrap_or_else(|| self.risk.start());
        let mut solution = minimize(solver, self.risk.objective(), start, &stop, observer)?;
        if is_given && solution.status == Status::Stalled {
            // At a start so far away that all rows are certain there is no slope to go by.
            let before = solution;
            stop.max_time = stop.max_time.map(|limit| limit.saturating_sub(Duration::from_secs_f64(before.seconds)));
            solution = minimize(solver, self.risk.objective(), self.risk.start(), &stop, observer)?;
            solution.iterations += before.iterations;
            solution.passes += before.passes;
            solution.seconds += before.seconds;
        }
        let log_loss = solution.value() - self.risk.penalty_at(&solution.point);
        Ok((solution, log_loss))
    }
}

/// How a watched fit ended.
enum Watched {
    /// Of its own accord.
    Ended(Box<Solution>, f64),
    /// Because a column separates; this is the limit.
    Separated(Box<Fit>),
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
}
