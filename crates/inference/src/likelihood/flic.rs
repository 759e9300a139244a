//! Firth's fit with its intercept corrected (FLIC): the mean probability is then the share of events.
//!
//! ```text
//! Σ_i ω_i (y_i − p_i(b, w)) = 0  for b,   w being Firth's
//! V_ww  as Firth's,    V_bw = −V_ww m,    V_bb = 1 / Σ_i d_i + m' V_ww m        d = ω p (1 − p),  m = Σ d (x − o) / Σ d
//! ```
//!
//! R. Puhr, G. Heinze, M. Nold, L. Lusa, A. Geroldinger, *Statistics in Medicine* 36, 2017: Firth's prior draws probabilities towards ½, and
//! with rare events their mean is too large. The coefficients are not touched, nor are their errors. To first order b is the maximum of the
//! likelihood about m, where it does not depend on w (as in I⁻¹, by whose parts V_bb is given).

use crate::covariance::Covariance;
use crate::error::InferenceError;
use logodds_core::{Objective, Order, Risk, Structure};

/// Newton steps at most: from a mean that is a little off a handful are taken.
const STEPS: usize = 100;
/// How far one moves the log-odds at most.
const LONGEST: f64 = 2.0;

/// The mean of the probabilities at `u`, and the share of events: both weighted.
///
/// # Errors
/// [`InferenceError::Eval`] if the pass fails.
pub fn mean_probability(risk: &Risk<'_>, u: &[f64]) -> Result<(f64, f64), InferenceError> {
    let events = risk.null().class_weights[1] / risk.null().total_weight;
    // The first coordinate's slope is the mean of p − y.
    let excess = risk.evaluate(u, Order::Gradient)?.gradient.first().copied().unwrap_or(0.0);
    Ok((events + excess, events))
}

/// The point of Firth's coefficients at which the mean probability is the share of events.
///
/// # Errors
/// [`InferenceError::NoMaximum`] without an intercept; [`InferenceError::Eval`] if a pass fails.
pub fn corrected(risk: &Risk<'_>, u: &[f64]) -> Result<Vec<f64>, InferenceError> {
    if !risk.scaled().has_intercept() {
        return Err(InferenceError::NoMaximum);
    }
    let mut u = u.to_vec();
    let mut least = f64::INFINITY;
    for _ in 0..STEPS {
        let at = risk.evaluate(&u, Order::Gradient)?;
        let excess = at.gradient.first().copied().unwrap_or(0.0);
        // Convex in one coordinate: as near as rounding allows once the slope falls no more within reach of 0.
        if excess == 0.0 || (excess.abs() < 1e-12 * at.intercept_curvature && excess.abs() >= least) {
            return Ok(u);
        }
        least = least.min(excess.abs());
        u[0] -= (excess / at.intercept_curvature).clamp(-LONGEST, LONGEST);
    }
    Ok(u)
}

/// The covariance at the corrected point `u`, from that by the model at Firth's.
///
/// # Errors
/// [`InferenceError::Singular`] if there is none; [`InferenceError::Eval`] if the pass fails.
pub fn covariance(risk: &Risk<'_>, u: &[f64], firth: &Covariance) -> Result<Covariance, InferenceError> {
    let hessian = risk.evaluate(u, Order::Hessian)?.hessian.ok_or(InferenceError::Singular)?;
    let curvature = hessian.get(0, 0);
    let mut mean = vec![0.0; firth.origin().len()];
    for (k, &j) in risk.scaled().free().iter().enumerate() {
        mean[j] = hessian.get(k + 1, 0) / curvature * risk.scaled().scale(j);
    }
    let mut root = firth.root().dense().ok_or(InferenceError::Singular)?.clone();
    // Of V = G'G with G lower triangular V_ww is that of the rows below the first, whose first column is the intercept's.
    root.row_mut(0)[0] = 1.0 / (curvature * risk.null().total_weight).sqrt();
    for i in 1..root.order() {
        let row = root.row_mut(i);
        row[0] = -row[1..].iter().zip(&mean).map(|(g, m)| g * m).sum::<f64>();
    }
    let held = (0..mean.len()).map(|j| firth.std_error(j).is_none()).collect();
    let places: Vec<(usize, f64)> = std::iter::once((0, 1.0))
        .chain(risk.scaled().free().iter().map(|&j| (j + 1, risk.scaled().scale(j))))
        .collect();
    let in_coordinates = |i: usize| -> Vec<f64> {
        places.iter().map(|&(j, unit)| root.row(i).get(j).map_or(0.0, |g| g * unit)).collect()
    };
    let rows: Vec<Vec<f64>> = (0..root.order()).map(in_coordinates).collect();
    let largest = risk.max_row_norm(&rows.into())?.unwrap_or(f64::INFINITY);
    let corrected = Covariance::new(firth.estimator(), root, firth.origin().to_vec(), held);
    corrected.map(|found| found.with_largest(largest)).ok_or(InferenceError::Singular)
}
