//! Which solver for which data: a forecast of what each would cost, and the least wins.
//!
//! The same data choose the same solver on any machine, as forecasts are counted and not measured.

use crate::choice::forecast::{Forecast, forecast};
use crate::choice::method::Method;
use crate::cost::{Extent, hessian_passes, row_space};
use logodds_core::{Geometry, Objective, Structure};

/// Seconds below which a fit is a moment however it is done: Newton then, whose coefficients have the most digits.
const MOMENT: f64 = 1e-2;

/// A solver and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The solver.
    pub method: Method,
    /// The reason, a clause for people.
    pub reason: String,
    /// What it should cost; `None` for solvers of which that is not known.
    pub forecast: Option<Forecast>,
}

/// Choose for an objective, to a certified gap of `tolerance` of it.
#[must_use]
pub fn choose(objective: &dyn Objective, tolerance: f64) -> Choice {
    // Those whose costs can be foretold.
    let known = Method::ALL.into_iter().filter_map(|method| Some((method, forecast(method, objective, tolerance)?)));
    let mut known: Vec<(Method, Forecast)> = known.collect();
    known.sort_by(|a, b| a.1.seconds(1).total_cmp(&b.1.seconds(1)));
    if let Some(k) = known.iter().position(|(method, f)| *method == Method::Newton && f.seconds(1) < MOMENT) {
        known.swap(0, k);
    }
    let structure = objective.structure();
    let p = objective.dim() - structure.and_then(Structure::geometry).map_or(0, Geometry::pinned);
    let (method, forecast) = known.first().map_or((Method::Lbfgs, None), |(method, f)| (*method, Some(*f)));
    let seconds = forecast.map_or(f64::INFINITY, |f| f.seconds(1));
    if let Some((structure, _)) = row_space(objective).filter(|_| method == Method::Newton) {
        let reason = format!("{p} unknowns, works in the span of the {} rows", structure.rows());
        return Choice { method, reason, forecast };
    }
    let hessian = match Extent::of(objective).has_hessian {
        true => format!("a Hessian worth {:.0} gradients", hessian_passes(objective).ceil()),
        false => "a Hessian too large for memory".to_owned(),
    };
    let why = match known.get(1) {
        Some((other, f)) if f.seconds(1) > seconds => {
            format!("{other} would take {:.1} times as long", f.seconds(1) / seconds)
        }
        _ => "any solver needs but a moment".to_owned(),
    };
    Choice { method, reason: format!("{p} unknowns, {hessian}: {why}"), forecast }
}
