//! The rows and weights of each class, and what offsets are like: one pass over the targets, which does not look at X.

use crate::data::{Block, DataError, EvalError, RowBlocks, Target};
use crate::identified_by_fields;
use crate::partial_by_fields;
use crate::sum::{Count, Executor, Least, Most, RowSum, Sums};

/// Counts of the rows of positive weight.
#[derive(Clone, Debug, PartialEq)]
pub struct Counts {
    /// Rows.
    pub rows: usize,
    /// Rows that are of each class, wholly or in part.
    pub class_rows: Vec<usize>,
    /// Σ ω of each class; of rows that are of it in part, of their share.
    pub class_weights: Vec<f64>,
    /// Weighted means of the offsets, one per offset of a row.
    pub offset_mean: Vec<f64>,
    /// The smallest and the largest offset, one pair per offset of a row.
    pub offset_range: Vec<(f64, f64)>,
}

impl Counts {
    /// One pass.
    ///
    /// # Errors
    /// [`DataError::NoRows`], [`DataError::WeightScale`], or a failed pass.
    pub fn of(data: &dyn RowBlocks, executor: &Executor) -> Result<Self, EvalError> {
        let sum = CountSum { classes: data.classes(), offsets: data.offsets() };
        let counted = executor.sum(data, &vec![0.0; data.shape().columns], &sum)?;
        if counted.rows.0 == 0 {
            return Err(DataError::NoRows.into());
        }
        // Weighted sums of squares must neither overflow nor lose digits below the smallest normal number.
        let largest = counted.largest_weight.0;
        if !(1e-100..=1e100).contains(&largest) {
            return Err(DataError::WeightScale { largest }.into());
        }
        let Counted { rows, class_rows, class_weights: Sums(class_weights), offset, least, most, .. } = counted;
        let total: f64 = class_weights.iter().sum();
        Ok(Self {
            rows: rows.0,
            class_rows: class_rows.into_iter().map(|rows| rows.0).collect(),
            class_weights,
            offset_mean: offset.0.into_iter().map(|sum| sum / total).collect(),
            offset_range: least.into_iter().zip(most).map(|(least, most)| (least.0, most.0)).collect(),
        })
    }

    /// Σ ω.
    #[must_use]
    pub fn total_weight(&self) -> f64 {
        self.class_weights.iter().sum()
    }
}

struct CountSum {
    classes: usize,
    offsets: usize,
}

identified_by_fields!(CountSum { classes, offsets });

struct Counted {
    rows: Count,
    class_rows: Vec<Count>,
    class_weights: Sums,
    largest_weight: Most,
    offset: Sums,
    least: Vec<Least>,
    most: Vec<Most>,
}

partial_by_fields!(Counted { rows, class_rows, class_weights, largest_weight, offset, least, most });

impl Counted {
    /// Rows of weight 1 and of two labels, without offsets.
    fn add_plain(&mut self, labels: &[u8]) {
        if labels.is_empty() {
            return;
        }
        let positives: usize = labels.iter().map(|&y| usize::from(y)).sum();
        self.rows += labels.len();
        for (k, rows) in [labels.len() - positives, positives].into_iter().enumerate() {
            self.class_rows[k] += rows;
            self.class_weights.0[k] += rows as f64;
        }
        self.largest_weight.raise(1.0);
    }
}

impl RowSum for CountSum {
    type Partial = Counted;
    type Scratch = ();

    fn zero(&self) -> Counted {
        Counted {
            rows: Count(0),
            class_rows: vec![Count(0); self.classes],
            class_weights: Sums::zeros(self.classes),
            largest_weight: Most(0.0),
            offset: Sums::zeros(self.offsets),
            least: vec![Least::NONE; self.offsets],
            most: vec![Most::NONE; self.offsets],
        }
    }

    fn add(&self, block: &Block<'_>, c: &mut Counted, (): &mut ()) {
        if let (Target::Classes(labels), None, None, 2) = (block.target, block.weights, block.offset, self.classes) {
            return c.add_plain(labels);
        }
        for i in 0..block.rows() {
            let weight = block.weights.map_or(1.0, |w| w[i]);
            if weight.is_nan() || weight <= 0.0 {
                continue;
            }
            c.rows += 1;
            c.largest_weight.raise(weight);
            match block.target {
                Target::Classes(labels) => {
                    let k = usize::from(labels[i]);
                    c.class_rows[k] += 1;
                    c.class_weights.0[k] += weight;
                }
                Target::Shares(_) => {
                    for k in 0..self.classes {
                        let share = block.target.share_of(k, i);
                        c.class_rows[k] += usize::from(share > 0.0);
                        c.class_weights.0[k] += weight * share;
                    }
                }
            }
            if let Some(offset) = block.offset {
                let of_row = &offset[i * self.offsets..(i + 1) * self.offsets];
                for (k, &offset) in of_row.iter().enumerate() {
                    c.offset.0[k] += weight * offset;
                    c.least[k].lower(offset);
                    c.most[k].raise(offset);
                }
            }
        }
    }

    fn width(&self) -> usize {
        self.classes
    }

    fn looks_at_columns(&self) -> bool {
        false
    }
}
