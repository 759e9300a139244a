//! Steps where a Hessian is worth many gradients: dense rows of hundreds of columns.
//!
//! ```text
//! d = −W g      W: the inverse of M, updated by the secants of the steps since        M = θ⁻¹ D,  Ĥ of m rows, or H of all
//! ```
//!
//! **First no Hessian at all.** Columns have unit size, so that H is near its diagonal D unless they are correlated, and L-BFGS (`secants`) with
//! `θ = sᵀy / yᵀD⁻¹y` (J. Nocedal, S. Wright, *Numerical Optimization*, 2nd ed., eq. 7.20) needs some ten gradients.
//!
//! **Then look.** The estimate `√(gᵀWg)` of the Newton decrement falls by a factor a step. Where it falls so slowly that what is left of the way would
//! cost more gradients than a Hessian of m rows and the way with it, that Hessian is formed where the iterate is, and steps go on with
//! it. By m rows of p columns a Hessian is known up to factors `(1 ± s)²`, `s = √(p/m)` (V. Marčenko, L. Pastur, *Math. USSR-Sbornik* 1, 1967), so
//! the condition of M⁻¹H is `((1 + s)/(1 − s))²`, and conjugate gradients, which BFGS steps resemble, gain the factor s a step: `ln 10 / ln(1/s)` gradients
//! a digit. Measured, Gaussian and AR(1) columns alike: 3.1 for 4p rows, 2.1 for 8p, by the formula 3.3 and 2.2. Of all rows the Hessian differs only by the way travelled since: one
//! or two a digit.
//!
//! Refused: a small sample's Hessian for a start. With 2p rows it has a condition of 34 where the columns' own is 3, and took twelve gradients a
//! digit for two without any.

use crate::algebra::Cholesky;
use crate::algebra::secants::Secants;
use crate::algebra::vector::{difference, dot};
use crate::cost::{Extent, sampled_hessian_passes};
use crate::premises::Premises;
use crate::solver::{Iterate, Iteration, Metric, Progress, SolveError};
use logodds_core::{Evaluation, Objective, Order, Structure};

/// Steps after which a metric is judged.
const LOOK: usize = 4;
/// The decrement, relative to √F, that the way is measured to: a gap of about 10⁻¹⁰ of F.
const END: f64 = 1e-5;
/// Shortenings of a step, each to between a tenth and a half.
const TRIALS: usize = 30;
/// Rows per unknown of the smallest sample, and of the largest share of all rows that is still a sample: beyond, all of them cost no more
/// than twice as much.
const FEWEST: usize = 4;

/// A Hessian, factored.
struct Held {
    factor: Cholesky,
    /// Where.
    of: Vec<f64>,
    /// H there is at least this times it, if products were in double precision.
    share: f64,
    exact: bool,
    /// Rows that it is of.
    rows: usize,
}

pub(super) struct SparingIteration<'a> {
    objective: &'a dyn Objective,
    structure: &'a dyn Structure,
    point: Vec<f64>,
    evaluation: Evaluation,
    /// Whether every column has a penalty, so that the duality gap certifies.
    certifies_by_gap: bool,
    /// D.
    diagonal: Vec<f64>,
    held: Option<Held>,
    secants: Secants,
    /// Whether the Hessian of all rows could be factored when it was last tried.
    can_renew: bool,
    /// θ.
    theta: f64,
    /// W g, and √(gᵀ W g).
    direction: Vec<f64>,
    decrement: f64,
    /// log₁₀ of the decrements since M is what it is, one for every evaluation.
    digits: Vec<f64>,
}

impl<'a> SparingIteration<'a> {
    /// At `u0`; `None` where the rows are not dense ones of one output, or tell nothing of themselves.
    pub(super) fn new(objective: &'a dyn Objective, u0: &[f64]) -> Result<Option<Self>, SolveError> {
        let Some(structure) = objective.structure() else { return Ok(None) };
        let Some(geometry) = structure.geometry() else { return Ok(None) };
        if geometry.outputs > 1 || !geometry.sparse.is_empty() {
            return Ok(None);
        }
        let evaluation = objective.evaluate(u0, Order::Gradient)?;
        let curvature = evaluation.intercept_curvature.max(f64::MIN_POSITIVE);
        let ridge = |j: usize| structure.penalty().map_or(0.0, |penalty| penalty.l2()[j]);
        // Unit columns with curvatures that are about the intercept's; a ridge ρ has taken its part of the unit.
        let diagonal = (0..u0.len()).map(|j| curvature * (1.0 - 4.0 * ridge(j)).max(0.0) + ridge(j)).collect();
        let mut iteration = Self {
            objective,
            structure,
            point: u0.to_vec(),
            evaluation,
            certifies_by_gap: Premises::of(objective).is_some_and(|known| known.penalises_all_columns()),
            diagonal,
            held: None,
            can_renew: true,
            secants: Secants::default(),
            theta: 1.0,
            direction: Vec::new(),
            decrement: f64::INFINITY,
            digits: Vec::new(),
        };
        iteration.aim();
        Ok(Some(iteration))
    }

    pub(super) fn value(&self) -> f64 {
        self.evaluation.value
    }

    /// The direction at the point, and what it says of the way left.
    fn aim(&mut self) {
        let g = &self.evaluation.gradient;
        self.direction = match &self.held {
            Some(held) => self.secants.step(&held.factor, g),
            None => self.secants.step_by(|q| scaled(q, &self.diagonal, self.theta), g),
        };
        self.decrement = dot(g, &self.direction).max(0.0).sqrt();
        self.digits.push(self.decrement.log10());
    }

    /// Gradients a digit as things go.
    fn gradients_a_digit(&self) -> f64 {
        match self.digits.len().checked_sub(LOOK + 1) {
            // The first decrement, by θ = 1, may be of another scale.
            Some(before) if before > 0 || self.held.is_some() => {
                let gained = self.digits[before] - self.digits[self.digits.len() - 1];
                if gained > 0.0 { LOOK as f64 / gained } else { f64::INFINITY }
            }
            _ => 0.0,
        }
    }

    /// How many rows a Hessian should be of, if one shortens the way that is left.
    fn rows_to_look_at(&self) -> Option<usize> {
        if !self.can_renew {
            return None;
        }
        let left = (self.decrement / (END * self.evaluation.value.sqrt())).log10().max(1.0);
        let least = left * self.gradients_a_digit();
        let extent = Extent::of(self.objective);
        let (n, p) = (extent.rows, extent.unknowns);
        let cost = |rows: usize, a_digit: f64| sampled_hessian_passes(self.objective, Some(rows)) + left * a_digit;
        // One that has proved poor is followed by a better one; the Hessian of all rows, by itself at a nearer point.
        let fewest = self.held.as_ref().map_or(FEWEST * p, |held| 2 * held.rows);
        let samples = std::iter::successors(Some(fewest), |rows| Some(2 * rows)).take_while(|rows| 2 * rows <= n);
        let of_sample =
            |rows: usize| (cost(rows, std::f64::consts::LN_10 / (0.5 * (rows as f64 / p as f64).ln())), rows);
        let best = samples.map(of_sample).chain([(cost(n, 1.5), n)]).min_by(|a, b| a.0.total_cmp(&b.0));
        best.filter(|(passes, _)| *passes < least).map(|(_, rows)| rows)
    }

    /// M is the Hessian of some rows here, if it can be factored.
    fn renew(&mut self, rows: usize) -> Result<bool, SolveError> {
        let n = self.structure.rows();
        // Without a penalty on all columns it may have to prove what it says.
        let sampled = self.structure.hessian_of_rows(&self.point, rows, self.certifies_by_gap)?;
        let (hessian, share, exact) = match sampled {
            Some(sampled) => (Some(sampled.hessian), sampled.share, sampled.error == 0.0),
            None => (self.objective.evaluate(&self.point, Order::Hessian)?.hessian, 1.0, true),
        };
        self.digits.clear();
        let threads = self.structure.threads();
        let factor = hessian.and_then(|hessian| Cholesky::on(&hessian, threads).ok());
        let is_new = factor.is_some();
        match factor {
            Some(factor) => {
                self.held = Some(Held { factor, of: self.point.clone(), share, exact, rows });
                self.secants = Secants::default();
            }
            None if rows == n => self.can_renew = false,
            None => {}
        }
        self.aim();
        Ok(is_new)
    }
}

fn scaled(q: &[f64], diagonal: &[f64], theta: f64) -> Vec<f64> {
    q.iter().zip(diagonal).map(|(q, d)| theta * q / d).collect()
}

impl Iteration for SparingIteration<'_> {
    fn step(&mut self) -> Result<Progress, SolveError> {
        if let Some(rows) = self.rows_to_look_at() {
            self.renew(rows)?;
        }
        let (value, slope) = (self.evaluation.value, self.decrement * self.decrement);
        let rounding = 8.0 * f64::EPSILON * value.abs();
        let mut t = 1.0;
        for _ in 0..TRIALS {
            let trial: Vec<f64> = self.point.iter().zip(&self.direction).map(|(u, d)| u - t * d).collect();
            if trial == self.point {
                break;
            }
            let at = self.objective.evaluate(&trial, Order::Gradient)?;
            let left = dot(&at.gradient, &self.direction);
            let sufficient = at.value <= value - 1e-4 * t * slope;
            let level = at.value <= value + rounding && left.abs() <= 0.5 * slope;
            if at.value.is_finite() && (sufficient || level) {
                let (s, y) = (difference(&trial, &self.point), difference(&at.gradient, &self.evaluation.gradient));
                let scale = dot(&s, &y) / y.iter().zip(&self.diagonal).map(|(y, d)| y * y / d).sum::<f64>();
                if scale > 0.0 && scale.is_finite() {
                    self.theta = scale;
                }
                self.secants.push(s, y);
                (self.point, self.evaluation) = (trial, at);
                self.aim();
                return Ok(Progress::Moved);
            }
            if slope <= rounding {
                break;
            }
            self.digits.push(self.decrement.log10());
            // The minimum along d by the slopes at both ends, if they enclose it.
            let secant = slope / (slope - left);
            t *= if secant.is_finite() { secant.clamp(0.1, 0.5) } else { 0.1 };
        }
        // An old M, or what its secants made of it, may be what stands in the way.
        if self.held.as_ref().is_none_or(|held| held.of != self.point) {
            let is_new = self.renew(self.structure.rows())?;
            return Ok(if is_new { Progress::Moved } else { Progress::Stalled });
        }
        Ok(Progress::Stalled)
    }

    fn iterate(&self) -> Iterate<'_> {
        let metric = self.held.as_ref().map(|held| Metric {
            factor: &held.factor,
            of: held.exact.then_some(&held.of[..]),
            share: held.share,
        });
        Iterate { metric, decrement: Some(self.decrement), ..Iterate::new(&self.point, &self.evaluation) }
    }
}
