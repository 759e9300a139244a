//! The largest square of a row, `z_i' M z_i` with `z_i = (1, x̃_i)`, where rows have few entries.
//!
//! It costs the square of the entries of a row, whatever the number of columns; as a sum of squares of products with a root of M
//! ([`crate::risk::largest_norm`]) it costs the entries times the columns.

use crate::data::{Block, EvalError};
use crate::design::SymMatrix;
use crate::identified_by_fields;
use crate::response::interface::Response;
use crate::risk::empirical::Risk;
use crate::sum::{Most, RowSum};

impl<R: Response> Risk<'_, R> {
    /// Of one output the largest `z' M z` over rows of positive weight, z being 1 and the row in the coordinates of the solvers:
    /// [`Structure::max_row_norm`](crate::objective::Structure::max_row_norm) of a root of M but for rounding, for the square of a row's entries
    /// instead of entries times coordinates.
    ///
    /// # Errors
    /// [`EvalError`] if M has another order than there are coordinates, or a pass fails.
    pub fn max_row_square(&self, matrix: &SymMatrix) -> Result<f64, EvalError> {
        if matrix.order() != self.scaled().dim() {
            return Err(EvalError::Dimension { found: matrix.order(), expected: self.scaled().dim() });
        }
        let mut places = vec![None; self.data.shape().columns];
        for (k, &j) in self.scaled().free().iter().enumerate() {
            places[j] = Some((k + 1, self.scaled().scale(j)));
        }
        let sum = LargestSquare { matrix, intercept: self.scaled().has_intercept(), places };
        Ok(self.executor.sum(self.data, &self.moments.origin, &sum)?.0)
    }
}

/// Largest `z_i' M z_i` over rows of positive weight.
struct LargestSquare<'a> {
    /// M, in the coordinates of the solvers.
    pub matrix: &'a SymMatrix,
    /// Whether there is an intercept, coordinate 0.
    pub intercept: bool,
    /// The coordinate of every column and its unit, if it has one; coordinates rise.
    pub places: Vec<Option<(usize, f64)>>,
}

identified_by_fields!(LargestSquare<'_> { matrix, intercept, places });

impl RowSum for LargestSquare<'_> {
    type Partial = Most;
    type Scratch = ();

    fn zero(&self) -> Most {
        Most(0.0)
    }

    fn add(&self, block: &Block<'_>, largest: &mut Most, (): &mut ()) {
        let mut entries: Vec<(usize, f64)> = Vec::new();
        let square = |i: usize| {
            entries.clear();
            entries.extend(self.intercept.then_some((0, 1.0)));
            block.x.for_each_entry(i, &mut |j, x| {
                entries.extend(self.places[j].map(|(place, unit)| (place, x / unit)));
            });
            let mut total = 0.0;
            for (k, &(place, z)) in entries.iter().enumerate() {
                let row = self.matrix.row(place);
                let below: f64 = entries[..k].iter().map(|&(left, x)| x * row[left]).sum();
                total += z * (2.0 * below + z * row[place]);
            }
            total
        };
        let squares: Vec<f64> = (0..block.rows()).map(square).collect();
        block.raise(&mut largest.0, &squares);
    }
}
