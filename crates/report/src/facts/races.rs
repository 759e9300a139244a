//! A race of solvers to the same certified gap, on the same data.

use crate::facts::forecast::Forecast;
use logodds::fit::Method;
use logodds::model::Record;
use logodds::optim::Solution;

/// One solver's race.
#[derive(Debug)]
pub struct Race {
    /// The solver.
    pub method: Method,
    /// Where it ended, or why it did not start.
    pub end: Result<Solution, String>,
    /// What it was foreseen to cost.
    pub forecast: Option<Forecast>,
}

/// All races, and what they have in common.
#[derive(Debug)]
pub struct Races {
    /// One per solver, in the order asked for.
    pub races: Vec<Race>,
    /// What `auto` would have chosen, and why.
    pub auto: Option<(Method, String)>,
    /// The smallest objective that any of them saw.
    pub best: f64,
    /// The record of the solver that came nearest.
    pub record: Record,
    /// The tolerance they raced to.
    pub tolerance: f64,
}

impl Races {
    /// Whether it is the solver that `auto` would have chosen.
    pub fn is_auto(&self, race: &Race) -> bool {
        self.auto.as_ref().is_some_and(|(method, _)| *method == race.method)
    }

    /// What a solver can prove: its objective is at most so far above the minimum, as a share of itself.
    pub fn relative(&self, end: &Solution) -> f64 {
        end.certificate.bound / end.value()
    }

    /// How far an end is above the smallest objective that any solver saw, as a share of it.
    pub fn above(&self, end: &Solution) -> f64 {
        let above = end.value() - self.best;
        if above > 0.0 { above / self.best } else { 0.0 }
    }
}
