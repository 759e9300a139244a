//! What a fit of three labels means, against statsmodels' MNLogit and numpy (tests/golden/inference/classes.py).

use crate::fixtures::cases::{number, read, relative};
use logodds::data::{Executor, InMemory};
use logodds::fit::{Fit, LogisticRegression, Plan, Silent};
use logodds::inference::{Clusters, Covariance, Estimator, InferenceRequest, WeightKind};
use logodds::io::SchemaExt;
use logodds::io::{FitColumns, Input, ReadOptions, Source};
use logodds::score::Scorer;
use logodds::study::Training;
use serde_json::Value;
use std::path::Path;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

struct Golden {
    json: Value,
    training: Training<'static>,
}

fn golden() -> Golden {
    let columns = FitColumns { target: "race".into(), ..Default::default() };
    Golden {
        json: serde_json::from_str(include_str!("../golden/inference/classes.json")).unwrap(),
        training: read("examples/data/birthwt.csv", columns),
    }
}

fn specification(request: InferenceRequest) -> LogisticRegression {
    LogisticRegression { inference: Some(request), ..Default::default() }
}

#[test]
fn intervals_of_probabilities_are_those_of_the_delta_method() {
    let Golden { json, training } = golden();
    let specification = specification(InferenceRequest::new(Estimator::Model));
    let fit: Fit = specification.fit(training.data()).unwrap();
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

/// Standard errors of the terms in the golden order, of the second label and then of the third.
fn std_errors(training: &Training, terms: &[Value], covariance: &Covariance) -> Vec<f64> {
    let place = |term: &Value| training.terms().iter().position(|own| term == &*own.name);
    let of = |k: usize, term: &Value| match place(term) {
        Some(j) => covariance.std_error_of_score(k, j).unwrap(),
        None => covariance.intercept_std_error_of_score(k),
    };
    (0..2).flat_map(|k| terms.iter().map(move |term| of(k, term))).collect()
}

fn column(name: &str) -> Vec<f64> {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/birthwt.csv")).unwrap();
    let mut lines = text.lines();
    let place = lines.next().unwrap().split(',').position(|other| other == name).unwrap();
    lines.map(|line| line.split(',').nth(place).unwrap().parse().unwrap()).collect()
}

fn estimator(name: &str) -> Estimator {
    Estimator::ALL.into_iter().find(|estimator| estimator.name() == name).unwrap()
}

#[test]
fn errors_by_the_sandwich_have_nine_digits() {
    let Golden { json, training } = golden();
    let terms = json["terms"].as_array().unwrap();
    let ages: Vec<u32> = column("age").iter().map(|age| *age as u32).collect();
    let weights: Vec<f64> = column("lwt").iter().map(|lwt| 1.0 + lwt % 3.0).collect();
    let weighted = training.data().clone().with_weights(weights).unwrap();
    let mut compared = 0;
    let mut compare = |data: &InMemory<'_>, name: &str, kind: WeightKind, golden: &Value| {
        let request = InferenceRequest {
            weights: kind,
            clusters: Some(Clusters::new(ages.clone())).filter(|_| name == "cluster"),
            ..InferenceRequest::new(estimator(name))
        };
        let fit = specification(request).fit(data).unwrap();
        let found = std_errors(&training, terms, fit.covariance().unwrap());
        for (found, golden) in found.iter().zip(numbers(golden)) {
            assert!(relative(*found, golden) < 1e-9, "{name} {kind:?}: {found} {golden}");
            compared += 1;
        }
    };
    for (name, golden) in json["covariances"].as_object().unwrap() {
        compare(training.data(), name, WeightKind::Precision, golden);
    }
    for kind in [WeightKind::Precision, WeightKind::Sampling, WeightKind::Frequency] {
        for (name, golden) in json["weighted"][kind.name()].as_object().unwrap() {
            compare(&weighted, name, kind, golden);
        }
    }
    assert_eq!(compared, 18 * 11);
}

/// A score for each of two classes.
fn as_classes(specification: &LogisticRegression, data: &InMemory<'_>) -> Fit {
    Plan::of_classes(specification, data).unwrap().run(&mut Silent).unwrap()
}

#[test]
fn of_two_labels_both_ways_give_the_same_sandwich() {
    let columns = FitColumns { target: "low".into(), ..Default::default() };
    let training = read("examples/data/birthwt.csv", columns);
    let data = training.data();
    let classes = InMemory::of_classes(data.features().clone(), data.target().classes().unwrap().to_vec(), 2).unwrap();
    let ages: Vec<u32> = column("age").iter().map(|age| *age as u32).collect();
    for name in ["model", "hc0", "hc1", "sampling", "cluster"] {
        let clusters = Some(Clusters::new(ages.clone())).filter(|_| name == "cluster");
        let specification = specification(InferenceRequest { clusters, ..InferenceRequest::new(estimator(name)) });
        let (one, other) = (specification.fit(data).unwrap(), as_classes(&specification, &classes));
        let (one, other) = (one.covariance().unwrap(), other.covariance().unwrap());
        let entries = |found: &Covariance| -> Vec<f64> {
            let matrix = found.matrix();
            (0..matrix.order()).flat_map(|i| matrix.row(i).to_vec()).collect()
        };
        let (one, other) = (entries(one), entries(other));
        let size = one.iter().map(|v| v.abs()).fold(0.0, f64::max);
        assert!(one.iter().zip(&other).all(|(a, b)| (a - b).abs() < 1e-11 * size), "{name}");
    }
}

#[test]
fn a_sandwich_of_many_blocks_has_the_same_bits_on_any_number_of_threads() {
    let (rows, columns) = (20_000, 6);
    let noise = |k: usize| ((k * 7_919 % 10_007) as f64 / 10_007.0 - 0.5) * ((k * 104_729 % 997) as f64 / 500.0);
    let x: Vec<f64> = (0..rows * columns).map(noise).collect();
    let label = |i: usize| ((x[i * columns] + noise(i * 31 + 7) + 1.0) * 2.0).clamp(0.0, 3.0) as u8;
    let y: Vec<u8> = (0..rows).map(label).collect();
    let data = InMemory::of_classes(logodds::data::Dense::from_rows(x, rows, columns).unwrap(), y, 4).unwrap();
    for name in ["hc1", "cluster"] {
        let of = |threads: usize| {
            let clusters = Some(Clusters::new((0..rows as u32).map(|i| i % 100).collect()));
            let clusters = clusters.filter(|_| name == "cluster");
            let inference = Some(InferenceRequest { clusters, ..InferenceRequest::new(estimator(name)) });
            let specification = LogisticRegression { inference, threads, ..Default::default() };
            specification.fit(&data).unwrap().covariance().unwrap().root().dense().unwrap().rows().to_vec()
        };
        let one = of(1);
        assert!([2, 3].into_iter().all(|threads| of(threads) == one), "{name}");
    }
}
