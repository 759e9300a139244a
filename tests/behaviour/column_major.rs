//! Dense columns against the same numbers by rows: every product, every storage, every way in, and whole fits.

use logodds::core::risk::moments::Moments;
use logodds::core::{
    Categorical, DataError, Dense, DenseColumns, DesignMatrix, Executor, Features, InMemory, Logistic, Objective,
    Order, Part, Penalty, Risk, SymMatrix,
};
use logodds::fit::{LogisticRegression, Status};
use proptest::prelude::*;

/// Numbers by rows; `columns` is the same by columns.
#[derive(Debug, Clone)]
struct Matrix {
    rows: usize,
    width: usize,
    values: Vec<f64>,
    origin: Vec<f64>,
    factors: Vec<f64>,
    weights: Vec<f64>,
    codes: Vec<u32>,
}

impl Matrix {
    fn columns(&self) -> Vec<f64> {
        (0..self.width).flat_map(|j| self.values[j..].iter().step_by(self.width).copied()).collect()
    }

    fn narrow(values: &[f64]) -> Vec<f32> {
        values.iter().map(|&x| x as f32).collect()
    }

    /// Row-major and column-major parts of the same numbers beside a categorical.
    fn twins(&self) -> [(Features<'static>, Features<'static>); 2] {
        let (n, p) = (self.rows, self.width);
        let (values, columns) = (self.values.clone(), self.columns());
        let (narrow, narrow_columns) = (Self::narrow(&values), Self::narrow(&columns));
        let beside = |part| {
            let groups = Part::Categorical(Categorical::new(self.codes.clone(), 3).unwrap());
            Features::new(vec![part, groups]).unwrap()
        };
        [
            (
                beside(Part::F64(Dense::from_rows(values, n, p).unwrap())),
                beside(Part::ColumnsF64(DenseColumns::from_columns(columns, n, p).unwrap())),
            ),
            (
                beside(Part::F32(Dense::from_rows(narrow, n, p).unwrap())),
                beside(Part::ColumnsF32(DenseColumns::from_columns(narrow_columns, n, p).unwrap())),
            ),
        ]
    }
}

fn matrix() -> impl Strategy<Value = Matrix> {
    (1usize..40, 1usize..30).prop_flat_map(|(rows, width)| {
        let numbers = |count| prop::collection::vec(-3.0..3.0f64, count);
        (
            numbers(rows * width),
            numbers(width + 2),
            numbers(width + 2),
            prop::collection::vec(prop_oneof![Just(0.0), 0.1..3.0f64], rows),
            prop::collection::vec(0u32..3, rows),
        )
            .prop_map(move |(values, mut origin, factors, weights, codes)| {
                origin[width..].fill(0.0);
                Matrix { rows, width, values, origin, factors, weights, codes }
            })
    })
}

fn close(a: &[f64], b: &[f64]) -> Result<(), TestCaseError> {
    for (a, b) in a.iter().zip(b) {
        prop_assert!(a == b || (a - b).abs() <= 1e-12 * (1.0 + a.abs()), "{a} and {b}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn products_are_those_of_rows(m in matrix(), cut in 0.0..1.0f64) {
        for (by_rows, by_columns) in m.twins() {
            // A range that starts anywhere, so that chunks of eight begin at odd places.
            let range = (cut * m.rows as f64) as usize..m.rows;
            let (rows, columns) = (by_rows.rows(range.clone(), &m.origin), by_columns.rows(range.clone(), &m.origin));
            let (n, q, weights) = (range.len(), m.width + 2, &m.weights[range]);
            let mut eta = [vec![0.0; n], vec![0.0; n]];
            rows.matvec(&m.factors, &mut eta[0]);
            columns.matvec(&m.factors, &mut eta[1]);
            close(&eta[0], &eta[1])?;
            // A row's margin does not depend on the rows around it.
            for (i, margin) in eta[1].iter().enumerate() {
                let mut alone = [0.0];
                let first = m.rows - n + i;
                by_columns.rows(first..first + 1, &m.origin).matvec(&m.factors, &mut alone);
                prop_assert_eq!(alone[0].to_bits(), margin.to_bits());
            }
            let mut g = [vec![0.5; q], vec![0.5; q]];
            rows.add_transpose_matvec(&eta[0], &mut g[0]);
            columns.add_transpose_matvec(&eta[0], &mut g[1]);
            close(&g[0], &g[1])?;
            let mut h = [SymMatrix::zeros(q + 1), SymMatrix::zeros(q + 1)];
            rows.add_sandwich(weights, &mut h[0], 1);
            columns.add_sandwich(weights, &mut h[1], 1);
            let [mut left, mut right] = h;
            for i in 0..=q {
                close(left.row_mut(i), right.row_mut(i))?;
            }
            let entries = |x: &dyn DesignMatrix, i| {
                let mut all = Vec::new();
                x.for_each_entry(i, &mut |j, x| all.push((j, x.to_bits())));
                all
            };
            (0..n).try_for_each(|i| { prop_assert_eq!(entries(&rows, i), entries(&columns, i)); Ok(()) })?;
        }
    }

    #[test]
    fn moments_are_those_of_rows(m in matrix()) {
        let labels: Vec<u8> = (0..m.rows).map(|i| u8::from(i % 2 == 0)).collect();
        prop_assume!(m.weights.iter().sum::<f64>() > 0.0);
        for (by_rows, by_columns) in m.twins() {
            let of = |features: Features<'static>| {
                let data = InMemory::new(features, labels.clone()).unwrap().with_weights(m.weights.clone()).unwrap();
                Moments::of(&data, &Executor::new(1).unwrap()).unwrap()
            };
            let (rows, columns) = (of(by_rows), of(by_columns));
            // Both are about an origin of their own, rounded in its own way.
            let place = |m: &Moments, of: &[f64]| of.iter().zip(&m.origin).map(|(x, o)| x + o).collect::<Vec<_>>();
            close(&place(&rows, &rows.mean), &place(&columns, &columns.mean))?;
            close(&rows.variance, &columns.variance)?;
            close(&place(&rows, &rows.min), &place(&columns, &columns.min))?;
            close(&place(&rows, &rows.max), &place(&columns, &columns.max))?;
        }
    }
}

/// A table of 20,000 rows and its labels.
fn table() -> (usize, usize, Vec<f64>, Vec<u8>) {
    let (n, p) = (20_000, 7);
    let mut state = 1u64;
    let mut uniform = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let values: Vec<f64> =
        (0..n * p).map(|k| (uniform() - 0.5) * 10f64.powi((k % p) as i32 - 3) + (k % p) as f64).collect();
    let labels = (0..n).map(|i| u8::from(uniform() < 1.0 / (1.0 + (-(values[i * p] * 600.0)).exp()))).collect();
    (n, p, values, labels)
}

#[test]
fn fits_of_both_orders_are_certified_and_agree() {
    let (n, p, values, labels) = table();
    let columns: Vec<f64> = (0..p).flat_map(|j| values[j..].iter().step_by(p).copied()).collect();
    let fit = |features: Features<'_>, threads: usize| {
        let data = InMemory::new(features, &labels[..]).unwrap();
        let fit = LogisticRegression { threads, ..Default::default() }.fit(&data).unwrap();
        assert_eq!(fit.solution.status, Status::Converged);
        (fit.model.coefficients().to_vec(), fit.solution.value())
    };
    let by_rows = fit(Dense::from_rows(&values[..], n, p).unwrap().into(), 1);
    let by_columns = |threads| fit(DenseColumns::from_columns(&columns[..], n, p).unwrap().into(), threads);
    assert_eq!(by_columns(1), by_columns(2), "threads change bits");
    assert_eq!(by_columns(1), by_columns(3), "threads change bits");
    let apart = DenseColumns::from_each(columns.chunks(n), n).unwrap();
    assert_eq!(by_columns(1), fit(apart.into(), 2), "columns that lie apart are the same columns");
    for (a, b) in by_rows.0.iter().zip(&by_columns(1).0) {
        assert!((a - b).abs() <= 1e-9 * a.abs().max(1e-3), "{a} by rows, {b} by columns");
    }
    assert!((by_rows.1 - by_columns(1).1).abs() <= 1e-13 * by_rows.1);
}

#[test]
fn the_first_value_that_is_no_number_is_told_as_by_rows() {
    let (n, p) = (50, 3);
    let mut values = vec![1.0; n * p];
    (values[2 * n + 20], values[30]) = (f64::NAN, f64::INFINITY);
    let x = DenseColumns::from_columns(values, n, p).unwrap();
    assert!(matches!(x.non_finite(), Some((20, 2, value)) if value.is_nan()));
    let data = InMemory::new(x, (0..n).map(|i| u8::from(i % 2 == 0)).collect::<Vec<_>>()).unwrap();
    let refused = Risk::new(Logistic, &data, Penalty::None, Executor::new(1).unwrap()).err().unwrap();
    assert!(refused.to_string().contains("20"), "{refused}");
}

#[test]
fn lengths_must_agree() {
    let length = |found, expected| move |e: DataError| matches!(e, DataError::Length { found: f, expected: x, .. } if (f, x) == (found, expected));
    assert!(DenseColumns::from_columns(vec![0.0; 5], 3, 2).is_err_and(length(5, 6)));
    assert!(DenseColumns::from_each([vec![0.0; 3], vec![0.0; 2]], 3).is_err_and(length(2, 3)));
}

#[test]
fn a_pass_over_columns_is_the_pass_over_rows() {
    // So few rows that the origin is the mean of all, whatever the blocks: a point is the same model for both.
    let n = 3_000;
    let (_, p, mut values, mut labels) = table();
    values.truncate(n * p);
    labels.truncate(n);
    let columns: Vec<f64> = (0..p).flat_map(|j| values[j..].iter().step_by(p).copied()).collect();
    let at = |features: Features<'_>| {
        let data = InMemory::new(features, &labels[..]).unwrap();
        let risk = Risk::new(Logistic, &data, Penalty::l2(0.1), Executor::new(2).unwrap()).unwrap();
        let at = risk.evaluate(&vec![0.1; p + 1], Order::Hessian).unwrap();
        let mut all = at.gradient.clone();
        all.push(at.value);
        let mut hessian = at.hessian.unwrap().into_dense();
        (0..=p).for_each(|i| all.extend_from_slice(&hessian.row_mut(i)[..=i]));
        all
    };
    let rows = at(Dense::from_rows(&values[..], n, p).unwrap().into());
    for (a, b) in rows.iter().zip(at(DenseColumns::from_columns(&columns[..], n, p).unwrap().into())) {
        assert!((a - b).abs() <= 1e-11 * (1.0 + a.abs()), "{a} by rows, {b} by columns");
    }
}

#[test]
fn views_of_either_order_are_borrowed() {
    use ndarray::{Array2, ShapeBuilder, s};
    let fortran = Array2::from_shape_fn((6, 4).f(), |(i, j)| (10 * i + j) as f64);
    let rows = fortran.as_standard_layout().to_owned();
    let parts = |view| Features::from_view(view).unwrap();
    let by_columns = parts(fortran.view());
    assert!(matches!(by_columns.parts(), [Part::ColumnsF64(_)]));
    assert!(matches!(parts(rows.view()).parts(), [Part::F64(_)]));
    // A block of rows of Fortran order, and every second column of it, are still whole columns.
    let block = fortran.slice(s![1..5, ..;2]);
    assert!(matches!(parts(block).parts(), [Part::ColumnsF64(_)]));
    let mut eta = [0.0; 4];
    parts(block).rows(0..4, &[0.0; 2]).matvec(&[1.0, 2.0], &mut eta);
    assert_eq!(eta, [34.0, 64.0, 94.0, 124.0]);
    // Neither rows nor columns: refused, not copied.
    assert!(matches!(Features::from_view(fortran.slice(s![..;2, ..;2])), Err(DataError::Layout)));
    let narrow = fortran.mapv(|x| x as f32);
    assert!(matches!(Features::from_view(narrow.view()).unwrap().parts(), [Part::ColumnsF32(_)]));
}
