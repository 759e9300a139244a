//! The Hessian at the model with intercepts alone, where all rows have the same probabilities: the classes' covariance times the
//! mean of `x̃ x̃ᵀ` over rows, intercept first (D. Böhning, *Multinomial logistic regression algorithm*, Annals of the Institute of
//! Statistical Mathematics 44, 1992, with a bound in place of the covariance).

use crate::data::views::Strided;
use crate::data::{Block, EvalError, RowBlocks};
use crate::design::SymMatrix;
use crate::identified_by_fields;
use crate::objective::NullCurvature;
use crate::partial_by_fields;
use crate::response::interface::Response;
use crate::response::softmax::contrasts::Contrasts;
use crate::response::sums::pairs;
use crate::risk::chosen_columns::ChosenColumns;
use crate::risk::empirical::Risk;
use crate::sum::{RowSum, Sum, Sums};

/// Of the intercept and some other coordinates of a block, from about `rows` rows.
pub(super) fn null_curvature<R: Response>(
    risk: &Risk<'_, R>,
    contrasts: &Contrasts,
    coordinates: &[usize],
    rows: usize,
) -> Result<NullCurvature, EvalError> {
    let shape = risk.data.shape();
    // Eight blocks at least, and no sample that saves little.
    let stride = (shape.rows / rows.max(1)).min(shape.blocks() / 8).max(1);
    let blocks = Strided::new(risk.data, stride);
    let chosen = ChosenColumns::new(risk.scaled(), risk.moments.mean.len(), coordinates);
    let sum = GramSum { chosen: &chosen };
    let mut columns = risk.executor.sum(&blocks, &risk.moments.origin, &sum)?.mean(sum.has_all());
    chosen.scale(&mut columns, 1.0);
    // A sample may lack a level altogether: one more row at each column's bound.
    if stride > 1 {
        for (place, &coordinate) in coordinates.iter().enumerate() {
            let bound = risk.geometry.row_bound[coordinate];
            columns.row_mut(place + 1)[place + 1] += 0.5 * bound * bound / blocks.shape().rows as f64;
        }
    }
    Ok(NullCurvature { classes: covariance_of_classes(risk, contrasts), columns, sampled: stride > 1 })
}

/// The covariance of a row's label in contrasts, `Qᵀ (diag π − π πᵀ) Q`, π being the probabilities by the intercepts alone.
fn covariance_of_classes<R: Response>(risk: &Risk<'_, R>, contrasts: &Contrasts) -> SymMatrix {
    let (m, classes) = (contrasts.dim(), contrasts.classes());
    let share = |k: usize| match risk.scaled().has_intercept() {
        true => risk.null.class_weights[k] / risk.null.total_weight,
        false => 1.0 / classes as f64,
    };
    let shares: Vec<f64> = (0..classes).map(share).collect();
    let mut between = vec![0.0; m * m];
    for (k, l) in (0..m).flat_map(|k| (0..m).map(move |l| (k, l))) {
        between[k * m + l] = if k == l { shares[k] } else { 0.0 } - shares[k] * shares[l];
    }
    contrasts.sandwich(&mut between);
    let mut classes = SymMatrix::zeros(m);
    for (k, l) in pairs(m) {
        classes.row_mut(k)[l] = between[k * m + l];
    }
    classes
}

/// `Σ ω x̃ x̃ᵀ` of the intercept and the chosen columns.
struct GramSum<'a> {
    chosen: &'a ChosenColumns,
}

identified_by_fields!(GramSum<'_> { chosen });

impl GramSum<'_> {
    /// Whether all columns are chosen, in their order.
    fn has_all(&self) -> bool {
        self.chosen.count() == self.chosen.of()
    }
}

/// The sum, Σ ω and Σ ω x̃.
struct GramPartial {
    gram: SymMatrix,
    weight: Sum,
    cross: Sums,
}

partial_by_fields!(GramPartial { gram, weight, cross });

impl RowSum for GramSum<'_> {
    type Partial = GramPartial;
    /// Entries of a row.
    type Scratch = Vec<(usize, f64)>;

    fn zero(&self) -> GramPartial {
        GramPartial {
            gram: SymMatrix::zeros(self.chosen.count() + 1),
            weight: Sum(0.0),
            cross: Sums::zeros(self.chosen.of()),
        }
    }

    fn add(&self, block: &Block<'_>, sums: &mut GramPartial, entries: &mut Vec<(usize, f64)>) {
        block.with_weights(|weights| {
            sums.weight += weights.iter().sum::<f64>();
            // The fast way.
            if self.has_all() {
                block.x.add_transpose_matvec(weights, &mut sums.cross.0);
                block.x.add_sandwich(weights, &mut sums.gram, 1);
                return;
            }
            for (i, weight) in weights.iter().enumerate() {
                self.chosen.add_row((block.x, i), *weight, entries, &mut sums.gram);
            }
        });
    }

    fn width(&self) -> usize {
        self.chosen.count() * self.chosen.count()
    }
}

impl GramPartial {
    /// The mean, of the intercept and the chosen columns.
    fn mean(mut self, all: bool) -> SymMatrix {
        if all {
            self.gram.row_mut(0)[0] = self.weight.0;
            self.cross.0.iter().enumerate().for_each(|(j, sum)| self.gram.row_mut(j + 1)[0] = *sum);
        }
        for i in 0..self.gram.order() {
            self.gram.row_mut(i).iter_mut().for_each(|g| *g /= self.weight.0);
        }
        self.gram
    }
}
