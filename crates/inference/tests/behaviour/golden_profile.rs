//! Profile intervals, likelihood-ratio tests and Firth's fit against R's on real data (tests/golden/inference).

use crate::fixtures::{cases, coefficients, data, numbers, optimum, risk};
use logodds_core::Risk;
use logodds_inference::covariance;
use logodds_inference::likelihood::firth;
use logodds_inference::{Contrast, Estimator, LikelihoodRatio, Profile, WeightKind};
use logodds_optim::{Newton, Silent, Status, StoppingRule, minimize};
use serde_json::Value;

fn contrasts(risk: &Risk<'_>) -> Vec<Contrast> {
    let columns = 0..risk.moments().origin.len();
    std::iter::once(Contrast::intercept()).chain(columns.map(Contrast::coefficient)).collect()
}

/// The largest difference, each relative to its unit.
fn worst(ours: &[f64], theirs: &[f64], unit: impl Fn(usize) -> f64) -> f64 {
    assert_eq!(ours.len(), theirs.len());
    let differences = ours.iter().zip(theirs).enumerate().map(|(k, (a, b))| (a - b).abs() / unit(k));
    differences.fold(0.0, |worst, d| if d.is_nan() { f64::INFINITY } else { f64::max(worst, d) })
}

/// Both ends of all intervals and the tests of all coefficients. Differences of ends are in standard errors.
fn compare(what: &str, name: &str, case: &Value, profile: &Profile<'_>, risk: &Risk<'_>, unit: &[f64]) {
    let contrasts = contrasts(risk);
    let expected: Vec<f64> = case["ci_profile_95"].as_array().unwrap().iter().flat_map(numbers).collect();
    let ends: Vec<f64> =
        contrasts.iter().flat_map(|c| <[f64; 2]>::from(profile.interval(c, 0.95).unwrap().unwrap())).collect();
    let off = worst(&ends, &expected, |k| unit[k / 2]);
    assert!(off < 1e-8, "{what}, {name}: ends off by {off:e}: {ends:?} {expected:?}");

    let statistic = numbers(&case["lr_test"]["statistic"]);
    let p_value = numbers(&case["lr_test"]["p_value"]);
    for (k, contrast) in contrasts.iter().enumerate() {
        let test = LikelihoodRatio::new(profile, std::slice::from_ref(contrast)).unwrap();
        assert_eq!(test.df, 1);
        let off = (test.statistic - statistic[k]).abs() / (1.0 + statistic[k]);
        assert!(off < 1e-9, "{what}, {name}, {k}: {} {} {off:e}", test.statistic, statistic[k]);
        let off = (test.p_value / p_value[k] - 1.0).abs();
        assert!(off < 1e-7 || p_value[k] < 1e-300, "{what}, {name}, {k}: p {} {}", test.p_value, p_value[k]);
    }
}

#[test]
fn profile_intervals_and_tests_are_those_of_r() {
    for case in cases("inference.json") {
        let name = case["name"].as_str().unwrap();
        let data = data(&case);
        let risk = risk(&data);
        let profile = Profile::plain(&risk, &optimum(&risk)).unwrap();
        compare("plain", name, &case, &profile, &risk, &numbers(&case["std_errors"]));
    }
}

#[test]
fn firth_is_that_of_r() {
    let rule = StoppingRule::default();
    let separated = cases("separation.json");
    assert!(separated.len() >= 3);
    for case in cases("inference.json").iter().chain(&separated) {
        let name = case["name"].as_str().unwrap();
        let data = data(case);
        let risk = risk(&data);
        let fit = firth::fit(&risk, &rule, &mut Silent).unwrap();
        assert_eq!(fit.solution.status, Status::Converged, "{name}");
        let expected = &case["firth"];
        let unit = numbers(&expected["std_errors"]);
        let ours = coefficients(&risk, &fit.solution.point);
        let off = worst(&ours, &numbers(&expected["coefficients"]), |k| unit[k]);
        assert!(off < 1e-8, "{name}: {off:e}");

        let at = covariance(&risk, &fit.solution.point, Estimator::Model, WeightKind::Precision, None).unwrap();
        let errors = (0..unit.len())
            .map(|k| k.checked_sub(1).map_or(at.intercept_std_error(), |j| at.std_error(j).unwrap()))
            .collect::<Vec<_>>();
        assert!(worst(&errors, &unit, |k| unit[k]) < 1e-8, "{name}: {errors:?}");

        let total = risk.null().total_weight;
        let penalised = expected["penalized_log_likelihood"].as_f64().unwrap();
        let off = (-total * fit.solution.value() / penalised - 1.0).abs();
        assert!(off < 1e-11, "{name}: penalised log-likelihood {penalised} {off:e}");
        let plain = expected["log_likelihood"].as_f64().unwrap();
        assert!((-total * fit.log_loss / plain - 1.0).abs() < 1e-9, "{name}: {plain}");

        if expected["ci_profile_95"].is_array() {
            let profile = Profile::firth(&risk, &fit.solution.point).unwrap();
            compare("firth", name, expected, &profile, &risk, &unit);
        }
    }
}

/// `above` and `below` are of a linear program: whether the likelihood does not fall as the coefficient grows, or sinks, for ever.
#[test]
fn ends_are_infinite_just_where_a_linear_program_says() {
    for case in cases("separation.json") {
        let name = case["name"].as_str().unwrap();
        let data = data(&case);
        let risk = risk(&data);
        let end = minimize(&Newton::default(), &risk, risk.start(), &StoppingRule::default(), &mut Silent).unwrap();
        assert_ne!(end.status, Status::Converged);
        let profile = Profile::plain(&risk, &end.point).unwrap();
        if let Some(limit) = case["limit"]["log_likelihood"].as_f64() {
            assert!((profile.maximum() - limit).abs() < 1e-9, "{name}: {} {limit}", profile.maximum());
        }
        for (k, contrast) in contrasts(&risk).iter().enumerate() {
            let (lower, upper) = profile.interval(contrast, 0.95).unwrap().unwrap();
            assert!(lower < upper, "{name}, {k}: {lower} {upper}");
            assert_eq!(upper.is_infinite(), case["above"][k].as_bool().unwrap(), "{name}, {k}: {lower} {upper}");
            assert_eq!(lower.is_infinite(), case["below"][k].as_bool().unwrap(), "{name}, {k}: {lower} {upper}");
        }
    }
}
