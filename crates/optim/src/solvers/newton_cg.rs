//! Newton's method by products with the Hessian: a trust region, conjugate gradients, a preconditioner.
//!
//! ```text
//! minimise over s:  m(s) = g·s + ½ s·H s,  ‖s‖ ≤ Δ        g = ∇F(u),  H = ∇²F(u), known by its products
//! ```
//!
//! (T. Steihaug, *The conjugate gradient method and trust regions in large scale optimization*, SIAM J. Numer. Anal. 20,
//! 1983; for logistic regression C.-J. Lin, R. Weng, S. Keerthi, *Trust Region Newton Method for Logistic Regression*, JMLR 9,
//! 2008.) Conjugate gradients start at s = 0 and only grow ‖s‖: they end where they leave the region, or when the residual
//! `‖g + H s‖` is at most `η ‖g‖`. The forcing term η falls as the gradient does (S. Eisenstat, H. Walker, *Choosing the forcing
//! terms in an inexact Newton method*, SIAM J. Sci. Comput. 17(1), 1996, choice 2): far from the optimum a rough step does,
//! near it one good step gains many digits. Δ follows the ratio of the decrease of F to that of m (J. Nocedal, S. Wright,
//! *Numerical Optimization*, 2nd ed., Algorithm 4.1).
//!
//! All of it runs in the coordinates of `whitening`, in which a typical Hessian is the identity: that is the preconditioner,
//! and the norm of the region. Where an objective has none, in its own coordinates, whose columns have unit size.

use crate::algebra::vector::{add, dot, norm};
use crate::solver::{Iterate, Iteration, Metric, Progress, SolveError, Solver};
use crate::solvers::whitening::Whitening;
use logodds_core::{EvalError, Evaluation, LinearOperator, Objective, Structure};

/// Trust-region Newton by conjugate gradients. A pass a product, memory of a few vectors and a number per row.
#[derive(Clone, Copy, Debug, Default)]
pub struct NewtonCg {}

/// Ratio of decreases from which a step is taken (Lin, Weng & Keerthi, §3).
const ACCEPT: f64 = 1e-4;
/// Ratio below which the region shrinks, and above which it may grow (Nocedal & Wright, Algorithm 4.1).
const POOR: f64 = 0.25;
const GOOD: f64 = 0.75;
/// Shrinkings of one step: 4⁻²⁰ of a step is no step.
const SHRINKINGS: usize = 20;
/// The loosest forcing term, and the tightest.
const LOOSEST: f64 = 0.5;
const TIGHTEST: f64 = 1e-4;
/// Products of one step at most: time and observers are looked at between steps.
const PRODUCTS: usize = 200;

impl Solver for NewtonCg {
    fn name(&self) -> &'static str {
        "newton-cg"
    }

    fn start<'a>(&self, objective: &'a dyn Objective, u0: Vec<f64>) -> Result<Box<dyn Iteration + 'a>, SolveError> {
        let whitening = Whitening::of(objective, &u0)?;
        let structure = objective.structure().ok_or(SolveError::Products)?;
        let (evaluation, hessian) = structure.curvature_at(&u0)?.ok_or(SolveError::Products)?;
        if !evaluation.value.is_finite() {
            return Err(SolveError::Start);
        }
        Ok(Box::new(Running {
            structure,
            whitening,
            point: u0,
            evaluation,
            hessian,
            radius: f64::INFINITY,
            forcing: LOOSEST,
        }))
    }
}

struct Running<'a> {
    structure: &'a dyn Structure,
    whitening: Option<Whitening<'a>>,
    point: Vec<f64>,
    evaluation: Evaluation,
    /// At the point.
    hessian: Box<dyn LinearOperator + 'a>,
    /// Δ; infinite until a step has failed.
    radius: f64,
    /// η.
    forcing: f64,
}

/// A step, in whitened coordinates.
struct Step {
    s: Vec<f64>,
    norm: f64,
    /// `−m(s)`.
    decrease: f64,
    /// Whether it ends on the boundary of the region.
    bounded: bool,
}

impl Running<'_> {
    fn gradient(&self, evaluation: &Evaluation) -> Vec<f64> {
        let whitening = self.whitening.as_ref();
        whitening.map_or_else(|| evaluation.gradient.clone(), |w| w.whiten_gradient(&evaluation.gradient))
    }

    /// `u + T s`.
    fn moved(&self, s: &[f64]) -> Vec<f64> {
        let step = self.whitening.as_ref().map(|whitening| whitening.unwhiten_point(s));
        self.point.iter().zip(step.as_deref().unwrap_or(s)).map(|(u, d)| u + d).collect()
    }

    /// `Tᵀ H T v`.
    fn product(&self, v: &[f64]) -> Result<Vec<f64>, EvalError> {
        let mut product = vec![0.0; v.len()];
        match &self.whitening {
            Some(whitening) => {
                self.hessian.apply(&whitening.unwhiten_point(v), &mut product)?;
                Ok(whitening.whiten_gradient(&product))
            }
            None => self.hessian.apply(v, &mut product).map(|()| product),
        }
    }

    /// Steihaug's conjugate gradients.
    fn solve(&self, g: &[f64]) -> Result<Step, EvalError> {
        let mut s = vec![0.0; g.len()];
        let mut r: Vec<f64> = g.iter().map(|g| -g).collect(); // −g − H s
        let mut d = r.clone();
        let mut rr = dot(&r, &r);
        let enough = self.forcing * self.forcing * rr;
        let mut bounded = false;
        for _ in 0..PRODUCTS {
            let hd = self.product(&d)?;
            let alpha = rr / dot(&d, &hd);
            let boundary = to_boundary(&s, &d, self.radius);
            // A direction without curvature leads to the boundary, too.
            bounded = !(alpha > 0.0 && alpha < boundary);
            let alpha = if bounded { boundary } else { alpha };
            if !alpha.is_finite() {
                break;
            }
            add(&mut s, alpha, &d);
            add(&mut r, -alpha, &hd);
            let before = std::mem::replace(&mut rr, dot(&r, &r));
            if bounded || rr <= enough {
                break;
            }
            d.iter_mut().zip(&r).for_each(|(d, r)| *d = r + rr / before * *d);
        }
        // H s = −g − r.
        let decrease = 0.5 * (dot(&r, &s) - dot(g, &s));
        Ok(Step { norm: dot(&s, &s).sqrt(), s, decrease, bounded })
    }
}

/// The positive root τ of `‖s + τ d‖ = Δ`.
fn to_boundary(s: &[f64], d: &[f64], radius: f64) -> f64 {
    if radius.is_infinite() {
        return radius;
    }
    let (dd, sd, room) = (dot(d, d), dot(s, d), radius * radius - dot(s, s));
    // Of the two forms of the root, the one whose terms do not cancel.
    let root = (sd * sd + dd * room).sqrt();
    if sd > 0.0 { room / (sd + root) } else { (root - sd) / dd }
}

impl Iteration for Running<'_> {
    fn step(&mut self) -> Result<Progress, SolveError> {
        let g = self.gradient(&self.evaluation);
        let before = dot(&g, &g).sqrt();
        let value = self.evaluation.value;
        let rounding = 8.0 * f64::EPSILON * value.abs();
        for _ in 0..SHRINKINGS {
            let step = self.solve(&g)?;
            let trial = self.moved(&step.s);
            if trial == self.point || step.decrease.is_nan() || step.decrease <= 0.0 {
                break;
            }
            let Some((at, hessian)) = self.structure.curvature_at(&trial)? else { break };
            let after = norm(&self.gradient(&at));
            // Where the whole decrease is lost in rounding, only the gradient can tell progress.
            let level = step.decrease <= rounding;
            let ratio = match level {
                true if at.value <= value + rounding && after <= 0.5 * before => 1.0,
                true => break,
                false => (value - at.value) / step.decrease,
            };
            if ratio.is_nan() || ratio < POOR {
                self.radius = 0.25 * step.norm;
            } else if ratio > GOOD && step.bounded {
                self.radius *= 2.0;
            }
            if ratio > ACCEPT {
                // Eisenstat and Walker, γ = 0.9, α = 2, with the safeguard against too sudden a fall.
                let kept = 0.9 * self.forcing * self.forcing;
                let forcing = 0.9 * (after / before).powi(2);
                self.forcing = forcing.max(if kept > 0.1 { kept } else { 0.0 }).clamp(TIGHTEST, LOOSEST);
                (self.point, self.evaluation, self.hessian) = (trial, at, hessian);
                return Ok(Progress::Moved);
            }
        }
        Ok(Progress::Stalled)
    }

    fn iterate(&self) -> Iterate<'_> {
        let factor = self.whitening.as_ref().and_then(Whitening::factor);
        Iterate {
            metric: factor.map(|factor| Metric { factor, of: None, share: 1.0 }),
            ..Iterate::new(&self.point, &self.evaluation)
        }
    }
}
