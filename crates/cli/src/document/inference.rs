//! How standard errors were computed, or why they were not, and what intervals are.

use logodds::io::ModelFile;
use serde::Serialize;

/// Of a fit.
#[derive(Debug, Serialize)]
pub struct Inference<'a> {
    covariance: &'a str,
    estimator: &'a str,
    weight_kind: &'a str,
    clusters: Option<u64>,
    confidence: f64,
    interval_kind: &'a str,
    /// What intervals are, where they are no confidence intervals for the truth.
    interval_meaning: Option<&'static str>,
    replicates: Option<u64>,
    failed: Option<u64>,
    seed: Option<u64>,
    withheld: Option<&'a str>,
}

impl<'a> Inference<'a> {
    /// That of a file, if it was asked for.
    pub fn of(file: &'a ModelFile) -> Option<Self> {
        let record = file.inference.as_ref()?;
        Some(Self {
            covariance: &record.estimator,
            estimator: &record.estimator,
            weight_kind: &record.weights,
            clusters: record.clusters,
            confidence: record.confidence,
            interval_kind: &record.interval_kind,
            interval_meaning: interval_meaning(file),
            replicates: record.replicates,
            failed: record.failed,
            seed: record.replicates.map(|_| file.fit.seed),
            withheld: record.withheld.as_deref(),
        })
    }
}

/// What intervals are, where they are no confidence intervals for the truth.
fn interval_meaning(file: &ModelFile) -> Option<&'static str> {
    let record = file.inference.as_ref().filter(|record| record.withheld.is_none())?;
    match record.estimator.as_str() {
        "penalized" => Some("interval of the posterior under the penalty as a prior; not a confidence interval"),
        "bootstrap" if file.objective.lambda > 0.0 => {
            Some("percentiles of penalised estimates from resampled cases, lambda as given; their bias is not in it")
        }
        _ => None,
    }
}
