//! Fits against optima that other software computed: R's `glm`, and interval arithmetic to 40 digits.

use crate::fixtures::cases::{Case, cases, number, relative};
use logodds::fit::{Fit, LogisticRegression, Method, Status};

fn fit(case: &Case, method: Option<Method>) -> Fit {
    LogisticRegression { method, ..case.specification() }.fit(case.training.data()).unwrap()
}

/// Largest relative error of the intercept and the coefficients, the former on the scale of the data.
fn worst_coefficient(fit: &Fit, golden: &[f64]) -> f64 {
    let found = std::iter::once(fit.model.intercept()).chain(fit.model.coefficients().iter().copied());
    found.zip(golden).map(|(f, g)| relative(f, *g)).fold(0.0, f64::max)
}

fn case(file: &str, name: &str) -> Case {
    cases(file).into_iter().find(|c| c.name == name).unwrap()
}

#[test]
fn birthwt_agrees_with_r_to_ten_digits() {
    let case = case("optima.json", "birthwt");
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/birthwt.json")).unwrap();
    let r: serde_json::Value = serde_json::from_str(&text).unwrap();
    let fit = fit(&case, None);
    for entry in r["coefficients"].as_array().unwrap() {
        let term = entry["term"].as_str().unwrap();
        let found = match case.training.terms().iter().position(|t| t.name == term) {
            Some(j) => fit.model.coefficients()[j],
            None => fit.model.intercept(),
        };
        assert!(relative(found, number(&entry["estimate"])) < 1e-10, "{term}: {found}");
    }
    let statistics = &fit.statistics;
    assert!(relative(statistics.log_likelihood, number(&r["log_likelihood"])) < 1e-12);
    assert!(relative(statistics.deviance, number(&r["deviance"])) < 1e-12);
    assert!(relative(statistics.null_deviance, number(&r["null_deviance"])) < 1e-12);
    assert!(relative(statistics.aic.unwrap(), number(&r["aic"])) < 1e-12);
    assert!(relative(statistics.bic.unwrap(), number(&r["bic"])) < 1e-12);
}

#[test]
fn the_default_fit_has_ten_digits_of_every_coefficient() {
    for case in cases("optima.json") {
        let fit = fit(&case, None);
        assert_eq!(fit.solution.status, Status::Converged, "{}", case.name);
        let worst = worst_coefficient(&fit, &case.coefficients());
        assert!(worst < 1e-10, "{}: {worst:e}", case.name);
        assert!(relative(fit.statistics.log_likelihood, case.number("log_likelihood")) < 1e-13, "{}", case.name);
    }
}

#[test]
fn all_solvers_end_certified_at_the_same_value_or_say_that_they_did_not() {
    for case in cases("optima.json") {
        let optimum = case.number("objective");
        for method in Method::ALL {
            let fit = fit(&case, Some(method));
            let gap = fit.solution.value() - optimum;
            let bound = fit.solution.certificate.bound;
            assert!(gap <= bound + 1e-15, "{} {method}: gap {gap:e} above its bound {bound:e}", case.name);
            if method == Method::Sgd {
                let claimed = fit.solution.status == Status::Converged;
                assert_eq!(claimed, bound <= 1e-10 * fit.solution.value(), "{}", case.name);
                let start = fit.statistics.null_log_likelihood / f64::from(fit.null.rows as u32);
                assert!(gap < 0.1 * (-start - optimum), "{} {method}: {gap:e} is no use", case.name);
            } else {
                assert_eq!(fit.solution.status, Status::Converged, "{} {method}", case.name);
                assert!(gap <= 1e-8 * optimum, "{} {method}: {gap:e}", case.name);
            }
        }
    }
}

/// Units and origins of columns and offsets are the fit's business, not the user's.
#[test]
fn hard_scales_keep_eight_digits() {
    let base = fit(&case("hard_optima.json", "base"), None).solution.iterations;
    for case in cases("hard_optima.json") {
        let fit = fit(&case, None);
        assert_eq!(fit.solution.status, Status::Converged, "{}", case.name);
        let worst = worst_coefficient(&fit, &case.coefficients());
        assert!(worst < 1e-8, "{}: {worst:e}", case.name);
        // Offsets of +1e4 and −1e4 at random saturate every row at the start: the way is longer, the end as good.
        let iterations = fit.solution.iterations;
        assert!(
            iterations.abs_diff(base) <= if case.name == "offset_halves" { 50 } else { 2 },
            "{}: {iterations}",
            case.name
        );
        let probabilities = case.json["probabilities"].as_array().unwrap();
        let data = case.training.data();
        let margins = fit.model.margins(data.features(), &logodds::data::Executor::sequential()).unwrap();
        for (i, golden) in probabilities.iter().enumerate() {
            let offset = data.offset().map_or(0.0, |o| o[i]);
            let p = logodds::score::sigmoid(margins[i] + offset);
            assert!((p - number(golden)).abs() < 1e-10, "{} row {i}: {p}", case.name);
        }
    }
}

/// A first-order solver needs as many steps whatever the units.
#[test]
fn first_order_solvers_do_not_see_the_units() {
    for method in [Method::Lbfgs, Method::GradientDescent] {
        let base = fit(&case("hard_optima.json", "base"), Some(method)).solution.iterations;
        for name in ["scales_1e9", "scales_1e12", "centred_1e9"] {
            let fit = fit(&case("hard_optima.json", name), Some(method));
            assert_eq!(fit.solution.status, Status::Converged, "{name} {method}");
            assert!(fit.solution.iterations.abs_diff(base) <= 2, "{name} {method}");
        }
    }
}
