//! Any solver of the `argmin` crate as one of ours. The only place, with [`lbfgs`](mod@crate::solvers::lbfgs), that knows argmin.
//!
//! argmin supplies steps; the loop, stopping and certificate stay ours. Its habits that this module absorbs:
//! - cost, gradient and Hessian are asked for separately, often twice at a point: the last evaluation is remembered, so
//!   a trial point costs one pass;
//! - an error inside a line search comes back as a successful end with a text: the first [`EvalError`](logodds_core::EvalError) is kept here and
//!   returned;
//! - BFGS, DFP and SR1 want an inverse Hessian to begin with: [`ArgminSolver::with_inverse_hessian`];
//! - pushed past attainable accuracy some solvers propose NaN: the best point is kept, and the solver counts as stalled.
//!
//! ```
//! use argmin::solver::trustregion::{Steihaug, TrustRegion};
//! use logodds_optim::ArgminSolver;
//! let solver = ArgminSolver::new("trust-region", || TrustRegion::new(Steihaug::new()));
//! # let _: &dyn logodds_optim::Solver = &solver;
//! ```

mod problem;

pub use problem::{ArgminProblem, Matrix, Vector};

use crate::algebra::vector::{norm, square};
use crate::premises::Premises;
use crate::solver::{Iterate, Iteration, Metric, Progress, SolveError, Solver};
use crate::solvers::whitening::Whitening;
use argmin::core::{Error, IterState, Problem, State};
use logodds_core::{Evaluation, Objective, Order, Structure};
use problem::{Last, Shared};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::marker::PhantomData;
use std::rc::Rc;

/// State of an argmin solver; `H` is [`Matrix`] for those that use Hessians, `()` for those that do not.
pub type ArgminState<H> = IterState<Vector, Vector, (), H, (), f64>;

/// An argmin solver, made afresh for every fit.
pub struct ArgminSolver<S, H> {
    name: &'static str,
    make: Box<dyn Fn() -> S + Send + Sync>,
    hessian: PhantomData<fn() -> H>,
    whitened: bool,
    /// What the state of the solver begins with besides the point, given the number of coordinates.
    begin: fn(ArgminState<H>, usize) -> ArgminState<H>,
}

impl<S, H> fmt::Debug for ArgminSolver<S, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArgminSolver")
            .field("name", &self.name)
            .field("whitened", &self.whitened)
            .finish_non_exhaustive()
    }
}

impl<S, H> ArgminSolver<S, H>
where
    S: for<'a> argmin::core::Solver<ArgminProblem<'a>, ArgminState<H>> + 'static,
    H: Clone + 'static,
{
    /// The solver that `make` constructs, under a name of your choice.
    pub fn new(name: &'static str, make: impl Fn() -> S + Send + Sync + 'static) -> Self {
        Self { name, make: Box::new(make), hessian: PhantomData, whitened: false, begin: |state, _| state }
    }
}

impl<S> ArgminSolver<S, ()>
where
    S: for<'a> argmin::core::Solver<ArgminProblem<'a>, ArgminState<()>> + 'static,
{
    /// Run it in coordinates in which the Hessian at the start, as far as that is cheap to know, is the identity: for
    /// solvers that use gradients alone and begin with the identity as their metric.
    #[must_use]
    pub fn whitened(mut self) -> Self {
        self.whitened = true;
        self
    }
}

impl<S> ArgminSolver<S, Matrix>
where
    S: for<'a> argmin::core::Solver<ArgminProblem<'a>, ArgminState<Matrix>> + 'static,
{
    /// Give it a first inverse Hessian, which BFGS, DFP and SR1 ask for: the identity, in coordinates in which the Hessian at the start is
    /// the identity, too, as far as that is cheap to know. Not for solvers that ask the objective for Hessians, which are in other
    /// coordinates.
    #[must_use]
    pub fn with_inverse_hessian(mut self) -> Self {
        self.whitened = true;
        self.begin = |state, dim| state.inv_hessian(identity(dim));
        self
    }
}

fn identity(dim: usize) -> Matrix {
    (0..dim).map(|i| (0..dim).map(|j| f64::from(u8::from(i == j))).collect()).collect()
}

impl<S, H> Solver for ArgminSolver<S, H>
where
    S: for<'a> argmin::core::Solver<ArgminProblem<'a>, ArgminState<H>> + 'static,
    H: Clone + 'static,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn start<'a>(&self, objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Box<dyn Iteration + 'a>, SolveError> {
        let whitening = if self.whitened { Whitening::of(objective, &u0)? } else { None };
        let v0 = whitening.as_ref().map_or_else(|| u0.clone(), |whitening| whitening.whiten_point(&u0));
        let shared = Rc::new(Shared {
            approximate: Cell::new(whitening.is_some() && certifies_by_gradients(objective)),
            objective,
            whitening,
            last: RefCell::new(None),
            error: RefCell::new(None),
        });
        let (evaluation, approximate) = shared.evaluate(&u0, Order::Gradient)?;
        if !evaluation.value.is_finite() {
            return Err(SolveError::Start);
        }
        let last = shared.last(v0.clone(), u0.clone(), Order::Gradient, (evaluation.clone(), approximate));
        *shared.last.borrow_mut() = Some(last);
        let mut problem = Problem::new(ArgminProblem { shared: Rc::clone(&shared) });
        let mut solver = (self.make)();
        let state = (self.begin)(ArgminState::<H>::new().param(v0.clone()), v0.len());
        let (mut state, _) = solver.init(&mut problem, state).map_err(|error| failure(&shared, error))?;
        state.update();
        Ok(Box::new(Running {
            solver,
            problem,
            state: Some(state),
            shared,
            whitened: v0,
            best: u0,
            evaluation,
            approximate,
            idle: 0,
        }))
    }
}

/// Whether every column has a penalty, so that no Hessian is needed to certify.
fn certifies_by_gradients(objective: &dyn Objective) -> bool {
    Premises::of(objective).is_some_and(|known| known.geometry.outputs > 1 && known.penalises_all_columns())
}

/// The objective's own error if there was one, else argmin's.
fn failure(shared: &Shared<'_>, error: Error) -> SolveError {
    shared.error.borrow_mut().take().map_or(SolveError::Argmin(error), SolveError::Eval)
}

struct Running<'a, S, H> {
    solver: S,
    problem: Problem<ArgminProblem<'a>>,
    /// `None` once the solver has ended itself.
    state: Option<ArgminState<H>>,
    shared: Rc<Shared<'a>>,
    /// The best point so far, in argmin's coordinates and in the objective's.
    whitened: Vector,
    best: Vector,
    evaluation: Evaluation,
    /// Whether that is approximate.
    approximate: bool,
    idle: usize,
}

/// Steps without a lower value after which a solver counts as stalled; trust regions reject a few while they shrink.
const IDLE: usize = 10;

impl<'a, S, H> Iteration for Running<'a, S, H>
where
    S: argmin::core::Solver<ArgminProblem<'a>, ArgminState<H>>,
    H: Clone,
{
    fn step(&mut self) -> Result<Progress, SolveError> {
        let Some(state) = self.state.take() else { return Ok(Progress::Stalled) };
        let steps = state.iter;
        let progress = self.advance(state)?;
        if progress == Progress::Stalled && self.shared.approximate.get() {
            // Rounding in f32 may be what stopped it. The memory is the solver's own, and stays.
            self.problem = Problem::new(ArgminProblem { shared: Rc::clone(&self.shared) });
            let mut state = ArgminState::new();
            state.iter = steps;
            self.state = Some(state);
            self.make_exact()?;
            return Ok(Progress::Moved);
        }
        if self.approximate && self.is_at_noise() {
            self.make_exact()?;
        }
        Ok(progress)
    }

    fn make_exact(&mut self) -> Result<(), SolveError> {
        if !self.shared.approximate.replace(false) && !self.approximate {
            return Ok(());
        }
        self.evaluation = self.shared.objective.evaluate(&self.best, Order::Gradient)?;
        (self.approximate, self.idle) = (false, 0);
        let (point, found) = (self.whitened.clone(), (self.evaluation.clone(), false));
        let last = self.shared.last(point, self.best.clone(), Order::Gradient, found);
        if let Some(state) = self.state.take() {
            let state = state.param(last.point.clone()).cost(last.evaluation.value);
            self.state = Some(state.gradient(last.gradient.clone()));
        }
        *self.shared.last.borrow_mut() = Some(last);
        Ok(())
    }

    fn iterate(&self) -> Iterate<'_> {
        let factor = self.shared.whitening.as_ref().and_then(Whitening::factor);
        Iterate {
            metric: factor.map(|factor| Metric { factor, of: None, share: 1.0 }),
            approximate: self.approximate,
            ..Iterate::new(&self.best, &self.evaluation)
        }
    }
}

impl<'a, S, H> Running<'a, S, H>
where
    S: argmin::core::Solver<ArgminProblem<'a>, ArgminState<H>>,
    H: Clone,
{
    fn advance(&mut self, state: ArgminState<H>) -> Result<Progress, SolveError> {
        let outcome = self.solver.next_iter(&mut self.problem, state);
        if let Some(error) = self.shared.error.borrow_mut().take() {
            return Err(error.into());
        }
        // An error of argmin's own (a direction that is not one of descent, say) is the end of its wits, not of ours.
        let Ok((mut state, _)) = outcome else { return Ok(Progress::Stalled) };
        if state.terminated() {
            return Ok(Progress::Stalled);
        }
        state.update();
        state.increment_iter();
        let Some(point) = state.get_param().filter(|u| u.iter().all(|u| u.is_finite())) else {
            return Ok(Progress::Stalled);
        };
        let known = |at: &Last| (at.at.clone(), at.evaluation.clone(), at.approximate);
        let known = self.shared.with(point, Order::Gradient, known).map_err(|e| failure(&self.shared, e))?;
        let (best, at, approximate) = known;
        let level = self.evaluation.value + 4.0 * f64::EPSILON * self.evaluation.value.abs();
        let flatter = || square(&at.gradient) < square(&self.evaluation.gradient);
        let better = at.value < self.evaluation.value || (at.value <= level && flatter());
        self.idle = if better { 0 } else { self.idle + 1 };
        if better {
            self.whitened.clone_from(point);
            (self.best, self.evaluation, self.approximate) = (best, at, approximate);
        }
        self.state = Some(state);
        Ok(if self.idle >= IDLE { Progress::Stalled } else { Progress::Moved })
    }

    /// Whether an approximate gradient is so small that its rounding begins to matter.
    fn is_at_noise(&self) -> bool {
        let Some(geometry) = self.shared.objective.structure().and_then(Structure::geometry) else { return true };
        let Some(gradient) = self.state.as_ref().and_then(|state| state.get_gradient()) else { return false };
        let decrement = norm(gradient);
        let terms = geometry.row_bound.iter().zip(&self.best).map(|(a, u)| (a * u).powi(2)).sum::<f64>();
        let noise = 0.5 * f64::from(f32::EPSILON) * (geometry.row_entries as f64 * terms).sqrt();
        decrement <= noise
    }
}
