//! The covariance under a penalty as a prior, against forty digits (penalised.py) and R's rms (penalised.R).

use logodds::data::{Dense, InMemory};
use logodds::fit::{Fit, LogisticRegression, Penalty};
use logodds::inference::{Estimator, InferenceRequest, WeightKind, Withheld};
use logodds::model::words::{Remedy, Told};
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(format!("{ROOT}/tests/golden/inference/{name}")).unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

/// Features and labels of an example.
fn example(name: &str, target: &str, features: &[String]) -> (Vec<f64>, Vec<u8>) {
    let text = std::fs::read_to_string(format!("{ROOT}/examples/data/{name}.csv")).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let place = |name: &str| header.iter().position(|n| *n == name).unwrap();
    let rows: Vec<Vec<&str>> = lines.collect();
    let mut labels: Vec<&str> = rows.iter().map(|row| row[place(target)]).collect();
    let y = labels.clone();
    labels.sort_unstable();
    labels.dedup();
    let x = rows.iter().flat_map(|row| features.iter().map(|f| row[place(f)].parse::<f64>().unwrap()));
    (x.collect(), y.iter().map(|label| labels.iter().position(|l| l == label).unwrap() as u8).collect())
}

fn specification(lambda: f64, standardize: bool, request: InferenceRequest) -> LogisticRegression {
    LogisticRegression {
        penalty: Penalty::L2 { lambda, standardize },
        inference: Some(request),
        ..LogisticRegression::default()
    }
}

fn birthwt(case: &Value) -> (Vec<f64>, Vec<u8>, usize) {
    let features: Vec<String> =
        case["features"].as_array().unwrap().iter().map(|f| f.as_str().unwrap().to_owned()).collect();
    let (x, y) = example(case["data"].as_str().unwrap(), case["target"].as_str().unwrap(), &features);
    (x, y, features.len())
}

#[track_caller]
fn agree(found: &[f64], expected: &[f64], within: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= within * expected.abs(), "{found} {expected}");
    }
}

fn std_errors(fit: &Fit, columns: usize) -> Vec<f64> {
    let covariance = fit.covariance().unwrap();
    std::iter::once(covariance.intercept_std_error())
        .chain((0..columns).map(|j| covariance.std_error(j).unwrap()))
        .collect()
}

#[test]
fn of_two_labels() {
    let mut seen = 0;
    for case in read("penalised.json").as_array().unwrap() {
        if case["labels"].as_array().unwrap().len() > 2 {
            continue;
        }
        let (x, y, columns) = birthwt(case);
        let data = InMemory::new(Dense::from_rows(x, y.len(), columns).unwrap(), y).unwrap();
        let (lambda, standardize) = (case["lambda"].as_f64().unwrap(), case["standardize"].as_bool().unwrap());
        let fit = specification(lambda, standardize, InferenceRequest::new(Estimator::Penalised)).fit(&data).unwrap();
        agree(&std_errors(&fit, columns), &numbers(&case["std_errors"]), 1e-11);
        let row = fit.covariance().unwrap().std_error_of(1.0, &numbers(&case["row"]));
        agree(&[row], &[case["std_error_of_row"].as_f64().unwrap()], 1e-11);
        seen += 1;
    }
    assert_eq!(seen, 2);
}

#[test]
fn rms_agrees() {
    let (golden, cases) = (read("penalised_rms.json"), read("penalised.json"));
    let (x, y, columns) = birthwt(&cases[1]);
    let data = InMemory::new(Dense::from_rows(x, y.len(), columns).unwrap(), y).unwrap();
    let fit = specification(0.02, true, InferenceRequest::new(Estimator::Penalised)).fit(&data).unwrap();
    let coefficients: Vec<f64> =
        std::iter::once(fit.model.intercept()).chain(fit.model.coefficients().iter().copied()).collect();
    agree(&coefficients, &numbers(&golden["coefficients"]), 1e-9);
    agree(&std_errors(&fit, columns), &numbers(&golden["std_errors"]), 1e-9);
}

#[test]
fn of_several_labels_whose_coefficients_sum_to_0() {
    let mut seen = 0;
    for case in read("penalised.json").as_array().unwrap() {
        let classes = case["labels"].as_array().unwrap().len();
        if classes == 2 {
            continue;
        }
        let (x, y, columns) = birthwt(case);
        let data = InMemory::of_classes(Dense::from_rows(x, y.len(), columns).unwrap(), y, classes).unwrap();
        let (lambda, standardize) = (case["lambda"].as_f64().unwrap(), case["standardize"].as_bool().unwrap());
        let request = InferenceRequest::new(Estimator::Penalised);
        let fit: Fit = specification(lambda, standardize, request).fit(&data).unwrap();
        let covariance = fit.covariance().unwrap();
        let places = || std::iter::once(None).chain((0..columns).map(Some));
        let of_class = |k: usize| places().map(move |j| covariance.std_error_about_mean(k, j).unwrap());
        let found: Vec<f64> = (0..classes).flat_map(of_class).collect();
        agree(&found, &numbers(&case["std_errors"]), 1e-10);
        assert_eq!(covariance.std_error_about_mean(classes, None), None);
        assert_eq!(covariance.std_error_about_mean(0, Some(columns)), None);
        seen += 1;
    }
    assert_eq!(seen, 2);
}

/// 40 rows with counts, and the same written out.
fn counted() -> (InMemory<'static>, InMemory<'static>) {
    let counts: Vec<f64> = (0..40).map(|i| f64::from(i * 7 % 5)).collect();
    let x: Vec<f64> = (0..40).map(|i| f64::from(i * 13 % 17)).collect();
    let y: Vec<u8> = (0..40).map(|i| u8::from((i * 29) % 31 > 14)).collect();
    let rows: Vec<usize> = (0..40).flat_map(|i| std::iter::repeat_n(i, counts[i] as usize)).collect();
    let written: Vec<f64> = rows.iter().map(|&i| x[i]).collect();
    let labels: Vec<u8> = rows.iter().map(|&i| y[i]).collect();
    let table = InMemory::new(Dense::from_rows(x, 40, 1).unwrap(), y).unwrap().with_weights(counts).unwrap();
    let written = InMemory::new(Dense::from_rows(written, rows.len(), 1).unwrap(), labels).unwrap();
    (table, written)
}

#[test]
fn counts_say_what_their_rows_written_out_would() {
    let (table, written) = counted();
    let request = InferenceRequest { weights: WeightKind::Frequency, ..InferenceRequest::new(Estimator::Penalised) };
    let table = specification(0.02, false, request).fit(&table).unwrap();
    let written = specification(0.02, false, InferenceRequest::new(Estimator::Penalised)).fit(&written).unwrap();
    agree(&std_errors(&table, 1), &std_errors(&written, 1), 1e-12);
}

#[test]
fn where_it_would_mean_nothing_it_is_refused() {
    let (table, _) = counted();
    let asked = InferenceRequest::new(Estimator::Penalised);
    let unpenalised = LogisticRegression { inference: Some(asked.clone()), ..LogisticRegression::default() };
    let told = unpenalised.fit(&table).unwrap_err().to_string();
    assert!(told.contains("needs a penalty of L2"), "{told}");
    let sampling = InferenceRequest { weights: WeightKind::Sampling, ..asked };
    let told = specification(0.1, false, sampling).fit(&table).unwrap_err().to_string();
    assert!(told.contains("sampling weights") && told.contains("bootstrap"), "{told}");
    // By default there is nothing, and what there is to be had is told.
    let fit = specification(0.1, false, InferenceRequest::new(Estimator::Model)).fit(&table).unwrap();
    let withheld = fit.inference.unwrap().covariance.unwrap_err();
    assert_eq!(withheld, Withheld::Penalised);
    assert_eq!(withheld.remedies(), [Remedy::Posterior, Remedy::Bootstrap(1_000)]);
}
