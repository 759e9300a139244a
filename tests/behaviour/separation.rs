//! Separation found by a default fit: the columns, rows and directions responsible.

use crate::fixtures::cases;
use logodds::data::{Categorical, Dense, Features, InMemory, Part};
use logodds::fit::{Fit, LogisticRegression, Method, Penalty, Warning};
use logodds::inference::Separation;
use logodds::inference::separation::{Limit, Verdict};
use logodds::model::words::Remedy;
use serde_json::Value;

fn fit(data: &InMemory<'_>) -> Fit {
    LogisticRegression::default().fit(data).unwrap()
}

fn separation(fit: &Fit) -> &Separation {
    fit.separated_by().unwrap_or_else(|| panic!("{:?} {:?}", fit.solution.status, fit.warnings))
}

/// The usual hash of shaders: between 0 and 1.
fn uniform(k: usize) -> f64 {
    let wave = (k as f64 * 12.9898).sin() * 43_758.545;
    wave - wave.floor()
}

fn message(fit: &Fit, names: &[&str]) -> String {
    let name = |j: usize| names[j].to_owned();
    let warning = fit.warnings.iter().find(|warning| warning.code() == "separation").unwrap();
    assert!(warning.remedies(&name).iter().any(|remedy| matches!(remedy, Remedy::LeaveOut(_))));
    warning.message(&name)
}

/// The last column is the label.
fn read(name: &str) -> (InMemory<'static>, usize) {
    let path = format!("{}/tests/golden/inference/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let rows: Vec<Vec<f64>> =
        text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect();
    let p = rows[0].len() - 1;
    let labels: Vec<u8> = rows.iter().map(|row| u8::from(row[p] == 1.0)).collect();
    let x: Vec<f64> = rows.iter().flat_map(|row| row[..p].to_vec()).collect();
    (InMemory::new(Dense::from_rows(x, rows.len(), p).unwrap(), labels).unwrap(), p)
}

/// R's answers, by lpSolve and by detectseparation's rules.
#[test]
fn three_separated_sets_as_r_has_them() {
    let path = format!("{}/tests/golden/inference/separation.json", env!("CARGO_MANIFEST_DIR"));
    let golden: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    for case in golden.as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let (data, p) = read(name);
        let fit = fit(&data);
        let found = separation(&fit);
        assert_eq!(fit.separation.unwrap().name(), case["separation"].as_str().unwrap(), "{name}");
        // Of quasi-complete separation the fit is the limit, which is certified, with standard errors.
        let is_limit = fit.overlap.is_some();
        assert!(!fit.is_identified() && fit.is_certified() == is_limit, "{name}");
        assert_eq!((fit.statistics.aic, fit.covariance()), (None, None), "{name}");
        let limit = |k: usize| match case["mle"][k].as_str().unwrap() {
            "+inf" => Limit::PlusInfinity,
            "-inf" => Limit::MinusInfinity,
            _ => Limit::Finite,
        };
        assert_eq!(found.intercept, limit(0), "{name}");
        // What is finite is what R finds without the separated rows.
        let finite = &case["limit"]["coefficients"];
        assert_eq!(fit.overlap.is_some(), finite.is_array(), "{name}");
        if let Some(overlap) = &fit.overlap {
            let estimates = std::iter::once(&overlap.intercept).chain(&overlap.coefficients);
            for (k, estimate) in estimates.enumerate() {
                let (found, golden) = (estimate.map(|limit| limit.estimate), finite[k].as_f64());
                assert_eq!(found.is_some(), golden.is_some(), "{name} {k}");
                assert!(found.zip(golden).is_none_or(|(f, g)| (f - g).abs() < 1e-9 * g.abs()), "{name} {k}");
            }
            let golden = case["limit"]["log_likelihood"].as_f64().unwrap();
            assert!((overlap.log_likelihood - golden).abs() < 1e-9 * golden.abs(), "{name}");
        }
        for j in 0..p {
            assert_eq!(found.coefficients[j], limit(j + 1), "{name} {j}");
            let alone = found.combinations.iter().any(|c| c.terms.len() == 1 && c.terms[0].0 == j);
            assert_eq!(alone, case["separating_alone"][j].as_bool().unwrap(), "{name} {j}");
        }
        assert_eq!(found.separated.len() + found.overlap, case["rows"].as_u64().unwrap() as usize);
    }
}

#[test]
fn endometrial_names_the_column_its_rows_and_its_direction() {
    let fit = fit(&read("endometrial").0);
    let found = separation(&fit);
    assert_eq!((found.verdict, found.columns(), found.without.clone()), (Verdict::QuasiComplete, vec![0], vec![0]));
    assert_eq!((found.separated.len(), found.overlap), (13, 66));
    assert_eq!(
        message(&fit, &["NV", "PI", "EH"]),
        "all 13 rows with \"NV\" = 1 have label 1. So the likelihood has no maximum: the coefficient of \"NV\" grows without \
         bound as 13 of 79 rows are fitted perfectly (quasi-complete separation)"
    );
}

#[test]
fn two_columns_that_separate_together_and_not_alone() {
    let fit = fit(&read("separated_pair").0);
    let found = separation(&fit);
    assert_eq!(found.columns(), [0, 1]);
    let text = message(&fit, &["x1", "x2", "z"]);
    assert!(text.starts_with("the combination \"x1\" + \"x2\" separates the labels: "), "{text}");
}

#[test]
fn a_level_is_named() {
    let x = Dense::from_rows((0..24).map(|i| f64::from(i * 7 % 11)).collect::<Vec<_>>(), 24, 1).unwrap();
    let codes: Vec<u32> = (0..24).map(|i| u32::from(i % 3 == 0) + u32::from(i % 6 == 0)).collect();
    let labels: Vec<u8> = (0..24).map(|i| u8::from(i % 6 != 0 && i * 5 % 7 < 4)).collect();
    let features = Features::new(vec![Part::F64(x), Part::Categorical(Categorical::new(codes, 3).unwrap())]).unwrap();
    let fit = fit(&InMemory::new(features, labels).unwrap());
    let found = separation(&fit);
    assert_eq!((found.columns(), found.separated.len()), (vec![2], 4));
    assert_eq!(found.coefficients, [Limit::Finite, Limit::Finite, Limit::MinusInfinity]);
    let text = message(&fit, &["x", "g=b", "g=c"]);
    assert!(text.starts_with("all 4 rows with \"g=c\" = 1 have label 0. "), "{text}");
    assert!(text.contains("the coefficient of \"g=c\" falls without bound as 4 of 24 rows"), "{text}");
}

#[test]
fn complete_separation_by_one_column_tells_the_gap() {
    let x: Vec<f64> = (0..20).flat_map(|i| [f64::from(i), f64::from(i * 7 % 11)]).collect();
    let labels: Vec<u8> = (0..20).map(|i| u8::from(i < 8)).collect();
    let fit = fit(&InMemory::new(Dense::from_rows(x, 20, 2).unwrap(), labels).unwrap());
    let found = separation(&fit);
    assert_eq!((found.verdict, found.columns(), found.overlap), (Verdict::Complete, vec![0], 0));
    assert_eq!((found.coefficients[0], found.coefficients[1]), (Limit::MinusInfinity, Limit::Either));
    let text = message(&fit, &["age", "z"]);
    assert!(
        text.starts_with(
            "\"age\" separates the labels: it is at least 8 in all 12 rows with label 0 and at most 7 in all 8 rows with label 1. "
        ),
        "{text}"
    );
}

/// A fit that stops early of data that are not separated is told not to be certified, and nothing else.
#[test]
fn a_fit_that_stopped_early_is_not_separated_for_that() {
    let n = 5_000;
    let x: Vec<f64> = (0..3 * n).map(|i| 6.0 * uniform(i as usize) - 3.0).collect();
    let labels: Vec<u8> = (0..n as usize).map(|i| u8::from(x[3 * i] + x[(7 * i + 1) % x.len()] > 0.0)).collect();
    let data = InMemory::new(Dense::from_rows(x, n as usize, 3).unwrap(), labels).unwrap();
    let stopped =
        LogisticRegression { method: Some(Method::GradientDescent), max_iterations: Some(1), ..Default::default() }
            .fit(&data)
            .unwrap();
    assert_eq!(stopped.separation, Some(Verdict::None));
    assert!(stopped.is_identified() && !stopped.is_certified());
    assert_eq!(stopped.warnings.iter().map(Warning::code).collect::<Vec<_>>(), ["not-certified"]);
    let done = fit(&data);
    assert_eq!((done.separation, done.is_certified()), (Some(Verdict::None), true));
    let ridge = LogisticRegression { penalty: Penalty::l2(0.1), ..Default::default() }.fit(&data).unwrap();
    assert_eq!(ridge.separation, None);
}

/// Thirty rows of a hundred thousand: what matters is found among all. Two columns are equal but in those.
#[test]
fn quasi_separation_in_a_hundred_thousand_rows() {
    let (n, p) = (100_000, 8);
    let mut x: Vec<f64> = (0..n * p).map(uniform).collect();
    let mut labels = vec![0; n];
    for i in 0..n {
        let level = (x[p * i] * 6.0).floor();
        let apart = i % 3_333 == 17;
        x[p * i] = level + f64::from(u8::from(apart));
        x[p * i + 1] = level;
        labels[i] = u8::from(apart || x[p * i + 2] + uniform(n * p + i) > 1.0);
    }
    let data = InMemory::new(Dense::from_rows(x, n, p).unwrap(), labels).unwrap();
    let fit = fit(&data);
    let found = separation(&fit);
    assert_eq!((found.verdict, found.columns(), found.separated.len()), (Verdict::QuasiComplete, vec![0, 1], 30));
    let mut limits = vec![Limit::Finite; p];
    (limits[0], limits[1]) = (Limit::PlusInfinity, Limit::MinusInfinity);
    assert_eq!(found.coefficients, limits);
    let names: Vec<String> = (0..p).map(|j| format!("x{j}")).collect();
    let text = message(&fit, &names.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(
        text.starts_with(
            "the combination \"x0\" − \"x1\" separates the labels: all 30 rows with it > 0 have label 1. "
        ),
        "{text}"
    );
}

#[test]
fn the_record_of_a_separated_fit_has_its_limits_and_calls_contrasts_by_terms() {
    use logodds::inference::{Contrast, Estimator, InferenceRequest};
    use logodds::io::FitColumns;
    use logodds::model::file::{from_bytes, to_bytes};
    use logodds::model::record::LimitRecord;
    let columns = FitColumns { target: "y".into(), ..FitColumns::default() };
    let training = cases::read("tests/golden/inference/endometrial.csv", columns);
    let mut request = InferenceRequest::new(Estimator::Model);
    request.contrasts = vec![Contrast { intercept: 1.0, coefficients: vec![(2, -0.5), (0, 2.0)] }];
    let specification = LogisticRegression { inference: Some(request), ..Default::default() };
    let fit = specification.fit(training.data()).unwrap();
    let file = training.model_file(&specification, &fit, Vec::new());
    assert_eq!(from_bytes(&to_bytes(&file).unwrap()).unwrap(), file);
    let contrasts = &file.inference.as_ref().unwrap().contrasts;
    assert_eq!(contrasts[0].text, "(intercept)=1,eh=-0.5,nv=2");
    let record = file.separation.as_ref().unwrap();
    assert_eq!((record.rows_separated, record.rows_overlap), (13, Some(66)));
    assert_eq!(record.limits[1], LimitRecord::PlusInfinity);
    let overlap = fit.overlap.as_ref().unwrap();
    let LimitRecord::Finite(Some(limit)) = record.limits[3] else { panic!("eh has a finite limit") };
    let expected = overlap.coefficients[2].unwrap();
    assert_eq!((limit.estimate, limit.std_error), (expected.estimate, expected.std_error));
}
