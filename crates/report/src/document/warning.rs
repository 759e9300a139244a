//! What a user should know of a fit, with what to do about it.

use logodds::model::Record;
use serde::Serialize;

/// A warning.
#[derive(Debug, Serialize)]
pub struct Warning<'a> {
    code: &'a str,
    message: &'a str,
    columns: &'a [String],
    remedies: &'a [String],
}

impl<'a> Warning<'a> {
    /// Those of a file.
    pub fn all(file: &'a Record) -> Vec<Self> {
        let of = |record: &'a logodds::model::record::WarningRecord| Self {
            code: &record.code,
            message: &record.message,
            columns: &record.columns,
            remedies: &record.remedies,
        };
        file.warnings.iter().map(of).collect()
    }
}
