//! The Rust library's side of `three_doors.py`: a specification per line on standard input, what the library says of it per line on standard output.
//!
//! ```text
//! {"data": "1.csv", "target": "y", "categorical": ["g"], "weights": "w", "weight_kind": "frequency", "offset": "o", "cluster": "c", "penalty": "l2",
//!  "lambda": 0.1, "covariance": "hc0", "missing": "drop"}
//! {"status": "converged", "terms": {"x": [estimate, standard error], …}, "log_likelihood": …, "aic": …, …}     or     {"refused": "…"}
//! ```
//!
//! Numbers are those of [`Fit`] itself, not of the model file, so that rules which live in the command alone show; warnings are the file's, as some
//! are of the names of labels and levels.
#![allow(clippy::print_stdout)]

use logodds::fit::{Fit, LogisticRegression, Penalty, Status};
use logodds::inference::separation::Limit;
use logodds::inference::{Estimator, InferenceRequest, WeightKind};
use logodds::io::{FitColumns, Input, ReadOptions, Source};
use logodds::model::Record;
use logodds::model::schema::Missing;
use logodds::study::Training;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::io::BufRead;
use std::path::Path;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    for line in std::io::stdin().lock().lines() {
        let specification: Value = serde_json::from_str(&line?)?;
        let told = fitted(&specification).unwrap_or_else(|error| json!({ "refused": error.to_string() }));
        println!("{told}");
    }
    Ok(())
}

fn fitted(specification: &Value) -> Outcome<Value> {
    let text = |key: &str| specification[key].as_str().map(str::to_owned);
    let names = |key: &str| -> Vec<String> {
        specification[key]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect()
    };
    let columns = FitColumns {
        target: text("target").unwrap_or_default(),
        categorical: names("categorical"),
        weights: text("weights"),
        offset: text("offset"),
        cluster: text("cluster"),
        missing: if text("missing").as_deref() == Some("drop") { Missing::Drop } else { Missing::Error },
        ..FitColumns::default()
    };
    let mut options = ReadOptions::default();
    let input = Input::open(vec![Source::from_argument(Path::new(&text("data").unwrap_or_default()))], &options)?;
    columns.check(input.names())?;
    columns.apply(&mut options);
    let training = Training::new(columns.encode(&input.parse(&options)?)?)?;

    let weights = match text("weight_kind").as_deref() {
        Some("frequency") => WeightKind::Frequency,
        Some("sampling") => WeightKind::Sampling,
        _ => WeightKind::Precision,
    };
    let estimator = match text("covariance").as_deref() {
        Some("hc0") => Estimator::Hc0,
        Some("hc1") => Estimator::Hc1,
        Some("hc3") => Estimator::Hc3,
        _ if columns.cluster.is_some() => Estimator::Cluster,
        _ if weights == WeightKind::Sampling => Estimator::Sampling,
        _ => Estimator::Model,
    };
    let penalty = text("penalty");
    let regression = LogisticRegression {
        penalty: match (penalty.as_deref(), specification["lambda"].as_f64()) {
            (Some("l2"), Some(lambda)) => Penalty::l2(lambda),
            _ => Penalty::None,
        },
        firth: penalty.as_deref() == Some("firth"),
        weight_kind: columns.weights.as_ref().map(|_| weights),
        inference: Some(InferenceRequest {
            weights,
            clusters: training.clusters().cloned(),
            indicators: training.indicators(),
            ..InferenceRequest::new(estimator)
        }),
        ..LogisticRegression::default()
    };
    let fit = regression.fit(training.data())?;
    let file = training.model_file(&regression, &fit, Vec::new());
    let terms = if training.has_classes() { classes(&fit, &training) } else { two_labels(&fit, &training) };
    Ok(told(&fit, &file, terms))
}

fn told(fit: &Fit, file: &Record, terms: Map<String, Value>) -> Value {
    let statistics = &fit.statistics;
    let codes: BTreeSet<&str> = file.warnings.iter().map(|warning| warning.code.as_str()).collect();
    json!({
        "status": fit.solution.status.name(),
        "separated": fit.separated_by().is_some() || fit.separated_classes().is_some(),
        "warnings": codes,
        "terms": terms,
        "log_likelihood": statistics.log_likelihood,
        "aic": statistics.aic,
        "bic": statistics.bic,
        "nagelkerke_r2": statistics.nagelkerke_r2,
    })
}

/// Estimates and standard errors by term.
fn two_labels(fit: &Fit, training: &Training<'_>) -> Map<String, Value> {
    let covariance = fit.inference.as_ref().and_then(|inference| inference.covariance.as_ref().ok());
    // At a limit the model's numbers are those that score rows; what has no finite limit is told by the separation.
    let limits = fit.separated_by().filter(|_| fit.solution.status == Status::Limit);
    let told = |limit: Option<Limit>, estimate: f64, error: Option<f64>| match limit {
        None | Some(Limit::Finite) => json!([estimate, error]),
        Some(_) => json!([null, null]),
    };
    let error = covariance.map(|covariance| covariance.intercept_std_error());
    let intercept = told(limits.map(|limits| limits.intercept), fit.model.intercept(), error);
    let term = |(j, estimate): (usize, &f64)| {
        let error = covariance.and_then(|covariance| covariance.std_error(j));
        (training.name(j), told(limits.map(|limits| limits.coefficients[j]), *estimate, error))
    };
    let others = fit.model.coefficients().iter().enumerate().map(term);
    std::iter::once(("(intercept)".to_owned(), intercept)).chain(others).collect()
}

/// The same by label and term, `label:term`, for all labels but the first where they are relative to it.
fn classes(fit: &Fit, training: &Training<'_>) -> Map<String, Value> {
    let covariance = fit.inference.as_ref().and_then(|inference| inference.covariance.as_ref().ok());
    let mut terms = Map::new();
    for (k, label) in training.schema().labels.iter().enumerate() {
        let model = fit.model.score(k);
        let error = |j: Option<usize>| match j {
            _ if k == 0 => None,
            None => covariance.map(|covariance| covariance.intercept_std_error_of_score(k - 1)),
            Some(j) => covariance.and_then(|covariance| covariance.std_error_of_score(k - 1, j)),
        };
        terms.insert(format!("{label}:(intercept)"), json!([model.intercept(), error(None)]));
        for (j, estimate) in model.coefficients().iter().enumerate() {
            terms.insert(format!("{label}:{}", training.name(j)), json!([estimate, error(Some(j))]));
        }
    }
    terms
}
