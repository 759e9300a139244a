//! Standard errors and what follows from them, against R's glm, sandwich and survey on 32 real data sets.

use crate::fixtures::cases::{read, relative};
use crate::fixtures::inference_cases::{inference_cases, std_errors};
use logodds::inference::{Estimator, Wald};

fn worst(found: &[f64], golden: &[f64]) -> f64 {
    assert_eq!(found.len(), golden.len());
    found.iter().zip(golden).map(|(f, g)| relative(*f, *g)).fold(0.0, f64::max)
}

#[test]
fn coefficients_errors_and_likelihoods_agree_with_r_to_nine_digits() {
    let cases = inference_cases();
    assert!(cases.len() >= 30);
    for case in cases {
        let fit = case.fit(Estimator::Model);
        assert!(fit.is_certified(), "{}", case.name);
        let estimates: Vec<f64> =
            std::iter::once(fit.model.intercept()).chain(fit.model.coefficients().iter().copied()).collect();
        let golden = case.golden("coefficients").unwrap();
        // In units of the standard error, as a coefficient may happen to be near 0.
        let errors = case.golden("std_errors").unwrap();
        let off = estimates.iter().zip(&golden).zip(&errors).map(|((f, g), s)| (f - g).abs() / s.max(g.abs()));
        let off = off.fold(0.0, f64::max);
        assert!(off < 1e-9, "{}: coefficients {off:e}", case.name);
        // Sampling weights have no standard errors by the model: those of `sampling` are tested below.
        let off = worst(&std_errors(&fit), &errors);
        assert!(off < 1e-9, "{}: standard errors {off:e}", case.name);
        let statistics = &fit.statistics;
        for (found, key) in [
            (statistics.log_likelihood, "log_likelihood"),
            (statistics.null_log_likelihood, "null_log_likelihood"),
            (statistics.deviance, "deviance"),
            (statistics.null_deviance, "null_deviance"),
            (statistics.mcfadden_r2.unwrap(), "mcfadden"),
            (fit.inference.as_ref().unwrap().tjur_r2.unwrap(), "tjur"),
        ] {
            let golden = case.json[key].as_f64().unwrap();
            assert!(relative(found, golden) < 1e-9, "{}: {key} {found} {golden}", case.name);
        }
        let aic = statistics.aic.unwrap();
        assert!(relative(aic, case.json["aic"].as_f64().unwrap()) < 1e-9, "{}: AIC {aic}", case.name);
    }
}

#[test]
fn tests_and_intervals_agree_with_r() {
    for case in inference_cases() {
        let fit = case.fit(Estimator::Model);
        let covariance = fit.covariance().unwrap();
        let intervals = case.json["ci_wald_95"].as_array().unwrap();
        let (z, p) = (case.golden("z").unwrap(), case.golden("p_values").unwrap());
        for (k, estimate) in std::iter::once(fit.model.intercept()).chain(fit.model.coefficients().to_vec()).enumerate()
        {
            let std_error =
                k.checked_sub(1).map_or(covariance.intercept_std_error(), |j| covariance.std_error(j).unwrap());
            let wald = Wald::new(estimate, std_error, 0.95);
            assert!((wald.statistic - z[k]).abs() < 1e-8 * z[k].abs().max(1.0), "{} {k}", case.name);
            // p has z²/2 in its exponent.
            assert!(
                relative(wald.p_value, p[k]) < 1e-8 * (1.0 + z[k] * z[k]),
                "{} {k}: {} {}",
                case.name,
                wald.p_value,
                p[k]
            );
            for (found, golden) in [(wald.lower, &intervals[k][0]), (wald.upper, &intervals[k][1])] {
                assert!((found - golden.as_f64().unwrap()).abs() < 1e-8 * std_error, "{} {k}", case.name);
            }
        }
    }
}

#[test]
fn sandwiches_agree_with_r_to_nine_digits() {
    let mut clustered = 0;
    for case in inference_cases() {
        for (estimator, key) in [
            (Estimator::Hc0, "hc0"),
            (Estimator::Hc1, "hc1"),
            (Estimator::Hc3, "hc3"),
            (Estimator::Cluster, "cluster"),
            (Estimator::Sampling, "sampling"),
        ] {
            let Some(golden) = case.golden(key) else { continue };
            let off = worst(&std_errors(&case.fit(estimator)), &golden);
            assert!(off < 1e-9, "{}: {key} {off:e}", case.name);
            clustered += usize::from(key == "cluster");
        }
    }
    assert!(clustered > 10);
}

#[test]
fn errors_of_several_labels_agree_with_statsmodels() {
    let text = include_str!("../golden/inference/classes.json");
    let golden: serde_json::Value = serde_json::from_str(text).unwrap();
    let columns = logodds::io::FitColumns { target: "race".into(), ..Default::default() };
    let training = read("examples/data/birthwt.csv", columns);
    let specification = logodds::fit::LogisticRegression {
        inference: Some(logodds::inference::InferenceRequest::new(Estimator::Model)),
        ..Default::default()
    };
    let fit = specification.fit(training.data()).unwrap();
    let covariance = fit.covariance().unwrap();
    let terms: Vec<&str> = golden["terms"].as_array().unwrap().iter().map(|term| term.as_str().unwrap()).collect();
    for (k, class) in golden["classes"].as_array().unwrap().iter().enumerate() {
        for (t, term) in terms.iter().enumerate() {
            let place = training.terms().iter().position(|own| own.name == *term);
            let (estimate, error) = match place {
                Some(j) => (fit.model.score(k + 1).coefficients()[j], covariance.std_error_of_score(k, j).unwrap()),
                None => (fit.model.score(k + 1).intercept(), covariance.intercept_std_error_of_score(k)),
            };
            let golden = |key: &str| class[key][t].as_f64().unwrap();
            assert!((estimate - golden("coefficients")).abs() < 1e-9 * golden("std_errors"), "{term} {estimate}");
            assert!(relative(error, golden("std_errors")) < 1e-9, "{term} {error}");
        }
    }
}
