//! A fit at its limit: where some rows are separated, the maximum of the likelihood of the others.
//!
//! As the likelihood approaches its supremum, the rows that are separated get probability 1 of their labels and say no more; the others have a
//! maximum of their own, which is certified as any. Its coefficients, errors, tests and intervals are those of the limiting model (C. Geyer, *Electronic
//! J. Statistics* 3, 2009): R's `glm` gives them without those rows. What profiles and likelihood-ratio tests say is of the likelihood of
//! all rows, whose supremum is that maximum.

use super::error::FitError;
use crate::around::Around;
use crate::likelihood::{contrast_estimates, from_likelihood, without_limit};
use crate::risk::{FitRisk, Separated};
use crate::specification::InferenceRequest;
use crate::specification::LogisticRegression;
use crate::uncertainty::{Inference, Optimum, infer, known};
use crate::withheld::Withheld;
use logodds_core::risk::alias::Columns;
use logodds_core::{EvalError, Model, Penalty, Ray, Risk, Softmax};
use logodds_inference::rows::measures;
use logodds_inference::separation::{
    ClassSeparation, Limit, OverlapFit, Remainder, constants, near_supremum, overlap_estimates, overlap_risk,
    separation_by_columns,
};
use logodds_inference::{Estimator, Separation};
use logodds_model::record::IntervalKind;
use logodds_optim::{CertificateKind, Choice, Observer, Solution, SolveError, Status, StoppingRule, choose, minimize};
use std::time::Duration;

/// What is known at the limit.
#[derive(Debug)]
#[non_exhaustive]
pub struct AtLimit {
    /// The maximum of the likelihood of the rows that are not separated, with value and certificate per row of all; its point is that of the
    /// overlap.
    pub solution: Solution,
    /// Its model: coefficients without a finite limit are held at 0.
    pub model: Model,
    /// What separates, now that it is known to be all.
    pub found: Separated,
    /// The finite limits, of two labels.
    pub overlap: Option<OverlapFit>,
    /// The directions that the other rows do not touch.
    pub rays: Vec<Ray>,
    /// What the maximum means.
    pub inference: Option<Inference>,
    /// By which solver it was found, and why that one.
    pub choice: Choice,
}

/// What is known of a fit that a limit is looked for.
#[derive(Debug)]
pub struct Ended<'a> {
    /// What was to be fitted.
    pub specification: &'a LogisticRegression,
    /// Where it ended.
    pub at: &'a [f64],
    /// How long it took.
    pub spent: Duration,
}

impl Ended<'_> {
    /// The certified maximum of a part of the rows; `None` if there is none.
    fn maximum(&self, rest: &FitRisk<'_>, observer: &mut dyn Observer) -> Result<Option<(Solution, Choice)>, FitError> {
        let objective = rest.objective();
        let specification = self.specification;
        let choice = match specification.method {
            Some(method) if !method.needs_hessian() || objective.has_hessian() => {
                Choice { method, reason: "as asked for".to_owned(), forecast: None }
            }
            _ => choose(objective, specification.tolerance),
        };
        let method = choice.method;
        let stop = StoppingRule {
            tolerance: specification.tolerance,
            max_iterations: specification.max_iterations.unwrap_or(method.default_iterations()),
            max_time: specification.max_time.map(|limit| limit.saturating_sub(self.spent)),
        };
        match minimize(&*method.solver(specification.seed), objective, rest.start(), &stop, observer) {
            Ok(solution) if solution.status == Status::Converged => Ok(Some((solution, choice))),
            Ok(_) => Ok(None),
            Err(SolveError::Eval(error @ EvalError::Interrupted)) => Err(error.into()),
            Err(_) => Ok(None),
        }
    }

    /// Who watches what is asked around the maximum of the rows that are left.
    fn around<'o>(&self, solution: &Solution, observer: &'o mut dyn Observer) -> Around<'o> {
        Around::new(observer, self.specification.max_time, self.spent + Duration::from_secs_f64(solution.seconds))
    }

    /// The request, of the rows that are left.
    fn request(&self, rest: &Remainder<'_>) -> Option<InferenceRequest> {
        let request = self.specification.inference.as_ref()?;
        Some(InferenceRequest {
            clusters: request.clusters.as_ref().map(|clusters| clusters.reweighted(rest.weights())),
            intervals: IntervalKind::Wald,
            tests: Vec::new(),
            diagnostics: false,
            ..request.clone()
        })
    }
}

/// The limit of two separated labels. `None` if all rows are separated, or the maximum of the others is not certified.
///
/// # Errors
/// [`FitError`] if a pass fails.
pub(crate) fn of_two(
    whole: &FitRisk<'_>,
    mut found: Separation,
    ended: &Ended<'_>,
    observer: &mut dyn Observer,
) -> Result<Option<AtLimit>, FitError> {
    let FitRisk::Labels(risk) = whole else { return Ok(None) };
    if found.overlap == 0 || found.separated.is_empty() {
        return Ok(None);
    }
    let rest = Remainder::new(risk.data(), &found.separated)?;
    let overlap = match overlap_risk(risk, &rest, &found) {
        Ok(overlap) => FitRisk::Labels(overlap),
        Err(EvalError::Data(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let Some((solution, choice)) = ended.maximum(&overlap, observer)? else { return Ok(None) };
    if !found.is_all {
        // A bound by self-concordance is finite only where there is a maximum: then columns alone separate all that is separated.
        if solution.certificate.kind != CertificateKind::SelfConcordance {
            return Ok(None);
        }
        // What levels separate is told in full but for this; of columns it is looked up once more.
        let is_of_levels = !found.rays.is_empty();
        match if is_of_levels { Some(found) } else { separation_by_columns(risk.columns(), true)? } {
            Some(all) => found = Separation { is_all: true, ..all },
            None => return Ok(None),
        }
    }
    let Ok(model) = overlap.model(&solution.point, false) else { return Ok(None) };
    let share = overlap.null().total_weight / risk.null().total_weight;
    let inference = match ended.request(&rest) {
        Some(request) => {
            let near = near_supremum(risk, &model, &found)?.unwrap_or_else(|| ended.at.to_vec());
            let mut around = ended.around(&solution, observer);
            let of_limit = ((whole, &*near), (&overlap, &solution), (&found, share));
            Some(inference_of_two(of_limit, ended, &request, &mut around)?)
        }
        None => None,
    };
    let known = inference.as_ref().and_then(|inference| inference.covariance.as_ref().ok());
    let estimates = overlap_estimates(overlap.labels()?, &solution, &found, known)?;
    let solution = of_all_rows(solution, share);
    let rays = found.rays.clone();
    Ok(Some(AtLimit {
        solution,
        model,
        rays,
        overlap: estimates,
        inference,
        choice,
        found: Separated::Labels(Box::new(found)),
    }))
}

/// All rows and a point near the supremum, the overlap and its maximum, what separates and the share of rows that it does not.
type OfLimit<'a> = ((&'a FitRisk<'a>, &'a [f64]), (&'a FitRisk<'a>, &'a Solution), (&'a Separation, f64));

fn inference_of_two(
    ((risk, near), (overlap, solution), (found, share)): OfLimit<'_>,
    ended: &Ended<'_>,
    request: &InferenceRequest,
    around: &mut Around<'_>,
) -> Result<Inference, FitError> {
    let specification = ended.specification;
    let asked = specification.inference.as_ref().unwrap_or(request);
    // Samples of the cases would have rows that are separated, and rows that are not.
    let is_drawn = request.estimator == Estimator::Bootstrap;
    let mut inference = infer(overlap, &Optimum::of(solution), specification, request, (is_drawn, false), around)?;
    let (all, total) = (risk.null().class_weights[1], risk.null().total_weight);
    inference.tjur_r2 = measures::tjur_at_limit(overlap.labels()?, &solution.point, [total - all, all])?;
    // The average is over all rows, and no probability of a row that is separated moves.
    for effect in inference.effects.iter_mut().flatten() {
        effect.estimate *= share;
        effect.std_error *= share;
    }
    inference.likelihood = known(from_likelihood(risk, near, false, asked, around))?;
    let (covariance, likelihood) = (inference.covariance.as_ref().ok(), inference.likelihood.as_ref().ok());
    let estimates = contrast_estimates(overlap, &solution.point, (covariance, None), likelihood, asked);
    let profiles = likelihood.map(|likelihood| likelihood.contrast_intervals()).unwrap_or_default();
    let pairs = asked.contrasts.iter().zip(estimates).enumerate();
    inference.contrasts = pairs
        .map(|(k, (contrast, estimate))| match contrast.towards(&found.rays) {
            Limit::Finite => estimate,
            limit => {
                let (lower, upper) = profiles.get(k).copied().flatten().unwrap_or((f64::NAN, f64::NAN));
                without_limit(limit, (lower, upper))
            }
        })
        .collect();
    if asked.diagnostics {
        inference.diagnostics = Some(Err(Withheld::Separated));
    }
    Ok(inference)
}

/// The limit of more than two separated labels, where every row that is told from any label is told from all others. `None` if there is another, or the
/// maximum of the rows that are left is not certified.
///
/// # Errors
/// [`FitError`] if a pass fails.
pub(crate) fn of_more(
    risk: &Risk<'_, Softmax>,
    mut found: ClassSeparation,
    ended: &Ended<'_>,
    observer: &mut dyn Observer,
) -> Result<Option<AtLimit>, FitError> {
    if found.overlap == 0 || !found.is_by_rows {
        return Ok(None);
    }
    let rest = Remainder::new(risk.data(), &found.rows)?;
    let executor = risk.executor().clone();
    let overlap = match risk.scaled().has_intercept() {
        true => Risk::new(Softmax::of(&rest), &rest, Penalty::None, executor),
        false => Risk::through_origin(Softmax::of(&rest), &rest, Penalty::None, executor),
    };
    let mut overlap = match overlap {
        Ok(overlap) => FitRisk::Classes(overlap),
        Err(EvalError::Data(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    // A label without rows goes to −∞ everywhere, of which the risk of the others knows nothing.
    if overlap.null().class_rows.contains(&0) {
        return Ok(None);
    }
    let mut held = risk.columns().scaled.held();
    let before = held.len();
    let still = constants(Columns { data: &rest, ..risk.columns() }, overlap.null().class_rows.len())?;
    let mut rays: Vec<Ray> = still.iter().map(|&(j, at)| Ray { terms: vec![(j, 1.0)], at, is_signed: false }).collect();
    held.extend(still.iter().map(|(j, _)| j));
    overlap = overlap.holding(&held);
    if overlap.objective().has_hessian() {
        for alias in overlap.aliases()? {
            held.push(alias.column);
            let others = alias.combination.into_iter().map(|(j, c)| (j, -c));
            let terms = std::iter::once((alias.column, 1.0)).chain(others).collect();
            rays.push(Ray { terms, at: alias.constant, is_signed: false });
        }
        overlap = overlap.holding(&held);
    }
    // What is held must be what has no limit.
    let finite = |j: &usize| found.coefficients.iter().all(|of_label| of_label[*j] == Limit::Finite);
    if held[before..].iter().any(finite) {
        return Ok(None);
    }
    let Some((solution, choice)) = ended.maximum(&overlap, observer)? else { return Ok(None) };
    if !found.is_all {
        if solution.certificate.kind != CertificateKind::SelfConcordance {
            return Ok(None);
        }
        found.close(&held[before..], rays.iter().all(|ray| ray.at == 0.0));
    }
    let Ok(model) = overlap.model(&solution.point, false) else { return Ok(None) };
    let share = overlap.null().total_weight / risk.null().total_weight;
    let inference = match ended.request(&rest) {
        Some(request) => {
            let is_drawn = request.estimator == Estimator::Bootstrap;
            let mut around = ended.around(&solution, observer);
            let mut inference = infer(
                &overlap,
                &Optimum::of(&solution),
                ended.specification,
                &request,
                (is_drawn, false),
                &mut around,
            )?;
            // The average is over all rows, and no probability of a row that is separated moves.
            for effect in inference.effects.iter_mut().flatten() {
                effect.estimate *= share;
                effect.std_error *= share;
            }
            if ended.specification.inference.as_ref().is_some_and(|asked| !asked.tests.is_empty()) {
                inference.likelihood = Err(Withheld::NoMaximum);
            }
            Some(inference)
        }
        None => None,
    };
    let solution = of_all_rows(solution, share);
    let found = Separated::Classes(Box::new(found));
    Ok(Some(AtLimit { solution, model, rays, overlap: None, inference, choice, found }))
}

/// The solution of a part of the rows, which have this share of the weights, as one of all rows: the others have no loss.
fn of_all_rows(mut solution: Solution, share: f64) -> Solution {
    solution.evaluation.value *= share;
    solution.certificate.bound *= share;
    solution.certificate.gradient_norm *= share;
    solution.status = Status::Limit;
    solution
}
