//! Batches, and the order in which they are drawn.
//!
//! The batches of an objective are blocks that fit a cache: forty rows of fifty columns, sixteen of a thousand. In
//! coordinates in which the Hessian is the identity a mean of B rows has a curvature of about `(1 + √(p/B))²` at most (V.
//! Marčenko, L. Pastur, Math. USSR Sbornik 1, 1967), and a step costs p² beside the B p of its gradient. Both say the same:
//! take about p rows, but leave some thirty batches to draw from.
//!
//! They are drawn without replacement: a shuffle, all in turn, the next shuffle.

use logodds_core::{EvalError, Objective, Order, Structure};
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_xoshiro::Xoshiro256PlusPlus;
use std::ops::Range;

/// Batches to draw from, if the objective has as many.
const FEWEST: usize = 32;

/// Batches of an objective, joined to larger ones of about equal size.
pub(crate) struct Batches {
    /// Those of the objective.
    parts: usize,
    /// Rows of a joined one, on average.
    rows: f64,
    order: Vec<usize>,
    next: usize,
    random: Xoshiro256PlusPlus,
}

impl Batches {
    pub(crate) fn of(objective: &dyn Objective, seed: u64) -> Self {
        let structure = objective.structure();
        let parts = structure.map_or(1, Structure::batches).max(1);
        let all = structure.map_or(1, Structure::rows);
        let rows = (all / parts).max(1);
        let joined = objective.dim().div_ceil(rows).clamp(1, (parts / FEWEST).max(1));
        let count = parts / joined;
        Self {
            parts,
            rows: all as f64 / count as f64,
            order: (0..count).collect(),
            next: count,
            random: Xoshiro256PlusPlus::seed_from_u64(seed),
        }
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.order.len()
    }

    /// Rows of one, on average.
    pub(crate) fn rows(&self) -> f64 {
        self.rows
    }

    /// The next one.
    pub(crate) fn draw(&mut self) -> usize {
        if self.next == self.order.len() {
            self.order.shuffle(&mut self.random);
            self.next = 0;
        }
        self.next += 1;
        self.order[self.next - 1]
    }

    fn parts(&self, batch: usize) -> Range<usize> {
        let count = self.count();
        batch * self.parts / count..(batch + 1) * self.parts / count
    }

    /// The gradient at `u` of a batch's function; the mean of them all is the objective's.
    pub(crate) fn gradient(&self, objective: &dyn Objective, batch: usize, u: &[f64]) -> Result<Vec<f64>, EvalError> {
        let parts = self.parts(batch);
        let share = (parts.len() * self.count()) as f64 / self.parts as f64;
        let mut gradient = match objective.structure() {
            Some(structure) => structure.gradient_of_batches(parts, u)?,
            None => objective.evaluate(u, Order::Gradient)?.gradient,
        };
        if share != 1.0 {
            gradient.iter_mut().for_each(|g| *g *= share);
        }
        Ok(gradient)
    }
}
