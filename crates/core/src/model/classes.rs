//! A fitted multinomial model: coefficients that score rows.
//!
//! ```text
//! η_k = b_k + Σ_j w_kj (x_j − o_j)        p_k = e^{η_k} / Σ_l e^{η_l}
//! ```

use crate::data::Shape;
use crate::design::{DesignMatrix, Features};
use crate::model::linear::{Model, ModelError};
use crate::sum::Executor;

/// Intercepts and coefficients of K classes, and the origin they are relative to.
///
/// ```
/// use logodds_core::MultinomialModel;
/// let model = MultinomialModel::new(vec![0.0, 0.5, -0.5], vec![0.0, 1.0, -1.0], vec![0.0])?;
/// let p = model.probabilities_of(&[2.0])?;
/// assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-15 && p[1] > p[0] && p[0] > p[2]);
/// # Ok::<(), logodds_core::ModelError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MultinomialModel {
    /// One per class; their origin is the same.
    classes: Vec<Model>,
}

impl MultinomialModel {
    /// A model of `intercepts_at_origin.len()` classes; coefficients are those of class 0, then of class 1, and so on, each of the
    /// length of `origin`.
    ///
    /// # Errors
    /// [`ModelError`] if the lengths do not fit or a number is not finite.
    pub fn new(intercepts_at_origin: Vec<f64>, coefficients: Vec<f64>, origin: Vec<f64>) -> Result<Self, ModelError> {
        let (k, p) = (intercepts_at_origin.len(), origin.len());
        if coefficients.len() != k * p {
            return Err(ModelError::Length { found: coefficients.len(), expected: k * p });
        }
        let class = |(k, b): (usize, f64)| Model::new(b, coefficients[k * p..(k + 1) * p].to_vec(), origin.clone());
        Ok(Self { classes: intercepts_at_origin.into_iter().enumerate().map(class).collect::<Result<_, _>>()? })
    }

    /// Number of classes K.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes.len()
    }

    /// The margin of class `k` as a model of its own: intercept, coefficients, origin.
    ///
    /// # Panics
    /// If there is no such class.
    #[must_use]
    pub fn class(&self, k: usize) -> &Model {
        &self.classes[k]
    }

    /// The same probabilities, by coefficients relative to class `base`, whose own are 0.
    ///
    /// # Errors
    /// [`ModelError::NonFinite`] if a difference overflows.
    ///
    /// # Panics
    /// If there is no such class.
    pub fn relative_to(&self, base: usize) -> Result<Self, ModelError> {
        let reference = &self.classes[base];
        let differences = |model: &Model| {
            let pairs = model.coefficients().iter().zip(reference.coefficients());
            let intercept = model.intercept_at_origin() - reference.intercept_at_origin();
            Model::new(intercept, pairs.map(|(w, r)| w - r).collect(), model.origin().to_vec())
        };
        Ok(Self { classes: self.classes.iter().map(differences).collect::<Result<_, _>>()? })
    }

    /// Probabilities of the classes for one row of p features.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the row has another length than p.
    pub fn probabilities_of(&self, row: &[f64]) -> Result<Vec<f64>, ModelError> {
        let mut margins = self.classes.iter().map(|class| class.margin(row)).collect::<Result<Vec<_>, _>>()?;
        softmax(&mut margins);
        Ok(margins)
    }

    /// Probabilities of every row, K numbers each, row by row.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the features have another number of columns than p.
    pub fn probabilities(&self, features: &Features<'_>, executor: &Executor) -> Result<Vec<f64>, ModelError> {
        self.of_margins(features, executor, softmax)
    }

    /// Margins η_k of every row, K numbers each, row by row.
    ///
    /// # Errors
    /// As for [`MultinomialModel::probabilities`].
    pub fn margins(&self, features: &Features<'_>, executor: &Executor) -> Result<Vec<f64>, ModelError> {
        self.of_margins(features, executor, |_| {})
    }

    fn of_margins(
        &self,
        features: &Features<'_>,
        executor: &Executor,
        link: impl Fn(&mut [f64]) + Sync,
    ) -> Result<Vec<f64>, ModelError> {
        let k = self.classes.len();
        let Some(first) = self.classes.first() else { return Ok(Vec::new()) };
        let origin = first.origin();
        if features.ncols() != origin.len() {
            return Err(ModelError::Length { found: features.ncols(), expected: origin.len() });
        }
        let coefficients: Vec<f64> = self.classes.iter().flat_map(|class| class.coefficients()).copied().collect();
        let intercepts: Vec<f64> = self.classes.iter().map(|class| class.intercept_for(features)).collect();
        let mut out = vec![0.0; features.nrows() * k];
        let chunk = Shape::rows_per_block(features, k);
        executor.fill(&mut out, chunk * k, |start, out| {
            let rows = out.len() / k;
            let x = features.rows(start / k..start / k + rows, origin);
            let mut margins = vec![0.0; out.len()];
            x.matmul(&coefficients, origin.len(), &mut margins, rows);
            for (i, out) in out.chunks_exact_mut(k).enumerate() {
                for (c, out) in out.iter_mut().enumerate() {
                    *out = margins[c * rows + i] + intercepts[c];
                }
                link(out);
            }
        });
        Ok(out)
    }
}

/// Margins η of one row to its probabilities, in place; margins that have overflown share what there is, and one that is not a number makes all
/// of them so.
pub fn softmax(margins: &mut [f64]) {
    let largest = margins.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for margin in margins.iter_mut() {
        *margin = if *margin == largest { 1.0 } else { (*margin - largest).exp() };
        sum += *margin;
    }
    margins.iter_mut().for_each(|e| *e /= sum);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_that_overflow_still_give_probabilities() {
        let model = MultinomialModel::new(vec![0.0; 3], vec![2.0, 2.0, -1.0], vec![0.0]).unwrap();
        assert_eq!(model.probabilities_of(&[1.7e308]).unwrap(), [0.5, 0.5, 0.0]);
        assert_eq!(model.probabilities_of(&[-1.7e308]).unwrap(), [0.0, 0.0, 1.0]);
        // ∞ − ∞ within a margin: nothing is known of the row.
        let model = MultinomialModel::new(vec![0.0; 2], vec![2.0, -2.0, 1.0, 1.0], vec![0.0; 2]).unwrap();
        assert!(model.probabilities_of(&[1.7e308, 1.7e308]).unwrap().iter().all(|p| p.is_nan()));
    }
}
