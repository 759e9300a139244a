//! An estimate with its standard error, z = estimate / error, p and interval, and the odds ratio e^estimate with the exponentials of the
//! interval's ends: the fields that coefficients and contrasts share.
//!
//! An odds ratio that no double holds, as e^800 and e^−800, is null, and neither ∞ nor 0: its logarithm stands beside it.

use logodds::Wald;
use serde::Serialize;

/// What is not known is null.
#[derive(Debug, Serialize)]
pub struct Estimate {
    estimate: Option<f64>,
    std_error: Option<f64>,
    statistic: Option<f64>,
    p_value: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
    odds_ratio: Option<f64>,
    odds_ratio_lower: Option<f64>,
    odds_ratio_upper: Option<f64>,
}

impl Estimate {
    /// `estimate`, with what is known of it; `has_odds` if its exponential is an odds ratio.
    pub fn new(estimate: Option<f64>, wald: Option<Wald>, has_odds: bool) -> Self {
        let odds = wald.filter(|_| has_odds);
        Self {
            estimate,
            std_error: wald.map(|wald| wald.std_error),
            statistic: wald.map(|wald| wald.statistic),
            p_value: wald.map(|wald| wald.p_value),
            lower: wald.map(|wald| wald.lower),
            upper: wald.map(|wald| wald.upper),
            odds_ratio: estimate.filter(|_| has_odds).and_then(exponential),
            odds_ratio_lower: odds.and_then(|wald| exponential(wald.lower)),
            odds_ratio_upper: odds.and_then(|wald| exponential(wald.upper)),
        }
    }
}

/// eˣ, if a double holds it. The end of an interval at −∞ is an odds ratio of 0.
fn exponential(x: f64) -> Option<f64> {
    let exponential = x.exp();
    (exponential.is_normal() || !x.is_finite()).then_some(exponential)
}
