//! How standard errors were computed, or why they were not, and what intervals are.

use logodds::coefficients::{TermRow, covariance, infinite, scores, term_rows};
use logodds::model::Record;
use logodds::model::record::Estimator;
use logodds_model::words::Words;
use serde::Serialize;

/// Of a fit, with the covariance.
#[derive(Debug, Serialize)]
pub struct Inference<'a> {
    #[serde(flatten)]
    errors: Errors<'a>,
    /// Of the coefficients in their order, null where one is held at 0 or infinite.
    covariance_matrix: Option<Vec<Vec<f64>>>,
}

/// How standard errors and intervals came about.
#[derive(Debug, Serialize)]
pub struct Errors<'a> {
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
    withheld: Option<String>,
}

impl<'a> Inference<'a> {
    /// That of a file, if it was asked for, with reasons in these words.
    pub fn of(file: &'a Record, words: &dyn Words) -> Option<Self> {
        Some(Self { errors: Errors::of(file, words)?, covariance_matrix: covariance_matrix(file) })
    }
}

impl<'a> Errors<'a> {
    /// Those of a file, if they were asked for, with reasons in these words.
    pub fn of(file: &'a Record, words: &dyn Words) -> Option<Self> {
        let record = file.inference.as_ref()?;
        Some(Self {
            covariance: record.estimator.name(),
            estimator: record.estimator.name(),
            weight_kind: record.weights.name(),
            clusters: record.clusters,
            confidence: record.confidence,
            interval_kind: record.interval_kind.name(),
            interval_meaning: interval_meaning(file),
            replicates: record.replicates,
            failed: record.failed,
            seed: record.replicates.map(|_| file.fit.seed),
            withheld: record.withheld.as_ref().map(|reason| reason.spelled(words)),
        })
    }
}

/// The covariance of the coefficients; `None` if there is none, of too many of them, and where coefficients of labels sum to 0, of
/// which it is not kept.
fn covariance_matrix(file: &Record) -> Option<Vec<Vec<f64>>> {
    /// Coefficients at most: 40,000 numbers.
    const MOST: usize = 200;
    let (rows, shown) = (term_rows(file), scores(file));
    if rows.len() * shown.len() > MOST {
        return None;
    }
    let found = covariance(file).filter(|found| found.order() == rows.len() * shown.len())?;
    let is_known = |k: usize, row: &TermRow<'_>| row.note.is_none() && infinite(file, row, k).is_none();
    let known: Vec<bool> = shown.iter().flat_map(|&(k, _)| rows.iter().map(move |row| is_known(k, row))).collect();
    let entry = |i: usize, j: usize| if known[i] && known[j] { found.get(i, j) } else { f64::NAN };
    Some((0..known.len()).map(|i| (0..known.len()).map(|j| entry(i, j)).collect()).collect())
}

/// What intervals are, where they are no confidence intervals for the truth.
fn interval_meaning(file: &Record) -> Option<&'static str> {
    let record = file.inference.as_ref().filter(|record| record.withheld.is_none())?;
    match record.estimator {
        Estimator::Penalised => {
            Some("interval of the posterior under the penalty as a prior; not a confidence interval")
        }
        Estimator::Bootstrap if file.objective.lambda > 0.0 => {
            Some("percentiles of penalised estimates from resampled cases, lambda as given; their bias is not in it")
        }
        _ => None,
    }
}
