//! Format version 2, frozen: two labels, or more.
//!
//! What it adds to version 1 is a score per label where there are more than two, and rows and weights of every label. Structs
//! that are as they were are those of [`v1`](crate::model_file::v1).

use crate::coding::Schema;
use crate::model_file::model::{DataRecord, ModelFile};
use crate::model_file::v1::{ColumnV1, FitV1, MissingV1, ObjectiveV1, StatisticsV1, UnseenV1, WarningV1};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) struct ModelV2 {
    schema: SchemaV2,
    intercepts: Vec<f64>,
    coefficients: Vec<f64>,
    origin: Vec<f64>,
    objective: ObjectiveV1,
    fit: FitV1,
    data: DataV2,
    statistics: StatisticsV1,
    notes: Vec<Option<String>>,
    ranges: Vec<Option<(f64, f64)>>,
    warnings: Vec<WarningV1>,
    created: u64,
    logodds_version: String,
    covariance: Option<Vec<f64>>,
}

#[derive(Serialize, Deserialize)]
struct SchemaV2 {
    target: String,
    labels: Vec<String>,
    columns: Vec<ColumnV1>,
    weights: Option<String>,
    offset: Option<String>,
    missing: MissingV1,
    unseen: UnseenV1,
    na: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct DataV2 {
    files: Vec<String>,
    rows: u64,
    rows_used: u64,
    dropped_missing: u64,
    features: u64,
    weight: f64,
    class_rows: Vec<u64>,
    class_weights: Vec<f64>,
}

impl From<&ModelFile> for ModelV2 {
    fn from(m: &ModelFile) -> ModelV2 {
        let m = m.clone();
        ModelV2 {
            schema: m.schema.into(),
            intercepts: m.intercepts,
            coefficients: m.coefficients,
            origin: m.origin,
            objective: m.objective.into(),
            fit: m.fit.into(),
            data: m.data.into(),
            statistics: m.statistics.into(),
            notes: m.notes,
            ranges: m.ranges,
            warnings: m.warnings.into_iter().map(Into::into).collect(),
            created: m.created,
            logodds_version: m.logodds_version,
            covariance: m.covariance_root,
        }
    }
}

impl From<ModelV2> for ModelFile {
    fn from(m: ModelV2) -> ModelFile {
        ModelFile {
            schema: m.schema.into(),
            intercepts: m.intercepts,
            coefficients: m.coefficients,
            origin: m.origin,
            objective: m.objective.into(),
            fit: m.fit.into(),
            data: m.data.into(),
            statistics: m.statistics.into(),
            notes: m.notes,
            ranges: m.ranges,
            warnings: m.warnings.into_iter().map(Into::into).collect(),
            created: m.created,
            logodds_version: m.logodds_version,
            covariance_root: m.covariance,
            collinearity: None,
            inference: None,
            separation: None,
            intercept: true,
            weight_kind: None,
            equations: Vec::new(),
        }
    }
}

impl From<Schema> for SchemaV2 {
    fn from(s: Schema) -> SchemaV2 {
        SchemaV2 {
            target: s.target,
            labels: s.labels,
            columns: s.columns.into_iter().map(Into::into).collect(),
            weights: s.weights,
            offset: s.offset,
            missing: s.missing.into(),
            unseen: s.unseen.into(),
            na: s.na,
        }
    }
}

impl From<SchemaV2> for Schema {
    fn from(s: SchemaV2) -> Schema {
        Schema {
            target: s.target,
            labels: s.labels,
            columns: s.columns.into_iter().map(Into::into).collect(),
            weights: s.weights,
            offset: s.offset,
            missing: s.missing.into(),
            unseen: s.unseen.into(),
            na: s.na,
        }
    }
}

impl From<DataRecord> for DataV2 {
    fn from(d: DataRecord) -> DataV2 {
        DataV2 {
            files: d.files,
            rows: d.rows,
            rows_used: d.rows_used,
            dropped_missing: d.dropped_missing,
            features: d.features,
            weight: d.weight,
            class_rows: d.class_rows,
            class_weights: d.class_weights,
        }
    }
}

impl From<DataV2> for DataRecord {
    fn from(d: DataV2) -> DataRecord {
        DataRecord {
            files: d.files,
            rows: d.rows,
            rows_used: d.rows_used,
            dropped_missing: d.dropped_missing,
            features: d.features,
            weight: d.weight,
            class_rows: d.class_rows,
            class_weights: d.class_weights,
        }
    }
}
