//! The one loop.
//!
//! It alone owns stopping, tracing, time and cancellation. After every step it asks how far from the optimum the iterate
//! can be ([`certificate`](crate::certificate::bound)), and stops when that is below `tolerance · F`: never because nothing
//! seems to change any more. Solvers that form Hessians bring their own; for the others the loop pays for one when the
//! gradient says it is time, and lives on it while the iterate stays near.

use crate::certificate::Certificate;
use crate::certificate::certifier::Certifier;
use crate::certificate::polish::polish;
use crate::passes::Passes;
use crate::solver::{Iterate, Observer, Progress, SolveError, Solver};
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

/// How a fit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The certificate's bound is below the tolerance.
    Converged,
    /// The iterations ran out.
    IterationLimit,
    /// The time ran out.
    TimeLimit,
    /// The arithmetic allowed no further step before the bound was reached.
    Stalled,
    /// The Hessian is singular where the gradient vanishes: some coefficients are not determined by the data.
    Singular,
    /// The coefficients separate the classes completely, and there is no penalty: the loss falls towards 0 as they grow,
    /// and no optimum exists.
    Separated,
    /// An observer said stop.
    Interrupted,
    /// There is no optimum, and what there is of it is certified: some rows are fitted better and better without end, and the maximum of the
    /// others is the limit. No solver ends so; who separates the rows says it.
    Limit,
}

impl Status {
    /// Its name in tables, JSON and model files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Converged => "converged",
            Self::IterationLimit => "iteration-limit",
            Self::TimeLimit => "time-limit",
            Self::Stalled => "stalled",
            Self::Singular => "singular",
            Self::Separated => "separated",
            Self::Interrupted => "interrupted",
            Self::Limit => "limit",
        }
    }

    /// A sentence about it.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Converged => "certified optimum: the gap bound is below the tolerance",
            Self::IterationLimit => "not certified: the iterations ran out",
            Self::TimeLimit => "not certified: the time ran out",
            Self::Stalled => "not certified: rounding allows no further progress",
            Self::Singular => "not certified: the data do not determine all coefficients",
            Self::Separated => "no optimum exists: the features separate the classes completely",
            Self::Interrupted => "interrupted",
            Self::Limit => "certified limit: the gap bound of the rows that are not separated is below the tolerance",
        }
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
/// [`SolveError`] if the objective cannot be evaluated. Not converging is not an error: see [`Solution::status`].
pub fn minimize(
    solver: &dyn Solver,
    objective: &dyn Objective,
    u0: Vec<f64>,
    stop: &StoppingRule,
    observer: &mut dyn Observer,
) -> Result<Solution, SolveError> {
    let begin = Instant::now();
    let passes = Passes::new(objective);
    let objective = passes.objective();
    let mut certifier = Certifier::new(objective, stop.tolerance);
    let mut iteration = solver.start(objective, u0)?;
    let mut trace = Vec::new();
    let mut progress = Progress::Moved;
    let mut k = 0;
    let mut centred = None;
    let (mut status, mut certificate) = loop {
        let at = iteration.iterate();
        let from_better = certifier.centre(&at)?;
        if at.approximate && from_better.is_none() && certifier.may_conclude(&at)? {
            iteration.make_exact()?;
        }
        let at = iteration.iterate();
        let certificate = match &from_better {
            Some((_, _, certificate)) => *certificate,
            None if at.approximate => certifier.meanwhile(&at),
            None => certifier.check(&at)?,
        };
        let bound = certificate.bound;
        let seconds = begin.elapsed();
        trace.push(TracePoint {
            iteration: k,
            passes: passes.count(),
            seconds: seconds.as_secs_f64(),
            value: from_better.as_ref().map_or(at.evaluation.value, |(_, evaluation, _)| evaluation.value),
            bound,
        });
        if let Some((point, evaluation, _)) = from_better {
            centred = Some((point, evaluation));
            break (Status::Converged, certificate);
        }
        if bound <= stop.tolerance * at.evaluation.value {
            break (Status::Converged, certificate);
        }
        if certifier.separates(&at) {
            break (Status::Separated, certificate);
        }
        if passes.apart(|| observer.iteration(k, &at, bound)) == ControlFlow::Break(()) {
            break (Status::Interrupted, certificate);
        }
        if certifier.is_singular() {
            break (Status::Singular, certificate);
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
    if centred.is_none() && iteration.iterate().approximate {
        iteration.make_exact()?;
        certificate = certifier.bound(&iteration.iterate());
    }
    let at = iteration.iterate();
    let (point, evaluation) = centred.unwrap_or_else(|| (at.point.to_vec(), at.evaluation.clone()));
    let mut end = End { point, evaluation, certificate };
    match status {
        Status::Converged => {
            let goal = polish_goal(stop.tolerance) * end.evaluation.value;
            if let Some(factor) = certifier.factor(&at)? {
                let (point, evaluation) =
                    polish(objective, (end.point.clone(), end.evaluation.clone()), &factor, goal)?;
                let certificate = certifier.bound(&Iterate::new(&point, &evaluation));
                if certificate.bound <= end.certificate.bound {
                    end = End { point, evaluation, certificate };
                }
            }
        }
        Status::Separated | Status::Interrupted | Status::Limit => {}
        // The last word is an honest one: pay for a Hessian where the loop did not think it worth while.
        _ if status != Status::TimeLimit || !certifier.is_dear() => {
            end.certificate = certifier.insist(&at, true)?;
            if end.certificate.bound <= stop.tolerance * end.evaluation.value {
                status = Status::Converged;
            }
        }
        _ => {}
    }
    Ok(Solution {
        point: end.point,
        evaluation: end.evaluation,
        certificate: end.certificate,
        status,
        solver: solver.name(),
        iterations: k,
        passes: passes.count(),
        seconds: begin.elapsed().as_secs_f64(),
        trace,
    })
}

/// How far, relative to F, a certified point is polished. Coefficients have half the digits of the value: twice as many, and
/// two more, make them as good as the gap. A tolerance looser than 10⁻⁸ asks for the value and for speed: there the
/// gap is to be two digits better than the bound has to be, no more.
fn polish_goal(tolerance: f64) -> f64 {
    const LOOSE: f64 = 1e-8;
    if tolerance > LOOSE { 1e-2 * tolerance } else { 1e-4 * tolerance * tolerance }
}

/// Where it ends.
struct End {
    point: Vec<f64>,
    evaluation: Evaluation,
    certificate: Certificate,
}
