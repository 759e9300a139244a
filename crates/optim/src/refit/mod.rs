//! Problems that are near to a solved one: the same function under equations, or on its way to a value.
//!
//! ```text
//! x = Lᵀ (u − û)        H = ∇²F(û) = L Lᵀ        F(û + d) ≈ F(û) + g·x + ½ ‖x‖²,   g = L⁻¹ ∇F
//! ```
//!
//! In the coordinates x the function is nearly round, and the minimum at their origin. What is asked around a fit, tests and intervals, leads a few
//! standard errors away, where H is off by some per cent: steps that take it for the Hessian (the chord method; J. Ortega, W. Rheinboldt,
//! *Iterative Solution of Nonlinear Equations*, 1970, §7.1), helped by the secants of the steps before, gain a digit or more
//! each and cost a gradient. No Hessian is computed, and none is factored, but the one at û. Problems go side by side, so that one traversal of
//! the rows serves all of them ([`Objective::evaluate_each`]).
//!
//! **Certified like any fit.** The bound of self-concordance needs the Hessian at a near point, and û is one
//! ([`Anchor::bound_by`]). A problem whose steps do not contract, or which is not certified where it ends, is given back as lost: it is no near
//! one, and is solved as if it were new.
//!
//! | file | idea |
//! |---|---|
//! | `near` | what a problem is: where it looks first, and what it makes of what is true there |
//! | `under_equations` | the minimum under linear equations |

mod near;
mod under_equations;

pub use near::{Here, Near, Next};
pub use under_equations::{AtEquations, UnderEquations};

use crate::algebra::Cholesky;
use crate::certificate::Anchor;
use crate::premises::Premises;
use crate::solver::Iterate;
use logodds_core::{EvalError, Evaluation, Executor, Objective, Structure};
use std::ops::ControlFlow;

/// Problems that go side by side: as many as one traversal of few columns serves.
const BESIDE: usize = 64;
/// Of which so many are whitened by one thread.
const TOGETHER: usize = 8;
/// Looks at a problem, at most.
const LOOKS: usize = 16;
/// The bound that a problem must be certified to, relative to the value: that of any fit.
const TOLERANCE: f64 = 1e-10;

/// Whether to go on, of how many parts that are done, and of how many.
pub type GoOn<'a> = &'a mut dyn FnMut(usize, usize) -> ControlFlow<()>;

/// A solved problem.
#[derive(Debug)]
pub struct Solved<'a> {
    objective: &'a dyn Objective,
    premises: Premises<'a>,
    executor: &'a Executor,
    anchor: Anchor,
    /// Where the minimum is: x.
    minimum: Vec<f64>,
    value: f64,
}

/// A problem where it is.
struct Going<P: Near> {
    number: usize,
    problem: P,
    x: Vec<f64>,
    looks: usize,
    next: Next<P::End>,
}

impl<'a> Solved<'a> {
    /// At a point near the minimum, with the factor of the Hessian there. `None` if that proves no minimum, or nothing is known to prove one by. `goal` is
    /// how far from the minimum the gradient may tell that it is: its norm in the metric of H⁻¹.
    ///
    /// # Errors
    /// [`EvalError`] if a pass fails.
    pub fn new(
        objective: &'a dyn Objective,
        point: Vec<f64>,
        factor: Cholesky,
        goal: f64,
    ) -> Result<Option<Self>, EvalError> {
        let Some(premises) = Premises::of(objective) else { return Ok(None) };
        let Some(executor) = objective.structure().and_then(Structure::threads) else { return Ok(None) };
        let anchor = Anchor::new(factor, point, premises.geometry);
        let minimum = vec![0.0; anchor.point().len()];
        let mut solved = Self { objective, premises, executor, anchor, minimum, value: f64::NAN };
        let ends = solved
            .solve(vec![UnderEquations::none(solved.minimum.len(), goal)], &mut |_, _| ControlFlow::Continue(()))?;
        let Some(Some(at)) = ends.into_iter().next() else { return Ok(None) };
        (solved.minimum, solved.value) = (at.x, at.value);
        Ok(Some(solved))
    }

    /// û, where the factor is the Hessian's.
    #[must_use]
    pub fn anchor(&self) -> &[f64] {
        self.anchor.point()
    }

    /// F at the minimum.
    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }

    /// Where the minimum is, as x.
    #[must_use]
    pub fn minimum(&self) -> &[f64] {
        &self.minimum
    }

    /// The factor L.
    #[must_use]
    pub fn factor(&self) -> &Cholesky {
        self.anchor.factor()
    }

    /// The end of each of some problems, in their order; `None` for one that is lost. Those that are solved with one make no difference to it but in
    /// the last bits. `go_on` is told how many are done of how many; once it says stop, `None` are those, too, that are not.
    ///
    /// # Errors
    /// [`EvalError`] if a pass fails.
    pub fn solve<P: Near>(&mut self, problems: Vec<P>, go_on: GoOn<'_>) -> Result<Vec<Option<P::End>>, EvalError> {
        let all = problems.len();
        let mut ends: Vec<Option<P::End>> = problems.iter().map(|_| None).collect();
        let mut waiting = problems.into_iter().enumerate();
        let mut going: Vec<Going<P>> = Vec::new();
        let mut uncertified = Vec::new();
        loop {
            let more = waiting.by_ref().take(BESIDE - going.len());
            going.extend(more.map(|(number, problem)| {
                let x = problem.start();
                Going { number, problem, x, looks: 0, next: Next::Lost }
            }));
            if going.is_empty() {
                break;
            }
            if go_on(all - waiting.len() - going.len(), all).is_break() {
                break;
            }
            let looked = self.look(&mut going)?;
            let mut still = Vec::with_capacity(going.len());
            for (problem, (point, evaluation)) in going.drain(..).zip(looked) {
                match problem.next {
                    Next::At(x) if problem.looks < LOOKS => still.push(Going { x, next: Next::Lost, ..problem }),
                    Next::At(_) | Next::Lost => {}
                    Next::End { end, norm } => {
                        if self.bound(norm, &point, &evaluation) <= TOLERANCE * evaluation.value {
                            ends[problem.number] = Some(end);
                        } else {
                            uncertified.push((problem.number, end, norm, point, evaluation));
                        }
                    }
                }
            }
            going = still;
        }
        // R may be loose, as long as no pass has computed it.
        if let Some(structure) = self.objective.structure().filter(|_| !uncertified.is_empty()) {
            self.anchor.tighten(structure, self.premises.geometry)?;
        }
        for (number, end, norm, point, evaluation) in uncertified {
            let is_certified = self.bound(norm, &point, &evaluation) <= TOLERANCE * evaluation.value;
            ends[number] = is_certified.then_some(end);
        }
        Ok(ends)
    }

    fn bound(&self, norm: f64, point: &[f64], evaluation: &Evaluation) -> f64 {
        self.anchor.bound_by(norm, &Iterate::new(point, evaluation), self.premises)
    }

    /// Look at each problem where it is, in one traversal: what is true there, and what it makes of it.
    fn look<P: Near>(&self, going: &mut [Going<P>]) -> Result<Vec<(Vec<f64>, Evaluation)>, EvalError> {
        let (factor, from) = (self.factor(), self.anchor.point());
        let whole = TOGETHER * from.len().max(1);
        let mut steps: Vec<f64> = going.iter().flat_map(|problem| problem.x.iter().copied()).collect();
        self.executor.each(steps.chunks_mut(whole).collect(), |steps| factor.unwhiten_points(steps));
        let moved = |step: &[f64]| from.iter().zip(step).map(|(u, d)| u + d).collect();
        let points: Vec<Vec<f64>> = steps.chunks_exact(from.len().max(1)).map(moved).collect();
        let evaluations = self.objective.evaluate_each(&points)?;
        let mut gradients: Vec<f64> = evaluations.iter().flat_map(|at| at.gradient.iter().copied()).collect();
        self.executor.each(gradients.chunks_mut(whole).collect(), |of_some| factor.whiten_gradients(of_some));
        let here = going.iter_mut().zip(&evaluations).zip(gradients.chunks_exact(from.len().max(1)));
        self.executor.each(here.collect(), |((problem, evaluation), gradient)| {
            let Going { problem, x, looks, next, .. } = problem;
            *next = match evaluation.value.is_finite() {
                true => problem.next(Here { x, value: evaluation.value, gradient }),
                false => Next::Lost,
            };
            *looks += 1;
        });
        Ok(points.into_iter().zip(evaluations).collect())
    }
}
