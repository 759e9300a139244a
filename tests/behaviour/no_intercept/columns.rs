//! Columns that an intercept would make something else of: constants, zeros, columns and offsets far from 0.

use crate::fixtures::cases::relative;
use crate::no_intercept::designs::{data, origin, random};
use logodds::core::{Features, InMemory};
use logodds::fit::{Held, LogisticRegression, Penalty};

/// A constant column is a column like any other; one of zeros is held.
#[test]
fn constants_are_columns_and_zeros_are_held() {
    let (rows, labels) = random(200, 2, 3);
    let rows: Vec<Vec<f64>> = rows.iter().map(|row| vec![row[0], 7.0, 0.0, row[1]]).collect();
    let data = data(&rows, &labels);
    let fit = origin().fit(&data).unwrap();
    assert_eq!(fit.held, [Held::Constant(2)]);
    assert_eq!((fit.model.coefficients()[2], fit.statistics.df), (0.0, Some(3)));
    assert!(fit.is_certified() && fit.model.coefficients()[1] != 0.0);
    let with = LogisticRegression::default().fit(&data).unwrap();
    assert_eq!(with.held, [Held::Constant(1), Held::Constant(2)]);
    assert!((7.0 * fit.model.coefficients()[1] - with.model.intercept()).abs() < 1e-8);
    // Penalised like any other: its gradient vanishes, ridge included.
    let ridge = LogisticRegression { penalty: Penalty::l2(0.1), ..origin() }.fit(&data).unwrap();
    let mean: f64 =
        rows.iter().zip(&labels).map(|(row, y)| ridge.model.probability(row).unwrap() - f64::from(*y)).sum::<f64>()
            / 200.0;
    assert!((7.0 * mean + 0.1 * ridge.model.coefficients()[1]).abs() < 1e-9);
    // It has no spread, and so no penalty where that is of standardised columns.
    let standardised = LogisticRegression { penalty: Penalty::L2 { lambda: 0.1, standardize: true }, ..origin() };
    let (a, b) =
        (standardised.fit(&data).unwrap(), LogisticRegression { intercept: true, ..standardised }.fit(&data).unwrap());
    assert!(a.is_certified() && (7.0 * a.model.coefficients()[1] - b.model.intercept()).abs() < 1e-7);
    // Two constants are not told apart.
    let twice: Vec<Vec<f64>> = rows.iter().map(|row| vec![2.0, row[0], 5.0]).collect();
    let fit = origin().fit(&self::data(&twice, &labels)).unwrap();
    assert!(
        matches!(&fit.held[..], [Held::Aliased(alias)] if alias.column == 2 && alias.constant == 0.0),
        "{:?}",
        fit.held
    );
    // With an intercept the second would be one of 1 and x; without it is not.
    let apart: Vec<Vec<f64>> = rows.iter().map(|row| vec![row[0], row[0] + 1.0]).collect();
    assert!(origin().fit(&self::data(&apart, &labels)).unwrap().held.is_empty());
    // No column at all: nothing is estimated.
    let none = InMemory::new(Features::none(200), labels.clone()).unwrap();
    let fit = origin().fit(&none).unwrap();
    assert!(fit.is_certified());
    assert!(relative(fit.statistics.log_loss, std::f64::consts::LN_2) < 1e-15 && fit.statistics.df == Some(0));
    assert_eq!(fit.model.probability(&[]).unwrap(), 0.5);
}

/// Offsets of 1e4 are not centred away: the fit has to live with them, and says how far it came.
#[test]
fn far_offsets_and_far_columns_are_fitted() {
    let (rows, labels) = random(300, 2, 31);
    for far in [1e4, -1e4] {
        // A column that takes the offset back.
        let wide: Vec<Vec<f64>> = rows.iter().map(|row| vec![row[0], row[1], 1e4]).collect();
        let data = data(&wide, &labels).with_offset(vec![far; 300]).unwrap();
        let fit = origin().fit(&data).unwrap();
        let with = LogisticRegression::default().fit(&self::data(&rows, &labels)).unwrap();
        assert!(fit.is_certified(), "{:?}", fit.solution.status);
        for j in 0..2 {
            assert!((fit.model.coefficients()[j] - with.model.coefficients()[j]).abs() < 1e-6, "{far} {j}");
        }
    }
    let far: Vec<Vec<f64>> = rows.iter().map(|row| vec![row[0] + 1e4, row[1] - 1e4, 1.0]).collect();
    let with = LogisticRegression::default().fit(&data(&rows, &labels)).unwrap();
    let fit = origin().fit(&data(&far, &labels)).unwrap();
    assert!(fit.is_certified());
    for j in 0..2 {
        assert!((fit.model.coefficients()[j] - with.model.coefficients()[j]).abs() < 1e-5);
    }
}
