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
//! tell of the curvature is not lost: M is updated by their secants (`secants`).

mod start;

use crate::algebra::Cholesky;
use crate::solver::{Iterate, Iteration, Metric, Progress, SolveError, Solver};
use crate::solvers::secants::Secants;
use logodds_core::{Evaluation, Objective, Order, SymMatrix};
use start::sampled;

/// Newton's method. Memory p², time n p² + p³/3 per Hessian.
#[derive(Clone, Copy, Debug, Default)]
pub struct Newton {}

impl Solver for Newton {
    fn name(&self) -> &'static str {
        "newton"
    }

    fn start<'a>(&self, objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Box<dyn Iteration + 'a>, SolveError> {
        let iteration = match sampled(objective, &u0)? {
            Some(start) => {
                let evaluation = objective.evaluate(&start.point, Order::Gradient)?;
                if evaluation.value <= start.unsampled {
                    NewtonIteration {
                        objective,
                        factored: Some(Factored { factor: start.factor, of: None, sampled: true }),
                        secants: Secants::default(),
                        point: start.point,
                        evaluation,
                        needs_hessian: false,
                        keeps_factor: true,
                    }
                } else {
                    // The sample is not like the whole.
                    NewtonIteration::new(objective, u0)?
                }
            }
            None => NewtonIteration::new(objective, u0)?,
        };
        if !iteration.evaluation.value.is_finite() {
            return Err(SolveError::Start);
        }
        Ok(Box::new(iteration))
    }
}

/// M, factored.
struct Factored {
    factor: Cholesky,
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
        let floor = f64::EPSILON * hessian.diagonal().fold(0.0, f64::max).max(f64::MIN_POSITIVE);
        let ridges = (0..12).map(|k| 1e-10 * 10f64.powi(k));
        let ridged = ridges.into_iter().find_map(|tau| Cholesky::new(&with_ridge(hessian, tau, floor)).ok());
        // A Hessian that has vanished altogether: as at p = 1/2, which bounds it.
        let identity = || {
            let mut quarter = SymMatrix::zeros(hessian.order());
            (0..hessian.order()).for_each(|j| quarter.row_mut(j)[j] = 0.25);
            Cholesky::new(&quarter).ok().filter(|_| hessian.diagonal().all(f64::is_finite))
        };
        ridged.or_else(identity).map(|factor| Self { factor, of: None, sampled: false })
    }
}

fn with_ridge(hessian: &SymMatrix, tau: f64, floor: f64) -> SymMatrix {
    let mut ridged = hessian.clone();
    for j in 0..hessian.order() {
        let row = ridged.row_mut(j);
        row[j] += tau * row[j].max(floor);
    }
    ridged
}

struct NewtonIteration<'a> {
    objective: &'a dyn Objective,
    point: Vec<f64>,
    evaluation: Evaluation,
    factored: Option<Factored>,
    /// The steps since M was factored.
    secants: Secants,
    /// M has proved poor: compute it afresh before the next step.
    needs_hessian: bool,
    /// M has proved good: the next trial is evaluated without a Hessian.
    keeps_factor: bool,
}

/// Halvings of the step: where rows are saturated, and all but some rounding of the curvature is lost, a step can be 10¹² times
/// too long: 30 halvings sufficed for offsets of ±10⁴ at random in one order of the additions, and not in another.
const HALVINGS: i32 = 60;
/// A contraction that makes an old M good enough to keep; quadratic convergence makes the next step's about its square.
const KEEP: f64 = 0.1;
/// A contraction at which it is given up: three more such steps would not gain a digit.
const GIVE_UP: f64 = 0.5;

impl<'a> NewtonIteration<'a> {
    fn new(objective: &'a dyn Objective, point: Vec<f64>) -> Result<Self, SolveError> {
        let evaluation = objective.evaluate(&point, Order::Hessian)?;
        let factored = Factored::new(&evaluation, &point);
        let secants = Secants::default();
        Ok(Self { objective, point, evaluation, factored, secants, needs_hessian: false, keeps_factor: false })
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
        let metric = self.factored.as_ref().map(|f| Metric { factor: &f.factor, of: f.of.as_deref() });
        Iterate { metric, ..Iterate::new(&self.point, &self.evaluation) }
    }
}

fn difference(a: &[f64], b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| a - b).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
