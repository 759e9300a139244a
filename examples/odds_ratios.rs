//! Which habits go with a low birth weight, and how sure are we? Odds ratios with their intervals, by the model and by the
//! sandwich; and a probability with its own interval.
//!
//!     cargo run --release --example odds_ratios
#![allow(clippy::print_stdout)]

use logodds::fit::LogisticRegression;
use logodds::inference::{Estimator, InferenceRequest, Wald};
use logodds::io::{FitColumns, Input, ReadOptions, Source};
use logodds::study::Training;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let columns = FitColumns { target: "low".into(), categorical: vec!["race".into()], ..Default::default() };
    let mut options = ReadOptions::default();
    columns.apply(&mut options);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/birthwt.csv");
    let table = Input::open(vec![Source::Path(path.into())], &options)?.parse(&options)?;
    let training = Training::new(columns.encode(&table)?)?;

    let fit = |estimator| {
        let inference = Some(InferenceRequest::new(estimator));
        LogisticRegression { inference, ..Default::default() }.fit(training.data())
    };
    let (model, robust) = (fit(Estimator::Model)?, fit(Estimator::Hc3)?);
    let (Some(by_model), Some(by_scores)) = (model.covariance(), robust.covariance()) else {
        return Err("the data have no standard errors".into());
    };
    println!("term      odds ratio   95 % by the model     95 % by the sandwich (HC3)   p");
    for (j, estimate) in model.model.coefficients().iter().enumerate() {
        let wald = |covariance: &logodds::inference::Covariance| {
            covariance.std_error(j).map(|std_error| Wald::new(*estimate, std_error, 0.95))
        };
        let (Some(a), Some(b)) = (wald(by_model), wald(by_scores)) else { continue };
        println!(
            "{:<8}  {:>10.3}   {:>6.3} to {:>7.3}     {:>6.3} to {:>7.3}             {:.4}",
            training.name(j),
            estimate.exp(),
            a.lower.exp(),
            a.upper.exp(),
            b.lower.exp(),
            b.upper.exp(),
            a.p_value
        );
    }

    // A contrast: ten years older and a smoker, against neither.
    let terms: Vec<f64> = (0..training.terms().len())
        .map(|j| match training.name(j).as_str() {
            "age" => 10.0,
            "smoke" => 1.0,
            _ => 0.0,
        })
        .collect();
    let estimate: f64 = terms.iter().zip(model.model.coefficients()).map(|(c, w)| c * w).sum();
    let both = Wald::new(estimate, by_model.std_error_of(0.0, &terms), 0.95);
    println!("age + 10 and smoke: {:.3} ({:.3} to {:.3})", both.estimate.exp(), both.lower.exp(), both.upper.exp());
    Ok(())
}
