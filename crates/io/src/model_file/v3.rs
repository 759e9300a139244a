//! Format version 3, frozen: version 2, and what the optimum means. It is read, and no longer written.

use crate::model_file::model::{InferenceRecord, ModelFile, TestRecord};
use crate::model_file::v2::ModelV2;
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
pub(crate) struct ModelV3 {
    model: ModelV2,
    inference: Option<InferenceV3>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct InferenceV3 {
    estimator: String,
    weights: String,
    clusters: Option<u64>,
    confidence: f64,
    interval_kind: String,
    intervals: Vec<(f64, f64)>,
    tests: Vec<TestV3>,
    largest_variance: f64,
    withheld: Option<String>,
    nagelkerke_r2: Option<f64>,
    tjur_r2: Option<f64>,
}

#[derive(Serialize, Deserialize)]
struct TestV3 {
    column: String,
    statistic: f64,
    df: u64,
    p_value: f64,
}

impl From<ModelV3> for ModelFile {
    fn from(m: ModelV3) -> ModelFile {
        let weight_kind = m.inference.as_ref().map(|inference| inference.weight_kind().to_owned());
        let model: ModelFile = m.model.into();
        ModelFile {
            weight_kind: weight_kind.filter(|_| model.schema.weights.is_some()),
            inference: m.inference.map(Into::into),
            ..model
        }
    }
}

impl InferenceV3 {
    /// What weights say of their rows, which versions 3 and 4 tell with the errors.
    pub(super) fn weight_kind(&self) -> &str {
        &self.weights
    }
}

impl From<InferenceRecord> for InferenceV3 {
    fn from(r: InferenceRecord) -> InferenceV3 {
        InferenceV3 {
            estimator: r.estimator,
            weights: r.weights,
            clusters: r.clusters,
            confidence: r.confidence,
            interval_kind: r.interval_kind,
            intervals: r.intervals,
            tests: r.tests.into_iter().map(Into::into).collect(),
            largest_variance: r.largest_variance,
            withheld: r.withheld,
            nagelkerke_r2: r.nagelkerke_r2,
            tjur_r2: r.tjur_r2,
        }
    }
}

impl From<InferenceV3> for InferenceRecord {
    fn from(r: InferenceV3) -> InferenceRecord {
        InferenceRecord {
            estimator: r.estimator,
            weights: r.weights,
            clusters: r.clusters,
            confidence: r.confidence,
            interval_kind: r.interval_kind,
            intervals: r.intervals,
            tests: r.tests.into_iter().map(Into::into).collect(),
            largest_variance: r.largest_variance,
            withheld: r.withheld,
            nagelkerke_r2: r.nagelkerke_r2,
            tjur_r2: r.tjur_r2,
            contrasts: Vec::new(),
            replicates: None,
            failed: None,
        }
    }
}

impl From<TestRecord> for TestV3 {
    fn from(t: TestRecord) -> TestV3 {
        TestV3 { column: t.column, statistic: t.statistic, df: t.df, p_value: t.p_value }
    }
}

impl From<TestV3> for TestRecord {
    fn from(t: TestV3) -> TestRecord {
        TestRecord { column: t.column, statistic: t.statistic, df: t.df, p_value: t.p_value }
    }
}
