//! Whether the labels of a fit are separated, and where coefficients go if so.

use crate::facts::limits::{TermLimit, limits};
use logodds::model::Record;
use logodds::model::record::PairRecord;
use serde::Serialize;

/// The verdict, with the limits of coefficients where the likelihood has no maximum.
#[derive(Debug, Serialize)]
pub struct Separation<'a> {
    verdict: &'a str,
    rows_separated: u64,
    rows_overlap: Option<u64>,
    /// The pairs of labels told apart, of more than two labels.
    pairs: Vec<PairApart<'a>>,
    limits: Vec<TermLimit<'a>>,
}

/// Two labels, and how many of their rows are told apart.
#[derive(Debug, Serialize)]
pub struct PairApart<'a> {
    labels: [&'a str; 2],
    rows_separated: u64,
    rows_overlap: u64,
}

impl<'a> PairApart<'a> {
    fn of(file: &'a Record, pair: &PairRecord) -> Option<Self> {
        let label = |k: u32| file.schema.labels.get(k as usize).map(String::as_str);
        let labels = [label(pair.labels.0)?, label(pair.labels.1)?];
        Some(Self { labels, rows_separated: pair.rows_separated, rows_overlap: pair.rows_overlap })
    }
}

impl<'a> Separation<'a> {
    /// That of a file, if it is known.
    pub fn of(file: &'a Record) -> Option<Self> {
        let record = file.separation.as_ref()?;
        Some(Self {
            verdict: record.verdict.name(),
            rows_separated: record.rows_separated,
            rows_overlap: record.rows_overlap,
            pairs: record.pairs.iter().filter_map(|pair| PairApart::of(file, pair)).collect(),
            limits: limits(file),
        })
    }
}
