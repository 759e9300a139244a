//! Which rows the data of a fit determine, against exact arithmetic: those that are combinations of its rows of positive weight, by
//! elimination in integers. And that what is said of them does not depend on which columns were held.

use crate::fixtures::random::Lcg;
use logodds::data::{Dense, InMemory};
use logodds::fit::{LogisticRegression, Method};
use logodds::score::NullSpace;

struct Random(Lcg);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        (self.0.next() * n as f64) as usize
    }
}

/// The rank of integer rows, by elimination without fractions (E. Bareiss, *Math. Comp.* 22, 1968).
fn rank(mut rows: Vec<Vec<i128>>) -> usize {
    let columns = rows.first().map_or(0, Vec::len);
    let (mut rank, mut before) = (0, 1);
    for j in 0..columns {
        let Some(pivot) = (rank..rows.len()).find(|&i| rows[i][j] != 0) else { continue };
        rows.swap(rank, pivot);
        for i in rank + 1..rows.len() {
            for k in (j..columns).rev() {
                rows[i][k] = (rows[rank][j] * rows[i][k] - rows[i][j] * rows[rank][k]) / before;
            }
        }
        before = rows[rank][j];
        rank += 1;
    }
    rank
}

/// Columns of small integers, of which some are constant, zero, or combinations of others in all rows or where weights are positive.
struct Design {
    columns: Vec<Vec<i64>>,
    weights: Vec<f64>,
    labels: Vec<u8>,
    classes: usize,
}

impl Design {
    fn random(r: &mut Random) -> Self {
        let (n, p, classes) = (8 + r.below(20), 1 + r.below(5), 2 + r.below(2));
        let weights: Vec<f64> =
            (0..n).map(|i| if i >= classes && r.below(5) == 0 { 0.0 } else { 1.0 + r.below(3) as f64 }).collect();
        let mut columns: Vec<Vec<i64>> = Vec::new();
        for _ in 0..p {
            let exact: Vec<i64> = match r.below(8) {
                0 => vec![r.below(5) as i64 - 2; n],
                1 if columns.len() > 1 => (0..n).map(|i| columns[0][i] - 2 * columns[1][i] + 3).collect(),
                2 if !columns.is_empty() => columns[0].iter().map(|x| 1 - x).collect(),
                3 if columns.len() > 2 => (0..n).map(|i| columns[0][i] + columns[1][i] + columns[2][i]).collect(),
                4 => (0..n).map(|_| r.below(2) as i64).collect(),
                _ => (0..n).map(|_| r.below(11) as i64 - 5).collect(),
            };
            // Rows without weight may be anything.
            let free = r.below(3) == 0;
            columns
                .push((0..n).map(|i| if free && weights[i] == 0.0 { r.below(9) as i64 } else { exact[i] }).collect());
        }
        let labels = (0..n).map(|i| if i < classes { i as u8 } else { r.below(classes) as u8 }).collect();
        Self { columns, weights, labels, classes }
    }

    /// What of a fit by `specification` is left open, columns in the order `order`; and the margins of rows, of two labels.
    fn fitted(
        &self,
        specification: &LogisticRegression,
        order: &[usize],
        rows: &[Vec<i64>],
    ) -> (NullSpace, Vec<f64>, bool) {
        let n = self.labels.len();
        let cell = |i: usize, j: usize| self.columns[j][i] as f64;
        let x: Vec<f64> = (0..n).flat_map(|i| order.iter().map(move |&j| cell(i, j))).collect();
        let x = Dense::from_rows(x, n, order.len()).unwrap();
        let row = |row: &Vec<i64>| order.iter().map(|&j| row[j] as f64).collect::<Vec<f64>>();
        if self.classes == 2 {
            let data = InMemory::new(x, self.labels.clone()).unwrap().with_weights(self.weights.clone()).unwrap();
            let fit = specification.fit(&data).unwrap();
            let margins = rows.iter().map(|z| fit.model.margin(&row(z)).unwrap()).collect();
            (fit.null_space.clone(), margins, fit.is_certified())
        } else {
            let data = InMemory::of_classes(x, self.labels.clone(), self.classes).unwrap();
            let data = data.with_weights(self.weights.clone()).unwrap();
            let fit = specification.fit(&data).unwrap();
            (fit.null_space.clone(), Vec::new(), fit.is_certified())
        }
    }
}

#[test]
fn a_row_is_determined_if_and_only_if_it_is_a_combination_of_the_rows_of_the_fit() {
    let mut r = Random(Lcg(20_261_130));
    let (mut open, mut determined, mut compared) = (0, 0, 0);
    for case in 0..400 {
        let design = Design::random(&mut r);
        let (n, p) = (design.labels.len(), design.columns.len());
        let mut specification = LogisticRegression { intercept: case % 3 != 0, threads: 1, ..Default::default() };
        match case % 5 {
            0 => specification.method = Some(Method::Lbfgs),
            1 if design.classes == 2 => specification.firth = true,
            2 => specification.method = Some(Method::Newton),
            _ => {}
        }
        let first = i128::from(specification.intercept);
        let with_one = |row: &[i64]| std::iter::once(first).chain(row.iter().map(|&x| x.into())).collect::<Vec<i128>>();
        let of_fit: Vec<Vec<i64>> = (0..n)
            .filter(|&i| design.weights[i] > 0.0)
            .map(|i| design.columns.iter().map(|column| column[i]).collect())
            .collect();
        // Rows of the fit, sums and differences of three of them, and others.
        let mut rows: Vec<Vec<i64>> = (0..n).map(|i| design.columns.iter().map(|column| column[i]).collect()).collect();
        for _ in 0..6 {
            let [a, b, c] = [(); 3].map(|()| &of_fit[r.below(of_fit.len())]);
            rows.push((0..p).map(|j| a[j] + b[j] - c[j]).collect());
            rows.push((0..p).map(|_| r.below(13) as i64 - 6).collect());
        }
        let forward: Vec<usize> = (0..p).collect();
        let (space, margins, certified) = design.fitted(&specification, &forward, &rows);
        let backward: Vec<usize> = (0..p).rev().collect();
        let (turned, others, also) = design.fitted(&specification, &backward, &rows);
        let full: Vec<Vec<i128>> = of_fit.iter().map(|row| with_one(row)).collect();
        let known = rank(full.clone());
        for (k, z) in rows.iter().enumerate() {
            let is_open = rank([full.clone(), vec![with_one(z)]].concat()) > known;
            let x: Vec<f64> = z.iter().map(|&x| x as f64).collect();
            let reversed: Vec<f64> = x.iter().rev().copied().collect();
            assert_eq!(space.broken(&x).unwrap().is_some(), is_open, "case {case}: {z:?} {space:?}");
            assert_eq!(turned.broken(&reversed).unwrap().is_some(), is_open, "case {case}: {z:?} {turned:?}");
            if is_open {
                open += 1;
            } else {
                determined += 1;
                if certified && also && !margins.is_empty() {
                    compared += 1;
                    let apart = (margins[k] - others[k]).abs();
                    assert!(
                        apart <= 1e-5 * (1.0 + margins[k].abs()),
                        "case {case}: {z:?} {} {}",
                        margins[k],
                        others[k]
                    );
                }
            }
        }
    }
    assert!(open > 800 && determined > 4_000 && compared > 1_000, "{open} {determined} {compared}");
}

/// Columns of very different sizes, far from 0 and with coefficients that are no short numbers.
#[test]
fn equations_hold_to_all_digits() {
    let mut r = Random(Lcg(7));
    let n = 200;
    let number = |r: &mut Random| r.below(1_000_000) as f64 / 1e6;
    let a: Vec<f64> = (0..n).map(|_| 1.7e12 + 8.64e7 * number(&mut r)).collect();
    let b: Vec<f64> = (0..n).map(|_| 1e-6 * number(&mut r)).collect();
    // Days since a day, and a share of it.
    let c: Vec<f64> = a.iter().zip(&b).map(|(a, b)| (a - 1.7e12) / 8.64e7 / 3.0 + 1e6 / 7.0 * b).collect();
    let y: Vec<u8> = (0..n).map(|_| r.below(2) as u8).collect();
    let x: Vec<f64> = (0..n).flat_map(|i| [a[i], b[i], c[i]]).collect();
    let data = InMemory::new(Dense::from_rows(x, n, 3).unwrap(), y).unwrap();
    let fit = LogisticRegression::default().fit(&data).unwrap();
    assert_eq!(fit.null_space.equations().len(), 1);
    // A thousand times as far out as all rows of the fit.
    for (a, b) in [(1.7e12 + 8.64e10, 1e-3), (1.6e12, -1e-3), (1.7e12, 0.0)] {
        let c = (a - 1.7e12) / 8.64e7 / 3.0 + 1e6 / 7.0 * b;
        assert_eq!(fit.null_space.broken(&[a, b, c]).unwrap(), None);
        assert_eq!(fit.null_space.broken(&[a, b, c + 0.01]).unwrap(), Some(0));
    }
}

/// The library's other ways to a score: one row with its interval, one model per class, log-odds of a model file.
#[test]
fn every_scorer_leaves_the_same_rows_out() {
    use logodds::data::{Executor, Features};
    use logodds::inference::{Estimator, InferenceRequest};
    use logodds::io::PredictionRows;
    use logodds::model::schema::{ColumnKind, ColumnSchema, Missing, Schema, Unseen};
    use logodds::score::{Scorer, scoring_model_of};
    use logodds::study::Training;
    let mut r = Random(Lcg(3));
    let n = 60;
    let x: Vec<f64> = (0..n)
        .flat_map(|_| {
            let (a, b) = (r.below(9) as f64, r.below(9) as f64);
            [a, b, a + b]
        })
        .collect();
    let y: Vec<u8> = (0..n).map(|_| r.below(2) as u8).collect();
    let data = InMemory::new(Dense::from_rows(x.clone(), n, 3).unwrap(), y).unwrap();
    let column = |name: &str| ColumnSchema { name: name.into(), kind: ColumnKind::Numeric };
    let schema = Schema {
        target: "y".into(),
        labels: vec!["0".into(), "1".into()],
        columns: ["a", "b", "total"].map(column).to_vec(),
        weights: None,
        offset: None,
        missing: Missing::Error,
        unseen: Unseen::Error,
        na: Vec::new(),
    };
    let training = Training::of_features(schema, data).unwrap();
    let specification =
        LogisticRegression { inference: Some(InferenceRequest::new(Estimator::Model)), ..Default::default() };
    let fit = specification.fit(training.data()).unwrap();
    let file = training.model_file(&specification, &fit, Vec::new());
    for model in [fit.scoring_model(0.9).unwrap(), scoring_model_of(&file, 0.9).unwrap()] {
        let score = model.score(&[3.0, 4.0, 50.0]).unwrap();
        assert_eq!(score.undetermined, Some(0));
        assert!([score.probability, score.lower, score.upper, score.std_error].iter().all(|x| x.is_nan()));
        let score = model.score(&[3.0, 4.0, 7.0]).unwrap();
        assert!(score.undetermined.is_none() && score.lower < score.probability && score.probability < score.upper);
    }
    let rows = || PredictionRows {
        rows: 2,
        numeric: vec![vec![3.0, 3.0], vec![4.0, 4.0], vec![7.0, 50.0]],
        numeric_columns: vec![0, 1, 2],
        categorical: Vec::new(),
        offset: None,
        unscored: Vec::new(),
        lacking: 0,
        unseen: 0,
    };
    let executor = Executor::sequential();
    let found = Scorer::new(&file).unwrap().margins(rows(), &executor).unwrap();
    assert!(found[0].is_some() && found[1].is_none());
    let labels = (0..n).map(|_| r.below(3) as u8).collect::<Vec<_>>();
    let classes = InMemory::of_classes(Dense::from_rows(x, n, 3).unwrap(), labels, 3).unwrap();
    let fits = LogisticRegression::default().fit_one_vs_rest(&classes).unwrap();
    let new = Features::from(Dense::from_rows(vec![3.0, 4.0, 7.0, 3.0, 4.0, 50.0], 2, 3).unwrap());
    let found = fits.probabilities(&new, &executor).unwrap();
    assert!(found[..3].iter().all(|p| p.is_finite()) && found[3..].iter().all(|p| p.is_nan()), "{found:?}");
}
