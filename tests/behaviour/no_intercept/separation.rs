//! Separation by a hyperplane through the origin, against that of the same rows by any hyperplane.

use crate::fixtures::cases::relative;
use crate::fixtures::random::Lcg;
use crate::no_intercept::designs::{data, origin, with_ones};
use logodds::fit::{LogisticRegression, Status};
use logodds::inference::separation::{Limit, Verdict};

/// Separation of (1, x) without an intercept is that of x with one; and of x alone it asks for more.
#[test]
fn separation_is_of_directions_alone() {
    let (mut verdicts, mut undecided) = ([0; 3], 0);
    for seed in 0..120 {
        let mut random = Lcg(seed);
        let (n, p) = (8 + seed as usize % 12, 1 + seed as usize % 3);
        let rows: Vec<Vec<f64>> =
            (0..n).map(|_| (0..p).map(|_| (4.0 * random.centred()).round() / 2.0).collect()).collect();
        let mut labels: Vec<u8> =
            rows.iter().map(|row| u8::from(row.iter().sum::<f64>() + 0.7 * random.centred() > 0.3)).collect();
        (labels[0], labels[1]) = (0, 1);
        let with = LogisticRegression::default().fit(&data(&rows, &labels)).unwrap();
        let ones = with_ones(&rows, 1.0);
        let without = origin().fit(&data(&ones, &labels)).unwrap();
        if without.separation.is_none() {
            // The linear programme is spoilt by rounding, which is no verdict; that nothing has an optimum is told by the fit itself.
            assert_eq!(
                (with.separation, without.solution.status),
                (Some(Verdict::Complete), Status::Separated),
                "{seed}"
            );
            undecided += 1;
            continue;
        }
        assert_eq!(with.separation, without.separation, "{seed}");
        match (with.separated_by(), without.separated_by()) {
            (Some(a), Some(b)) => {
                assert_eq!((&a.separated, a.overlap), (&b.separated, b.overlap), "{seed}");
                assert_eq!((a.intercept, b.intercept), (b.coefficients[0], Limit::Finite), "{seed}");
                assert_eq!(a.coefficients, b.coefficients[1..], "{seed}");
                assert!(!b.combinations.is_empty(), "{seed}");
                // What is finite of it is the same.
                match (&with.overlap, &without.overlap) {
                    (Some(a), Some(b)) => {
                        assert!(relative(b.log_likelihood, a.log_likelihood) < 1e-8 || a.log_likelihood.abs() < 1e-8);
                        assert_eq!((b.intercept, a.coefficients.len() + 1), (None, b.coefficients.len()));
                        for (a, b) in std::iter::once(&a.intercept).chain(&a.coefficients).zip(&b.coefficients) {
                            assert_eq!(a.is_some(), b.is_some(), "{seed}");
                            if let (Some(a), Some(b)) = (a, b) {
                                assert!((a.estimate - b.estimate).abs() < 1e-6 * a.std_error, "{seed}");
                                assert!(relative(b.std_error, a.std_error) < 1e-6, "{seed}");
                            }
                        }
                    }
                    (None, None) => {}
                    _ => panic!("{seed}"),
                }
            }
            (None, None) => {}
            _ => panic!("{seed}"),
        }
        // Through the origin by x alone: what separates there separates with an intercept, too.
        let alone = origin().fit(&data(&rows, &labels)).unwrap();
        let verdict = alone.separation.unwrap();
        verdicts[verdict as usize] += 1;
        if verdict != Verdict::None {
            assert_ne!(with.separation, Some(Verdict::None), "{seed}");
        }
        if let Some(found) = alone.separated_by() {
            // What is told is so: every combination has the labels on either side of 0.
            for combination in &found.combinations {
                for (row, y) in rows.iter().zip(&labels) {
                    let sum: f64 = combination.terms.iter().map(|(j, c)| c * row[*j]).sum();
                    assert!(if *y == 1 { sum >= -1e-9 } else { sum <= 1e-9 }, "{seed}: {combination:?}");
                }
                assert!(combination.low <= 1e-12 && combination.high >= -1e-12, "{seed}");
            }
            assert_eq!(found.separated.len() + found.overlap, n);
        } else {
            assert!(alone.is_certified(), "{seed}");
            // No column has its signs.
            for j in 0..p {
                let signs = |s: f64| {
                    rows.iter().zip(&labels).all(|(row, y)| s * row[j] * if *y == 1 { 1.0 } else { -1.0 } >= 0.0)
                };
                assert!(!signs(1.0) && !signs(-1.0) || rows.iter().all(|row| row[j] == 0.0), "{seed}");
            }
        }
    }
    assert!(verdicts.iter().all(|count| *count >= 5) && undecided <= 1, "{verdicts:?} {undecided}");
    // Separated by a threshold that is not 0: with an intercept alone.
    let rows: Vec<Vec<f64>> = (1..9).map(|i| vec![f64::from(i)]).collect();
    let labels: Vec<u8> = (1..9).map(|i| u8::from(i > 4)).collect();
    assert_eq!(LogisticRegression::default().fit(&data(&rows, &labels)).unwrap().separation, Some(Verdict::Complete));
    let fit = origin().fit(&data(&rows, &labels)).unwrap();
    assert!(fit.is_certified() && fit.separation == Some(Verdict::None));
    // All labels the same and all rows on one side: as separated as can be.
    let fit = origin().fit(&data(&rows, &[1; 8])).unwrap();
    assert_eq!(fit.separation, Some(Verdict::Complete));
    assert!(!fit.is_certified());
}
