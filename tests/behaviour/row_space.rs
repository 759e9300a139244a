//! Fewer rows than columns with a ridge: a fit in the span of the rows is the fit by conjugate gradients in all coordinates, which shares nothing with it.

use crate::fixtures::random::Xorshift;
use logodds::core::{Csr, Executor, Features, Logistic, Part, Risk, Structure};
use logodds::data::{Categorical, Dense, DenseColumns, InMemory};
use logodds::fit::{Fit, LogisticRegression, Method, Penalty, Start, Status};

fn normal(random: &mut Xorshift, count: usize) -> Vec<f64> {
    (0..count).map(|_| (0..6).map(|_| random.uniform() - 0.5).sum::<f64>() * 1.4).collect()
}

/// Dense f64 and f32, sparse and categorical columns, with weights (some of them 0) and offsets.
fn everything(n: usize) -> InMemory<'static> {
    let mut random = Xorshift(11);
    let dense = normal(&mut random, 150 * n);
    let narrow: Vec<f32> = normal(&mut random, 90 * n).into_iter().map(|x| x as f32).collect();
    let codes: Vec<u32> = (0..n).map(|_| (random.uniform() * 9.0) as u32).collect();
    let (mut indptr, mut columns) = (vec![0], Vec::new());
    for _ in 0..n {
        (0..300).filter(|_| random.uniform() < 0.05).for_each(|j| columns.push(j));
        indptr.push(columns.len());
    }
    let values = normal(&mut random, columns.len());
    let labels: Vec<u8> = (0..n).map(|i| u8::from(random.uniform() < 0.5 + 0.3 * dense[150 * i])).collect();
    let weights: Vec<f64> = (0..n).map(|_| (4.0 * random.uniform()).floor()).collect();
    let features = Features::new(vec![
        Part::F64(Dense::from_rows(dense, n, 150).unwrap()),
        Part::SparseF64(Csr::new(indptr, columns, values, 300).unwrap()),
        Part::F32(Dense::from_rows(narrow, n, 90).unwrap()),
        Part::Categorical(Categorical::new(codes, 9).unwrap()),
    ])
    .unwrap();
    let offset = random.centred(n).into_iter().map(|o| 3.0 + o).collect::<Vec<_>>();
    InMemory::new(features, labels).unwrap().with_weights(weights).unwrap().with_offset(offset).unwrap()
}

fn by(method: Option<Method>, of: &LogisticRegression, data: &InMemory<'_>) -> Fit {
    let fit = LogisticRegression { method, tolerance: 1e-10, ..of.clone() }.fit(data).unwrap();
    assert_eq!(fit.solution.status, Status::Converged, "{:e}", fit.solution.certificate.bound);
    fit
}

/// Values within the certificates, coefficients within 10⁻⁵ of the largest.
fn same_as_in_all_coordinates(of: &LogisticRegression, data: &InMemory<'_>) {
    let (span, all) = (by(Some(Method::Newton), of, data), by(Some(Method::NewtonCg), of, data));
    assert!(span.solution.iterations <= 3, "{}", span.solution.iterations);
    let bound = span.solution.certificate.bound + all.solution.certificate.bound;
    let apart = (span.solution.value() - all.solution.value()).abs();
    assert!(apart <= bound + 1e-14 * all.solution.value(), "{apart:e} {bound:e}");
    let largest = all.model.coefficients().iter().fold(0.0, |most: f64, w| most.max(w.abs()));
    for (w, v) in span.model.coefficients().iter().zip(all.model.coefficients()) {
        assert!((w - v).abs() <= 1e-5 * largest, "{w} {v}");
    }
    assert!((span.model.intercept_at_origin() - all.model.intercept_at_origin()).abs() < 1e-4);
}

fn ridge(lambda: f64) -> LogisticRegression {
    LogisticRegression { penalty: Penalty::l2(lambda), ..Default::default() }
}

fn labelled(x: &[f64], p: usize) -> Vec<u8> {
    x.chunks(p).map(|row| u8::from(row[0] + 0.5 * row[1] > 0.2)).collect()
}

#[test]
fn every_storage_with_weights_and_offsets() {
    let data = everything(120);
    for lambda in [1e-4, 0.01, 3.0] {
        same_as_in_all_coordinates(&ridge(lambda), &data);
    }
    let standardised = Penalty::L2 { lambda: 0.01, standardize: true };
    same_as_in_all_coordinates(&LogisticRegression { penalty: standardised, ..Default::default() }, &data);
}

#[test]
fn through_the_origin() {
    same_as_in_all_coordinates(&LogisticRegression { intercept: false, ..ridge(0.01) }, &everything(120));
}

#[test]
fn rows_or_columns_end_to_end_are_one_matrix() {
    let (n, p) = (60, 700);
    let x = normal(&mut Xorshift(3), n * p);
    let labels = labelled(&x, p);
    let turned: Vec<f64> = (0..n * p).map(|k| x[k % n * p + k / n]).collect();
    let rows = InMemory::new(Dense::from_rows(x, n, p).unwrap(), labels.clone()).unwrap();
    let columns = InMemory::new(DenseColumns::from_columns(turned, n, p).unwrap(), labels).unwrap();
    same_as_in_all_coordinates(&ridge(1e-3), &rows);
    let [by_rows, by_columns] = [&rows, &columns].map(|data| by(None, &ridge(1e-3), data));
    assert!(by_rows.choice.reason.contains("span of the 60 rows"), "{}", by_rows.choice.reason);
    for (w, v) in by_rows.model.coefficients().iter().zip(by_columns.model.coefficients()) {
        assert!((w - v).abs() < 1e-10, "{w} {v}");
    }
}

#[test]
fn equal_rows_constant_columns_and_the_fewest_rows() {
    let p = 500;
    let mut x = normal(&mut Xorshift(7), 20 * p);
    x.iter_mut().skip(5).step_by(p).for_each(|x| *x = 4.0);
    let mut labels = labelled(&x, p);
    (labels[0], labels[1]) = (0, 1);
    let thrice = InMemory::new(Dense::from_rows(x.repeat(3), 60, p).unwrap(), labels.repeat(3)).unwrap();
    same_as_in_all_coordinates(&ridge(1e-3), &thrice);
    // Equal rows with different labels.
    let split: Vec<u8> = (0..60).map(|i| labels[i % 20] ^ u8::from(i % 7 == 0)).collect();
    let split = InMemory::new(Dense::from_rows(x.repeat(3), 60, p).unwrap(), split).unwrap();
    same_as_in_all_coordinates(&ridge(1e-3), &split);
    let two = InMemory::new(Dense::from_rows(x[..2 * p].to_vec(), 2, p).unwrap(), vec![0, 1]).unwrap();
    same_as_in_all_coordinates(&ridge(0.1), &two);
}

#[test]
fn several_labels() {
    let (n, p) = (90, 600);
    let mut random = Xorshift(5);
    let x = normal(&mut random, n * p);
    let labels: Vec<u8> = (0..n).map(|i| ((x[i * p] + 2.0 + random.uniform()).max(0.0) as u8).min(3)).collect();
    let weights: Vec<f64> = (0..n).map(|i| (i % 4) as f64).collect();
    let data = InMemory::of_classes(Dense::from_rows(x, n, p).unwrap(), labels, 4).unwrap();
    same_as_in_all_coordinates(&ridge(0.01), &data);
    same_as_in_all_coordinates(&LogisticRegression { intercept: false, ..ridge(0.01) }, &data);
    same_as_in_all_coordinates(&ridge(0.01), &data.with_weights(weights).unwrap());
}

#[test]
fn a_start_of_ones_own_changes_nothing() {
    let data = everything(120);
    let first = by(None, &ridge(0.1), &data);
    let start = Start { intercepts: first.model.intercepts(), coefficients: first.model.coefficients().to_vec() };
    let again = LogisticRegression { start: Some(start), ..ridge(0.05) };
    same_as_in_all_coordinates(&again, &data);
}

#[test]
fn the_bits_do_not_depend_on_threads() {
    let data = everything(130);
    let bits = |threads| {
        let fit = by(Some(Method::Newton), &LogisticRegression { threads, ..ridge(1e-3) }, &data);
        let numbers = [fit.model.intercept_at_origin(), fit.solution.value(), fit.solution.certificate.bound];
        numbers.iter().chain(fit.model.coefficients()).map(|x| x.to_bits()).collect::<Vec<_>>()
    };
    let alone = bits(1);
    assert!([2, 3, 7].into_iter().all(|threads| bits(threads) == alone));
}

/// X̃ᵀ is the transpose of X̃, K is `X̃ ρ⁻¹ X̃ᵀ`, and nothing is asked of rows of weight 0.
#[test]
fn products_are_those_of_the_rows_that_count() {
    let data = everything(40);
    let risk = Risk::new(Logistic, &data, Penalty::l2(0.2), Executor::new(2).unwrap()).unwrap().holding(&[3, 200]);
    let space = risk.row_space().expect("every column has a ridge");
    let counting = data.weights().unwrap().iter().filter(|weight| **weight > 0.0).count();
    let gram = space.gram().unwrap();
    assert_eq!(gram.order(), counting);
    let ridge = risk.penalty().unwrap().l2().to_vec();
    for i in [0, counting / 2, counting - 1] {
        let mut unit = vec![0.0; counting];
        unit[i] = 1.0;
        let mut row = space.transposed(&unit).unwrap();
        assert_eq!(row[0], 1.0, "the intercept's column is of ones");
        row[0] = 0.0;
        row.iter_mut().zip(&ridge).skip(1).for_each(|(x, ridge)| *x /= ridge);
        for (j, product) in space.products(&row).unwrap().into_iter().enumerate() {
            assert!((product - gram.get(i, j)).abs() < 1e-11 * gram.get(i, i), "{i} {j}: {product} {}", gram.get(i, j));
        }
    }
}

#[test]
fn there_is_no_span_without_a_ridge_on_every_column() {
    let data = everything(40);
    let risk = |penalty| Risk::new(Logistic, &data, penalty, Executor::sequential()).unwrap();
    assert!(risk(Penalty::None).row_space().is_none());
    assert!(risk(Penalty::l2(1e-3)).row_space().is_some());
}
