//! Fits without an intercept: against optima known to 40 digits, R's glm, statsmodels, and fits with an intercept of the same
//! model, written with a column of ones.

mod common;

use common::double_double::DoubleDouble;
use common::{Case, cases, relative};
use logodds::core::{
    Csr, Dense, DesignMatrix, EmpiricalRisk, Executor, Features, InMemory, MultinomialRisk, Objective, Order, Part,
};
use logodds::inference::separation::{Limit, Verdict};
use logodds::optim::{Iterate, Observer, StoppingRule, minimize};
use logodds::{
    Clusters, Contrast, Estimator, Fit, FitError, Held, InferenceRequest, IntervalKind, LogisticRegression, Method,
    Penalty, SpecProblem, Status,
};
use serde_json::Value;
use std::ops::ControlFlow;

/// A small generator of test numbers in [0, 1): no test here depends on its quality.
struct Lcg(u64);

impl Lcg {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
    fn centred(&mut self) -> f64 {
        2.0 * self.next() - 1.0
    }
}

/// The solvers that reach any tolerance; stochastic gradient descent is left out.
const EXACT: [Method; 5] = [Method::Newton, Method::NewtonCg, Method::Lbfgs, Method::GradientDescent, Method::Saga];

fn origin() -> LogisticRegression {
    LogisticRegression { intercept: false, ..Default::default() }
}

/// `n` rows of `p` columns, of any mean and size, and labels that depend on them.
fn random(n: usize, p: usize, seed: u64) -> (Vec<Vec<f64>>, Vec<u8>) {
    let mut random = Lcg(seed);
    let about: Vec<(f64, f64)> = (0..p).map(|j| (3.0 * random.centred(), 10f64.powi(j as i32 % 3 - 1))).collect();
    let rows: Vec<Vec<f64>> =
        (0..n).map(|_| about.iter().map(|(mean, size)| size * (mean + 2.0 * random.centred())).collect()).collect();
    let label = |row: &Vec<f64>| {
        let eta: f64 = row.iter().zip(&about).enumerate().map(|(j, (x, (_, s)))| (j as f64 * 1.7).cos() * x / s).sum();
        u8::from(random.next() < 1.0 / (1.0 + (-0.5 * eta).exp()))
    };
    let labels = rows.iter().map(label).collect();
    (rows, labels)
}

fn dense(rows: &[Vec<f64>]) -> Dense<'static> {
    let p = rows.first().map_or(0, Vec::len);
    Dense::from_rows(rows.concat(), rows.len(), p).unwrap()
}

fn data(rows: &[Vec<f64>], labels: &[u8]) -> InMemory<'static> {
    InMemory::new(dense(rows), labels.to_vec()).unwrap()
}

/// With a column of `one` before all others.
fn with_ones(rows: &[Vec<f64>], one: f64) -> Vec<Vec<f64>> {
    rows.iter().map(|row| std::iter::once(one).chain(row.iter().copied()).collect()).collect()
}

/// Every point a solver reports, with the bound the loop computed there.
#[derive(Default)]
struct Recorder(Vec<(Vec<f64>, f64)>);

impl Observer for Recorder {
    fn iteration(&mut self, _: usize, at: &Iterate<'_>, bound: f64) -> ControlFlow<()> {
        self.0.push((at.point.to_vec(), bound));
        ControlFlow::Continue(())
    }
}

/// F at a solver's point to about 30 digits.
fn exact(case: &Case, risk: &EmpiricalRisk<'_>, columns: &[Vec<f64>], u: &[f64]) -> DoubleDouble {
    let data = case.training.data();
    let (intercept, w) = risk.scaled().coefficients(u);
    assert_eq!((intercept, risk.null().offset_mean), (0.0, 0.0));
    let mut sum = DoubleDouble::from(0.0);
    for (i, &y) in data.labels().iter().enumerate() {
        let mut eta = DoubleDouble::from(data.offset().map_or(0.0, |offset| offset[i]));
        for (column, w) in columns.iter().zip(&w) {
            eta = eta + DoubleDouble::from(column[i]) * DoubleDouble::from(*w);
        }
        sum = sum + if y == 0 { eta.log1pexp() } else { (-eta).log1pexp() };
    }
    let mean = sum * DoubleDouble::from(data.labels().len() as f64).reciprocal();
    let half = DoubleDouble::from(0.5 * case.penalty.lambda());
    w.iter().fold(mean, |sum, w| sum + half * DoubleDouble::from(*w) * DoubleDouble::from(*w))
}

/// The certificate bounds the gap of the problem without an intercept, at every step of every solver, and the first coordinate stays at 0
/// to the last bit.
#[test]
fn no_bound_is_violated_and_the_intercept_stays_at_zero() {
    for case in cases("no_intercept.json") {
        let data = case.training.data();
        let risk = EmpiricalRisk::through_origin(data, case.penalty, Executor::sequential()).unwrap();
        let features = data.features();
        let zero = vec![0.0; features.ncols()];
        let rows = features.rows(0..features.nrows(), &zero);
        let column = |j: usize| {
            let mut unit = zero.clone();
            unit[j] = 1.0;
            let mut column = vec![0.0; features.nrows()];
            rows.matvec(&unit, &mut column);
            column
        };
        let columns: Vec<Vec<f64>> = (0..zero.len()).map(column).collect();
        let optimum = DoubleDouble::parse(case.json["objective"].as_str().unwrap());
        for method in Method::ALL {
            for tolerance in [1e-3, 1e-10] {
                let mut points = Recorder::default();
                let stop =
                    StoppingRule { tolerance, max_iterations: method.default_iterations().min(400), max_time: None };
                let solution = minimize(&*method.solver(0), &risk, risk.start(), &stop, &mut points).unwrap();
                points.0.push((solution.point.clone(), solution.certificate.bound));
                let last = points.0.len() - 1;
                for (k, (u, bound)) in points.0.iter().enumerate() {
                    assert_eq!(u[0].to_bits(), 0, "{} {method} step {k}: {}", case.name, u[0]);
                    if k > 16 && k % 16 != 0 && k != last {
                        continue;
                    }
                    let gap = (exact(&case, &risk, &columns, u) - optimum).0;
                    let noise = 1e-28 * optimum.0;
                    assert!(gap >= -noise, "{} {method}: the golden optimum is beaten by {gap:e}", case.name);
                    assert!(gap <= *bound + noise, "{} {method} step {k}: {gap:e} above {bound:e}", case.name);
                }
                let slow = matches!(method, Method::GradientDescent | Method::Sgd);
                // Five columns at 1e9 that nothing centres are the same column to nine digits, and their Hessian to eighteen: bounds hold,
                // but are of no use.
                let hopeless = case.name == "centred_1e9";
                assert!(
                    solution.status == Status::Converged || slow || hopeless,
                    "{} {method} {:?}",
                    case.name,
                    solution.status
                );
                if solution.status == Status::Converged {
                    let gap = (exact(&case, &risk, &columns, &solution.point) - optimum).0;
                    assert!(gap <= tolerance * solution.value(), "{} {method}", case.name);
                }
            }
        }
    }
}

#[test]
fn coefficients_are_those_of_forty_digits() {
    for case in cases("no_intercept.json").into_iter().filter(|case| case.name != "centred_1e9") {
        let fit = LogisticRegression { intercept: false, ..case.specification() }.fit(case.training.data()).unwrap();
        assert_eq!(fit.model.intercept(), 0.0);
        let golden = case.json["coefficients"].as_array().unwrap();
        for (j, w) in fit.model.coefficients().iter().enumerate() {
            let term = &case.training.terms()[j].name;
            let entry = golden.iter().find(|entry| entry["term"] == **term).unwrap();
            let expected: f64 = entry["estimate"].as_str().unwrap().parse().unwrap();
            assert!(relative(*w, expected) < 1e-8, "{} {term}: {w} {expected}", case.name);
        }
        let null: f64 = case.json["null_log_likelihood"].as_str().unwrap().parse().unwrap();
        assert!(relative(fit.statistics.null_log_likelihood, null) < 1e-13, "{}", case.name);
    }
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

fn json(file: &str) -> Value {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(file);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn std_errors(fit: &Fit) -> Vec<f64> {
    let covariance = fit.covariance().unwrap();
    assert_eq!(covariance.intercept_std_error(), 0.0);
    (0..fit.model.coefficients().len()).map(|j| covariance.std_error(j).unwrap()).collect()
}

#[test]
fn everything_agrees_with_r() {
    let close = |found: &[f64], golden: &[f64], digits: f64, what: &str| {
        assert_eq!(found.len(), golden.len(), "{what}");
        for (f, g) in found.iter().zip(golden) {
            assert!((f - g).abs() <= digits * g.abs().max(1e-3), "{what}: {f} {g}");
        }
    };
    for case in json("no_intercept_r.json")["cases"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let columns: Vec<Vec<f64>> = case["x"].as_array().unwrap().iter().map(numbers).collect();
        let labels: Vec<u8> = numbers(&case["y"]).into_iter().map(|y| y as u8).collect();
        let rows: Vec<Vec<f64>> = (0..labels.len()).map(|i| columns.iter().map(|c| c[i]).collect()).collect();
        let data = data(&rows, &labels).with_weights(numbers(&case["weights"])).unwrap();
        let data = data.with_offset(numbers(&case["offset"])).unwrap();
        let k = columns.len();
        let fit = |request: InferenceRequest| {
            let fit = LogisticRegression { inference: Some(request), ..origin() }.fit(&data).unwrap();
            assert!(fit.is_certified() && fit.model.intercept() == 0.0, "{name}");
            fit
        };
        let golden = |key: &str| numbers(&case[key]);
        let model = fit(InferenceRequest { diagnostics: true, ..InferenceRequest::new(Estimator::Model) });
        close(model.model.coefficients(), &golden("coefficients"), 1e-9, name);
        close(&std_errors(&model), &golden("std_errors"), 1e-9, name);
        let statistics = &model.statistics;
        for (found, key) in [
            (statistics.log_likelihood, "log_likelihood"),
            (statistics.null_log_likelihood, "null_log_likelihood"),
            (statistics.deviance, "deviance"),
            (statistics.null_deviance, "null_deviance"),
            (statistics.df.unwrap() as f64, "df"),
            (statistics.aic.unwrap(), "aic"),
            (statistics.bic.unwrap(), "bic"),
        ] {
            let expected = case[key].as_f64().unwrap();
            assert!(relative(found, expected) < 1e-9, "{name}: {key} {found} {expected}");
        }
        let share = case["deviance"].as_f64().unwrap() / case["null_deviance"].as_f64().unwrap();
        assert!((statistics.mcfadden_r2.unwrap() - (1.0 - share)).abs() < 1e-9, "{name}");
        let diagnostics = model.inference.as_ref().unwrap().diagnostics.as_ref().unwrap().as_ref().unwrap();
        let rows = diagnostics.rows();
        close(&rows.iter().map(|row| row.leverage).collect::<Vec<_>>(), &golden("leverage"), 1e-9, name);
        close(&rows.iter().map(|row| row.cooks_distance).collect::<Vec<_>>(), &golden("cooks"), 1e-8, name);
        for (estimator, key) in [(Estimator::Hc0, "hc0"), (Estimator::Hc1, "hc1"), (Estimator::Hc3, "hc3")] {
            close(&std_errors(&fit(InferenceRequest::new(estimator))), &golden(key), 1e-9, name);
        }
        if case.get("profile").is_some() {
            let request = InferenceRequest {
                intervals: IntervalKind::Profile,
                tests: (0..k).map(|j| vec![j]).collect(),
                ..InferenceRequest::new(Estimator::Model)
            };
            let fit = fit(request);
            let likelihood = fit.inference.as_ref().unwrap().likelihood.as_ref().unwrap();
            assert_eq!(likelihood.intervals[0], (f64::NEG_INFINITY, f64::INFINITY));
            let profile = case["profile"].as_array().unwrap();
            let se = golden("std_errors");
            for (j, (lower, upper)) in likelihood.intervals[1..].iter().enumerate() {
                let ends = numbers(&profile[j]);
                // R interpolates splines.
                assert!((lower - ends[0]).abs() < 5e-3 * se[j] && (upper - ends[1]).abs() < 5e-3 * se[j], "{name} {j}");
            }
            let tests: Vec<f64> = likelihood.tests.iter().map(|test| test.statistic).collect();
            close(&tests, &golden("drop1"), 1e-6, name);
            assert!(likelihood.tests.iter().all(|test| test.df == 1));
        } else {
            assert_eq!(model.inference.as_ref().unwrap().tjur_r2, None);
        }
        if case.get("firth").is_some() {
            let fit = LogisticRegression { firth: true, ..origin() }.fit(&data).unwrap();
            close(fit.model.coefficients(), &golden("firth"), 1e-6, name);
        }
    }
}

#[test]
fn classes_agree_with_statsmodels() {
    let golden = json("no_intercept_classes.json");
    let (x, y) = (numbers(&golden["x"]), numbers(&golden["y"]));
    let p = golden["columns"].as_u64().unwrap() as usize;
    let labels: Vec<u8> = y.iter().map(|y| *y as u8).collect();
    let n = labels.len();
    let data = InMemory::of_classes(Dense::from_rows(x, n, p).unwrap(), labels, 3).unwrap();
    for method in EXACT {
        let inference = Some(InferenceRequest::new(Estimator::Model));
        let fit = LogisticRegression { method: Some(method), inference, ..origin() }.fit_classes(&data).unwrap();
        assert!(fit.is_certified(), "{method}");
        let statistics = &fit.statistics;
        assert!(relative(statistics.log_likelihood, golden["log_likelihood"].as_f64().unwrap()) < 1e-9);
        assert!(relative(statistics.null_log_likelihood, -(n as f64) * 3f64.ln()) < 1e-14);
        assert_eq!(statistics.df, Some(6));
        let covariance = fit.covariance().unwrap();
        for k in 1..3 {
            let class = fit.model.class(k);
            assert_eq!(class.intercept().to_bits(), 0);
            let (w, s) = (numbers(&golden["coefficients"][k - 1]), numbers(&golden["std_errors"][k - 1]));
            assert_eq!(covariance.intercept_std_error_of_score(k - 1), 0.0);
            for j in 0..p {
                assert!((class.coefficients()[j] - w[j]).abs() < 1e-7 * w[j].abs().max(s[j]), "{method} {k} {j}");
                assert!(relative(covariance.std_error_of_score(k - 1, j).unwrap(), s[j]) < 1e-6);
            }
        }
    }
}

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
            Some(InferenceRequest { effects: true, clusters: clusters.clone(), ..InferenceRequest::new(estimator) })
        };
        let with = LogisticRegression { inference: request(), ..Default::default() }.fit(&build(&rows)).unwrap();
        let without =
            LogisticRegression { inference: request(), ..origin() }.fit(&build(&with_ones(&rows, one))).unwrap();
        assert!(with.is_certified() && without.is_certified() && without.held.is_empty(), "{seed}");
        assert_eq!(without.model.intercept(), 0.0);
        let scale = with.model.intercept().abs().max(1.0);
        assert!((without.model.coefficients()[0] * one - with.model.intercept()).abs() < 1e-8 * scale, "{seed}");
        let (a, b) = (with.covariance().unwrap(), without.covariance().unwrap());
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

/// Dense and sparse columns, weights and offsets, two or three classes.
fn mixed(n: usize, classes: usize) -> InMemory<'static> {
    let mut random = Lcg(5);
    let (mut x, mut labels, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    let (mut indptr, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
    for i in 0..n {
        let row = [random.centred() + 1.0, 100.0 * random.next() + 50.0, 1.0];
        x.extend(row);
        if random.next() < 0.4 {
            columns.push((i % 2) as u32);
            values.push(random.next() + 0.5);
        }
        indptr.push(columns.len());
        labels.push((((row[0] + 2.0 * random.next()).abs() * classes as f64 / 3.0) as usize % classes) as u8);
        weights.push(0.5 + random.next());
    }
    let features = Features::new(vec![
        Part::F64(Dense::from_rows(x, n, 3).unwrap()),
        Part::SparseF64(Csr::new(indptr, columns, values, 2).unwrap()),
    ])
    .unwrap();
    InMemory::of_classes(features, labels, classes).unwrap().with_weights(weights).unwrap()
}

fn check_derivatives(risk: &dyn Objective, pinned: &dyn Fn(usize) -> bool) {
    let mut random = Lcg(9);
    let p = risk.dim();
    let u: Vec<f64> = (0..p).map(|j| if pinned(j) { 0.0 } else { random.centred() }).collect();
    let at = risk.evaluate(&u, Order::Hessian).unwrap();
    let hessian = at.hessian.as_ref().unwrap();
    let (_, operator) = risk.curvature_at(&u).unwrap().unwrap();
    for j in 0..p {
        if pinned(j) {
            assert_eq!(at.gradient[j], 0.0);
            assert!(hessian.get(j, j) > 0.0 || risk.geometry().unwrap().outputs > 1);
        }
        let step = 1e-6;
        let moved = |s: f64| {
            let mut v = u.clone();
            v[j] += s * step;
            risk.evaluate(&v, Order::Gradient).unwrap()
        };
        let (above, below) = (moved(1.0), moved(-1.0));
        // What is pinned has no say, wherever it is.
        let slope = (above.value - below.value) / (2.0 * step);
        assert!((slope - at.gradient[j]).abs() < 1e-8, "{j}: {slope} {}", at.gradient[j]);
        let unit: Vec<f64> = (0..p).map(|i| f64::from(u8::from(i == j))).collect();
        let mut product = vec![0.0; p];
        operator.apply(&unit, &mut product).unwrap();
        for (i, product) in product.iter().enumerate() {
            if pinned(i) && pinned(j) {
                continue;
            }
            if pinned(i) || pinned(j) {
                assert_eq!((hessian.get(i, j), *product), (0.0, 0.0), "{i} {j}");
                continue;
            }
            let second = (above.gradient[i] - below.gradient[i]) / (2.0 * step);
            assert!((second - hessian.get(i, j)).abs() < 1e-7, "{i} {j}: {second} {}", hessian.get(i, j));
            assert!((product - hessian.get(i, j)).abs() < 1e-13);
        }
    }
}

#[test]
fn gradient_and_hessian_are_those_of_finite_differences() {
    for penalty in [Penalty::None, Penalty::l2(0.03), Penalty::L2 { lambda: 0.03, standardize: true }] {
        let two = mixed(200, 2).with_offset((0..200).map(|i| (i as f64).sin()).collect::<Vec<f64>>()).unwrap();
        let risk = EmpiricalRisk::through_origin(&two, penalty, Executor::sequential()).unwrap();
        check_derivatives(&risk, &|j| j == 0);
        // The block of some coordinates is that of the whole.
        let u: Vec<f64> = (0..risk.dim()).map(|j| 0.2 * j as f64).collect();
        let whole = risk.evaluate(&u, Order::Hessian).unwrap().hessian.unwrap();
        let some = risk.sub_hessian(&u, &[1, 3, 5]).unwrap().unwrap();
        for (a, i) in [0, 1, 3, 5].into_iter().enumerate() {
            for (b, j) in [0, 1, 3, 5].into_iter().enumerate() {
                assert!((some.get(a, b) - whole.get(i, j)).abs() < 1e-13, "{i} {j}");
            }
        }
        for classes in [2, 3, 4] {
            let data = mixed(200, classes);
            let risk = MultinomialRisk::through_origin(&data, penalty, Executor::sequential()).unwrap();
            let block = risk.scaled().dim();
            check_derivatives(&risk, &|j| j.is_multiple_of(block));
        }
    }
}

/// The first classes of the multinomial risk and the binary one are the same model.
#[test]
fn two_classes_are_the_binary_model() {
    let two = mixed(300, 2);
    let binary = origin().fit(&two).unwrap();
    let classes = origin().fit_classes(&two).unwrap();
    assert!(binary.is_certified() && classes.is_certified());
    for (a, b) in binary.model.coefficients().iter().zip(classes.model.class(1).coefficients()) {
        assert!((a - b).abs() < 1e-7 * a.abs().max(1.0), "{a} {b}");
    }
    assert_eq!(binary.statistics.df, classes.statistics.df);
    assert!(relative(binary.statistics.null_log_likelihood, classes.statistics.null_log_likelihood) < 1e-14);
}

#[test]
fn classes_with_a_column_of_ones_have_intercepts() {
    let (rows, _) = random(300, 3, 8);
    let mut noise = Lcg(3);
    let labels: Vec<u8> =
        rows.iter().map(|row| ((row[0] + 4.0 * noise.next()).abs() * 7.0) as usize as u8 % 3).collect();
    let of = |rows: &[Vec<f64>]| InMemory::of_classes(dense(rows), labels.clone(), 3).unwrap();
    let with = LogisticRegression::default().fit_classes(&of(&rows)).unwrap();
    for method in EXACT {
        let without = LogisticRegression { method: Some(method), ..origin() }.fit_classes(&of(&with_ones(&rows, 1.0)));
        let without = without.unwrap();
        assert!(without.is_certified(), "{method}");
        for k in 0..3 {
            let (a, b) = (with.model.class(k), without.model.class(k));
            assert!((a.intercept() - b.coefficients()[0]).abs() < 1e-4, "{method}");
            assert_eq!(b.intercept(), 0.0);
        }
    }
    // And a penalty, certified by duality, whose bound is one.
    let data = of(&rows);
    let risk = MultinomialRisk::through_origin(&data, Penalty::l2(0.01), Executor::sequential()).unwrap();
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
            let fit = specification.fit_classes(&three).unwrap();
            assert!(fit.is_certified(), "{method} {penalty:?}");
            assert!((0..3).all(|k| fit.model.class(k).intercept() == 0.0), "{method}");
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

/// Separation of (1, x) without an intercept is that of x with one; and of x alone it asks for more.
#[test]
fn separation_is_of_directions_alone() {
    let mut verdicts = [0; 3];
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
    assert!(verdicts.iter().all(|count| *count >= 5), "{verdicts:?}");
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
