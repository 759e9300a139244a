//! Tests and intervals about a maximum, as problems near to it.
//!
//! A coefficient that is 0, or at the end of its interval, is a few standard errors away: all that is asked of them is answered from one Hessian, at the
//! maximum, and some gradients, which problems side by side share ([`logodds_optim::refit`]). What is not near is `None`, and for others to
//! find: groups of many columns, and where the likelihood has no maximum.

use crate::covariance::information::MOST;
use crate::error::InferenceError;
use crate::hypotheses::Contrast;
use crate::likelihood::function::check_width;
use crate::likelihood::likelihood_ratio::LikelihoodRatio;
use crate::likelihood::near_end::NearEnd;
use logodds_core::normal::two_sided_quantile;
use logodds_core::{Logistic, Objective, Order, Response, Risk, Structure};
use logodds_optim::Cholesky;
use logodds_optim::refit::{GoOn, Solved, UnderEquations};

/// Standard errors from a maximum at which the log-likelihood is there: below it by half of the square.
const AT_MAXIMUM: f64 = 1e-6;
/// The same of the maximum that others are compared with.
const AT_TOP: f64 = 1e-7;
/// Coefficients that a problem may hold; of more, what is left is another model.
const HELD: usize = 32;

/// A likelihood about its maximum.
#[derive(Debug)]
pub struct NearMaximum<'a, R: Response = Logistic> {
    risk: &'a Risk<'a, R>,
    solved: Solved<'a>,
    /// Σω.
    total: f64,
}

impl<'a, R: Response> NearMaximum<'a, R> {
    /// About the maximum near `u` of the likelihood of `risk`. `None` if it is not certified to have one, has a penalty, or more coefficients than a
    /// Hessian should have.
    ///
    /// # Errors
    /// [`InferenceError::Eval`] if a pass fails.
    pub fn new(risk: &'a Risk<'a, R>, u: &[f64]) -> Result<Option<Self>, InferenceError> {
        let is_small = risk.levels().is_some() || risk.dim() <= MOST;
        if risk.penalty_at(u) > 0.0 || !risk.has_hessian() || !is_small {
            return Ok(None);
        }
        let total = risk.null().total_weight;
        let hessian = risk.evaluate(u, Order::Hessian)?.hessian;
        let Some(factor) = hessian.and_then(|hessian| Cholesky::on(&hessian, Some(risk.executor())).ok()) else {
            return Ok(None);
        };
        let solved = Solved::new(risk, u.to_vec(), factor, AT_TOP / total.sqrt())?;
        Ok(solved.map(|solved| Self { risk, solved, total }))
    }

    /// The likelihood ratio of each group of columns: that their coefficients are all 0. Those that are held do not count. `go_on`: as for
    /// [`Solved::solve`].
    ///
    /// # Errors
    /// [`InferenceError::Eval`] if a pass fails.
    pub fn tests(
        &mut self,
        groups: &[Vec<usize>],
        go_on: GoOn<'_>,
    ) -> Result<Vec<Option<LikelihoodRatio>>, InferenceError> {
        let (block, outputs) = (self.risk.scaled().dim(), self.risk.layout().outputs());
        let mut tests = vec![None; groups.len()];
        let (mut near, mut degrees) = (Vec::new(), Vec::new());
        for (number, columns) in groups.iter().enumerate() {
            let place = |j: &usize| self.risk.scaled().free().binary_search(j).ok();
            let mut places: Vec<usize> = columns.iter().filter_map(place).collect();
            places.sort_unstable();
            places.dedup();
            let df = outputs * places.len();
            if df == 0 || df > HELD {
                tests[number] = (df == 0).then(|| LikelihoodRatio::of(0.0, 0));
                continue;
            }
            let equation = |c: usize, k: usize| {
                let mut row = vec![0.0; self.risk.dim()];
                let at = c * block + k + 1;
                row[at] = 1.0;
                (row, -self.solved.anchor()[at])
            };
            let equations: Vec<_> =
                (0..outputs).flat_map(|c| places.iter().map(move |k| (c, *k))).map(|(c, k)| equation(c, k)).collect();
            let goal = AT_MAXIMUM / self.total.sqrt();
            if let Some(problem) = UnderEquations::new(self.solved.factor(), &equations, goal) {
                near.push(problem);
                degrees.push((number, df));
            }
        }
        let top = self.solved.value();
        for ((number, df), end) in degrees.into_iter().zip(self.solved.solve(near, go_on)?) {
            tests[number] = end.map(|end| LikelihoodRatio::of(2.0 * self.total * (end.value - top), df));
        }
        Ok(tests)
    }
}

impl NearMaximum<'_> {
    /// Lower and upper end of the profile interval of each contrast at `confidence`; the data must determine it, and the log-odds be able to move. `go_on`: as
    /// for [`Solved::solve`], of ends.
    ///
    /// # Errors
    /// [`InferenceError::TooWide`] beyond 2,000 coefficients; [`InferenceError::Eval`] if a pass fails.
    pub fn intervals(
        &mut self,
        contrasts: &[Contrast],
        confidence: f64,
        go_on: GoOn<'_>,
    ) -> Result<Vec<Option<(f64, f64)>>, InferenceError> {
        // Each end has a point and a direction of its own.
        check_width(self.risk)?;
        let q = two_sided_quantile(confidence);
        let mut ends = Vec::with_capacity(2 * contrasts.len());
        let mut of_ends = Vec::with_capacity(2 * contrasts.len());
        for (number, contrast) in contrasts.iter().enumerate() {
            let Some((a, constant)) = contrast.in_coordinates(self.risk).filter(|_| q.is_finite()) else { continue };
            if a.iter().all(|a| *a == 0.0) {
                continue;
            }
            for side in [-1.0, 1.0] {
                ends.push(NearEnd::new(&self.solved, &a, side, (q, self.total)));
                of_ends.push((number, constant));
            }
        }
        let mut found: Vec<Vec<f64>> = vec![Vec::new(); contrasts.len()];
        for ((number, constant), end) in of_ends.into_iter().zip(self.solved.solve(ends, go_on)?) {
            found[number].extend(end.map(|end| end + constant));
        }
        let both = |ends: Vec<f64>| match ends[..] {
            [lower, upper] => Some((lower, upper)),
            _ => None,
        };
        Ok(found.into_iter().map(both).collect())
    }
}
