//! Variance-reduced stochastic gradients, in whitened coordinates: the solver named `saga`.
//!
//! ```text
//! a the anchor, ∇F(a) known;  u ← a;  repeat T times, k drawn from the batches:
//!     u ← u − η M⁻¹ ( ∇f_k(u) − ∇f_k(a) + ∇F(a) )
//! a ← mean of the last T/2 of the u
//! ```
//!
//! R. Johnson, T. Zhang, *Accelerating Stochastic Gradient Descent using Predictive Variance Reduction* (SVRG), NIPS 2013. The noise
//! of a step vanishes as u and a approach the optimum, so a constant step converges linearly, as SAGA does (A. Defazio, F. Bach, S.
//! Lacoste-Julien, NIPS 2014). SAGA keeps the last gradient of every batch, where SVRG computes a second one; a step here
//! ends with the whole gradient anyway, since a certificate needs it. So the anchor is free, and so is its memory.
//!
//! **Metric.** M is the Hessian of a sample at the start (`stochastic::coordinates`), so that ∇²F is close to the identity. Where a step
//! gains fewer digits of ‖∇F‖² a pass than it would with a Hessian of the new anchor, by what the last one gave and what
//! it costs, M is renewed. (R. Gower, D. Goldfarb, P. Richtárik, *Stochastic Block BFGS*, ICML 2016, precondition SVRG in
//! the same place.)
//!
//! **Step.** η = 1/(2ℓ), ℓ the expected smoothness (`stochastic::smoothness`), which the two gradients of a batch show for free, before the
//! step is taken. Averages of the last half of the path (R. Frostig et al., *Competing with the ERM in a Single Pass*, COLT
//! 2015) let the noise of a constant step cancel.
//!
//! **Length.** With curvature 1, `T = 32 ℓ` steps of 1/(2ℓ) forget the start by e⁻⁸ before averaging begins, so the path
//! need not be a pass: with a million rows of fifty columns it is some two-hundredth of one, and nearly all of the work is the anchor's
//! gradient, which is computed by all threads. One pass at most: where rows are few, a fresh anchor is worth more.

use crate::algebra::vector::{average, difference, dot, square};
use crate::cost::{hessian_is_cheap, hessian_passes};
use crate::solver::{Iterate, Iteration, Progress, SolveError, Solver};
use crate::solvers::stochastic::batches::Batches;
use crate::solvers::stochastic::coordinates::Coordinates;
use crate::solvers::stochastic::smoothness::Smoothness;
use logodds_core::{Evaluation, Objective, Order};

/// Stochastic variance-reduced gradients. One to three passes a step, memory p² for the metric and a few vectors.
#[derive(Clone, Copy, Debug, Default)]
pub struct Svrg {
    /// Seed of the shuffles: the same seed gives the same bits.
    pub seed: u64,
}

/// Steps per unit of ℓ: see above.
const LENGTH: f64 = 32.0;
/// Steps at least, where batches are fewer.
const SHORTEST: usize = 16;
/// −log of the contraction of ‖∇F‖² in a step that a renewed metric is expected to give, before one was tried: a thousandth is what
/// data with many rows show.
const EXPECTED: f64 = 7.0;
/// Refused anchors beyond which it is rounding, not bad luck: the step is 2⁻⁸ of what it was.
const REFUSALS: i32 = 8;

impl Solver for Svrg {
    fn name(&self) -> &'static str {
        "saga"
    }

    fn start<'a>(&self, objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Box<dyn Iteration + 'a>, SolveError> {
        let evaluation = objective.evaluate(&u0, Order::Gradient)?;
        if !evaluation.value.is_finite() {
            return Err(SolveError::Start);
        }
        let coordinates = Coordinates::of(objective, &u0)?;
        let batches = Batches::of(objective, self.seed);
        let smoothness = coordinates.guess(objective, &u0, &evaluation.gradient, batches.rows())?;
        let square = square(&coordinates.whiten(&evaluation.gradient));
        Ok(Box::new(Anchored {
            objective,
            batches,
            coordinates,
            smoothness,
            refused: 0,
            renew: false,
            is_fresh: false,
            expected: EXPECTED,
            anchor: u0,
            evaluation,
            square,
        }))
    }
}

struct Anchored<'a> {
    objective: &'a dyn Objective,
    batches: Batches,
    coordinates: Coordinates<'a>,
    smoothness: Smoothness,
    /// Anchors refused, less those taken since.
    refused: i32,
    /// The metric is poor: renew it.
    renew: bool,
    /// It was renewed for this step.
    is_fresh: bool,
    /// −log of the contraction of ‖∇F‖² in a step just after the metric was renewed.
    expected: f64,
    anchor: Vec<f64>,
    evaluation: Evaluation,
    /// ‖Tᵀ ∇F‖² at the anchor.
    square: f64,
}

impl Anchored<'_> {
    /// ℓ, doubled for every refused anchor that none made up for.
    fn smoothness(&self) -> f64 {
        let floor = if self.coordinates.is_plain() { 0.0 } else { 1.0 };
        self.smoothness.get().max(floor) * 2f64.powi(self.refused)
    }

    /// Steps between two anchors.
    fn length(&self) -> usize {
        let most = self.batches.count().max(SHORTEST);
        if self.coordinates.is_plain() {
            return most; // the condition is not known
        }
        ((LENGTH * self.smoothness()).ceil() as usize).clamp(1, most)
    }

    /// The mean of the last half of a path from the anchor.
    fn path(&mut self) -> Result<Vec<f64>, SolveError> {
        self.smoothness.fade();
        let length = self.length();
        let whole = self.coordinates.whiten(&self.evaluation.gradient);
        // The first step has no noise: both gradients are of the same point.
        let mut u = self.coordinates.step(&self.anchor, &whole, 0.5 / self.smoothness());
        let mut mean = u.clone();
        let mut count = 0.0;
        for step in 1..length {
            let k = self.batches.draw();
            let here = self.batches.gradient(self.objective, k, &u)?;
            let there = self.batches.gradient(self.objective, k, &self.anchor)?;
            let change = difference(&here, &there);
            let mut direction = self.coordinates.whiten(&change);
            self.smoothness.observe(square(&direction), dot(&change, &difference(&u, &self.anchor)));
            direction.iter_mut().zip(&whole).for_each(|(d, g)| *d += g);
            u = self.coordinates.step(&u, &direction, 0.5 / self.smoothness());
            if 2 * step >= length {
                count += 1.0;
                average(&mut mean, &u, count);
            }
        }
        Ok(mean)
    }

    /// Whether a step that contracted ‖∇F‖² by `square` says that a renewed metric is worth its Hessian: more digits for a pass.
    fn is_poor(&mut self, square: f64) -> bool {
        let digits = -(square / self.square).ln();
        if std::mem::take(&mut self.is_fresh) {
            self.expected = digits;
        }
        let passes = 1.0 + 2.0 * self.length() as f64 / self.batches.count() as f64;
        digits / passes < self.expected / (passes + hessian_passes(self.objective))
    }

    /// Make the Hessian at the anchor the metric.
    fn renew(&mut self) -> Result<(), SolveError> {
        self.evaluation = self.objective.evaluate(&self.anchor, Order::Hessian)?;
        if let Some(exact) = Coordinates::at(&self.evaluation) {
            self.coordinates = exact;
            self.smoothness = Smoothness::new(1.0 + self.anchor.len() as f64 / self.batches.rows());
            self.square = square(&self.coordinates.whiten(&self.evaluation.gradient));
            self.is_fresh = true;
        }
        self.evaluation.hessian = None;
        Ok(())
    }
}

impl Iteration for Anchored<'_> {
    fn step(&mut self) -> Result<Progress, SolveError> {
        if std::mem::take(&mut self.renew) && hessian_is_cheap(self.objective) {
            self.renew()?;
        }
        let next = self.path()?;
        if next == self.anchor {
            return Ok(Progress::Stalled);
        }
        let at = self.objective.evaluate(&next, Order::Gradient)?;
        let square = square(&self.coordinates.whiten(&at.gradient));
        // Where values agree to rounding, the gradient tells.
        let rounding = 8.0 * f64::EPSILON * self.evaluation.value.abs();
        let lower = at.value < self.evaluation.value - rounding;
        if lower || (at.value <= self.evaluation.value + rounding && square < self.square) {
            self.renew = self.is_poor(square);
            self.refused = (self.refused - 1).max(0);
            (self.anchor, self.evaluation, self.square) = (next, at, square);
            return Ok(Progress::Moved);
        }
        self.refused += 1;
        self.renew = self.refused == 1;
        Ok(if self.refused > REFUSALS { Progress::Stalled } else { Progress::Moved })
    }

    fn iterate(&self) -> Iterate<'_> {
        Iterate::new(&self.anchor, &self.evaluation)
    }
}
