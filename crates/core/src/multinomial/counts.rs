//! The rows of each class, and the model with intercepts alone: `p_k = W_k / W`, the classes' shares of the weight.

use crate::data::{Block, DataError, EvalError, RowBlocks};
use crate::response::Contrasts;
use crate::sum::{Executor, RowSum};

/// The rows and weights of each class.
#[derive(Clone, Debug, PartialEq)]
pub struct ClassCounts {
    /// Rows of positive weight, by class.
    pub rows: Vec<usize>,
    /// Σ ω, by class.
    pub weights: Vec<f64>,
    /// Σ ω of all rows.
    pub total_weight: f64,
    /// Mean weighted log loss of the model with intercepts alone; log K if the model has none.
    pub log_loss: f64,
}

struct CountSum {
    classes: usize,
}

#[derive(Clone)]
struct Counts {
    rows: Vec<usize>,
    weights: Vec<f64>,
    largest_weight: f64,
}

impl RowSum for CountSum {
    type Partial = Counts;

    fn zero(&self) -> Counts {
        Counts { rows: vec![0; self.classes], weights: vec![0.0; self.classes], largest_weight: 0.0 }
    }

    fn add(&self, block: &Block<'_>, counts: &mut Counts) {
        for (i, &y) in block.labels.iter().enumerate() {
            let weight = block.weights.map_or(1.0, |w| w[i]);
            if weight > 0.0 {
                counts.rows[usize::from(y)] += 1;
                counts.weights[usize::from(y)] += weight;
                counts.largest_weight = counts.largest_weight.max(weight);
            }
        }
    }

    fn merge(&self, left: &mut Counts, right: Counts) {
        left.rows.iter_mut().zip(right.rows).for_each(|(l, r)| *l += r);
        left.weights.iter_mut().zip(right.weights).for_each(|(l, r)| *l += r);
        left.largest_weight = left.largest_weight.max(right.largest_weight);
    }
}

impl ClassCounts {
    /// Count: one pass over the labels.
    ///
    /// # Errors
    /// [`DataError::NoRows`], [`DataError::EmptyClass`], [`DataError::ClassOffsets`], [`DataError::WeightScale`], or a failed pass.
    pub fn of(data: &dyn RowBlocks, executor: &Executor) -> Result<Self, EvalError> {
        let classes = data.classes();
        let origin = vec![0.0; data.shape().columns];
        let counts = executor.sum(data, &origin, &CountSum { classes })?;
        if counts.rows.iter().all(|rows| *rows == 0) {
            return Err(DataError::NoRows.into());
        }
        if let Some(class) = counts.rows.iter().position(|rows| *rows == 0) {
            return Err(DataError::EmptyClass { class }.into());
        }
        if data.has_offset() {
            return Err(DataError::ClassOffsets.into());
        }
        // As for two classes: sums of squares must neither overflow nor lose digits.
        if !(1e-100..=1e100).contains(&counts.largest_weight) {
            return Err(DataError::WeightScale { largest: counts.largest_weight }.into());
        }
        let total_weight: f64 = counts.weights.iter().sum();
        let loss = |weight: &f64| -weight * (weight / total_weight).ln();
        let log_loss = counts.weights.iter().map(loss).sum::<f64>() / total_weight;
        Ok(Self { rows: counts.rows, weights: counts.weights, total_weight, log_loss })
    }

    /// With the loss of a model without intercepts and columns, which gives every class the same probability: log K.
    pub(super) fn through_origin(self) -> Self {
        Self { log_loss: (self.rows.len() as f64).ln(), ..self }
    }

    /// Intercepts of the contrasts, `θ = Qᵀ log W`.
    pub(super) fn intercepts(&self, contrasts: &Contrasts) -> Vec<f64> {
        contrasts.of_classes(&self.weights.iter().map(|weight| (weight / self.total_weight).ln()).collect::<Vec<_>>())
    }
}
