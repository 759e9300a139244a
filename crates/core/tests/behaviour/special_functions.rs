//! Special functions against 40-digit values, at the edges of their ranges and between.

use crate::golden::{golden, ulps};
use logodds_core::{log_sigmoid, log1pexp, logit, sigmoid};

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
