//! What a model file keeps of a fit, whether of two classes or of more.

use crate::fit::{Fit, MultinomialFit};
use logodds_core::Model;

/// A fit that can be put on record. Order of scores and of classes as in [`Record`](logodds_model::Record).
pub trait Recorded {
    /// The intercept of every score, at the origin.
    fn intercepts_at_origin(&self) -> Vec<f64>;
    /// The intercept of every score, for the columns as given.
    fn intercepts(&self) -> Vec<f64>;
    /// The coefficients of every score, one score after another.
    fn coefficients(&self) -> Vec<f64>;
    /// The origin, which all scores share.
    fn origin(&self) -> &[f64];
    /// Σ ω.
    fn total_weight(&self) -> f64;
    /// Rows of positive weight, by class.
    fn class_rows(&self) -> Vec<u64>;
    /// Σ ω, by class.
    fn class_weights(&self) -> Vec<f64>;
}

impl Recorded for Fit {
    fn intercepts_at_origin(&self) -> Vec<f64> {
        vec![self.model.intercept_at_origin()]
    }
    fn intercepts(&self) -> Vec<f64> {
        vec![self.model.intercept()]
    }
    fn coefficients(&self) -> Vec<f64> {
        self.model.coefficients().to_vec()
    }
    fn origin(&self) -> &[f64] {
        self.model.origin()
    }
    fn total_weight(&self) -> f64 {
        self.null.total_weight
    }
    fn class_rows(&self) -> Vec<u64> {
        vec![(self.null.rows - self.null.positives) as u64, self.null.positives as u64]
    }
    fn class_weights(&self) -> Vec<f64> {
        // Sums of many weights need not agree in the last digit.
        let negative = (self.null.total_weight - self.null.positive_weight).max(0.0);
        vec![negative, self.null.positive_weight]
    }
}

impl Recorded for MultinomialFit {
    fn intercepts_at_origin(&self) -> Vec<f64> {
        self.classes().map(Model::intercept_at_origin).collect()
    }
    fn intercepts(&self) -> Vec<f64> {
        self.classes().map(Model::intercept).collect()
    }
    fn coefficients(&self) -> Vec<f64> {
        self.classes().flat_map(Model::coefficients).copied().collect()
    }
    fn origin(&self) -> &[f64] {
        self.model.class(0).origin()
    }
    fn total_weight(&self) -> f64 {
        self.null.total_weight
    }
    fn class_rows(&self) -> Vec<u64> {
        self.null.rows.iter().map(|&rows| rows as u64).collect()
    }
    fn class_weights(&self) -> Vec<f64> {
        self.null.weights.clone()
    }
}

impl MultinomialFit {
    fn classes(&self) -> impl Iterator<Item = &Model> {
        (0..self.model.classes()).map(|k| self.model.class(k))
    }
}
