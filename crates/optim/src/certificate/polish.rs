//! The last digits.
//!
//! A gap of 10⁻¹⁰ is an error of 10⁻⁵ in the coefficients. Once a point is certified, chord steps with the factor at hand,
//!
//! ```text
//! u ← u − H₀⁻¹ ∇F(u)
//! ```
//!
//! gain the others at one gradient pass each; they converge with the ratio δ that the certificate has just found to be small
//! (C. Kelley, *Iterative Methods for Linear and Nonlinear Equations*, SIAM 1995, §5.4.1, the chord method), and H₀⁻¹ is
//! updated by their secants ([`Secants`]), for where H₀ is of a sample.

use crate::algebra::Cholesky;
use crate::algebra::secants::Secants;
use crate::solver::{Iteration, Progress, SolveError};
use logodds_core::{EvalError, Evaluation, Objective, Order};

/// Steps at most.
const STEPS: usize = 6;

/// Steps of the solver itself, until ν²/2 as it estimates it is at most `goal`: where it ends.
pub(super) fn continued(iteration: &mut dyn Iteration, goal: f64) -> Result<(Vec<f64>, Evaluation), SolveError> {
    for _ in 0..STEPS {
        let is_enough = |decrement: f64| 0.5 * decrement * decrement <= goal;
        if iteration.iterate().decrement.is_none_or(is_enough) || iteration.step()? == Progress::Stalled {
            break;
        }
    }
    let at = iteration.iterate();
    Ok((at.point.to_vec(), at.evaluation.clone()))
}

/// Steps until ν²/2 is at most `goal`, or rounding stops them.
pub(super) fn polish(
    objective: &dyn Objective,
    (mut point, mut evaluation): (Vec<f64>, Evaluation),
    factor: &Cholesky,
    goal: f64,
) -> Result<(Vec<f64>, Evaluation), EvalError> {
    let mut secants = Secants::default();
    let mut decrement = factor.dual_norm(&evaluation.gradient);
    for _ in 0..STEPS {
        if 0.5 * decrement * decrement <= goal {
            break;
        }
        let step = secants.step(factor, &evaluation.gradient);
        let trial: Vec<f64> = point.iter().zip(&step).map(|(u, d)| u - d).collect();
        let at = objective.evaluate(&trial, Order::Gradient)?;
        let new = factor.dual_norm(&at.gradient);
        if new.is_nan() || new >= decrement {
            break;
        }
        let change = at.gradient.iter().zip(&evaluation.gradient).map(|(new, old)| new - old).collect();
        secants.push(step.iter().map(|d| -d).collect(), change);
        (point, evaluation, decrement) = (trial, at, new);
    }
    Ok((point, evaluation))
}

/// How far, relative to F, a certified point is polished. Coefficients have half the digits of the value: twice as many, and
/// two more, make them as good as the gap. A tolerance looser than 10⁻⁸ asks for the value and for speed: there the
/// gap is to be two digits better than the bound has to be, no more.
pub(super) fn polish_goal(tolerance: f64) -> f64 {
    const LOOSE: f64 = 1e-8;
    if tolerance > LOOSE { 1e-2 * tolerance } else { 1e-4 * tolerance * tolerance }
}
