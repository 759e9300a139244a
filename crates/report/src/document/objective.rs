//! What was minimised: `F = (1/Σω) Σ ω ℓ + penalty`, and its value.

use logodds::model::Record;
use serde::Serialize;

/// The penalty of an objective, and whether it has an intercept.
#[derive(Debug, Serialize)]
pub struct Objective<'a> {
    penalty: &'a str,
    lambda: f64,
    l1_ratio: f64,
    standardize: bool,
    intercept: bool,
}

impl<'a> Objective<'a> {
    /// That of a file.
    pub fn of(file: &'a Record) -> Self {
        let objective = &file.objective;
        Self {
            penalty: objective.penalty.name(),
            lambda: objective.lambda,
            l1_ratio: objective.l1_ratio,
            standardize: objective.standardize,
            intercept: file.intercept,
        }
    }
}

/// An objective with its value at the end of a fit.
#[derive(Debug, Serialize)]
pub struct Minimised<'a> {
    #[serde(flatten)]
    objective: Objective<'a>,
    value: f64,
    log_loss: f64,
}

impl<'a> Minimised<'a> {
    /// That of a file.
    pub fn of(file: &'a Record) -> Self {
        Self { objective: Objective::of(file), value: file.fit.value, log_loss: file.fit.log_loss }
    }
}
