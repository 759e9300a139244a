//! A row scored with its interval: the same interval as a table's, and no allocation.
//!
//! Alone in its crate, because it counts the allocations of its threads.
#![allow(unsafe_code)]

#[path = "behaviour/fixtures/cases.rs"]
mod cases;

use cases::read;
use logodds::data::{Csr, Dense, Executor, Features, InMemory};
use logodds::fit::LogisticRegression;
use logodds::inference::{Estimator, InferenceRequest};
use logodds::io::{FitColumns, PredictionRows};
use logodds::model::schema::ColumnKind;
use logodds::score::{Scorer, ScoringModel, scoring_model_of};
use logodds::study::Training;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: every call goes to `System` unchanged; the counter is a plain number of the thread and allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn credit() -> Training<'static> {
    read("examples/data/german_credit.csv", FitColumns { target: "creditability".into(), ..FitColumns::default() })
}

/// A row of the design matrix.
fn design_row(training: &Training, i: usize) -> Vec<f64> {
    let mut row = vec![0.0; training.terms().len()];
    let features = training.data().features();
    let zero = vec![0.0; row.len()];
    use logodds::core::DesignMatrix;
    features.rows(i..i + 1, &zero).for_each_entry(0, &mut |j, x| row[j] = x);
    row
}

#[test]
fn a_row_has_the_interval_of_the_table_and_costs_no_allocation() {
    let training = credit();
    let specification =
        LogisticRegression { inference: Some(InferenceRequest::new(Estimator::Model)), ..Default::default() };
    let fit = specification.fit(training.data()).unwrap();
    let file = training.model_file(&specification, &fit, Vec::new());
    let scorer = Scorer::with_interval(&file, 0.9).unwrap();
    let models: [ScoringModel; 2] = [fit.scoring_model(0.9).unwrap(), scoring_model_of(&file, 0.9).unwrap()];
    let n = 1000;
    let design: Vec<Vec<f64>> = (0..n).map(|i| design_row(&training, i)).collect();
    let expected = scorer.probabilities(prediction_rows(&training, &design), &Executor::sequential()).unwrap();
    for model in &models {
        let mut beyond = 0;
        for (row, expected) in design.iter().zip(expected.chunks(3)) {
            let before = ALLOCATIONS.get();
            let score = model.score(row);
            assert_eq!(ALLOCATIONS.get(), before, "scoring allocates");
            let score = score.unwrap();
            for (found, expected) in [score.probability, score.lower, score.upper].iter().zip(expected) {
                assert!((found - expected.unwrap()).abs() < 1e-13, "{score:?} {expected:?}");
            }
            // No row of the training data is beyond them.
            beyond += usize::from(score.flags.any());
        }
        assert_eq!(beyond, 0);
        let mut far = design[0].clone();
        let age = training.terms().iter().position(|term| term.name == "age_in_years").unwrap();
        far[age] = 1e4;
        let score = model.score(&far).unwrap();
        assert!(score.flags.range && score.flags.leverage, "{score:?}");
    }
    // The counter counts.
    let before = ALLOCATIONS.get();
    drop(std::hint::black_box(vec![1.0]));
    assert_eq!(ALLOCATIONS.get(), before + 1);
}

/// The rows as a table has them: numbers by column, categories as codes.
fn prediction_rows(training: &Training, design: &[Vec<f64>]) -> PredictionRows {
    let schema = training.schema();
    let numeric_columns = schema.numeric_columns();
    let numeric = (0..numeric_columns.len()).map(|j| design.iter().map(|row| row[j]).collect()).collect();
    let mut at = numeric_columns.len();
    let mut categorical = Vec::new();
    for (column, kind) in schema.columns.iter().map(|column| &column.kind).enumerate() {
        if let ColumnKind::Categorical { levels } = kind {
            let own = at..at + levels.len() - 1;
            at = own.end;
            let code = |row: &Vec<f64>| row[own.clone()].iter().position(|x| *x == 1.0).map_or(0, |k| k as u32 + 1);
            let codes = design.iter().map(code).collect();
            categorical.push(logodds::io::Codes { codes, levels: levels.len(), column });
        }
    }
    PredictionRows {
        rows: design.len(),
        numeric,
        numeric_columns,
        categorical,
        offset: None,
        unscored: Vec::new(),
        lacking: 0,
        unseen: 0,
    }
}

#[test]
fn no_intervals_without_a_covariance() {
    let training = credit();
    let specification = LogisticRegression::default();
    let fit = specification.fit(training.data()).unwrap();
    assert!(fit.scoring_model(0.95).is_none());
    assert!(scoring_model_of(&training.model_file(&specification, &fit, Vec::new()), 0.95).is_err());
}

/// A model fitted to dense columns has an origin, which rows stored sparsely cannot be taken from.
#[test]
fn rows_score_the_same_however_they_are_stored() {
    let (rows, columns) = (300, 4);
    let value = |i: usize, j: usize| 5.0 + ((i * 37 + j * 101) % 97) as f64 / 40.0 - (j as f64) * 3.0;
    let values: Vec<f64> = (0..rows * columns).map(|k| value(k / columns, k % columns)).collect();
    let sparse = || {
        let indptr: Vec<usize> = (0..=rows).map(|i| i * columns).collect();
        let indices: Vec<u32> = (0..rows * columns).map(|k| (k % columns) as u32).collect();
        Features::from(Csr::new(indptr, indices, values.clone(), columns).unwrap())
    };
    let dense = || Features::from(Dense::from_rows(values.clone(), rows, columns).unwrap());
    let executor = Executor::sequential();
    let close = |a: &[f64], b: &[f64]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-11);
    let request = Some(InferenceRequest::new(Estimator::Model));
    let regression = LogisticRegression { inference: request, ..Default::default() };

    let labels: Vec<u8> = (0..rows).map(|i| u8::from((i * i) % 7 < 3)).collect();
    let data = InMemory::new(dense(), labels).unwrap();
    let fit = regression.fit(&data).unwrap();
    assert!(fit.model.origin().iter().any(|origin| *origin != 0.0));
    let (a, b) = (fit.model.margins(&dense(), &executor).unwrap(), fit.model.margins(&sparse(), &executor).unwrap());
    assert!(close(&a, &b));
    let of = |x: Features<'_>| fit.model.probabilities(&x, &executor).unwrap();
    assert!(close(&of(dense()), &of(sparse())));
    let of = |x: Features<'_>| fit.model.both_probabilities(&x, &executor).unwrap();
    assert!(close(&of(dense()), &of(sparse())));
    let covariance = fit.covariance().unwrap();
    assert!(close(&covariance.of_rows(dense()).unwrap(), &covariance.of_rows(sparse()).unwrap()));

    let labels: Vec<u8> = (0..rows).map(|i| ((i * 2_654_435_761) >> 9) as u8 % 3).collect();
    let data = InMemory::of_classes(dense(), labels, 3).unwrap();
    let fit = regression.fit(&data).unwrap();
    let (a, b) = (fit.model.margins(&dense(), &executor).unwrap(), fit.model.margins(&sparse(), &executor).unwrap());
    assert!(close(&a, &b));
    let errors = |margins: &[f64], x: Features<'_>| -> Vec<f64> {
        let logits = logodds::core::class_logits(fit.covariance().unwrap().errors(), margins, x).unwrap();
        logits.into_iter().flat_map(|(logit, error)| [logit, error]).collect()
    };
    assert!(close(&errors(&a, dense()), &errors(&b, sparse())));
}
