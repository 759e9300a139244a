//! Stochastic gradient descent on mini-batches, in whitened coordinates, with averaged iterates and nothing to tune.
//!
//! ```text
//! u ← u − η_t M⁻¹ ∇f_k(u)       k running through a shuffle of the batches, once per epoch
//! ū = mean of the u of the last half of the epochs, of the last half of the first
//! ```
//!
//! Averaging: B. Polyak, A. Juditsky, *Acceleration of Stochastic Approximation by Averaging*, SIAM J. Control Optim.
//! 30(4), 1992; over the second half only, A. Rakhlin, O. Shamir, K. Sridharan, ICML 2012.
//!
//! **Rate.** Steps need a length and a decay. Where M is close to the Hessian, both are known: the curvature is 1, and
//! `η_t = 1 / (ℓ + t/4)` falls as 1/t, as it must for a strongly convex function, but four times slower than 1/(μt), so that a
//! curvature of an eighth is still enough (F. Bach, E. Moulines, NIPS 2011, Theorem 1, for what happens if it is not). ℓ is the expected
//! smoothness (`stochastic::smoothness`), measured with a second gradient of the same batch for one step in eight, for the first
//! ones, and for any whose gradient is larger than all that were measured. M is from a sample at the start, and the Hessian at the best
//! average before epochs 2, 3, 4, 8, 16, …, if that is affordable (`stochastic::coordinates`).
//!
//! Where nothing is known of the Hessian, η = 1 / (2 ℓ √epoch): at most 1/L for the largest curvature L met.
//!
//! One step of the loop is one epoch, then one pass that evaluates the average: a certificate needs the true gradient.
//! Batches are row blocks in the order of the file, so rows sorted by label make it slow, never wrong.

use crate::algebra::vector::{average, difference, dot};
use crate::cost::hessian_is_cheap;
use crate::solver::{Iterate, Iteration, Progress, SolveError, Solver};
use crate::solvers::stochastic::batches::Batches;
use crate::solvers::stochastic::coordinates::Coordinates;
use crate::solvers::stochastic::smoothness::Smoothness;
use logodds_core::{Evaluation, Objective, Order};

/// Stochastic gradient descent. Some two passes a step (an epoch and an evaluation), memory p² for the metric and a few vectors.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sgd {
    /// Seed of the shuffles: the same seed gives the same bits.
    pub seed: u64,
}

/// Share of a step's number that is added to ℓ: see above.
const DECAY: f64 = 0.25;
/// The first steps in new coordinates, whose curvature is measured.
const FIRST: usize = 16;
/// One step in so many is measured later.
const EVERY: usize = 8;

impl Solver for Sgd {
    fn name(&self) -> &'static str {
        "sgd"
    }

    fn start<'a>(&self, objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Box<dyn Iteration + 'a>, SolveError> {
        let evaluation = objective.evaluate(&u0, Order::Gradient)?;
        if !evaluation.value.is_finite() {
            return Err(SolveError::Start);
        }
        let coordinates = Coordinates::of(objective, &u0)?;
        let batches = Batches::of(objective, self.seed);
        let smoothness = coordinates.guess(objective, &u0, &evaluation.gradient, batches.rows())?;
        Ok(Box::new(Epochs {
            objective,
            batches,
            coordinates,
            smoothness,
            measured: Measured::default(),
            current: u0.clone(),
            average: u0.clone(),
            averaged: 0.0,
            epoch: 0,
            steps: 0,
            best: u0,
            begin: evaluation.value,
            evaluation,
        }))
    }
}

/// Which steps were measured in these coordinates.
#[derive(Default)]
struct Measured {
    steps: usize,
    /// The largest ‖Tᵀ ∇f_k‖² among them.
    largest: f64,
}

struct Epochs<'a> {
    objective: &'a dyn Objective,
    batches: Batches,
    coordinates: Coordinates<'a>,
    smoothness: Smoothness,
    measured: Measured,
    current: Vec<f64>,
    average: Vec<f64>,
    averaged: f64,
    epoch: usize,
    steps: usize,
    best: Vec<f64>,
    evaluation: Evaluation,
    /// F where it began.
    begin: f64,
}

impl Epochs<'_> {
    fn rate(&self) -> f64 {
        let smoothness = self.smoothness.get();
        if self.coordinates.is_plain() {
            return 1.0 / (2.0 * smoothness * (self.epoch as f64).sqrt());
        }
        1.0 / (smoothness.max(1.0) + DECAY * self.steps as f64)
    }

    fn one_batch(&mut self) -> Result<(), SolveError> {
        self.steps += 1;
        let k = self.batches.draw();
        let gradient = self.batches.gradient(self.objective, k, &self.current)?;
        let whitened = self.coordinates.whiten(&gradient);
        let mut next = self.coordinates.step(&self.current, &whitened, self.rate());
        let square = dot(&whitened, &whitened);
        let due = self.measured.steps < FIRST || self.measured.steps.is_multiple_of(EVERY);
        if due || square > self.measured.largest {
            let there = self.batches.gradient(self.objective, k, &next)?;
            let change = difference(&there, &gradient);
            let direction = self.coordinates.whiten(&change);
            self.smoothness.observe(dot(&direction, &direction), dot(&change, &difference(&next, &self.current)));
            self.measured.largest = self.measured.largest.max(square);
            next = self.coordinates.step(&self.current, &whitened, self.rate());
        }
        self.measured.steps += 1;
        self.current = next;
        self.averaged += 1.0;
        average(&mut self.average, &self.current, self.averaged);
        Ok(())
    }

    /// Make the Hessian at the best point the metric, if it is there.
    fn renew(&mut self) {
        if let Some(exact) = Coordinates::at(&self.evaluation) {
            self.coordinates = exact;
            self.smoothness = Smoothness::new(1.0 + self.best.len() as f64 / self.batches.rows());
            self.measured = Measured::default();
        }
        self.evaluation.hessian = None;
    }
}

impl Iteration for Epochs<'_> {
    fn step(&mut self) -> Result<Progress, SolveError> {
        self.epoch += 1;
        // Averaging starts afresh at powers of two, so that at least the last half is averaged.
        if self.epoch.is_power_of_two() {
            self.averaged = 0.0;
        }
        let count = self.batches.count();
        for batch in 0..count {
            if self.epoch == 1 && batch == count / 2 {
                self.averaged = 0.0;
            }
            self.one_batch()?;
        }
        let next = self.epoch + 1;
        let renew = next.is_power_of_two() || next == 3;
        let order = if renew && hessian_is_cheap(self.objective) { Order::Hessian } else { Order::Gradient };
        let at = self.objective.evaluate(&self.average, order)?;
        if at.value < self.evaluation.value {
            self.best.clone_from(&self.average);
            self.evaluation = at;
            self.renew();
        } else if at.value.is_nan() || at.value > self.begin {
            // Astray: nothing that was averaged is of use.
            self.current.clone_from(&self.best);
            self.average.clone_from(&self.best);
            self.averaged = 0.0;
        }
        Ok(Progress::Moved)
    }

    fn iterate(&self) -> Iterate<'_> {
        Iterate::new(&self.best, &self.evaluation)
    }
}
