//! The standard normal distribution: tails and quantiles to the last digits.
//!
//! ```text
//! P(|Z| ≥ |z|) = erfc(|z| / √2)        Φ(q) = erfc(−q / √2) / 2
//! ```
//!
//! The complementary error function is libm's (Sun's, below 1 ulp; 1 − erf would lose the tail). A quantile starts from statrs',
//! which is good to ten digits, and takes Halley's steps on Φ (E. Halley, *Phil. Trans.* 18, 1694): `e = (Φ(q) − p) / φ(q)`,
//! `q ← q − e / (1 + q e / 2)`.

use statrs::distribution::{ContinuousCDF, Normal};
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// The probability of a value at least as far from 0 as `z`, on either side.
///
/// ```
/// assert!((logodds_core::normal::two_sided(1.959963984540054) - 0.05).abs() < 1e-16);
/// ```
#[must_use]
pub fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() * FRAC_1_SQRT_2)
}

/// The z that a value exceeds, in size, with probability `1 − confidence`: 1.96 for 0.95.
///
/// ```
/// assert!((logodds_core::normal::two_sided_quantile(0.95) - 1.959963984540054).abs() < 1e-15);
/// ```
#[must_use]
pub fn two_sided_quantile(confidence: f64) -> f64 {
    let tail = 0.5 * (1.0 - confidence);
    if tail.is_nan() || tail >= 0.5 {
        return 0.0;
    }
    if tail <= 0.0 {
        return f64::INFINITY;
    }
    // By the upper tail, which is a small number and not the difference of two.
    let mut z = -Normal::standard().inverse_cdf(tail);
    for _ in 0..2 {
        let density = (-0.5 * z * z).exp() / (2.0 * PI).sqrt();
        let error = (tail - 0.5 * libm::erfc(z * FRAC_1_SQRT_2)) / density;
        if !error.is_finite() {
            break;
        }
        z -= error / (1.0 + 0.5 * z * error);
    }
    z
}
