//! A fitted model: the coefficients of one score, or of several.
//!
//! ```text
//! η_k = b_k + Σ_j w_kj (x_j − o_j)
//! one score          p = sigmoid(η)                       of label 1
//! K scores           p_k = e^{η_k} / Σ_l e^{η_l}          of class k
//! ```
//!
//! The intercepts are kept at the origin `o` the fit used, and a score subtracts before it multiplies: for a column near
//! 1.7e12 (milliseconds since 1970) `w·x` alone would lose five digits of the margin. [`Model::intercept`] is the
//! intercept for x as given, which is what a table prints; scores do not use it.

use crate::identified_by_fields;
use crate::model::error::ModelError;

/// Intercepts and coefficients, and the origin they are relative to.
///
/// ```
/// use logodds_core::Model;
/// let model = Model::new(0.1, vec![0.5, -0.5], vec![0.0, 0.0])?;
/// assert_eq!(model.margin(&[2.0, 3.0])?, -0.4);
/// assert!((model.probability(&[2.0, 3.0])? - 0.401312339887548).abs() < 1e-15);
/// let classes = Model::of_scores(vec![0.0, 0.5, -0.5], vec![0.0, 1.0, -1.0], vec![0.0])?;
/// let p = classes.probabilities_of(&[2.0])?;
/// assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-15 && p[1] > p[0] && p[0] > p[2]);
/// # Ok::<(), logodds_core::ModelError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    intercepts: Vec<f64>,
    /// Those of one score after another.
    coefficients: Vec<f64>,
    origin: Vec<f64>,
}

identified_by_fields!(Model { intercepts, coefficients, origin });

impl Model {
    /// A model of two labels: one score, with intercept `intercept_at_origin`, coefficients `w` and origin `o` (both of length p).
    ///
    /// # Errors
    /// [`ModelError`] if the lengths differ or a number is not finite.
    pub fn new(intercept_at_origin: f64, coefficients: Vec<f64>, origin: Vec<f64>) -> Result<Self, ModelError> {
        if coefficients.len() != origin.len() {
            return Err(ModelError::Length { found: origin.len(), expected: coefficients.len() });
        }
        Self::of_scores(vec![intercept_at_origin], coefficients, origin)
    }

    /// A model of as many scores as there are intercepts, one of two labels or one for each class; coefficients are those of the first score,
    /// then of the second, and so on, each of the length of `origin`.
    ///
    /// # Errors
    /// [`ModelError`] if the lengths do not fit or a number is not finite.
    pub fn of_scores(
        intercepts_at_origin: Vec<f64>,
        coefficients: Vec<f64>,
        origin: Vec<f64>,
    ) -> Result<Self, ModelError> {
        let expected = intercepts_at_origin.len() * origin.len();
        if coefficients.len() != expected {
            return Err(ModelError::Length { found: coefficients.len(), expected });
        }
        let numbers = intercepts_at_origin.iter().chain(&coefficients).chain(&origin);
        match numbers.copied().find(|x| !x.is_finite()) {
            Some(value) => Err(ModelError::NonFinite(value)),
            None => Ok(Self { intercepts: intercepts_at_origin, coefficients, origin }),
        }
    }

    /// Number of scores: 1 of two labels, else one for each class.
    #[must_use]
    pub fn scores(&self) -> usize {
        self.intercepts.len()
    }

    /// Score `k` as a model of its own.
    ///
    /// # Panics
    /// If there is no such score.
    #[must_use]
    pub fn score(&self, k: usize) -> Self {
        let coefficients = self.coefficients_of(k).to_vec();
        Self { intercepts: vec![self.intercepts[k]], coefficients, origin: self.origin.clone() }
    }

    /// The same probabilities, by coefficients relative to class `base`, whose own are 0.
    ///
    /// # Errors
    /// [`ModelError::NonFinite`] if a difference overflows.
    ///
    /// # Panics
    /// If there is no such class.
    pub fn relative_to(&self, base: usize) -> Result<Self, ModelError> {
        let reference = self.coefficients_of(base);
        let coefficients = (0..self.scores())
            .flat_map(|k| self.coefficients_of(k).iter().zip(reference).map(|(w, r)| w - r))
            .collect();
        let intercepts = self.intercepts.iter().map(|b| b - self.intercepts[base]).collect();
        Self::of_scores(intercepts, coefficients, self.origin.clone())
    }

    /// The intercept of the first score for x as given.
    #[must_use]
    pub fn intercept(&self) -> f64 {
        self.intercept_of(0)
    }

    /// The intercepts of all scores for x as given.
    #[must_use]
    pub fn intercepts(&self) -> Vec<f64> {
        (0..self.scores()).map(|k| self.intercept_of(k)).collect()
    }

    /// `b_o − Σ w_j o_j`, in twice the working precision (T. Ogita, S. Rump, S. Oishi, *Accurate Sum and Dot Product*, SIAM J. Sci. Comput. 26(6),
    /// 2005, algorithm Dot2).
    fn intercept_of(&self, k: usize) -> f64 {
        let (mut sum, mut carry) = (self.intercepts[k], 0.0);
        for (w, o) in self.coefficients_of(k).iter().zip(&self.origin) {
            let product = -w * o;
            let product_error = (-w).mul_add(*o, -product);
            let total = sum + product;
            let rest = total - sum;
            carry += (sum - (total - rest)) + (product - rest) + product_error;
            sum = total;
        }
        sum + carry
    }

    /// The intercept of the first score at the origin, b_o: of two labels the log-odds of a row that lies there.
    #[must_use]
    pub fn intercept_at_origin(&self) -> f64 {
        self.intercepts[0]
    }

    /// The intercepts of all scores at the origin.
    #[must_use]
    pub fn intercepts_at_origin(&self) -> &[f64] {
        &self.intercepts
    }

    /// The coefficients w, those of one score after another.
    #[must_use]
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// The coefficients of score `k`.
    ///
    /// # Panics
    /// If there is no such score.
    #[must_use]
    pub fn coefficients_of(&self, k: usize) -> &[f64] {
        &self.coefficients[k * self.origin.len()..(k + 1) * self.origin.len()]
    }

    /// The origin o.
    #[must_use]
    pub fn origin(&self) -> &[f64] {
        &self.origin
    }

    #[inline]
    pub(super) fn check(&self, found: usize) -> Result<(), ModelError> {
        let expected = self.origin.len();
        if found == expected { Ok(()) } else { Err(ModelError::Length { found, expected }) }
    }
}
