//! Leverage and influence of rows of several labels: against steps of Newton's method without a row, and against two labels.

use crate::fixtures::random::Lcg;
use logodds::core::{
    Dense, Executor, InMemory, Logistic, Objective, Order, Penalty, Reweighable, Risk, Softmax, SymMatrix,
};
use logodds::inference::{WeightKind, diagnostics, influence};
use logodds::optim::{Cholesky, Method, Silent, Status, StoppingRule, minimize};

const ROWS: usize = 80;

fn data(classes: usize) -> InMemory<'static> {
    let mut random = Lcg(21);
    let (mut x, mut labels, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..ROWS {
        let row = [random.next() * 2.0 - 1.0, random.next() * 50.0 + 10.0];
        let score = (row[0] + 0.03 * row[1] + 2.0 * random.next()).abs() as usize;
        labels.push(if i < classes { i } else { score.min(classes - 1) } as u8);
        x.extend(row);
        weights.push(1.0 + (i % 3) as f64 * 0.5);
    }
    let x = Dense::from_rows(x, ROWS, 2).unwrap();
    let data = if classes == 2 { InMemory::new(x, labels) } else { InMemory::of_classes(x, labels, classes) };
    data.unwrap().with_weights(weights).unwrap()
}

fn optimum(risk: &dyn Objective, start: Vec<f64>) -> Vec<f64> {
    let stop = StoppingRule { tolerance: 1e-15, max_iterations: 100, max_time: None };
    let solution = minimize(&*Method::Newton.solver(0), risk, start, &stop, &mut Silent).unwrap();
    assert_eq!(solution.status, Status::Converged);
    solution.point
}

fn square(h: &SymMatrix, v: &[f64]) -> f64 {
    h.matvec(v).iter().zip(v).map(|(a, b)| a * b).sum()
}

#[test]
fn a_distance_is_a_step_of_newtons_method_without_the_row() {
    let data = data(4);
    let risk = Risk::new(Softmax::of(&data), &data, Penalty::None, Executor::sequential()).unwrap();
    let u = optimum(&risk, risk.start());
    let whole = risk.evaluate(&u, Order::Hessian).unwrap().hessian.unwrap().into_dense();
    let (weights, total) = (data.weights().unwrap(), risk.null().total_weight);
    let found = influence(&risk, &u).unwrap();
    let k = risk.layout().unknowns() as f64;
    assert!((found.iter().map(|row| row.leverage).sum::<f64>() - k).abs() < 1e-9);
    for i in (0..ROWS).step_by(7) {
        let mut without = weights.to_vec();
        without[i] = 0.0;
        let rest = total - weights[i];
        let at = risk.evaluate_reweighted(&without, rest, &u, Order::Hessian).unwrap();
        let step = Cholesky::new(&at.hessian.unwrap()).unwrap().solve(&at.gradient);
        let expected = total * square(&whole, &step) / k;
        assert!((found[i].cooks_distance / expected - 1.0).abs() < 1e-7, "{i}: {} {expected}", found[i].cooks_distance);
        assert!(found[i].leverage > 0.0 && found[i].leverage < 3.0);
    }
}

#[test]
fn of_two_labels_they_are_leverage_and_cooks_distance() {
    let data = data(2);
    let both = InMemory::of_classes(data.features().clone(), data.target().classes().unwrap().to_vec(), 2)
        .unwrap()
        .with_weights(data.weights().unwrap().to_vec())
        .unwrap();
    for penalty in [Penalty::None, Penalty::l2(0.01)] {
        let risk = Risk::new(Logistic, &data, penalty, Executor::sequential()).unwrap();
        let u = optimum(&risk, risk.start());
        let expected = diagnostics(&risk, &u, WeightKind::Precision).unwrap();
        // A ridge on two classes that sum to 0 is half of one on their difference.
        let ridge = if penalty == Penalty::None { penalty } else { Penalty::l2(0.02) };
        let softmax = Risk::new(Softmax::new(2), &both, ridge, Executor::sequential()).unwrap();
        let v = optimum(&softmax, softmax.start());
        for found in [influence(&risk, &u).unwrap(), influence(&softmax, &v).unwrap()] {
            for (found, expected) in found.iter().zip(expected.rows()) {
                assert!((found.leverage / expected.leverage - 1.0).abs() < 1e-7);
                assert!((found.cooks_distance / expected.cooks_distance - 1.0).abs() < 1e-6);
            }
        }
    }
}
