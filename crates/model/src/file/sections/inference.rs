//! How well coefficients are known: version 1, frozen.

use super::words::PieceV1;
use crate::file::stored::stored;
use crate::record::{CollinearityRecord, ContrastRecord, EstimateRecord, InferenceRecord, InflationRecord, TestRecord};

stored!(InferenceRecord as InferenceV1 {
    estimator: String,
    weights: String,
    clusters: Option<u64>,
    confidence: f64,
    interval_kind: String,
    intervals: Vec<(f64, f64)>,
    tests: Vec<TestV1>,
    largest_variance: f64,
    withheld: Option<Vec<PieceV1>>,
    nagelkerke_r2: Option<f64>,
    tjur_r2: Option<f64>,
    contrasts: Vec<ContrastV1>,
    replicates: Option<u64>,
    failed: Option<u64>,
});

stored!(TestRecord as TestV1 { column: String, statistic: f64, df: u64, p_value: f64 });

stored!(ContrastRecord as ContrastV1 { text: String, estimate: Option<EstimateV1> });

stored!(EstimateRecord as EstimateV1 {
    estimate: f64,
    std_error: Option<f64>,
    statistic: Option<f64>,
    p_value: Option<f64>,
    lower: Option<f64>,
    upper: Option<f64>,
});

stored!(CollinearityRecord as CollinearityV1 { condition: f64, inflations: Vec<InflationV1> });

stored!(InflationRecord as InflationV1 { terms: (u64, u64), df: u64, gvif: f64 });
