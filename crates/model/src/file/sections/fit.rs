//! The objective, the course and end of the fit, its data, its statistics and warnings: version 1, frozen.

use super::words::RemedyV1;
use crate::file::stored::stored;
use crate::record::{CertificateRecord, DataRecord, FitRecord, Note, ObjectiveRecord, StatisticsRecord, WarningRecord};

stored!(ObjectiveRecord as ObjectiveV1 { penalty: String, lambda: f64, l1_ratio: f64, standardize: bool });

stored!(FitRecord as FitV1 {
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
});

stored!(CertificateRecord as CertificateV1 { bound: f64, kind: String, gradient_norm: f64 });

stored!(DataRecord as DataV1 {
    files: Vec<String>,
    rows: u64,
    rows_used: u64,
    dropped_missing: u64,
    features: u64,
    weight: f64,
    class_rows: Vec<u64>,
    class_weights: Vec<f64>,
});

stored!(StatisticsRecord as StatisticsV1 {
    log_likelihood: Option<f64>,
    null_log_likelihood: Option<f64>,
    deviance: Option<f64>,
    null_deviance: Option<f64>,
    df: Option<f64>,
    aic: Option<f64>,
    bic: Option<f64>,
    mcfadden_r2: Option<f64>,
});

stored!(WarningRecord as WarningV1 {
    code: String,
    message: String,
    columns: Vec<String>,
    remedies: Vec<RemedyV1>,
});

/// What is known of every term beside its coefficient.
pub(in crate::file) struct Terms {
    pub notes: Vec<Option<Note>>,
    pub ranges: Vec<Option<(f64, f64)>>,
}

stored!(Terms as TermsV1 { notes: Vec<Option<String>>, ranges: Vec<Option<(f64, f64)>> });

/// Who wrote the model, and when.
pub(in crate::file) struct Writer {
    pub created: u64,
    pub logodds_version: String,
}

stored!(Writer as WriterV1 { created: u64, logodds_version: String });
