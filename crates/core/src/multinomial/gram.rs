//! The mean of `x̃ x̃ᵀ` over rows, intercept first: at the model with intercepts alone all rows have the same probabilities, and the
//! Hessian is the classes' covariance times this matrix (D. Böhning, *Multinomial logistic regression algorithm*, Annals of
//! the Institute of Statistical Mathematics 44, 1992, with a bound in place of the covariance).

use crate::blocks::Block;
use crate::{RowSum, SymMatrix};

/// The place of a column that is not chosen.
pub(super) const NOT_CHOSEN: u32 = u32::MAX;

/// `Σ ω x̃ x̃ᵀ` of the intercept and the chosen columns.
pub(super) struct GramSum {
    /// Place of each column among the chosen.
    pub places: Vec<u32>,
    pub chosen: usize,
}

/// The sum, Σ ω, and the scratch space of a row.
pub(super) struct GramPartial {
    pub gram: SymMatrix,
    pub weight: f64,
    cross: Vec<f64>,
    entries: Vec<(usize, f64)>,
}

impl RowSum for GramSum {
    type Partial = GramPartial;

    fn zero(&self) -> GramPartial {
        GramPartial {
            gram: SymMatrix::zeros(self.chosen + 1),
            weight: 0.0,
            cross: vec![0.0; self.places.len()],
            entries: Vec::new(),
        }
    }

    fn add(&self, block: &Block<'_>, sums: &mut GramPartial) {
        block.with_weights(|weights| {
            sums.weight += weights.iter().sum::<f64>();
            // All columns, in their order: the fast way.
            if self.chosen == self.places.len() {
                block.x.add_transpose_matvec(weights, &mut sums.cross);
                block.x.add_sandwich(weights, &mut sums.gram, 1);
                return;
            }
            for (i, weight) in weights.iter().enumerate() {
                let entries = &mut sums.entries;
                entries.clear();
                entries.push((0, 1.0));
                block.x.for_each_entry(i, &mut |column, x| {
                    let place = self.places[column];
                    if place != NOT_CHOSEN {
                        entries.push((place as usize + 1, x));
                    }
                });
                for (k, &(row, x)) in entries.iter().enumerate() {
                    let into = sums.gram.row_mut(row);
                    entries[..=k].iter().for_each(|&(column, y)| into[column] += weight * x * y);
                }
            }
        });
    }

    fn merge(&self, left: &mut GramPartial, right: GramPartial) {
        left.gram.add(&right.gram);
        left.weight += right.weight;
        left.cross.iter_mut().zip(right.cross).for_each(|(l, r)| *l += r);
    }

    fn width(&self) -> usize {
        self.chosen * self.chosen
    }
}

impl GramPartial {
    /// The mean, of the intercept and the chosen columns.
    pub(super) fn mean(mut self, all: bool) -> SymMatrix {
        if all {
            self.gram.row_mut(0)[0] = self.weight;
            self.cross.iter().enumerate().for_each(|(j, sum)| self.gram.row_mut(j + 1)[0] = *sum);
        }
        for i in 0..self.gram.order() {
            self.gram.row_mut(i).iter_mut().for_each(|g| *g /= self.weight);
        }
        self.gram
    }
}
