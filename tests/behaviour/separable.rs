//! A separable penalty against what defines its operator and its conjugate: minima and suprema, looked for by brute force.

use logodds::core::{Group, Separable, SeparableError};
use proptest::prelude::*;

/// The least of a convex function of one number between two others, by ternary search.
fn least(f: impl Fn(f64) -> f64, (mut from, mut to): (f64, f64)) -> f64 {
    for _ in 0..200 {
        let (a, b) = (from + (to - from) / 3.0, to - (to - from) / 3.0);
        if f(a) <= f(b) { to = b } else { from = a }
    }
    0.5 * (from + to)
}

fn one(l1: f64, l2: f64, bounds: (f64, f64)) -> Separable {
    Separable::ridge(vec![l2]).with_l1(vec![l1]).unwrap().with_bounds(vec![bounds]).unwrap()
}

/// Bounds of which either may be missing.
fn bounds() -> impl Strategy<Value = (f64, f64)> {
    (-3.0..3.0, 0.0..3.0, any::<bool>(), any::<bool>()).prop_map(|(lower, width, below, above)| {
        (if below { lower } else { f64::NEG_INFINITY }, if above { lower + width } else { f64::INFINITY })
    })
}

fn group() -> impl Strategy<Value = (Separable, Vec<f64>)> {
    (proptest::collection::vec((0.0..1.0, -4.0..4.0), 3), 0.01..2.0, 0.01..2.0).prop_map(|(of_each, l2, strength)| {
        let (l1, at): (Vec<f64>, Vec<f64>) = of_each.into_iter().unzip();
        let penalty = Separable::ridge(vec![l2; 3]).with_l1(l1).unwrap();
        (penalty.with_groups(vec![Group { coordinates: 0..3, strength }]).unwrap(), at)
    })
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

proptest! {
    #[test]
    fn the_operator_of_a_coordinate_is_a_minimum(l1 in 0.0..2.0, l2 in 0.0..2.0, bounds in bounds(), a in -5.0..5.0f64, h in 0.1..4.0) {
        let penalty = one(l1, l2, bounds);
        let f = |z: f64| 0.5 * h * (z - a).powi(2) + l1 * z.abs() + 0.5 * l2 * z * z;
        let found = least(f, (bounds.0.max(-10.0), bounds.1.min(10.0)));
        let z = penalty.prox(&[a], h)[0];
        prop_assert!((z - found).abs() < 1e-6 && penalty.value(&[z]) < f64::INFINITY, "{} {}", z, found);
    }

    #[test]
    fn the_conjugate_of_a_coordinate_is_a_supremum(l1 in 0.0..2.0, l2 in 0.05..2.0, bounds in bounds(), v in -5.0..5.0f64) {
        let penalty = one(l1, l2, bounds);
        let f = |u: f64| l1 * u.abs() + 0.5 * l2 * u * u - v * u;
        let u = least(f, (bounds.0.max(-120.0), bounds.1.min(120.0)));
        let found = penalty.conjugate(&[v]);
        prop_assert!((found + f(u)).abs() <= 1e-9 * (1.0 + found.abs()), "{} {}", found, -f(u));
    }

    /// Optimality of z: h (a − z) is a subgradient of P at z, which is where Fenchel's inequality is an equality.
    #[test]
    fn operator_and_conjugate_of_a_group_meet_in_fenchels_equality((penalty, a) in group(), h in 0.1..4.0f64) {
        let z = penalty.prox(&a, h);
        let v: Vec<f64> = a.iter().zip(&z).map(|(a, z)| h * (a - z)).collect();
        let gap = penalty.value(&z) + penalty.conjugate(&v) - dot(&z, &v);
        prop_assert!(gap.abs() < 1e-12 * (1.0 + dot(&a, &a)), "{}", gap);
    }

    /// And nowhere else is it less.
    #[test]
    fn fenchels_inequality_holds((penalty, u) in group(), v in proptest::collection::vec(-4.0..4.0, 3)) {
        prop_assert!(penalty.value(&u) + penalty.conjugate(&v) >= dot(&u, &v) - 1e-12);
    }

    #[test]
    fn the_operator_of_a_group_is_a_minimum((penalty, a) in group(), h in 0.1..4.0, way in proptest::collection::vec(-1.0..1.0, 3)) {
        let f = |z: &[f64]| {
            0.5 * h * a.iter().zip(z).map(|(a, z)| (z - a).powi(2)).sum::<f64>() + penalty.value(z)
        };
        let z = penalty.prox(&a, h);
        for step in [1e-6, 1e-3, 1.0] {
            let moved: Vec<f64> = z.iter().zip(&way).map(|(z, d)| z + step * d).collect();
            prop_assert!(f(&moved) >= f(&z) - 1e-13, "{:?}", z);
        }
    }

    #[test]
    fn the_smooth_part_has_l2_for_a_hessian(l2 in proptest::collection::vec(0.0..3.0, 4), u in proptest::collection::vec(-2.0..2.0, 4)) {
        let penalty = Separable::ridge(l2.clone());
        for j in 0..4 {
            let at = |step: f64| {
                let mut v = u.clone();
                v[j] += step;
                penalty.smooth(&v)
            };
            prop_assert!(((at(1e-3) - 2.0 * at(0.0) + at(-1e-3)) / 1e-6 - l2[j]).abs() < 1e-7);
        }
        prop_assert_eq!(penalty.smooth(&u), penalty.value(&u));
    }
}

/// Without a ridge a conjugate is finite only where the slope is no steeper than the penalty, or a bound stops it.
#[test]
fn conjugates_without_a_ridge() {
    let lasso = one(0.5, 0.0, (f64::NEG_INFINITY, f64::INFINITY));
    assert_eq!((lasso.conjugate(&[0.5]), lasso.conjugate(&[-0.51])), (0.0, f64::INFINITY));
    assert_eq!(one(0.5, 0.0, (0.0, 2.0)).conjugate(&[1.5]), 2.0);
    assert_eq!(Separable::ridge(vec![0.0]).conjugate(&[0.0]), 0.0);
}

#[test]
fn what_cannot_be_a_penalty_is_refused() {
    let two = || Separable::ridge(vec![0.1, 0.2]);
    let group = |coordinates, strength| vec![Group { coordinates, strength }];
    assert_eq!(two().with_l1(vec![0.1]).unwrap_err(), SeparableError::Length { found: 1, expected: 2 });
    assert_eq!(two().with_l1(vec![0.1, -1.0]).unwrap_err(), SeparableError::Strength { coordinate: 1, value: -1.0 });
    assert_eq!(two().with_bounds(vec![(1.0, 0.0), (0.0, 0.0)]).unwrap_err(), SeparableError::Bounds { coordinate: 0 });
    // Of different ridges, beyond the coordinates, empty, with bounds.
    assert_eq!(two().with_groups(group(0..2, 1.0)).unwrap_err(), SeparableError::Group { coordinate: 0 });
    assert_eq!(two().with_groups(group(1..3, 1.0)).unwrap_err(), SeparableError::Group { coordinate: 1 });
    assert_eq!(two().with_groups(group(1..1, 1.0)).unwrap_err(), SeparableError::Group { coordinate: 1 });
    let grouped = two().with_groups(group(0..1, 1.0)).unwrap();
    assert_eq!(grouped.with_bounds(vec![(0.0, 1.0); 2]).unwrap_err(), SeparableError::Group { coordinate: 0 });
}
