//! An estimate with its standard error, z = estimate / error, p and interval, and the odds ratio e^estimate with the exponentials of the
//! interval's ends: the fields that coefficients and contrasts share.
//!
//! What is not known is NaN, which JSON has as null. An odds ratio that no double holds, as e^800 and e^−800, is not known, and neither ∞ nor
//! 0: its logarithm stands beside it.

use logodds::inference::Wald;
use serde::Serialize;

/// Numbers of an estimate.
#[derive(Debug, Serialize)]
pub struct Estimate {
    estimate: f64,
    std_error: f64,
    statistic: f64,
    p_value: f64,
    lower: f64,
    upper: f64,
    odds_ratio: f64,
    odds_ratio_lower: f64,
    odds_ratio_upper: f64,
}

impl Estimate {
    /// `estimate`, with what is known of it; `has_odds` if its exponential is an odds ratio.
    pub fn new(estimate: f64, wald: Option<Wald>, has_odds: bool) -> Self {
        let of = |number: fn(&Wald) -> f64| wald.as_ref().map_or(f64::NAN, number);
        let odds = |x: f64| if has_odds { exponential(x) } else { f64::NAN };
        let (lower, upper) = (of(|wald| wald.lower), of(|wald| wald.upper));
        Self {
            estimate,
            std_error: of(|wald| wald.std_error),
            statistic: of(|wald| wald.statistic),
            p_value: of(|wald| wald.p_value),
            lower,
            upper,
            odds_ratio: odds(estimate),
            odds_ratio_lower: odds(lower),
            odds_ratio_upper: odds(upper),
        }
    }
}

/// eˣ, if a double holds it. The end of an interval at −∞ is an odds ratio of 0.
fn exponential(x: f64) -> f64 {
    let exponential = x.exp();
    if exponential.is_normal() || !x.is_finite() { exponential } else { f64::NAN }
}
