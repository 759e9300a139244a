//! Newton's method, damped where it must be, with as few Hessians as it can.
//!
//! ```text
//! M d = −g,   u ← u + t d       g = ∇F(u),  M = ∇²F at u, at an earlier point, or of a sample of rows
//! ```
//!
//! M by Cholesky; t = 1, halved until the value falls by `10⁻⁴ t |g·d|` (J. Nocedal, S. Wright, *Numerical Optimization*,
//! 2nd ed., Algorithm 3.1) or, where values agree to rounding, until the slope does (W. Hager, H. Zhang, *SIAM J. Optim.*
//! 16, 2005, eq. 4.1, the approximate Wolfe condition). With a fresh M at every step this is iteratively reweighted least
//! squares (P. McCullagh, J. Nelder, *Generalized Linear Models*, 2nd ed., §2.5). A pivot that fails gets a ridge
//! `τ diag(M)`, τ growing from 10⁻¹⁰ until the factorisation succeeds.
//!
//! **Few Hessians.** A pass with the Hessian costs as much as p/16 to p/4 with the gradient. (1) Where rows are many, the
//! start is the optimum of a sample of them, and the sample's Hessian the first M: it differs from the whole's by about
//! √(p/m) for m rows. (2) A step's contraction, the ratio of ‖g‖ in the norm of M⁻¹ after and before, says how good M
//! is (C. Kelley, *Iterative Methods for Linear and Nonlinear Equations*, SIAM 1995, §5.4.2, the Shamanskii method): while
//! it is small M is kept and a trial costs a gradient; where it is not, the next M is computed afresh. (3) What such steps
//! tell of the curvature is not lost: M is updated by their secants (`secants`). (4) Where a Hessian is dear, gradients go first, as long as they gain
//! digits (`sparing`, and `handover` of several outputs).

mod handover;
mod iteration;
mod sparing;
mod start;

use crate::cost::{hessian_passes, row_space};
use crate::solver::{Iteration, SolveError, Solver};
use crate::solvers::row_space::InSpan;
use handover::Handover;
use iteration::NewtonIteration;
use logodds_core::{Objective, Order, Separable, Structure};
use sparing::SparingIteration;
use start::sampled;

/// Passes with a gradient that a Hessian is worth, from which on steps do without one where they can.
const DEAR: f64 = 8.0;

/// Newton's method. Memory p², time n p² + p³/3 per Hessian.
#[derive(Clone, Copy, Debug, Default)]
pub struct Newton {}

impl Solver for Newton {
    fn name(&self) -> &'static str {
        "newton"
    }

    fn start<'a>(&self, objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Box<dyn Iteration + 'a>, SolveError> {
        if let Some((structure, space)) = row_space(objective)
            && let Some(in_span) = InSpan::start(objective, structure, space, u0.clone())?
        {
            return Ok(Box::new(in_span));
        }
        let is_dear = hessian_passes(objective) > DEAR;
        if handover::applies(objective, is_dear)
            && let Some(iteration) = Handover::start(objective, u0.clone())?
        {
            return Ok(Box::new(iteration));
        }
        let iteration = match sampled(objective, &u0)? {
            Some(start) => {
                let evaluation = objective.evaluate(&start.point, Order::Gradient)?;
                if evaluation.value <= start.unsampled {
                    NewtonIteration::of_sample(objective, (start.point, evaluation), start.factor)
                } else {
                    // The sample is not like the whole.
                    NewtonIteration::new(objective, u0)?
                }
            }
            None => {
                // Fewer than two rows an unknown are separated without a penalty, as a rule (T. Cover, *IEEE Trans. Electronic Computers* 14, 1965),
                // which whole steps see best.
                let (rows, penalty) = (objective.structure().map_or(0, Structure::rows), objective.separable());
                let is_determined = rows >= 2 * objective.dim() || penalty.is_some_and(Separable::has_ridge);
                let sparing = is_determined && is_dear;
                if let Some(iteration) = if sparing { SparingIteration::new(objective, &u0)? } else { None } {
                    return if iteration.value().is_finite() {
                        Ok(Box::new(iteration))
                    } else {
                        Err(SolveError::Start)
                    };
                }
                NewtonIteration::new(objective, u0)?
            }
        };
        if !iteration.evaluation.value.is_finite() {
            return Err(SolveError::Start);
        }
        Ok(Box::new(iteration))
    }
}
