//! What a solver is.
//!
//! A solver holds mathematics only: from a point it proposes the next. When to stop, how long it took and what to record
//! belong to [`minimize`](crate::minimize()); reading data and adding rows to the objective. So a solver's file reads like
//! its paper, and anyone's own solver is a type with two short methods.

use crate::algebra::Cholesky;
use logodds_core::{EvalError, Evaluation, Objective, Separable};
use std::ops::ControlFlow;

/// A method for minimising a smooth convex function.
pub trait Solver: Send + Sync {
    /// Its name, as in tables and model files.
    fn name(&self) -> &'static str;

    /// Whether it can keep to a penalty. What its values and gradients hold, a ridge, any solver can; kinks and bounds are for those that say so.
    fn handles(&self, penalty: &Separable) -> bool {
        penalty.is_smooth()
    }

    /// Evaluate the objective at `u0` and get ready to step.
    ///
    /// # Errors
    /// [`SolveError`] if the objective cannot be evaluated there, or the method does not apply to it.
    fn start<'a>(&self, objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Box<dyn Iteration + 'a>, SolveError>;
}

/// A solver at work.
pub trait Iteration {
    /// Take one step.
    ///
    /// # Errors
    /// [`SolveError`] if the objective could not be evaluated.
    fn step(&mut self) -> Result<Progress, SolveError>;

    /// Where the solver is. Always the best point it would return, with everything known there.
    fn iterate(&self) -> Iterate<'_>;

    /// Evaluate the objective exactly where the solver is, and from here on: for a solver that chooses its way by
    /// [`Structure::approximate`](logodds_core::Structure::approximate).
    ///
    /// # Errors
    /// [`SolveError`] if the objective could not be evaluated.
    fn make_exact(&mut self) -> Result<(), SolveError> {
        Ok(())
    }
}

/// A point with what is known there.
#[derive(Clone, Copy, Debug)]
pub struct Iterate<'a> {
    /// The point u.
    pub point: &'a [f64],
    /// Value and gradient there, at least.
    pub evaluation: &'a Evaluation,
    /// A factored Hessian, if the solver has one.
    pub metric: Option<Metric<'a>>,
    /// About the Newton decrement here, if the solver knows it without a factor of a Hessian: an estimate, which proves nothing.
    pub decrement: Option<f64>,
    /// Whether value and gradient are from [`Structure::approximate`](logodds_core::Structure::approximate), so that they prove nothing.
    pub approximate: bool,
    /// Whether the solver goes on to the last digits by itself, where they cost little, so that no Hessian is worth its price.
    pub is_refined: bool,
}

impl<'a> Iterate<'a> {
    /// A point, its value and its gradient.
    #[must_use]
    pub fn new(point: &'a [f64], evaluation: &'a Evaluation) -> Self {
        Self { point, evaluation, metric: None, decrement: None, approximate: false, is_refined: false }
    }
}

/// A factored matrix that is, or is like, a Hessian.
#[derive(Clone, Copy, Debug)]
pub struct Metric<'a> {
    /// The factor.
    pub factor: &'a Cholesky,
    /// The point (this one or an earlier) whose Hessian is at least `share` times it; `None` for an approximation that bounds nothing.
    pub of: Option<&'a [f64]>,
    /// 1 of the Hessian itself; of some of the rows ([`SampledHessian`](logodds_core::SampledHessian)), the share of the weight that they have.
    pub share: f64,
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It moved.
    Moved,
    /// It cannot move any more: the arithmetic allows no further decrease.
    Stalled,
}

/// Someone who watches, and may say stop.
pub trait Observer {
    /// After iteration `k` (0 is the start), with the gap bound known so far.
    fn iteration(&mut self, k: usize, at: &Iterate<'_>, bound: f64) -> ControlFlow<()>;

    /// Of what is asked around a fit, `what`, so many parts of so many are done: tests, ends of intervals, replicates. Whoever says stop keeps these.
    fn part(&mut self, what: &'static str, done: usize, of: usize) -> ControlFlow<()> {
        let _ = (what, done, of);
        ControlFlow::Continue(())
    }
}

/// An observer that neither looks nor stops.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {
    fn iteration(&mut self, _: usize, _: &Iterate<'_>, _: f64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// Why a solver could not run. Not reaching the optimum is not an error but a [`Status`](crate::Status).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SolveError {
    /// The objective could not be evaluated.
    #[error(transparent)]
    Eval(#[from] EvalError),
    /// The starting point has a value that is not finite.
    #[error("the objective is not finite at the starting point")]
    Start,
    /// The solver cannot keep to the penalty ([`Solver::handles`]).
    #[error("the solver \"{0}\" cannot keep to this penalty")]
    Penalty(&'static str),
    /// The method needs products with the Hessian, and the objective knows none.
    #[error("the objective has no products with its Hessian, which this solver needs")]
    Products,
    /// An argmin solver failed for a reason of its own.
    #[error("argmin's solver failed: {0}")]
    Argmin(argmin::core::Error),
}
