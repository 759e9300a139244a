//! A fit whose number of labels is known when it runs alone.

use super::fitted::{Fit, MultinomialFit};
use crate::record::Scores;
use logodds_core::{Model, MultinomialModel};

/// A fit of two labels or of more.
pub type AnyFit = Fit<AnyModel>;

/// A model of two labels or of more.
#[derive(Clone, Debug, PartialEq)]
pub enum AnyModel {
    /// Of two.
    Two(Model),
    /// Of three or more.
    More(MultinomialModel),
}

impl Scores for AnyModel {
    fn scores(&self) -> Vec<&Model> {
        match self {
            Self::Two(model) => model.scores(),
            Self::More(model) => model.scores(),
        }
    }
}

impl From<Fit> for AnyFit {
    fn from(fit: Fit) -> Self {
        fit.with(AnyModel::Two)
    }
}

impl From<MultinomialFit> for AnyFit {
    fn from(fit: MultinomialFit) -> Self {
        fit.with(AnyModel::More)
    }
}

impl<M, N> Fit<M, N> {
    /// The same with another kind of model.
    fn with<M2>(self, model: impl FnOnce(M) -> M2) -> Fit<M2, N> {
        Fit {
            model: model(self.model),
            null: self.null,
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
