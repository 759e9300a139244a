//! What is true of an objective at a point: a value, a gradient, a Hessian, or products with one.

use crate::data::EvalError;
use crate::design::Hessian;
use crate::fingerprint::{Fingerprint, Identify};

/// How much of the objective is wanted at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    /// The value.
    Value,
    /// Value and gradient.
    Gradient,
    /// Value, gradient and Hessian.
    Hessian,
}

impl Identify for Order {
    fn identify(&self, by: &mut Fingerprint) {
        by.word(*self as u64);
    }
}

/// What is true of the objective at a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// F(u).
    pub value: f64,
    /// ∇F(u); empty if only the value was asked for.
    pub gradient: Vec<f64>,
    /// ∇²F(u), if it was asked for.
    pub hessian: Option<Hessian>,
    /// ∂²F/∂b², the curvature along the first coordinate (the intercept): mean of p (1 − p). With several outputs, a number that no
    /// eigenvalue of the intercepts' Hessian M is below.
    pub intercept_curvature: f64,
    /// With several outputs, `M⁻¹ ∇_b F`, the Newton step of the intercepts alone; 0 where M is singular. Empty with one.
    pub intercept_step: Vec<f64>,
    /// With one output, smallest `x·w` among rows with label 1 minus the largest among rows with label 0, of those with a positive weight. If
    /// it is positive, w separates the classes completely, whatever the intercept and the offsets: growing along it takes
    /// every loss to 0, and an unpenalised optimum does not exist. Without an intercept, the smallest `x·w` of a row in favour of its own
    /// label; with several outputs, the smallest lead of a row's own class over the others, intercepts included: both say the same.
    pub separation: f64,
}

/// A symmetric matrix known by its products with vectors.
pub trait LinearOperator {
    /// `out ← A v`; both have the objective's dimension.
    ///
    /// # Errors
    /// As for [`Objective::evaluate`](crate::objective::Objective::evaluate).
    fn apply(&self, v: &[f64], out: &mut [f64]) -> Result<(), EvalError>;
}

/// Value and gradient at a point, with the Hessian there.
pub type Expansion<'a> = (Evaluation, Box<dyn LinearOperator + 'a>);
