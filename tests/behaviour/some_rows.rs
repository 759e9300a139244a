//! A few rows bound the Hessian from below, and fits of many dense columns rest on them.

use crate::fixtures::random::Xorshift;
use crate::fixtures::recorder::Recorder;
use logodds::core::{Executor, Logistic, Objective, Order, Risk, Structure, SymMatrix};
use logodds::data::{Dense, InMemory};
use logodds::fit::{Method, Penalty, Status};
use logodds::optim::{Cholesky, StoppingRule, minimize};

/// Columns of correlation ρ with their neighbours, at sizes from 0.1 to 100, about 5; labels of a model of ten of them; weights 0 to 2 if asked for.
fn rows(n: usize, p: usize, rho: f64, weighted: bool) -> InMemory<'static> {
    let mut random = Xorshift(11);
    let mut normal = move || (0..12).map(|_| random.uniform()).sum::<f64>() - 6.0;
    let mut uniform = Xorshift(5);
    let (mut x, mut labels) = (Vec::with_capacity(n * p), Vec::with_capacity(n));
    for _ in 0..n {
        let (mut last, mut eta) = (normal(), -0.5);
        for j in 0..p {
            last = rho * last + (1.0 - rho * rho).sqrt() * normal();
            eta += if j < 10 { 0.3 * (1.0 - rho).sqrt() * last } else { 0.0 };
            x.push(5.0 + last * 10f64.powi((j % 4) as i32 - 1));
        }
        labels.push(u8::from(uniform.uniform() < logodds::score::sigmoid(eta)));
    }
    let data = InMemory::new(Dense::from_rows(x, n, p).unwrap(), labels).unwrap();
    let weights = (0..n).map(|_| (3.0 * uniform.uniform()).floor()).collect::<Vec<f64>>();
    if weighted { data.with_weights(weights).unwrap() } else { data }
}

fn form(matrix: &SymMatrix, v: &[f64]) -> f64 {
    matrix.matvec(v).iter().zip(v).map(|(a, v)| a * v).sum()
}

#[test]
fn some_rows_bound_the_hessian_from_below() {
    for (rho, weighted, penalty) in [(0.0, false, Penalty::None), (0.9, true, Penalty::l2(1e-3))] {
        let data = rows(1_500, 130, rho, weighted);
        let risk = Risk::new(Logistic, &data, penalty, Executor::sequential()).unwrap();
        let mut random = Xorshift(3);
        let u: Vec<f64> = risk.start().iter().map(|u| u + 0.1 * (random.uniform() - 0.5)).collect();
        let whole = risk.evaluate(&u, Order::Hessian).unwrap().hessian.unwrap().into_dense();
        for (count, single) in [(260, false), (260, true), (1_500, true), (1_500, false)] {
            let some = risk.hessian_of_rows(&u, count, single).unwrap().unwrap();
            assert_eq!(single, some.error > 0.0);
            assert!(some.share > 0.1 && (count < 1_500 || some.share == 1.0));
            let diagonal = some.hessian.diagonal();
            let found = some.hessian.clone().into_dense();
            for _ in 0..100 {
                let v: Vec<f64> = u.iter().map(|_| random.uniform() - 0.5).collect();
                let error = some.error * diagonal.iter().zip(&v).map(|(d, v)| d * v * v).sum::<f64>();
                let (found, exact) = (form(&found, &v), form(&whole, &v));
                assert!(some.share * (found - error) <= exact * (1.0 + 1e-12));
                if count == 1_500 {
                    assert!((found - exact).abs() <= error + 1e-12 * exact, "{found:e} {exact:e}");
                }
            }
        }
    }
}

/// By the optimum that goes on to rounding; the same bits with several threads.
#[test]
fn dense_fits_are_certified_by_some_rows() {
    for (n, rho, penalty) in [
        (2_000, 0.0, Penalty::None),
        (3_000, 0.9, Penalty::None),
        (700, 0.0, Penalty::None),
        (400, 0.9, Penalty::l2(1e-3)),
    ] {
        let data = rows(n, 130, rho, n == 3_000);
        let fit = |tolerance: f64, threads: usize| {
            let risk = Risk::new(Logistic, &data, penalty, Executor::new(threads).unwrap()).unwrap();
            let mut points = Recorder::default();
            let stop = StoppingRule { tolerance, ..Default::default() };
            let solution = minimize(&*Method::Newton.solver(0), &risk, risk.start(), &stop, &mut points).unwrap();
            let values: Vec<(f64, f64)> =
                (points.0.iter()).map(|(u, bound)| (risk.evaluate(u, Order::Value).unwrap().value, *bound)).collect();
            (solution, values)
        };
        let least = fit(1e-13, 1).0.value();
        for tolerance in [1e-3, 1e-6, 1e-10] {
            let (solution, values) = fit(tolerance, 1);
            assert_eq!(solution.status, Status::Converged, "{n} {rho} {tolerance}: {:e}", solution.certificate.bound);
            for (value, bound) in values {
                assert!(value - least <= bound + 1e-14, "{n} {rho} {tolerance}: {:e} {bound:e}", value - least);
            }
            assert!(solution.value() - least <= tolerance * least);
            let other = fit(tolerance, 3).0;
            assert!(other.point == solution.point && other.certificate == solution.certificate);
        }
    }
}

#[test]
fn tiles_of_a_factor_have_the_same_bits_for_any_threads() {
    let n = 800;
    let mut random = Xorshift(9);
    let mut h = SymMatrix::zeros(n);
    for i in 0..n {
        let row = h.row_mut(i);
        row.iter_mut().for_each(|h| *h = random.uniform() - 0.5);
        row[i] = 40.0;
    }
    let factor = |threads: usize| Cholesky::on(&h, Some(&Executor::new(threads).unwrap())).unwrap();
    assert!(factor(1) == factor(2) && factor(1) == factor(5));
}
