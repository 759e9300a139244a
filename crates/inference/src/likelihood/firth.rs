//! Firth's fit: the likelihood with Jeffreys' prior, which takes the first-order bias from the coefficients and is finite where the data
//! are separated.
//!
//! ```text
//! ℓ*(β) = ℓ(β) + ½ log det I(β)        I = Σ_i ω_i p_i (1 − p_i) z_i z_i'
//! U*_j  = Σ_i (ω_i (y_i − p_i) + h_i (½ − p_i)) z_ij        h_i = ω_i p_i (1 − p_i) z_i' I⁻¹ z_i
//! ```
//!
//! D. Firth, *Biometrika* 80, 1993; G. Heinze, M. Schemper, *Statistics in Medicine* 21, 2002; finite for columns of full rank: I. Kosmidis,
//! D. Firth, *Biometrika* 108, 2021. A weight stands for so many equal rows. The prior depends on weights by their size and not by their
//! ratios alone, as with any prior.
//!
//! Steps are `J⁻¹ U*`. J is I, Fisher's scoring, where every leverage is a small share of its row's weight; else the slope of U* with the h_i
//! held (`leverage_score`), which is Newton's method where each cell of rows has a coefficient of its own. Secants of
//! the steps make up for what J lacks of the Hessian. ℓ* is not known to be concave, so no bound on its distance from the maximum follows
//! from its derivatives: what is certified is the modified score, its norm in the metric of I⁻¹, which is about the distance to the root in
//! standard errors.

use crate::covariance::leverage_score::{LeverageScore, LeverageSums};
use crate::error::InferenceError;
use crate::likelihood::ascent::{Ascent, Move};
use crate::likelihood::function::{LogLikelihood, Point, check_width, farthest};
use crate::likelihood::jeffreys_curvature;
use logodds_core::{Evaluation, Hessian, InverseRoot, Objective, Order, Risk, Structure};
use logodds_optim::{
    Certificate, CertificateKind, Cholesky, Iterate, Newton, Observer, Silent, Solution, SolveError, Status,
    StoppingRule, TracePoint, minimize,
};
use std::cell::{Cell, RefCell};
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// Leverage as a share of a row's weight up to which I is near enough to the curvature: steps then converge at this rate, or faster.
const SMALL: f64 = 0.05;

/// Standard errors to the root at which a fit has converged where rounding allows no further step.
const SOLVED: f64 = 1e-8;

/// Log-odds that a row may move by before the curvature is computed anew: a factor of 1.6 for it, which secants make up for.
const MOVED: f64 = 0.5;

/// Standard errors to a root from which on the Hessian shows the way.
const NEAR: f64 = 1.0;

/// ℓ*.
pub(crate) struct Jeffreys<'a> {
    risk: &'a Risk<'a>,
    /// Whether leverages were found to be large, so that they shall be kept, for the slope.
    large: Cell<bool>,
    /// What steps take for the negative Hessian.
    curvature: RefCell<Option<Curvature>>,
}

/// What steps take for the negative Hessian.
struct Curvature {
    factor: Cholesky,
    /// Where it is from.
    at: Vec<f64>,
    /// Whether it is the Hessian.
    is_exact: bool,
}

impl<'a> Jeffreys<'a> {
    pub fn new(risk: &'a Risk<'a>) -> Self {
        Self { risk, large: Cell::new(false), curvature: RefCell::new(None) }
    }

    fn sums(&self, u: &[f64], root: InverseRoot, keeps: bool) -> Result<LeverageSums, InferenceError> {
        let risk = self.risk;
        let (norms, total) = (risk.row_norms(root), risk.null().total_weight);
        let sum = LeverageScore { loss: risk.row_loss(u), norms, total, columns: risk.moments().origin.len(), keeps };
        Ok(risk.executor().sum(risk.data(), &risk.moments().origin, &sum)?)
    }

    /// I, and the slope of what the prior adds, factored: from a point near `u`. If it `is_near` to a root, of few rows the Hessian: farther away it may lead to
    /// another.
    fn curvature(
        &self,
        u: &[f64],
        (hessian, information): (&Hessian, &Cholesky),
        leverages: &[f64],
        is_near: bool,
    ) -> Result<Option<Cholesky>, InferenceError> {
        let wants_exact = is_near && jeffreys_curvature::is_worth_it(self.risk);
        if let Some(last) = self.curvature.borrow().as_ref().filter(|last| last.is_exact || !wants_exact) {
            let way: Vec<f64> = u.iter().zip(&last.at).map(|(u, a)| u - a).collect();
            if farthest(self.risk, &way, MOVED)? <= MOVED {
                return Ok(Some(last.factor.clone()));
            }
        }
        let exact = match wants_exact {
            true => jeffreys_curvature::factor(self.risk, u, (information, leverages))?,
            false => None,
        };
        let is_exact = exact.is_some();
        let factor = match exact {
            Some(exact) => Some(exact),
            None => self.risk.hessian_of_weights(leverages, u)?.and_then(|mut slope| {
                slope.add(hessian);
                let factor = Cholesky::on(&slope, Some(self.risk.executor())).ok();
                factor.map(|factor| factor.scaled(self.risk.null().total_weight))
            }),
        };
        *self.curvature.borrow_mut() = factor.clone().map(|factor| Curvature { factor, at: u.to_vec(), is_exact });
        Ok(factor)
    }
}

impl LogLikelihood for Jeffreys<'_> {
    fn at(&self, u: Vec<f64>) -> Result<Option<Point>, InferenceError> {
        let risk = self.risk;
        let total = risk.null().total_weight;
        let evaluation = risk.evaluate(&u, Order::Hessian)?;
        let log_loss = evaluation.value;
        let hessian = evaluation.hessian.ok_or(InferenceError::Singular)?;
        let Ok(of_mean) = Cholesky::on(&hessian, Some(risk.executor())) else { return Ok(None) };
        let root = of_mean.inverse_root();
        let factor = of_mean.scaled(total);
        // A pinned intercept stands beside the information, and is no part of it.
        let beside = if risk.scaled().has_intercept() { 0.0 } else { (total * hessian.get(0, 0)).ln() };
        // The determinant of the information about (b, w), not about the solver's coordinates.
        let units: f64 = risk.scaled().free().iter().map(|&j| risk.scaled().scale(j).ln()).sum();
        let value = -total * log_loss + 0.5 * (factor.log_determinant() - beside) + units;
        if !value.is_finite() {
            return Ok(None);
        }
        let mut sums = self.sums(&u, root.clone(), self.large.get())?;
        if sums.largest.0 > SMALL && !self.large.replace(true) {
            sums = self.sums(&u, root, true)?;
        }
        let correction = risk.scaled().gradient(sums.intercept.0, &sums.score.0);
        let score: Vec<f64> = evaluation.gradient.iter().zip(correction).map(|(g, c)| c - total * g).collect();
        let curvature = match self.large.get() {
            true => {
                let is_near = factor.dual_norm(&score) <= NEAR;
                self.curvature(&u, (&hessian, &factor), &sums.leverages.0, is_near)?
            }
            false => None,
        };
        Ok(Some(Point { u, value, score, factor, curvature, log_loss }))
    }

    fn is_newtons(&self) -> bool {
        false
    }

    fn farthest(&self, direction: &[f64], enough: f64) -> Result<f64, InferenceError> {
        farthest(self.risk, direction, enough)
    }
}

/// The end of a fit.
#[derive(Clone, Debug)]
pub struct FirthFit {
    /// Value and gradient are of −ℓ* / Σω. The certificate has no bound (it is infinite): its `gradient_norm` is the norm of the modified score
    /// in the metric of I⁻¹.
    pub solution: Solution,
    /// The mean log loss there, without the prior.
    pub log_loss: f64,
}

/// Maximise ℓ* from the intercept alone, or of many rows from the maximum of the likelihood, until the norm of the modified score is at most the tolerance. A `risk` with a penalty of its own
/// keeps that in ℓ, which nobody asks for.
///
/// # Errors
/// [`InferenceError::TooWide`]; [`InferenceError::Eval`] if a pass fails.
pub fn fit(risk: &Risk<'_>, stop: &StoppingRule, observer: &mut dyn Observer) -> Result<FirthFit, InferenceError> {
    check_width(risk)?;
    let (begin, total) = (Instant::now(), risk.null().total_weight);
    let likelihood = Counted { likelihood: Jeffreys::new(risk), calls: 0.into() };
    let (near, of_start) = maximum(risk, stop.max_time)?.unzip();
    let passes = |calls: usize| 2.0 * calls as f64 + of_start.unwrap_or(0.0);
    let start = match near {
        Some(near) => likelihood.at(near)?,
        None => None,
    };
    let from_null = || likelihood.at(risk.start());
    let Some(start) = start.map_or_else(from_null, |start| Ok(Some(start)))? else {
        return undetermined(risk, begin);
    };
    let mut ascent = Ascent::new(&likelihood, start.clone(), &[], &[]);
    let mut again = Some(start);
    let mut trace = Vec::new();
    let mut stuck = false;
    let mut k = 0;
    let (status, norm, evaluation) = loop {
        let next = ascent.step().ok_or(InferenceError::Singular)?;
        let at = &ascent.at;
        let evaluation = Evaluation {
            value: -at.value / total,
            gradient: at.score.iter().map(|s| -s / total).collect(),
            hessian: None,
            intercept_curvature: 0.0,
            intercept_step: Vec::new(),
            separation: f64::NEG_INFINITY,
        };
        let seconds = begin.elapsed();
        trace.push(TracePoint {
            iteration: k,
            passes: passes(likelihood.calls.get()),
            seconds: seconds.as_secs_f64(),
            value: evaluation.value,
            bound: f64::INFINITY,
        });
        let mut watched = || observer.iteration(k, &Iterate::new(&at.u, &evaluation), f64::INFINITY);
        let status = match () {
            () if next.decrement <= stop.tolerance => Some(Status::Converged),
            () if watched() == ControlFlow::Break(()) => Some(Status::Interrupted),
            () if stuck && next.decrement <= SOLVED => Some(Status::Converged),
            () if stuck => Some(Status::Stalled),
            () if k >= stop.max_iterations => Some(Status::IterationLimit),
            () if stop.max_time.is_some_and(|limit| seconds >= limit) => Some(Status::TimeLimit),
            () => None,
        };
        if let Some(status) = status {
            break (status, next.decrement, evaluation);
        }
        stuck = ascent.climb(&next)? == Move::Stuck;
        k += 1;
        // Rounding is not what stops far from a root: rows that I rested on were saturated. Once more, in shorter steps.
        if let (true, Some(start)) = (stuck && next.decrement > SOLVED, again.take_if(|_| stuck)) {
            ascent = Ascent::new(&likelihood, start, &[], &[]).patient();
            stuck = false;
        }
    };
    let at = ascent.at;
    let solution = Solution {
        point: at.u,
        evaluation,
        certificate: Certificate { bound: f64::INFINITY, kind: CertificateKind::Score, gradient_norm: norm },
        status,
        solver: SOLVER,
        iterations: k,
        passes: passes(likelihood.calls.get()),
        seconds: begin.elapsed().as_secs_f64(),
        trace,
    };
    Ok(FirthFit { solution, log_loss: at.log_loss })
}

/// Rows per coefficient beyond which the maximum of the likelihood is a better start than the intercept alone: the prior moves it by a small part of
/// a standard error, and labels that are separated are rare.
const MANY: usize = 20;
/// Steps to it at most, and how near: a fit that needs more is of labels that are nearly separated.
const TO_MAXIMUM: StoppingRule = StoppingRule { tolerance: 1e-6, max_iterations: 8, max_time: None };

/// A point near the maximum of the likelihood of many rows, and the passes it took; `None` where there is none at hand.
fn maximum(risk: &Risk<'_>, max_time: Option<Duration>) -> Result<Option<(Vec<f64>, f64)>, InferenceError> {
    if risk.rows() < MANY * risk.dim() {
        return Ok(None);
    }
    match minimize(&Newton::default(), risk, risk.start(), &StoppingRule { max_time, ..TO_MAXIMUM }, &mut Silent) {
        Ok(found) if found.status == Status::Converged => Ok(Some((found.point, found.passes))),
        Err(SolveError::Eval(error)) => Err(error.into()),
        _ => Ok(None),
    }
}

/// The name of what fits.
pub const SOLVER: &str = "fisher-scoring";

/// The information is singular at the very start: the columns are dependent.
fn undetermined(risk: &Risk<'_>, begin: Instant) -> Result<FirthFit, InferenceError> {
    let point = risk.start();
    let evaluation = risk.evaluate(&point, Order::Gradient)?;
    let log_loss = evaluation.value;
    let solution = Solution {
        point,
        evaluation,
        certificate: Certificate { bound: f64::INFINITY, kind: CertificateKind::Score, gradient_norm: f64::INFINITY },
        status: Status::Singular,
        solver: SOLVER,
        iterations: 0,
        passes: 2.0,
        seconds: begin.elapsed().as_secs_f64(),
        trace: Vec::new(),
    };
    Ok(FirthFit { solution, log_loss })
}

/// How often a likelihood was asked.
struct Counted<'a> {
    likelihood: Jeffreys<'a>,
    calls: Cell<usize>,
}

impl LogLikelihood for Counted<'_> {
    fn at(&self, u: Vec<f64>) -> Result<Option<Point>, InferenceError> {
        self.calls.set(self.calls.get() + 1);
        self.likelihood.at(u)
    }

    fn is_newtons(&self) -> bool {
        self.likelihood.is_newtons()
    }

    fn farthest(&self, direction: &[f64], enough: f64) -> Result<f64, InferenceError> {
        self.likelihood.farthest(direction, enough)
    }
}
