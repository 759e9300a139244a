//! Errors of columns that are nearly combinations of others: to six digits, or withheld with the reason.
//!
//! `tests/golden/near_collinear.json` has them in 600 bits (`near_collinear.py`), of condition numbers up to 1e8, three kinds of weights, clusters, two
//! labels and three. (Errors by an explicit inverse of the information, the sandwich around it, and a root of what was left, were wrong by a
//! factor of eight here, or 0.)

use logodds::data::{Dense, Features, InMemory};
use logodds::fit::LogisticRegression;
use logodds::inference::{Clusters, Estimator, InferenceRequest, WeightKind, Withheld};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

struct Case {
    golden: Value,
    rows: Vec<f64>,
    columns: usize,
    y: Vec<u8>,
}

fn cases() -> Vec<Case> {
    let golden: Vec<Value> = serde_json::from_str(include_str!("../golden/near_collinear.json")).unwrap();
    let case = |golden: Value| {
        let columns: Vec<Vec<f64>> = golden["columns"].as_array().unwrap().iter().map(numbers).collect();
        let rows = (0..columns[0].len()).flat_map(|i| columns.iter().map(move |column| column[i])).collect();
        let y = numbers(&golden["y"]).into_iter().map(|y| y as u8).collect();
        Case { rows, columns: columns.len(), y, golden }
    };
    golden.into_iter().map(case).collect()
}

impl Case {
    fn features(&self) -> Features<'static> {
        Dense::from_rows(self.rows.clone(), self.y.len(), self.columns).unwrap().into()
    }

    fn data(&self) -> InMemory<'static> {
        let labels = self.golden["labels"].as_u64().unwrap() as usize;
        let data = InMemory::of_classes(self.features(), self.y.clone(), labels).unwrap();
        let data = if labels == 2 { InMemory::new(self.features(), self.y.clone()).unwrap() } else { data };
        if self.golden["weight_kind"].is_null() {
            data
        } else {
            data.with_weights(numbers(&self.golden["weights"])).unwrap()
        }
    }

    fn request(&self, estimator: Estimator) -> InferenceRequest {
        let kinds = [WeightKind::Frequency, WeightKind::Sampling, WeightKind::Precision];
        let weights = kinds.into_iter().find(|kind| self.golden["weight_kind"] == kind.name()).unwrap_or_default();
        // Sampling weights would choose an estimator of their own in the place of the model's.
        let by_model = estimator == Estimator::Model && weights == WeightKind::Sampling;
        let weights = if by_model { WeightKind::Precision } else { weights };
        let ids = numbers(&self.golden["clusters"]).into_iter().map(|id| id as u32).collect();
        let clusters = (estimator == Estimator::Cluster).then(|| Clusters::new(ids));
        InferenceRequest { weights, clusters, ..InferenceRequest::new(estimator) }
    }
}

fn close(found: f64, expected: &Value, what: &str) {
    let expected = expected.as_f64().unwrap();
    assert!((found - expected).abs() <= 1e-7 * expected, "{what}: {found} {expected}");
}

#[test]
fn errors_of_near_collinear_columns_are_those_of_600_bits() {
    let mut compared = 0;
    for case in cases() {
        for estimator in Estimator::ALL {
            let Some(golden) = case.golden["errors"].get(estimator.name()) else { continue };
            let what = format!("design {}, {}", case.golden["seed"], estimator.name());
            let regression = LogisticRegression { inference: Some(case.request(estimator)), ..Default::default() };
            let data = case.data();
            let expected = golden["coefficients"].as_array().unwrap();
            let covariance = match case.golden["labels"].as_u64() {
                Some(2) => regression.fit(&data).unwrap().inference.unwrap().covariance,
                _ => regression.fit(&data).unwrap().inference.unwrap().covariance,
            };
            let covariance = covariance.unwrap_or_else(|reason| panic!("{what}: {reason}"));
            for (at, expected) in expected.iter().enumerate() {
                let (score, place) = (at / (case.columns + 1), at % (case.columns + 1));
                let found = match place.checked_sub(1) {
                    None => covariance.intercept_std_error_of_score(score),
                    Some(j) => covariance.std_error_of_score(score, j).unwrap(),
                };
                close(found, expected, &what);
                compared += 1;
            }
            let mut c = vec![0.0; case.columns];
            (c[0], c[1]) = (1.0, -1.0);
            close(covariance.std_error_of(0.0, &c), &golden["contrast"], &what);
            close(covariance.std_error_of(1.0, &case.rows[..case.columns]), &golden["row"], &what);
            close(covariance.of_rows(case.features()).unwrap()[0], &golden["row"], &what);
        }
    }
    assert!(compared > 200, "{compared}");
}

/// The same of one row at a time.
#[test]
fn a_row_scored_alone_has_the_same_error() {
    for case in cases().into_iter().filter(|case| case.golden["labels"] == 2) {
        let regression = LogisticRegression { inference: Some(case.request(Estimator::Hc0)), ..Default::default() };
        let scoring = regression.fit(&case.data()).unwrap().scoring_model(0.95).unwrap();
        let score = scoring.score(&case.rows[..case.columns]).unwrap();
        close(score.std_error, &case.golden["errors"]["hc0"]["row"], "row");
        assert!(score.lower < score.probability && score.probability < score.upper);
    }
}

/// How far columns can be told apart is a matter of the columns, whatever the errors are taken from.
#[test]
fn collinearity_is_the_same_under_every_estimator() {
    for case in cases() {
        let data = case.data();
        let of = |estimator: Estimator| {
            let request = InferenceRequest { replicates: 20, ..case.request(estimator) };
            let regression = LogisticRegression { inference: Some(request), threads: 1, ..Default::default() };
            match case.golden["labels"].as_u64() {
                Some(2) => regression.fit(&data).unwrap().inference.unwrap().collinearity,
                _ => regression.fit(&data).unwrap().inference.unwrap().collinearity,
            }
        };
        let by_model = of(Estimator::Model).unwrap();
        assert_eq!(by_model.inflations.len(), case.columns);
        // The condition of the columns, squared, but for the scales and weights of a fit.
        let condition = case.golden["condition"].as_f64().unwrap();
        let ratio = by_model.condition.sqrt() / condition;
        assert!(ratio > 0.1 && ratio < 10.0, "{ratio}");
        for estimator in [Estimator::Hc0, Estimator::Cluster, Estimator::Sampling] {
            let found = of(estimator).unwrap();
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * b;
            assert!(near(found.condition, by_model.condition), "{} {}", found.condition, by_model.condition);
            let pairs = found.inflations.iter().zip(&by_model.inflations);
            pairs.for_each(|(a, b)| assert!(near(a.gvif, b.gvif) && a.df == b.df, "{a:?} {b:?}"));
        }
    }
}

/// One cluster for every level of a column: its scores sum to 0 in every cluster, so that the scatter in its direction is rounding. What was
/// left gave z beyond all bounds.
#[test]
fn scores_that_cancel_are_no_errors() {
    let n = 60;
    let level = |i: usize, k: usize| f64::from(u8::from(i % 4 == k));
    let rows: Vec<f64> = (0..n).flat_map(|i| (1..4).map(move |k| level(i, k))).collect();
    let y: Vec<u8> = (0..n).map(|i| u8::from((i * 7 + i / 3) % 5 < 2)).collect();
    let data = InMemory::new(Dense::from_rows(rows, n, 3).unwrap(), y).unwrap();
    let clusters = Some(Clusters::new((0..n as u32).map(|i| i % 4).collect()));
    let request = InferenceRequest { clusters, ..InferenceRequest::new(Estimator::Cluster) };
    let fit = LogisticRegression { inference: Some(request), ..Default::default() }.fit(&data).unwrap();
    assert!(fit.is_certified());
    let reason = fit.inference.unwrap().covariance.unwrap_err();
    assert!(matches!(reason, Withheld::Cancelled { .. }), "{reason}");
}

/// Condition 1e9: the last column is a combination of the others to nine digits.
#[test]
fn beyond_the_digits_of_the_rows_errors_are_withheld_by_name() {
    let n = 200;
    let wave = |i: usize, a: f64| (i as f64 * a).sin();
    let y: Vec<u8> = (0..n).map(|i| u8::from(wave(i, 0.7) + 2.0 * wave(i, 5.1) > 0.0)).collect();
    let of = |near: f64| {
        let rows = (0..n).flat_map(|i| {
            let (a, b) = (wave(i, 0.7), wave(i, 1.3));
            [a, b, a + b + near * wave(i, 2.1)]
        });
        let data = InMemory::new(Dense::from_rows(rows.collect::<Vec<f64>>(), n, 3).unwrap(), y.clone()).unwrap();
        let inference = Some(InferenceRequest::new(Estimator::Hc0));
        LogisticRegression { inference, ..Default::default() }.fit(&data).unwrap()
    };
    assert!(of(1e-7).covariance().is_some());
    let fit = of(2e-9);
    assert!(fit.held.is_empty());
    let reason = fit.inference.unwrap().covariance.unwrap_err();
    let told = reason.message_of(&|j| ["a", "b", "c"][j].to_owned()).to_string();
    assert!(matches!(reason, Withheld::Collinear { .. }), "{reason}");
    assert!(["\"a\"", "\"b\"", "\"c\"", "exclude"].iter().all(|word| told.contains(word)), "{told}");
}
