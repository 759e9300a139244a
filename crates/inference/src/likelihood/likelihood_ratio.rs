//! Likelihood-ratio tests.
//!
//! ```text
//! 2 (ℓ_max − ℓ_max of the model without k coefficients)  ~  χ²_k  if those are 0
//! ```
//!
//! S. Wilks, *Ann. Math. Statist.* 9, 1938. With Jeffreys' prior both likelihoods have that of the whole model (G. Heinze, M. Schemper,
//! *Statistics in Medicine* 21, 2002), so the smaller model keeps its columns, at coefficients of 0.

use crate::error::InferenceError;
use crate::hypotheses::Contrast;
use crate::likelihood::profile::Profile;
use logodds_core::normal::two_sided;
use logodds_core::{Objective, Order, Penalty, Response, Risk};
use logodds_optim::{Newton, Silent, SolveError, Status, StoppingRule, minimize};
use statrs::function::gamma::checked_gamma_ur;

/// A likelihood-ratio test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LikelihoodRatio {
    /// Twice the difference of the log-likelihoods.
    pub statistic: f64,
    /// Degrees of freedom: coefficients that are 0 in the smaller model, those held at 0 in both not counted.
    pub df: usize,
    /// P(χ² ≥ statistic); 1 without degrees of freedom.
    pub p_value: f64,
}

impl LikelihoodRatio {
    /// The test that the contrasts are all 0.
    ///
    /// # Errors
    /// As for [`Profile::statistic`].
    pub fn new(profile: &Profile<'_>, contrasts: &[Contrast]) -> Result<Self, InferenceError> {
        let (statistic, df) = profile.statistic(contrasts)?;
        Ok(Self::of(statistic, df))
    }

    /// Of a statistic, which rounding may leave below 0.
    pub(crate) fn of(statistic: f64, df: usize) -> Self {
        let statistic = statistic.max(0.0);
        Self { statistic, df, p_value: chi_squared_tail(statistic, df) }
    }

    /// The test that the coefficients of some columns are all 0.
    ///
    /// # Errors
    /// As for [`Profile::statistic`].
    pub fn of_columns(profile: &Profile<'_>, columns: &[usize]) -> Result<Self, InferenceError> {
        Self::new(profile, &columns.iter().map(|&j| Contrast::coefficient(j)).collect::<Vec<_>>())
    }
}

/// Steps of the smaller model's fit at most.
const STEPS: usize = 100;
/// Certified gap of its fit, relative to the loss: ten digits of a statistic of 10⁻⁴ of it.
const TOLERANCE: f64 = 1e-14;

impl LikelihoodRatio {
    /// The test that the coefficients of some columns are all 0, of any number of labels, at the maximum `u` of the likelihood: the others are fitted
    /// again, from where they are.
    ///
    /// # Errors
    /// [`InferenceError::NoMaximum`] if the smaller model has no certified maximum, or a penalty is in its place; [`InferenceError::Eval`] if a pass
    /// fails.
    pub fn by_refit<R: Response>(risk: &Risk<'_, R>, u: &[f64], columns: &[usize]) -> Result<Self, InferenceError> {
        if risk.penalty_at(u) > 0.0 {
            return Err(InferenceError::NoMaximum);
        }
        let is_free = |j: &usize| risk.scaled().free().binary_search(j).is_ok();
        let mut tested: Vec<usize> = columns.iter().copied().filter(is_free).collect();
        tested.sort_unstable();
        tested.dedup();
        let df = risk.layout().outputs() * tested.len();
        if df == 0 {
            return Ok(Self::of(0.0, 0));
        }
        let held: Vec<usize> = risk.scaled().held().into_iter().chain(tested).collect();
        let smaller = risk.under(Penalty::None)?.holding(&held);
        let at = risk.layout().coefficients(u);
        let start = smaller.layout().point(&at.intercepts, &at.values);
        let stop = StoppingRule { tolerance: TOLERANCE, max_iterations: STEPS, max_time: None };
        let ended = match minimize(&Newton::default(), &smaller, start, &stop, &mut Silent) {
            Ok(solution) => solution,
            Err(SolveError::Eval(error)) => return Err(error.into()),
            Err(_) => return Err(InferenceError::NoMaximum),
        };
        if ended.status != Status::Converged {
            return Err(InferenceError::NoMaximum);
        }
        let gained = ended.value() - risk.evaluate(u, Order::Value)?.value;
        Ok(Self::of(2.0 * risk.null().total_weight * gained, df))
    }
}

/// P(χ²_df ≥ x), small numbers to their last digits but a few: never as 1 less something.
///
/// ```
/// use logodds_inference::likelihood::likelihood_ratio::chi_squared_tail;
/// assert!((chi_squared_tail(3.841458820694124, 1) / 0.05 - 1.0).abs() < 1e-14);
/// assert!((chi_squared_tail(200.0, 4) / 3.7572767357810449e-42 - 1.0).abs() < 1e-12);
/// ```
#[must_use]
pub fn chi_squared_tail(x: f64, df: usize) -> f64 {
    match df {
        _ if x.is_nan() => f64::NAN,
        _ if df == 0 || x <= 0.0 => 1.0,
        1 => two_sided(x.sqrt()),
        2 => (-0.5 * x).exp(),
        _ => checked_gamma_ur(0.5 * df as f64, 0.5 * x).unwrap_or(0.0),
    }
}
