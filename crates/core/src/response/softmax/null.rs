//! The intercepts of the model that has nothing else.
//!
//! ```text
//! without offsets    p_k = W_k / W, the classes' shares of the weight:   θ = Qᵀ log W
//! with offsets       min_θ (1/Σω) Σ_i ω_i ℓ(y_i, Q θ + o_i)
//! ```
//!
//! The second is found by Newton's method, halved until the loss falls as it must. Where offsets are so far apart that rows have no curvature left,
//! the step is 2 g, twice the gradient, which always leads down, as no curvature exceeds ½ (D. Böhning, *Annals of the Institute of Statistical
//! Mathematics* 44, 1992), and is doubled as long as that leads further down.

use crate::data::{Block, DataError, EvalError, RowBlocks};
use crate::identified_by_fields;
use crate::response::counts::Counts;
use crate::response::interface::{Response, Shift};
use crate::response::softmax::contrasts::Contrasts;
use crate::response::softmax::intercepts::curvature_and_step;
use crate::response::sums::{LossSums, pairs};
use crate::sum::{Executor, RowSum};

/// Steps at most.
const STEPS: usize = 200;
/// Halvings and doublings of a step at most.
const LENGTHS: usize = 60;

/// Intercepts, offsets as given, and the mean loss there; without intercepts zeros.
pub(super) fn null<R: Response>(
    (response, q): (&R, &Contrasts),
    over: (&dyn RowBlocks, &Executor),
    counts: &Counts,
    has_intercept: bool,
) -> Result<(Vec<f64>, f64), EvalError> {
    if let Some(class) = counts.class_rows.iter().position(|rows| *rows == 0) {
        return Err(DataError::EmptyClass { class }.into());
    }
    let (total, zeros) = (counts.total_weight(), vec![0.0; q.dim()]);
    let at = |theta: &[f64]| At::intercepts((response, q), over, total, theta);
    match (has_intercept, over.0.offsets()) {
        (false, 0) => Ok((zeros, (q.classes() as f64).ln())),
        (false, _) => Ok((zeros.clone(), at(&zeros)?.value)),
        (true, 0) => {
            let loss = |weight: &f64| -weight * (weight / total).ln();
            Ok((q.of_classes(&logs(counts)), counts.class_weights.iter().map(loss).sum::<f64>() / total))
        }
        (true, _) => {
            let mean = q.of_classes(&counts.offset_mean);
            let start: Vec<f64> = q.of_classes(&logs(counts)).iter().zip(&mean).map(|(b, o)| b - o).collect();
            let found = descend(start, at)?;
            Ok((found.theta, found.value))
        }
    }
}

/// log (W_k / W).
fn logs(counts: &Counts) -> Vec<f64> {
    let total = counts.total_weight();
    counts.class_weights.iter().map(|weight| (weight / total).ln()).collect()
}

/// What is true of the mean loss at some intercepts.
struct At {
    theta: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    /// H⁻¹ g, or zeros where H is singular.
    step: Vec<f64>,
}

impl At {
    fn intercepts<R: Response>(
        (response, q): (&R, &Contrasts),
        (data, executor): (&dyn RowBlocks, &Executor),
        total: f64,
        theta: &[f64],
    ) -> Result<Self, EvalError> {
        let origin = vec![0.0; data.shape().columns];
        let m = q.dim();
        let sums = executor.sum(data, &origin, &Intercepts { response, theta, no_mean: vec![0.0; m] })?;
        let mut hessian = vec![0.0; m * m];
        for ((k, l), sum) in pairs(m).zip(&sums.curvatures.0) {
            (hessian[k * m + l], hessian[l * m + k]) = (sum / total, sum / total);
        }
        q.sandwich(&mut hessian);
        let gradient: Vec<f64> = sums.residual.0.iter().map(|r| r / total).collect();
        let (_, step) = curvature_and_step(&hessian, &gradient, f64::EPSILON);
        Ok(Self { theta: theta.to_vec(), value: sums.loss.0 / total, gradient, step })
    }

    /// The point a step away.
    fn moved(&self, step: &[f64], length: f64) -> Vec<f64> {
        self.theta.iter().zip(step).map(|(theta, d)| theta - length * d).collect()
    }
}

/// The minimum, from a start.
fn descend(start: Vec<f64>, at: impl Fn(&[f64]) -> Result<At, EvalError>) -> Result<At, EvalError> {
    let mut here = at(&start)?;
    for _ in 0..STEPS {
        let slope: f64 = here.gradient.iter().zip(&here.step).map(|(g, d)| g * d).sum();
        let next = if slope > 0.0 { halved(&here, slope, &at)? } else { doubled(&here, &at)? };
        match next {
            Some(next) => here = next,
            // As far down as rounding allows.
            None => break,
        }
    }
    Ok(here)
}

/// Newton's step, halved until it leads down by a quarter of what its slope promises.
fn halved(here: &At, slope: f64, at: &impl Fn(&[f64]) -> Result<At, EvalError>) -> Result<Option<At>, EvalError> {
    let mut length = 1.0;
    for _ in 0..LENGTHS {
        let next = at(&here.moved(&here.step, length))?;
        if next.value < here.value && next.value <= here.value - 0.25 * length * slope {
            return Ok(Some(next));
        }
        length *= 0.5;
        // A fall that rounding hides.
        if length * slope <= f64::EPSILON * here.value.abs() {
            break;
        }
    }
    Ok(None)
}

/// Twice the gradient, doubled while that leads further down.
fn doubled(here: &At, at: &impl Fn(&[f64]) -> Result<At, EvalError>) -> Result<Option<At>, EvalError> {
    let mut best: Option<At> = None;
    let mut length = 2.0;
    for _ in 0..LENGTHS {
        let next = at(&here.moved(&here.gradient, length))?;
        if next.value.is_nan() || next.value >= best.as_ref().map_or(here.value, |best| best.value) {
            break;
        }
        best = Some(next);
        length *= 2.0;
    }
    Ok(best)
}

/// The loss at intercepts alone.
struct Intercepts<'a, R> {
    response: &'a R,
    theta: &'a [f64],
    no_mean: Vec<f64>,
}

identified_by_fields!([R: Response] Intercepts<'_, R> { response, theta, no_mean });

impl<R: Response> RowSum for Intercepts<'_, R> {
    type Partial = LossSums;
    type Scratch = R::Rows;

    fn zero(&self) -> LossSums {
        LossSums::zero(self.response.outputs())
    }

    fn add(&self, block: &Block<'_>, into: &mut LossSums, rows: &mut Self::Scratch) {
        self.response.prepare(block, rows).values.fill(0.0);
        let shift = Shift { intercepts: self.theta, offset_mean: &self.no_mean };
        self.response.at(block, shift, rows);
        self.response.add(rows, into);
    }

    fn looks_at_columns(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::InMemory;
    use crate::design::Features;
    use crate::response::softmax::response::Softmax;

    #[test]
    fn offsets_shift_the_intercepts_and_may_be_far_apart() {
        let labels: Vec<u8> = (0..120).map(|i| [0, 0, 1, 2, 2, 2][i % 6]).collect();
        for by in [[0.0, 0.0, 0.0], [1.5, -2.0, 0.25], [1e4, -1e4, 0.0]] {
            let offset: Vec<f64> = (0..120).flat_map(|_| by).collect();
            let data = InMemory::of_classes(Features::none(120), &labels[..], 3).unwrap().with_offset(offset).unwrap();
            let (softmax, executor) = (Softmax::new(3), Executor::sequential());
            let counts = Counts::of(&data, &executor).unwrap();
            let (theta, loss) = null((&softmax, &softmax.contrasts), (&data, &executor), &counts, true).unwrap();
            let eta: Vec<f64> = softmax.contrasts.classes_of(&theta).iter().zip(by).map(|(b, o)| b + o).collect();
            assert!(
                (eta[0] - eta[1] - 2f64.ln()).abs() < 1e-9 && (eta[2] - eta[1] - 3f64.ln()).abs() < 1e-9,
                "{eta:?}"
            );
            let entropy = -(2.0 * (2.0f64 / 6.0).ln() + (1.0f64 / 6.0).ln() + 3.0 * 0.5f64.ln()) / 6.0;
            assert!((loss - entropy).abs() < 1e-12);
        }
    }
}
