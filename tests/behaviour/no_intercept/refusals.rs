//! What cannot be asked of a model without an intercept.

use crate::no_intercept::designs::{data, origin, random};
use logodds::fit::{FitError, LogisticRegression, SpecProblem};
use logodds::inference::{Contrast, Estimator, InferenceRequest};

#[test]
fn what_needs_an_intercept_is_refused() {
    let (rows, labels) = random(100, 2, 2);
    let contrast = Contrast { intercept: 1.0, coefficients: vec![(0, 1.0)] };
    let inference = InferenceRequest { contrasts: vec![contrast], ..InferenceRequest::new(Estimator::Model) };
    let refused = LogisticRegression { inference: Some(inference), ..origin() }.fit(&data(&rows, &labels));
    match refused {
        Err(FitError::Specification(error)) => {
            assert!(matches!(error.problems[..], [SpecProblem::NeedsIntercept { .. }]));
        }
        _ => panic!("not refused"),
    }
    let contrast = Contrast { intercept: 0.0, coefficients: vec![(0, 1.0), (1, -1.0)] };
    let inference = InferenceRequest { contrasts: vec![contrast], ..InferenceRequest::new(Estimator::Model) };
    let fit = LogisticRegression { inference: Some(inference), ..origin() }.fit(&data(&rows, &labels)).unwrap();
    let w = fit.model.coefficients();
    let found = fit.inference.as_ref().unwrap().contrasts[0].unwrap();
    assert!((found.estimate - (w[0] - w[1])).abs() < 1e-14 && found.std_error > 0.0);
    assert!(fit.inference.as_ref().unwrap().collinearity.is_some());
}
