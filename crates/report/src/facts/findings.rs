//! What a look at data found, before a fit: the contract of `check --json`.

use crate::words::Command;
use logodds::model::record::WarningRecord;
use logodds_model::words::{Remedy, Words};
use serde::Serialize;

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// `fit` refuses it.
    Refused,
    /// `fit` takes it, and what comes out may mean something else.
    Warning,
    /// Worth knowing.
    Note,
}

/// One thing to say.
#[derive(Debug, Serialize)]
pub struct Finding {
    /// How serious.
    pub severity: Severity,
    /// What it is, for programs.
    pub code: String,
    /// What it is, for people.
    pub message: String,
    /// The columns concerned.
    pub columns: Vec<String>,
    /// What settles it.
    pub remedies: Vec<String>,
}

impl Finding {
    /// Of a record.
    pub fn of(severity: Severity, record: WarningRecord) -> Self {
        let WarningRecord { code, message, columns, remedies } = record;
        Self { severity, code, message, columns, remedies: Command.remedies(&remedies) }
    }

    /// What `fit` refuses.
    pub fn refused(code: &str, message: String, columns: Vec<String>, remedies: &[Remedy]) -> Self {
        let remedies = Command.remedies(remedies);
        Self { severity: Severity::Refused, code: code.to_owned(), message, columns, remedies }
    }
}

/// Everything found.
#[derive(Debug, Serialize)]
pub struct Findings {
    /// The data.
    pub data: DataOf,
    /// Rows to be scored later.
    pub new: Option<New>,
    /// Whether `fit` takes the data.
    pub fits: bool,
    /// What there is to say.
    pub findings: Vec<Finding>,
}

/// The data that were looked at, counted.
#[derive(Debug, Serialize)]
pub struct DataOf {
    /// Names of the files.
    pub files: Vec<String>,
    /// Rows.
    pub rows: usize,
    /// Rows with a value in every column in use.
    pub rows_complete: Option<usize>,
    /// Columns.
    pub columns: usize,
    /// Columns in use beside the target.
    pub features: usize,
    /// Coefficients beside the intercept, of a fit to the columns that can be fitted.
    pub terms: Option<usize>,
    /// The column of labels.
    pub target: String,
    /// The labels.
    pub labels: Vec<LabelOf>,
}

/// A label, with its rows.
#[derive(Debug, Serialize)]
pub struct LabelOf {
    /// The label.
    pub label: String,
    /// Its rows.
    pub rows: u64,
}

/// Rows to be scored later.
#[derive(Debug, Serialize)]
pub struct New {
    /// The files.
    pub files: Vec<String>,
    /// Their rows.
    pub rows: usize,
}
