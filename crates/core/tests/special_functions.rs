//! Special functions against 40-digit values, at the edges of their ranges and between.

use logodds_core::{log_sigmoid, log1pexp, logit, sigmoid};

/// `(argument, value)` of one function, read from the golden file without a JSON library: this test must also run for
/// the crate without any dependency.
fn golden(function: &str) -> Vec<(f64, f64)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/special.json");
    let text = std::fs::read_to_string(path).unwrap();
    let start = text.find(&format!("\"{function}\"")).unwrap();
    let end = text[start..].find(']').unwrap() + start;
    let field = |record: &str, name: &str| {
        let after = record.split(&format!("\"{name}\": \"")).nth(1).unwrap();
        after.split('"').next().unwrap().to_owned()
    };
    let records = text[start..end].split('{').skip(1);
    records
        .map(|r| {
            (f64::from_bits(u64::from_str_radix(&field(r, "bits"), 16).unwrap()), field(r, "nearest").parse().unwrap())
        })
        .collect()
}

/// Units in the last place between two doubles, near 0 in units of the smallest normal number's spacing.
fn ulps(a: f64, b: f64) -> f64 {
    if a == b {
        return 0.0;
    }
    (a - b).abs() / (b.abs().max(f64::MIN_POSITIVE) * f64::EPSILON)
}

fn check(function: &str, f: fn(f64) -> f64, limit: f64) {
    let cases = golden(function);
    assert!(cases.len() > 150, "{function}: {} cases", cases.len());
    for (x, expected) in cases {
        let found = f(x);
        assert!(ulps(found, expected) <= limit, "{function}({x:e}) = {found:e}, expected {expected:e}");
    }
}

#[test]
fn sigmoid_is_within_three_ulp() {
    check("sigmoid", sigmoid, 3.0);
}

#[test]
fn log1pexp_is_within_two_ulp() {
    check("log1pexp", log1pexp, 2.0);
}

#[test]
fn log_sigmoid_is_within_two_ulp() {
    check("log_sigmoid", log_sigmoid, 2.0);
}

#[test]
fn logit_is_within_two_ulp() {
    check("logit", logit, 2.0);
}

#[test]
fn the_worked_example_of_the_docs() {
    let p = logodds_core::probability(&[2.0, 3.0], &[0.5, -0.5], 0.1);
    assert_eq!(logodds_core::margin(&[2.0, 3.0], &[0.5, -0.5], 0.1), -0.4);
    assert!((p - 0.401312339887548).abs() < 1e-15);
}

#[test]
fn not_a_number_stays_one() {
    for f in [sigmoid, log1pexp, log_sigmoid, logit] {
        assert!(f(f64::NAN).is_nan());
    }
    assert!(logit(1.5).is_nan() && logit(-0.5).is_nan());
    assert_eq!((logit(0.0), logit(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
}
