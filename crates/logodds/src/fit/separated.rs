//! The fit at its limit, where some rows are separated.

use super::error::FitError;
use super::fitted::Fit;
use super::held::Held;
use super::limit::{self, AtLimit, Ended};
use super::plan::Plan;
use crate::null_space;
use crate::risk::{FitRisk, Separated};
use crate::warning::{Warning, few_rows};
use logodds_core::risk::alias::Alias;
use logodds_inference::Separation;
use logodds_inference::separation::{Levels, levels};
use logodds_optim::{Observer, Solution};
use std::time::Duration;

/// Coefficients up to which nearest points tell more than levels do, in about as much time.
const FEW: usize = 500;

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

    /// The fit that `before` led to, at its limit. Where levels told what separates, there was none before.
    pub(super) fn at_limit(&self, before: Option<Solution>, limit: AtLimit) -> Result<Fit, FitError> {
        let risk = &self.risk;
        let mut solution = limit.solution;
        solution.passes += 1.0;
        let (held, choice) = match before {
            Some(before) => {
                solution.iterations += before.iterations;
                solution.passes += before.passes;
                solution.seconds += before.seconds;
                (self.held_at_limit()?, self.choice.clone())
            }
            None => (self.held.clone(), limit.choice),
        };
        let statistics = self.statistics(solution.value(), None);
        let mut warnings = self.remarks(&held)?;
        let verdict = match limit.found {
            Separated::Labels(found) => {
                let verdict = found.verdict;
                warnings.extend(few_rows::warning(risk, &found.levels, found.overlap).filter(|_| self.has_remarks));
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
            choice,
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

    /// With levels held that no row connects with the others, and the fit at its limit where levels that hold one label are all that separates: both
    /// are known before a fit, from the levels and labels alone. Of few coefficients the search tells more.
    pub(super) fn by_levels(mut self, observer: &mut dyn Observer) -> Result<(Self, Option<Fit>), FitError> {
        if self.is_penalised() || self.specification.firth || self.risk.unknowns() <= FEW {
            return Ok((self, None));
        }
        let FitRisk::Labels(risk) = &self.risk else { return Ok((self, None)) };
        let Some(Levels { separation, aliases }) = levels(risk.columns())? else { return Ok((self, None)) };
        if !aliases.is_empty() {
            self = self.holding(aliases);
        }
        let Some(found) = separation else { return Ok((self, None)) };
        if let Some(limit) = self.limit_by_levels(found.clone(), observer)? {
            let fit = self.at_limit(None, limit)?;
            return Ok((self, Some(fit)));
        }
        // A number that is the same within each level has no coefficient of its own.
        let aliases = self.risk.aliases()?;
        if aliases.is_empty() {
            return Ok((self, None));
        }
        self = self.holding(aliases);
        let limit = self.limit_by_levels(found, observer)?;
        let fit = limit.map(|limit| self.at_limit(None, limit)).transpose()?;
        Ok((self, fit))
    }

    /// With more columns held.
    fn holding(mut self, aliases: Vec<Alias>) -> Self {
        self.held.extend(aliases.into_iter().map(Held::Aliased));
        let columns: Vec<usize> = self.held.iter().map(Held::column).collect();
        self.risk = self.risk.holding(&columns);
        self
    }

    fn limit_by_levels(&self, found: Separation, observer: &mut dyn Observer) -> Result<Option<AtLimit>, FitError> {
        let start = self.risk.start();
        let ended = Ended { specification: &self.specification, at: &start, spent: Duration::ZERO };
        limit::of_two(&self.risk, found, &ended, observer)
    }

    /// A fit that ended early, where a column separates, has not looked for columns that others determine.
    /// They are the ones that the search leaves out as combinations of earlier ones, so none of them has a limit of its own.
    fn held_at_limit(&self) -> Result<Vec<Held>, FitError> {
        let mut held = self.held.clone();
        held.extend(self.risk.aliases()?.into_iter().map(Held::Aliased));
        Ok(held)
    }
}
