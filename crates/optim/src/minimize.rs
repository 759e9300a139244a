//! The one loop.
//!
//! It alone owns stopping, tracing, time and cancellation. After every step it asks the judge
//! ([`certificate`](crate::certificate)) how far from the optimum the iterate can be, and stops when that is below
//! `tolerance · F`: never because nothing seems to change any more. Solvers that form Hessians bring their own; for the others the judge
//! pays for one when the gradient says it is time, and lives on it while the iterate stays near.

use crate::certificate::bound::Certificate;
use crate::certificate::judge::Judge;
use crate::passes::Passes;
use crate::solver::{Observer, Progress, SolveError, Solver};
use crate::status::Status;
use logodds_core::{Evaluation, Objective};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// When to stop.
#[derive(Clone, Debug, PartialEq)]
pub struct StoppingRule {
    /// Converged means: certified `F(u) − F* ≤ tolerance · F(u)`.
    pub tolerance: f64,
    /// Steps at most.
    pub max_iterations: usize,
    /// Time at most; looked at between steps.
    pub max_time: Option<Duration>,
}

impl Default for StoppingRule {
    fn default() -> Self {
        Self { tolerance: 1e-10, max_iterations: 1_000, max_time: None }
    }
}

/// One line of a trace.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TracePoint {
    /// Step, 0 at the start.
    pub iteration: usize,
    /// Passes over the data so far.
    pub passes: f64,
    /// Seconds since the start.
    pub seconds: f64,
    /// F(u).
    pub value: f64,
    /// Bound on F(u) − F*.
    pub bound: f64,
}

/// Where a solver ended, and what is known there.
#[derive(Clone, Debug)]
pub struct Solution {
    /// The point u, in the objective's coordinates.
    pub point: Vec<f64>,
    /// Value and gradient there.
    pub evaluation: Evaluation,
    /// How far it can be from the optimum.
    pub certificate: Certificate,
    /// How it ended.
    pub status: Status,
    /// The solver's name.
    pub solver: &'static str,
    /// Steps taken.
    pub iterations: usize,
    /// Passes over the data, those for the certificate included.
    pub passes: f64,
    /// Seconds of wall time.
    pub seconds: f64,
    /// One point per step.
    pub trace: Vec<TracePoint>,
}

impl Solution {
    /// F(u).
    #[must_use]
    pub fn value(&self) -> f64 {
        self.evaluation.value
    }
}

/// Minimise `objective` from `u0` with `solver` until `stop` says so.
///
/// # Errors
/// [`SolveError`] if the objective cannot be evaluated, or, before any pass, if the solver cannot keep to its penalty. Not converging is
/// not an error: see [`Solution::status`].
pub fn minimize(
    solver: &dyn Solver,
    objective: &dyn Objective,
    u0: Vec<f64>,
    stop: &StoppingRule,
    observer: &mut dyn Observer,
) -> Result<Solution, SolveError> {
    if objective.separable().is_some_and(|penalty| !solver.handles(penalty)) {
        return Err(SolveError::Penalty(solver.name()));
    }
    let begin = Instant::now();
    let passes = Passes::new(objective);
    let objective = passes.objective();
    let mut judge = Judge::new(objective, stop.tolerance);
    let mut iteration = solver.start(objective, u0)?;
    let mut trace = Vec::new();
    let mut progress = Progress::Moved;
    let mut k = 0;
    let (status, certificate) = loop {
        let verdict = judge.look(&mut *iteration)?;
        let certificate = verdict.certificate;
        let seconds = begin.elapsed();
        trace.push(TracePoint {
            iteration: k,
            passes: passes.count(),
            seconds: seconds.as_secs_f64(),
            value: verdict.value,
            bound: certificate.bound,
        });
        if let Some(status @ (Status::Converged | Status::Separated)) = verdict.finding {
            break (status, certificate);
        }
        if passes.apart(|| observer.iteration(k, &iteration.iterate(), certificate.bound)) == ControlFlow::Break(()) {
            break (Status::Interrupted, certificate);
        }
        if let Some(status) = verdict.finding {
            break (status, certificate);
        }
        if progress == Progress::Stalled {
            break (Status::Stalled, certificate);
        }
        if k >= stop.max_iterations {
            break (Status::IterationLimit, certificate);
        }
        if stop.max_time.is_some_and(|limit| seconds >= limit) {
            break (Status::TimeLimit, certificate);
        }
        progress = iteration.step()?;
        k += 1;
    };
    let end = judge.conclude(&mut *iteration, status, certificate)?;
    Ok(Solution {
        point: end.point,
        evaluation: end.evaluation,
        certificate: end.certificate,
        status: end.status,
        solver: solver.name(),
        iterations: k,
        passes: passes.count(),
        seconds: begin.elapsed().as_secs_f64(),
        trace,
    })
}
