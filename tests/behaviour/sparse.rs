//! Sparse columns: the same fit as the same numbers stored densely, and refusals of matrices that are not canonical.

use logodds::core::{Csr, Executor, Features, Logistic, Objective, Part, Positions, Risk, Structure, SymMatrix};
use logodds::data::{DataError, Dense, InMemory};
use logodds::fit::{LogisticRegression, Method, Penalty, Status};

/// A few words in each of many texts: columns like Zipf's law, three to nine entries a row.
struct Words {
    rows: usize,
    columns: usize,
    indptr: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f64>,
    labels: Vec<u8>,
}

fn words(rows: usize, columns: usize) -> Words {
    let mut state = 88_172_645_463_325_252u64;
    let mut uniform = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    let mut words =
        Words { rows, columns, indptr: vec![0], indices: Vec::new(), values: Vec::new(), labels: Vec::new() };
    for _ in 0..rows {
        let n = 3 + (7.0 * uniform()) as usize;
        let mut row: Vec<u32> = (0..n).map(|_| ((columns as f64).powf(uniform()) - 1.0) as u32).collect();
        row.sort_unstable();
        row.dedup();
        let mut eta = -0.3;
        for &j in &row {
            let x = 0.5 + uniform();
            eta += x * (f64::from(j) * 1.7).sin();
            words.indices.push(j);
            words.values.push(x);
        }
        words.indptr.push(words.indices.len());
        words.labels.push(u8::from(uniform() < logodds::score::sigmoid(eta)));
    }
    words
}

impl Words {
    fn sparse(&self) -> InMemory<'_> {
        let x = Csr::new(&self.indptr[..], &self.indices[..], &self.values[..], self.columns).unwrap();
        InMemory::new(x, &self.labels[..]).unwrap()
    }

    fn dense(&self) -> InMemory<'_> {
        let mut x = vec![0.0; self.rows * self.columns];
        for i in 0..self.rows {
            for k in self.indptr[i]..self.indptr[i + 1] {
                x[i * self.columns + self.indices[k] as usize] = self.values[k];
            }
        }
        InMemory::new(Dense::from_rows(x, self.rows, self.columns).unwrap(), &self.labels[..]).unwrap()
    }
}

#[test]
fn sparse_and_dense_storage_give_the_same_optimum() {
    let words = words(1_500, 40);
    for penalty in [Penalty::None, Penalty::l2(0.01)] {
        let specification = LogisticRegression { penalty, ..Default::default() };
        let dense = specification.fit(&words.dense()).unwrap();
        for method in [Method::Newton, Method::Lbfgs] {
            let fit = LogisticRegression { method: Some(method), ..specification.clone() };
            let sparse = fit.fit(&words.sparse()).unwrap();
            assert_eq!(sparse.solution.status, Status::Converged, "{method}");
            assert!(sparse.model.origin().iter().all(|o| *o == 0.0));
            let pairs = sparse.model.coefficients().iter().zip(dense.model.coefficients());
            assert!(pairs.clone().all(|(a, b)| (a - b).abs() < 1e-9), "{method} {:?}", pairs.collect::<Vec<_>>());
            assert!((sparse.model.intercept() - dense.model.intercept()).abs() < 1e-9);
        }
    }
}

/// 20,000 columns: no Hessian fits, the duality gap certifies; any number of threads gives the same bits.
#[test]
fn wide_sparse_data_are_certified_by_the_duality_gap() {
    let words = words(4_000, 20_000);
    let data = words.sparse();
    let ridge = LogisticRegression { penalty: Penalty::l2(1e-4), tolerance: 1e-8, ..Default::default() };
    let fit = ridge.fit(&data).unwrap();
    assert_ne!(fit.choice.method, Method::Newton, "{}", fit.choice.reason);
    assert_eq!(fit.solution.status, Status::Converged, "{}", fit.choice.reason);
    // The optimum by its own equations: the gradient vanishes.
    let risk = Risk::new(Logistic, &data, ridge.penalty, Executor::sequential()).unwrap();
    assert!(!risk.has_hessian());
    let (mut g, mut g0) = (fit.model.coefficients().iter().map(|w| 1e-4 * w).collect::<Vec<_>>(), 0.0);
    for i in 0..words.rows {
        let entries = words.indptr[i]..words.indptr[i + 1];
        let eta: f64 =
            entries.clone().map(|k| words.values[k] * fit.model.coefficients()[words.indices[k] as usize]).sum();
        let r = (logodds::score::sigmoid(eta + fit.model.intercept()) - f64::from(words.labels[i])) / words.rows as f64;
        g0 += r;
        entries.for_each(|k| g[words.indices[k] as usize] += r * words.values[k]);
    }
    let norm = (g.iter().map(|g| g * g).sum::<f64>() + g0 * g0).sqrt();
    assert!(norm < 1e-5, "{norm:e}");
    for threads in [1, 3] {
        let again = LogisticRegression { threads, ..ridge.clone() }.fit(&data).unwrap();
        let same =
            again.model.coefficients().iter().zip(fit.model.coefficients()).all(|(a, b)| a.to_bits() == b.to_bits());
        assert!(same, "{threads} threads");
    }
}

#[test]
fn sparse_columns_stand_beside_dense_ones() {
    let words = words(600, 12);
    let age: Vec<f64> = (0..600).map(|i| f64::from(i * 37 % 61) + 1e6).collect();
    let narrow: Vec<f32> = words.values.iter().map(|x| *x as f32).collect();
    let csr = Csr::new(&words.indptr[..], &words.indices[..], narrow, 12).unwrap();
    let dense = Dense::from_rows(age, 600, 1).unwrap();
    let features = Features::new(vec![Part::SparseF32(csr), Part::F64(dense)]).unwrap();
    let data = InMemory::new(features, &words.labels[..]).unwrap();
    let fit = LogisticRegression::default().fit(&data).unwrap();
    assert!(fit.is_certified());
    assert!(fit.model.origin()[..12].iter().all(|o| *o == 0.0) && fit.model.origin()[12] > 1e6 - 1.0);
}

#[test]
fn matrices_that_are_not_canonical_are_refused() {
    let new = |indptr: &[usize], columns: &[u32]| {
        Csr::new(indptr.to_vec(), columns.to_vec(), vec![1.0; columns.len()], 3).unwrap_err()
    };
    assert!(matches!(new(&[0, 2], &[1, 1]), DataError::SparseRow { row: 0, .. }));
    assert!(matches!(new(&[0, 1, 3], &[0, 2, 1]), DataError::SparseRow { row: 1, .. }));
    assert!(matches!(new(&[0, 1], &[3]), DataError::SparseRow { row: 0, .. }));
    assert!(matches!(new(&[0, 2, 1], &[0]), DataError::SparseRow { .. }));
    assert!(matches!(new(&[1, 1], &[0]), DataError::SparseRow { row: 0, .. }));
    assert!(matches!(new(&[0, 2], &[0]), DataError::Length { .. }));
    let text = new(&[0, 2], &[1, 1]).to_string();
    assert!(text.contains("row 0 of the sparse matrix") && text.contains("add up duplicates"), "{text}");
    let nan = Csr::new(vec![0, 1, 2], vec![0, 2], vec![1.0, f64::NAN], 3).unwrap();
    let error = LogisticRegression::default().fit(&InMemory::new(nan, vec![0, 1]).unwrap()).unwrap_err();
    assert!(matches!(error.data(), Some(DataError::NonFinite { row: 1, column: 2, .. })), "{error}");
}

#[test]
fn positions_of_either_size_are_the_same_matrix() {
    let words = words(400, 30);
    let four = |k: &usize| u32::try_from(*k).unwrap();
    let (narrow_rows, wide_columns): (Vec<u32>, Vec<usize>) =
        (words.indptr.iter().map(four).collect(), words.indices.iter().map(|&j| j as usize).collect());
    let fit = |indptr: Positions<'_>, columns: Positions<'_>| {
        let x = Csr::from_positions(indptr, columns, &words.values[..], words.columns).unwrap();
        let data = InMemory::new(x, &words.labels[..]).unwrap();
        let fit = LogisticRegression { penalty: Penalty::l2(1e-3), ..Default::default() }.fit(&data).unwrap();
        let p = fit.model.probabilities(data.features(), &Executor::new(1).unwrap()).unwrap();
        (fit.model.coefficients().to_vec(), p)
    };
    let narrow = || Positions::Four((&words.indices[..]).into());
    let known = fit(Positions::Native((&words.indptr[..]).into()), narrow());
    assert_eq!(known, fit(Positions::Four((&narrow_rows[..]).into()), narrow()));
    assert_eq!(known, fit(Positions::Four(narrow_rows.into()), Positions::Native(wide_columns.into())));
    // What was negative where it came from.
    let far = Csr::from_positions(
        Positions::Native(vec![0, 1].into()),
        Positions::Native(vec![usize::MAX].into()),
        vec![1.0],
        3,
    );
    assert!(matches!(far, Err(DataError::SparseRow { row: 0, .. })));
    let backwards = Csr::from_positions(
        Positions::Four(vec![0, u32::MAX, 1].into()),
        Positions::Four(vec![0].into()),
        vec![1.0],
        3,
    );
    assert!(matches!(backwards, Err(DataError::SparseRow { .. })));
}

/// Rows of few entries: the largest leverage by entries is that by columns.
#[test]
fn the_largest_square_of_a_row_is_its_norm_under_a_root() {
    let words = words(300, 40);
    let data = words.sparse();
    for risk in [
        Risk::new(Logistic, &data, Penalty::l2(0.1), Executor::new(2).unwrap()).unwrap(),
        Risk::through_origin(Logistic, &data, Penalty::l2(0.1), Executor::new(2).unwrap()).unwrap(),
    ] {
        let n = risk.dim();
        let root: Vec<Vec<f64>> =
            (0..n).map(|k| (0..n).map(|j| ((7 * k + 3 * j * j) % 11) as f64 - 5.0).collect()).collect();
        let mut square = SymMatrix::zeros(n);
        for i in 0..n {
            for j in 0..=i {
                square.row_mut(i)[j] = root.iter().map(|b| b[i] * b[j]).sum();
            }
        }
        let (norm, by_entries) =
            (risk.max_row_norm(&root.clone().into()).unwrap().unwrap(), risk.max_row_square(&square).unwrap());
        assert!((norm - by_entries).abs() <= 1e-12 * norm, "{norm} {by_entries}");
    }
}

/// A word in two texts, with counts 5 and 1, is rare, not a code for a missing cell.
#[test]
fn rare_words_are_no_outliers() {
    let n = 1_000;
    let mut indptr = vec![0];
    let (mut columns, mut values) = (Vec::new(), Vec::new());
    for i in 0..n {
        if i == 17 || i == 600 {
            columns.push(0);
            values.push(if i == 17 { 5.0 } else { 1.0 });
        }
        columns.push(1);
        values.push(f64::from(i * 37 % 101));
        indptr.push(columns.len());
    }
    let labels: Vec<u8> = (0..n).map(|i| u8::from(i * 53 % 103 > 50)).collect();
    let data = InMemory::new(Csr::new(indptr, columns, values, 2).unwrap(), labels).unwrap();
    let fit = LogisticRegression { penalty: Penalty::l2(0.01), ..Default::default() }.fit(&data).unwrap();
    assert!(fit.is_certified() && fit.warnings.is_empty(), "{:?}", fit.warnings);
}
