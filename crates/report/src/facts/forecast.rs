//! What a solver was foreseen to cost.

use crate::whole::whole;
use serde::Serialize;

/// What the solver was foreseen to cost, with the threads that it had.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Forecast {
    /// Passes.
    #[serde(serialize_with = "whole")]
    pub passes: f64,
    /// Seconds.
    pub seconds: f64,
}

impl Forecast {
    /// That of a fit, if there was one.
    pub fn of(fit: &logodds::fit::Fit) -> Option<Self> {
        let forecast = fit.choice.forecast.as_ref()?;
        Some(Self { passes: forecast.passes, seconds: forecast.seconds(fit.threads) })
    }
}
