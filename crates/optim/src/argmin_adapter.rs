//! Any solver of the `argmin` crate as one of ours. The only file, with [`lbfgs`](mod@crate::lbfgs), that knows argmin.
//!
//! argmin supplies steps; the loop, stopping and certificate stay ours. Its habits that this module absorbs:
//! - cost, gradient and Hessian are asked for separately, often twice at a point: the last evaluation is remembered, so
//!   a trial point costs one pass;
//! - an error inside a line search comes back as a successful end with a text: the first [`EvalError`] is kept here and
//!   returned;
//! - pushed past attainable accuracy some solvers propose NaN: the best point is kept, and the solver counts as stalled.
//!
//! ```
//! use argmin::solver::trustregion::{Steihaug, TrustRegion};
//! use logodds_optim::ArgminSolver;
//! let solver = ArgminSolver::new("trust-region", || TrustRegion::new(Steihaug::new()));
//! # let _: &dyn logodds_optim::Solver = &solver;
//! ```

use crate::solver::{Iterate, Iteration, Metric, Progress, SolveError, Solver};
use crate::whitening::Whitening;
use argmin::core::{CostFunction, Error, Gradient, Hessian, IterState, Problem, State};
use logodds_core::{EvalError, Evaluation, Objective, Order};
use std::cell::RefCell;
use std::marker::PhantomData;
use std::rc::Rc;

/// Parameter vector of argmin's solvers.
pub type Vector = Vec<f64>;
/// Hessian of argmin's solvers: rows.
pub type Matrix = Vec<Vec<f64>>;
/// State of an argmin solver; `H` is [`Matrix`] for those that use Hessians, `()` for those that do not.
pub type ArgminState<H> = IterState<Vector, Vector, (), H, (), f64>;

/// An objective as argmin sees it: cost, gradient and Hessian, from one remembered evaluation.
#[derive(Clone)]
pub struct ArgminProblem<'a> {
    shared: Rc<Shared<'a>>,
}

struct Shared<'a> {
    objective: &'a dyn Objective,
    /// The coordinates argmin works in, if they are not those of the objective.
    whitening: Option<Whitening>,
    /// A point of argmin's, and what is true there, in the objective's coordinates.
    last: RefCell<Option<(Vector, Order, Evaluation)>>,
    error: RefCell<Option<EvalError>>,
}

impl Shared<'_> {
    /// The objective's point of a point of argmin's.
    fn point(&self, v: &[f64]) -> Vector {
        self.whitening.as_ref().map_or_else(|| v.to_vec(), |whitening| whitening.unwhiten_point(v))
    }

    /// Everything up to `order` at argmin's point `v`, without a pass if it was just computed.
    fn with<R>(&self, v: &[f64], order: Order, f: impl FnOnce(&Evaluation) -> R) -> Result<R, Error> {
        if let Some((point, known, evaluation)) = &*self.last.borrow()
            && *known >= order
            && point == v
        {
            return Ok(f(evaluation));
        }
        match self.objective.evaluate(&self.point(v), order) {
            Ok(evaluation) => {
                let result = f(&evaluation);
                *self.last.borrow_mut() = Some((v.to_vec(), order, evaluation));
                Ok(result)
            }
            Err(error) => {
                let text = error.to_string();
                self.error.borrow_mut().get_or_insert(error);
                Err(Error::msg(text))
            }
        }
    }
}

impl CostFunction for ArgminProblem<'_> {
    type Param = Vector;
    type Output = f64;
    fn cost(&self, u: &Vector) -> Result<f64, Error> {
        // The gradient is always wanted next, and costs little on top of the margins.
        self.shared.with(u, Order::Gradient, |at| at.value)
    }
}

impl Gradient for ArgminProblem<'_> {
    type Param = Vector;
    type Gradient = Vector;
    fn gradient(&self, u: &Vector) -> Result<Vector, Error> {
        let whitening = &self.shared.whitening;
        let own = |at: &Evaluation| match whitening {
            Some(whitening) => whitening.whiten_gradient(&at.gradient),
            None => at.gradient.clone(),
        };
        self.shared.with(u, Order::Gradient, own)
    }
}

impl Hessian for ArgminProblem<'_> {
    type Param = Vector;
    type Hessian = Matrix;
    fn hessian(&self, u: &Vector) -> Result<Matrix, Error> {
        self.shared.with(u, Order::Hessian, |at| {
            let hessian = at.hessian.as_ref();
            (0..u.len()).map(|i| (0..u.len()).map(|j| hessian.map_or(f64::NAN, |h| h.get(i, j))).collect()).collect()
        })
    }
}

/// An argmin solver, made afresh for every fit.
pub struct ArgminSolver<S, H> {
    name: &'static str,
    make: Box<dyn Fn() -> S + Send + Sync>,
    hessian: PhantomData<fn() -> H>,
    whitened: bool,
}

impl<S, H> ArgminSolver<S, H>
where
    S: for<'a> argmin::core::Solver<ArgminProblem<'a>, ArgminState<H>> + 'static,
    H: Clone + 'static,
{
    /// The solver that `make` constructs, under a name of your choice.
    pub fn new(name: &'static str, make: impl Fn() -> S + Send + Sync + 'static) -> Self {
        Self { name, make: Box::new(make), hessian: PhantomData, whitened: false }
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
        let evaluation = objective.evaluate(&u0, Order::Gradient)?;
        if !evaluation.value.is_finite() {
            return Err(SolveError::Start);
        }
        let v0 = whitening.as_ref().map_or_else(|| u0.clone(), |whitening| whitening.whiten_point(&u0));
        let shared = Rc::new(Shared {
            objective,
            whitening,
            last: RefCell::new(Some((v0.clone(), Order::Gradient, evaluation.clone()))),
            error: RefCell::new(None),
        });
        let mut problem = Problem::new(ArgminProblem { shared: Rc::clone(&shared) });
        let mut solver = (self.make)();
        let state = ArgminState::<H>::new().param(v0);
        let (mut state, _) = solver.init(&mut problem, state).map_err(|error| failure(&shared, error))?;
        state.update();
        Ok(Box::new(Running { solver, problem, state: Some(state), shared, best: u0, evaluation, idle: 0 }))
    }
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
    best: Vector,
    evaluation: Evaluation,
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
        let at = self.shared.with(point, Order::Gradient, Evaluation::clone).map_err(|e| failure(&self.shared, e))?;
        let level = self.evaluation.value + 4.0 * f64::EPSILON * self.evaluation.value.abs();
        let square = |at: &Evaluation| at.gradient.iter().map(|g| g * g).sum::<f64>();
        let better = at.value < self.evaluation.value || (at.value <= level && square(&at) < square(&self.evaluation));
        self.idle = if better { 0 } else { self.idle + 1 };
        if better {
            self.best = self.shared.point(point);
            self.evaluation = at;
        }
        self.state = Some(state);
        Ok(if self.idle >= IDLE { Progress::Stalled } else { Progress::Moved })
    }

    fn iterate(&self) -> Iterate<'_> {
        let factor = self.shared.whitening.as_ref().and_then(Whitening::factor);
        Iterate {
            metric: factor.map(|factor| Metric { factor, of: None }),
            ..Iterate::new(&self.best, &self.evaluation)
        }
    }
}
