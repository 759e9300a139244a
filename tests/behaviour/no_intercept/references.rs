//! Estimates, standard errors and statistics against python-flint, R's glm and statsmodels' MNLogit.

use crate::fixtures::cases::{cases, relative};
use crate::no_intercept::designs::{EXACT, data, origin};
use logodds::core::{Dense, InMemory};
use logodds::fit::{Fit, LogisticRegression};
use logodds::inference::{Estimator, InferenceRequest, IntervalKind};
use serde_json::Value;

#[test]
fn coefficients_are_those_of_forty_digits() {
    for case in cases("no_intercept.json").into_iter().filter(|case| case.name != "centred_1e9") {
        let fit = LogisticRegression { intercept: false, ..case.specification() }.fit(case.training.data()).unwrap();
        assert_eq!(fit.model.intercept(), 0.0);
        let golden = case.json["coefficients"].as_array().unwrap();
        for (j, w) in fit.model.coefficients().iter().enumerate() {
            let term = &case.training.terms()[j].name;
            let entry = golden.iter().find(|entry| entry["term"] == **term).unwrap();
            let expected: f64 = entry["estimate"].as_str().unwrap().parse().unwrap();
            assert!(relative(*w, expected) < 1e-8, "{} {term}: {w} {expected}", case.name);
        }
        let null: f64 = case.json["null_log_likelihood"].as_str().unwrap().parse().unwrap();
        assert!(relative(fit.statistics.null_log_likelihood, null) < 1e-13, "{}", case.name);
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

fn json(file: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn std_errors(fit: &Fit) -> Vec<f64> {
    let covariance = fit.covariance().unwrap();
    assert_eq!(covariance.intercept_std_error(), 0.0);
    (0..fit.model.coefficients().len()).map(|j| covariance.std_error(j).unwrap()).collect()
}

#[test]
fn everything_agrees_with_r() {
    let close = |found: &[f64], golden: &[f64], digits: f64, what: &str| {
        assert_eq!(found.len(), golden.len(), "{what}");
        for (f, g) in found.iter().zip(golden) {
            assert!((f - g).abs() <= digits * g.abs().max(1e-3), "{what}: {f} {g}");
        }
    };
    for case in json("no_intercept_r.json")["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let columns: Vec<Vec<f64>> = case["x"].as_array().unwrap().iter().map(numbers).collect();
        let labels: Vec<u8> = numbers(&case["y"]).into_iter().map(|y| y as u8).collect();
        let rows: Vec<Vec<f64>> = (0..labels.len()).map(|i| columns.iter().map(|c| c[i]).collect()).collect();
        let data = data(&rows, &labels).with_weights(numbers(&case["weights"])).unwrap();
        let data = data.with_offset(numbers(&case["offset"])).unwrap();
        let k = columns.len();
        let fit = |request: InferenceRequest| {
            let fit = LogisticRegression { inference: Some(request), ..origin() }.fit(&data).unwrap();
            assert!(fit.is_certified() && fit.model.intercept() == 0.0, "{name}");
            fit
        };
        let golden = |key: &str| numbers(&case[key]);
        let model = fit(InferenceRequest { diagnostics: true, ..InferenceRequest::new(Estimator::Model) });
        close(model.model.coefficients(), &golden("coefficients"), 1e-9, name);
        close(&std_errors(&model), &golden("std_errors"), 1e-9, name);
        let statistics = &model.statistics;
        for (found, key) in [
            (statistics.log_likelihood, "log_likelihood"),
            (statistics.null_log_likelihood, "null_log_likelihood"),
            (statistics.deviance, "deviance"),
            (statistics.null_deviance, "null_deviance"),
            (statistics.df.unwrap() as f64, "df"),
            (statistics.aic.unwrap(), "aic"),
            (statistics.bic.unwrap(), "bic"),
        ] {
            let expected = case[key].as_f64().unwrap();
            assert!(relative(found, expected) < 1e-9, "{name}: {key} {found} {expected}");
        }
        let share = case["deviance"].as_f64().unwrap() / case["null_deviance"].as_f64().unwrap();
        assert!((statistics.mcfadden_r2.unwrap() - (1.0 - share)).abs() < 1e-9, "{name}");
        let diagnostics = model.inference.as_ref().unwrap().diagnostics.as_ref().unwrap().as_ref().unwrap();
        let rows = diagnostics.rows();
        close(&rows.iter().map(|row| row.leverage).collect::<Vec<_>>(), &golden("leverage"), 1e-9, name);
        close(&rows.iter().map(|row| row.cooks_distance).collect::<Vec<_>>(), &golden("cooks"), 1e-8, name);
        for (estimator, key) in [(Estimator::Hc0, "hc0"), (Estimator::Hc1, "hc1"), (Estimator::Hc3, "hc3")] {
            close(&std_errors(&fit(InferenceRequest::new(estimator))), &golden(key), 1e-9, name);
        }
        if case.get("profile").is_some() {
            let request = InferenceRequest {
                intervals: IntervalKind::Profile,
                tests: (0..k).map(|j| vec![j]).collect(),
                ..InferenceRequest::new(Estimator::Model)
            };
            let fit = fit(request);
            let likelihood = fit.inference.as_ref().unwrap().likelihood.as_ref().unwrap();
            assert_eq!(likelihood.intervals[0], (f64::NEG_INFINITY, f64::INFINITY));
            let profile = case["profile"].as_array().unwrap();
            let se = golden("std_errors");
            for (j, (lower, upper)) in likelihood.intervals[1..].iter().enumerate() {
                let ends = numbers(&profile[j]);
                // R interpolates splines.
                assert!((lower - ends[0]).abs() < 5e-3 * se[j] && (upper - ends[1]).abs() < 5e-3 * se[j], "{name} {j}");
            }
            let tests: Vec<f64> = likelihood.tests.iter().flatten().map(|test| test.statistic).collect();
            close(&tests, &golden("drop1"), 1e-6, name);
            assert!(likelihood.tests.iter().flatten().all(|test| test.df == 1));
        } else {
            assert_eq!(model.inference.as_ref().unwrap().tjur_r2, None);
        }
        if case.get("firth").is_some() {
            let fit = LogisticRegression { firth: true, ..origin() }.fit(&data).unwrap();
            close(fit.model.coefficients(), &golden("firth"), 1e-6, name);
        }
    }
}

#[test]
fn classes_agree_with_statsmodels() {
    let golden = json("no_intercept_classes.json");
    let (x, y) = (numbers(&golden["x"]), numbers(&golden["y"]));
    let p = golden["columns"].as_u64().unwrap() as usize;
    let labels: Vec<u8> = y.iter().map(|y| *y as u8).collect();
    let n = labels.len();
    let data = InMemory::of_classes(Dense::from_rows(x, n, p).unwrap(), labels, 3).unwrap();
    for method in EXACT {
        let inference = Some(InferenceRequest::new(Estimator::Model));
        let fit = LogisticRegression { method: Some(method), inference, ..origin() }.fit(&data).unwrap();
        assert!(fit.is_certified(), "{method}");
        let statistics = &fit.statistics;
        assert!(relative(statistics.log_likelihood, golden["log_likelihood"].as_f64().unwrap()) < 1e-9);
        assert!(relative(statistics.null_log_likelihood, -(n as f64) * 3f64.ln()) < 1e-14);
        assert_eq!(statistics.df, Some(6));
        let covariance = fit.covariance().unwrap();
        for k in 1..3 {
            let class = fit.model.score(k);
            assert_eq!(class.intercept().to_bits(), 0);
            let (w, s) = (numbers(&golden["coefficients"][k - 1]), numbers(&golden["std_errors"][k - 1]));
            assert_eq!(covariance.intercept_std_error_of_score(k - 1), 0.0);
            for j in 0..p {
                assert!((class.coefficients()[j] - w[j]).abs() < 1e-7 * w[j].abs().max(s[j]), "{method} {k} {j}");
                assert!(relative(covariance.std_error_of_score(k - 1, j).unwrap(), s[j]) < 1e-6);
            }
        }
    }
}
