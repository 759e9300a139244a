//! z, p and an interval from an estimate and its standard error.
//!
//! ```text
//! z = b / s        p = P(|Z| ≥ |z|)        b ± q s,  q the quantile of the confidence
//! ```
//!
//! A. Wald, *Trans. Amer. Math. Soc.* 54, 1943. The odds ratio's interval is the exponential of the coefficient's.

use logodds_core::normal::{two_sided, two_sided_quantile};

/// An estimate judged by its standard error.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wald {
    /// The estimate b.
    pub estimate: f64,
    /// Its standard error s.
    pub std_error: f64,
    /// z = b / s.
    pub statistic: f64,
    /// P(|Z| ≥ |z|).
    pub p_value: f64,
    /// The lower end of the interval.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

impl Wald {
    /// With an interval at `confidence`, a number between 0 and 1.
    ///
    /// ```
    /// let wald = logodds_inference::Wald::new(1.0, 0.5, 0.95);
    /// assert!((wald.p_value - 0.0455002638963584).abs() < 1e-15);
    /// assert!((wald.lower - 0.020018007729972975).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn new(estimate: f64, std_error: f64, confidence: f64) -> Self {
        let statistic = estimate / std_error;
        let reach = two_sided_quantile(confidence) * std_error;
        Self {
            estimate,
            std_error,
            statistic,
            p_value: two_sided(statistic),
            lower: estimate - reach,
            upper: estimate + reach,
        }
    }
    /// Without the test: an estimate, its error and an interval alone; z and p are NaN.
    #[must_use]
    pub fn untested(self) -> Self {
        Self { statistic: f64::NAN, p_value: f64::NAN, ..self }
    }
}
