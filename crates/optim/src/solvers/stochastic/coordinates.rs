//! Coordinates for stochastic steps.
//!
//! The number of steps grows with the condition of the problem, and a step is a product with few rows: cheap to precondition.
//! At the start the metric is that of [`Whitening`], from a sample of the rows where they are many; later the Hessian at a better
//! point, if that is affordable. Certificates are not told of it: a guess from a metric that is out of date keeps them waiting.

use crate::algebra::Cholesky;
use crate::algebra::vector::{difference, dot};
use crate::cost::hessian_is_cheap;
use crate::solver::SolveError;
use crate::solvers::stochastic::smoothness::Smoothness;
use crate::solvers::whitening::Whitening;
use logodds_core::{Evaluation, Objective, Order};

/// `u = T v`, with `Tᵀ H T` close to the identity.
pub(crate) enum Coordinates<'a> {
    /// Those of the objective: nothing is known of its Hessian.
    Plain,
    /// From a sample of the rows, or of some of the columns.
    Whitened(Box<Whitening<'a>>),
    /// From the Hessian at a point.
    Exact(Cholesky),
}

impl<'a> Coordinates<'a> {
    /// Those to start with at `u0`.
    pub(crate) fn of(objective: &'a dyn Objective, u0: &[f64]) -> Result<Self, SolveError> {
        if let Some(whitening) = Whitening::of(objective, u0)? {
            return Ok(Self::Whitened(Box::new(whitening)));
        }
        if hessian_is_cheap(objective)
            && let Some(exact) = Self::at(&objective.evaluate(u0, Order::Hessian)?)
        {
            return Ok(exact);
        }
        Ok(Self::Plain)
    }

    /// Those of the Hessian of an evaluation. `None` if it was not asked for, or cannot be factored.
    pub(crate) fn at(evaluation: &Evaluation) -> Option<Self> {
        Some(Self::Exact(Cholesky::new(evaluation.hessian.as_ref()?).ok()?))
    }

    /// Whether nothing is known of the Hessian.
    pub(crate) fn is_plain(&self) -> bool {
        matches!(self, Self::Plain)
    }

    /// `Tᵀ g`.
    pub(crate) fn whiten(&self, g: &[f64]) -> Vec<f64> {
        match self {
            Self::Plain => g.to_vec(),
            Self::Whitened(whitening) => whitening.whiten_gradient(g),
            Self::Exact(factor) => factor.whiten_gradient(g),
        }
    }

    /// `T v`.
    fn unwhiten(&self, v: &[f64]) -> Vec<f64> {
        match self {
            Self::Plain => v.to_vec(),
            Self::Whitened(whitening) => whitening.unwhiten_point(v),
            Self::Exact(factor) => factor.unwhiten_point(v),
        }
    }

    /// `u − rate · T w`, for `w = Tᵀ g`.
    pub(crate) fn step(&self, u: &[f64], w: &[f64], rate: f64) -> Vec<f64> {
        u.iter().zip(self.unwhiten(w)).map(|(u, d)| u - rate * d).collect()
    }

    /// What to expect of batches of `rows` rows before any was met. In whitened coordinates, `1 + p / rows`, the mean of the
    /// squares of a batch's curvatures over the mean of them (Marčenko & Pastur); in others, the curvature of the objective along
    /// its gradient g at u, which a difference over a thousandth of the size of u shows.
    pub(crate) fn guess(
        &self,
        objective: &dyn Objective,
        u: &[f64],
        g: &[f64],
        rows: f64,
    ) -> Result<Smoothness, SolveError> {
        let length = dot(g, g).sqrt();
        if !self.is_plain() || length == 0.0 {
            return Ok(Smoothness::new(1.0 + u.len() as f64 / rows));
        }
        let moved = self.step(u, g, 1e-3 * (1.0 + dot(u, u).sqrt()) / length);
        let change = difference(&objective.evaluate(&moved, Order::Gradient)?.gradient, g);
        let mut smoothness = Smoothness::new(u.len() as f64);
        smoothness.observe(dot(&change, &change), dot(&change, &difference(&moved, u)));
        Ok(smoothness)
    }
}
