//! Passes in single precision choose the way of a multinomial fit; where it ends is decided in double.

use crate::fixtures::random::Lcg;
use logodds::core::{Dense, Executor, InMemory, Objective, Order, Penalty, Risk, Softmax, Structure};
use logodds::optim::{Method, Silent, Solution, Status, StoppingRule, minimize};

const ROWS: usize = 2_403;
const COLUMNS: usize = 117;
const CLASSES: usize = 5;

/// Noisy classes; column j is about `place(j)`, of a spread of `size(j)`.
fn numbers(place: impl Fn(usize) -> f64, size: impl Fn(usize) -> f64, noise: f64) -> (Vec<f32>, Vec<u8>) {
    let mut random = Lcg(5);
    let (mut x, mut labels) = (Vec::new(), Vec::new());
    for i in 0..ROWS {
        let row: Vec<f64> = (0..COLUMNS).map(|_| 2.0 * random.next() - 1.0).collect();
        let score = 0.5 + 0.25 * (row[0] + row[1] - row[2] * row[3]) + noise * (random.next() - 0.5);
        let label = ((score * CLASSES as f64).max(0.0) as usize).min(CLASSES - 1);
        labels.push(if i < CLASSES { i as u8 } else { label as u8 });
        x.extend(row.iter().enumerate().map(|(j, x)| (place(j) + size(j) * x) as f32));
    }
    (x, labels)
}

fn in_single(x: &[f32], labels: &[u8]) -> InMemory<'static> {
    InMemory::of_classes(Dense::from_rows(x.to_vec(), ROWS, COLUMNS).unwrap(), labels.to_vec(), CLASSES).unwrap()
}

fn in_double(x: &[f32], labels: &[u8]) -> InMemory<'static> {
    let wide: Vec<f64> = x.iter().map(|x| f64::from(*x)).collect();
    InMemory::of_classes(Dense::from_rows(wide, ROWS, COLUMNS).unwrap(), labels.to_vec(), CLASSES).unwrap()
}

fn risk<'a>(data: &'a InMemory<'_>, lambda: f64, threads: usize) -> Risk<'a, Softmax> {
    Risk::new(Softmax::of(data), data, Penalty::l2(lambda), Executor::new(threads).unwrap()).unwrap()
}

fn solve(risk: &Risk<'_, Softmax>, tolerance: f64) -> Solution {
    let stop = StoppingRule { tolerance, max_iterations: 2_000, max_time: None };
    minimize(&*Method::Lbfgs.solver(0), risk, risk.start(), &stop, &mut Silent).unwrap()
}

fn point(risk: &Risk<'_, Softmax>, size: f64) -> Vec<f64> {
    let mut random = Lcg(11);
    (0..risk.dim()).map(|_| size * (random.next() - 0.5)).collect()
}

fn norm(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x).sum::<f64>().sqrt()
}

#[test]
fn an_approximation_is_near_wherever_the_columns_lie() {
    type OfColumn = fn(usize) -> f64;
    let places: [(OfColumn, OfColumn); 3] = [
        (|_| 0.0, |_| 1.0),
        // Numbers of 24 bits that share most of them.
        (|j| if j % 2 == 0 { 1e6 } else { -3.0 }, |j| if j % 2 == 0 { 7.0 } else { 0.1 }),
        (|_| 0.0, |j| 10f64.powi(j as i32 % 25 - 12)),
    ];
    for (place, size) in places {
        let (x, labels) = numbers(place, size, 0.5);
        let weights: Vec<f64> = (0..ROWS).map(|i| (i % 3) as f64 + 0.5).collect();
        let data = in_single(&x, &labels).with_weights(weights).unwrap();
        let risk = risk(&data, 1e-3, 1);
        for scale in [0.0, 0.3, 5.0] {
            let u = point(&risk, scale);
            let exact = risk.evaluate(&u, Order::Gradient).unwrap();
            let near = risk.approximate(&u).unwrap().unwrap();
            assert!((near.value / exact.value - 1.0).abs() < 1e-6, "{scale}: {} {}", near.value, exact.value);
            let off: Vec<f64> = near.gradient.iter().zip(&exact.gradient).map(|(a, b)| a - b).collect();
            assert!(norm(&off) < 1e-5 * norm(&exact.gradient), "{scale}: {:e}", norm(&off) / norm(&exact.gradient));
        }
    }
}

#[test]
fn the_optimum_is_that_of_double_precision() {
    let (x, labels) = numbers(|j| j as f64, |_| 1.0, 0.5);
    let (single, double) = (in_single(&x, &labels), in_double(&x, &labels));
    let (single, double) = (risk(&single, 1e-2, 2), risk(&double, 1e-2, 2));
    assert!(single.approximate(&single.start()).unwrap().is_some());
    assert!(double.approximate(&double.start()).unwrap().is_none());
    for tolerance in [1e-3, 1e-6, 1e-10] {
        let (near, exact) = (solve(&single, tolerance), solve(&double, tolerance));
        assert_eq!((near.status, exact.status), (Status::Converged, Status::Converged));
        // What is reported is what is true in double precision, to the last bits.
        let again = double.evaluate(&near.point, Order::Gradient).unwrap();
        assert!((again.value - near.value()).abs() <= 1e-14 * again.value);
        assert!(near.passes <= 1.2 * exact.passes + 4.0, "{tolerance}: {} {}", near.passes, exact.passes);
        assert!((near.value() - exact.value()).abs() <= tolerance * exact.value());
    }
    let (near, exact) = (solve(&single, 1e-14), solve(&double, 1e-14));
    let largest = exact.point.iter().fold(0.0, |a: f64, u| a.max(u.abs()));
    for (a, b) in near.point.iter().zip(&exact.point) {
        assert!((a - b).abs() < 1e-8 * largest.max(1.0), "{a} {b}");
    }
}

#[test]
fn no_bound_on_the_way_is_below_the_gap() {
    let (x, labels) = numbers(|_| 0.0, |_| 1.0, 0.5);
    let data = in_single(&x, &labels);
    let risk = risk(&data, 1e-3, 2);
    let least = solve(&risk, 1e-12).value();
    for tolerance in [1.0, 1e-2, 1e-5, 1e-9] {
        let solution = solve(&risk, tolerance);
        assert_eq!(solution.status, Status::Converged);
        for at in &solution.trace {
            assert!(at.bound >= (at.value - least) * (1.0 - 1e-9) - 1e-12 * least, "{at:?}");
        }
        assert!(solution.value() - least <= solution.certificate.bound + 1e-12 * least);
    }
}

#[test]
fn a_fit_cut_short_ends_in_double_precision() {
    let (x, labels) = numbers(|_| 0.0, |_| 1.0, 0.5);
    let data = in_single(&x, &labels);
    let risk = risk(&data, 1e-3, 2);
    let stop = StoppingRule { tolerance: 1e-8, max_iterations: 3, max_time: None };
    let solution = minimize(&*Method::Lbfgs.solver(0), &risk, risk.start(), &stop, &mut Silent).unwrap();
    assert_eq!(solution.status, Status::IterationLimit);
    let again = risk.evaluate(&solution.point, Order::Gradient).unwrap();
    assert_eq!((again.value, &again.gradient), (solution.value(), &solution.evaluation.gradient));
}

#[test]
fn the_bits_do_not_depend_on_threads() {
    let (x, labels) = numbers(|_| 3.0, |_| 1.0, 0.5);
    let data = in_single(&x, &labels);
    let bits = |threads: usize| {
        let risk = risk(&data, 1e-3, threads);
        let at = risk.approximate(&point(&risk, 1.0)).unwrap().unwrap();
        let solution = solve(&risk, 1e-7);
        let numbers = at.gradient.iter().chain(&solution.point).chain([&at.value, &solution.certificate.bound]);
        numbers.map(|x| x.to_bits()).collect::<Vec<_>>()
    };
    let alone = bits(1);
    assert!([2, 3, 7].into_iter().all(|threads| bits(threads) == alone));
}

#[test]
fn what_f32_cannot_hold_is_left_to_double_precision() {
    let huge: fn(usize) -> f64 = |j| if j == 4 { 1e30 } else { 1.0 };
    let tiny: fn(usize) -> f64 = |j| if j == 4 { 1e-30 } else { 1.0 };
    for size in [huge, tiny] {
        let (x, labels) = numbers(|_| 0.0, size, 0.5);
        let data = in_single(&x, &labels);
        let risk = risk(&data, 1e-3, 2);
        assert!(risk.approximate(&risk.start()).unwrap().is_none());
        assert_eq!(solve(&risk, 1e-6).status, Status::Converged);
    }
    let (x, labels) = numbers(|_| 0.0, |_| 1.0, 0.5);
    let data = in_single(&x, &labels);
    let risk = risk(&data, 1e-3, 2);
    for size in [1e30, f64::INFINITY] {
        assert!(risk.approximate(&point(&risk, size)).unwrap().is_none());
    }
}

#[test]
fn margins_of_ten_thousand() {
    let (x, labels) = numbers(|_| 0.0, |_| 1.0, 0.5);
    let data = in_single(&x, &labels);
    let risk = risk(&data, 1e-3, 2);
    let mut u = point(&risk, 0.0);
    u[1] = 1e4;
    let exact = risk.evaluate(&u, Order::Gradient).unwrap();
    let near = risk.approximate(&u).unwrap().unwrap();
    assert!((near.value / exact.value - 1.0).abs() < 1e-6);
    // From there to the optimum.
    let stop = StoppingRule { tolerance: 1e-6, max_iterations: 2_000, max_time: None };
    let solution = minimize(&*Method::Lbfgs.solver(0), &risk, u, &stop, &mut Silent).unwrap();
    assert_eq!(solution.status, Status::Converged);
    // Classes that one column decides, hardly penalised.
    let (x, labels) = numbers(|_| 0.0, |_| 100.0, 0.0);
    let data = in_single(&x, &labels);
    assert_eq!(solve(&self::risk(&data, 1e-9, 2), 1e-3).status, Status::Converged);
}
