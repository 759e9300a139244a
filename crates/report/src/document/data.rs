//! The data of a document, counted: rows, columns, and the labels with their rows and weights.

use logodds::model::Record;
use logodds::model::record::WeightKind;
use serde::Serialize;

/// The data, counted.
#[derive(Debug, Serialize)]
pub struct Data<'a> {
    files: &'a [String],
    rows: u64,
    rows_used: u64,
    dropped: Dropped,
    features: u64,
    terms: usize,
    target: &'a str,
    positive: Option<&'a str>,
    base: Option<&'a str>,
    classes: &'a [String],
    positives: Option<u64>,
    weight: f64,
    positive_weight: Option<f64>,
    class_rows: &'a [u64],
    class_weights: &'a [f64],
    weight_kind: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Dropped {
    missing: u64,
}

/// The data's part of a document.
pub fn data(file: &Record) -> Data<'_> {
    let (labels, record) = (&file.schema.labels, &file.data);
    let two = labels.len() == 2;
    Data {
        files: &file.data.files,
        rows: file.data.rows,
        rows_used: file.data.rows_used,
        dropped: Dropped { missing: file.data.dropped_missing },
        features: file.data.features,
        terms: file.schema.term_count() + usize::from(file.intercept),
        target: &file.schema.target,
        positive: labels.get(1).filter(|_| two).map(String::as_str),
        base: labels.first().filter(|_| file.has_base()).map(String::as_str),
        classes: labels,
        positives: record.class_rows.get(1).filter(|_| two).copied(),
        weight: record.weight,
        positive_weight: record.class_weights.get(1).filter(|_| two).copied(),
        class_rows: &record.class_rows,
        class_weights: &record.class_weights,
        weight_kind: file.weight_kind.map(WeightKind::name),
    }
}
