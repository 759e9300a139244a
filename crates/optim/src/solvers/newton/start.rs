//! Where Newton starts when rows are many: at the optimum of a sample of them.

use crate::algebra::Cholesky;
use crate::cost::{hessian_passes, skips_samples};
use crate::solver::{Iteration, Progress, SolveError};
use crate::solvers::newton::iteration::NewtonIteration;
use logodds_core::{Objective, Order};

/// A start from samples.
pub(super) struct SampledStart {
    pub point: Vec<f64>,
    pub factor: Cholesky,
    /// Value of the last sample at u0.
    pub unsampled: f64,
}

/// A start from samples of the rows: the optimum of some twenty rows per column, improved on ten times as many, whose
/// Hessian comes with it. `None` if there are not rows enough.
pub(super) fn sampled(objective: &dyn Objective, u0: &[f64]) -> Result<Option<SampledStart>, SolveError> {
    let Some(structure) = objective.structure().filter(|_| !skips_samples(objective)) else { return Ok(None) };
    let (p, n) = (objective.dim(), structure.rows());
    // Fewer than about ten rows per column may be separable, and their optimum infinite.
    let first = (20 * p).max(n / 100);
    // It is evaluated with a Hessian once or twice, to save one to four Hessians of the whole.
    let most = if hessian_passes(objective) > 8.0 { 1.0 / 3.0 } else { 1.0 / 8.0 };
    let mut start: Option<SampledStart> = None;
    for rows in [first, (10 * first).min(n / 4)] {
        if start.is_some() && rows < 2 * first {
            break;
        }
        let Some(sample) = structure.sample(rows)? else { break };
        // Blocks may be coarse: a sample must be little beside the passes it saves.
        if start.is_none() && sample.rows() as f64 > most * n as f64 {
            break;
        }
        let mut newton = NewtonIteration::new(&*sample, start.as_ref().map_or(u0, |start| &start.point).to_vec())?;
        // A worse start than none: the first sample misled.
        let unsampled = match &start {
            Some(_) => sample.evaluate(u0, Order::Value)?.value,
            None => newton.evaluation.value,
        };
        if start.is_some() && unsampled < newton.evaluation.value {
            newton = NewtonIteration::new(&*sample, u0.to_vec())?;
        }
        // Near enough for a first sample, and for the second, which starts near its optimum, with the curvature they have.
        newton.keeps_factor = true;
        // About how far a sample's optimum is from that of the whole: the first may stop there, the second well below.
        let enough = p as f64 / (2.0 * sample.rows() as f64) * if start.is_some() { 0.1 } else { 1.0 };
        for _ in 0..10 {
            let Some(factored) = &newton.factored else { break };
            let decrement = factored.factor.dual_norm(&newton.evaluation.gradient);
            if 0.5 * decrement * decrement <= enough || newton.step()? == Progress::Stalled {
                break;
            }
        }
        match newton.factored {
            Some(factored) => start = Some(SampledStart { point: newton.point, factor: factored.factor, unsampled }),
            None => break,
        }
    }
    Ok(start)
}
