//! Arrays in, probabilities out: labels as booleans or as texts, of two kinds or more.
//!
//!     cargo run --release --example arrays
#![allow(clippy::print_stdout)]

use logodds::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Hours of study, and of sleep, of twelve pupils.
    let x = vec![
        0.5, 7.0, 1.0, 8.0, 1.5, 5.0, 2.0, 8.0, 2.5, 6.0, 3.0, 7.0, 3.5, 5.0, 4.0, 6.0, 4.5, 8.0, 5.0, 7.0, 2.2, 7.5,
        3.8, 5.5,
    ];
    let x = Dense::from_rows(x, 12, 2)?;

    let passed = [false, true, false, false, false, true, true, true, false, true, false, true];
    let fit = LogisticRegression::default().fit(&Outcome::of_bools(passed).with(&x)?)?;
    println!("{}: F is at most {:.0e} above its minimum", fit.solution.status.name(), fit.solution.certificate.bound);
    println!("p(pass | 3 hours, 7 hours of sleep) = {:.3}", fit.predict(Dense::from_rows(vec![3.0, 7.0], 1, 2)?)?[0]);

    // The same labels as texts, and standard errors beside the coefficients.
    let outcome = Outcome::of_texts(&passed.map(|passed| if passed { "pass" } else { "fail" }))?;
    let with_errors =
        LogisticRegression { inference: Some(InferenceRequest::new(Estimator::Model)), ..Default::default() };
    let fit = with_errors.fit(&outcome.with(&x)?)?;
    let covariance = fit.covariance().ok_or("standard errors are withheld")?;
    for (j, w) in fit.model.coefficients().iter().enumerate() {
        println!(
            "log-odds per hour of {}: {w:.3} ± {:.3}",
            ["study", "sleep"][j],
            covariance.std_error(j).unwrap_or(f64::NAN)
        );
    }

    // Of three labels the call is the same, and a row has three probabilities.
    let grades = Outcome::of_texts(&["C", "C", "B", "B", "C", "A", "C", "B", "A", "A", "B", "B"])?;
    let names = grades.names().to_vec();
    let ridge = LogisticRegression { penalty: Penalty::l2(0.01), ..Default::default() };
    let fit = ridge.fit(&grades.with(&x)?)?;
    for (name, p) in names.iter().zip(&fit.predict(&x)?[..3]) {
        println!("p({name} | the first pupil) = {p:.3}");
    }
    assert!(fit.is_certified());
    Ok(())
}
