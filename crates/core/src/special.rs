//! The sigmoid and its relatives, accurate to a few ulp over the whole range of `f64`.
//!
//! ```text
//! sigmoid(x)     = 1 / (1 + e^−x)
//! log1pexp(x)    = log(1 + e^x)             (softplus)
//! log_sigmoid(x) = −log(1 + e^−x) = −log1pexp(−x)
//! logit(p)       = log(p / (1 − p))
//! ```
//!
//! Every formula here takes the exponential of a number that is not positive, so nothing overflows; the naive
//! `1 / (1 + (-x).exp())` is fine as a value but loses the relative accuracy of small probabilities' complements.

/// The logistic function `1 / (1 + e^−x)`: log-odds in, probability out.
///
/// Relative accuracy is kept in both tails: for `x < 0` it is computed as `e^x / (1 + e^x)`, which underflows
/// gradually to 0 below −745 (the logarithm of the smallest subnormal). NaN in, NaN out.
///
/// ```
/// # use logodds_core::sigmoid;
/// assert_eq!(sigmoid(0.0), 0.5);
/// assert_eq!(sigmoid(-1e4), 0.0);
/// assert_eq!(sigmoid(1e4), 1.0);
/// ```
#[must_use]
#[inline]
pub fn sigmoid(x: f64) -> f64 {
    let e = (-x.abs()).exp();
    if x >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) }
}

/// `log(1 + e^x)`, the log-partition function of the Bernoulli distribution, also known as softplus.
///
/// Ranges after M. Mächler, *Accurately Computing log(1 − exp(−|a|))*, R package Rmpfr vignette (2012), eq. (10):
/// `e^x` for x ≤ −37, `log1p(e^x)` to 18, `x + e^−x` to 33.3, then `x`.
///
/// ```
/// # use logodds_core::log1pexp;
/// assert_eq!(log1pexp(0.0), std::f64::consts::LN_2);
/// assert_eq!(log1pexp(1e4), 1e4);
/// assert_eq!(log1pexp(-40.0), (-40.0f64).exp());
/// ```
#[must_use]
#[inline]
pub fn log1pexp(x: f64) -> f64 {
    if x <= -37.0 {
        x.exp()
    } else if x <= 18.0 {
        x.exp().ln_1p()
    } else if x <= 33.3 {
        x + (-x).exp()
    } else {
        x // also NaN
    }
}

/// `log(sigmoid(x))`, without the rounding of the sigmoid to 0 or 1.
///
/// ```
/// # use logodds_core::log_sigmoid;
/// assert_eq!(log_sigmoid(-1e4), -1e4);
/// ```
#[must_use]
#[inline]
pub fn log_sigmoid(x: f64) -> f64 {
    -log1pexp(-x)
}

/// Log-odds `log(p / (1 − p))` of a probability; the inverse of [`sigmoid`].
///
/// Near one half it is computed as `log1p((2p − 1) / (1 − p))`, where the quotient of the plain formula is close to
/// 1 and its logarithm would cancel; `2p − 1` and `1 − p` are exact there (Sterbenz 1974, *Floating-Point
/// Computation*, Theorem 4.3.1). Returns −∞ at 0, ∞ at 1, NaN outside [0, 1].
///
/// ```
/// # use logodds_core::{logit, sigmoid};
/// assert_eq!(logit(0.5), 0.0);
/// assert!((logit(sigmoid(-3.25)) + 3.25).abs() < 1e-15);
/// ```
#[must_use]
#[inline]
pub fn logit(p: f64) -> f64 {
    let q = 1.0 - p;
    if p > 1.0 / 3.0 && p < 2.0 / 3.0 { ((2.0 * p - 1.0) / q).ln_1p() } else { (p / q).ln() }
}
