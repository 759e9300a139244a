//! An estimate with its standard error, z = estimate / error, p and interval, and the odds ratio e^estimate with the exponentials of the
//! interval's ends: the fields that coefficients and contrasts share.

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
            odds_ratio: estimate.filter(|_| has_odds).map(f64::exp),
            odds_ratio_lower: odds.map(|wald| wald.lower.exp()),
            odds_ratio_upper: odds.map(|wald| wald.upper.exp()),
        }
    }
}
