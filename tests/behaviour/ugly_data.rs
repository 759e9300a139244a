//! Data that break careless software: each gives a right answer or a clear error.

use logodds::core::EvalError;
use logodds::data::{Categorical, DataError, Dense, Features, InMemory, Part};
use logodds::fit::{Fit, FitError, Held, LogisticRegression, Method, Penalty, Status, Warning};
use logodds::inference::separation::Verdict;
use logodds::score::sigmoid;

const LABELS: [u8; 10] = [0, 0, 1, 0, 1, 0, 1, 1, 0, 1];
const AGE: [f64; 10] = [20.0, 25.0, 30.0, 31.0, 40.0, 44.0, 47.0, 52.0, 58.0, 61.0];
const DOSE: [f64; 10] = [1.0, 3.0, 2.0, 5.0, 4.0, 1.5, 2.5, 6.0, 3.5, 0.5];

fn dense(columns: &[&[f64]]) -> Dense<'static> {
    let n = columns[0].len();
    let rows = (0..n).flat_map(|i| columns.iter().map(move |c| c[i])).collect::<Vec<_>>();
    Dense::from_rows(rows, n, columns.len()).unwrap()
}

fn fit(data: &InMemory<'_>) -> Fit {
    LogisticRegression::default().fit(data).unwrap()
}

/// What the fit says of separation, and of the columns responsible.
fn separated_by(fit: &Fit) -> Option<(Verdict, Vec<usize>)> {
    fit.separated_by().map(|separation| (separation.verdict, separation.columns()))
}

fn data_error(data: &InMemory<'_>) -> DataError {
    match LogisticRegression::default().fit(data) {
        Err(FitError::Eval(EvalError::Data(error))) => error,
        other => panic!("expected a data error, got {other:?}"),
    }
}

fn column(x: &[f64], c: f64) -> Vec<f64> {
    x.iter().map(|x| x * c).collect()
}

#[test]
fn a_constant_column_is_held_at_zero_and_named() {
    let plain = fit(&InMemory::new(dense(&[&AGE]), &LABELS[..]).unwrap());
    let with = fit(&InMemory::new(dense(&[&[7.5; 10], &AGE]), &LABELS[..]).unwrap());
    assert_eq!(with.solution.status, Status::Converged);
    assert_eq!(with.held, [Held::Constant(0)]);
    assert!(!with.is_identified());
    assert_eq!(with.model.coefficients(), [0.0, plain.model.coefficients()[0]]);
    let message = with.warnings[0].message(&|j| format!("x{j}"));
    assert!(message.contains("\"x0\" is constant"), "{message}");
}

#[test]
fn a_duplicate_column_is_named_with_its_twin() {
    let plain = fit(&InMemory::new(dense(&[&AGE, &DOSE]), &LABELS[..]).unwrap());
    for method in Method::ALL {
        let data = InMemory::new(dense(&[&AGE, &DOSE, &column(&AGE, 12.0)]), &LABELS[..]).unwrap();
        let fit = LogisticRegression { method: Some(method), ..Default::default() }.fit(&data).unwrap();
        let Some(Held::Aliased(alias)) = fit.held.first() else {
            panic!("{method}: {:?} {:?}", fit.held, fit.solution.status)
        };
        assert_eq!((alias.column, &alias.combination[..], alias.constant), (2, &[(0, 12.0)][..], 0.0), "{method}");
        let message = fit.warnings[0].message(&|j| ["age", "dose", "months"][j].to_owned());
        assert!(message.starts_with("\"months\" = 12 · \"age\""), "{message}");
        if method != Method::Sgd {
            assert_eq!(fit.solution.status, Status::Converged);
            assert!((fit.solution.value() - plain.solution.value()).abs() < 1e-9);
        }
    }
}

#[test]
fn a_combination_of_columns_is_written_as_an_equation() {
    let sum: Vec<f64> = AGE.iter().zip(&DOSE).map(|(a, d)| 2.0 * a - 0.5 * d + 3.0).collect();
    let fit = fit(&InMemory::new(dense(&[&AGE, &DOSE, &sum]), &LABELS[..]).unwrap());
    let message = fit.warnings[0].message(&|j| format!("x{j}"));
    assert!(message.starts_with("\"x2\" = 2 · \"x0\" − 0.5 · \"x1\" + 3;"), "{message}");
    assert!(fit.is_certified());
}

/// Indicators of all levels and an intercept: one level too many.
#[test]
fn a_second_coding_of_the_same_categories_is_found() {
    let codes: Vec<u32> = vec![0, 1, 2, 0, 1, 2, 0, 1, 2, 0];
    let one = |c| Part::Categorical(Categorical::new(c, 3).unwrap());
    let features = Features::new(vec![one(codes.clone()), one(codes)]).unwrap();
    let fit = fit(&InMemory::new(features, &LABELS[..]).unwrap());
    assert_eq!(fit.held.iter().map(Held::column).collect::<Vec<_>>(), [2, 3]);
    assert!(fit.is_certified());
}

#[test]
fn nearly_equal_columns_are_estimated_not_dropped() {
    let near: Vec<f64> = AGE.iter().zip(&DOSE).map(|(a, d)| a + 1e-4 * d).collect();
    let fit = fit(&InMemory::new(dense(&[&AGE, &near]), &LABELS[..]).unwrap());
    let plain = self::fit(&InMemory::new(dense(&[&AGE, &DOSE]), &LABELS[..]).unwrap());
    assert_eq!(fit.solution.status, Status::Converged);
    assert!(fit.held.is_empty());
    let (a, b) = (fit.model.coefficients()[1] * 1e-4, plain.model.coefficients()[1]);
    assert!((a - b).abs() < 1e-6 * b.abs(), "{a} {b}");
}

#[test]
fn complete_separation_is_told_not_converged() {
    let labels: Vec<u8> = AGE.iter().map(|a| u8::from(*a > 42.0)).collect();
    for method in Method::ALL {
        let data = InMemory::new(dense(&[&AGE]), labels.clone()).unwrap();
        let fit = LogisticRegression { method: Some(method), ..Default::default() }.fit(&data).unwrap();
        assert_eq!(fit.solution.status, Status::Separated, "{method}");
        assert_eq!(separated_by(&fit), Some((Verdict::Complete, vec![0])));
        // With a ridge there is an optimum again.
        let ridge = LogisticRegression { penalty: Penalty::l2(0.01), method: Some(method), ..Default::default() };
        let fit = ridge.fit(&data).unwrap();
        assert!(method == Method::Sgd || fit.is_certified(), "{method}: {:?}", fit.solution.status);
    }
}

/// Offsets that agree with every label make all margins positive, and say nothing about the features: there is an optimum.
/// (It was once taken for separation.)
#[test]
fn offsets_that_decide_every_row_are_not_separation() {
    let offset: Vec<f64> = LABELS.iter().map(|y| if *y == 1 { 8.0 } else { -8.0 }).collect();
    let plain = InMemory::new(dense(&[&AGE]), &LABELS[..]).unwrap();
    for method in Method::ALL {
        let data = plain.clone().with_offset(offset.clone()).unwrap();
        let fit = LogisticRegression { method: Some(method), ..Default::default() }.fit(&data).unwrap();
        assert_ne!(fit.solution.status, Status::Separated, "{method}");
        assert!(method == Method::Sgd || fit.is_certified(), "{method}: {:?}", fit.solution.status);
    }
    // And the other way round: offsets against every label do not hide a separation.
    let labels: Vec<u8> = AGE.iter().map(|a| u8::from(*a > 42.0)).collect();
    let against: Vec<f64> = labels.iter().map(|y| if *y == 1 { -3.0 } else { 3.0 }).collect();
    let data = InMemory::new(dense(&[&AGE]), labels).unwrap().with_offset(against).unwrap();
    assert_eq!(fit(&data).solution.status, Status::Separated);
}

/// One level whose rows are all positive: its coefficient runs away, the rest has an optimum.
#[test]
fn quasi_separation_is_not_certified_and_names_the_level() {
    let codes: Vec<u32> = vec![0, 0, 1, 0, 1, 0, 0, 1, 0, 0];
    let features =
        Features::new(vec![Part::F64(dense(&[&AGE])), Part::Categorical(Categorical::new(codes, 2).unwrap())]).unwrap();
    let data = InMemory::new(features, &LABELS[..]).unwrap();
    for method in [Method::Newton, Method::Lbfgs] {
        let fit = LogisticRegression { method: Some(method), ..Default::default() }.fit(&data).unwrap();
        assert_ne!(fit.solution.status, Status::Converged, "{method}");
        assert!(!fit.is_identified());
        assert_eq!(separated_by(&fit), Some((Verdict::QuasiComplete, vec![1])), "{method}");
    }
}

#[test]
fn one_class_one_row_no_rows_are_refused_by_name() {
    assert_eq!(
        data_error(&InMemory::new(dense(&[&AGE]), vec![1; 10]).unwrap()),
        DataError::OneClass { label: 1, rows: 10 }
    );
    assert_eq!(
        data_error(&InMemory::new(dense(&[&[3.0]]), vec![0]).unwrap()),
        DataError::OneClass { label: 0, rows: 1 }
    );
    assert_eq!(data_error(&InMemory::new(Features::none(0), vec![]).unwrap()), DataError::NoRows);
    let weightless = InMemory::new(dense(&[&AGE]), &LABELS[..]).unwrap().with_weights(vec![0.0; 10]).unwrap();
    assert_eq!(data_error(&weightless), DataError::NoRows);
    // All positives weigh nothing.
    let weights: Vec<f64> = LABELS.iter().map(|y| f64::from(1 - y)).collect();
    let one_sided = InMemory::new(dense(&[&AGE]), &LABELS[..]).unwrap().with_weights(weights).unwrap();
    assert_eq!(data_error(&one_sided), DataError::OneClass { label: 0, rows: 5 });
}

#[test]
fn bad_numbers_are_refused_with_their_place() {
    let mut age = AGE;
    age[6] = f64::NAN;
    match data_error(&InMemory::new(dense(&[&DOSE, &age]), &LABELS[..]).unwrap()) {
        DataError::NonFinite { row: 6, column: 1, value } => assert!(value.is_nan()),
        other => panic!("{other}"),
    }
    age[6] = f64::NEG_INFINITY;
    let error = data_error(&InMemory::new(dense(&[&DOSE, &age]), &LABELS[..]).unwrap());
    assert_eq!(error, DataError::NonFinite { row: 6, column: 1, value: f64::NEG_INFINITY });
    let huge = data_error(&InMemory::new(dense(&[&column(&AGE, 1e200)]), &LABELS[..]).unwrap());
    assert_eq!(huge, DataError::Overflow { column: 0 });
    let data = || InMemory::new(dense(&[&AGE]), &LABELS[..]).unwrap();
    assert!(matches!(data().with_weights(vec![-1.0; 10]), Err(DataError::Weight { row: 0, .. })));
    assert!(matches!(data().with_offset(vec![f64::INFINITY; 10]), Err(DataError::Offset { row: 0, .. })));
    assert!(matches!(data().with_weights(vec![1.0; 9]), Err(DataError::Length { found: 9, expected: 10, .. })));
    assert!(matches!(InMemory::new(dense(&[&AGE]), vec![2; 10]), Err(DataError::Label { row: 0, value: 2, .. })));
}

/// A row of weight 0 counts for nothing, a row of weight 2 is two rows.
#[test]
fn weights_are_repetitions() {
    let weights = [1.0, 2.0, 1.0, 0.0, 3.0, 1.0, 1.0, 1.0, 2.0, 0.0];
    let weighted = fit(&InMemory::new(dense(&[&AGE, &DOSE]), &LABELS[..]).unwrap().with_weights(&weights[..]).unwrap());
    let repeat = |x: &[f64]| -> Vec<f64> {
        x.iter().zip(&weights).flat_map(|(x, w)| std::iter::repeat_n(*x, *w as usize)).collect()
    };
    let labels: Vec<u8> = LABELS.iter().zip(&weights).flat_map(|(y, w)| std::iter::repeat_n(*y, *w as usize)).collect();
    let repeated = fit(&InMemory::new(dense(&[&repeat(&AGE), &repeat(&DOSE)]), labels).unwrap());
    for (a, b) in weighted.model.coefficients().iter().zip(repeated.model.coefficients()) {
        assert!((a - b).abs() < 1e-12 * b.abs(), "{a} {b}");
    }
    assert!((weighted.statistics.log_likelihood - repeated.statistics.log_likelihood).abs() < 1e-12);
}

/// More columns than rows: without a penalty the classes separate, with one there is a single optimum.
#[test]
fn more_columns_than_rows() {
    let x: Vec<f64> = (0..10 * 40).map(|i| ((i * 7919 % 1013) as f64 / 1013.0).sin()).collect();
    let data = InMemory::new(Dense::from_rows(x, 10, 40).unwrap(), &LABELS[..]).unwrap();
    assert_eq!(fit(&data).solution.status, Status::Separated);
    let values: Vec<f64> = [Method::Newton, Method::Lbfgs]
        .map(|method| {
            let ridge = LogisticRegression { penalty: Penalty::l2(0.1), method: Some(method), ..Default::default() };
            let fit = ridge.fit(&data).unwrap();
            assert!(fit.is_certified(), "{method}");
            fit.solution.value()
        })
        .to_vec();
    assert!((values[0] - values[1]).abs() < 1e-9);
}

/// Without a penalty every level with one kind of label separates; with one, 100,000 levels are 100,000 numbers. The
/// optimum is checked by its own equations, level by level.
#[test]
fn a_hundred_thousand_levels() {
    let (levels, n) = (100_000u32, 300_000u64);
    // Multiples of the golden ratio of 2^32 (D. Knuth, TAOCP vol. 3, §6.4) scatter the levels.
    let codes: Vec<u32> = (0..n).map(|i| (i as u32).wrapping_mul(2_654_435_761) % levels).collect();
    let labels: Vec<u8> = (0..n).map(|i| u8::from((i * i + 3 * i) % 7 < 3)).collect();
    let column = Categorical::new(codes.clone(), levels as usize).unwrap();
    let features = Features::new(vec![Part::Categorical(column)]).unwrap();
    let data = InMemory::new(features, labels.clone()).unwrap();
    let lambda = 1e-6;
    let ridge = LogisticRegression { penalty: Penalty::l2(lambda), ..Default::default() };
    let fit = ridge.fit(&data).unwrap();
    // Their block of the Hessian is diagonal: it takes a few MB, and not 80 GB.
    assert_eq!(fit.choice.method, Method::Newton, "{}", fit.choice.reason);
    assert!(fit.is_certified(), "{:?} {:e}", fit.solution.status, fit.solution.certificate.bound);
    let (mut slope, b) = (vec![0.0; levels as usize], fit.model.intercept());
    let w = |code: u32| if code == 0 { 0.0 } else { fit.model.coefficients()[code as usize - 1] };
    for (code, y) in codes.iter().zip(&labels) {
        slope[*code as usize] += (sigmoid(b + w(*code)) - f64::from(*y)) / n as f64;
    }
    for code in 1..levels {
        let residual = slope[code as usize] + lambda * w(code);
        assert!(residual.abs() < 1e-8, "level {code}: {residual:e}");
    }
    // A way that forms no Hessian to step by agrees.
    let other = LogisticRegression { method: Some(Method::Lbfgs), ..ridge }.fit(&data).unwrap();
    assert!(other.is_certified() && (other.solution.value() - fit.solution.value()).abs() < 1e-10);
}

/// Margins of ±10⁴ at the optimum, loss and all: labels contradict a huge offset on a few rows.
#[test]
fn margins_of_ten_thousand() {
    let n = 400;
    let x: Vec<f64> = (0..n).map(|i| i as f64 / 100.0 - 2.0).collect();
    let labels: Vec<u8> = (0..n).map(|i| u8::from(i * 37 % 101 > 60 - i / 20)).collect();
    let offset: Vec<f64> =
        (0..n).map(|i| if i % 50 == 0 { if labels[i] == 1 { 1e4 } else { -1e4 } } else { 0.0 }).collect();
    let huge = InMemory::new(dense(&[&x]), labels.clone()).unwrap().with_offset(offset.clone()).unwrap();
    let shifted = fit(&huge);
    assert!(shifted.is_certified());
    // Rows that their offset decides weigh nothing: leaving them out gives the same coefficients.
    let keep: Vec<f64> = offset.iter().map(|o| f64::from(u8::from(*o == 0.0))).collect();
    let without = fit(&InMemory::new(dense(&[&x]), labels).unwrap().with_weights(keep).unwrap());
    let (a, b) = (shifted.model.coefficients()[0], without.model.coefficients()[0]);
    assert!((a - b).abs() < 1e-10 * b.abs(), "{a} {b}");
}

#[test]
fn a_specification_is_told_everything_wrong_with_it_at_once() {
    let data = InMemory::new(dense(&[&AGE]), &LABELS[..]).unwrap();
    let wrong = LogisticRegression { penalty: Penalty::l2(-1.0), tolerance: f64::NAN, ..Default::default() };
    let text = wrong.fit(&data).unwrap_err().to_string();
    assert!(text.contains("lambda is -1") && text.contains("tolerance is NaN"), "{text}");
}

/// A ridge determines every coefficient: a duplicate column stays in the model, and nothing certifies another objective.
/// (It was once held at 0 when a solver ran out of steps.)
#[test]
fn a_ridge_keeps_a_duplicate_column() {
    let data = InMemory::new(dense(&[&AGE, &DOSE, &AGE]), &LABELS[..]).unwrap();
    let ridge = LogisticRegression { penalty: Penalty::l2(1.0), ..Default::default() };
    let best = ridge.fit(&data).unwrap();
    assert!(best.is_certified() && best.held.is_empty());
    assert!((best.model.coefficients()[0] - best.model.coefficients()[2]).abs() < 1e-12);
    for (method, steps) in [(Method::Newton, 1), (Method::Lbfgs, 2), (Method::Sgd, 3)] {
        let short = LogisticRegression { method: Some(method), max_iterations: Some(steps), ..ridge.clone() };
        let fit = short.fit(&data).unwrap();
        assert!(fit.held.is_empty(), "{method}");
        let gap = fit.solution.value() - best.solution.value();
        assert!(gap <= fit.solution.certificate.bound, "{method}: {gap:e}");
    }
}

/// Nearly equal columns cost digits, not the certificate; nor are they separation.
#[test]
fn near_collinearity_is_certified() {
    let n = 500;
    let a: Vec<f64> = (0..n).map(|i| ((i * 37 % 101) as f64 - 50.0) / 30.0).collect();
    let b: Vec<f64> = (0..n).map(|i| ((i * 53 % 103) as f64 - 51.0) / 30.0).collect();
    let near: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a + 1e-5 * b).collect();
    let labels: Vec<u8> = (0..n).map(|i| u8::from(a[i] + ((i * 71 % 97) as f64 - 48.0) / 20.0 > 0.0)).collect();
    let fit = fit(&InMemory::new(dense(&[&a, &near]), labels).unwrap());
    assert!(fit.is_certified(), "{:?} {:e}", fit.solution.status, fit.solution.certificate.bound);
    assert!(fit.warnings.is_empty(), "{:?}", fit.warnings);
}

#[test]
fn weights_and_columns_beyond_arithmetic_are_refused_by_name() {
    let data = || InMemory::new(dense(&[&AGE]), &LABELS[..]).unwrap();
    for largest in [1e-320, 1e307] {
        let error = data_error(&data().with_weights(vec![largest; 10]).unwrap());
        assert_eq!(error, DataError::WeightScale { largest });
    }
    assert_eq!(
        data_error(&InMemory::new(dense(&[&column(&AGE, 1e-200)]), &LABELS[..]).unwrap()),
        DataError::Underflow { column: 0 }
    );
    assert!(matches!(data().with_offset(vec![1e300; 10]), Err(DataError::Offset { row: 0, .. })));
    // Weights of very different sizes are no trouble.
    let weights: Vec<f64> = LABELS.iter().map(|y| if *y == 1 { 1e-8 } else { 1.0 }).collect();
    assert!(fit(&data().with_weights(weights).unwrap()).is_certified());
}

/// The heavy rows fill one batch of many: its step must be measured by its weight.
#[test]
fn sgd_survives_weights_concentrated_in_one_batch() {
    let n = 3_200;
    let x: Vec<f64> = (0..n).map(|i| ((i * 37 % 101) as f64 - 50.0) / 30.0).collect();
    let labels: Vec<u8> = (0..n).map(|i| u8::from(x[i] + ((i * 71 % 97) as f64 - 48.0) / 20.0 > 0.0)).collect();
    let weights: Vec<f64> = (0..n).map(|i| if i < 100 { 1000.0 } else { 0.01 }).collect();
    let data = InMemory::new(dense(&[&x]), labels).unwrap().with_weights(weights).unwrap();
    let optimum = fit(&data).solution.value();
    let sgd = LogisticRegression { method: Some(Method::Sgd), ..Default::default() }.fit(&data).unwrap();
    assert!(sgd.solution.value() < 1.001 * optimum, "{} {optimum}", sgd.solution.value());
}

/// One absurd value is told for what it is, and is not separation. (999999999 was once both.)
#[test]
fn a_code_for_missing_cells_is_an_outlier() {
    let n = 200;
    let mut x: Vec<f64> = (0..n).map(|i| ((i * 37 % 101) as f64 - 50.0) / 30.0).collect();
    let labels: Vec<u8> = (0..n).map(|i| u8::from(x[i] + ((i * 71 % 97) as f64 - 48.0) / 20.0 > 0.0)).collect();
    x[labels.iter().position(|y| *y == 1).unwrap()] = 999_999_999.0;
    let fit = fit(&InMemory::new(dense(&[&x]), labels).unwrap());
    assert!(fit.warnings.contains(&Warning::Outlier { column: 0, value: 999_999_999.0 }), "{:?}", fit.warnings);
    assert!(
        !fit.warnings
            .iter()
            .any(|w| matches!(w, Warning::Separation(_) | Warning::Growing { .. } | Warning::Separated)),
        "{:?}",
        fit.warnings
    );
}

/// Rows sorted by label, and a stretch of rows unlike all others where a sample would look: the start from a sample may be
/// of no use, but then it costs a few passes, not the answer.
#[test]
fn samples_that_mislead_cost_a_few_passes() {
    let n = 60_000;
    let x: Vec<f64> = (0..n).map(|i| ((i as u64 * 2_654_435_761 % 1_000_003) as f64 / 500_000.0) - 1.0).collect();
    let z: Vec<f64> = (0..n).map(|i| ((i as u64 * 40_503 % 65_537) as f64 / 32_768.0) - 1.0).collect();
    let mut labels: Vec<u8> = (0..n).map(|i| u8::from(x[i] + 2.0 * z[i] > -0.2)).collect();
    for ordered in [false, true] {
        let mut order: Vec<usize> = (0..n).collect();
        if ordered {
            order.sort_by_key(|&i| labels[i]);
        } else {
            // Every tenth block has the labels the other way round, as far as it has any say in it.
            (0..n).filter(|i| i / 1024 % 10 == 0).for_each(|i| labels[i] = 1 - labels[i]);
        }
        let rows: Vec<f64> = order.iter().flat_map(|&i| [x[i], z[i]]).collect();
        let labels: Vec<u8> = order.iter().map(|&i| labels[i]).collect();
        // A third of the labels at random, so that nothing separates.
        let noisy: Vec<u8> = labels
            .iter()
            .enumerate()
            .map(|(i, y)| if i * 7919 % 3 == 0 { u8::from(i * 31 % 2 == 0) } else { *y })
            .collect();
        let data = InMemory::new(Dense::from_rows(rows, n, 2).unwrap(), noisy).unwrap();
        let newton = LogisticRegression { method: Some(Method::Newton), ..Default::default() }.fit(&data).unwrap();
        let lbfgs = LogisticRegression { method: Some(Method::Lbfgs), ..Default::default() }.fit(&data).unwrap();
        assert!(newton.is_certified() && lbfgs.is_certified());
        assert!((newton.solution.value() - lbfgs.solution.value()).abs() < 1e-10);
        assert!(newton.solution.passes < 20.0, "{} passes", newton.solution.passes);
    }
}

/// Only ratios of weights matter: not for coefficients, and not for what is said about them.
#[test]
fn warnings_do_not_depend_on_the_scale_of_the_weights() {
    let near: Vec<f64> = AGE.iter().zip(&DOSE).map(|(a, d)| a + 1e-8 * d).collect();
    let data = |scale: f64| {
        let x = dense(&[&AGE, &near]);
        InMemory::new(x, &LABELS[..]).unwrap().with_weights(vec![scale; 10]).unwrap()
    };
    let codes = |scale| fit(&data(scale)).warnings.iter().map(Warning::code).collect::<Vec<_>>();
    assert_eq!(codes(1.0), codes(1e-4));
    assert_eq!(codes(1.0), codes(1e4));
}

/// Near collinearity must not keep a first-order solver from its certificate once the gap is there.
#[test]
fn first_order_solvers_are_certified_soon_after_they_arrive() {
    let n = 400;
    let a: Vec<f64> = (0..n).map(|i| ((i * 37 % 101) as f64 - 50.0) / 30.0).collect();
    let b: Vec<f64> = (0..n).map(|i| ((i * 53 % 103) as f64 - 51.0) / 30.0).collect();
    let near: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a + 1e-2 * b).collect();
    let labels: Vec<u8> = (0..n).map(|i| u8::from(a[i] + ((i * 71 % 97) as f64 - 48.0) / 20.0 > 0.0)).collect();
    let data = InMemory::new(dense(&[&a, &near]), labels).unwrap();
    let gd = LogisticRegression { method: Some(Method::GradientDescent), tolerance: 1e-2, ..Default::default() };
    let fit = gd.fit(&data).unwrap();
    assert!(fit.is_certified() && fit.solution.passes < 500.0, "{} passes", fit.solution.passes);
}
