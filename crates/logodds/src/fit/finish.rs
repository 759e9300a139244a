//! From where the solver ended to what is told of it.

use super::error::FitError;
use super::existence::Existence;
use super::fitted::{Fit, MeanProbability};
use super::held::Held;
use super::plan::Plan;
use crate::around::Around;
use crate::diagnosis::{growing, outliers};
use crate::missing_codes::missing_codes;
use crate::null_space;
use crate::risk::Separated;
use crate::statistics::Statistics;
use crate::uncertainty::{Optimum, infer};
use crate::warning::{Warning, few_rows, held};
use logodds_core::{NullSpace, Order};
use logodds_inference::separation::Verdict;
use logodds_optim::{Observer, Solution, Status};
use std::time::Duration;

/// A bound, relative to the objective, that says nothing of where the optimum is.
const DROWNED: f64 = 0.1;

impl Plan<'_> {
    pub(super) fn finish(
        self,
        solution: Solution,
        log_loss: f64,
        observer: &mut dyn Observer,
    ) -> Result<Fit, FitError> {
        let risk = &self.risk;
        // A maximum of another function says nothing of this.
        let is_likelihood = !self.is_penalised() && !self.specification.firth;
        let existence = if is_likelihood { Some(Existence::of(risk, &solution, false)?) } else { None };
        if let Some(Existence::Searched(found)) = &existence
            && let Some(limit) = self.limit(found.clone(), &solution, observer)?
        {
            return self.at_limit(Some(solution), limit);
        }
        let verdict = existence.as_ref().and_then(Existence::verdict);
        let is_separated = solution.status == Status::Separated || verdict.is_some_and(|v| v != Verdict::None);
        let mean = self.specification.firth.then(|| risk.mean_probability(&solution.point)).transpose()?;
        let corrected = match solution.status {
            Status::Converged if self.specification.flic => Some(risk.flic(&solution.point)?),
            _ => None,
        };
        let log_loss = match &corrected {
            Some(point) => risk.objective().evaluate(point, Order::Value)?.value,
            None => log_loss,
        };
        let mut warnings = self.remarks(&self.held)?;
        if is_likelihood && self.has_remarks {
            warnings.extend(few_rows::warning(risk, &[], risk.null().rows));
        }
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
        let spent = Duration::from_secs_f64(solution.seconds);
        let mut around = Around::new(observer, self.specification.max_time, spent);
        let infer =
            |request| infer(risk, &optimum, &self.specification, request, (is_separated, suspected), &mut around);
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
            null: risk.null().clone(),
            moments: risk.columns().moments.clone(),
            threads: risk.columns().executor.threads(),
            remembered: risk.columns().executor.remembered(),
            solution,
        })
    }

    /// Likelihood and what derives from it, by what weights say of their rows.
    pub(super) fn statistics(&self, log_loss: f64, df: Option<usize>) -> Statistics {
        let null = self.risk.null();
        let statistics = Statistics::new(log_loss, null.log_loss, null.total_weight, null.rows, df);
        match self.specification.weight_kind {
            Some(kind) => statistics.of_weights(kind, null.total_weight),
            None => statistics,
        }
    }

    /// What a user should know of the columns, whatever became of the fit.
    pub(super) fn remarks(&self, held: &[Held]) -> Result<Vec<Warning>, FitError> {
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
