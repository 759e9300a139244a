//! What a fit of three labels means, against statsmodels' MNLogit and numpy (tests/golden/inference/classes.py).

mod common;

use common::{number, relative};
use logodds::io::{FitColumns, Input, ReadOptions, Source};
use logodds::{Estimator, Executor, InferenceRequest, LogisticRegression, MultinomialFit, Scorer, Training};
use serde_json::Value;
use std::path::Path;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

struct Golden {
    json: Value,
    training: Training,
}

fn golden() -> Golden {
    let columns = FitColumns { target: "race".into(), ..Default::default() };
    Golden {
        json: serde_json::from_str(include_str!("golden/inference/classes.json")).unwrap(),
        training: common::read("examples/data/birthwt.csv", columns),
    }
}

fn specification(request: InferenceRequest) -> LogisticRegression {
    LogisticRegression { inference: Some(request), ..Default::default() }
}

#[test]
fn intervals_of_probabilities_are_those_of_the_delta_method() {
    let Golden { json, training } = golden();
    let specification = specification(InferenceRequest::new(Estimator::Model));
    let fit: MultinomialFit = specification.fit_classes(training.data()).unwrap();
    let file = training.model_file(&specification, &fit, Vec::new());
    let mut options = ReadOptions::default();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/birthwt.csv");
    file.schema.apply(&mut options);
    let table = Input::open(vec![Source::Path(path)], &options).unwrap().parse(&options).unwrap();
    let rows = || file.schema.encode_for_prediction(&table).unwrap();
    let executor = Executor::sequential();
    let found = Scorer::with_interval(&file, 0.95).unwrap().probabilities(rows(), &executor).unwrap();
    let plain = Scorer::new(&file).unwrap().probabilities(rows(), &executor).unwrap();
    assert_eq!((found.len(), plain.len()), (9 * 189, 3 * 189));
    // The same bits with and without intervals.
    assert!(found.iter().step_by(3).zip(&plain).all(|(a, b)| a.unwrap().to_bits() == b.unwrap().to_bits()));
    for row in json["intervals"].as_array().unwrap() {
        let first = 9 * row["row"].as_u64().unwrap() as usize;
        let golden: Vec<f64> = row["classes"].as_array().unwrap().iter().flat_map(numbers).collect();
        for (found, golden) in found[first..][..9].iter().zip(golden) {
            assert!(relative(found.unwrap(), golden) < 1e-9, "row {}: {found:?} {golden}", row["row"]);
        }
    }
}
