//! The model with an intercept alone: where every fit starts, and what it is compared with.
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

use crate::data::{Block, DataError, EvalError, RowBlocks};
use crate::partial_by_fields;
use crate::response::logistic::LossAt;
use crate::special::log1pexp;
use crate::sum::{Count, Executor, Least, Most, RowSum, Sum};

/// The intercept-only model (without an intercept, that of probabilities 1/2, or of the offsets alone), and the counts it comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NullModel {
    /// Optimal intercept, offsets as given; 0 without one.
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
    /// Weighted mean of the offsets, 0 without them. What offsets are taken about, so that the intercept holds it: 0 without an intercept, too.
    pub offset_mean: f64,
    /// Largest distance of an offset from `offset_mean`.
    pub offset_bound: f64,
}

struct Counts {
    rows: Count,
    positives: Count,
    /// Σ ω of rows with label 0, and with label 1.
    weight: [Sum; 2],
    largest_weight: Most,
    offset: Sum,
    offset_min: Least,
    offset_max: Most,
}

partial_by_fields!(Counts { rows, positives, weight, largest_weight, offset, offset_min, offset_max });

impl Counts {
    /// The model of probabilities 1/2, with these counts.
    fn without_intercept(&self) -> NullModel {
        let [Sum(negative), Sum(positive)] = self.weight;
        NullModel {
            intercept: 0.0,
            log_loss: std::f64::consts::LN_2,
            rows: self.rows.0,
            positives: self.positives.0,
            total_weight: negative + positive,
            positive_weight: positive,
            offset_mean: 0.0,
            offset_bound: 0.0,
        }
    }

    /// Rows of weight 1 without offsets.
    fn add_plain(&mut self, labels: &[u8]) {
        if labels.is_empty() {
            return;
        }
        let positives: usize = labels.iter().map(|&y| usize::from(y)).sum();
        self.rows += labels.len();
        self.positives += positives;
        self.weight[0] += (labels.len() - positives) as f64;
        self.weight[1] += positives as f64;
        self.largest_weight.raise(1.0);
        self.offset_min.lower(0.0);
        self.offset_max.raise(0.0);
    }
}

struct CountSum;

impl RowSum for CountSum {
    type Partial = Counts;
    type Scratch = ();

    fn zero(&self) -> Counts {
        Counts {
            rows: Count(0),
            positives: Count(0),
            weight: [Sum(0.0); 2],
            largest_weight: Most(0.0),
            offset: Sum(0.0),
            offset_min: Least::NONE,
            offset_max: Most::NONE,
        }
    }

    fn add(&self, block: &Block<'_>, c: &mut Counts, (): &mut ()) {
        if block.weights.is_none() && block.offset.is_none() {
            return c.add_plain(block.labels);
        }
        for (i, &y) in block.labels.iter().enumerate() {
            let weight = block.weights.map_or(1.0, |w| w[i]);
            if weight > 0.0 {
                let offset = block.offset.map_or(0.0, |o| o[i]);
                c.rows += 1;
                c.positives += usize::from(y);
                c.weight[usize::from(y)] += weight;
                c.largest_weight.raise(weight);
                c.offset += weight * offset;
                c.offset_min.lower(offset);
                c.offset_max.raise(offset);
            }
        }
    }
}

/// Loss, slope and curvature in b, at one b.
struct AtIntercept(f64);

impl RowSum for AtIntercept {
    type Partial = [Sum; 3];
    type Scratch = ();

    fn zero(&self) -> [Sum; 3] {
        [Sum(0.0); 3]
    }

    fn add(&self, block: &Block<'_>, sums: &mut [Sum; 3], (): &mut ()) {
        for (i, &y) in block.labels.iter().enumerate() {
            let weight = block.weights.map_or(1.0, |w| w[i]);
            let at = LossAt::margin(y, self.0 + block.offset.map_or(0.0, |o| o[i]));
            sums[0] += weight * at.loss;
            sums[1] += weight * at.residual;
            sums[2] += weight * at.curvature;
        }
    }
}

impl NullModel {
    /// Fit the intercept alone: one pass over the labels, and with offsets one for each Newton step. X is not looked at.
    ///
    /// # Errors
    /// [`DataError::NoRows`], [`DataError::OneClass`], [`DataError::WeightScale`], or a failed pass.
    pub fn of(data: &dyn RowBlocks, executor: &Executor) -> Result<Self, EvalError> {
        let origin = vec![0.0; data.shape().columns];
        let counts = counts(data, executor)?;
        if counts.positives.0 == 0 || counts.positives == counts.rows {
            return Err(DataError::OneClass { label: u8::from(counts.positives.0 > 0), rows: counts.rows.0 }.into());
        }
        let [Sum(negative), Sum(positive)] = counts.weight;
        let mut null = Self { intercept: (positive / negative).ln(), ..counts.without_intercept() };
        let total_weight = null.total_weight;
        if data.has_offset() {
            let (lowest, highest) = (counts.offset_min.0, counts.offset_max.0);
            null.offset_mean = counts.offset.0 / total_weight;
            null.offset_bound = (highest - null.offset_mean).max(null.offset_mean - lowest);
            let bracket = (null.intercept - highest, null.intercept - lowest);
            let at = |b| Ok(executor.sum(data, &origin, &AtIntercept(b))?.map(|Sum(sum)| sum));
            null.intercept = root(bracket, null.intercept - null.offset_mean, at)?;
            null.log_loss = at(null.intercept)?[0] / total_weight;
        } else {
            let b = null.intercept;
            null.log_loss = (negative * log1pexp(b) + positive * log1pexp(-b)) / total_weight;
        }
        Ok(null)
    }

    /// No intercept: one pass over the labels, and with offsets another. Labels may all be the same: without an intercept there can be
    /// an optimum (of differences within pairs, say, which all have label 1).
    ///
    /// # Errors
    /// [`DataError::NoRows`], [`DataError::WeightScale`], or a failed pass.
    pub fn through_origin(data: &dyn RowBlocks, executor: &Executor) -> Result<Self, EvalError> {
        let counts = counts(data, executor)?;
        let mut null = counts.without_intercept();
        if data.has_offset() {
            null.offset_bound = counts.offset_max.0.abs().max(counts.offset_min.0.abs());
            let origin = vec![0.0; data.shape().columns];
            null.log_loss = executor.sum(data, &origin, &AtIntercept(0.0))?[0].0 / null.total_weight;
        }
        Ok(null)
    }
}

/// Rows, labels and offsets of data of two classes.
fn counts(data: &dyn RowBlocks, executor: &Executor) -> Result<Counts, EvalError> {
    if data.classes() > 2 {
        return Err(DataError::NotBinary { classes: data.classes() }.into());
    }
    let counts = executor.sum(data, &vec![0.0; data.shape().columns], &CountSum)?;
    if counts.rows.0 == 0 {
        return Err(DataError::NoRows.into());
    }
    // Weighted sums of squares must neither overflow nor lose digits below the smallest normal number.
    if !(1e-100..=1e100).contains(&counts.largest_weight.0) {
        return Err(DataError::WeightScale { largest: counts.largest_weight.0 }.into());
    }
    Ok(counts)
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

    fn null(offset: Vec<f64>, labels: Vec<u8>) -> NullModel {
        let data = InMemory::new(Features::none(labels.len()), labels).unwrap().with_offset(offset).unwrap();
        NullModel::of(&data, &Executor::sequential()).unwrap()
    }

    /// Newton alone creeps by steps of 1 here, each inside the bracket.
    #[test]
    fn one_row_far_from_all_others_does_not_slow_the_search() {
        let mut offset = vec![-300.0; 100];
        offset[0] = 300.0;
        let mut labels = vec![0; 100];
        labels[0] = 1;
        let null = null(offset.clone(), labels.clone());
        let slope: f64 = offset.iter().zip(&labels).map(|(o, y)| LossAt::margin(*y, null.intercept + o).residual).sum();
        assert!(slope.abs() < 1e-100 && null.intercept.abs() < 10.0, "{} {slope:e}", null.intercept);
    }

    #[test]
    fn offsets_shift_the_intercept() {
        let labels: Vec<u8> = (0..90).map(|i| u8::from(i % 3 == 0)).collect();
        let null = null(vec![1e4; 90], labels);
        assert!((null.intercept + 1e4 - 0.5f64.ln()).abs() < 1e-11);
        assert_eq!((null.offset_mean, null.offset_bound), (1e4, 0.0));
    }
}
