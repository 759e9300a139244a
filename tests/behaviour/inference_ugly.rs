//! Standard errors of data that a statistician would look at twice: the table, or the reason why there is none.

use logodds::data::{Dense, InMemory};
use logodds::fit::{Fit, FitError, LogisticRegression, Warning};
use logodds::inference::{Estimator, InferenceRequest, WeightKind, Withheld};

const X: [f64; 12] = [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 6.0];
const Y: [u8; 12] = [0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1];

fn fit(columns: &[Vec<f64>], y: &[u8], weights: Option<Vec<f64>>) -> Result<Fit, FitError> {
    let rows = y.len();
    let x: Vec<f64> = (0..rows).flat_map(|i| columns.iter().map(move |column| column[i])).collect();
    let mut data = InMemory::new(Dense::from_rows(x, rows, columns.len()).unwrap(), y.to_vec()).unwrap();
    if let Some(weights) = weights {
        data = data.with_weights(weights).unwrap();
    }
    let inference = Some(InferenceRequest::new(Estimator::Model));
    LogisticRegression { inference, ..Default::default() }.fit(&data)
}

fn error(fit: &Fit, j: usize) -> Option<f64> {
    fit.covariance().unwrap().std_error(j)
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * b.abs()
}

#[test]
fn a_constant_column_has_no_error_and_changes_none() {
    let alone = fit(&[X.to_vec()], &Y, None).unwrap();
    let beside = fit(&[vec![7.0; 12], X.to_vec()], &Y, None).unwrap();
    assert_eq!(error(&beside, 0), None);
    assert!(near(error(&beside, 1).unwrap(), error(&alone, 0).unwrap()));
    assert!(matches!(beside.warnings[..], [Warning::Constant { column: 0, .. }]));
}

#[test]
fn a_collinear_column_has_no_error_and_changes_none() {
    let twice: Vec<f64> = X.iter().map(|x| 12.0 * x + 1.0).collect();
    let other: Vec<f64> = X.iter().map(|x| (x * 2.7).sin()).collect();
    let without = fit(&[X.to_vec(), other.clone()], &Y, None).unwrap();
    let with = fit(&[X.to_vec(), twice, other], &Y, None).unwrap();
    assert_eq!(error(&with, 1), None);
    assert!(near(error(&with, 0).unwrap(), error(&without, 0).unwrap()));
    assert!(near(error(&with, 2).unwrap(), error(&without, 1).unwrap()));
    assert!(with.warnings.iter().any(|warning| matches!(warning, Warning::Aliased(alias) if alias.column == 1)));
}

#[test]
fn rows_of_weight_0_are_not_there() {
    let weights = (0..12).map(|i| if i % 5 == 3 { 0.0 } else { 1.0 });
    let kept: Vec<usize> = (0..12).filter(|i| i % 5 != 3).collect();
    let weighted = fit(&[X.to_vec()], &Y, Some(weights.collect())).unwrap();
    let fewer =
        fit(&[kept.iter().map(|&i| X[i]).collect()], &kept.iter().map(|&i| Y[i]).collect::<Vec<u8>>(), None).unwrap();
    assert!(near(error(&weighted, 0).unwrap(), error(&fewer, 0).unwrap()));
    assert_eq!(
        weighted.statistics.bic.map(|bic| (bic * 1e9).round()),
        fewer.statistics.bic.map(|bic| (bic * 1e9).round())
    );
}

#[test]
fn one_label_alone_is_refused() {
    assert!(fit(&[X.to_vec()], &[1; 12], None).is_err());
}

#[test]
fn fewer_rows_than_columns_have_no_errors_but_a_reason() {
    let columns: Vec<Vec<f64>> = (1..=5).map(|j| (0..4).map(|i| ((i * j * j) as f64).sin()).collect()).collect();
    let fit = fit(&columns, &[0, 1, 0, 1], None).unwrap();
    assert!(fit.covariance().is_none() && !fit.is_identified());
    let reason = fit.inference.unwrap().covariance.unwrap_err();
    assert!(matches!(reason, Withheld::Separated | Withheld::Singular), "{reason}");
}

#[test]
fn too_few_rows_for_a_correction_are_told() {
    let data = InMemory::new(Dense::from_rows(vec![0.0, 1.0, 0.0, 1.0], 4, 1).unwrap(), vec![0, 0, 1, 1]).unwrap();
    let weighted = data.with_weights(vec![0.25; 4]).unwrap();
    let inference = Some(InferenceRequest { weights: WeightKind::Frequency, ..InferenceRequest::new(Estimator::Hc1) });
    let fit = LogisticRegression { inference, ..Default::default() }.fit(&weighted).unwrap();
    assert!(matches!(fit.inference.unwrap().covariance, Err(Withheld::TooFew { .. })));
}
