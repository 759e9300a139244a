//! Format version 1, frozen: models of two labels. It is read, and no longer written.
//!
//! These structs are the format: bincode writes fields in order, without names. Never change a
//! field here; a change of what is stored is a struct of a later version beside this (which shares those
//! that stay as they are), and `tests/data` keeps a file of every version. Integers and floats are fixed-width little endian, a string or vector is a u64
//! length and its elements, an option is one byte and its value, an enum is a u32 index. No vector
//! has elements of size zero, which a short file could ask for by the billion.

use crate::coding::{ColumnKind, ColumnSchema, Missing, Schema, Unseen};
use crate::model_file::container::MAX_PAYLOAD;
use crate::model_file::error::ModelProblem;
use crate::model_file::model::{
    CertificateRecord, DataRecord, FitRecord, ModelFile, ObjectiveRecord, StatisticsRecord, WarningRecord,
};
use bincode::config::{Configuration, Fixint, LittleEndian, standard};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub(crate) const CONFIG: Configuration<LittleEndian, Fixint> =
    standard().with_little_endian().with_fixed_int_encoding();

/// Decodes a payload, all of it. The limit that bincode checks before it allocates is the next of
/// three above the payload's length, so that a small file cannot ask for much memory.
pub(crate) fn decode<M: DeserializeOwned>(payload: &[u8]) -> Result<M, ModelProblem> {
    const SMALL: usize = 1 << 20;
    const MIDDLE: usize = 1 << 24;
    const LARGE: usize = MAX_PAYLOAD as usize;
    let length = payload.len();
    let result = if length <= SMALL {
        bincode::serde::decode_from_slice(payload, CONFIG.with_limit::<SMALL>())
    } else if length <= MIDDLE {
        bincode::serde::decode_from_slice(payload, CONFIG.with_limit::<MIDDLE>())
    } else {
        bincode::serde::decode_from_slice(payload, CONFIG.with_limit::<LARGE>())
    };
    match result {
        Ok((model, consumed)) if consumed == length => Ok(model),
        Ok(_) => Err(ModelProblem::Damaged { what: "its contents end before the file does" }),
        Err(_) => Err(ModelProblem::Damaged { what: "its contents cannot be decoded" }),
    }
}

#[derive(Deserialize)]
pub(crate) struct ModelV1 {
    schema: SchemaV1,
    intercept: f64,
    coefficients: Vec<f64>,
    origin: Vec<f64>,
    objective: ObjectiveV1,
    fit: FitV1,
    data: DataV1,
    statistics: StatisticsV1,
    notes: Vec<Option<String>>,
    ranges: Vec<Option<(f64, f64)>>,
    warnings: Vec<WarningV1>,
    created: u64,
    logodds_version: String,
    covariance: Option<Vec<f64>>,
}

#[derive(Deserialize)]
struct SchemaV1 {
    target: String,
    labels: (String, String),
    columns: Vec<ColumnV1>,
    weights: Option<String>,
    offset: Option<String>,
    missing: MissingV1,
    unseen: UnseenV1,
    na: Vec<String>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ColumnV1 {
    name: String,
    kind: KindV1,
}

#[derive(Serialize, Deserialize)]
enum KindV1 {
    Numeric,
    Boolean(String, String),
    Categorical(Vec<String>),
}

#[derive(Serialize, Deserialize)]
pub(super) enum MissingV1 {
    Error,
    Drop,
}

#[derive(Serialize, Deserialize)]
pub(super) enum UnseenV1 {
    Error,
    Base,
    Missing,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ObjectiveV1 {
    penalty: String,
    lambda: f64,
    l1_ratio: f64,
    standardize: bool,
}

#[derive(Serialize, Deserialize)]
struct CertificateV1 {
    bound: f64,
    kind: String,
    gradient_norm: f64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct FitV1 {
    solver: String,
    reason: String,
    status: String,
    iterations: u64,
    passes: f64,
    seconds: f64,
    value: f64,
    log_loss: f64,
    certificate: CertificateV1,
    tolerance: f64,
    seed: u64,
    threads: u64,
}

#[derive(Deserialize)]
struct DataV1 {
    files: Vec<String>,
    rows: u64,
    rows_used: u64,
    dropped_missing: u64,
    features: u64,
    positives: u64,
    weight: f64,
    positive_weight: f64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct StatisticsV1 {
    log_likelihood: Option<f64>,
    null_log_likelihood: Option<f64>,
    deviance: Option<f64>,
    null_deviance: Option<f64>,
    df: Option<f64>,
    aic: Option<f64>,
    bic: Option<f64>,
    mcfadden_r2: Option<f64>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct WarningV1 {
    code: String,
    message: String,
    columns: Vec<String>,
    remedies: Vec<String>,
}

impl From<ModelV1> for ModelFile {
    fn from(m: ModelV1) -> ModelFile {
        ModelFile {
            schema: m.schema.into(),
            intercepts: vec![m.intercept],
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

impl From<SchemaV1> for Schema {
    fn from(s: SchemaV1) -> Schema {
        Schema {
            target: s.target,
            labels: vec![s.labels.0, s.labels.1],
            columns: s.columns.into_iter().map(Into::into).collect(),
            weights: s.weights,
            offset: s.offset,
            missing: s.missing.into(),
            unseen: s.unseen.into(),
            na: s.na,
        }
    }
}

impl From<DataV1> for DataRecord {
    fn from(d: DataV1) -> DataRecord {
        DataRecord {
            files: d.files,
            rows: d.rows,
            rows_used: d.rows_used,
            dropped_missing: d.dropped_missing,
            features: d.features,
            weight: d.weight,
            // A file with more positive rows than rows fails the check that follows.
            class_rows: vec![d.rows_used.saturating_sub(d.positives), d.positives],
            class_weights: vec![(d.weight - d.positive_weight).max(0.0), d.positive_weight],
        }
    }
}

impl From<ColumnSchema> for ColumnV1 {
    fn from(c: ColumnSchema) -> ColumnV1 {
        ColumnV1 {
            name: c.name,
            kind: match c.kind {
                ColumnKind::Numeric => KindV1::Numeric,
                ColumnKind::Boolean { labels: [no, yes] } => KindV1::Boolean(no, yes),
                ColumnKind::Categorical { levels } => KindV1::Categorical(levels),
            },
        }
    }
}

impl From<ColumnV1> for ColumnSchema {
    fn from(c: ColumnV1) -> ColumnSchema {
        ColumnSchema {
            name: c.name,
            kind: match c.kind {
                KindV1::Numeric => ColumnKind::Numeric,
                KindV1::Boolean(no, yes) => ColumnKind::Boolean { labels: [no, yes] },
                KindV1::Categorical(levels) => ColumnKind::Categorical { levels },
            },
        }
    }
}

/// An enum and its frozen twin, variant by variant, both ways.
macro_rules! twin_enums {
    ($policy:ident, $frozen:ident { $($variant:ident),* }) => {
        impl From<$policy> for $frozen {
            fn from(p: $policy) -> $frozen {
                match p { $($policy::$variant => $frozen::$variant),* }
            }
        }
        impl From<$frozen> for $policy {
            fn from(p: $frozen) -> $policy {
                match p { $($frozen::$variant => $policy::$variant),* }
            }
        }
    };
}

twin_enums!(Missing, MissingV1 { Error, Drop });
twin_enums!(Unseen, UnseenV1 { Error, Base, Missing });

/// A struct and its frozen twin, field by field, both ways.
macro_rules! twins {
    ($record:ident, $frozen:ident { $($field:ident),* }) => {
        impl From<$record> for $frozen {
            fn from(r: $record) -> $frozen {
                $frozen { $($field: r.$field.into()),* }
            }
        }
        impl From<$frozen> for $record {
            fn from(r: $frozen) -> $record {
                $record { $($field: r.$field.into()),* }
            }
        }
    };
}

twins!(ObjectiveRecord, ObjectiveV1 { penalty, lambda, l1_ratio, standardize });
twins!(CertificateRecord, CertificateV1 { bound, kind, gradient_norm });
twins!(
    FitRecord,
    FitV1 {
        solver,
        reason,
        status,
        iterations,
        passes,
        seconds,
        value,
        log_loss,
        certificate,
        tolerance,
        seed,
        threads
    }
);
twins!(
    StatisticsRecord,
    StatisticsV1 { log_likelihood, null_log_likelihood, deviance, null_deviance, df, aic, bic, mcfadden_r2 }
);
twins!(WarningRecord, WarningV1 { code, message, columns, remedies });
