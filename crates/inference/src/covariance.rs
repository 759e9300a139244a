//! The covariance of the coefficients, and of anything linear in them.
//!
//! ```text
//! Var(c_0 b + Σ_j c_j w_j) = z' V z       V the covariance of (b_o, w),  z = (c_0, c − c_0 o),  b = b_o − Σ_j w_j o_j
//! ```
//!
//! As for the model itself, the intercept is kept at the origin o of the fit: for a column of dates that of x = 0 is
//! far outside the data, and its variance the difference of large numbers.

use crate::sandwich::Estimator;
use logodds_core::{DesignMatrix, EvalError, Features, InMemory, RowBlocks, SymMatrix};

/// A covariance matrix of intercept and coefficients, columns held at 0 included (as zeros), and the intercept of a model without one.
#[derive(Clone, Debug, PartialEq)]
pub struct Covariance {
    estimator: Estimator,
    matrix: SymMatrix,
    origin: Vec<f64>,
    held: Vec<bool>,
    largest: f64,
}

impl Covariance {
    /// Of `(b_o, w)`: `matrix` of order p + 1, its origin and whether each column is held at 0, both of length p. `None` if the
    /// lengths differ.
    #[must_use]
    pub fn new(estimator: Estimator, matrix: SymMatrix, origin: Vec<f64>, held: Vec<bool>) -> Option<Self> {
        Self::of_scores(estimator, matrix, origin, held, 1)
    }

    /// The same for several scores: `matrix` has a block of order p + 1 for each. Methods without a score in their name are of the
    /// first.
    #[must_use]
    pub fn of_scores(
        estimator: Estimator,
        matrix: SymMatrix,
        origin: Vec<f64>,
        held: Vec<bool>,
        scores: usize,
    ) -> Option<Self> {
        let agree = matrix.order() == scores * (origin.len() + 1) && held.len() == origin.len();
        agree.then_some(Self { estimator, matrix, origin, held, largest: f64::INFINITY })
    }

    /// With the largest variance of the log-odds of a row in training.
    #[must_use]
    pub fn with_largest(self, largest: f64) -> Self {
        Self { largest, ..self }
    }

    /// The largest variance of the log-odds of a row in training, ∞ if it is not known: beyond it a model extrapolates.
    #[must_use]
    pub fn largest(&self) -> f64 {
        self.largest
    }

    /// Whether there is an intercept: one that is not estimated has no variance.
    #[must_use]
    pub fn has_intercept(&self) -> bool {
        self.matrix.order() > 0 && self.matrix.get(0, 0) > 0.0
    }

    /// How it was estimated.
    #[must_use]
    pub fn estimator(&self) -> Estimator {
        self.estimator
    }

    /// The lower triangle of V, row by row: what a model file and a [`ScoringModel`](logodds_core::ScoringModel) hold.
    #[must_use]
    pub fn lower_triangle(&self) -> Vec<f64> {
        (0..self.matrix.order()).flat_map(|i| self.matrix.row(i)).copied().collect()
    }

    /// Scores it is of: 1 of two labels, else one per label but the first.
    #[must_use]
    pub fn scores(&self) -> usize {
        self.matrix.order() / (self.origin.len() + 1)
    }

    /// Where intercepts are those of, column by column.
    pub(crate) fn origin(&self) -> &[f64] {
        &self.origin
    }

    /// V: the intercept at the origin first.
    #[must_use]
    pub fn matrix(&self) -> &SymMatrix {
        &self.matrix
    }

    /// Standard error of the intercept of x = 0.
    #[must_use]
    pub fn intercept_std_error(&self) -> f64 {
        self.intercept_std_error_of_score(0)
    }

    /// The same for score `k`.
    #[must_use]
    pub fn intercept_std_error_of_score(&self, k: usize) -> f64 {
        let first = k * (self.origin.len() + 1);
        let entries: Vec<(usize, f64)> = std::iter::once((first, 1.0))
            .chain(self.origin.iter().enumerate().map(|(j, o)| (first + 1 + j, -o)))
            .collect();
        if first >= self.matrix.order() {
            return f64::NAN;
        }
        self.variance_of_entries(&entries).max(0.0).sqrt()
    }

    /// Standard error of coefficient `j`; `None` if it is held at 0 or there is no such column.
    #[must_use]
    pub fn std_error(&self, j: usize) -> Option<f64> {
        self.std_error_of_score(0, j)
    }

    /// The same for score `k`.
    #[must_use]
    pub fn std_error_of_score(&self, k: usize, j: usize) -> Option<f64> {
        let held = *self.held.get(j)?;
        let place = k * (self.origin.len() + 1) + j + 1;
        (!held && place < self.matrix.order()).then(|| self.matrix.get(place, place).max(0.0).sqrt())
    }

    /// Of coefficients relative to those of the first of K labels, the standard error of intercept (`None`, of x = 0) or coefficient `j` of
    /// label `k` relative to the mean over all labels, as a penalty has them: of `w_k = β_k − (1/K) Σ_l β_l`. `None` if it is held at 0, or
    /// there is no such column or label.
    #[must_use]
    pub fn std_error_about_mean(&self, k: usize, j: Option<usize>) -> Option<f64> {
        let width = self.origin.len() + 1;
        let labels = self.matrix.order() / width + 1;
        if k >= labels || j.is_some_and(|j| self.held.get(j).is_none_or(|held| *held)) {
            return None;
        }
        let mut entries = Vec::new();
        for l in 1..labels {
            let share = f64::from(u8::from(l == k)) - 1.0 / labels as f64;
            let first = (l - 1) * width;
            match j {
                Some(j) => entries.push((first + 1 + j, share)),
                None => {
                    entries.push((first, share));
                    entries.extend(self.origin.iter().enumerate().map(|(j, o)| (first + 1 + j, -o * share)));
                }
            }
        }
        Some(self.variance_of_entries(&entries).max(0.0).sqrt())
    }

    /// Standard error of the log-odds of every row. A row costs the square of its entries that are not structurally 0.
    ///
    /// # Errors
    /// [`EvalError`] if the features have another number of columns.
    pub fn of_rows(&self, features: Features<'_>) -> Result<Vec<f64>, EvalError> {
        let (rows, columns) = (features.nrows(), features.ncols());
        if columns != self.origin.len() {
            return Err(EvalError::Dimension { found: columns, expected: self.origin.len() });
        }
        let mut row = RowEntries::new(&features, &self.origin);
        // Blocks come with labels, which are not looked at.
        let data = InMemory::new(features, vec![0; rows]).map_err(EvalError::Data)?;
        let mut errors = Vec::with_capacity(rows);
        let mut entries = Vec::new();
        for k in 0..data.shape().blocks() {
            data.visit(k, &self.origin, &mut |block| {
                for i in 0..block.labels.len() {
                    row.write(block.x, i, &mut entries);
                    errors.push(self.variance_of_entries(&entries).max(0.0).sqrt());
                }
            })?;
        }
        Ok(errors)
    }

    /// z' V z of the entries of z that are not 0, in order.
    fn variance_of_entries(&self, entries: &[(usize, f64)]) -> f64 {
        let mut total = 0.0;
        for (k, &(j, z)) in entries.iter().enumerate() {
            let row = self.matrix.row(j);
            let below: f64 = entries[..k].iter().map(|&(i, x)| x * row[i]).sum();
            total += z * (2.0 * below + z * row[j]);
        }
        total
    }

    /// The covariance of all scores at the entries of z that are not 0, in order: `z' V_ce z`, lower triangle row by row.
    pub(crate) fn of_scores_at(&self, entries: &[(usize, f64)], into: &mut Vec<f64>) {
        let order = self.origin.len() + 1;
        into.clear();
        for c in 0..self.scores() {
            for e in 0..=c {
                let mut total = 0.0;
                for (k, &(j, z)) in entries.iter().enumerate() {
                    let row = &self.matrix.row(c * order + j)[e * order..];
                    // Only the lower triangle of a block on the diagonal is there.
                    let (there, own) = if c == e { (k, z * row[j]) } else { (entries.len(), 0.0) };
                    let sum: f64 = entries[..there].iter().map(|&(i, x)| x * row[i]).sum();
                    total += z * if c == e { 2.0 * sum + own } else { sum };
                }
                into.push(total);
            }
        }
    }

    /// Standard error of `c_0 b + Σ c_j w_j`, with b the intercept of x = 0: of the log-odds of a row with `c_0 = 1`, of a contrast
    /// of coefficients with `c_0 = 0`. NaN if `c` has not one number per column.
    #[must_use]
    pub fn std_error_of(&self, c0: f64, c: &[f64]) -> f64 {
        if c.len() != self.origin.len() {
            return f64::NAN;
        }
        let z: Vec<f64> = std::iter::once(c0).chain(c.iter().zip(&self.origin).map(|(c, o)| c - c0 * o)).collect();
        self.std_error_of_gradient(&z)
    }

    /// `√(z' V z)`: the standard error of what has the gradient `z` by `(b_o, w)` of the first score, of length p + 1. NaN if it has
    /// another length.
    #[must_use]
    pub fn std_error_of_gradient(&self, z: &[f64]) -> f64 {
        if z.len() != self.origin.len() + 1 {
            return f64::NAN;
        }
        let entries: Vec<(usize, f64)> = z.iter().copied().enumerate().collect();
        self.variance_of_entries(&entries).max(0.0).sqrt()
    }
}

/// The entries of z = (1, x − o) of rows, those that are structurally 0 left out.
pub(crate) struct RowEntries {
    /// Columns of which o is yet to be subtracted: their z are hardly ever 0.
    not_subtracted: Vec<(usize, f64)>,
    z: Vec<f64>,
}

impl RowEntries {
    pub fn new(features: &Features<'_>, origin: &[f64]) -> Self {
        let not_subtracted = features.not_subtracted(origin);
        let z = if not_subtracted.is_empty() { Vec::new() } else { vec![0.0; origin.len()] };
        Self { not_subtracted, z }
    }

    /// Those of row `i`, by rising place.
    pub fn write(&mut self, x: &dyn DesignMatrix, i: usize, entries: &mut Vec<(usize, f64)>) {
        entries.clear();
        entries.push((0, 1.0));
        if self.not_subtracted.is_empty() {
            return x.for_each_entry(i, &mut |j, value| entries.push((j + 1, value)));
        }
        self.z.fill(0.0);
        self.not_subtracted.iter().for_each(|&(j, o)| self.z[j] = -o);
        x.for_each_entry(i, &mut |j, value| self.z[j] += value);
        entries.extend(self.z.iter().enumerate().filter(|(_, z)| **z != 0.0).map(|(j, z)| (j + 1, *z)));
    }
}
