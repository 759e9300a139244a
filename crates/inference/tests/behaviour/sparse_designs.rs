//! Firth's fit and its profile intervals where few rows have a level, weights are large and labels nearly separated: cases B17, B18 and
//! B19b, and random designs like them. Where there is no closed form the referee is a fit with 50 digits
//! (tests/golden/inference/sparse_designs.py), which also wrote what is compared with here.

use crate::fixtures::designs::{Design, risk};
use logodds_core::Risk;
use logodds_inference::likelihood::firth;
use logodds_optim::{Silent, Status, StoppingRule};
use serde_json::Value;

fn coefficients(risk: &Risk<'_>, u: &[f64]) -> Vec<f64> {
    let model = risk.model(u).unwrap();
    std::iter::once(model.intercept()).chain(model.coefficients().iter().copied()).collect()
}

/// The largest difference, each in standard errors.
fn off(found: &[f64], exact: &[f64], std_errors: &[f64]) -> f64 {
    assert_eq!((found.len(), found.len()), (exact.len(), std_errors.len()));
    let each = found.iter().zip(exact).zip(std_errors).map(|((a, b), s)| (a - b).abs() / s);
    each.fold(0.0, |worst, d| if d.is_nan() { f64::INFINITY } else { worst.max(d) })
}

fn fitted(design: &Design) -> Vec<f64> {
    let data = design.data();
    let risk = risk(&data);
    let fit =
        firth::fit(&risk, &StoppingRule { max_iterations: 1_000, ..StoppingRule::default() }, &mut Silent).unwrap();
    assert_eq!(fit.solution.status, Status::Converged, "seed {} ({})", design.seed, design.kind);
    coefficients(&risk, &fit.solution.point)
}

/// Of 1,000 designs 400 have closed forms.
#[test]
fn a_thousand_sparse_designs_converge_and_closed_forms_hold() {
    for seed in 0..1_000 {
        let design = Design::random(seed);
        let found = fitted(&design);
        if let Some(exact) = &design.exact {
            let off = off(&found, &exact.estimates, &exact.std_errors);
            assert!(off < 1e-8, "seed {seed} ({}): off by {off:e} standard errors", design.kind);
        }
    }
}

/// Referee: 50 digits, sparse_designs.py --write.
#[test]
fn sparse_designs_without_a_closed_form_have_nine_digits() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/inference/sparse_designs.json");
    let golden: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(golden.len() >= 50);
    for one in golden {
        let seed = one["seed"].as_u64().unwrap();
        let numbers =
            |key: &str| -> Vec<f64> { one[key].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect() };
        let off = off(&fitted(&Design::random(seed)), &numbers("estimates"), &numbers("std_errors"));
        assert!(off < 1e-8, "seed {seed}: off by {off:e} standard errors");
    }
}

/// B19b: a number beside a level of thousands of rows with one label. Referee: an independent fit, modified score 2.1e-13.
#[test]
fn one_level_of_thousands_beside_a_number() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/inference/one_level_of_thousands.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let design = Design {
        seed: 0,
        kind: "B19b",
        rows: rows.iter().map(|row| vec![row[1].parse().unwrap(), f64::from(u8::from(row[2] == "L1"))]).collect(),
        labels: rows.iter().map(|row| row[0].parse().unwrap()).collect(),
        weights: None,
        offset: None,
        exact: None,
    };
    let exact = [-2.356_772_302, 0.852_014_736, 11.778_278_591];
    assert!(off(&fitted(&design), &exact, &[1.0; 3]) < 1e-8);
}
