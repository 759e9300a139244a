//! A fit whose number of labels is known when it runs alone.

use super::fitted::{Fit, MultinomialFit};
use crate::record::{Counts, Scores};
use logodds_core::risk::null::NullModel;
use logodds_core::{ClassCounts, Model, MultinomialModel};

/// A fit of two labels or of more.
pub type AnyFit = Fit<AnyModel, AnyCounts>;

/// A model of two labels or of more.
#[derive(Clone, Debug, PartialEq)]
pub enum AnyModel {
    /// Of two.
    Two(Model),
    /// Of three or more.
    More(MultinomialModel),
}

/// Counts of two labels or of more.
#[derive(Clone, Debug, PartialEq)]
pub enum AnyCounts {
    /// Of two.
    Two(NullModel),
    /// Of three or more.
    More(ClassCounts),
}

impl Scores for AnyModel {
    fn scores(&self) -> Vec<&Model> {
        match self {
            Self::Two(model) => model.scores(),
            Self::More(model) => model.scores(),
        }
    }
}

impl AnyCounts {
    fn counts(&self) -> &dyn Counts {
        match self {
            Self::Two(counts) => counts,
            Self::More(counts) => counts,
        }
    }
}

impl Counts for AnyCounts {
    fn total_weight(&self) -> f64 {
        self.counts().total_weight()
    }
    fn class_rows(&self) -> Vec<u64> {
        self.counts().class_rows()
    }
    fn class_weights(&self) -> Vec<f64> {
        self.counts().class_weights()
    }
}

impl From<Fit> for AnyFit {
    fn from(fit: Fit) -> Self {
        fit.with(AnyModel::Two, AnyCounts::Two)
    }
}

impl From<MultinomialFit> for AnyFit {
    fn from(fit: MultinomialFit) -> Self {
        fit.with(AnyModel::More, AnyCounts::More)
    }
}

impl<M, N> Fit<M, N> {
    /// The same with another kind of model and of counts.
    fn with<M2, N2>(self, model: impl FnOnce(M) -> M2, null: impl FnOnce(N) -> N2) -> Fit<M2, N2> {
        Fit {
            model: model(self.model),
            null: null(self.null),
            solution: self.solution,
            choice: self.choice,
            statistics: self.statistics,
            mean_probability: self.mean_probability,
            inference: self.inference,
            warnings: self.warnings,
            separation: self.separation,
            overlap: self.overlap,
            rays: self.rays,
            held: self.held,
            null_space: self.null_space,
            moments: self.moments,
            threads: self.threads,
        }
    }
}
