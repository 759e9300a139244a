//! What a model file keeps of a fit, whatever the number of labels.

use crate::fit::Fit;
use logodds_core::{Model, MultinomialModel, NullModel};

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

impl<M: Scores, N: Counts> Recorded for Fit<M, N> {
    fn intercepts_at_origin(&self) -> Vec<f64> {
        self.model.scores().into_iter().map(Model::intercept_at_origin).collect()
    }
    fn intercepts(&self) -> Vec<f64> {
        self.model.scores().into_iter().map(Model::intercept).collect()
    }
    fn coefficients(&self) -> Vec<f64> {
        self.model.scores().into_iter().flat_map(Model::coefficients).copied().collect()
    }
    fn origin(&self) -> &[f64] {
        self.model.scores().first().map_or(&[], |model| model.origin())
    }
    fn total_weight(&self) -> f64 {
        self.null.total_weight()
    }
    fn class_rows(&self) -> Vec<u64> {
        self.null.class_rows()
    }
    fn class_weights(&self) -> Vec<f64> {
        self.null.class_weights()
    }
}

/// A model of one score or of one per label.
pub trait Scores {
    /// The model of each score.
    fn scores(&self) -> Vec<&Model>;
}

impl Scores for Model {
    fn scores(&self) -> Vec<&Model> {
        vec![self]
    }
}

impl Scores for MultinomialModel {
    fn scores(&self) -> Vec<&Model> {
        (0..self.classes()).map(|k| self.class(k)).collect()
    }
}

/// Counts of the rows by class.
pub trait Counts {
    /// Σ ω.
    fn total_weight(&self) -> f64;
    /// Rows of positive weight, by class.
    fn class_rows(&self) -> Vec<u64>;
    /// Σ ω, by class.
    fn class_weights(&self) -> Vec<f64>;
}

impl Counts for NullModel {
    fn total_weight(&self) -> f64 {
        self.total_weight
    }
    fn class_rows(&self) -> Vec<u64> {
        self.class_rows.iter().map(|&rows| rows as u64).collect()
    }
    fn class_weights(&self) -> Vec<f64> {
        self.class_weights.clone()
    }
}
