//! Contrasts with their tests, and likelihood-ratio tests of whole columns.

use crate::document::estimate::Estimate;
use crate::facts::hypotheses::{contrast_note, contrast_wald, contrasts, tests};
use logodds::model::Record;
use logodds::model::record::{ContrastRecord, TestRecord};
use serde::Serialize;

/// A likelihood-ratio test of a column.
#[derive(Debug, Serialize)]
pub struct Test<'a> {
    column: &'a str,
    statistic: f64,
    df: u64,
    p_value: f64,
}

impl<'a> Test<'a> {
    /// Those of a file, in the order of its columns.
    pub fn all(file: &'a Record) -> Vec<Self> {
        let of = |record: &'a TestRecord| Self {
            column: &record.column,
            statistic: record.statistic,
            df: record.df,
            p_value: record.p_value,
        };
        tests(file).into_iter().map(of).collect()
    }
}

/// A sum of factors times coefficients.
#[derive(Debug, Serialize)]
pub struct Contrast<'a> {
    contrast: &'a str,
    #[serde(flatten)]
    estimate: Estimate,
    note: Option<&'static str>,
}

impl<'a> Contrast<'a> {
    /// Those of a file.
    pub fn all(file: &'a Record) -> Vec<Self> {
        contrasts(file).iter().map(|record| Self::of(file, record)).collect()
    }

    fn of(file: &Record, record: &'a ContrastRecord) -> Self {
        let estimate = record.estimate.map_or(f64::NAN, |found| found.estimate);
        Self {
            contrast: &record.text,
            estimate: Estimate::new(estimate, contrast_wald(record), estimate.is_finite()),
            note: contrast_note(file, record),
        }
    }
}
