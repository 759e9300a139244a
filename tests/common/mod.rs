//! What the golden tests share: a case of a golden file, with its data read and coded.
#![allow(dead_code)] // each test crate uses its part

pub mod double_double;
pub mod inference;
pub mod random;
pub mod recorder;

use logodds::io::{FitColumns, Input, ReadOptions, Source};
use logodds::{LogisticRegression, Penalty, Training};
use serde_json::Value;
use std::path::Path;

pub struct Case {
    pub name: String,
    pub json: Value,
    pub training: Training<'static>,
    pub penalty: Penalty,
}

impl Case {
    fn new(json: Value) -> Self {
        let text = |key: &str| json[key].as_str().unwrap_or_else(|| panic!("{key} is a string")).to_owned();
        let columns = FitColumns {
            target: text("target"),
            positive: Some(text("positive")),
            categorical: json["categorical"]
                .as_array()
                .map(|a| a.iter().map(|v| v.as_str().unwrap().to_owned()).collect())
                .unwrap_or_default(),
            offset: json["offset"].as_str().map(str::to_owned),
            ..FitColumns::default()
        };
        let lambda = json["lambda"].as_f64().unwrap_or(0.0);
        Self {
            name: text("name"),
            training: read(&text("data"), columns),
            penalty: if lambda > 0.0 { Penalty::l2(lambda) } else { Penalty::None },
            json,
        }
    }

    pub fn specification(&self) -> LogisticRegression {
        LogisticRegression { penalty: self.penalty, ..Default::default() }
    }

    /// The golden number under `key`, to the nearest f64.
    pub fn number(&self, key: &str) -> f64 {
        number(&self.json[key])
    }

    /// Golden coefficients: of the intercept, then of each term in the order of the design matrix.
    pub fn coefficients(&self) -> Vec<f64> {
        let golden = self.json["coefficients"].as_array().unwrap();
        let find = |name: &str| {
            let entry = golden.iter().find(|c| c["term"] == name).unwrap_or_else(|| panic!("golden term {name}"));
            number(&entry["estimate"])
        };
        std::iter::once(find("(intercept)")).chain(self.training.terms().iter().map(|t| find(&t.name))).collect()
    }
}

pub fn number(value: &Value) -> f64 {
    match value {
        Value::String(digits) => digits.parse().unwrap(),
        other => other.as_f64().unwrap(),
    }
}

/// A file below the repository root, read and coded.
pub fn read(file: &str, columns: FitColumns) -> Training<'static> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let mut options = ReadOptions::default();
    columns.apply(&mut options);
    let input = Input::open(vec![Source::Path(path)], &options).unwrap();
    columns.check(input.names()).unwrap();
    Training::new(columns.encode(&input.parse(&options).unwrap()).unwrap()).unwrap()
}

/// The cases of a golden file.
pub fn cases(file: &str) -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    let json: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    json["cases"].as_array().unwrap().iter().cloned().map(Case::new).collect()
}

pub fn relative(found: f64, expected: f64) -> f64 {
    if found == expected { 0.0 } else { ((found - expected) / expected).abs() }
}
