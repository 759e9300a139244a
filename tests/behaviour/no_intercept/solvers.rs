//! All solvers end at the same optimum, with the intercept at 0 to the last bit, whatever the size of the data and the number of threads.

use crate::fixtures::random::Lcg;
use crate::no_intercept::designs::{EXACT, data, origin, random};
use logodds::core::{Csr, Dense, InMemory};
use logodds::fit::{LogisticRegression, Method, Penalty};
use logodds::inference::{Estimator, InferenceRequest};

/// They minimise the same, and its gradient vanishes where they end.
#[test]
fn all_solvers_agree_with_and_without_a_penalty() {
    for seed in 0..6 {
        let (rows, labels) = random(400, 4, 100 + seed);
        let data = data(&rows, &labels);
        for penalty in [Penalty::None, Penalty::l2(0.02), Penalty::L2 { lambda: 0.02, standardize: true }] {
            let fit = |method| {
                let fit = LogisticRegression { penalty, method: Some(method), ..origin() }.fit(&data).unwrap();
                assert!(fit.is_certified(), "{seed} {method} {penalty:?}");
                assert_eq!(fit.solution.point[0].to_bits(), 0, "{method}");
                fit
            };
            let newton = fit(Method::Newton);
            for method in EXACT {
                let other = fit(method);
                let bound = newton.solution.certificate.bound + other.solution.certificate.bound;
                let apart = (newton.solution.value() - other.solution.value()).abs();
                assert!(apart <= bound + 1e-15, "{seed} {method}: {apart:e} {bound:e}");
                for (a, b) in newton.model.coefficients().iter().zip(other.model.coefficients()) {
                    assert!((a - b).abs() < 1e-4 * a.abs().max(0.1), "{seed} {method} {penalty:?}: {a} {b}");
                }
            }
            // λ_j = λ σ_j², about the mean all the same: the gradient of what was minimised is 0.
            let lambda: Vec<f64> = (0..4)
                .map(|j| match penalty {
                    Penalty::L2 { lambda, standardize } => {
                        let mean = rows.iter().map(|row| row[j]).sum::<f64>() / 400.0;
                        let variance = rows.iter().map(|row| (row[j] - mean).powi(2)).sum::<f64>() / 400.0;
                        if standardize { lambda * variance } else { lambda }
                    }
                    _ => 0.0,
                })
                .collect();
            for j in 0..4 {
                let residual =
                    |(row, y): (&Vec<f64>, &u8)| (newton.model.probability(row).unwrap() - f64::from(*y)) * row[j];
                let loss = rows.iter().zip(&labels).map(residual).sum::<f64>() / 400.0;
                let slope = loss + lambda[j] * newton.model.coefficients()[j];
                assert!(slope.abs() < 1e-8 * rows.iter().map(|row| row[j].abs()).fold(0.0, f64::max), "{slope:e}");
            }
        }
    }
}

/// Single precision, blocks of columns, samples of rows: none of it moves the intercept.
#[test]
fn large_data_and_many_columns_keep_the_intercept_at_zero() {
    let (n, p) = (9_000, 40);
    let mut random = Lcg(1);
    let x: Vec<f32> = (0..n * p).map(|_| (random.centred() + 0.3) as f32).collect();
    let score = |i: usize, shift: usize| (0..p).map(|j| x[i * p + j] as f64 * ((j + shift) as f64).sin()).sum::<f64>();
    let classes: Vec<u8> = (0..n)
        .map(|i| u8::from(score(i, 0) > 0.3 * random.centred()) + u8::from(score(i, 1) > 2.0 * random.centred()))
        .collect();
    let two: Vec<u8> = classes.iter().map(|y| u8::from(*y > 0)).collect();
    let features = || Dense::from_rows(x.clone(), n, p).unwrap();
    let binary = InMemory::new(features(), two).unwrap();
    let three = InMemory::of_classes(features(), classes, 3).unwrap();
    for penalty in [Penalty::l2(1e-3), Penalty::None] {
        let reference = LogisticRegression { penalty, ..origin() }.fit(&binary).unwrap();
        for method in [Method::Newton, Method::NewtonCg, Method::Lbfgs, Method::Saga] {
            let specification = LogisticRegression { penalty, method: Some(method), tolerance: 1e-8, ..origin() };
            let fit = specification.fit(&binary).unwrap();
            assert!(fit.is_certified() && fit.solution.point[0].to_bits() == 0, "{method} {penalty:?}");
            let apart = (fit.solution.value() - reference.solution.value()).abs();
            assert!(apart <= 2e-8 * fit.solution.value(), "{method}");
            let fit = specification.fit(&three).unwrap();
            assert!(fit.is_certified(), "{method} {penalty:?}");
            assert!((0..3).all(|k| fit.model.score(k).intercept() == 0.0), "{method}");
        }
    }
}

#[test]
fn sparse_columns_in_hundreds_are_certified() {
    let (n, p) = (3_000, 900);
    let mut random = Lcg(4);
    let (mut indptr, mut columns, mut values, mut labels) = (vec![0], Vec::new(), Vec::new(), Vec::new());
    for _ in 0..n {
        let mut row: Vec<u32> = (0..12).map(|_| (random.next().powi(2) * p as f64) as u32).collect();
        row.sort_unstable();
        row.dedup();
        let eta: f64 = row.iter().map(|j| f64::from(*j).sin()).sum();
        columns.extend(&row);
        values.extend(row.iter().map(|_| 1.0));
        indptr.push(columns.len());
        labels.push(u8::from(random.next() < 1.0 / (1.0 + (-eta).exp())));
    }
    let data = InMemory::new(Csr::new(indptr, columns, values, p).unwrap(), labels).unwrap();
    let fit = |method, threads| {
        let penalty = Penalty::l2(1e-3);
        LogisticRegression { penalty, method: Some(method), threads, tolerance: 1e-8, ..origin() }.fit(&data).unwrap()
    };
    let newton = fit(Method::Newton, 1);
    for method in [Method::Lbfgs, Method::NewtonCg, Method::Saga] {
        let other = fit(method, 1);
        assert!(other.is_certified() && other.solution.point[0].to_bits() == 0, "{method}");
        assert!((other.solution.value() - newton.solution.value()).abs() <= 2e-8, "{method}");
        assert_eq!(other.solution.point, fit(method, 3).solution.point, "{method}");
    }
}

#[test]
fn bits_do_not_depend_on_threads() {
    let (rows, labels) = random(5_000, 6, 12);
    let data = data(&rows, &labels)
        .with_offset(labels.iter().map(|y| f64::from(*y) * 0.1 - 0.2).collect::<Vec<f64>>())
        .unwrap();
    for method in Method::ALL {
        let fit = |threads| {
            let inference = Some(InferenceRequest::new(Estimator::Hc3));
            LogisticRegression { method: Some(method), threads, inference, max_iterations: Some(300), ..origin() }
                .fit(&data)
                .unwrap()
        };
        let one = fit(1);
        for threads in [2, 3, 7] {
            let other = fit(threads);
            assert_eq!(one.solution.point, other.solution.point, "{method}");
            assert_eq!(one.solution.certificate, other.solution.certificate, "{method}");
            assert_eq!(one.covariance(), other.covariance(), "{method}");
        }
    }
}
