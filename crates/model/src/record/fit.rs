//! What is on record of a fit: the objective, the data, the course and the end, and summary statistics.

use super::choices::{CertificateKind, PenaltyKind, Status};

/// The objective: mean weighted log loss + λ · penalty.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectiveRecord {
    /// What was added to the loss.
    pub penalty: PenaltyKind,
    /// λ, per average row.
    pub lambda: f64,
    /// The share of the absolute values in the penalty.
    pub l1_ratio: f64,
    /// Whether standardised columns were penalised.
    pub standardize: bool,
}

/// The course and end of the fit.
#[derive(Debug, Clone, PartialEq)]
pub struct FitRecord {
    /// The solver's name: that of a method, or what one's own is called.
    pub solver: String,
    /// Why it was chosen.
    pub reason: String,
    /// How it ended.
    pub status: Status,
    /// Iterations.
    pub iterations: u64,
    /// Trips over the data (a mini-batch counts as its share).
    pub passes: f64,
    /// Wall time; 0 if that is not told.
    pub seconds: f64,
    /// The objective at the end; may be infinite.
    pub value: f64,
    /// The mean log loss at the end; may be infinite.
    pub log_loss: f64,
    /// How far from the optimum at most.
    pub certificate: CertificateRecord,
    /// The tolerance that was asked for.
    pub tolerance: f64,
    /// The seed.
    pub seed: u64,
    /// Threads; they do not change the result. 0 if that is not told.
    pub threads: u64,
}

/// An upper bound on F(w) − F*.
#[derive(Debug, Clone, PartialEq)]
pub struct CertificateRecord {
    /// The bound; infinite if there is none.
    pub bound: f64,
    /// By which argument.
    pub kind: CertificateKind,
    /// The norm of the gradient.
    pub gradient_norm: f64,
}

/// The training data, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct DataRecord {
    /// The files, as they were named.
    pub files: Vec<String>,
    /// Rows read.
    pub rows: u64,
    /// Rows fitted.
    pub rows_used: u64,
    /// Rows left out for a missing cell.
    pub dropped_missing: u64,
    /// Feature columns.
    pub features: u64,
    /// Sum of weights.
    pub weight: f64,
    /// Rows of positive weight, by label.
    pub class_rows: Vec<u64>,
    /// Sum of weights, by label.
    pub class_weights: Vec<f64>,
}

/// Summary statistics; `None` where one does not apply.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StatisticsRecord {
    /// ℓ at the optimum.
    pub log_likelihood: Option<f64>,
    /// ℓ of the intercept alone.
    pub null_log_likelihood: Option<f64>,
    /// −2ℓ.
    pub deviance: Option<f64>,
    /// −2ℓ of the intercept alone.
    pub null_deviance: Option<f64>,
    /// Degrees of freedom.
    pub df: Option<f64>,
    /// Akaike's criterion.
    pub aic: Option<f64>,
    /// The Bayesian criterion.
    pub bic: Option<f64>,
    /// 1 − ℓ/ℓ₀.
    pub mcfadden_r2: Option<f64>,
}
