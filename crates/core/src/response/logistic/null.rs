//! The intercept of the model that has nothing else.
//!
//! ```text
//! min_b (1/Σω) Σ_i ω_i ℓ(y_i, b + o_i)
//! ```
//!
//! Without offsets the optimum is `b = log(W₊/W₋)`, the log of the ratio of the classes' weights. With them the derivative
//! `Σ ω (σ(b + o) − y)` is increasing in b and changes sign in `[log(W₊/W₋) − max o, log(W₊/W₋) − min o]`; Newton steps
//! kept inside that shrinking bracket find the zero even when offsets of ±10⁴ saturate every sigmoid at the start. Where
//! a step would leave the bracket, or is not half as long as the one before the last, the bracket is halved instead (W.
//! Press et al., *Numerical Recipes*, 3rd ed., §9.4, `rtsafe`).
//!
//! Without an intercept nothing is estimated: b = 0, the loss is that of the offsets alone, log 2 if there are none, as in R's
//! `glm(y ~ 0 + x)`.

use crate::data::{Block, DataError, EvalError, RowBlocks, Target};
use crate::identified_by_fields;
use crate::response::counts::Counts;
use crate::response::logistic::loss::LossAt;
use crate::special::log1pexp;
use crate::sum::{Executor, RowSum, Sum};

/// The intercept, offsets as given, and the mean loss there.
pub(super) fn with_intercept(
    (data, executor): (&dyn RowBlocks, &Executor),
    counts: &Counts,
) -> Result<(f64, f64), EvalError> {
    let [negative, positive] = [counts.class_weights[0], counts.class_weights[1]];
    if let Some(absent) = counts.class_rows.iter().position(|rows| *rows == 0) {
        return Err(DataError::OneClass { label: 1 - absent as u8, rows: counts.rows }.into());
    }
    let (total_weight, b) = (counts.total_weight(), (positive / negative).ln());
    let (Some(mean), Some(&(least, most))) = (counts.offset_mean.first(), counts.offset_range.first()) else {
        let log_loss = (negative * log1pexp(b) + positive * log1pexp(-b)) / total_weight;
        return Ok((b, log_loss));
    };
    let at = |b| at_intercept((data, executor), b);
    let b = root((b - most, b - least), b - mean, at)?;
    Ok((b, at(b)?[0] / total_weight))
}

/// The mean loss of offsets alone.
pub(super) fn without_intercept(
    (data, executor): (&dyn RowBlocks, &Executor),
    counts: &Counts,
) -> Result<f64, EvalError> {
    match data.offsets() {
        0 => Ok(std::f64::consts::LN_2),
        _ => Ok(at_intercept((data, executor), 0.0)?[0] / counts.total_weight()),
    }
}

/// Loss, slope and curvature in b, at one b.
struct AtIntercept {
    intercept: f64,
}

identified_by_fields!(AtIntercept { intercept });

impl RowSum for AtIntercept {
    type Partial = [Sum; 3];
    type Scratch = ();

    fn zero(&self) -> [Sum; 3] {
        [Sum(0.0); 3]
    }

    fn add(&self, block: &Block<'_>, sums: &mut [Sum; 3], (): &mut ()) {
        for i in 0..block.rows() {
            let weight = block.weights.map_or(1.0, |w| w[i]);
            let margin = self.intercept + block.offset.map_or(0.0, |o| o[i]);
            let at = match block.target {
                Target::Classes(labels) => LossAt::margin(labels[i], margin),
                Target::Shares(shares) => LossAt::share(shares[i], margin),
            };
            sums[0] += weight * at.loss;
            sums[1] += weight * at.residual;
            sums[2] += weight * at.curvature;
        }
    }

    fn looks_at_columns(&self) -> bool {
        false
    }
}

fn at_intercept((data, executor): (&dyn RowBlocks, &Executor), b: f64) -> Result<[f64; 3], EvalError> {
    let origin = vec![0.0; data.shape().columns];
    Ok(executor.sum(data, &origin, &AtIntercept { intercept: b })?.map(|sum| sum.0))
}

/// The zero of the slope in a bracket, from `b`; `at` gives value, slope and curvature.
fn root(
    (mut low, mut high): (f64, f64),
    mut b: f64,
    at: impl Fn(f64) -> Result<[f64; 3], EvalError>,
) -> Result<f64, EvalError> {
    let mut steps = [high - low; 2];
    // Every second step at least halves the step or the bracket: 200 exhaust the doubles of any bracket.
    for _ in 0..200 {
        let [_, slope, curvature] = at(b)?;
        if slope == 0.0 || low >= high {
            break;
        }
        if slope > 0.0 {
            high = b;
        } else {
            low = b;
        }
        let newton = b - slope / curvature;
        let fast = newton > low && newton < high && (newton - b).abs() <= 0.5 * steps[0].abs();
        let next = if fast { newton } else { low + (high - low) / 2.0 };
        steps = [steps[1], next - b];
        if (next - b).abs() <= f64::EPSILON * b.abs().max(f64::MIN_POSITIVE) {
            break;
        }
        b = next;
    }
    Ok(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::InMemory;
    use crate::design::Features;

    fn intercept(offset: Vec<f64>, labels: Vec<u8>) -> f64 {
        let data = InMemory::new(Features::none(labels.len()), labels).unwrap().with_offset(offset).unwrap();
        let executor = Executor::sequential();
        with_intercept((&data, &executor), &Counts::of(&data, &executor).unwrap()).unwrap().0
    }

    /// Newton alone creeps by steps of 1 here, each inside the bracket.
    #[test]
    fn one_row_far_from_all_others_does_not_slow_the_search() {
        let mut offset = vec![-300.0; 100];
        offset[0] = 300.0;
        let mut labels = vec![0; 100];
        labels[0] = 1;
        let b = intercept(offset.clone(), labels.clone());
        let slope: f64 = offset.iter().zip(&labels).map(|(o, y)| LossAt::margin(*y, b + o).residual).sum();
        assert!(slope.abs() < 1e-100 && b.abs() < 10.0, "{b} {slope:e}");
    }

    #[test]
    fn offsets_shift_the_intercept() {
        let labels: Vec<u8> = (0..90).map(|i| u8::from(i % 3 == 0)).collect();
        assert!((intercept(vec![1e4; 90], labels) + 1e4 - 0.5f64.ln()).abs() < 1e-11);
    }
}
