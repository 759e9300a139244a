//! A step of Newton's method, and when its Hessian is computed afresh.

use crate::algebra::Cholesky;
use crate::algebra::secants::Secants;
use crate::algebra::vector::{difference, dot};
use crate::solver::{Iterate, Iteration, Metric, Progress, SolveError};
use logodds_core::{Evaluation, Hessian, Objective, Order};

/// M, factored.
pub(super) struct Factored {
    pub factor: Cholesky,
    /// The point whose Hessian it is, if it is one exactly.
    of: Option<Vec<f64>>,
    /// Whether it is the Hessian of a sample of the rows.
    sampled: bool,
}

impl Factored {
    /// The Hessian of an evaluation at `point`, with a ridge if it must be. `None` only if it is not finite.
    fn new(evaluation: &Evaluation, point: &[f64]) -> Option<Self> {
        let hessian = evaluation.hessian.as_ref()?;
        if let Ok(factor) = Cholesky::new(hessian) {
            return Some(Self { factor, of: Some(point.to_vec()), sampled: false });
        }
        // Entries of a saturated Hessian may underflow to 0; the largest one then sets the scale.
        let floor = f64::EPSILON * hessian.diagonal().into_iter().fold(0.0, f64::max).max(f64::MIN_POSITIVE);
        let ridges = (0..12).map(|k| 1e-10 * 10f64.powi(k));
        let ridged = ridges.into_iter().find_map(|tau| Cholesky::new(&with_ridge(hessian, tau, floor)).ok());
        // A Hessian that has vanished altogether: as at p = 1/2, which bounds it.
        let identity = || {
            let mut quarter = hessian.zeroed();
            quarter.map_diagonal(|_, _| 0.25);
            Cholesky::new(&quarter).ok().filter(|_| hessian.diagonal().into_iter().all(f64::is_finite))
        };
        ridged.or_else(identity).map(|factor| Self { factor, of: None, sampled: false })
    }
}

fn with_ridge(hessian: &Hessian, tau: f64, floor: f64) -> Hessian {
    let mut ridged = hessian.clone();
    ridged.map_diagonal(|_, h| h + tau * h.max(floor));
    ridged
}

pub(super) struct NewtonIteration<'a> {
    objective: &'a dyn Objective,
    pub point: Vec<f64>,
    pub evaluation: Evaluation,
    pub factored: Option<Factored>,
    /// The steps since M was factored.
    secants: Secants,
    /// M has proved poor: compute it afresh before the next step.
    needs_hessian: bool,
    /// M has proved good: the next trial is evaluated without a Hessian.
    pub keeps_factor: bool,
}

/// Halvings of the step: where rows are saturated, and all but some rounding of the curvature is lost, a step can be 10¹² times
/// too long: 30 halvings sufficed for offsets of ±10⁴ at random in one order of the additions, and not in another.
const HALVINGS: i32 = 60;
/// A contraction that makes an old M good enough to keep; quadratic convergence makes the next step's about its square.
const KEEP: f64 = 0.1;
/// A contraction at which it is given up: three more such steps would not gain a digit.
const GIVE_UP: f64 = 0.5;

impl<'a> NewtonIteration<'a> {
    pub(super) fn new(objective: &'a dyn Objective, point: Vec<f64>) -> Result<Self, SolveError> {
        let evaluation = objective.evaluate(&point, Order::Hessian)?;
        let factored = Factored::new(&evaluation, &point);
        let secants = Secants::default();
        Ok(Self { objective, point, evaluation, factored, secants, needs_hessian: false, keeps_factor: false })
    }

    /// At the optimum of a sample of the rows, whose Hessian comes with it, factored.
    pub(super) fn of_sample(
        objective: &'a dyn Objective,
        (point, evaluation): (Vec<f64>, Evaluation),
        factor: Cholesky,
    ) -> Self {
        let factored = Some(Factored { factor, of: None, sampled: true });
        let secants = Secants::default();
        Self { objective, point, evaluation, factored, secants, needs_hessian: false, keeps_factor: true }
    }
}

impl Iteration for NewtonIteration<'_> {
    fn step(&mut self) -> Result<Progress, SolveError> {
        if std::mem::take(&mut self.needs_hessian) {
            self.evaluation = self.objective.evaluate(&self.point, Order::Hessian)?;
            self.factored = Factored::new(&self.evaluation, &self.point);
            self.secants = Secants::default();
        }
        let Some(Factored { factor, sampled, .. }) = &self.factored else { return Ok(Progress::Stalled) };
        let sampled = *sampled;
        let g = &self.evaluation.gradient;
        let step = self.secants.step(factor, g);
        let (slope, before) = (dot(g, &step), factor.dual_norm(g));
        let value = self.evaluation.value;
        let rounding = 8.0 * f64::EPSILON * value.abs();
        for halving in 0..=HALVINGS {
            let t = 0.5f64.powi(halving);
            let trial: Vec<f64> = self.point.iter().zip(&step).map(|(u, d)| u - t * d).collect();
            if trial == self.point {
                break;
            }
            // The full step is nearly always accepted; a shorter one is far from the optimum, and its Hessian can wait.
            let order = if halving == 0 && !self.keeps_factor { Order::Hessian } else { Order::Gradient };
            let at = self.objective.evaluate(&trial, order)?;
            let sufficient = at.value <= value - 1e-4 * t * slope;
            let level = at.value <= value + rounding && dot(&at.gradient, &step).abs() <= 0.5 * slope.abs();
            let after = factor.dual_norm(&at.gradient);
            // Where even the whole slope is lost in rounding, only the gradient can tell progress.
            let halved = after <= 0.5 * before;
            if slope <= rounding && !halved {
                break;
            }
            if at.value.is_finite() && (sufficient || level) {
                let contraction = after / before;
                if at.hessian.is_none() {
                    self.secants.push(difference(&trial, &self.point), difference(&at.gradient, g));
                }
                self.point = trial;
                if at.hessian.is_some() {
                    self.factored = Factored::new(&at, &self.point);
                    self.secants = Secants::default();
                    self.keeps_factor = contraction < KEEP;
                } else {
                    self.keeps_factor = contraction < GIVE_UP;
                    self.needs_hessian = !self.keeps_factor;
                }
                self.evaluation = at;
                return Ok(Progress::Moved);
            }
            // Where a sample's M misleads, a Hessian of the whole is cheaper than a search.
            if slope <= rounding || (halving == 1 && sampled) {
                break;
            }
        }
        // An old M may be what stands in the way.
        let stale = self.factored.as_ref().is_some_and(|f| f.of.as_ref().is_none_or(|of| *of != self.point));
        if stale && self.evaluation.hessian.is_none() {
            (self.needs_hessian, self.keeps_factor) = (true, false);
            return Ok(Progress::Moved);
        }
        Ok(Progress::Stalled)
    }

    fn iterate(&self) -> Iterate<'_> {
        let metric = self.factored.as_ref().map(|f| Metric { factor: &f.factor, of: f.of.as_deref(), share: 1.0 });
        Iterate { metric, ..Iterate::new(&self.point, &self.evaluation) }
    }
}
