//! How many passes over the data a minimum took: what every solver is judged by. A sample of a tenth of the rows counts a tenth.
//!
//! Who computes the sums counts the rows that they look at ([`Structure::rows_seen`]), so nothing stands between a solver and its objective. One
//! that is not known to have rows has its evaluations counted.

use logodds_core::{EvalError, Evaluation, Objective, Order, Separable, Structure};
use std::cell::Cell;

/// What is minimised, and what has been seen of it.
pub(crate) struct Passes<'a> {
    objective: &'a dyn Objective,
    structure: Option<&'a dyn Structure>,
    /// Rows, or evaluations, that are not to be counted.
    apart: Cell<u64>,
    evaluations: Cell<u64>,
}

impl<'a> Passes<'a> {
    pub(crate) fn new(objective: &'a dyn Objective) -> Self {
        let structure = objective.structure();
        let passes = Self { objective, structure, apart: Cell::new(0), evaluations: Cell::new(0) };
        passes.apart.set(passes.seen());
        passes
    }

    /// What is to be minimised.
    pub(crate) fn objective(&self) -> &dyn Objective {
        if self.structure.is_some() { self.objective } else { self }
    }

    /// How many passes there were.
    pub(crate) fn count(&self) -> f64 {
        let seen = self.seen().saturating_sub(self.apart.get()) as f64;
        seen / self.structure.map_or(1, Structure::rows).max(1) as f64
    }

    /// Do what is not counted, as somebody else asks for it.
    pub(crate) fn apart<T>(&self, f: impl FnOnce() -> T) -> T {
        let before = self.seen();
        let result = f();
        self.apart.set(self.apart.get() + self.seen() - before);
        result
    }

    fn seen(&self) -> u64 {
        self.structure.map_or(self.evaluations.get(), Structure::rows_seen)
    }
}

impl Objective for Passes<'_> {
    fn dim(&self) -> usize {
        self.objective.dim()
    }

    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        self.evaluations.set(self.evaluations.get() + 1);
        self.objective.evaluate(u, order)
    }

    fn separable(&self) -> Option<&Separable> {
        self.objective.separable()
    }
}
