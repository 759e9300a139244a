//! Firth's fits of random sparse designs, with their profile intervals, one JSON object a line: what
//! tests/golden/inference/sparse_designs.py checks in 50 digits.
//!
//!     cargo run --release -p logodds-inference --example sparse_designs -- 0 1000 | python tests/golden/inference/sparse_designs.py
#![allow(clippy::print_stdout)]

#[path = "../tests/behaviour/fixtures/designs.rs"]
mod designs;

use designs::{Design, risk};
use logodds_inference::likelihood::firth;
use logodds_inference::{Contrast, Profile};
use logodds_optim::{Silent, StoppingRule};
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bounds: Vec<u64> = std::env::args().skip(1).map(|text| text.parse()).collect::<Result<_, _>>()?;
    let [from, to] = bounds[..] else { return Err("seeds: from, to".into()) };
    for seed in from..to {
        let design = Design::random(seed);
        let data = design.data();
        let risk = risk(&data);
        let fit = firth::fit(&risk, &StoppingRule::default(), &mut Silent)?;
        let model = risk.model(&fit.solution.point)?;
        let estimates: Vec<f64> =
            std::iter::once(model.intercept()).chain(model.coefficients().iter().copied()).collect();
        let profile = Profile::firth(&risk, &fit.solution.point);
        // The intercept and three coefficients.
        let ends: Vec<_> = (0..estimates.len().min(4))
            .map(|k| {
                let contrast = k.checked_sub(1).map_or_else(Contrast::intercept, Contrast::coefficient);
                let found = profile.as_ref().map(|profile| profile.interval(&contrast, 0.95));
                match found {
                    Ok(Ok(Some((lower, upper)))) => json!([lower, upper]),
                    Ok(Ok(None)) => json!("undetermined"),
                    Ok(Err(error)) => json!(error.to_string()),
                    Err(error) => json!(error.to_string()),
                }
            })
            .collect();
        let line = json!({
            "seed": seed, "kind": design.kind, "rows": design.rows, "labels": design.labels, "weights": design.weights,
            "offset": design.offset, "estimates": estimates, "status": fit.solution.status.name(),
            "steps": fit.solution.iterations, "ends": ends,
        });
        println!("{line}");
    }
    Ok(())
}
