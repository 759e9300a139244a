//! The gradient method of Barzilai and Borwein.
//!
//! ```text
//! u⁺ = u − α g         α⁺ = s·s / s·y,   s = u⁺ − u,   y = g⁺ − g
//! ```
//!
//! J. Barzilai, J. Borwein, *Two-point step size gradient methods*, IMA J. Numer. Anal. 8, 1988: the step is a secant estimate of the inverse
//! curvature. It is not monotone, so the safeguard asks only for a decrease against the highest of the last ten values (M. Raydan, SIAM J.
//! Optim. 7(1), 1997), with what rounding may hide.

use crate::algebra::vector::{difference, dot, square};
use crate::solver::{Iterate, Iteration, Progress, SolveError, Solver};
use logodds_core::{Evaluation, Objective, Order};
use std::collections::VecDeque;

/// Values that a step may rise among.
const MEMORY: usize = 10;
/// Share of the predicted decrease that is enough.
const DECREASE: f64 = 1e-4;
/// Halvings of a step.
const HALVINGS: i32 = 60;

/// Barzilai and Borwein's gradient method. One pass a step, memory of a few vectors.
#[derive(Clone, Copy, Debug, Default)]
pub struct BarzilaiBorwein {}

impl Solver for BarzilaiBorwein {
    fn name(&self) -> &'static str {
        "barzilai-borwein"
    }

    fn start<'a>(&self, objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Box<dyn Iteration + 'a>, SolveError> {
        let evaluation = objective.evaluate(&u0, Order::Gradient)?;
        if !evaluation.value.is_finite() {
            return Err(SolveError::Start);
        }
        // Columns of unit size: the curvature of each coordinate is at most 1/4.
        Ok(Box::new(Walk { objective, recent: VecDeque::from([evaluation.value]), point: u0, evaluation, alpha: 4.0 }))
    }
}

struct Walk<'a> {
    objective: &'a dyn Objective,
    point: Vec<f64>,
    evaluation: Evaluation,
    /// α.
    alpha: f64,
    /// The last values.
    recent: VecDeque<f64>,
}

impl Iteration for Walk<'_> {
    fn step(&mut self) -> Result<Progress, SolveError> {
        let g = &self.evaluation.gradient;
        let highest = self.recent.iter().copied().fold(f64::MIN, f64::max);
        let rounding = 4.0 * f64::EPSILON * self.evaluation.value.abs();
        for halving in 0..HALVINGS {
            let alpha = self.alpha * 0.5f64.powi(halving);
            let s: Vec<f64> = g.iter().map(|g| -alpha * g).collect();
            let next: Vec<f64> = self.point.iter().zip(&s).map(|(u, s)| u + s).collect();
            if next == self.point {
                break;
            }
            let at = self.objective.evaluate(&next, Order::Gradient)?;
            if at.value <= highest - DECREASE * alpha * square(g) + rounding {
                let y = difference(&at.gradient, g);
                let inverse = square(&s) / dot(&s, &y); // s·y ≥ 0, as F is convex
                self.alpha = if inverse.is_finite() { inverse.clamp(1e-10, 1e10) } else { alpha };
                if self.recent.len() == MEMORY {
                    self.recent.pop_front();
                }
                self.recent.push_back(at.value);
                (self.point, self.evaluation) = (next, at);
                return Ok(Progress::Moved);
            }
        }
        Ok(Progress::Stalled)
    }

    fn iterate(&self) -> Iterate<'_> {
        Iterate::new(&self.point, &self.evaluation)
    }
}
