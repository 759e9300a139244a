//! Log loss from the margin, with its two derivatives, and the forward pass.
//!
//! ```text
//! ℓ(y, η)  = log(1 + e^η) − y η
//! ℓ′(y, η) = p − y             p = sigmoid(η)
//! ℓ″(y, η) = p (1 − p)
//! ```
//!
//! The loss is computed from the margin η, never from a rounded probability: `−log(p)` is infinite once p rounds to
//! 0, the loss at η = −10⁴ is 10⁴. It is never clipped. One exponential `e = exp(−|η|)` serves all three numbers.

use crate::special::{log1pexp, sigmoid};

/// Loss, residual and curvature of one row at margin η.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LossAt {
    /// ℓ(y, η).
    pub loss: f64,
    /// ℓ′ = p − y, with full relative accuracy on both sides: for y = 1 it is −(1 − p), not a difference.
    pub residual: f64,
    /// ℓ″ = p (1 − p).
    pub curvature: f64,
}

impl LossAt {
    /// Loss and derivatives of label `y` (0 or 1) at margin `eta`.
    #[inline(always)]
    #[must_use]
    pub fn margin(y: u8, eta: f64) -> Self {
        let e = (-eta.abs()).exp();
        let positive = eta >= 0.0;
        let denominator = 1.0 + e;
        let large = 1.0 / denominator; // max(p, 1 − p)
        let small = e * large;
        // signed margin against the label: the loss is log(1 + e^against)
        let against = if y == 0 { eta } else { -eta };
        let loss = e.ln_1p() + against.max(0.0);
        let p_against = if (y == 0) == positive { large } else { small };
        let residual = if y == 0 { p_against } else { -p_against };
        // f64::max swallows NaN; a NaN margin must stay visible.
        let loss = if eta.is_nan() { eta } else { loss };
        Self { loss, residual, curvature: small * large }
    }

    /// Loss and derivatives of a row of which the share `y` is of label 1, at margin `eta`. No term cancels another.
    #[must_use]
    pub fn share(y: f64, eta: f64) -> Self {
        let (of_one, of_zero) = (Self::margin(1, eta), Self::margin(0, eta));
        let mean = |one: f64, zero: f64| y * one + (1.0 - y) * zero;
        Self {
            loss: mean(of_one.loss, of_zero.loss),
            residual: mean(of_one.residual, of_zero.residual),
            curvature: of_zero.curvature,
        }
    }
}

/// Log loss `log(1 + e^η) − y η` of label `y` (0 or 1) at margin `eta`.
///
/// ```
/// # use logodds_core::log_loss;
/// assert_eq!(log_loss(1, -1e4), 1e4);
/// assert_eq!(log_loss(0, -1e4), 0.0);
/// ```
#[must_use]
#[inline]
pub fn log_loss(y: u8, eta: f64) -> f64 {
    log1pexp(if y == 0 { eta } else { -eta })
}

/// The margin `x·w + b`: the log-odds of a positive outcome.
///
/// # Panics
/// In debug builds if `x` and `w` differ in length.
#[must_use]
#[inline]
pub fn margin(x: &[f64], w: &[f64], b: f64) -> f64 {
    debug_assert_eq!(x.len(), w.len(), "features and coefficients differ in length");
    x.iter().zip(w).map(|(x, w)| x * w).sum::<f64>() + b
}

/// The forward pass: `sigmoid(x·w + b)`.
///
/// ```
/// # use logodds_core::probability;
/// let p = probability(&[2.0, 3.0], &[0.5, -0.5], 0.1);
/// assert!((p - 0.401312339887548).abs() < 1e-15);
/// ```
#[must_use]
#[inline]
pub fn probability(x: &[f64], w: &[f64], b: f64) -> f64 {
    sigmoid(margin(x, w, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derivatives_agree_with_finite_differences() {
        for y in [0, 1] {
            for eta in [-30.0, -3.0, -0.1, 0.0, 0.7, 12.0] {
                let h = 1e-5;
                let at = LossAt::margin(y, eta);
                let slope = (log_loss(y, eta + h) - log_loss(y, eta - h)) / (2.0 * h);
                assert!((at.residual - slope).abs() < 1e-9, "{y} {eta}");
                let bend = (LossAt::margin(y, eta + h).residual - LossAt::margin(y, eta - h).residual) / (2.0 * h);
                assert!((at.curvature - bend).abs() < 1e-9, "{y} {eta}");
            }
        }
    }

    #[test]
    fn the_row_loss_is_the_public_loss() {
        for y in [0, 1] {
            for eta in [-1e4, -745.0, -40.0, -37.0, -1.0, -1e-17, 0.0, 0.5, 18.0, 33.4, 700.0, 1e4] {
                let (a, b) = (LossAt::margin(y, eta).loss, log_loss(y, eta));
                assert!((a - b).abs() <= 4.0 * f64::EPSILON * b, "{y} {eta}: {a} {b}");
            }
        }
    }

    #[test]
    fn small_residuals_keep_their_digits() {
        let at = LossAt::margin(1, 50.0);
        assert!((at.residual + (-50.0f64).exp()).abs() < 1e-15 * (-50.0f64).exp());
        assert!(LossAt::margin(0, f64::NAN).loss.is_nan());
    }
}
