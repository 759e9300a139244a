//! The fit at its limit, where some rows are separated.

use super::error::FitError;
use super::fitted::Fit;
use super::held::Held;
use super::limit::{self, AtLimit, Ended};
use super::plan::Plan;
use crate::null_space;
use crate::risk::{FitRisk, Separated};
use crate::warning::Warning;
use logodds_core::risk::alias::aliases;
use logodds_optim::{Observer, Solution};
use std::time::Duration;

impl Plan<'_> {
    /// What the likelihood goes to as it approaches its supremum.
    pub(super) fn limit(
        &self,
        found: Separated,
        solution: &Solution,
        observer: &mut dyn Observer,
    ) -> Result<Option<AtLimit>, FitError> {
        let spent = Duration::from_secs_f64(solution.seconds);
        let ended = Ended { specification: &self.specification, at: &solution.point, spent };
        match (&self.risk, found) {
            (FitRisk::Labels(_), Separated::Labels(found)) => limit::of_two(&self.risk, *found, &ended, observer),
            (FitRisk::Classes(risk), Separated::Classes(found)) => limit::of_more(risk, *found, &ended, observer),
            _ => Ok(None),
        }
    }

    /// The fit that `before` led to, at its limit.
    pub(super) fn at_limit(&self, before: Solution, limit: AtLimit) -> Result<Fit, FitError> {
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
            null: risk.null().clone(),
            moments: risk.columns().moments.clone(),
            threads: risk.columns().executor.threads(),
            remembered: risk.columns().executor.remembered(),
            solution,
        })
    }

    /// A fit that ended early, where a column separates, has not looked for columns that others determine.
    /// They are the ones that linear programmes leave out as combinations of earlier ones, so none of them has a limit of its own.
    fn held_at_limit(&self) -> Result<Vec<Held>, FitError> {
        let mut held = self.held.clone();
        if self.risk.objective().has_hessian() {
            held.extend(aliases(self.risk.columns())?.into_iter().map(Held::Aliased));
        }
        Ok(held)
    }
}
