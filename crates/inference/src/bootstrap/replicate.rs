//! The optimum of a replicate, from that of the data.
//!
//! ```text
//! u ← u − M⁻¹ ∇F*(u)        M = ∇²F at the optimum of F, with secants; then M = ∇²F* at a point near the end
//! ```
//!
//! The optimum of a replicate is some √k standard errors away, and M is wrong by about √(k/n) there: a step in the metric of the data is nearly
//! Newton's and costs a gradient. Once R ν, the radius of self-concordance times the decrement, is of the order of 1, a Hessian of the
//! replicate is computed, once: it makes the last steps chord steps that hardly miss, tells whether the replicate determines all
//! coefficients, and certifies that an optimum exists ([`logodds_optim::certificate`]). The last step is not evaluated any more: the
//! rate of the steps before says what it leaves. Anything out of the ordinary is fitted again by Newton's method and the one loop.
//!
//! Measured, gradient passes of a replicate beside the one with its Hessian: 3 of 100,000 × 20, 6 of 189 × 10, 7 of 1,000 × 48 (a twentieth of
//! these replicates end in the loop). [`NEAR`] from 1 to 16 takes the same time within a tenth; 64 sends a third to the loop and takes 1.4 times as long.

use crate::error::InferenceError;
use logodds_core::{EvalError, Evaluation, Geometry, Objective, Order, Reweighable, ReweightedRisk};
use logodds_optim::certificate::Anchor;
use logodds_optim::{
    Cholesky, Iterate, Method, Newton, Premises, Secants, Silent, SolveError, Status, StoppingRule, minimize,
};

/// What is left of the first decrement, at most: errors of 10⁻⁹ of what a replicate moves.
const LEFT: f64 = 1e-9;
/// A decrement at the level of rounding.
const ROUNDING: f64 = 1e-14;
/// R ν at which the next point is evaluated with its Hessian. R is a loose bound, and a step takes most of ν away.
const NEAR: f64 = 4.0;
/// A step that leaves more of the decrement is not worth repeating.
const GIVE_UP: f64 = 0.5;
/// Steps in one metric, at most.
const STEPS: usize = 12;

/// The optimum that replicates start from.
pub(super) struct Optimum<'a> {
    risk: &'a dyn Reweighable,
    point: Vec<f64>,
    factor: Cholesky,
    radius: f64,
    geometry: Geometry,
}

/// How far the quick way led.
enum Way {
    Optimum(Vec<f64>),
    /// To here.
    Lost(Vec<f64>),
}

impl<'a> Optimum<'a> {
    pub(super) fn new(risk: &'a dyn Reweighable, u: &[f64]) -> Result<Self, InferenceError> {
        let hessian = risk.evaluate(u, Order::Hessian)?.hessian.ok_or(InferenceError::Singular)?;
        let factor = Cholesky::new(&hessian).map_err(|_| InferenceError::Singular)?;
        let geometry = ReweightedRisk::geometry_for(risk).ok_or(InferenceError::Singular)?;
        let radius = Anchor::new(factor.clone(), u.to_vec(), &geometry).radius();
        Ok(Self { risk, point: u.to_vec(), factor, radius, geometry })
    }

    /// The optimum with other weights, of sum `total`; `None` if there is none that can be certified.
    pub(super) fn refit(&self, weights: &[f64], total: f64) -> Result<Option<Vec<f64>>, EvalError> {
        let objective = ReweightedRisk::new(self.risk, (weights, total), &self.geometry);
        match self.quickly(&objective)? {
            Way::Optimum(point) => Ok(Some(point)),
            Way::Lost(point) => slowly(&objective, point),
        }
    }

    fn quickly(&self, objective: &ReweightedRisk<'_>) -> Result<Way, EvalError> {
        let mut u = self.point.clone();
        let mut at = objective.evaluate(&u, Order::Gradient)?;
        let first = self.factor.dual_norm(&at.gradient);
        let mut norm = first;
        let mut secants = Secants::default();
        let mut steps = 0;
        // In the metric of the data, until the end is near.
        while self.radius * norm > NEAR {
            let (next, step) = stepped(&u, &secants.step(&self.factor, &at.gradient));
            let there = objective.evaluate(&next, Order::Gradient)?;
            let after = self.factor.dual_norm(&there.gradient);
            steps += 1;
            if after.is_nan() || after > GIVE_UP * norm || steps > STEPS {
                return Ok(Way::Lost(u));
            }
            secants.push(step, difference(&there.gradient, &at.gradient));
            (u, at, norm) = (next, there, after);
        }
        // The replicate's own metric.
        let (next, _) = stepped(&u, &secants.step(&self.factor, &at.gradient));
        let at = objective.evaluate(&next, Order::Hessian)?;
        let factored = at.hessian.as_ref().and_then(|hessian| Cholesky::new(hessian).ok());
        let Some(factor) = factored.filter(|_| at.value.is_finite()) else { return Ok(Way::Lost(u)) };
        let anchor = Anchor::new(factor, next.clone(), &self.geometry);
        self.finish(objective, (next, at), &anchor, first)
    }

    fn finish(
        &self,
        objective: &ReweightedRisk<'_>,
        (mut u, mut at): (Vec<f64>, Evaluation),
        anchor: &Anchor,
        first: f64,
    ) -> Result<Way, EvalError> {
        let Some(premises) = Premises::of(objective) else { return Ok(Way::Lost(u)) };
        let mut norm = anchor.factor().dual_norm(&at.gradient);
        for _ in 0..STEPS {
            let (next, _) = stepped(&u, &anchor.factor().solve(&at.gradient));
            let there = objective.evaluate(&next, Order::Gradient)?;
            let after = anchor.factor().dual_norm(&there.gradient);
            let small = after <= ROUNDING;
            if after.is_nan() || (after > GIVE_UP * norm && !small) {
                return Ok(Way::Lost(u));
            }
            let rate = after / norm;
            (u, at, norm) = (next, there, after);
            let certified = anchor.bound(&Iterate::new(&u, &at), premises).is_finite();
            if certified && (small || rate * norm <= LEFT * first) {
                return Ok(Way::Optimum(stepped(&u, &anchor.factor().solve(&at.gradient)).0));
            }
            if small {
                break;
            }
        }
        Ok(Way::Lost(u))
    }
}

/// By Newton's method, with a certificate.
fn slowly(objective: &ReweightedRisk<'_>, from: Vec<f64>) -> Result<Option<Vec<f64>>, EvalError> {
    let stop = StoppingRule { max_iterations: Method::Newton.default_iterations(), ..StoppingRule::default() };
    match minimize(&Newton::default(), objective, from, &stop, &mut Silent) {
        Ok(solution) if solution.status == Status::Converged => Ok(Some(solution.point)),
        Ok(_) => Ok(None),
        Err(SolveError::Eval(error)) => Err(error),
        // Nothing that a replicate of data with an optimum could be helped with.
        Err(_) => Ok(None),
    }
}

/// `u − d`, and −d.
fn stepped(u: &[f64], d: &[f64]) -> (Vec<f64>, Vec<f64>) {
    (difference(u, d), d.iter().map(|d| -d).collect())
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}
