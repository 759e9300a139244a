//! A study whose data are there: the logistic model of two labels, or the softmax model of more.

use super::asked::Asked;
use super::fitted::Fitted;
use crate::fit::error::FitError;
use crate::fit::plan::Plan;
use crate::specification::LogisticRegression;
use crate::training::Training;
use logodds_core::Objective;
use logodds_optim::{Choice, Observer, Solver, StoppingRule};
use std::fmt;

/// A study checked against its data. How many labels there are says which model it is of.
pub struct StudyPlan<'a> {
    regression: LogisticRegression,
    /// What contrasts are called.
    texts: Vec<String>,
    training: &'a Training<'a>,
    plan: Plan<'a>,
}

impl<'a> StudyPlan<'a> {
    pub(super) fn new(
        regression: LogisticRegression,
        asked: &Asked,
        training: &'a Training<'_>,
    ) -> Result<Self, FitError> {
        let plan = Plan::new(&regression, training.data())?;
        let texts = asked.contrasts.iter().map(|contrast| contrast.text.clone()).collect();
        Ok(Self { regression, texts, training, plan })
    }

    /// The regression, as the data complete it.
    #[must_use]
    pub fn regression(&self) -> &LogisticRegression {
        &self.regression
    }

    /// The solver chosen, and why.
    #[must_use]
    pub fn choice(&self) -> &Choice {
        self.plan.choice()
    }

    /// The objective, in the solver's coordinates.
    #[must_use]
    pub fn objective(&self) -> &dyn Objective {
        self.plan.risk().objective()
    }

    /// The stopping rule.
    #[must_use]
    pub fn stopping_rule(&self) -> StoppingRule {
        self.plan.stopping_rule()
    }

    /// Fit.
    ///
    /// # Errors
    /// [`FitError`] if a pass fails.
    pub fn run(self, observer: &mut dyn Observer) -> Result<Fitted, FitError> {
        let fit = self.plan.run(observer)?;
        Ok(Fitted::of(fit, self.training, &self.regression, &self.texts))
    }

    /// Fit by one's own solver.
    ///
    /// # Errors
    /// As for [`Plan::run_with`].
    pub fn run_with(self, solver: &dyn Solver, observer: &mut dyn Observer) -> Result<Fitted, FitError> {
        let fit = self.plan.run_with(solver, observer)?;
        Ok(Fitted::of(fit, self.training, &self.regression, &self.texts))
    }
}

impl fmt::Debug for StudyPlan<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (regression, choice) = (&self.regression, self.choice());
        f.debug_struct("StudyPlan").field("regression", regression).field("choice", choice).finish_non_exhaustive()
    }
}
