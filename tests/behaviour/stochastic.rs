//! The stochastic solvers: linear convergence of `saga` to certified optima, and what seeds, batches and hard data do to it.

use crate::fixtures::cases::read;
use crate::fixtures::random::Xorshift;
use logodds::core::{
    EvalError, Evaluation, Expansion, Geometry, Logistic, NullCurvature, Objective, Order, Risk, RowSpace,
    SampledHessian, Separable, Structure, SymMatrix,
};
use logodds::data::{Csr, Dense, Executor, InMemory};
use logodds::fit::{Fit, LogisticRegression, Method, Penalty, Silent, Status};
use logodds::io::FitColumns;
use logodds::optim::{Iteration, Sgd, Solver, StoppingRule, Svrg, minimize};
use logodds::study::Training;
use std::ops::Range;

/// Rows of correlated columns, and labels that follow them.
fn synthetic(rows: usize, columns: usize) -> (Vec<f64>, Vec<u8>) {
    let mut random = Xorshift(42);
    let (mut x, mut labels) = (Vec::with_capacity(rows * columns), Vec::with_capacity(rows));
    for _ in 0..rows {
        let (mut last, mut eta) = (0.0, -0.4);
        for j in 0..columns {
            last = 0.7 * last + random.uniform() - 0.5;
            eta += last * (j as f64 * 1.3).sin();
            x.push(last);
        }
        labels.push(u8::from(random.uniform() < logodds::score::sigmoid(eta)));
    }
    (x, labels)
}

fn german_credit() -> Training<'static> {
    let columns = FitColumns { target: "creditability".into(), positive: Some("bad".into()), ..Default::default() };
    read("examples/data/german_credit.csv", columns)
}

fn birthwt() -> Training<'static> {
    let columns = FitColumns {
        target: "low".into(),
        positive: Some("1".into()),
        categorical: vec!["race".into()],
        ..Default::default()
    };
    read("examples/data/birthwt.csv", columns)
}

fn with(method: Method, penalty: Penalty) -> LogisticRegression {
    LogisticRegression { method: Some(method), penalty, ..Default::default() }
}

/// `saga` on some data: certified, and where Newton is.
fn agrees_with_newton(data: &InMemory<'_>, penalty: Penalty) -> Fit {
    let newton = with(Method::Newton, penalty).fit(data).unwrap();
    let saga = with(Method::Saga, penalty).fit(data).unwrap();
    let solution = &saga.solution;
    assert_eq!(solution.status, Status::Converged, "{:?}", solution.certificate);
    assert!(solution.certificate.bound <= 1e-10 * solution.value());
    assert!((solution.value() - newton.solution.value()).abs() <= 1e-10 * newton.solution.value());
    for (a, b) in saga.model.coefficients().iter().zip(newton.model.coefficients()) {
        assert!((a - b).abs() <= 1e-7 * (1e-3 + b.abs()), "{a} {b}");
    }
    saga
}

#[test]
fn saga_ends_certified_at_newtons_optimum() {
    agrees_with_newton(german_credit().data(), Penalty::l2(0.01));
    agrees_with_newton(german_credit().data(), Penalty::None);
    agrees_with_newton(birthwt().data(), Penalty::None);
    let (x, labels) = synthetic(30_000, 20);
    let tall = InMemory::new(Dense::from_rows(x, 30_000, 20).unwrap(), labels).unwrap();
    let fit = agrees_with_newton(&tall, Penalty::None);
    // The paths are short, so most of the work are the anchors.
    assert!(fit.solution.passes < 25.0, "{}", fit.solution.passes);
}

/// A gap that falls by a constant factor a step, down to rounding: what tells variance reduction from plain stochastic steps.
#[test]
fn saga_converges_linearly_where_sgd_slows_down() {
    let training = german_credit();
    let data = training.data();
    let optimum = with(Method::Newton, Penalty::l2(0.01)).fit(data).unwrap().solution.value();
    let gaps = |method| -> Vec<f64> {
        let fit = LogisticRegression { tolerance: 1e-12, ..with(method, Penalty::l2(0.01)) }.fit(data).unwrap();
        fit.solution.trace.iter().map(|at| at.value / optimum - 1.0).collect()
    };
    let gaps_of_saga = gaps(Method::Saga);
    let steps = gaps_of_saga.iter().position(|gap| *gap < 1e-11).unwrap();
    assert!(steps <= 30, "{gaps_of_saga:?}");
    for three in gaps_of_saga[..=steps].windows(4) {
        assert!(three[3] < 0.5 * three[0], "{gaps_of_saga:?}");
    }
    assert!(gaps(Method::Sgd)[steps.min(10)] > 1e-9);
}

#[test]
fn sparse_rows_and_their_dense_twin_agree() {
    let (rows, columns) = (3_000, 60);
    let mut random = Xorshift(9);
    let (mut indptr, mut indices, mut values, mut labels) = (vec![0], Vec::new(), Vec::new(), Vec::new());
    let mut dense = vec![0.0; rows * columns];
    for i in 0..rows {
        let mut eta = 0.2;
        for j in 0..columns as u32 {
            if random.uniform() < 1.0 / f64::from(j + 2) {
                let x = 0.5 + random.uniform();
                eta += x * f64::from(j).sin();
                indices.push(j);
                values.push(x);
                dense[i * columns + j as usize] = x;
            }
        }
        indptr.push(indices.len());
        labels.push(u8::from(random.uniform() < logodds::score::sigmoid(eta)));
    }
    let sparse = InMemory::new(Csr::new(indptr, indices, values, columns).unwrap(), labels.clone()).unwrap();
    let dense = InMemory::new(Dense::from_rows(dense, rows, columns).unwrap(), labels).unwrap();
    let a = agrees_with_newton(&sparse, Penalty::l2(1e-3)).solution.value();
    let b = agrees_with_newton(&dense, Penalty::l2(1e-3)).solution.value();
    assert!((a - b).abs() <= 1e-10 * b);
}

#[test]
fn seeds_decide_the_path_and_threads_do_not() {
    let (x, labels) = synthetic(20_000, 10);
    let data = InMemory::new(Dense::from_rows(x, 20_000, 10).unwrap(), labels).unwrap();
    for method in [Method::Saga, Method::Sgd] {
        let bits = |seed, threads| {
            let specification = LogisticRegression {
                seed,
                threads,
                max_iterations: Some(3),
                tolerance: 1e-15,
                ..with(method, Penalty::None)
            };
            let trace = specification.fit(&data).unwrap().solution.trace;
            trace.iter().map(|at| at.value.to_bits()).collect::<Vec<_>>()
        };
        let one = bits(1, 1);
        assert_eq!(one, bits(1, 1), "{method}");
        assert_eq!(one, bits(1, 3), "{method}");
        assert_ne!(one, bits(2, 1), "{method}");
    }
}

/// More digits than there are: it stops by itself, at a point as good as any.
#[test]
fn saga_stalls_at_rounding() {
    let training = german_credit();
    let optimum = with(Method::Newton, Penalty::None).fit(training.data()).unwrap().solution.value();
    let beyond = LogisticRegression { tolerance: 1e-300, ..with(Method::Saga, Penalty::None) };
    let solution = beyond.fit(training.data()).unwrap().solution;
    assert_eq!(solution.status, Status::Stalled, "{}", solution.iterations);
    assert!((solution.value() - optimum).abs() < 1e-14, "{:e}", solution.value() - optimum);
}

/// Weights of many sizes, zero among them, and offsets; also a stretch of rows that outweighs all the others.
#[test]
fn weights_and_offsets() {
    let (n, p) = (3_200, 6);
    let (x, labels) = synthetic(n, p);
    let plain = InMemory::new(Dense::from_rows(x, n, p).unwrap(), labels).unwrap();
    let offset: Vec<f64> = (0..n).map(|i| (i as f64 * 0.7).sin()).collect();
    for weight in [|i: usize| (i % 4) as f64, |i: usize| if i < 100 { 1000.0 } else { 0.01 }] {
        let weights: Vec<f64> = (0..n).map(weight).collect();
        let data = plain.clone().with_weights(weights).unwrap().with_offset(offset.clone()).unwrap();
        let optimum = agrees_with_newton(&data, Penalty::None).solution.value();
        let sgd = with(Method::Sgd, Penalty::None).fit(&data).unwrap().solution.value();
        assert!(sgd < 1.001 * optimum, "{sgd} {optimum}");
    }
}

/// Eight rows are one batch: nothing is stochastic any more.
#[test]
fn a_single_batch() {
    let x = vec![0.1, 0.9, 0.2, 0.8, 0.5, 0.4, 0.7, 0.3];
    let data = InMemory::new(Dense::from_rows(x, 8, 1).unwrap(), vec![0, 1, 1, 0, 1, 0, 1, 0]).unwrap();
    assert_eq!(Risk::new(Logistic, &data, Penalty::None, Executor::sequential()).unwrap().batches(), 1);
    agrees_with_newton(&data, Penalty::None);
    let sgd = with(Method::Sgd, Penalty::None).fit(&data).unwrap();
    let optimum = with(Method::Newton, Penalty::None).fit(&data).unwrap().solution.value();
    assert!(sgd.solution.value() < 1.001 * optimum);
}

#[test]
fn more_columns_than_rows() {
    let (x, labels) = synthetic(40, 70);
    let data = InMemory::new(Dense::from_rows(x, 40, 70).unwrap(), labels).unwrap();
    agrees_with_newton(&data, Penalty::l2(0.01));
    for method in [Method::Saga, Method::Sgd] {
        let status = with(method, Penalty::None).fit(&data).unwrap().solution.status;
        assert_ne!(status, Status::Converged, "{method}");
    }
}

#[test]
fn separated_classes_end_honestly() {
    let x: Vec<f64> = (0..400).map(|i| (i as f64 - 199.5) / 100.0).collect();
    let labels: Vec<u8> = x.iter().map(|x| u8::from(*x > 0.0)).collect();
    let data = InMemory::new(Dense::from_rows(x, 400, 1).unwrap(), labels).unwrap();
    for method in [Method::Saga, Method::Sgd] {
        let fit = with(method, Penalty::None).fit(&data).unwrap();
        assert_eq!(fit.solution.status, Status::Separated, "{method}");
        assert!(fit.solution.point.iter().all(|u| u.is_finite()), "{method}");
    }
    agrees_with_newton(&data, Penalty::l2(1e-3));
}

/// Units are nobody's homework.
#[test]
fn columns_of_any_size() {
    let (n, p) = (2_000, 5);
    let (x, labels) = synthetic(n, p);
    let scales = [1e-12, 1e-6, 1.0, 1e6, 1e12];
    let scaled: Vec<f64> = x.iter().enumerate().map(|(k, x)| x * scales[k % p]).collect();
    let plain = InMemory::new(Dense::from_rows(x, n, p).unwrap(), labels.clone()).unwrap();
    let scaled = InMemory::new(Dense::from_rows(scaled, n, p).unwrap(), labels).unwrap();
    for method in [Method::Saga, Method::Sgd] {
        let fit =
            |data| LogisticRegression { max_iterations: Some(20), ..with(method, Penalty::None) }.fit(data).unwrap();
        let (a, b) = (fit(&plain).solution, fit(&scaled).solution);
        assert!((a.value() - b.value()).abs() <= 1e-9 * a.value(), "{method}: {} {}", a.value(), b.value());
        assert!(method == Method::Sgd || b.status == Status::Converged, "{:?}", b.status);
    }
}

/// What is known of an objective of one's own: values and gradients of batches, and perhaps Hessians.
struct Bare<'a>(Risk<'a>, bool);

impl Objective for Bare<'_> {
    fn dim(&self) -> usize {
        self.0.dim()
    }
    fn evaluate(&self, u: &[f64], order: Order) -> Result<Evaluation, EvalError> {
        assert!(self.1 || order < Order::Hessian);
        self.0.evaluate(u, order)
    }
    fn structure(&self) -> Option<&dyn Structure> {
        Some(self)
    }
}

impl Structure for Bare<'_> {
    fn threads(&self) -> Option<&Executor> {
        None
    }
    fn rows(&self) -> usize {
        1
    }
    fn rows_seen(&self) -> u64 {
        self.0.rows_seen() / self.0.rows() as u64
    }
    fn row_entries(&self) -> usize {
        self.0.dim()
    }
    fn penalty(&self) -> Option<&Separable> {
        self.0.penalty()
    }
    fn geometry(&self) -> Option<&Geometry> {
        None
    }
    fn has_hessian(&self) -> bool {
        self.1
    }
    fn levels(&self) -> Option<logodds::core::Levels> {
        None
    }
    fn approximate(&self, _: &[f64]) -> Result<Option<Evaluation>, EvalError> {
        Ok(None)
    }
    fn batches(&self) -> usize {
        self.0.batches()
    }
    fn gradient_of_batches(&self, batches: Range<usize>, u: &[f64]) -> Result<Vec<f64>, EvalError> {
        self.0.gradient_of_batches(batches, u)
    }
    fn sample(&self, _: usize) -> Result<Option<Box<dyn Structure + '_>>, EvalError> {
        Ok(None)
    }
    fn hessian_of_rows(&self, _: &[f64], _: usize, _: bool) -> Result<Option<SampledHessian>, EvalError> {
        Ok(None)
    }
    fn sub_hessian(&self, _: &[f64], _: &[usize]) -> Result<Option<SymMatrix>, EvalError> {
        Ok(None)
    }
    fn null_curvature(&self, _: &[usize], _: usize) -> Result<Option<NullCurvature>, EvalError> {
        Ok(None)
    }
    fn curvature_at(&self, _: &[f64]) -> Result<Option<Expansion<'_>>, EvalError> {
        Ok(None)
    }
    fn max_row_norm(&self, _: &logodds::core::InverseRoot) -> Result<Option<f64>, EvalError> {
        Ok(None)
    }
    fn row_space(&self) -> Option<&dyn RowSpace> {
        None
    }
}

#[test]
fn objectives_that_tell_little_of_themselves() {
    let (x, labels) = synthetic(4_000, 8);
    let data = InMemory::new(Dense::from_rows(x, 4_000, 8).unwrap(), labels).unwrap();
    let risk = || Risk::new(Logistic, &data, Penalty::None, Executor::sequential()).unwrap();
    let optimum = with(Method::Newton, Penalty::None).fit(&data).unwrap().solution.value();
    for (hessian, steps, gap_of_saga, gap_of_sgd) in [(true, 10, 1e-10, 1e-4), (false, 60, 1e-8, 3e-2)] {
        let bare = Bare(risk(), hessian);
        let stop = StoppingRule { max_iterations: steps, ..Default::default() };
        let gap = |solver: &dyn Solver| {
            minimize(solver, &bare, risk().start(), &stop, &mut Silent).unwrap().value() / optimum - 1.0
        };
        let (saga, sgd) = (gap(&Svrg::default()), gap(&Sgd::default()));
        assert!(saga < gap_of_saga && sgd < gap_of_sgd, "{hessian}: {saga:e} {sgd:e}");
    }
}

/// A joined batch is the mean of its parts.
#[test]
fn gradients_of_batches_are_means() {
    let (x, labels) = synthetic(2_000, 4);
    let data = InMemory::new(Dense::from_rows(x, 2_000, 4).unwrap(), labels).unwrap();
    let risk = Risk::new(Logistic, &data, Penalty::l2(0.1), Executor::sequential()).unwrap();
    let u = [0.3, -0.2, 0.5, 0.1, -0.4];
    let joined = risk.gradient_of_batches(3..9, &u).unwrap();
    let parts: Vec<Vec<f64>> = (3..9).map(|k| risk.gradient_of_batches(k..k + 1, &u).unwrap()).collect();
    let mean: Vec<f64> = (0..5).map(|j| parts.iter().map(|part| part[j]).sum::<f64>() / 6.0).collect();
    let all = risk.gradient_of_batches(0..risk.batches(), &u).unwrap();
    let whole = risk.evaluate(&u, Order::Gradient).unwrap().gradient;
    for (a, b) in joined.iter().zip(&mean).chain(all.iter().zip(&whole)) {
        assert!((a - b).abs() < 1e-14, "{a} {b}");
    }
}

/// Steps may be taken by hand: the iterate is the best point so far, and never worse than the one before.
#[test]
fn iterates_never_get_worse() {
    let training = german_credit();
    let risk = Risk::new(Logistic, training.data(), Penalty::None, Executor::sequential()).unwrap();
    for solver in [&Svrg::default() as &dyn Solver, &Sgd::default()] {
        let mut iteration: Box<dyn Iteration> = solver.start(&risk, risk.start()).unwrap();
        let mut last = f64::INFINITY;
        for _ in 0..20 {
            iteration.step().unwrap();
            let at = iteration.iterate();
            assert!(at.evaluation.value <= last * (1.0 + 1e-14), "{}", solver.name());
            assert_eq!(at.evaluation.value, risk.evaluate(at.point, Order::Value).unwrap().value);
            last = at.evaluation.value;
        }
    }
}
