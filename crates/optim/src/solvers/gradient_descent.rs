//! Accelerated gradient descent with backtracking and restart.
//!
//! ```text
//! x⁺ = y − ∇F(y) / L                       L such that F(x⁺) ≤ F(y) − ‖∇F(y)‖² / (2L)
//! y⁺ = x⁺ + (θ − 1)/θ⁺ · (x⁺ − x)          θ⁺ = (1 + √(1 + 4θ²)) / 2
//! ```
//!
//! A. Beck, M. Teboulle, *A Fast Iterative Shrinkage-Thresholding Algorithm*, SIAM J. Imaging Sci. 2(1), 2009, with
//! backtracking; L is tried 10 % smaller each step. The momentum is dropped (θ = 1) whenever it points uphill,
//! `∇F(y)·(x⁺ − x) > 0` (B. O'Donoghue, E. Candès, *Adaptive Restart for Accelerated Gradient Schemes*, Found. Comput.
//! Math. 15, 2015, §3.2), which restores linear convergence without knowing the strong convexity.

use crate::algebra::vector::{difference, dot, square};
use crate::solver::{Iterate, Iteration, Progress, SolveError, Solver};
use logodds_core::{Evaluation, Objective, Order};

/// Batch gradient descent, accelerated. Two passes a step, memory O(p).
#[derive(Clone, Copy, Debug, Default)]
pub struct GradientDescent {}

impl Solver for GradientDescent {
    fn name(&self) -> &'static str {
        "gradient-descent"
    }

    fn start<'a>(&self, objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Box<dyn Iteration + 'a>, SolveError> {
        let evaluation = objective.evaluate(&u0, Order::Gradient)?;
        if !evaluation.value.is_finite() {
            return Err(SolveError::Start);
        }
        Ok(Box::new(Fista {
            objective,
            ahead: u0.clone(),
            ahead_evaluation: None,
            point: u0,
            evaluation,
            theta: 1.0,
            // Columns of unit size: the curvature of each coordinate is at most 1/4.
            lipschitz: 0.25,
        }))
    }
}

struct Fista<'a> {
    objective: &'a dyn Objective,
    /// x, the iterate.
    point: Vec<f64>,
    evaluation: Evaluation,
    /// y, the point the momentum leads to, and what is known there; `None` where y = x.
    ahead: Vec<f64>,
    ahead_evaluation: Option<Evaluation>,
    theta: f64,
    lipschitz: f64,
}

impl Iteration for Fista<'_> {
    fn step(&mut self) -> Result<Progress, SolveError> {
        self.lipschitz *= 0.9;
        loop {
            let from = self.ahead_evaluation.as_ref().unwrap_or(&self.evaluation);
            let square = square(&from.gradient);
            let rounding = 4.0 * f64::EPSILON * from.value;
            let next: Vec<f64> = self.ahead.iter().zip(&from.gradient).map(|(y, g)| y - g / self.lipschitz).collect();
            let at = self.objective.evaluate(&next, Order::Gradient)?;
            if at.value <= from.value - square / (2.0 * self.lipschitz) + rounding {
                return self.accept(next, at);
            }
            self.lipschitz *= 2.0;
            // Rounding aside no convex function with bounded curvature needs this.
            if !self.lipschitz.is_finite() {
                return Ok(Progress::Stalled);
            }
        }
    }

    fn iterate(&self) -> Iterate<'_> {
        Iterate::new(&self.point, &self.evaluation)
    }
}

impl Fista<'_> {
    fn accept(&mut self, next: Vec<f64>, at: Evaluation) -> Result<Progress, SolveError> {
        let from = self.ahead_evaluation.as_ref().unwrap_or(&self.evaluation);
        let step = difference(&next, &self.point);
        let uphill = dot(&from.gradient, &step) > 0.0;
        if step.iter().all(|m| *m == 0.0) {
            return Ok(Progress::Stalled);
        }
        (self.point, self.evaluation) = (next, at);
        if uphill {
            self.theta = 1.0;
            self.ahead.clone_from(&self.point);
            self.ahead_evaluation = None;
            return Ok(Progress::Moved);
        }
        let theta = (1.0 + (1.0 + 4.0 * self.theta * self.theta).sqrt()) / 2.0;
        let momentum = (self.theta - 1.0) / theta;
        self.theta = theta;
        self.ahead = self.point.iter().zip(&step).map(|(x, m)| x + momentum * m).collect();
        self.ahead_evaluation =
            if momentum == 0.0 { None } else { Some(self.objective.evaluate(&self.ahead, Order::Gradient)?) };
        Ok(Progress::Moved)
    }
}
