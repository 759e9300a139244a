//! Gradient, Hessian, its blocks and its products, against finite differences; what is pinned at 0 has no part in them.

use crate::fixtures::random::Lcg;
use logodds::core::{
    Csr, Dense, Executor, Features, InMemory, Logistic, Objective, Order, Part, Risk, Softmax, Structure,
};
use logodds::fit::Penalty;

/// Dense and sparse columns, weights and offsets, two or three classes.
pub fn mixed(n: usize, classes: usize) -> InMemory<'static> {
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

fn check_derivatives(risk: &dyn Structure, pinned: &dyn Fn(usize) -> bool) {
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
        let risk = Risk::through_origin(Logistic, &two, penalty, Executor::sequential()).unwrap();
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
            let risk = Risk::through_origin(Softmax::of(&data), &data, penalty, Executor::sequential()).unwrap();
            let block = risk.scaled().dim();
            check_derivatives(&risk, &|j| j.is_multiple_of(block));
        }
    }
}
