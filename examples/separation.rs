//! What becomes of a logistic regression when a column separates the labels: the verdict with its proof, the finite limits of the
//! rest, and Firth's estimates, which are finite everywhere.
//!
//!     cargo run --release --example separation
#![allow(clippy::print_stdout)]

use logodds::core::{Logistic, Risk};
use logodds::data::{Dense, Executor, InMemory};
use logodds::fit::{LogisticRegression, Penalty};
use logodds::inference::separation::separation;
use logodds::inference::{Contrast, Estimator, InferenceRequest, Profile};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Dose of a drug, and whether there was a second one: everyone with a second dose recovered.
    let rows = [
        (1.0, 0.0, 0),
        (2.0, 0.0, 1),
        (3.0, 0.0, 0),
        (4.0, 0.0, 1),
        (2.5, 0.0, 0),
        (3.5, 0.0, 1),
        (1.5, 1.0, 1),
        (2.0, 1.0, 1),
        (3.0, 1.0, 1),
        (4.5, 0.0, 1),
        (1.2, 0.0, 0),
        (2.2, 0.0, 0),
    ];
    let x: Vec<f64> = rows.iter().flat_map(|(dose, second, _)| [*dose, *second]).collect();
    let y: Vec<u8> = rows.iter().map(|(_, _, label)| *label).collect();
    let data = InMemory::new(Dense::from_rows(x, rows.len(), 2)?, y)?;

    let fit = LogisticRegression::default().fit(&data)?;
    println!("maximum likelihood: {}", fit.solution.status.sentence());
    for warning in &fit.warnings {
        println!("  {}", warning.message(&|j| ["dose", "second"][j].to_owned()));
    }

    let risk = Risk::new(Logistic, &data, Penalty::None, Executor::sequential())?;
    let found = separation(risk.columns(), None)?;
    println!("verdict: {:?}", found.verdict);

    let inference = Some(InferenceRequest::new(Estimator::Model));
    let firth = LogisticRegression { firth: true, inference, ..Default::default() }.fit(&data)?;
    let u = risk.scaled().point(firth.model.intercept_at_origin(), firth.model.coefficients());
    let profile = Profile::firth(&risk, &u)?;
    println!("Firth, with intervals from the penalised profile likelihood:");
    for (j, name) in ["dose", "second"].into_iter().enumerate() {
        if let Some((lower, upper)) = profile.interval(&Contrast::coefficient(j), 0.95)? {
            println!("  {name:<7} {:>7.3}   {lower:>7.3} to {upper:>7.3}", firth.model.coefficients()[j]);
        }
    }
    Ok(())
}
