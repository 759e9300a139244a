//! How a covariance is estimated, what weights say of their rows, and which rows belong together.

use crate::error::InferenceError;
use std::collections::HashMap;

/// How a covariance is estimated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Estimator {
    /// From the model: the inverse of the information.
    #[default]
    Model,
    /// White's, without a correction for small samples.
    Hc0,
    /// White's times n / (n − k).
    Hc1,
    /// By residuals that each row would have if the others alone were fitted, about.
    Hc3,
    /// By sums of scores over clusters of rows.
    Cluster,
    /// White's times n / (n − 1), for weights that are inverse probabilities of a row's being in the sample.
    Sampling,
    /// From the model with the penalty as a prior: the inverse of the penalised information ([`crate::covariance::information`]).
    Penalised,
    /// By the scatter of refits to resampled cases ([`crate::bootstrap`]).
    Bootstrap,
}

impl Estimator {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Model, Self::Hc0, Self::Hc1, Self::Hc3, Self::Cluster, Self::Sampling, Self::Penalised, Self::Bootstrap];

    /// Its name in tables, JSON and model files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Hc0 => "hc0",
            Self::Hc1 => "hc1",
            Self::Hc3 => "hc3",
            Self::Cluster => "cluster",
            Self::Sampling => "sampling",
            Self::Penalised => "penalized",
            Self::Bootstrap => "bootstrap",
        }
    }

    /// Whether an estimate over its standard error is a test that the coefficient is 0. Under a penalty it is not, as the estimate is biased;
    /// and of a bootstrap the quantiles are given, which need no normal distribution.
    #[must_use]
    pub fn is_test(self) -> bool {
        !matches!(self, Self::Penalised | Self::Bootstrap)
    }
}

/// What a weight says of its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum WeightKind {
    /// So many equal rows.
    Frequency,
    /// The inverse of the probability that the row is in the sample.
    Sampling,
    /// How precise the row is: R's prior weights. Of rows without weights, too.
    #[default]
    Precision,
}

impl WeightKind {
    /// Its name in flags, JSON and model files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Frequency => "frequency",
            Self::Sampling => "sampling",
            Self::Precision => "precision",
        }
    }
}

/// The cluster of every row.
#[derive(Clone, Debug, PartialEq)]
pub struct Clusters {
    of_row: Vec<u32>,
    pub(crate) count: usize,
}

impl Clusters {
    /// A number per row; equal numbers are one cluster. Which numbers they are changes nothing, not even the last bit: clusters are
    /// counted as they first appear.
    #[must_use]
    pub fn new(mut of_row: Vec<u32>) -> Self {
        let mut places = HashMap::new();
        for id in &mut of_row {
            let next = places.len() as u32;
            *id = *places.entry(*id).or_insert(next);
        }
        Self { of_row, count: places.len() }
    }

    /// Of rows with weights: those of weight 0 make no cluster of their own. Lengths that differ are told by [`covariance`](crate::covariance::covariance).
    #[must_use]
    pub fn weighted(mut of_row: Vec<u32>, weights: &[f64]) -> Self {
        let counts = |i: usize| weights.get(i).is_none_or(|weight| *weight > 0.0);
        if let Some(first) = (0..of_row.len()).find(|&i| counts(i)).map(|i| of_row[i]) {
            // Their scores are 0, so any cluster that counts will do.
            of_row.iter_mut().enumerate().filter(|(i, _)| !counts(*i)).for_each(|(_, id)| *id = first);
        }
        Self::new(of_row)
    }

    /// The cluster of every row of a data set of `rows`.
    pub(crate) fn of_rows(&self, rows: usize) -> Result<&[u32], InferenceError> {
        if self.of_row.len() == rows {
            Ok(&self.of_row)
        } else {
            Err(InferenceError::Length { found: self.of_row.len(), expected: rows })
        }
    }

    /// The same rows where some have another weight: those of weight 0 make no cluster of their own.
    #[must_use]
    pub fn reweighted(&self, weights: &[f64]) -> Self {
        Self::weighted(self.of_row.clone(), weights)
    }

    /// Number of clusters.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }
}
