//! One model that uses every field: the content of `data/model_v1.logodds`.

use logodds_io::model_file::*;
use logodds_io::{ColumnKind, ColumnSchema, Missing, Schema, Unseen};

pub fn sample() -> ModelFile {
    let text = |t: &str| t.to_string();
    let column = |name: &str, kind| ColumnSchema { name: name.to_string(), kind };
    ModelFile {
        schema: Schema {
            target: text("low"),
            labels: [text("no"), text("yes")],
            columns: vec![
                column("age", ColumnKind::Numeric),
                column("race", ColumnKind::Categorical { levels: vec![text("a"), text("b"), text("ç")] }),
                column("smoke", ColumnKind::Boolean { labels: [text("false"), text("true")] }),
            ],
            weights: Some(text("w")),
            offset: Some(text("exposure")),
            missing: Missing::Drop,
            unseen: Unseen::Base,
            na: vec![text(""), text("n/a")],
        },
        intercept: -1.25,
        coefficients: vec![0.1, -0.0, f64::MIN_POSITIVE, 1e300],
        origin: vec![1e9, 0.0],
        objective: ObjectiveRecord { penalty: text("l2"), lambda: 0.01, l1_ratio: 0.0, standardize: true },
        fit: FitRecord {
            solver: text("newton"),
            reason: text("4 terms: a Hessian is cheap"),
            status: text("converged"),
            iterations: 6,
            passes: 7.5,
            seconds: 0.001,
            value: 0.5,
            log_loss: f64::INFINITY,
            certificate: CertificateRecord { bound: 1e-12, kind: text("self-concordance"), gradient_norm: 1e-9 },
            tolerance: 1e-10,
            seed: 7,
            threads: 2,
        },
        data: DataRecord {
            files: vec![text("a.csv"), text("b.csv.gz")],
            rows: 189,
            rows_used: 180,
            dropped_missing: 9,
            features: 3,
            positives: 59,
            weight: 180.5,
            positive_weight: 59.5,
        },
        statistics: StatisticsRecord { log_likelihood: Some(-100.5), df: Some(5.0), ..Default::default() },
        notes: vec![None, Some(text("constant")), None, None],
        ranges: vec![Some((14.0, 45.0)), None, None, Some((0.0, 1.0))],
        warnings: vec![WarningRecord {
            code: text("separation"),
            message: text("race=b separates the labels"),
            columns: vec![text("race")],
            remedies: vec![text("--penalty l2")],
        }],
        created: 1_795_000_000,
        logodds_version: text("0.1.0"),
        covariance: Some((0..15).map(f64::from).collect()),
    }
}
