//! A solver of your own, run to a certified optimum by the same loop as the others, and told of as they are: with standard errors.
//!
//!     cargo run --release --example your_own_solver
//!
//! The method of Barzilai and Borwein is gradient descent whose step length is a secant estimate of the inverse curvature
//! ```text
//! u⁺ = u − α g         α⁺ = s·s / s·y,   s = u⁺ − u,   y = g⁺ − g
//! ```
//!
//! (*Two-point step size gradient methods*, IMA J. Numer. Anal. 8, 1988). It is not monotone, so the safeguard asks only for a
//! decrease against the highest of the last ten values (M. Raydan, SIAM J. Optim. 7(1), 1997).
#![allow(clippy::print_stdout)]

use logodds::core::{Evaluation, Objective, Order};
use logodds::data::{Dense, InMemory};
use logodds::fit::{LogisticRegression, Plan, Silent};
use logodds::inference::{Estimator, InferenceRequest};
use logodds::optim::{Iterate, Iteration, Progress, SolveError, Solver};

struct BarzilaiBorwein;

impl Solver for BarzilaiBorwein {
    fn name(&self) -> &'static str {
        "barzilai-borwein"
    }
    fn start<'a>(&self, objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Box<dyn Iteration + 'a>, SolveError> {
        let at = objective.evaluate(&u0, Order::Gradient)?;
        // Columns have unit size, so the curvature along one of them is at most 1/4.
        Ok(Box::new(Walk { objective, recent: vec![at.value], point: u0, at, alpha: 4.0 }))
    }
}

struct Walk<'a> {
    objective: &'a dyn Objective,
    point: Vec<f64>,
    at: Evaluation,
    alpha: f64,
    recent: Vec<f64>, // values, latest last
}

impl Iteration for Walk<'_> {
    fn step(&mut self) -> Result<Progress, SolveError> {
        let g = &self.at.gradient;
        let highest = self.recent.iter().rev().take(10).fold(f64::MIN, |a, b| a.max(*b));
        for halving in 0..60 {
            let alpha = self.alpha * 0.5f64.powi(halving);
            let s: Vec<f64> = g.iter().map(|g| -alpha * g).collect();
            let next: Vec<f64> = self.point.iter().zip(&s).map(|(u, s)| u + s).collect();
            let at = self.objective.evaluate(&next, Order::Gradient)?;
            if at.value <= highest - 1e-4 * alpha * dot(g, g) {
                let y: Vec<f64> = at.gradient.iter().zip(g).map(|(a, b)| a - b).collect();
                self.alpha = (dot(&s, &s) / dot(&s, &y)).clamp(1e-10, 1e10); // s·y ≥ 0, as F is convex
                self.recent.push(at.value);
                (self.point, self.at) = (next, at);
                return Ok(Progress::Moved);
            }
        }
        Ok(Progress::Stalled) // rounding allows no decrease: say so, and let the loop decide what that means
    }
    fn iterate(&self) -> Iterate<'_> {
        Iterate::new(&self.point, &self.at)
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Two columns in very different units. The solver never notices: it is given columns of unit size.
    let (a, b, noise) = (|i| i * 37 % 100, |i| i * 53 % 101, |i| i * 71 % 97); // as good as random
    let x: Vec<f64> = (0..400).flat_map(|i| [f64::from(a(i)), 1e-6 * f64::from(b(i))]).collect();
    let y: Vec<u8> = (0..400).map(|i| u8::from(a(i) + b(i) + noise(i) > 150)).collect();
    let data = InMemory::new(Dense::from_rows(x, 400, 2)?, y)?;
    let regression = LogisticRegression {
        inference: Some(InferenceRequest::new(Estimator::Model)),
        ..LogisticRegression::default()
    };

    let fit = Plan::new(&regression, &data)?.run_with(&BarzilaiBorwein, &mut Silent)?;
    let solution = &fit.solution;
    println!(
        "{}: {} steps, {} passes: {}",
        solution.solver,
        solution.iterations,
        solution.passes,
        solution.status.sentence()
    );
    println!("F = {:.12}, at most {:.1e} above its minimum", solution.value(), solution.certificate.bound);
    let covariance = fit.covariance().ok_or("standard errors are withheld")?;
    for (j, w) in fit.model.coefficients().iter().enumerate() {
        println!("coefficient {j}: {w:.6} ± {:.6}", covariance.std_error(j).unwrap_or(f64::NAN));
    }
    assert!(fit.is_certified());
    Ok(())
}
