//! The model with an intercept alone: where every fit starts, and what it is compared with.
//!
//! ```text
//! min_b (1/Σω) Σ_i ω_i ℓ(y_i, b + o_i)
//! ```
//!
//! Without offsets the optimum is `b = logit(ȳ)`. With them the derivative `Σ ω (σ(b + o) − y)` is increasing in b and
//! changes sign in `[logit ȳ − max o, logit ȳ − min o]`; Newton steps kept inside that shrinking bracket (bisection where
//! they leave it) find the zero even when offsets of ±10⁴ saturate every sigmoid at the start.

use crate::blocks::Block;
use crate::loss::LossAt;
use crate::special::logit;
use crate::{DataError, EvalError, Executor, RowBlocks, RowSum};

/// The intercept-only model, and the counts it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NullModel {
    /// Optimal intercept, offsets as given.
    pub intercept: f64,
    /// Mean weighted log loss there.
    pub log_loss: f64,
    /// Rows of positive weight.
    pub rows: usize,
    /// Those with label 1.
    pub positives: usize,
    /// Σ ω.
    pub total_weight: f64,
    /// Σ ω of those with label 1.
    pub positive_weight: f64,
    /// Weighted mean of the offsets, 0 without.
    pub offset_mean: f64,
    /// Largest distance of an offset from that mean.
    pub offset_bound: f64,
}

#[derive(Clone, Copy)]
struct Counts {
    rows: usize,
    positives: usize,
    weight: f64,
    positive_weight: f64,
    offset: f64,
    offset_min: f64,
    offset_max: f64,
}

struct CountSum;

impl RowSum for CountSum {
    type Partial = Counts;

    fn zero(&self) -> Counts {
        Counts {
            rows: 0,
            positives: 0,
            weight: 0.0,
            positive_weight: 0.0,
            offset: 0.0,
            offset_min: f64::INFINITY,
            offset_max: f64::NEG_INFINITY,
        }
    }

    fn add(&self, block: &Block<'_>, c: &mut Counts) {
        for (i, &y) in block.labels.iter().enumerate() {
            let weight = block.weights.map_or(1.0, |w| w[i]);
            if weight > 0.0 {
                let offset = block.offset.map_or(0.0, |o| o[i]);
                c.rows += 1;
                c.positives += usize::from(y);
                c.weight += weight;
                c.positive_weight += weight * f64::from(y);
                c.offset += weight * offset;
                c.offset_min = c.offset_min.min(offset);
                c.offset_max = c.offset_max.max(offset);
            }
        }
    }

    fn merge(&self, left: &mut Counts, right: Counts) {
        left.rows += right.rows;
        left.positives += right.positives;
        left.weight += right.weight;
        left.positive_weight += right.positive_weight;
        left.offset += right.offset;
        left.offset_min = left.offset_min.min(right.offset_min);
        left.offset_max = left.offset_max.max(right.offset_max);
    }
}

/// Loss, slope and curvature in b, at one b.
struct AtIntercept(f64);

impl RowSum for AtIntercept {
    type Partial = [f64; 3];

    fn zero(&self) -> [f64; 3] {
        [0.0; 3]
    }

    fn add(&self, block: &Block<'_>, sums: &mut [f64; 3]) {
        for (i, &y) in block.labels.iter().enumerate() {
            let weight = block.weights.map_or(1.0, |w| w[i]);
            let at = LossAt::margin(y, self.0 + block.offset.map_or(0.0, |o| o[i]));
            sums[0] += weight * at.loss;
            sums[1] += weight * at.residual;
            sums[2] += weight * at.curvature;
        }
    }

    fn merge(&self, left: &mut [f64; 3], right: [f64; 3]) {
        left.iter_mut().zip(right).for_each(|(l, r)| *l += r);
    }
}

impl NullModel {
    /// Fit the intercept alone. X is not looked at.
    ///
    /// # Errors
    /// [`DataError::NoRows`], [`DataError::OneClass`], or a failed pass.
    pub fn of(data: &dyn RowBlocks, executor: &Executor) -> Result<Self, EvalError> {
        let origin = vec![0.0; data.shape().columns];
        let counts = executor.sum(data, &origin, &CountSum)?;
        if counts.rows == 0 {
            return Err(DataError::NoRows.into());
        }
        if counts.positives == 0 || counts.positives == counts.rows {
            return Err(DataError::OneClass { label: u8::from(counts.positives > 0), rows: counts.rows }.into());
        }
        let base = logit(counts.positive_weight / counts.weight);
        let (mut low, mut high) = (base - counts.offset_max, base - counts.offset_min);
        let mut b = base - counts.offset / counts.weight;
        // The bracket halves at least every second step: 200 steps exhaust the 2^64 doubles of any bracket.
        for _ in 0..200 {
            let [_, slope, curvature] = executor.sum(data, &origin, &AtIntercept(b))?;
            if slope == 0.0 || low >= high {
                break;
            }
            if slope > 0.0 {
                high = b;
            } else {
                low = b;
            }
            let newton = b - slope / curvature;
            let next = if newton > low && newton < high { newton } else { low + (high - low) / 2.0 };
            if (next - b).abs() <= f64::EPSILON * b.abs().max(f64::MIN_POSITIVE) {
                break;
            }
            b = next;
        }
        let offset_mean = if data.has_offset() { counts.offset / counts.weight } else { 0.0 };
        let [loss, ..] = executor.sum(data, &origin, &AtIntercept(b))?;
        Ok(Self {
            intercept: b,
            log_loss: loss / counts.weight,
            rows: counts.rows,
            positives: counts.positives,
            total_weight: counts.weight,
            positive_weight: counts.positive_weight,
            offset_mean,
            offset_bound: (counts.offset_max - offset_mean).max(offset_mean - counts.offset_min),
        })
    }
}
