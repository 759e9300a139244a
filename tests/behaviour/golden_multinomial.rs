//! Fits of several classes against certified optima and against statsmodels and scikit-learn (tests/golden/multinomial.py).

use crate::fixtures::cases::{number, read, relative};
use logodds::data::Executor;
use logodds::fit::{Fit, LogisticRegression, Method, Penalty, Status};
use logodds::io::FitColumns;
use logodds::model::file::{from_bytes, to_bytes};
use logodds::study::Training;
use serde_json::Value;

struct Case {
    json: Value,
    name: String,
    training: Training<'static>,
    specification: LogisticRegression,
}

fn cases() -> Vec<Case> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/multinomial.json")).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap();
    let case = |json: &Value| {
        let text = |key: &str| json[key].as_str().unwrap().to_owned();
        let lambda = json["lambda"].as_f64().unwrap();
        let penalty = if lambda > 0.0 { Penalty::l2(lambda) } else { Penalty::None };
        Case {
            name: text("name"),
            training: read(&text("data"), FitColumns { target: text("target"), ..FitColumns::default() }),
            specification: LogisticRegression { penalty, ..LogisticRegression::default() },
            json: json.clone(),
        }
    };
    json["cases"].as_array().unwrap().iter().map(case).collect()
}

/// Largest relative error of the coefficients against those under `key`, and how many were compared.
fn worst(case: &Case, fit: &Fit, key: &str) -> (f64, usize) {
    let labels = &case.training.schema().labels;
    let golden = case.json["coefficients"].as_array().unwrap();
    let error = |entry: &Value| {
        let model = fit.model.score(labels.iter().position(|label| entry["class"] == **label).unwrap());
        let found = match case.training.terms().iter().position(|term| entry["term"] == *term.name) {
            Some(j) => model.coefficients()[j],
            None => model.intercept(),
        };
        relative(found, number(&entry[key]))
    };
    (golden.iter().map(error).fold(0.0, f64::max), golden.len())
}

#[test]
fn the_default_fit_has_ten_digits_of_every_coefficient() {
    for case in cases() {
        let fit = case.specification.fit(case.training.data()).unwrap();
        assert_eq!(fit.solution.status, Status::Converged, "{}", case.name);
        let (error, count) = worst(&case, &fit, "estimate");
        let classes = fit.model.scores() - usize::from(case.specification.penalty == Penalty::None);
        assert_eq!(count, classes * (case.training.terms().len() + 1));
        assert!(error < 1e-10, "{}: {error:e}", case.name);
        assert!(relative(fit.solution.value(), number(&case.json["objective"])) < 1e-13, "{}", case.name);
        // With a penalty the likelihood has a slope at the optimum, and moves as the coefficients do.
        let digits = if case.specification.penalty == Penalty::None { 1e-13 } else { 1e-11 };
        let likelihood = relative(fit.statistics.log_likelihood, number(&case.json["log_likelihood"]));
        assert!(likelihood < digits, "{}: {likelihood:e}", case.name);
    }
}

/// The packages stop where they stop: statsmodels at 1e-8 or better, scikit-learn's L-BFGS at some 1e-6.
#[test]
fn other_packages_agree_to_their_own_accuracy() {
    for case in cases() {
        let fit = case.specification.fit(case.training.data()).unwrap();
        let accuracy = if case.specification.penalty == Penalty::None { 1e-8 } else { 1e-4 };
        let (error, _) = worst(&case, &fit, "package");
        assert!(error < accuracy, "{}: {error:e}", case.name);
    }
}

#[test]
fn all_solvers_end_certified_at_the_same_value_or_say_that_they_did_not() {
    for case in cases() {
        let optimum = number(&case.json["objective"]);
        for method in Method::ALL {
            let specification = LogisticRegression { method: Some(method), ..case.specification.clone() };
            let fit = specification.fit(case.training.data()).unwrap();
            let gap = fit.solution.value() - optimum;
            let bound = fit.solution.certificate.bound;
            assert!(gap <= bound + 1e-15, "{} {method}: gap {gap:e} above its bound {bound:e}", case.name);
            if method != Method::Sgd {
                assert_eq!(fit.solution.status, Status::Converged, "{} {method}", case.name);
                assert!(gap <= 1e-8 * optimum, "{} {method}: {gap:e}", case.name);
            }
        }
    }
}

#[test]
fn a_model_file_gives_the_probabilities_of_the_fit_to_the_bit() {
    for case in cases() {
        let data = case.training.data();
        let fit = case.specification.fit(data).unwrap();
        let file = case.training.model_file(&case.specification, &fit, vec![case.name.clone()]);
        let back = from_bytes(&to_bytes(&file).unwrap()).unwrap();
        assert_eq!(back, file);
        let golden: Vec<u64> = case.json["class_rows"].as_array().unwrap().iter().filter_map(Value::as_u64).collect();
        assert_eq!(back.data.class_rows, golden);
        assert_eq!(back.intercepts, fit.model.intercepts_at_origin());

        let p = fit.model.probabilities(data.features(), &Executor::sequential()).unwrap();
        let classes = fit.model.scores();
        let golden = case.json["probabilities"].as_array().unwrap();
        for (row, golden) in p.chunks_exact(classes).zip(golden) {
            assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-15);
            for (p, golden) in row.iter().zip(golden.as_array().unwrap()) {
                assert!((p - number(golden)).abs() < 1e-12, "{}: {p} {golden}", case.name);
            }
        }
        let mut origin = back.origin.clone();
        origin.resize(case.training.terms().len(), 0.0);
        let model = logodds::fit::Model::of_scores(back.intercepts.clone(), back.coefficients.clone(), origin).unwrap();
        let again = model.probabilities(data.features(), &Executor::new(3).unwrap()).unwrap();
        assert!(again.iter().zip(&p).all(|(a, b)| a.to_bits() == b.to_bits()), "{}", case.name);
    }
}
