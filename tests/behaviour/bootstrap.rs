//! The bootstrap, against refits of our own draws, the model, the sandwich, and itself on other threads.

use logodds::data::{Categorical, Dense, Features, InMemory, Part};
use logodds::fit::{LogisticRegression, Penalty};
use logodds::inference::{Bootstrap, Clusters, Contrast, Estimator, Inference, InferenceRequest, WeightKind, Withheld};
use logodds::score::sigmoid;
use rand::{RngCore, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

fn uniform(random: &mut impl RngCore) -> f64 {
    (random.next_u64() >> 11) as f64 / (1u64 << 53) as f64
}

/// Rows of `columns` numbers and labels of a model that is true, `effect` being added to the log-odds of a row.
fn sample(rows: usize, columns: usize, seed: u64, effect: impl Fn(usize) -> f64) -> (Vec<f64>, Vec<u8>) {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
    let x: Vec<f64> = (0..rows * columns).map(|_| 2.0 * uniform(&mut random) - 1.0).collect();
    let y = (0..rows).map(|i| {
        let eta: f64 = x[i * columns..][..columns].iter().enumerate().map(|(j, x)| x * (0.5 - j as f64)).sum();
        u8::from(uniform(&mut random) < sigmoid(eta + 0.3 + effect(i)))
    });
    let y = y.collect();
    (x, y)
}

fn dense(x: Vec<f64>, y: Vec<u8>) -> InMemory<'static> {
    let (rows, columns) = (y.len(), x.len() / y.len());
    InMemory::new(Dense::from_rows(x, rows, columns).unwrap(), y).unwrap()
}

fn asked(replicates: usize) -> InferenceRequest {
    InferenceRequest { replicates, ..InferenceRequest::new(Estimator::Bootstrap) }
}

fn specification(penalty: Penalty, request: InferenceRequest) -> LogisticRegression {
    LogisticRegression { penalty, seed: 7, inference: Some(request), ..LogisticRegression::default() }
}

fn inference(data: &InMemory<'_>, penalty: Penalty, request: InferenceRequest) -> Inference {
    specification(penalty, request).fit(data).unwrap().inference.unwrap()
}

fn bootstrap(data: &InMemory<'_>, penalty: Penalty, request: InferenceRequest) -> Bootstrap {
    inference(data, penalty, request).bootstrap.unwrap()
}

/// How often each of n rows is drawn, in replicate r of the seed 7.
fn times(n: usize, r: usize) -> Vec<f64> {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(7);
    (0..r).for_each(|_| random.jump());
    let mut times = vec![0.0; n];
    (0..n).for_each(|_| times[((u128::from(random.next_u64()) * n as u128) >> 64) as usize] += 1.0);
    times
}

#[test]
fn replicates_are_the_fits_to_their_rows() {
    const ROWS: usize = 150;
    let (x, y) = sample(ROWS, 3, 1, |_| 0.0);
    for penalty in [Penalty::None, Penalty::l2(0.03)] {
        let data = dense(x.clone(), y.clone());
        let found = bootstrap(&data, penalty, asked(40));
        assert_eq!((found.replicates, found.failed, found.seed), (40, 0, 7));
        let mut all = Vec::new();
        for (r, replicate) in found.coefficients().enumerate() {
            let refit = LogisticRegression { penalty, ..LogisticRegression::default() };
            let refit = refit.fit(&data.clone().with_weights(times(ROWS, r)).unwrap()).unwrap();
            // About one origin.
            let origin = found_origin(&data);
            let intercept = refit.model.margin(&origin).unwrap();
            let expected: Vec<f64> =
                std::iter::once(intercept).chain(refit.model.coefficients().iter().copied()).collect();
            for (found, expected) in replicate.iter().zip(&expected) {
                assert!((found - expected).abs() < 1e-8, "{r}: {found} {expected}");
            }
            all.push(expected);
        }
        // The covariance written out.
        let mean: Vec<f64> = (0..4).map(|j| all.iter().map(|w| w[j]).sum::<f64>() / 40.0).collect();
        for j in 0..4 {
            for k in 0..=j {
                let sum: f64 = all.iter().map(|w| (w[j] - mean[j]) * (w[k] - mean[k])).sum();
                let entry = found.covariance.matrix().get(j, k);
                assert!((entry - sum / 39.0).abs() < 1e-8, "{j} {k}: {entry} {}", sum / 39.0);
            }
        }
    }
}

fn found_origin(data: &InMemory<'_>) -> Vec<f64> {
    LogisticRegression::default().fit(data).unwrap().model.origin().to_vec()
}

/// Numbers and a category, of two labels or three.
fn mixed(classes: usize) -> InMemory<'static> {
    let (x, y) = sample(3_000, 4, 3, |i| if i % 5 == 0 { 1.0 } else { 0.0 });
    let codes = Categorical::new((0..3_000).map(|i| i % 5).collect::<Vec<u32>>(), 5).unwrap();
    let numbers = Part::F64(Dense::from_rows(x, 3_000, 4).unwrap());
    let features = Features::new(vec![numbers, Part::Categorical(codes)]).unwrap();
    match classes {
        2 => InMemory::new(features, y).unwrap(),
        _ => {
            let labels: Vec<u8> = y.iter().enumerate().map(|(i, y)| if i % 7 == 3 { 2 } else { *y }).collect();
            InMemory::of_classes(features, labels, 3).unwrap()
        }
    }
}

#[test]
fn the_same_bits_on_any_number_of_threads() {
    let fit = |threads: usize, seed: u64, penalty: Penalty| {
        let specification = LogisticRegression { threads, seed, ..specification(penalty, asked(30)) };
        let two = specification.fit(&mixed(2)).unwrap().inference.unwrap().bootstrap.unwrap();
        let three = specification.fit(&mixed(3)).unwrap().inference.unwrap().bootstrap.unwrap();
        (two, three)
    };
    for penalty in [Penalty::None, Penalty::L2 { lambda: 0.01, standardize: true }] {
        let one = fit(1, 5, penalty);
        assert_eq!(one, fit(2, 5, penalty));
        assert_eq!(one, fit(3, 5, penalty));
        assert_ne!(one.0.covariance, fit(2, 6, penalty).0.covariance);
    }
}

/// The error of a standard error from B replicates is 1/√(2B) of it: 2.2 %.
#[test]
fn where_the_model_is_true_its_errors_are_those_of_the_model() {
    let data = mixed(2);
    let model = inference(&data, Penalty::None, InferenceRequest::new(Estimator::Model)).covariance.unwrap();
    let inference = inference(&data, Penalty::None, asked(1_000));
    let (found, given) = (inference.bootstrap.unwrap(), inference.covariance.unwrap());
    assert_eq!(found.failed, 0);
    assert_eq!(found.covariance, given);
    let intervals = found.intervals(0.95);
    let fit = LogisticRegression::default().fit(&data).unwrap();
    for j in 0..8 {
        let (a, b) = (given.std_error(j).unwrap(), model.std_error(j).unwrap());
        assert!((a / b - 1.0).abs() < 0.08, "{j}: {a} {b}");
        let (low, high) = intervals[j + 1];
        let estimate = fit.model.coefficients()[j];
        assert!((low - (estimate - 1.96 * b)).abs() < 0.35 * b && (high - (estimate + 1.96 * b)).abs() < 0.35 * b);
    }
}

#[test]
fn of_several_labels_too() {
    let model = specification(Penalty::None, InferenceRequest::new(Estimator::Model));
    let model = model.fit(&mixed(3)).unwrap();
    let fit = specification(Penalty::None, asked(1_000)).fit(&mixed(3)).unwrap();
    let (model, found) = (model.covariance().unwrap(), fit.covariance().unwrap());
    for k in 0..2 {
        for j in 0..8 {
            let (a, b) = (found.std_error_of_score(k, j).unwrap(), model.std_error_of_score(k, j).unwrap());
            assert!((a / b - 1.0).abs() < 0.1, "{k} {j}: {a} {b}");
        }
    }
    // With a penalty there are scores of all labels, which sum to 0 in every replicate.
    let fit = specification(Penalty::l2(0.01), asked(50)).fit(&mixed(3)).unwrap();
    let found = fit.inference.unwrap().bootstrap.unwrap();
    assert_eq!(found.intervals(0.9).len(), 27);
    for replicate in found.coefficients() {
        (0..9).for_each(|j| assert!((replicate[j] + replicate[9 + j] + replicate[18 + j]).abs() < 1e-12));
    }
}

#[test]
fn clusters_are_resampled_as_wholes_and_agree_with_the_sandwich() {
    // Ten rows a cluster with a common effect, and a column that is theirs: independent rows would have errors of two thirds.
    const CLUSTERS: usize = 300;
    let mut random = Xoshiro256PlusPlus::seed_from_u64(2);
    let common: Vec<(f64, f64)> =
        (0..CLUSTERS).map(|_| (3.0 * uniform(&mut random) - 1.5, uniform(&mut random))).collect();
    let (x, y) = sample(10 * CLUSTERS, 2, 4, |i| common[i / 10].0);
    let x = (0..10 * CLUSTERS).flat_map(|i| [x[2 * i], x[2 * i + 1], common[i / 10].1]).collect();
    let data = dense(x, y);
    let clusters = Some(Clusters::new((0..10 * CLUSTERS as u32).map(|i| i / 10).collect()));
    let request = |estimator| InferenceRequest { clusters: clusters.clone(), ..InferenceRequest::new(estimator) };
    let errors = |request| {
        let covariance = inference(&data, Penalty::None, request).covariance.unwrap();
        (0..3).map(|j| covariance.std_error(j).unwrap()).collect::<Vec<f64>>()
    };
    let sandwich = errors(request(Estimator::Cluster));
    let found = errors(request(Estimator::Bootstrap));
    let rows = errors(asked(1_000));
    for (found, sandwich) in found.iter().zip(&sandwich) {
        assert!((found / sandwich - 1.0).abs() < 0.1, "{found} {sandwich}");
    }
    assert!(rows[2] < 0.85 * found[2], "{} {}", rows[2], found[2]);
}

#[test]
fn counts_give_what_their_rows_written_out_would() {
    let (x, y) = sample(60, 2, 8, |_| 0.0);
    let counts: Vec<f64> = (0..60).map(|i| f64::from(i * 7 % 5)).collect();
    let rows: Vec<usize> = (0..60).flat_map(|i| std::iter::repeat_n(i, counts[i] as usize)).collect();
    let written =
        dense(rows.iter().flat_map(|&i| [x[2 * i], x[2 * i + 1]]).collect(), rows.iter().map(|&i| y[i]).collect());
    let table = dense(x, y).with_weights(counts).unwrap();
    let frequency = InferenceRequest { weights: WeightKind::Frequency, ..asked(200) };
    let penalty = Penalty::l2(0.05);
    let (table, written) = (bootstrap(&table, penalty, frequency), bootstrap(&written, penalty, asked(200)));
    assert_eq!(table.failed, written.failed);
    // Origins may differ by rounding.
    for (a, b) in table.intervals(0.95).iter().zip(written.intervals(0.95)) {
        assert!((a.0 - b.0).abs() < 1e-8 && (a.1 - b.1).abs() < 1e-8, "{a:?} {b:?}");
    }
}

/// An indicator that is 1 in `ones` rows of either label, among 100.
fn table_of_four(ones: usize) -> (Vec<f64>, Vec<u8>) {
    let x = (0..100).map(|i| f64::from(u8::from(i < 2 * ones))).collect();
    let y = (0..100).map(|i| if i < 2 * ones { (i % 2) as u8 } else { u8::from(i % 3 == 0) }).collect();
    (x, y)
}

/// A table of two by two has a maximum of the likelihood if and only if no cell is empty.
#[test]
fn replicates_without_an_optimum_are_counted_exactly() {
    for (ones, is_given) in [(3, false), (5, true)] {
        let (x, y) = table_of_four(ones);
        let has_empty_cell = |r: usize| {
            let mut cells = [0.0; 4];
            let drawn = times(100, r);
            (0..100).for_each(|i| cells[2 * usize::from(y[i]) + x[i] as usize] += drawn[i]);
            cells.contains(&0.0)
        };
        let expected = (0..1_000).filter(|&r| has_empty_cell(r)).count();
        let fit = specification(Penalty::None, asked(1_000)).fit(&dense(x.clone(), y.clone())).unwrap();
        let inference = fit.inference.as_ref().unwrap();
        let found = inference.bootstrap.as_ref().unwrap();
        assert_eq!(found.failed, expected);
        assert_eq!((found.counted(), found.coefficients().count()), (1_000 - expected, 1_000 - expected));
        assert!(expected > 5);
        match &inference.covariance {
            Ok(_) => assert!(is_given && fit.warnings.iter().any(|w| w.code() == "failed-replicates")),
            Err(reason) => {
                assert!(!is_given);
                assert_eq!(*reason, Withheld::Replicates { failed: Some(expected), replicates: 1_000 });
            }
        }
        // With a penalty every one of them has an optimum, and 100 rows always have both labels.
        assert_eq!(bootstrap(&dense(x, y.clone()), Penalty::l2(0.01), asked(1_000)).failed, 0);
    }
}

#[test]
fn a_level_or_label_of_one_row() {
    // The row is in a replicate with a probability of 1 − 1/e.
    let (x, mut y) = sample(60, 1, 5, |_| 0.0);
    y.fill(0);
    y[17] = 1;
    let inference = inference(&dense(x, y), Penalty::l2(0.1), asked(500));
    let found = inference.bootstrap.unwrap();
    assert_eq!(found.failed, (0..500).filter(|&r| times(60, r)[17] == 0.0).count());
    assert!(matches!(inference.covariance, Err(Withheld::Replicates { .. })));
}

#[test]
fn contrasts_have_percentiles_and_no_tests() {
    let data = mixed(2);
    let contrasts = vec![Contrast { intercept: 1.0, coefficients: vec![(0, 2.0), (5, -1.0)] }];
    let request = InferenceRequest { contrasts, ..asked(200) };
    let inference = inference(&data, Penalty::l2(0.01), request);
    let (found, wald) = (inference.bootstrap.unwrap(), inference.contrasts[0].unwrap());
    let mut c = vec![0.0; 8];
    (c[0], c[5]) = (2.0, -1.0);
    assert_eq!((wald.lower, wald.upper), found.percentiles(0, 1.0, &c, 0.95));
    assert!(wald.lower < wald.estimate && wald.estimate < wald.upper);
    assert!(wald.statistic.is_nan() && wald.p_value.is_nan());
    let (error, half) = (wald.std_error, (wald.upper - wald.lower) / 2.0);
    assert!((half / (1.96 * error) - 1.0).abs() < 0.2, "{half} {error}");
}

#[test]
fn numbers_of_replicates_that_make_no_sense_are_refused() {
    let (x, y) = sample(40, 1, 6, |_| 0.0);
    for replicates in [0, 1, 100_001] {
        let told = specification(Penalty::None, asked(replicates)).fit(&dense(x.clone(), y.clone())).unwrap_err();
        assert!(told.to_string().contains("from 2 to 100000"), "{told}");
    }
    let two = specification(Penalty::l2(0.1), asked(2)).fit(&dense(x, y)).unwrap();
    assert!(two.covariance().is_some());
    assert!(two.warnings.iter().any(|warning| warning.code() == "few-replicates"));
}
