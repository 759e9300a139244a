//! Stochastic gradient descent on mini-batches, with averaged iterates.
//!
//! ```text
//! u ← u − η_t ∇F_k(u)       k running through a shuffle of the batches, once per epoch
//! ū = mean of the u of the last half of the epochs
//! ```
//!
//! Averaging: B. Polyak, A. Juditsky, *Acceleration of Stochastic Approximation by Averaging*, SIAM J. Control Optim.
//! 30(4), 1992; over the second half only, A. Rakhlin, O. Shamir, K. Sridharan, ICML 2012. Columns of unit size give
//! batches a curvature of at most L = dim/4 (the trace of a Hessian with p = 1/2) plus the ridge, and usually far less, so
//! `η = 2 / (L ∛epoch)` needs no tuning. Where row weights make some batches heavier than others, L is that of the heaviest
//! seen so far, by the curvature of its intercept, 1/4 at most for a batch of average weight.
//!
//! One step of the loop is one epoch, then one pass that evaluates the average: a certificate needs the true gradient.
//! It gets near the optimum quickly and then slowly nearer; the bound says how near. Batches are the row blocks in
//! the order of the file, so rows sorted by label make it slow, never wrong.

use crate::solver::{Iterate, Iteration, Progress, SolveError, Solver};
use logodds_core::{Evaluation, Objective, Order};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;

/// Stochastic gradient descent. Two passes a step (an epoch and an evaluation), memory O(p).
#[derive(Clone, Copy, Debug, Default)]
pub struct Sgd {
    /// Seed of the shuffles: the same seed gives the same bits.
    pub seed: u64,
}

impl Solver for Sgd {
    fn name(&self) -> &'static str {
        "sgd"
    }

    fn start<'a>(&self, objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Box<dyn Iteration + 'a>, SolveError> {
        let evaluation = objective.evaluate(&u0, Order::Gradient)?;
        if !evaluation.value.is_finite() {
            return Err(SolveError::Start);
        }
        Ok(Box::new(Epochs {
            objective,
            random: Xoshiro256PlusPlus::seed_from_u64(self.seed),
            order: (0..objective.batches()).collect(),
            current: u0.clone(),
            average: u0.clone(),
            averaged: 0.0,
            restart_at: 2,
            epoch: 0,
            heaviest: 1.0,
            best: u0,
            evaluation,
        }))
    }
}

struct Epochs<'a> {
    objective: &'a dyn Objective,
    random: Xoshiro256PlusPlus,
    order: Vec<usize>,
    current: Vec<f64>,
    average: Vec<f64>,
    averaged: f64,
    /// The epoch at which averaging starts afresh: powers of two, so that at least the last half is averaged.
    restart_at: usize,
    epoch: usize,
    /// Weight of the heaviest batch seen, in average batches, at least 1.
    heaviest: f64,
    best: Vec<f64>,
    evaluation: Evaluation,
}

impl Iteration for Epochs<'_> {
    fn step(&mut self) -> Result<Progress, SolveError> {
        self.epoch += 1;
        if self.epoch == self.restart_at {
            self.restart_at *= 2;
            self.averaged = 0.0;
        }
        let ridge = self.objective.geometry().map_or(0.0, |g| g.ridge.iter().fold(0.0, |a: f64, b| a.max(*b)));
        let curvature = 0.25 * self.current.len() as f64 + ridge;
        let rate = 2.0 / (curvature * (self.epoch as f64).cbrt());
        self.order.shuffle(&mut self.random);
        for &k in &self.order {
            let at = self.objective.evaluate_batch(k, &self.current, Order::Gradient)?;
            self.heaviest = self.heaviest.max(4.0 * at.intercept_curvature);
            let rate = rate / self.heaviest;
            self.current.iter_mut().zip(&at.gradient).for_each(|(u, g)| *u -= rate * g);
            self.averaged += 1.0;
            let share = 1.0 / self.averaged;
            self.average.iter_mut().zip(&self.current).for_each(|(a, u)| *a += share * (u - *a));
        }
        let at = self.objective.evaluate(&self.average, Order::Gradient)?;
        if !at.value.is_finite() {
            return Ok(Progress::Stalled);
        }
        if at.value < self.evaluation.value {
            self.best.clone_from(&self.average);
            self.evaluation = at;
        }
        Ok(Progress::Moved)
    }

    fn iterate(&self) -> Iterate<'_> {
        Iterate::new(&self.best, &self.evaluation)
    }
}
