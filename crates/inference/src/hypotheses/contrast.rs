//! Anything linear in intercept and coefficients.
//!
//! ```text
//! c_0 b + Σ_j c_j w_j  =  a·u + constant        b = u_0 − mean offset − Σ_j w_j o_j,   w_j = u_j / s_j
//! ```

use crate::separation::Limit;
use logodds_core::{Ray, Risk};

/// A linear combination of the intercept b of x = 0 and the coefficients w.
#[derive(Clone, Debug, PartialEq)]
pub struct Contrast {
    /// c_0.
    pub intercept: f64,
    /// The columns of the design matrix that take part, with their c_j.
    pub coefficients: Vec<(usize, f64)>,
}

impl Contrast {
    /// The intercept.
    #[must_use]
    pub fn intercept() -> Self {
        Self { intercept: 1.0, coefficients: Vec::new() }
    }

    /// The coefficient of column `j`.
    #[must_use]
    pub fn coefficient(j: usize) -> Self {
        Self { intercept: 0.0, coefficients: vec![(j, 1.0)] }
    }

    /// c, one number per column.
    #[must_use]
    pub fn dense(&self, columns: usize) -> Vec<f64> {
        let mut c = vec![0.0; columns];
        for &(j, factor) in &self.coefficients {
            if let Some(c) = c.get_mut(j) {
                *c += factor;
            }
        }
        c
    }

    /// Where it goes along the directions in which a likelihood rises for ever.
    #[must_use]
    pub fn towards(&self, rays: &[Ray]) -> Limit {
        let mut limit = Limit::Finite;
        for ray in rays {
            let factor = |j: usize| self.coefficients.iter().filter(|(k, _)| *k == j).map(|(_, c)| c).sum::<f64>();
            let terms = ray.terms.iter().map(|&(j, t)| t * factor(j));
            let terms: Vec<f64> = terms.chain([-self.intercept * ray.at]).collect();
            let (along, size) = (terms.iter().sum::<f64>(), terms.iter().map(|x| x.abs()).sum::<f64>());
            if along.abs() <= 1e-12 * size {
                continue;
            }
            let goes = match (ray.is_signed, along > 0.0) {
                (true, true) => Limit::PlusInfinity,
                (true, false) => Limit::MinusInfinity,
                (false, _) => Limit::Either,
            };
            limit = if limit == Limit::Finite || limit == goes { goes } else { Limit::Either };
        }
        limit
    }

    /// In the solver's coordinates: a and the constant. `None` if a column that takes part is held at 0 or does not exist: its
    /// coefficient is not determined. The same for the intercept alone of a model without one.
    pub(crate) fn in_coordinates(&self, risk: &Risk<'_>) -> Option<(Vec<f64>, f64)> {
        let (scaled, origin) = (risk.scaled(), &risk.moments().origin);
        let c = self.dense(origin.len());
        let taking_part = |j: usize| c.get(j).is_some_and(|c| *c != 0.0);
        let known = |j: usize| scaled.free().binary_search(&j).is_ok();
        if self.coefficients.iter().any(|&(j, _)| j >= c.len() || (taking_part(j) && !known(j))) {
            return None;
        }
        let of_columns = scaled.free().iter().map(|&j| (c[j] - self.intercept * origin[j]) / scaled.scale(j));
        if !scaled.has_intercept() && !(0..c.len()).any(taking_part) {
            return None;
        }
        let of_intercept = if scaled.has_intercept() { self.intercept } else { 0.0 };
        let a = std::iter::once(of_intercept).chain(of_columns).collect();
        Some((a, -self.intercept * risk.null().offset_mean[0]))
    }
}
