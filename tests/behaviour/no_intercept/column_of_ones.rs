//! Without a penalty a column of ones is an intercept: `(1, x)·(b, w)` is `b + x·w`. Of two classes the multinomial model is the binary one.

use crate::fixtures::cases::relative;
use crate::fixtures::random::Lcg;
use crate::fixtures::recorder::Recorder;
use crate::no_intercept::derivatives::mixed;
use crate::no_intercept::designs::{EXACT, data, dense, origin, random, with_ones};
use logodds::core::{Executor, InMemory, Objective, Order, Risk, Softmax};
use logodds::fit::{Fit, LogisticRegression, Method, Penalty, Plan, Silent, Status};
use logodds::inference::{Clusters, Estimator, InferenceRequest};
use logodds::optim::{StoppingRule, minimize};

/// Without a penalty a column of ones is an intercept.
#[test]
fn a_column_of_ones_is_an_intercept() {
    for seed in 0..30 {
        let n = 60 + 10 * seed as usize;
        let p = 1 + seed as usize % 5;
        let (rows, labels) = random(n, p, seed + 1);
        let mut noise = Lcg(seed + 77);
        // Beside an intercept, an offset of 1e4 is one of 0.
        let far = if seed % 3 == 0 { 1e4 } else { 0.0 };
        let offset: Vec<f64> = (0..n).map(|_| far + noise.centred()).collect();
        let weights: Vec<f64> =
            (0..n).map(|_| (3.0 * noise.next()).floor() + f64::from(u8::from(seed % 2 == 0))).collect();
        let one = if seed % 4 == 1 { -2.5 } else { 1.0 };
        let build = |rows: &[Vec<f64>]| {
            data(rows, &labels).with_weights(weights.clone()).unwrap().with_offset(offset.clone()).unwrap()
        };
        let estimators =
            [Estimator::Model, Estimator::Hc0, Estimator::Hc1, Estimator::Hc3, Estimator::Cluster, Estimator::Sampling];
        let clusters = Some(Clusters::new((0..n).map(|i| (i % 11) as u32).collect()));
        let request = || {
            let estimator = estimators[seed as usize % 6];
            let clusters = clusters.clone().filter(|_| estimator == Estimator::Cluster);
            Some(InferenceRequest { effects: true, clusters, ..InferenceRequest::new(estimator) })
        };
        let with = LogisticRegression { inference: request(), ..Default::default() }.fit(&build(&rows)).unwrap();
        let without =
            LogisticRegression { inference: request(), ..origin() }.fit(&build(&with_ones(&rows, one))).unwrap();
        assert!(with.is_certified() && without.is_certified() && without.held.is_empty(), "{seed}");
        assert_eq!(without.model.intercept(), 0.0);
        let scale = with.model.intercept().abs().max(1.0);
        assert!((without.model.coefficients()[0] * one - with.model.intercept()).abs() < 1e-8 * scale, "{seed}");
        let known = |fit: &Fit| {
            let covariance = fit.inference.as_ref().unwrap().covariance.clone();
            covariance.unwrap_or_else(|reason| panic!("{seed}: {reason}"))
        };
        let (a, b) = (known(&with), known(&without));
        for j in 0..p {
            let (w, v) = (with.model.coefficients()[j], without.model.coefficients()[j + 1]);
            let s = a.std_error(j).unwrap();
            assert!((w - v).abs() < 1e-7 * s, "{seed} {j}: {w} {v}");
            assert!(relative(b.std_error(j + 1).unwrap(), s) < 1e-7, "{seed} {j}");
        }
        assert!(relative(b.std_error(0).unwrap() * one.abs(), a.intercept_std_error()) < 1e-6);
        assert!(relative(with.statistics.log_likelihood, without.statistics.log_likelihood) < 1e-9);
        assert_eq!(with.statistics.df, without.statistics.df);
        let effects = |fit: &Fit| fit.inference.as_ref().unwrap().effects.clone().unwrap();
        for (e, f) in effects(&with).iter().zip(&effects(&without)[1..]) {
            assert!((e.estimate - f.estimate).abs() < 1e-7 * e.std_error && relative(f.std_error, e.std_error) < 1e-6);
        }
    }
}

#[test]
fn classes_with_a_column_of_ones_have_intercepts() {
    let (rows, _) = random(300, 3, 8);
    let mut noise = Lcg(3);
    let labels: Vec<u8> =
        rows.iter().map(|row| ((row[0] + 4.0 * noise.next()).abs() * 7.0) as usize as u8 % 3).collect();
    let of = |rows: &[Vec<f64>]| InMemory::of_classes(dense(rows), labels.clone(), 3).unwrap();
    let with = LogisticRegression::default().fit(&of(&rows)).unwrap();
    for method in EXACT {
        let without = LogisticRegression { method: Some(method), ..origin() }.fit(&of(&with_ones(&rows, 1.0)));
        let without = without.unwrap();
        assert!(without.is_certified(), "{method}");
        for k in 0..3 {
            let (a, b) = (with.model.score(k), without.model.score(k));
            assert!((a.intercept() - b.coefficients()[0]).abs() < 1e-4, "{method}");
            assert_eq!(b.intercept(), 0.0);
        }
    }
    // And a penalty, certified by duality, whose bound is one.
    let data = of(&rows);
    let risk = Risk::through_origin(Softmax::of(&data), &data, Penalty::l2(0.01), Executor::sequential()).unwrap();
    let stop = StoppingRule { tolerance: 1e-13, max_iterations: 100, max_time: None };
    let best = minimize(&*Method::Newton.solver(0), &risk, risk.start(), &stop, &mut Recorder::default()).unwrap();
    for method in EXACT {
        let mut points = Recorder::default();
        let stop = StoppingRule { tolerance: 1e-9, max_iterations: method.default_iterations(), max_time: None };
        let solution = minimize(&*method.solver(0), &risk, risk.start(), &stop, &mut points).unwrap();
        assert_eq!(solution.status, Status::Converged, "{method}");
        for (u, bound) in &points.0 {
            assert!(u.iter().step_by(risk.scaled().dim()).all(|u| u.to_bits() == 0), "{method}");
            let gap = risk.evaluate(u, Order::Value).unwrap().value - best.value();
            assert!(gap <= bound + 1e-14, "{method}: {gap:e} {bound:e}");
        }
    }
}

/// The first classes of the multinomial risk and the binary one are the same model.
#[test]
fn two_classes_are_the_binary_model() {
    let two = mixed(300, 2);
    let binary = origin().fit(&two).unwrap();
    let classes = Plan::of_classes(&origin(), &two).unwrap().run(&mut Silent).unwrap();
    assert!(binary.is_certified() && classes.is_certified());
    for (a, b) in binary.model.coefficients().iter().zip(classes.model.score(1).coefficients()) {
        assert!((a - b).abs() < 1e-7 * a.abs().max(1.0), "{a} {b}");
    }
    assert_eq!(binary.statistics.df, classes.statistics.df);
    assert!(relative(binary.statistics.null_log_likelihood, classes.statistics.null_log_likelihood) < 1e-14);
}
