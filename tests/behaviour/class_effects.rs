//! Average marginal effects and likelihood-ratio tests of three labels, against statsmodels 0.15's `MNLogit`.

use logodds::core::{Dense, Executor, InMemory, Logistic, Objective, Penalty, Risk, Softmax};
use logodds::inference::{Effect, EffectKind, LikelihoodRatio, class_effects, covariance, effects};
use logodds::inference::{Estimator, WeightKind};
use logodds::optim::{Method, Silent, Status, StoppingRule, minimize};

const ROWS: usize = 150;

/// A column of numbers and a boolean one, and three noisy labels.
fn data() -> InMemory<'static> {
    let (mut x, mut labels) = (Vec::new(), Vec::new());
    for i in 0..ROWS {
        let row = [((i * 37) % 101) as f64 / 20.0, f64::from(u8::from((i * 7) % 3 == 0))];
        let label = i * i * 3 + i / 5 + row[0] as usize * 2 + (row[1] as usize) * (i % 2);
        x.extend(row);
        labels.push((label % 3) as u8);
    }
    InMemory::of_classes(Dense::from_rows(x, ROWS, 2).unwrap(), labels, 3).unwrap()
}

fn optimum(risk: &dyn Objective, start: Vec<f64>) -> Vec<f64> {
    let stop = StoppingRule { tolerance: 1e-15, max_iterations: 100, max_time: None };
    let solution = minimize(&*Method::Newton.solver(0), risk, start, &stop, &mut Silent).unwrap();
    assert_eq!(solution.status, Status::Converged);
    solution.point
}

fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{found:e} for {expected:e}");
}

/// Estimate and standard error on each label.
type Referee = [[f64; 3]; 2];

fn compare(found: &[Effect], column: usize, kind: EffectKind, [estimates, errors]: Referee) {
    let found: Vec<&Effect> = found.iter().filter(|effect| effect.column == column).collect();
    assert_eq!(found.len(), 3);
    for (k, effect) in found.into_iter().enumerate() {
        assert_eq!((effect.class, effect.kind), (k, kind));
        close(effect.estimate, estimates[k], 1e-9);
        close(effect.std_error, errors[k], 1e-7);
    }
}

#[test]
fn effects_on_every_label_are_those_of_statsmodels() {
    let data = data();
    let risk = Risk::new(Softmax::of(&data), &data, Penalty::None, Executor::new(2).unwrap()).unwrap();
    let u = optimum(&risk, risk.start());
    let covariance = covariance(&risk, &u, Estimator::Model, WeightKind::Precision, None).unwrap();
    let slope = [
        [0.05849104658248196, -0.10953229065854603, 0.05104124407606404],
        [0.02126542860376117, 0.01907009832640526, 0.02564901792890232],
    ];
    let plain = class_effects(&risk, &u, &covariance, &[]).unwrap();
    compare(&plain, 0, EffectKind::Slope, slope);
    let of_boolean = [
        [-0.19812692025564616, 0.33812346952970124, -0.13999654927405517],
        [0.07863108548420758, 0.04443898122875945, 0.0841690948288135],
    ];
    compare(&plain, 1, EffectKind::Slope, of_boolean);
    let levels = class_effects(&risk, &u, &covariance, std::slice::from_ref(&(1..2))).unwrap();
    compare(&levels, 0, EffectKind::Slope, slope);
    let change = [
        [-0.19521451536207426, 0.403280052197227, -0.20806553683515272],
        [0.06001371346458029, 0.0696029569838438, 0.07981844613564039],
    ];
    compare(&levels, 1, EffectKind::Change, change);
}

#[test]
fn of_two_classes_effects_are_those_of_two_labels() {
    let three = data();
    let labels: Vec<u8> = three.target().classes().unwrap().iter().map(|&y| y.min(1)).collect();
    let two = InMemory::new(three.features().clone(), labels.clone()).unwrap();
    let both = InMemory::of_classes(three.features().clone(), labels, 2).unwrap();
    let (one, other) = (
        Risk::new(Logistic, &two, Penalty::None, Executor::sequential()).unwrap(),
        Risk::new(Softmax::new(2), &both, Penalty::None, Executor::sequential()).unwrap(),
    );
    let (u, v) = (optimum(&one, one.start()), optimum(&other, other.start()));
    let by_model = |risk: &Risk<'_>| covariance(risk, &u, Estimator::Model, WeightKind::Precision, None).unwrap();
    let expected = effects(&one, &u, &by_model(&one), std::slice::from_ref(&(1..2))).unwrap();
    let of_classes = covariance(&other, &v, Estimator::Model, WeightKind::Precision, None).unwrap();
    let found = class_effects(&other, &v, &of_classes, std::slice::from_ref(&(1..2))).unwrap();
    for effect in expected {
        let same = |class: usize| found.iter().find(|f| (f.column, f.class) == (effect.column, class)).unwrap();
        close(same(1).estimate, effect.estimate, 1e-8);
        close(same(0).estimate, -effect.estimate, 1e-8);
        close(same(1).std_error, effect.std_error, 1e-8);
        assert_eq!(same(1).kind, effect.kind);
    }
}

#[test]
fn columns_are_tested_for_all_labels_at_once() {
    let data = data();
    let risk = Risk::new(Softmax::of(&data), &data, Penalty::None, Executor::sequential()).unwrap();
    let u = optimum(&risk, risk.start());
    for (columns, statistic, p) in
        [([0], 27.631082251665305, 9.999694325988148e-07), ([1], 32.97002565038571, 6.92867029910005e-08)]
    {
        let test = LikelihoodRatio::by_refit(&risk, &u, &columns).unwrap();
        assert_eq!(test.df, 2);
        close(test.statistic, statistic, 1e-10);
        close(test.p_value, p, 1e-9);
    }
    assert_eq!(LikelihoodRatio::by_refit(&risk, &u, &[]).unwrap().df, 0);
    let ridge = risk.under(Penalty::l2(0.1)).unwrap();
    assert!(LikelihoodRatio::by_refit(&ridge, &u, &[0]).is_err());
}
