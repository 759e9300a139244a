//! The golden values of tests/golden/inference, and data to try things on.
#![allow(dead_code)]

use logodds_core::{Dense, EmpiricalRisk, Executor, InMemory, Penalty};
use logodds_optim::{Newton, Silent, Status, StoppingRule, minimize};
use serde_json::Value;
use std::path::PathBuf;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/inference").join(name)
}

/// The cases of a file.
pub fn cases(file: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(path(file)).unwrap();
    let all: Value = serde_json::from_str(&text).unwrap();
    all.as_array().unwrap().clone()
}

/// The data of a case.
pub fn data(case: &Value) -> InMemory<'static> {
    let text = std::fs::read_to_string(path(&format!("{}.csv", case["name"].as_str().unwrap()))).unwrap();
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<f64>> = lines.map(|line| line.split(',').map(|x| x.parse().unwrap()).collect()).collect();
    let place = |name: &str| names.iter().position(|n| *n == name).unwrap();
    let columns: Vec<usize> =
        case["columns"].as_array().unwrap().iter().map(|name| place(name.as_str().unwrap())).collect();
    let x: Vec<f64> = rows.iter().flat_map(|row| columns.iter().map(|&j| row[j])).collect();
    let y: Vec<u8> = rows.iter().map(|row| row[place("y")] as u8).collect();
    let data = InMemory::new(Dense::from_rows(x, rows.len(), columns.len()).unwrap(), y).unwrap();
    match case["weights"].as_str() {
        Some(name) => data.with_weights(rows.iter().map(|row| row[place(name)]).collect::<Vec<_>>()).unwrap(),
        None => data,
    }
}

pub fn risk<'a>(data: &'a InMemory<'_>) -> EmpiricalRisk<'a> {
    EmpiricalRisk::new(data, Penalty::None, Executor::sequential()).unwrap()
}

/// The maximum-likelihood point.
pub fn optimum(risk: &EmpiricalRisk<'_>) -> Vec<f64> {
    let solution = minimize(&Newton::default(), risk, risk.start(), &StoppingRule::default(), &mut Silent).unwrap();
    assert_eq!(solution.status, Status::Converged);
    solution.point
}

pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap_or(f64::NAN)).collect()
}

/// Intercept of x = 0, then the coefficients.
pub fn coefficients(risk: &EmpiricalRisk<'_>, u: &[f64]) -> Vec<f64> {
    let model = risk.model(u).unwrap();
    std::iter::once(model.intercept()).chain(model.coefficients().iter().copied()).collect()
}

/// Numbers that look random, evenly spread between −1 and 1.
pub fn noise(seed: u64, count: usize) -> Vec<f64> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let next = |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    };
    (0..count).map(next).collect()
}
