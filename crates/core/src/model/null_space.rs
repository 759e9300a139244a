//! What the data of a fit do not determine, and which rows depend on it.
//!
//! ```text
//! x_j = a + Σ_k c_k x_k        in every row of positive weight, for each column j that was held at 0
//! ```
//!
//! Along (−a, −c, 1) the coefficients can move without moving any margin of the fit: the likelihood does not know where they are. The
//! margin of a new row moves with them unless the row keeps to the equation, too. One that does has the margin of every solution; one that
//! breaks it has none that the data determine, and so no probability (R calls it non-estimable). A constant column is the equation x_j = a,
//! an indicator of a level that no row of positive weight has is x_j = 0.
//!
//! Equations hold about an origin o, as margins are computed, and to a tolerance in the units of x_j: rows that were rounded on their way
//! keep to them. What rounding alone can do to the terms of a row is allowed for on top.
//!
//! Refused: a base of the null space and its products with a row. The equations are sparser, and a message can name what is broken.

use crate::design::{DesignMatrix, Features};
use crate::model::error::ModelError;
use crate::sum::Executor;

/// Equations whose residuals are computed together.
const AT_ONCE: usize = 8;

/// `x_column − o_column = constant + Σ coefficient · (x_other − o_other)`, to a tolerance.
#[derive(Clone, Debug, PartialEq)]
pub struct Equation {
    /// The column that was held.
    pub column: usize,
    /// The constant, about the origin.
    pub constant: f64,
    /// The other columns and their coefficients.
    pub combination: Vec<(usize, f64)>,
    /// How far apart the two sides may be, in the units of the column.
    pub tolerance: f64,
}

impl Equation {
    /// The constant for columns as given, with `origin` as everywhere, and the coefficients, as people would write them: what is within
    /// rounding of a number of few digits is that number.
    #[must_use]
    pub fn as_written(&self, origin: &[f64]) -> (f64, Vec<(usize, f64)>) {
        let of = |j: usize| origin.get(j).copied().unwrap_or_default();
        let constant = self.combination.iter().fold(self.constant + of(self.column), |sum, &(k, c)| sum - c * of(k));
        let size = self.combination.iter().fold(of(self.column).abs(), |sum, &(k, c)| sum + (c * of(k)).abs());
        // What is left of terms that cancel, or hidden in the tolerance, is nothing.
        let is_nothing = constant.abs() <= (1e-9 * size).max(1e-3 * self.tolerance);
        let combination = self.combination.iter().map(|&(k, c)| (k, tidy(c))).collect();
        (if is_nothing { 0.0 } else { tidy(constant) }, combination)
    }
}

/// The equations that the rows of a fit keep to, about an origin.
///
/// ```
/// use logodds_core::{Equation, NullSpace};
/// // In the fit, x₂ = x₀ + x₁ in every row.
/// let sum = Equation { column: 2, constant: 0.0, combination: vec![(0, 1.0), (1, 1.0)], tolerance: 1e-6 };
/// let null_space = NullSpace::new(vec![sum], vec![0.0; 3])?;
/// assert_eq!(null_space.broken(&[3.0, 4.0, 7.0])?, None);
/// assert_eq!(null_space.broken(&[3.0, 4.0, 50.0])?, Some(0));
/// # Ok::<(), logodds_core::ModelError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Default)]
pub struct NullSpace {
    equations: Vec<Equation>,
    origin: Vec<f64>,
}

/// A row that the data of the fit do not determine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The row.
    pub row: usize,
    /// The first equation that it breaks, in the order of [`NullSpace::equations`].
    pub equation: usize,
}

impl NullSpace {
    /// Equations between columns of which there are as many as `origin` has numbers.
    ///
    /// # Errors
    /// [`ModelError`] if an equation has another column, or a number is not finite.
    pub fn new(equations: Vec<Equation>, origin: Vec<f64>) -> Result<Self, ModelError> {
        let columns = equations.iter().flat_map(|e| e.combination.iter().map(|(k, _)| *k).chain([e.column]));
        if let Some(found) = columns.max().filter(|&largest| largest >= origin.len()) {
            return Err(ModelError::Length { found: found + 1, expected: origin.len() });
        }
        let numbers =
            equations.iter().flat_map(|e| e.combination.iter().map(|(_, c)| *c).chain([e.constant, e.tolerance]));
        match numbers.chain(origin.iter().copied()).find(|x| !x.is_finite()) {
            Some(value) => Err(ModelError::NonFinite(value)),
            None => Ok(Self { equations, origin }),
        }
    }

    /// Whether the data determine every row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.equations.is_empty()
    }

    /// The equations.
    #[must_use]
    pub fn equations(&self) -> &[Equation] {
        &self.equations
    }

    /// What they are about.
    #[must_use]
    pub fn origin(&self) -> &[f64] {
        &self.origin
    }

    /// The first equation that a row of p numbers breaks, if it breaks one. Allocates nothing.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the row has another length. A space without equations does not look.
    pub fn broken(&self, row: &[f64]) -> Result<Option<usize>, ModelError> {
        if self.is_empty() {
            return Ok(None);
        }
        let (found, expected) = (row.len(), self.origin.len());
        if found != expected {
            return Err(ModelError::Length { found, expected });
        }
        Ok(self.equations.iter().position(|equation| {
            let about = |j: usize| row[j] - self.origin[j];
            let sum = equation.combination.iter().fold(about(equation.column), |sum, &(k, c)| sum - c * about(k));
            let slack = || {
                let size = |j: usize| row[j].abs() + self.origin[j].abs();
                equation.combination.iter().fold(size(equation.column), |sum, &(k, c)| sum + c.abs() * size(k))
            };
            equation.is_broken(sum - equation.constant, slack)
        }))
    }

    /// The rows that break an equation, in order.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the features have another number of columns.
    pub fn broken_rows(&self, features: &Features<'_>, executor: &Executor) -> Result<Vec<Broken>, ModelError> {
        if self.is_empty() {
            return Ok(Vec::new());
        }
        let (found, columns) = (features.ncols(), self.origin.len());
        if found != columns {
            return Err(ModelError::Length { found, expected: columns });
        }
        // The first equation that a row breaks, counted from 1.
        let mut first = vec![0.0; features.nrows()];
        // Of sparse columns the origin is not subtracted.
        let left = features.not_subtracted(&self.origin);
        executor.fill(&mut first, features.scored_at_once(), |start, first| {
            let rows = first.len();
            let next = start + rows..(start + 2 * rows).min(features.nrows());
            features.visit(start..start + rows, &self.origin, next, &mut |x| self.look(x, &left, first));
        });
        let broken = first.iter().enumerate().filter(|(_, first)| **first > 0.0);
        Ok(broken.map(|(row, first)| Broken { row, equation: *first as usize - 1 }).collect())
    }

    /// Write the first equation that each row of a block breaks, counted from 1, to `first`, which is 0. The origin `left` has not been
    /// subtracted.
    fn look(&self, x: &dyn DesignMatrix, left: &[(usize, f64)], first: &mut [f64]) {
        let (rows, columns) = (first.len(), self.origin.len());
        let mut residuals = vec![0.0; rows * AT_ONCE.min(self.equations.len())];
        for (group, equations) in self.equations.chunks(AT_ONCE).enumerate() {
            // A row that breaks one is done with: where columns are more than rows, most new ones break the first.
            if first.iter().all(|first| *first > 0.0) {
                return;
            }
            let mut directions = vec![0.0; equations.len() * columns];
            for (direction, equation) in directions.chunks_exact_mut(columns).zip(equations) {
                equation.combination.iter().for_each(|&(k, c)| direction[k] = -c);
                direction[equation.column] = 1.0;
            }
            x.matmul(&directions, columns, &mut residuals[..rows * equations.len()], rows);
            for (k, equation) in equations.iter().enumerate() {
                let direction = &directions[k * columns..][..columns];
                let constant = equation.constant + left.iter().map(|&(j, o)| direction[j] * o).sum::<f64>();
                for (i, (first, residual)) in first.iter_mut().zip(&residuals[k * rows..]).enumerate() {
                    let size = || self.size(x, i, direction);
                    if *first == 0.0 && equation.is_broken(residual - constant, size) {
                        *first = (group * AT_ONCE + k + 1) as f64;
                    }
                }
            }
        }
    }

    /// The sum of the sizes of the terms of row `i` along `direction`, those of the origin included.
    fn size(&self, x: &dyn DesignMatrix, i: usize, direction: &[f64]) -> f64 {
        let mut sum = direction.iter().zip(&self.origin).map(|(d, o)| (d * o).abs()).sum();
        x.for_each_entry(i, &mut |j, x| sum += (direction[j] * x).abs());
        sum
    }
}

impl Equation {
    /// Whether the two sides are as far apart as `residual`, and neither the tolerance nor rounding of terms of `size` explains it. What is
    /// no number breaks nothing: it has no margin anyway.
    fn is_broken(&self, residual: f64, size: impl FnOnce() -> f64) -> bool {
        let apart = residual.abs();
        apart > self.tolerance && apart > self.tolerance + 16.0 * f64::EPSILON * size()
    }
}

/// A number that is within rounding of one with at most 9 digits, as that number.
fn tidy(x: f64) -> f64 {
    let short: f64 = format!("{x:.8e}").parse().unwrap_or(x);
    if (short - x).abs() <= 1e-9 * x.abs() { short } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::{Categorical, Csr, Dense, DenseColumns, Part};

    fn sum_of_columns() -> NullSpace {
        // x₂ = x₀ + 2 x₁ + 1 about (10, 20, 51).
        let equation = Equation { column: 2, constant: 0.0, combination: vec![(0, 1.0), (1, 2.0)], tolerance: 1e-6 };
        let constant = Equation { column: 3, constant: 0.0, combination: Vec::new(), tolerance: 0.0 };
        NullSpace::new(vec![equation, constant], vec![10.0, 20.0, 51.0, 0.0]).unwrap()
    }

    #[test]
    fn a_row_alone_and_rows_of_every_storage_break_the_same_equations() {
        let rows = [
            [1.0, 2.0, 6.0, 0.0],            // keeps to both
            [1.0, 2.0, 6.0 + 1e-7, 0.0],     // within the tolerance
            [1.0, 2.0, 6.1, 0.0],            // breaks the first
            [1.0, 2.0, 6.0, 1.0],            // breaks the second
            [1e17, 3.0, 1e17 + 7.0, 0.0],    // as exact as doubles so large are
            [f64::NAN, 2.0, 6.0, 0.0],       // is no number
            [1e17, 3.0, 1.01e17 + 7.0, 0.0], // breaks the first, large or not
        ];
        let expected = [None, None, Some(0), Some(1), None, None, Some(0)];
        let space = sum_of_columns();
        for (row, expected) in rows.iter().zip(expected) {
            assert_eq!(space.broken(row).unwrap(), expected, "{row:?}");
        }
        let of = |features: Features<'_>| {
            let mut found = [None; 7];
            let executor = Executor::sequential();
            space.broken_rows(&features, &executor).unwrap().iter().for_each(|b| found[b.row] = Some(b.equation));
            found
        };
        let flat: Vec<f64> = rows.iter().flatten().copied().collect();
        let by_column: Vec<f64> = (0..4).flat_map(|j| rows.iter().map(move |row| row[j])).collect();
        assert_eq!(of(Dense::from_rows(flat.clone(), 7, 4).unwrap().into()), expected);
        assert_eq!(of(DenseColumns::from_columns(by_column, 7, 4).unwrap().into()), expected);
        let (indptr, indices): (Vec<usize>, Vec<u32>) =
            ((0..=7).map(|i| 4 * i).collect(), (0..28).map(|k| k % 4).collect());
        assert_eq!(of(Csr::new(indptr, indices, flat, 4).unwrap().into()), expected);
    }

    #[test]
    fn a_level_that_no_row_had_is_an_equation_of_an_indicator() {
        let numbers = Dense::from_rows(vec![0.5, 0.25, 0.75], 3, 1).unwrap();
        let codes = Categorical::new(vec![0, 2, 1], 3).unwrap();
        let features = Features::new(vec![Part::F64(numbers), Part::Categorical(codes)]).unwrap();
        let equation = Equation { column: 2, constant: 0.0, combination: Vec::new(), tolerance: 0.0 };
        let space = NullSpace::new(vec![equation], vec![0.0; 3]).unwrap();
        let broken = space.broken_rows(&features, &Executor::sequential()).unwrap();
        assert_eq!(broken, [Broken { row: 1, equation: 0 }]);
        assert!(matches!(space.broken(&[0.0]), Err(ModelError::Length { found: 1, expected: 3 })));
        let beyond = Equation { column: 3, constant: 0.0, combination: Vec::new(), tolerance: 0.0 };
        assert!(matches!(
            NullSpace::new(vec![beyond], vec![0.0; 3]),
            Err(ModelError::Length { found: 4, expected: 3 })
        ));
    }
}
