//! Newton's method, damped and regularised where it must be.
//!
//! ```text
//! H d = −g,   u ← u + t d       H = ∇²F(u), g = ∇F(u)
//! ```
//!
//! H by Cholesky; t = 1, halved until the value falls by `10⁻⁴ t |g·d|` (J. Nocedal, S. Wright, *Numerical Optimization*,
//! 2nd ed., Algorithm 3.1) or, where values agree to rounding, until the slope does (W. Hager, H. Zhang, *SIAM J. Optim.*
//! 16, 2005, eq. 4.1, the approximate Wolfe condition). For logistic regression this is iteratively reweighted least
//! squares (P. McCullagh, J. Nelder, *Generalized Linear Models*, 2nd ed., §2.5). A pivot that fails gets a ridge
//! `τ diag(H)`, τ growing from 10⁻¹⁰ until the factorisation succeeds.
//!
//! One pass per step: the trial point is evaluated with its Hessian, since the full step is nearly always accepted. Once
//! certified, chord steps (the last factor, new gradients) gain the remaining digits at one gradient pass each.

use crate::cholesky::Cholesky;
use crate::solver::{Iterate, Iteration, Progress, SolveError, Solver};
use logodds_core::{Evaluation, Objective, Order, SymMatrix};

/// Newton's method. Memory p², time n p² + p³/3 per step.
#[derive(Clone, Copy, Debug, Default)]
pub struct Newton {}

impl Solver for Newton {
    fn name(&self) -> &'static str {
        "newton"
    }

    fn start<'a>(&self, objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Box<dyn Iteration + 'a>, SolveError> {
        let evaluation = objective.evaluate(&u0, Order::Hessian)?;
        if !evaluation.value.is_finite() {
            return Err(SolveError::Start);
        }
        let metric = Metric::of(&evaluation);
        Ok(Box::new(NewtonIteration { objective, metric_point: u0.clone(), point: u0, evaluation, metric }))
    }
}

/// The factored Hessian, or the factored Hessian plus a ridge.
struct Metric {
    factor: Cholesky,
    exact: bool,
}

impl Metric {
    /// `None` only if the Hessian is not finite.
    fn of(evaluation: &Evaluation) -> Option<Self> {
        let hessian = evaluation.hessian.as_ref()?;
        if let Ok(factor) = Cholesky::new(hessian) {
            return Some(Self { factor, exact: true });
        }
        // Entries of a saturated Hessian may underflow to 0; the largest one then sets the scale.
        let floor = f64::EPSILON * hessian.diagonal().fold(0.0, f64::max).max(f64::MIN_POSITIVE);
        let ridges = (0..12).map(|k| 1e-10 * 10f64.powi(k));
        ridges.into_iter().find_map(|tau| {
            let factor = Cholesky::new(&with_ridge(hessian, tau, floor)).ok()?;
            Some(Self { factor, exact: false })
        })
    }
}

fn with_ridge(hessian: &SymMatrix, tau: f64, floor: f64) -> SymMatrix {
    let mut ridged = hessian.clone();
    for j in 0..hessian.order() {
        let row = ridged.row_mut(j);
        row[j] += tau * row[j].max(floor);
    }
    ridged
}

struct NewtonIteration<'a> {
    objective: &'a dyn Objective,
    point: Vec<f64>,
    evaluation: Evaluation,
    metric: Option<Metric>,
    /// Where the metric was taken: the point, until chord steps leave it.
    metric_point: Vec<f64>,
}

/// Halvings of the step: 2⁻³⁰ of a Newton step is no step.
const HALVINGS: i32 = 30;

impl Iteration for NewtonIteration<'_> {
    fn step(&mut self) -> Result<Progress, SolveError> {
        let Some(metric) = &self.metric else { return Ok(Progress::Stalled) };
        let g = &self.evaluation.gradient;
        let step = metric.factor.solve(g);
        let slope = -dot(g, &step);
        let value = self.evaluation.value;
        let rounding = 8.0 * f64::EPSILON * value.abs();
        for halving in 0..=HALVINGS {
            let t = 0.5f64.powi(halving);
            let trial: Vec<f64> = self.point.iter().zip(&step).map(|(u, d)| u - t * d).collect();
            if trial == self.point {
                break;
            }
            let at = self.objective.evaluate(&trial, Order::Hessian)?;
            let sufficient = at.value <= value + 1e-4 * t * slope;
            let level = at.value <= value + rounding && dot(&at.gradient, &step).abs() <= 0.5 * slope.abs();
            if at.value.is_finite() && (sufficient || level) {
                self.metric = Metric::of(&at);
                self.metric_point.clone_from(&trial);
                (self.point, self.evaluation) = (trial, at);
                return Ok(Progress::Moved);
            }
        }
        Ok(Progress::Stalled)
    }

    fn iterate(&self) -> Iterate<'_> {
        let exact = self.metric.as_ref().filter(|metric| metric.exact);
        Iterate {
            point: &self.point,
            evaluation: &self.evaluation,
            factor: exact.map(|metric| (&metric.factor, &self.metric_point[..])),
        }
    }

    /// Chord steps until ν²/2 is below the goal, or rounding stops them; they converge with the ratio δ the certificate has
    /// just found to be small.
    fn refine(&mut self, goal: f64) -> Result<(), SolveError> {
        const STEPS: usize = 6;
        let Some(metric) = &self.metric else { return Ok(()) };
        let mut decrement = metric.factor.dual_norm(&self.evaluation.gradient);
        for _ in 0..STEPS {
            if 0.5 * decrement * decrement <= goal {
                break;
            }
            let step = metric.factor.solve(&self.evaluation.gradient);
            let trial: Vec<f64> = self.point.iter().zip(&step).map(|(u, d)| u - d).collect();
            let at = self.objective.evaluate(&trial, Order::Gradient)?;
            let new = metric.factor.dual_norm(&at.gradient);
            if new.is_nan() || new >= decrement {
                break;
            }
            (self.point, self.evaluation, decrement) = (trial, at, new);
        }
        Ok(())
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
