//! Models that use every field: the contents of `data/model_v1.logodds`, `data/model_v2.logodds` and, of three labels,
//! `data/classes_v2.logodds`; with inference, of `data/model_v3.logodds`; with contrasts and limits, of `data/model_v4.logodds` and
//! `data/classes_v4.logodds`; with what weights are, of `data/model_v5.logodds` and `data/classes_v5.logodds`; with
//! collinearity and an equation, of `data/model_v6.logodds` and `data/classes_v6.logodds`.
#![allow(dead_code)] // each test crate uses its part

use logodds_io::model_file::*;
use logodds_io::{ColumnKind, ColumnSchema, Missing, Schema, Unseen};

pub fn sample() -> ModelFile {
    let text = |t: &str| t.to_string();
    let column = |name: &str, kind| ColumnSchema { name: name.to_string(), kind };
    ModelFile {
        schema: Schema {
            target: text("low"),
            labels: vec![text("no"), text("yes")],
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
        intercepts: vec![-1.25],
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
            weight: 180.5,
            class_rows: vec![121, 59],
            class_weights: vec![121.0, 59.5],
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
        covariance_root: Some(root()),
        collinearity: None,
        inference: None,
        separation: None,
        intercept: true,
        weight_kind: None,
        equations: Vec::new(),
    }
}

/// Of a term that is held, nothing; the covariance of versions 1 to 5 is G'G, whose root this is to the last bit.
fn root() -> Vec<f64> {
    [&[1.0][..], &[3.0, 2.0], &[0.0, 0.0, 0.0], &[-1.0, 5.0, 0.0, 4.0], &[2.0, -3.0, 0.0, 1.0, 0.5]].concat()
}

/// The same with what version 3 adds.
pub fn sample_with_inference() -> ModelFile {
    let text = |t: &str| t.to_string();
    ModelFile {
        inference: Some(InferenceRecord {
            estimator: text("cluster"),
            weights: text("frequency"),
            clusters: Some(12),
            confidence: 0.9,
            interval_kind: text("profile"),
            intervals: vec![(-1.0, f64::INFINITY), (0.5, 1.5), (0.0, 0.0), (-2.0, -1.0), (f64::NEG_INFINITY, 0.25)],
            tests: vec![TestRecord { column: text("age"), statistic: 3.5, df: 1, p_value: 0.0625 }],
            largest_variance: 0.25,
            withheld: None,
            nagelkerke_r2: Some(0.3),
            tjur_r2: Some(0.2),
            contrasts: Vec::new(),
            replicates: None,
            failed: None,
        }),
        weight_kind: Some(text("frequency")),
        ..sample()
    }
}

/// The same with what version 4 adds.
pub fn sample_with_contrasts() -> ModelFile {
    let mut model = sample_with_inference();
    let inference = model.inference.as_mut().unwrap();
    let judged = EstimateRecord {
        estimate: -0.0,
        std_error: Some(0.125),
        statistic: Some(-0.0),
        p_value: Some(1.0),
        lower: Some(-0.25),
        upper: Some(f64::INFINITY),
    };
    let withheld =
        EstimateRecord { std_error: None, statistic: None, p_value: None, lower: None, upper: None, ..judged };
    inference.contrasts = vec![
        ContrastRecord { text: "age=10, race=ç=-1".to_string(), estimate: Some(judged) },
        ContrastRecord { text: "smoke=1".to_string(), estimate: Some(withheld) },
        ContrastRecord { text: "race=b=1".to_string(), estimate: None },
    ];
    (inference.replicates, inference.failed) = (Some(999), Some(3));
    let fitted = LimitEstimateRecord { estimate: -0.0, std_error: 0.5 };
    model.separation = Some(SeparationRecord {
        verdict: "quasi-complete".to_string(),
        rows_separated: 9,
        rows_overlap: Some(171),
        limits: vec![
            LimitRecord::Finite(Some(fitted)),
            LimitRecord::Finite(None),
            LimitRecord::PlusInfinity,
            LimitRecord::MinusInfinity,
            LimitRecord::Either,
        ],
        pairs: Vec::new(),
        rays: Vec::new(),
    });
    model
}

/// A model at its limit, with the directions of two terms.
#[allow(dead_code)] // not of all tests
pub fn sample_at_limit() -> ModelFile {
    let mut model = sample_with_contrasts();
    model.fit.status = "limit".to_string();
    let ray = |terms: &[(u32, f64)], at, is_signed| RayRecord { terms: terms.to_vec(), at, is_signed };
    if let Some(separation) = &mut model.separation {
        separation.rays = vec![ray(&[(2, -1.0)], -0.0, true), ray(&[(0, 1.0), (3, -2.5)], 40.0, false)];
    }
    model
}

/// Three labels, without a penalty: scores relative to the first.
pub fn sample_of_classes() -> ModelFile {
    let mut model = sample();
    model.schema.labels = ["a, b", "c", "d\"e"].map(String::from).to_vec();
    model.schema.offset = None;
    model.intercepts = vec![0.0, -1.25, 1e-300];
    model.coefficients = vec![0.0, 0.0, 0.0, 0.0, 0.1, -0.0, f64::MIN_POSITIVE, 1e300, 1.0, 2.0, 3.0, 4.0];
    model.objective = ObjectiveRecord { penalty: "none".to_string(), lambda: 0.0, l1_ratio: 0.0, standardize: false };
    model.data.class_rows = vec![100, 79, 1];
    model.data.class_weights = vec![100.0, 79.5, 1.0];
    model.covariance_root = None;
    model
}

/// The same with limits, two times five.
pub fn sample_of_separated_classes() -> ModelFile {
    let mut limits = vec![LimitRecord::Undecided; 10];
    limits[6] = LimitRecord::MinusInfinity;
    let verdict = "complete".to_string();
    let pairs = vec![PairRecord { labels: (0, 2), rows_separated: 101, rows_overlap: 0 }];
    let separation =
        SeparationRecord { verdict, rows_separated: 180, rows_overlap: Some(0), limits, pairs, rays: Vec::new() };
    ModelFile { separation: Some(separation), ..sample_of_classes() }
}

/// The same without intercepts.
pub fn sample_without_intercepts() -> ModelFile {
    ModelFile { intercept: false, intercepts: vec![0.0; 3], origin: vec![0.0; 2], ..sample_of_separated_classes() }
}

/// The same with weights by which rows were drawn, which version 5 tells without errors, too.
pub fn sample_of_drawn_rows() -> ModelFile {
    ModelFile { weight_kind: Some("sampling".to_string()), ..sample_without_intercepts() }
}

/// A model at its limit, with all that version 6 adds.
pub fn sample_with_collinearity() -> ModelFile {
    let inflations =
        vec![InflationRecord { terms: (0, 1), df: 1, gvif: 1.5 }, InflationRecord { terms: (2, 4), df: 2, gvif: 1e9 }];
    ModelFile { collinearity: Some(CollinearityRecord { condition: 1e12, inflations }), ..sample_at_limit() }
}

/// Two labels with what version 6 adds.
pub fn sample_with_equation() -> ModelFile {
    let equation =
        EquationRecord { term: 1, constant: -0.0, combination: vec![(0, 0.5), (3, -1e-300)], tolerance: 1e-6 };
    ModelFile { equations: vec![equation], ..sample_with_collinearity() }
}
