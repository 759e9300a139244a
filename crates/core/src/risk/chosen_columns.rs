//! Some of the columns, and the intercept: those a dense block of a Hessian is wanted of where there are too many for the whole.
//!
//! ```text
//! Σ_i d_i x̃_i x̃_iᵀ       x̃ = (1, x_j / s_j, …),  j chosen
//! ```
//!
//! Only the entries of a row that are in the chosen columns are looked at twice, so 512 of 100,000 sparse columns cost little
//! more than a pass.

use crate::design::{DesignMatrix, SymMatrix};
use crate::identified_by_fields;
use crate::risk::Scaled;

/// The place of a column that is not chosen.
const NOT_CHOSEN: u32 = u32::MAX;

/// Chosen columns, in increasing order.
pub(crate) struct ChosenColumns {
    /// Place of each column among the chosen, [`NOT_CHOSEN`] if it is none of them.
    places: Vec<u32>,
    /// Of the chosen.
    scales: Vec<f64>,
    has_intercept: bool,
}

identified_by_fields!(ChosenColumns { places, scales, has_intercept });

impl ChosenColumns {
    /// Those of `coordinates`, in increasing order, the intercept not among them.
    pub(crate) fn new(scaled: &Scaled, columns: usize, coordinates: &[usize]) -> Self {
        let free = scaled.free();
        let mut places = vec![NOT_CHOSEN; columns];
        for (place, coordinate) in coordinates.iter().enumerate() {
            places[free[coordinate - 1]] = place as u32;
        }
        let scales = coordinates.iter().map(|coordinate| scaled.scale(free[coordinate - 1])).collect();
        Self { places, scales, has_intercept: scaled.has_intercept() }
    }

    /// How many.
    pub(crate) fn count(&self) -> usize {
        self.scales.len()
    }

    /// How many there are to choose from.
    pub(crate) fn of(&self) -> usize {
        self.places.len()
    }

    /// `into += d x xᵀ` of row `i`, the intercept first, in the units of the data; `entries` is scratch space.
    pub(crate) fn add_row(
        &self,
        (x, i): (&dyn DesignMatrix, usize),
        d: f64,
        entries: &mut Vec<(usize, f64)>,
        into: &mut SymMatrix,
    ) {
        entries.clear();
        entries.push((0, 1.0));
        x.for_each_entry(i, &mut |column, x| {
            let place = self.places[column];
            if place != NOT_CHOSEN {
                entries.push((place as usize + 1, x));
            }
        });
        for (k, &(row, x)) in entries.iter().enumerate() {
            let into = into.row_mut(row);
            entries[..=k].iter().for_each(|&(column, y)| into[column] += d * x * y);
        }
    }

    /// A sum over rows, divided by `weight`, in scaled coordinates: a pinned intercept has nothing to do with the others.
    pub(crate) fn scale(&self, sum: &mut SymMatrix, weight: f64) {
        let unit = |place: usize| if place == 0 { 1.0 } else { self.scales[place - 1] };
        for i in 0..sum.order() {
            for (j, h) in sum.row_mut(i).iter_mut().enumerate() {
                *h /= weight * unit(i) * unit(j);
            }
            if i > 0 && !self.has_intercept {
                sum.row_mut(i)[0] = 0.0;
            }
        }
    }
}
