//! A log-likelihood as the rest of this crate climbs it: value, score and information at a point, on the scale of sums.
//!
//! ```text
//! ℓ(u) = −Σω F(u)        s = −Σω ∇F(u)        J = Σω ∇²F(u) = Σ_i ω_i p_i (1 − p_i) z_i z_i'
//! ```
//!
//! u are the solver's coordinates. The plain one is here; the one with Jeffreys' prior is in [`firth`](crate::likelihood::firth). J is Fisher's
//! information for both, so that steps by J are Newton's for the plain one and Fisher's scoring for the other.

use crate::covariance::information::MOST;
use crate::error::InferenceError;
use logodds_core::{Executor, Hessian, Objective, Order, Risk, Structure};
use logodds_optim::Cholesky;

/// What is true at a point.
#[derive(Clone, Debug)]
pub(crate) struct Point {
    pub u: Vec<f64>,
    /// The log-likelihood, penalised if it is.
    pub value: f64,
    /// Its gradient.
    pub score: Vec<f64>,
    /// J, factored; with a ridge where rounding has left it singular.
    pub factor: Cholesky,
    /// What steps take for the negative Hessian, factored, if it is not J.
    pub curvature: Option<Cholesky>,
    /// The mean log loss.
    pub log_loss: f64,
}

impl Point {
    /// What steps take for the negative Hessian.
    pub fn metric(&self) -> &Cholesky {
        self.curvature.as_ref().unwrap_or(&self.factor)
    }
}

/// A log-likelihood.
pub(crate) trait LogLikelihood {
    /// Everything at `u`; `None` where it is not finite.
    fn at(&self, u: Vec<f64>) -> Result<Option<Point>, InferenceError>;
    /// Whether J is its Hessian.
    fn is_newtons(&self) -> bool;
    /// How far a direction moves the log-odds of a row, at most. Where that is no more than `enough`, a bound on it will do.
    fn farthest(&self, direction: &[f64], enough: f64) -> Result<f64, InferenceError>;
}

impl std::fmt::Debug for dyn LogLikelihood + '_ {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_newtons() { "LogLikelihood" } else { "LogLikelihood (penalised by Jeffreys' prior)" })
    }
}

/// max_i |z_i·d|, by a pass over the rows if their largest entries alone do not show that it is no more than `enough`.
pub(crate) fn farthest(risk: &Risk<'_>, direction: &[f64], enough: f64) -> Result<f64, InferenceError> {
    let bound = risk.geometry().map(|at| at.row_bound.iter().zip(direction).map(|(a, d)| a * d.abs()).sum::<f64>());
    match bound {
        Some(bound) if bound <= enough => Ok(bound),
        _ => Ok(risk.max_row_norm(&vec![direction.to_vec()].into())?.map_or(0.0, f64::sqrt)),
    }
}

/// That of the model.
pub(crate) struct Plain<'a> {
    pub risk: &'a Risk<'a>,
}

impl LogLikelihood for Plain<'_> {
    fn at(&self, u: Vec<f64>) -> Result<Option<Point>, InferenceError> {
        let total = self.risk.null().total_weight;
        let evaluation = self.risk.evaluate(&u, Order::Hessian)?;
        let log_loss = evaluation.value;
        let value = -total * log_loss;
        let score = evaluation.gradient.iter().map(|g| -total * g).collect();
        let hessian = evaluation.hessian.ok_or(InferenceError::Singular)?;
        let factor = value.is_finite().then(|| ridged(&hessian, self.risk.executor())).flatten();
        let factor = factor.map(|factor| factor.scaled(total));
        Ok(factor.map(|factor| Point { u, value, score, factor, curvature: None, log_loss }))
    }

    fn is_newtons(&self) -> bool {
        true
    }

    fn farthest(&self, direction: &[f64], enough: f64) -> Result<f64, InferenceError> {
        farthest(self.risk, direction, enough)
    }
}

/// Refuse what takes too long.
pub(crate) fn check_width(risk: &Risk<'_>) -> Result<(), InferenceError> {
    let unknowns = risk.dim();
    if unknowns > MOST { Err(InferenceError::TooWide { unknowns, most: MOST }) } else { Ok(()) }
}

/// The factor of H, of H with a small ridge where coefficients on their way to infinity have saturated so many rows that H is
/// singular to rounding. `None` if not even that is positive definite.
fn ridged(hessian: &Hessian, executor: &Executor) -> Option<Cholesky> {
    if let Ok(factor) = Cholesky::on(hessian, Some(executor)) {
        return Some(factor);
    }
    let largest = hessian.diagonal().into_iter().fold(0.0, f64::max);
    let floor = f64::EPSILON * largest.max(f64::MIN_POSITIVE / f64::EPSILON);
    (0..12).map(|k| 1e-10 * 10f64.powi(k)).find_map(|tau| {
        let mut ridged = hessian.clone();
        ridged.map_diagonal(|_, h| h + tau * h.max(floor));
        Cholesky::new(&ridged).ok()
    })
}
