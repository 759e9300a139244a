//! Models that use every field, of two labels and of three: what the golden files hold.
#![allow(dead_code)] // each test crate uses its part

use logodds_model::record::*;
use logodds_model::schema::{ColumnKind, ColumnSchema, Missing, Schema, Unseen};

pub fn sample() -> Record {
    let text = |t: &str| t.to_string();
    let column = |name: &str, kind| ColumnSchema { name: name.to_string(), kind };
    Record {
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
        objective: ObjectiveRecord { penalty: PenaltyKind::L2, lambda: 0.01, l1_ratio: 0.0, standardize: true },
        fit: FitRecord {
            solver: text("newton"),
            reason: text("4 terms: a Hessian is cheap"),
            status: Status::Converged,
            iterations: 6,
            passes: 7.5,
            seconds: 0.001,
            value: 0.5,
            log_loss: f64::INFINITY,
            certificate: CertificateRecord { bound: 1e-12, kind: CertificateKind::SelfConcordance, gradient_norm: 1e-9 },
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
        notes: vec![None, Some(Note::Constant), None, None],
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

/// Of a term that is held, nothing.
fn root() -> Vec<f64> {
    [&[1.0][..], &[3.0, 2.0], &[0.0, 0.0, 0.0], &[-1.0, 5.0, 0.0, 4.0], &[2.0, -3.0, 0.0, 1.0, 0.5]].concat()
}

/// The same with standard errors, intervals and a test.
pub fn sample_with_inference() -> Record {
    let text = |t: &str| t.to_string();
    Record {
        inference: Some(InferenceRecord {
            estimator: Estimator::Cluster,
            weights: WeightKind::Frequency,
            clusters: Some(12),
            confidence: 0.9,
            interval_kind: IntervalKind::Profile,
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
        weight_kind: Some(WeightKind::Frequency),
        ..sample()
    }
}

/// The same with contrasts, and with limits of separated labels.
pub fn sample_with_contrasts() -> Record {
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
        verdict: Verdict::QuasiComplete,
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
pub fn sample_at_limit() -> Record {
    let mut model = sample_with_contrasts();
    model.fit.status = Status::Limit;
    let ray = |terms: &[(u32, f64)], at, is_signed| RayRecord { terms: terms.to_vec(), at, is_signed };
    if let Some(separation) = &mut model.separation {
        separation.rays = vec![ray(&[(2, -1.0)], -0.0, true), ray(&[(0, 1.0), (3, -2.5)], 40.0, false)];
    }
    model
}

/// Three labels, without a penalty: scores relative to the first.
pub fn sample_of_classes() -> Record {
    let mut model = sample();
    model.schema.labels = ["a, b", "c", "d\"e"].map(String::from).to_vec();
    model.schema.offset = None;
    model.intercepts = vec![0.0, -1.25, 1e-300];
    model.coefficients = vec![0.0, 0.0, 0.0, 0.0, 0.1, -0.0, f64::MIN_POSITIVE, 1e300, 1.0, 2.0, 3.0, 4.0];
    model.objective = ObjectiveRecord { penalty: PenaltyKind::None, lambda: 0.0, l1_ratio: 0.0, standardize: false };
    model.data.class_rows = vec![100, 79, 1];
    model.data.class_weights = vec![100.0, 79.5, 1.0];
    model.covariance_root = None;
    model
}

/// The same with limits, two times five.
pub fn sample_of_separated_classes() -> Record {
    let mut limits = vec![LimitRecord::Undecided; 10];
    limits[6] = LimitRecord::MinusInfinity;
    let verdict = Verdict::Complete;
    let pairs = vec![PairRecord { labels: (0, 2), rows_separated: 101, rows_overlap: 0 }];
    let separation =
        SeparationRecord { verdict, rows_separated: 180, rows_overlap: Some(0), limits, pairs, rays: Vec::new() };
    Record { separation: Some(separation), ..sample_of_classes() }
}

/// The same without intercepts.
pub fn sample_without_intercepts() -> Record {
    Record { intercept: false, intercepts: vec![0.0; 3], origin: vec![0.0; 2], ..sample_of_separated_classes() }
}

/// The same with weights by which rows were drawn.
pub fn sample_of_drawn_rows() -> Record {
    Record { weight_kind: Some(WeightKind::Sampling), ..sample_without_intercepts() }
}

/// A model at its limit, with collinearity.
pub fn sample_with_collinearity() -> Record {
    let inflations =
        vec![InflationRecord { terms: (0, 1), df: 1, gvif: 1.5 }, InflationRecord { terms: (2, 4), df: 2, gvif: 1e9 }];
    Record { collinearity: Some(CollinearityRecord { condition: 1e12, inflations }), ..sample_at_limit() }
}

/// Two labels, with all that a file can hold.
pub fn sample_with_equation() -> Record {
    let equation =
        EquationRecord { term: 1, constant: -0.0, combination: vec![(0, 0.5), (3, -1e-300)], tolerance: 1e-6 };
    Record { equations: vec![equation], ..sample_with_collinearity() }
}
