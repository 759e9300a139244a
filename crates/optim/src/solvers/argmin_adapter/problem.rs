//! An objective as argmin sees it: cost, gradient and Hessian, asked for one by one and answered from one evaluation.

use crate::solvers::whitening::Whitening;
use argmin::core::{CostFunction, Error, Gradient, Hessian};
use logodds_core::{EvalError, Evaluation, Objective, Order};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

/// Parameter vector of argmin's solvers.
pub type Vector = Vec<f64>;
/// Hessian of argmin's solvers: rows.
pub type Matrix = Vec<Vec<f64>>;

/// An objective as argmin sees it: cost, gradient and Hessian, from one remembered evaluation.
#[derive(Clone)]
pub struct ArgminProblem<'a> {
    pub(super) shared: Rc<Shared<'a>>,
}

impl fmt::Debug for ArgminProblem<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArgminProblem").field("dim", &self.shared.objective.dim()).finish_non_exhaustive()
    }
}

pub(super) struct Shared<'a> {
    pub objective: &'a dyn Objective,
    /// The coordinates argmin works in, if they are not those of the objective.
    pub whitening: Option<Whitening<'a>>,
    /// Whether approximate values and gradients will do.
    pub approximate: Cell<bool>,
    pub last: RefCell<Option<Last>>,
    pub error: RefCell<Option<EvalError>>,
}

/// A point of argmin's, and what is true there, in the objective's coordinates.
pub(super) struct Last {
    pub point: Vector,
    /// The objective's own.
    pub at: Vector,
    pub order: Order,
    pub evaluation: Evaluation,
    /// The gradient in argmin's coordinates: it is asked for more than once, and a change of coordinates is not free.
    pub gradient: Vector,
    pub approximate: bool,
}

impl Shared<'_> {
    /// The objective's point of a point of argmin's.
    pub(super) fn point(&self, v: &[f64]) -> Vector {
        self.whitening.as_ref().map_or_else(|| v.to_vec(), |whitening| whitening.unwhiten_point(v))
    }

    /// Everything up to `order` at argmin's point `v`, without a pass if it was just computed.
    pub(super) fn with<R>(&self, v: &[f64], order: Order, f: impl FnOnce(&Last) -> R) -> Result<R, Error> {
        if let Some(last) = &*self.last.borrow()
            && last.order >= order
            && last.point == v
        {
            return Ok(f(last));
        }
        let at = self.point(v);
        match self.evaluate(&at, order) {
            Ok(found) => {
                let last = self.last(v.to_vec(), at, order, found);
                let result = f(&last);
                *self.last.borrow_mut() = Some(last);
                Ok(result)
            }
            Err(error) => {
                let text = error.to_string();
                self.error.borrow_mut().get_or_insert(error);
                Err(Error::msg(text))
            }
        }
    }

    /// What is remembered of an evaluation, approximate or not, at argmin's point and the objective's.
    pub(super) fn last(
        &self,
        point: Vector,
        at: Vector,
        order: Order,
        (evaluation, approximate): (Evaluation, bool),
    ) -> Last {
        let gradient = self.gradient(&evaluation);
        Last { point, at, order, evaluation, gradient, approximate }
    }

    /// Everything up to `order` at the objective's point `u`, approximate or not.
    pub(super) fn evaluate(&self, u: &[f64], order: Order) -> Result<(Evaluation, bool), EvalError> {
        if self.approximate.get() && order <= Order::Gradient {
            if let Some(structure) = self.objective.structure()
                && let Some(evaluation) = structure.approximate(u)?
            {
                return Ok((evaluation, true));
            }
            self.approximate.set(false);
        }
        Ok((self.objective.evaluate(u, order)?, false))
    }

    /// A gradient in argmin's coordinates.
    pub(super) fn gradient(&self, evaluation: &Evaluation) -> Vector {
        match &self.whitening {
            Some(whitening) => whitening.whiten_gradient(&evaluation.gradient),
            None => evaluation.gradient.clone(),
        }
    }
}

impl CostFunction for ArgminProblem<'_> {
    type Param = Vector;
    type Output = f64;
    fn cost(&self, u: &Vector) -> Result<f64, Error> {
        // The gradient is always wanted next, and costs little on top of the margins.
        self.shared.with(u, Order::Gradient, |at| at.evaluation.value)
    }
}

impl Gradient for ArgminProblem<'_> {
    type Param = Vector;
    type Gradient = Vector;
    fn gradient(&self, u: &Vector) -> Result<Vector, Error> {
        self.shared.with(u, Order::Gradient, |at| at.gradient.clone())
    }
}

impl Hessian for ArgminProblem<'_> {
    type Param = Vector;
    type Hessian = Matrix;
    fn hessian(&self, u: &Vector) -> Result<Matrix, Error> {
        self.shared.with(u, Order::Hessian, |at| {
            let hessian = at.evaluation.hessian.as_ref();
            (0..u.len()).map(|i| (0..u.len()).map(|j| hessian.map_or(f64::NAN, |h| h.get(i, j))).collect()).collect()
        })
    }
}
