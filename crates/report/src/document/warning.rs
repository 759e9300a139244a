//! What a user should know of a fit, with what to do about it.

use logodds::model::Record;
use logodds_model::words::Words;
use serde::Serialize;

/// A warning.
#[derive(Debug, Serialize)]
pub struct Warning<'a> {
    code: &'a str,
    message: &'a str,
    columns: &'a [String],
    remedies: Vec<String>,
}

impl<'a> Warning<'a> {
    /// Those of a file, with remedies in these words.
    pub fn all(file: &'a Record, words: &dyn Words) -> Vec<Self> {
        let of = |record: &'a logodds::model::record::WarningRecord| Self {
            code: &record.code,
            message: &record.message,
            columns: &record.columns,
            remedies: words.remedies(&record.remedies),
        };
        file.warnings.iter().map(of).collect()
    }
}
