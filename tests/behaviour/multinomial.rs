//! Multinomial fits against finite differences, against the binary model, and against one another.

use crate::fixtures::random::Lcg;
use logodds::core::{
    Categorical, Csr, Dense, Executor, Features, InMemory, Logistic, Objective, Order, Part, Penalty, Risk, RowBlocks,
    Softmax, Structure,
};
use logodds::fit::LogisticRegression;
use logodds::optim::{Method, Silent, Solution, Status, StoppingRule, minimize};

/// `n` rows of 3 dense columns, a categorical of 4 levels and 2 sparse columns, with `classes` noisy classes.
fn mixed(n: usize, classes: usize) -> InMemory<'static> {
    let mut random = Lcg(7);
    let (mut dense, mut codes, mut labels, mut weights) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut indptr, mut columns, mut values) = (vec![0], Vec::new(), Vec::new());
    for i in 0..n {
        let row = [random.next() * 4.0 - 2.0, random.next() * 100.0 + 1e4, random.next() * 1e-3];
        dense.extend(row);
        codes.push((random.next() * 4.0) as u32);
        if random.next() < 0.4 {
            columns.push((i % 2) as u32);
            values.push(random.next() + 0.5);
        }
        indptr.push(columns.len());
        let score = (row[0] + 0.02 * (row[1] - 1e4) + 3.0 * random.next()).abs() * 0.25 * classes as f64;
        labels.push((score as usize).min(classes - 1) as u8);
        weights.push((random.next() * 3.0).floor());
    }
    // Every class at least once.
    (0..classes).for_each(|k| (labels[k], weights[k]) = (k as u8, 1.0));
    let features = Features::new(vec![
        Part::F64(Dense::from_rows(dense, n, 3).unwrap()),
        Part::Categorical(Categorical::new(codes, 4).unwrap()),
        Part::SparseF64(Csr::new(indptr, columns, values, 2).unwrap()),
    ])
    .unwrap();
    InMemory::of_classes(features, labels, classes).unwrap().with_weights(weights).unwrap()
}

fn solve(risk: &dyn Objective, start: Vec<f64>, method: Method, tolerance: f64) -> Solution {
    let stop = StoppingRule { tolerance, max_iterations: method.default_iterations(), max_time: None };
    minimize(&*method.solver(0), risk, start, &stop, &mut Silent).unwrap()
}

#[test]
fn gradient_and_hessian_are_those_of_finite_differences() {
    for classes in [2, 3, 5] {
        let data = mixed(150, classes);
        let risk = Risk::new(Softmax::of(&data), &data, Penalty::l2(0.03), Executor::sequential()).unwrap();
        let mut random = Lcg(3);
        let u: Vec<f64> = (0..risk.dim()).map(|_| random.next() - 0.5).collect();
        let at = risk.evaluate(&u, Order::Hessian).unwrap();
        let hessian = at.hessian.unwrap();
        let (_, operator) = risk.curvature_at(&u).unwrap().unwrap();
        let h = 1e-5;
        for j in 0..risk.dim() {
            let shifted = |sign: f64| {
                let mut v = u.clone();
                v[j] += sign * h;
                risk.evaluate(&v, Order::Gradient).unwrap()
            };
            let (up, down) = (shifted(1.0), shifted(-1.0));
            let slope = (up.value - down.value) / (2.0 * h);
            assert!((slope - at.gradient[j]).abs() < 1e-8, "{classes} {j}: {slope} {}", at.gradient[j]);
            let mut product = vec![0.0; risk.dim()];
            let unit: Vec<f64> = (0..risk.dim()).map(|i| f64::from(u8::from(i == j))).collect();
            operator.apply(&unit, &mut product).unwrap();
            for (i, product) in product.into_iter().enumerate() {
                assert!((product - hessian.get(i, j)).abs() < 1e-14, "{classes} {i} {j}");
                let curvature = (up.gradient[i] - down.gradient[i]) / (2.0 * h);
                assert!((curvature - hessian.get(i, j)).abs() < 1e-8, "{classes} {i} {j}");
            }
        }
    }
}

#[test]
fn two_classes_are_the_binary_model() {
    let data = mixed(300, 2);
    let (features, labels) = (data.features().clone(), data.target().classes().unwrap().to_vec());
    let binary = InMemory::new(features, labels).unwrap();
    let both = InMemory::of_classes(data.features().clone(), data.target().classes().unwrap().to_vec(), 2).unwrap();
    // w₁ = −w₀ = w/2: a ridge on both is half the ridge on w.
    let risk = Risk::new(Softmax::of(&both), &both, Penalty::l2(0.02), Executor::sequential()).unwrap();
    let reference = Risk::new(Logistic, &binary, Penalty::l2(0.01), Executor::sequential()).unwrap();
    let softmax = solve(&risk, risk.start(), Method::Newton, 1e-12);
    let logistic = solve(&reference, reference.start(), Method::Newton, 1e-12);
    assert_eq!((softmax.status, logistic.status), (Status::Converged, Status::Converged));
    assert!((softmax.value() - logistic.value()).abs() < 1e-14);
    let model = risk.model(&softmax.point).unwrap().relative_to(0).unwrap();
    let expected = reference.model(&logistic.point).unwrap();
    for (found, expected) in model.score(1).coefficients().iter().zip(expected.coefficients()) {
        assert!((found - expected).abs() < 1e-9 * (1.0 + expected.abs()), "{found} {expected}");
    }
}

#[test]
fn every_solver_ends_at_the_same_certified_optimum() {
    for (penalty, tolerance) in [(Penalty::l2(0.01), 1e-9), (Penalty::None, 1e-8)] {
        let data = mixed(400, 4);
        let risk = Risk::new(Softmax::of(&data), &data, penalty, Executor::sequential()).unwrap();
        let reference = solve(&risk, risk.start(), Method::Newton, 1e-13);
        assert_eq!(reference.status, Status::Converged);
        for method in [Method::Lbfgs, Method::NewtonCg, Method::Saga, Method::GradientDescent] {
            let solution = solve(&risk, risk.start(), method, tolerance);
            assert_eq!(solution.status, Status::Converged, "{method}: {:?}", solution.certificate);
            let gap = solution.value() - reference.value();
            assert!(gap <= solution.certificate.bound + 1e-15, "{method}: {gap:e} {:?}", solution.certificate);
            assert!(gap <= tolerance * solution.value());
        }
    }
}

/// Along the way, too: every bound of every trace is above the true gap.
#[test]
fn no_bound_is_ever_below_the_gap() {
    for (classes, lambda) in [(3, 1e-3), (5, 1e-1), (4, 0.0)] {
        let data = mixed(300, classes);
        let penalty = if lambda > 0.0 { Penalty::l2(lambda) } else { Penalty::None };
        let risk = Risk::new(Softmax::of(&data), &data, penalty, Executor::sequential()).unwrap();
        let best = solve(&risk, risk.start(), Method::Newton, 1e-13);
        assert_eq!(best.status, Status::Converged);
        for method in Method::ALL {
            let solution = solve(&risk, risk.start(), method, 1e-7);
            for point in &solution.trace {
                let gap = point.value - best.value();
                assert!(point.bound >= gap - 1e-14, "{method} {classes} {lambda}: {:e} < {gap:e}", point.bound);
            }
        }
    }
}

#[test]
fn the_bits_do_not_depend_on_threads() {
    let data = mixed(3_000, 3);
    let fit = |threads| {
        let risk = Risk::new(Softmax::of(&data), &data, Penalty::l2(0.001), Executor::new(threads).unwrap()).unwrap();
        let solution = solve(&risk, risk.start(), Method::Lbfgs, 1e-8);
        (solution.point, solution.passes)
    };
    let one = fit(1);
    for threads in [2, 3, 7] {
        assert_eq!(fit(threads), one);
    }
}

#[test]
fn one_vs_rest_is_as_many_binary_fits_whose_shares_sum_to_one() {
    let data = mixed(400, 3);
    let specification = LogisticRegression { penalty: Penalty::l2(0.01), threads: 1, ..Default::default() };
    let fits = specification.fit_one_vs_rest(&data).unwrap();
    assert!(fits.is_certified() && fits.fits.len() == 3);
    let labels: Vec<u8> = data.target().classes().unwrap().iter().map(|&y| u8::from(y == 1)).collect();
    let weights: Vec<f64> = mixed_weights(&data);
    let own = InMemory::new(data.features().borrowed(), labels).unwrap().with_weights(weights).unwrap();
    assert_eq!(specification.fit(&own).unwrap().model, fits.fits[1].model);
    let shares = fits.probabilities(data.features(), &Executor::sequential()).unwrap();
    let of_one = fits.fits[1].model.probabilities(data.features(), &Executor::sequential()).unwrap();
    for (row, p) in shares.chunks(3).zip(of_one) {
        assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-15);
        assert!(row[1] <= p * 3.0 && row.iter().all(|share| (0.0..=1.0).contains(share)));
    }
}

/// The weights of [`mixed`], which a data set does not give back.
fn mixed_weights(data: &InMemory<'_>) -> Vec<f64> {
    let mut weights = Vec::new();
    let origin = vec![0.0; data.shape().columns];
    data.visit(0..data.shape().blocks(), &origin, &mut |block| weights.extend(block.weights.unwrap_or_default()))
        .unwrap();
    weights
}
