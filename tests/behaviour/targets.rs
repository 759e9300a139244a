//! Targets that are shares, and offsets of several classes.

use crate::fixtures::random::Lcg;
use logodds::core::{Dense, EvalError, InMemory, RowBlocks};
use logodds::data::DataError;
use logodds::fit::{Fit, FitError, LogisticRegression, Method, Penalty, Plan};
use logodds::inference::{Estimator, InferenceRequest, WeightKind};

/// Beetles killed by doses of carbon disulphide (C. Bliss, *Ann. Appl. Biol.* 22, 1935).
const DOSE: [f64; 8] = [1.6907, 1.7242, 1.7552, 1.7842, 1.8113, 1.8369, 1.8610, 1.8839];
const BEETLES: [f64; 8] = [59.0, 60.0, 62.0, 56.0, 63.0, 59.0, 62.0, 60.0];
const KILLED: [f64; 8] = [6.0, 13.0, 18.0, 28.0, 52.0, 53.0, 61.0, 60.0];

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1e-8), "{found:e} for {expected:e}");
}

fn with_errors(estimator: Estimator, weights: WeightKind) -> LogisticRegression {
    let inference = Some(InferenceRequest { weights, ..InferenceRequest::new(estimator) });
    LogisticRegression { inference, tolerance: 1e-14, ..Default::default() }
}

/// Numbers of statsmodels 0.15's GLM with a binomial family of (events, others).
#[test]
fn events_of_trials_have_the_numbers_of_a_binomial_glm() {
    let shares: Vec<f64> = KILLED.iter().zip(BEETLES).map(|(events, trials)| events / trials).collect();
    let x = Dense::from_rows(&DOSE[..], 8, 1).unwrap();
    let data = InMemory::of_shares(x, shares.clone()).unwrap().with_weights(&BEETLES[..]).unwrap();
    let fit = with_errors(Estimator::Model, WeightKind::Frequency).fit(&data).unwrap();
    assert!(fit.is_certified());
    close(fit.model.intercept(), -60.7174545616353, 1e-10);
    close(fit.model.coefficients()[0], 34.27032573414692, 1e-10);
    let covariance = fit.covariance().unwrap();
    close(covariance.intercept_std_error(), 5.180711463340782, 1e-9);
    close(covariance.std_error(0).unwrap(), 2.9121400706357186, 1e-9);
    // The deviance is from a model of each dose by itself.
    let entropy = |y: f64| if y == 0.0 || y == 1.0 { 0.0 } else { y * y.ln() + (1.0 - y) * (1.0 - y).ln() };
    let saturated: f64 = shares.iter().zip(BEETLES).map(|(y, trials)| trials * entropy(*y)).sum();
    close(2.0 * (saturated - fit.statistics.log_likelihood), 11.232231097419321, 1e-10);
    close(2.0 * (saturated - fit.statistics.null_log_likelihood), 284.20244948083143, 1e-10);
    assert_eq!((fit.null.rows, &fit.null.class_rows[..]), (8, &[7, 8][..]));
    fit.null.class_weights.iter().zip([190.0, 291.0]).for_each(|(found, count)| close(*found, count, 1e-14));
}

/// Rows with shares, and the same as two rows each.
fn shares_and_rows(n: usize, random: &mut Lcg) -> (InMemory<'static>, InMemory<'static>) {
    let (mut x, mut y, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    let (mut labels, mut halves, mut twice) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..n {
        let row = [random.next() * 3.0 - 1.0, random.next() * 40.0 + 100.0, f64::from(u8::from(i % 3 == 0))];
        // Some rows are of one label alone.
        let share = if i % 7 == 0 { (random.next() > 0.4).into() } else { random.next() };
        let weight = (random.next() * 5.0).floor();
        x.extend(row);
        y.push(share);
        weights.push(weight);
        for (label, part) in [(0, 1.0 - share), (1, share)] {
            twice.extend(row);
            labels.push(label);
            halves.push(weight * part);
        }
    }
    let shares = InMemory::of_shares(Dense::from_rows(x, n, 3).unwrap(), y).unwrap().with_weights(weights).unwrap();
    let rows = InMemory::new(Dense::from_rows(twice, 2 * n, 3).unwrap(), labels).unwrap().with_weights(halves).unwrap();
    (shares, rows)
}

#[test]
fn a_share_is_two_rows() {
    let (shares, rows) = shares_and_rows(211, &mut Lcg(11));
    for intercept in [true, false] {
        for penalty in [Penalty::None, Penalty::l2(0.01)] {
            for method in [Method::Newton, Method::Lbfgs, Method::NewtonCg] {
                let estimator = if penalty == Penalty::None { Estimator::Model } else { Estimator::Penalised };
                let specification = LogisticRegression {
                    intercept,
                    penalty,
                    method: Some(method),
                    ..with_errors(estimator, WeightKind::Frequency)
                };
                let (one, other) = (specification.fit(&shares).unwrap(), specification.fit(&rows).unwrap());
                assert!(one.is_certified() && other.is_certified());
                for (a, b) in one.model.coefficients().iter().zip(other.model.coefficients()) {
                    close(*a, *b, 1e-7);
                }
                close(one.model.intercept(), other.model.intercept(), 1e-7);
                close(one.statistics.log_likelihood, other.statistics.log_likelihood, 1e-12);
                close(one.statistics.null_log_likelihood, other.statistics.null_log_likelihood, 1e-12);
                let errors = |fit: &Fit| fit.covariance().unwrap().std_error(1).unwrap();
                close(errors(&one), errors(&other), 1e-7);
                let tjur = |fit: &Fit| fit.inference.as_ref().unwrap().tjur_r2.unwrap();
                close(tjur(&one), tjur(&other), 1e-7);
            }
        }
    }
}

#[test]
fn shares_beyond_0_and_1_are_refused_and_softmax_has_none() {
    let x = || Dense::from_rows(vec![1.0, 2.0, 3.0], 3, 1).unwrap();
    for bad in [-0.1, 1.5, f64::NAN] {
        let refused = InMemory::of_shares(x(), vec![0.5, bad, 0.2]).unwrap_err();
        assert!(matches!(refused, DataError::Share { row: 1, .. }));
    }
    let data = InMemory::of_shares(x(), vec![0.5, 0.1, 0.2]).unwrap();
    let refused = Plan::of_classes(&LogisticRegression::default(), &data).err().unwrap();
    assert!(matches!(refused, FitError::Eval(EvalError::Data(DataError::ClassShares))));
    let influence = InferenceRequest { diagnostics: true, ..InferenceRequest::new(Estimator::Model) };
    let fit = LogisticRegression { inference: Some(influence), ..Default::default() }.fit(&data).unwrap();
    assert!(fit.inference.unwrap().diagnostics.unwrap().is_err());
}

/// Three classes with a column beside the two that a fit looks at.
fn classes(n: usize, random: &mut Lcg) -> (Vec<f64>, Vec<u8>) {
    let mut x = Vec::new();
    let mut labels = Vec::new();
    for i in 0..n {
        let row = [random.next() * 2.0 - 1.0, random.next() * 30.0];
        let score = row[0] + 0.05 * row[1] + 2.0 * random.next();
        labels.push(if i < 3 { i as u8 } else { (score as usize).min(2) as u8 });
        x.extend(row);
    }
    (x, labels)
}

/// Offsets that are x·v are taken back by coefficients that are less by v, whatever the solver.
#[test]
fn offsets_of_classes_move_coefficients_by_as_much() {
    let n = 400;
    let (x, labels) = classes(n, &mut Lcg(5));
    let data = || InMemory::of_classes(Dense::from_rows(&x[..], n, 2).unwrap(), &labels[..], 3).unwrap();
    let v = [[0.5, 1.0, -0.04], [-1.0, 0.25, 0.1], [2.0, -0.5, 0.0]];
    let offset: Vec<f64> =
        x.chunks(2).flat_map(|row| v.map(|[b, first, second]| b + first * row[0] + second * row[1])).collect();
    let moved = data().with_offset(offset).unwrap();
    assert_eq!(moved.offsets(), 3);
    for method in [Method::Newton, Method::Lbfgs, Method::NewtonCg] {
        let specification =
            LogisticRegression { method: Some(method), ..with_errors(Estimator::Model, WeightKind::Precision) };
        let (plain, with) = (specification.fit(&data()).unwrap(), specification.fit(&moved).unwrap());
        assert!(plain.is_certified() && with.is_certified(), "{method}");
        for (k, of_class) in v.iter().enumerate() {
            let less = |j: usize| of_class[j] - v[0][j];
            close(with.model.score(k).intercept() + less(0), plain.model.score(k).intercept(), 1e-6);
            for j in 0..2 {
                close(with.model.coefficients_of(k)[j] + less(j + 1), plain.model.coefficients_of(k)[j], 1e-6);
            }
        }
        close(with.statistics.log_likelihood, plain.statistics.log_likelihood, 1e-12);
        let errors = |fit: &Fit| fit.covariance().unwrap().std_error_of_score(1, 0).unwrap();
        close(errors(&with), errors(&plain), 1e-6);
    }
}

/// A constant for each class is the intercepts' to take; without intercepts it is the model's.
#[test]
fn constant_offsets_of_classes_are_intercepts() {
    let n = 200;
    let (x, labels) = classes(n, &mut Lcg(9));
    let data = || InMemory::of_classes(Dense::from_rows(&x[..], n, 2).unwrap(), &labels[..], 3).unwrap();
    let constant = [3.0, -40.0, 7.0];
    let moved = data().with_offset((0..n).flat_map(|_| constant).collect::<Vec<_>>()).unwrap();
    let specification = LogisticRegression { tolerance: 1e-14, ..Default::default() };
    let (plain, with) = (specification.fit(&data()).unwrap(), specification.fit(&moved).unwrap());
    close(with.statistics.null_log_likelihood, plain.statistics.null_log_likelihood, 1e-12);
    close(with.model.score(2).intercept() + constant[2] - constant[0], plain.model.score(2).intercept(), 1e-8);
    let origin = LogisticRegression { intercept: false, ..specification };
    let fit = origin.fit(&moved).unwrap();
    // Margins of 4 and 47 below the largest.
    let rest = ((-4f64).exp() + (-47f64).exp()).ln_1p();
    let expected: f64 = labels.iter().map(|&y| constant[usize::from(y)] - 7.0 - rest).sum();
    close(fit.statistics.null_log_likelihood, expected, 1e-12);
    // One number for all classes changes nothing, and is refused.
    let one = data().with_offset(vec![1.0; n]).unwrap();
    let refused = Plan::new(&LogisticRegression::default(), &one).err().unwrap();
    assert!(matches!(refused, FitError::Eval(EvalError::Data(DataError::ClassOffsets))));
}
