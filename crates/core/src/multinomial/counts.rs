//! The rows of each class, and the model with intercepts alone: `p_k = W_k / W`, the classes' shares of the weight.

use crate::data::{Block, DataError, EvalError, RowBlocks};
use crate::partial_by_fields;
use crate::response::Contrasts;
use crate::sum::{Count, Executor, Most, RowSum, Sums};

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

struct Counts {
    rows: Vec<Count>,
    weights: Sums,
    largest_weight: Most,
}

partial_by_fields!(Counts { rows, weights, largest_weight });

impl RowSum for CountSum {
    type Partial = Counts;
    type Scratch = ();

    fn zero(&self) -> Counts {
        Counts { rows: vec![Count(0); self.classes], weights: Sums::zeros(self.classes), largest_weight: Most(0.0) }
    }

    fn add(&self, block: &Block<'_>, counts: &mut Counts, (): &mut ()) {
        for (i, &y) in block.labels.iter().enumerate() {
            let weight = block.weights.map_or(1.0, |w| w[i]);
            if weight > 0.0 {
                counts.rows[usize::from(y)] += 1;
                counts.weights.0[usize::from(y)] += weight;
                counts.largest_weight.raise(weight);
            }
        }
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
        let Counts { rows, weights: Sums(weights), largest_weight: Most(largest) } =
            executor.sum(data, &origin, &CountSum { classes })?;
        let rows: Vec<usize> = rows.iter().map(|count| count.0).collect();
        if rows.iter().all(|rows| *rows == 0) {
            return Err(DataError::NoRows.into());
        }
        if let Some(class) = rows.iter().position(|rows| *rows == 0) {
            return Err(DataError::EmptyClass { class }.into());
        }
        if data.has_offset() {
            return Err(DataError::ClassOffsets.into());
        }
        // As for two classes: sums of squares must neither overflow nor lose digits.
        if !(1e-100..=1e100).contains(&largest) {
            return Err(DataError::WeightScale { largest }.into());
        }
        let total_weight: f64 = weights.iter().sum();
        let loss = |weight: &f64| -weight * (weight / total_weight).ln();
        let log_loss = weights.iter().map(loss).sum::<f64>() / total_weight;
        Ok(Self { rows, weights, total_weight, log_loss })
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
