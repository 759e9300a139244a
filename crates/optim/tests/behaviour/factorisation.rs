//! The Cholesky factor, whichever library made it, against the definition and against the other library's.
//!
//! faer is always linked; under the feature `lapack` [`Cholesky`] is LAPACK's, so this test compares the two.

use faer::{Mat, Side};
use logodds_core::{Executor, SymMatrix};
use logodds_optim::Cholesky;
use logodds_optim::algebra::cholesky;

/// A well-conditioned matrix of badly scaled rows, and one with condition 1e10.
fn matrices() -> Vec<SymMatrix> {
    let build = |n: usize, ridge: f64, scale: &dyn Fn(usize) -> f64| {
        let x = |i: usize, j: usize| ((i * 37 + j * 101) as f64 * 0.7).sin() + if i % n == j { ridge } else { 0.0 };
        let mut h = SymMatrix::zeros(n);
        for a in 0..n {
            for b in 0..=a {
                h.row_mut(a)[b] = scale(a) * scale(b) * (0..3 * n).map(|i| x(i, a) * x(i, b)).sum::<f64>();
            }
        }
        h
    };
    vec![
        build(1, 1.0, &|_| 3.0),
        build(7, 1.0, &|j| 10f64.powi(3 * j as i32 - 9)),
        build(60, 2.0, &|j| 1.0 + j as f64),
        build(150, 0.05, &|_| 1.0),
    ]
}

#[test]
fn it_solves_and_measures() {
    for h in matrices() {
        let n = h.order();
        let factor = Cholesky::new(&h).unwrap();
        let x: Vec<f64> = (0..n).map(|j| (j as f64 * 1.3).cos() / h.get(j, j).sqrt()).collect();
        let b = h.matvec(&x);
        let solved = factor.solve(&b);
        for j in 0..n {
            let error = (solved[j] - x[j]).abs() * h.get(j, j).sqrt();
            assert!(error < 1e-7, "{} n {n}: {error:e}", cholesky::BACKEND);
        }
        let quadratic: f64 = x.iter().zip(&b).map(|(x, b)| x * b).sum();
        assert!((factor.norm(&x).powi(2) - quadratic).abs() < 1e-9 * quadratic);
        assert!((factor.dual_norm(&b).powi(2) - quadratic).abs() < 1e-9 * quadratic);
        let spread = factor.spread(&factor.variance_inflation());
        let mut unit = vec![0.0; n];
        for j in (0..n).step_by(5) {
            unit[j] = 1.0;
            let inverse = factor.solve(&unit)[j];
            assert!((spread[j] * spread[j] - inverse).abs() < 1e-7 * inverse);
            let root: f64 = factor.inverse_root().into_rows().iter().map(|b| b[j] * b[j]).sum();
            assert!((root - inverse).abs() < 1e-7 * inverse);
            unit[j] = 0.0;
        }
        assert!(factor.variance_inflation().iter().all(|v| *v >= 1.0 - 1e-12));
    }
}

#[test]
fn the_libraries_agree() {
    for h in matrices() {
        let n = h.order();
        let ours = Cholesky::new(&h).unwrap();
        let full = Mat::from_fn(n, n, |i, j| h.get(i, j));
        let other = full.llt(Side::Lower).unwrap();
        let b: Vec<f64> = (0..n).map(|j| h.get(j, j)).collect();
        let expected = faer::linalg::solvers::Solve::solve(&other, &Mat::from_fn(n, 1, |i, _| b[i]));
        for (j, found) in ours.solve(&b).iter().enumerate() {
            let scale = h.get(j, j).sqrt();
            assert!(((found - expected[(j, 0)]) * scale).abs() < 1e-6 * (1.0 + (found * scale).abs()), "n {n} row {j}");
        }
    }
}

#[test]
fn a_dependent_row_is_named() {
    let mut h = matrices().swap_remove(1);
    // Row and column 4 become twice row and column 2.
    for k in 0..7 {
        if k != 4 {
            let value = 2.0 * h.get(2, k);
            let (row, column) = (k.max(4), k.min(4));
            h.row_mut(row)[column] = value;
        }
    }
    h.row_mut(4)[4] = 4.0 * h.get(2, 2);
    let failed = Cholesky::new(&h).unwrap_err();
    assert_eq!(failed.index, 4);
    assert!(failed.share.abs() < 1e-10);
    let mut zero = SymMatrix::zeros(3);
    zero.row_mut(0)[0] = 1.0;
    assert_eq!(Cholesky::new(&zero).unwrap_err().index, 1);
}

/// In tiles: `L Lᵀ` is the matrix, to what a sum of n products leaves.
#[test]
fn large_matrices_are_factored_in_tiles() {
    let n = 800;
    let mut state = 5u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64 - 0.5
    };
    let mut h = SymMatrix::zeros(n);
    for i in 0..n {
        let row = h.row_mut(i);
        row.iter_mut().for_each(|h| *h = random());
        row[i] = 40.0 + 10.0 * row[i];
    }
    let tiled = Cholesky::on(&h, Some(&Executor::sequential())).unwrap();
    let whole = Cholesky::new(&h).unwrap();
    let v: Vec<f64> = (0..n).map(|_| random()).collect();
    let (b, x) = (h.matvec(&v), tiled.solve(&h.matvec(&v)));
    assert!(x.iter().zip(&v).all(|(x, v)| (x - v).abs() < 1e-12));
    assert!((tiled.dual_norm(&b) / whole.dual_norm(&b) - 1.0).abs() < 1e-13);
    h.row_mut(700)[700] = 1.0;
    assert!(Cholesky::on(&h, Some(&Executor::sequential())).is_err());
}
