//! The one loop.
//!
//! It alone owns stopping, tracing, time and cancellation. After every step it asks how far from the optimum the iterate
//! can be ([`certificate`](crate::certificate)), and stops when that is below `tolerance · F`: never because nothing
//! seems to change any more. Solvers that form Hessians bring their own; for the others the loop pays for one when the
//! gradient says it is time, and lives on it while the iterate stays near.

use crate::certificate::{Anchor, Certificate, certify, margin_noise};
use crate::cholesky::Cholesky;
use crate::solver::{Iterate, Observer, Progress, SolveError, Solver};
use logodds_core::{EvalError, Evaluation, Geometry, Objective, Order};
use std::cell::Cell;
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
#[non_exhaustive]
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

/// An objective that counts passes.
struct Counted<'a> {
    inner: &'a dyn Objective,
    passes: Cell<f64>,
}

impl Counted<'_> {
    fn count(&self, passes: f64) {
        self.passes.set(self.passes.get() + passes);
    }
}

impl Objective for Counted<'_> {
    fn dim(&self) -> usize {
        self.inner.dim()
    }
    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        self.count(1.0);
        self.inner.evaluate(u, order)
    }
    fn batches(&self) -> usize {
        self.inner.batches()
    }
    fn evaluate_batch(&self, k: usize, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        self.count(1.0 / self.inner.batches() as f64);
        self.inner.evaluate_batch(k, u, order)
    }
    fn has_hessian(&self) -> bool {
        self.inner.has_hessian()
    }
    fn geometry(&self) -> Option<&Geometry> {
        self.inner.geometry()
    }
    fn max_row_norm(&self, basis: &[Vec<f64>]) -> Result<Option<f64>, EvalError> {
        self.count(1.0);
        self.inner.max_row_norm(basis)
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
    let counted = Counted { inner: objective, passes: Cell::new(0.0) };
    let mut certifier = Certifier::new(&counted, stop.tolerance);
    let mut iteration = solver.start(&counted, u0)?;
    let mut trace = Vec::new();
    let mut progress = Progress::Moved;
    let mut k = 0;
    let status = loop {
        let at = iteration.iterate();
        let certificate = certifier.check(&at)?;
        let bound = certificate.bound;
        let seconds = begin.elapsed();
        trace.push(TracePoint {
            iteration: k,
            passes: counted.passes.get(),
            seconds: seconds.as_secs_f64(),
            value: at.evaluation.value,
            bound,
        });
        if bound <= stop.tolerance * at.evaluation.value {
            // Coefficients have half the digits of the value: twice as many, and two more, make them as good as the gap.
            let goal = 1e-4 * stop.tolerance * stop.tolerance * at.evaluation.value;
            iteration.refine(goal)?;
            break Status::Converged;
        }
        if certifier.separates(&at) {
            break Status::Separated;
        }
        if observer.iteration(k, &at, bound) == ControlFlow::Break(()) {
            break Status::Interrupted;
        }
        if certifier.singular {
            break Status::Singular;
        }
        if progress == Progress::Stalled {
            break Status::Stalled;
        }
        if k >= stop.max_iterations {
            break Status::IterationLimit;
        }
        if stop.max_time.is_some_and(|limit| seconds >= limit) {
            break Status::TimeLimit;
        }
        progress = iteration.step()?;
        k += 1;
    };
    let at = iteration.iterate();
    let mut certificate = certifier.check(&at)?;
    let wanted = stop.tolerance * at.evaluation.value;
    let mut status = status;
    if certificate.bound > wanted && !matches!(status, Status::Separated | Status::Interrupted) {
        // The last word is an honest one: pay for a Hessian where the loop did not think it worth while.
        certificate = certifier.insist(&at)?;
        if certificate.bound <= wanted {
            status = Status::Converged;
        }
    }
    Ok(Solution {
        point: at.point.to_vec(),
        evaluation: at.evaluation.clone(),
        certificate,
        status,
        solver: solver.name(),
        iterations: k,
        passes: counted.passes.get(),
        seconds: begin.elapsed().as_secs_f64(),
        trace,
    })
}

/// Bounds along the way: which Hessian to use, and when to pay for one.
struct Certifier<'a> {
    objective: &'a dyn Objective,
    tolerance: f64,
    anchor: Option<Anchor>,
    /// The point whose Hessian was last asked for, to ask once.
    asked: Vec<f64>,
    /// Whether that Hessian could not be factored.
    singular: bool,
}

impl<'a> Certifier<'a> {
    fn new(objective: &'a dyn Objective, tolerance: f64) -> Self {
        Self { objective, tolerance, anchor: None, asked: Vec::new(), singular: false }
    }

    /// Whether the iterate separates the classes, beyond what rounding could feign, and no penalty stands against it.
    fn separates(&self, at: &Iterate<'_>) -> bool {
        self.objective.geometry().is_some_and(|geometry| {
            at.evaluation.separation > 2.0 * margin_noise(at.point, geometry) && geometry.ridge.iter().all(|r| *r == 0.0)
        })
    }

    fn check(&mut self, at: &Iterate<'_>) -> Result<Certificate, SolveError> {
        let geometry = self.objective.geometry();
        let cheap = certify(at, geometry, self.anchor.as_ref());
        let wanted = self.tolerance * at.evaluation.value;
        let Some(geometry) = geometry else { return Ok(cheap) };
        if cheap.bound <= wanted {
            return Ok(cheap);
        }
        if let Some((factor, point)) = at.factor {
            // The solver's own Hessian costs no pass, but O(p³) to prepare: worth it when the plain decrement is promising.
            let decrement = factor.dual_norm(&at.evaluation.gradient);
            if point != self.asked && 0.5 * decrement * decrement <= wanted.max(1e-3 * at.evaluation.value) {
                self.asked = point.to_vec();
                self.anchor = Some(Anchor::new(factor.clone(), point.to_vec(), geometry));
                return self.with_exact_radius_if_needed(at, geometry);
            }
            return Ok(cheap);
        }
        if self.objective.has_hessian() && self.is_time(at, geometry, wanted) {
            return self.insist(at);
        }
        Ok(cheap)
    }

    /// Whether a Hessian at this iterate could be expected to certify it.
    fn is_time(&self, at: &Iterate<'_>, geometry: &Geometry, wanted: f64) -> bool {
        let g: f64 = at.evaluation.gradient.iter().map(|g| g * g).sum();
        match &self.anchor {
            // Columns have unit size, so no eigenvalue exceeds dim / 4: the gap is at least about ‖g‖² / (2 · dim / 4).
            None => {
                let largest =
                    0.25 * geometry.row_bound.len() as f64 + geometry.ridge.iter().fold(0.0, |a: f64, b| a.max(*b));
                0.5 * g / largest <= 0.1 * wanted
            }
            // An old Hessian: the bound would do, were it not for the way travelled since.
            Some(anchor) => {
                let here = Iterate { point: anchor.point(), ..*at };
                anchor.drift(at.point) > 1e-2 && anchor.bound(&here, geometry) <= 0.5 * wanted
            }
        }
    }

    /// Ask for the Hessian at this iterate, unless it was the last one asked for.
    fn insist(&mut self, at: &Iterate<'_>) -> Result<Certificate, SolveError> {
        let geometry = self.objective.geometry();
        if let (Some(geometry), true) = (geometry, self.objective.has_hessian() && self.asked != at.point) {
            self.asked = at.point.to_vec();
            let hessian = self.objective.evaluate(at.point, Order::Hessian)?.hessian;
            match hessian.as_ref().map(Cholesky::new) {
                Some(Ok(factor)) => {
                    self.anchor = Some(Anchor::new(factor, at.point.to_vec(), geometry));
                    return self.with_exact_radius_if_needed(at, geometry);
                }
                Some(Err(_)) => self.singular = true,
                None => {}
            }
        }
        Ok(certify(at, geometry, self.anchor.as_ref()))
    }

    /// The certificate of a fresh anchor; where only the cheap radius stands in its way, with the exact one.
    fn with_exact_radius_if_needed(
        &mut self,
        at: &Iterate<'_>,
        geometry: &Geometry,
    ) -> Result<Certificate, SolveError> {
        let wanted = self.tolerance * at.evaluation.value;
        let certificate = certify(at, Some(geometry), self.anchor.as_ref());
        match &mut self.anchor {
            Some(anchor) if certificate.bound > wanted && anchor.deserves_exact_radius(at, geometry, wanted) => {
                anchor.tighten(self.objective)?;
                Ok(certify(at, Some(geometry), self.anchor.as_ref()))
            }
            _ => Ok(certificate),
        }
    }
}
