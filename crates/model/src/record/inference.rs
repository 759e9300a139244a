//! What is on record of the uncertainty of coefficients: how their covariance was estimated, intervals, tests, contrasts.

use super::choices::{Estimator, IntervalKind, WeightKind};
use crate::words::Message;

/// How the covariance was estimated, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct InferenceRecord {
    /// What it was estimated from.
    pub estimator: Estimator,
    /// What weights, if there were any, would have said of their rows.
    pub weights: WeightKind,
    /// Number of clusters, if the estimator is by clusters.
    pub clusters: Option<u64>,
    /// Confidence of intervals.
    pub confidence: f64,
    /// Where the ends of intervals come from: by Wald, from the covariance.
    pub interval_kind: IntervalKind,
    /// Lower and upper ends that do not follow from the covariance: of the intercept for the columns as given, then of every term.
    /// Infinite where there is none. Empty by Wald.
    pub intervals: Vec<(f64, f64)>,
    /// Likelihood-ratio tests of whole columns.
    pub tests: Vec<TestRecord>,
    /// The largest variance of the log-odds of a row in training; infinite if it is not known.
    pub largest_variance: f64,
    /// Why there is no covariance.
    pub withheld: Option<Message>,
    /// Nagelkerke's R².
    pub nagelkerke_r2: Option<f64>,
    /// Tjur's coefficient of discrimination.
    pub tjur_r2: Option<f64>,
    /// The contrasts asked for.
    pub contrasts: Vec<ContrastRecord>,
    /// Samples that were drawn, if the covariance comes from refits of samples.
    pub replicates: Option<u64>,
    /// Of these, those whose fit failed.
    pub failed: Option<u64>,
}

/// How far columns can be told apart.
#[derive(Debug, Clone, PartialEq)]
pub struct CollinearityRecord {
    /// The condition of the information with unit diagonal.
    pub condition: f64,
    /// Of every column that has coefficients, in the order of terms.
    pub inflations: Vec<InflationRecord>,
}

/// The variance inflation of a column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InflationRecord {
    /// Its terms: from the first to before the second.
    pub terms: (u64, u64),
    /// Coefficients that it has.
    pub df: u64,
    /// The generalised variance inflation factor.
    pub gvif: f64,
}

/// A likelihood-ratio test: the fit against the same without a column.
#[derive(Debug, Clone, PartialEq)]
pub struct TestRecord {
    /// The column.
    pub column: String,
    /// Twice the difference of the log-likelihoods.
    pub statistic: f64,
    /// Coefficients that the column has.
    pub df: u64,
    /// The probability of as large a statistic if they are all 0.
    pub p_value: f64,
}

/// An estimated linear combination of coefficients.
#[derive(Debug, Clone, PartialEq)]
pub struct ContrastRecord {
    /// As it was asked for: `age=10,smoke=1`.
    pub text: String,
    /// Its estimate; `None` if a column that takes part is held at 0.
    pub estimate: Option<EstimateRecord>,
}

/// An estimate, and how well it is known: `None` for what is withheld.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EstimateRecord {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub std_error: Option<f64>,
    /// z, by Wald or as the signed root of the likelihood ratio.
    pub statistic: Option<f64>,
    /// Two-sided, of the statistic.
    pub p_value: Option<f64>,
    /// The lower end, of the kind that [`InferenceRecord::interval_kind`] says; may be infinite.
    pub lower: Option<f64>,
    /// The upper end.
    pub upper: Option<f64>,
}
