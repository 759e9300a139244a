//! Leverage, influence, residuals and marginal effects, against R's on 32 real data sets; changes against what predictions say.

use crate::fixtures::cases::relative;
use crate::fixtures::inference_cases::inference_cases;
use logodds::data::{Dense, Features, InMemory};
use logodds::fit::{Fit, LogisticRegression, Model, Penalty};
use logodds::inference::{Covariance, EffectKind, Estimator, InferenceRequest, WeightKind};

fn asked(indicators: Vec<std::ops::Range<usize>>) -> InferenceRequest {
    InferenceRequest { indicators, diagnostics: true, effects: true, ..InferenceRequest::new(Estimator::Model) }
}

#[test]
fn rows_agree_with_r() {
    for case in inference_cases() {
        // By the model, as R's glm: sampling weights would choose an estimator of their own.
        let weights = if case.weights == WeightKind::Sampling { WeightKind::Precision } else { case.weights };
        let inference = InferenceRequest { weights, ..asked(Vec::new()) };
        let fit = LogisticRegression { inference: Some(inference), ..Default::default() }.fit(&case.data).unwrap();
        let diagnostics = fit.inference.as_ref().unwrap().diagnostics.as_ref().unwrap().as_ref().unwrap();
        assert_eq!(diagnostics.rows().len(), case.json["rows"].as_u64().unwrap() as usize);
        let golden = &case.json["first_rows"];
        for (i, row) in diagnostics.rows().iter().enumerate().take(golden["leverage"].as_array().unwrap().len()) {
            for (key, found) in [
                ("probability", row.probability),
                ("leverage", row.leverage),
                ("cooks_distance", row.cooks_distance),
                ("deviance_residual", row.deviance_residual),
                ("pearson_residual", row.pearson_residual),
            ] {
                let expected = golden[key][i].as_f64().unwrap();
                assert!(relative(found, expected) < 1e-8, "{}: {key} {found} {expected}", case.name);
            }
        }
        let effects = fit.inference.as_ref().unwrap().effects.as_ref().unwrap();
        let golden = &case.json["marginal_effects"];
        assert_eq!(effects.len(), golden["estimate"].as_array().unwrap().len());
        for (k, effect) in effects.iter().enumerate() {
            assert_eq!(effect.kind, EffectKind::Slope);
            let [estimate, std_error] = ["estimate", "std_error"].map(|key| golden[key][k].as_f64().unwrap());
            assert!((effect.estimate - estimate).abs() < 1e-9 * std_error, "{}: {effect:?} {golden}", case.name);
            assert!(relative(effect.std_error, std_error) < 1e-9, "{}: {effect:?} {golden}", case.name);
        }
    }
}

/// Numbers x, a boolean b, levels 1 and 2 of a category of three, weights, offsets; labels that depend on all of them.
fn mixed() -> (Vec<f64>, Vec<u8>, Vec<f64>, Vec<f64>) {
    let n = 400;
    let (mut x, mut y, mut w, mut o) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for i in 0..n {
        let number = ((i * 37) % 101) as f64 / 20.0 + 1e3;
        let (b, level) = ((i * 7) % 3 == 0, (i * 11) % 7 % 3);
        x.extend([number, f64::from(u8::from(b)), f64::from(u8::from(level == 1)), f64::from(u8::from(level == 2))]);
        let noise = ((i * 53) % 97) as f64 / 97.0 * 6.0 - 3.0;
        let eta = 0.5 * (number - 1002.5) + if b { 1.0 } else { -0.3 } - 0.7 * level as f64 + noise;
        y.push(u8::from(eta > 0.0));
        w.push(1.0 + (i % 4) as f64);
        o.push(0.1 * (i % 5) as f64);
    }
    (x, y, w, o)
}

/// The mean change of probabilities when the columns `group` of all rows become `with` instead of 0, by the model alone.
fn change(model: &Model, group: std::ops::Range<usize>, with: usize) -> f64 {
    let (x, _, w, o) = mixed();
    let (mut sum, mut total) = (0.0, 0.0);
    for ((row, w), o) in x.chunks(4).zip(&w).zip(&o) {
        let mut row = row.to_vec();
        row[group.clone()].fill(0.0);
        let before = logodds::score::sigmoid(model.margin(&row).unwrap() + o);
        row[with] = 1.0;
        sum += w * (logodds::score::sigmoid(model.margin(&row).unwrap() + o) - before);
        total += w;
    }
    sum / total
}

/// √(g' V g) with g by central differences.
fn numeric_std_error(fit: &Fit, covariance: &Covariance, of: &dyn Fn(&Model) -> f64) -> f64 {
    let point: Vec<f64> =
        std::iter::once(fit.model.intercept_at_origin()).chain(fit.model.coefficients().iter().copied()).collect();
    let at = |k: usize, step: f64| {
        let mut point = point.clone();
        point[k] += step;
        of(&Model::new(point[0], point[1..].to_vec(), fit.model.origin().to_vec()).unwrap())
    };
    let step = 1e-5;
    let gradient: Vec<f64> = (0..point.len()).map(|k| (at(k, step) - at(k, -step)) / (2.0 * step)).collect();
    covariance.std_error_of_gradient(&gradient)
}

#[test]
fn changes_are_those_of_predictions() {
    let (x, y, w, o) = mixed();
    let n = y.len();
    let data = InMemory::new(Dense::from_rows(x, n, 4).unwrap(), y).unwrap();
    let data = data.with_weights(w).unwrap().with_offset(o).unwrap();
    for threads in [1, 3] {
        let specification =
            LogisticRegression { inference: Some(asked(vec![1..2, 2..4])), threads, ..Default::default() };
        let fit = specification.fit(&data).unwrap();
        let covariance = fit.covariance().unwrap();
        let effects = fit.inference.as_ref().unwrap().effects.as_ref().unwrap();
        let kinds: Vec<_> = effects.iter().map(|effect| (effect.column, effect.kind)).collect();
        use EffectKind::{Change, Slope};
        assert_eq!(kinds, [(0, Slope), (1, Change), (2, Change), (3, Change)]);
        for (effect, group) in effects[1..].iter().zip([1..2, 2..4, 2..4]) {
            let of = |model: &Model| change(model, group.clone(), effect.column);
            assert!((effect.estimate - of(&fit.model)).abs() < 1e-12, "{effect:?}");
            let std_error = numeric_std_error(&fit, covariance, &of);
            assert!(relative(effect.std_error, std_error) < 1e-6, "{effect:?} {std_error}");
        }
    }
}

#[test]
fn leverages_sum_to_the_coefficients_on_any_number_of_threads() {
    let (x, y, w, _) = mixed();
    let (x, y, w) = (x.repeat(60), y.repeat(60), w.repeat(60));
    let n = y.len();
    let data = InMemory::new(Features::from(Dense::from_rows(x, n, 4).unwrap()), y).unwrap().with_weights(w).unwrap();
    let fit = |threads: usize, penalty: Penalty| {
        let specification = LogisticRegression {
            inference: Some(asked(std::iter::once(1..2).collect())),
            threads,
            penalty,
            ..Default::default()
        };
        specification.fit(&data).unwrap().inference.unwrap()
    };
    let one = fit(1, Penalty::None);
    let sum = |inference: &logodds::inference::Inference| -> f64 {
        inference.diagnostics.as_ref().unwrap().as_ref().unwrap().rows().iter().map(|row| row.leverage).sum()
    };
    assert!((sum(&one) - 5.0).abs() < 1e-9);
    for threads in [2, 5] {
        assert_eq!(fit(threads, Penalty::None), one);
    }
    // With a penalty there are no standard errors, but there are leverages: they sum to the effective degrees of freedom.
    let ridge = fit(1, Penalty::l2(0.1));
    assert!(ridge.covariance.is_err() && ridge.effects.is_none());
    assert!((1.0..4.5).contains(&sum(&ridge)), "{}", sum(&ridge));
}

#[test]
fn the_most_influential_rows_come_in_order() {
    for case in inference_cases().into_iter().take(3) {
        let inference = InferenceRequest { weights: case.weights, ..asked(Vec::new()) };
        let fit = LogisticRegression { inference: Some(inference), ..Default::default() }.fit(&case.data).unwrap();
        let diagnostics = fit.inference.unwrap().diagnostics.unwrap().unwrap();
        let top = diagnostics.most_influential(10);
        let mut all: Vec<usize> = (0..diagnostics.rows().len()).collect();
        all.sort_by(|a, b| diagnostics.rows()[*b].cooks_distance.total_cmp(&diagnostics.rows()[*a].cooks_distance));
        assert_eq!(top, all[..10]);
        assert_eq!(diagnostics.most_influential(usize::MAX).len(), all.len());
    }
}

#[test]
fn variance_inflation_is_that_of_car() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/inference/vif.json");
    let golden: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut seen = 0;
    for case in inference_cases() {
        for (key, together) in
            [(case.name.clone(), vec![]), (format!("{}_race_gvif", case.name), std::iter::once(2..4).collect())]
        {
            let Some(expected) = golden[&key].as_array() else { continue };
            let inference = InferenceRequest { weights: case.weights, ..asked(together) };
            let fit = LogisticRegression { inference: Some(inference), ..Default::default() }.fit(&case.data).unwrap();
            let found = fit.inference.unwrap().collinearity.unwrap();
            assert_eq!(found.inflations.len(), expected.len());
            for (one, expected) in found.inflations.iter().zip(expected) {
                assert!(relative(one.gvif, expected.as_f64().unwrap()) < 1e-8, "{key}: {one:?} {expected}");
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 7);
}
