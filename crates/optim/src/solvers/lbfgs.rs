//! L-BFGS: argmin's two-loop recursion, with a line search that can end.
//!
//! D. Liu, J. Nocedal, *On the limited memory BFGS method*, Math. Programming 45, 1989; twenty pairs. It runs in coordinates
//! that make the identity a good first metric, see `whitening`.
//!
//! argmin's own line searches stall near the optimum or never return. This one brackets the minimum of the convex
//! `φ(t) = F(u + t d)` by the sign of its slope and takes secant steps inside; it accepts on the Wolfe conditions or,
//! where values agree to rounding, on slopes alone (W. Hager, H. Zhang, *SIAM J. Optim.* 16(1), 2005, T1 and T2), tries
//! at most 20 points, one pass each, and otherwise ends with the lowest.

use crate::algebra::vector::dot;
use crate::solvers::argmin_adapter::{ArgminSolver, ArgminState, Vector};
use argmin::core::{CostFunction, Error, Gradient, KV, Problem, State, TerminationReason};
use argmin::solver::linesearch::LineSearch;
use argmin::solver::quasinewton::LBFGS;

/// Pairs (s, y) remembered.
const MEMORY: usize = 20;
/// Trial points of one line search.
const TRIALS: usize = 20;
/// Share of the predicted decrease that is enough (Hager & Zhang's δ).
const DECREASE: f64 = 0.1;
/// Share of the initial slope that may be left (Hager & Zhang's σ).
const SLOPE_LEFT: f64 = 0.9;

/// L-BFGS. About one pass a step, memory O(40 p).
#[must_use]
pub fn lbfgs() -> ArgminSolver<LBFGS<WolfeSearch, Vector, Vector, f64>, ()> {
    ArgminSolver::new("lbfgs", || LBFGS::new(WolfeSearch::default(), MEMORY)).whitened()
}

/// A bounded line search for convex functions, usable with argmin's solvers.
#[derive(Clone, Debug, Default)]
pub struct WolfeSearch {
    direction: Option<Vector>,
    step: Option<f64>,
}

impl LineSearch<Vector, f64> for WolfeSearch {
    fn search_direction(&mut self, direction: Vector) {
        self.direction = Some(direction);
    }

    fn initial_step_length(&mut self, step: f64) -> Result<(), Error> {
        self.step = Some(step);
        Ok(())
    }
}

struct Trial {
    step: f64,
    value: f64,
    slope: f64,
    point: Vector,
}

impl<O> argmin::core::Solver<O, ArgminState<()>> for WolfeSearch
where
    O: CostFunction<Param = Vector, Output = f64> + Gradient<Param = Vector, Gradient = Vector>,
{
    fn name(&self) -> &'static str {
        "approximate Wolfe search"
    }

    fn next_iter(
        &mut self,
        problem: &mut Problem<O>,
        mut state: ArgminState<()>,
    ) -> Result<(ArgminState<()>, Option<KV>), Error> {
        let (Some(start), Some(gradient), Some(d)) = (state.take_param(), state.take_gradient(), &self.direction)
        else {
            return Err(Error::msg("the line search was started without a point, gradient or direction"));
        };
        let value = state.get_cost();
        let slope = dot(&gradient, d);
        if slope.is_nan() || slope >= 0.0 {
            return Err(Error::msg("the search direction is not one of descent"));
        }
        let rounding = 4.0 * f64::EPSILON * value.abs();
        let (mut low, mut low_slope) = (0.0, slope);
        let mut high: Option<(f64, f64)> = None;
        let mut t = self.step.unwrap_or(1.0);
        let mut best: Option<Trial> = None;
        for _ in 0..TRIALS {
            let point: Vector = start.iter().zip(d).map(|(u, d)| u + t * d).collect();
            let trial_value = problem.cost(&point)?;
            let trial_slope = if trial_value.is_finite() { dot(&problem.gradient(&point)?, d) } else { f64::INFINITY };
            let wolfe = trial_value <= value + DECREASE * t * slope && trial_slope >= SLOPE_LEFT * slope;
            let approximate = trial_value <= value + rounding
                && trial_slope >= SLOPE_LEFT * slope
                && trial_slope <= (2.0 * DECREASE - 1.0) * slope;
            let accepted = wolfe || approximate;
            if accepted || best.as_ref().is_none_or(|b| trial_value < b.value || b.value.is_nan()) {
                best = Some(Trial { step: t, value: trial_value, slope: trial_slope, point });
            }
            if accepted {
                break;
            }
            // The minimum of a convex function lies on the side its slope points away from.
            if trial_slope >= 0.0 || trial_value > value + rounding {
                high = Some((t, trial_slope));
            } else {
                (low, low_slope) = (t, trial_slope);
            }
            t = match high {
                None => 3.0 * t,
                Some((high, high_slope)) => {
                    let secant = low - low_slope * (high - low) / (high_slope - low_slope);
                    let (near, far) = (low + 0.1 * (high - low), low + 0.9 * (high - low));
                    if secant.is_finite() { secant.clamp(near, far) } else { 0.5 * (low + high) }
                }
            };
        }
        match best.filter(|b| b.value <= value + rounding && b.step > 0.0 && b.slope.is_finite()) {
            Some(best) => {
                Ok((state.param(best.point).cost(best.value).terminate_with(TerminationReason::SolverConverged), None))
            }
            None => Err(Error::msg("no point along the search direction is lower")),
        }
    }
}
