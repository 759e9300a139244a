//! The covariance of the coefficients, and of anything linear in them.
//!
//! ```text
//! Var(c_0 b + Σ_j c_j w_j) = z' V z = ‖G z‖²       V = G'G the covariance of (b_o, w),  z = (c_0, c − c_0 o),  b = b_o − Σ_j w_j o_j
//! ```
//!
//! As for the model itself, the intercept is kept at the origin o of the fit: for a column of dates that of x = 0 is
//! far outside the data, and its variance the difference of large numbers. For the same reason a root G is kept and not V ([`Root`]). What
//! `G z` adds up is of the size `Σ_j |z_j| s_j`, s_j the standard errors; where the norm is so far below it that fewer than six digits of it
//! are right, it is NaN.

use crate::covariance::estimator::Estimator;
use crate::covariance::root::Root;
use logodds_core::{DesignMatrix, EvalError, Features, InMemory, RowBlocks, SymMatrix};
use std::sync::OnceLock;

/// A norm below this share of the terms that it is made of has lost its digits: 2.2e-16 / 1e-9 is an error of 2e-7.
const LOST: f64 = 1e-9;
/// The same for a variance that is added up from entries of V: an error of 2e-8.
const LOST_SQUARE: f64 = 1e-8;
/// Entries of a row, as a share of the coefficients, below which its variance is added up from those of V that it meets.
const FEW: usize = 4;

/// A covariance matrix of intercept and coefficients, columns held at 0 included (as zeros), and the intercept of a model without one.
#[derive(Clone, Debug, PartialEq)]
pub struct Covariance {
    estimator: Estimator,
    root: Root,
    std_errors: Vec<f64>,
    /// V, once it is asked for.
    matrix: OnceLock<SymMatrix>,
    origin: Vec<f64>,
    held: Vec<bool>,
    largest: f64,
}

impl Covariance {
    /// Of `(b_o, w)`: a root of order p + 1, its origin and whether each column is held at 0, both of length p. `None` if the
    /// lengths differ.
    #[must_use]
    pub fn new(estimator: Estimator, root: Root, origin: Vec<f64>, held: Vec<bool>) -> Option<Self> {
        Self::of_scores(estimator, root, origin, held, 1)
    }

    /// The same for several scores: V has a block of order p + 1 for each. Methods without a score in their name are of the
    /// first.
    #[must_use]
    pub fn of_scores(
        estimator: Estimator,
        root: Root,
        origin: Vec<f64>,
        held: Vec<bool>,
        scores: usize,
    ) -> Option<Self> {
        let agree = root.order() == scores * (origin.len() + 1) && held.len() == origin.len();
        let (std_errors, matrix) = (root.column_norms(), OnceLock::new());
        agree.then_some(Self { estimator, root, std_errors, matrix, origin, held, largest: f64::INFINITY })
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
        self.std_errors.first().is_some_and(|error| *error > 0.0)
    }

    /// How it was estimated.
    #[must_use]
    pub fn estimator(&self) -> Estimator {
        self.estimator
    }

    /// G: what a model file and a [`ScoringModel`](logodds_core::ScoringModel) hold.
    #[must_use]
    pub fn root(&self) -> &Root {
        &self.root
    }

    /// Scores it is of: 1 of two labels, else one per label but the first.
    #[must_use]
    pub fn scores(&self) -> usize {
        self.root.order() / (self.origin.len() + 1)
    }

    /// Where intercepts are those of, column by column.
    pub(crate) fn origin(&self) -> &[f64] {
        &self.origin
    }

    /// V: the intercept at the origin first. What is left of its entries where they cancel may have no digits: for a variance ask for the
    /// standard error.
    #[must_use]
    pub fn matrix(&self) -> &SymMatrix {
        self.matrix.get_or_init(|| self.root.gram())
    }

    /// The covariance of two combinations `z` and `y` of `(b_o, w)`, by their entries.
    #[must_use]
    pub fn between(&self, z: &[(usize, f64)], y: &[(usize, f64)]) -> f64 {
        (0..self.root.order()).map(|k| self.root.component(k, z) * self.root.component(k, y)).sum()
    }

    /// `G z` of a combination `z` of `(b_o, w)`, by its entries.
    #[must_use]
    pub fn image(&self, z: &[(usize, f64)]) -> Vec<f64> {
        (0..self.root.order()).map(|k| self.root.component(k, z)).collect()
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
        if first >= self.root.order() {
            return f64::NAN;
        }
        self.norm(&entries)
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
        (!held && place < self.root.order()).then(|| self.std_errors[place])
    }

    /// Of coefficients relative to those of the first of K labels, the standard error of intercept (`None`, of x = 0) or coefficient `j` of
    /// label `k` relative to the mean over all labels, as a penalty has them: of `w_k = β_k − (1/K) Σ_l β_l`. `None` if it is held at 0, or
    /// there is no such column or label.
    #[must_use]
    pub fn std_error_about_mean(&self, k: usize, j: Option<usize>) -> Option<f64> {
        let width = self.origin.len() + 1;
        let labels = self.root.order() / width + 1;
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
        Some(self.norm(&entries))
    }

    /// Standard error of the log-odds of every row. A row costs its entries that are not structurally 0 times the coefficients or, where they are
    /// few, times themselves.
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
        data.visit(0..data.shape().blocks(), &self.origin, &mut |block| {
            for i in 0..block.rows() {
                row.write(block.x, i, &mut entries);
                errors.push(self.of_entries(&entries));
            }
        })?;
        Ok(errors)
    }

    /// `‖G z‖` of the entries of z that are not 0; NaN where its digits are lost.
    fn norm(&self, entries: &[(usize, f64)]) -> f64 {
        let norm = self.root.norm(entries);
        if has_digits(norm, self.terms(entries)) { norm } else { f64::NAN }
    }

    /// `Σ_j |z_j| s_j`.
    fn terms(&self, entries: &[(usize, f64)]) -> f64 {
        entries.iter().map(|&(j, z)| z.abs() * self.std_errors[j]).sum()
    }

    /// The same, of a row: where its entries are few, and nothing cancels, from those of V that they meet.
    fn of_entries(&self, entries: &[(usize, f64)]) -> f64 {
        if FEW * entries.len() > self.root.order() {
            return self.norm(entries);
        }
        let (matrix, mut total) = (self.matrix(), 0.0);
        for (k, &(j, z)) in entries.iter().enumerate() {
            let row = matrix.row(j);
            let below: f64 = entries[..k].iter().map(|&(i, x)| x * row[i]).sum();
            total += z * (2.0 * below + z * row[j]);
        }
        if total >= LOST_SQUARE * self.terms(entries).powi(2) { total.sqrt() } else { self.norm(entries) }
    }

    /// `G z` of every score, z having these entries and being in the place of that score: as many numbers for each as G has rows.
    pub(crate) fn of_scores_at(&self, entries: &[(usize, f64)], into: &mut Vec<f64>) {
        let (width, order) = (self.origin.len() + 1, self.root.order());
        into.clear();
        for first in (0..order).step_by(width) {
            into.extend(std::iter::repeat_n(0.0, first));
            for k in first..order {
                let row = &self.root.row(k)[first..];
                let there = entries.iter().filter(|(j, _)| *j < row.len());
                into.push(there.map(|&(j, z)| row[j] * z).sum());
            }
        }
    }

    /// `Σ_j |z_j| s_j` of score `k`.
    pub(crate) fn terms_of_score(&self, k: usize, entries: &[(usize, f64)]) -> f64 {
        let first = k * (self.origin.len() + 1);
        entries.iter().map(|&(j, z)| z.abs() * self.std_errors[first + j]).sum()
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

    /// `‖G z‖`: the standard error of what has the gradient `z` by `(b_o, w)`, those of one score after another. NaN if it has
    /// another length, or its digits are lost.
    #[must_use]
    pub fn std_error_of_gradient(&self, z: &[f64]) -> f64 {
        if z.len() != self.root.order() {
            return f64::NAN;
        }
        let entries: Vec<(usize, f64)> = z.iter().copied().enumerate().filter(|(_, z)| *z != 0.0).collect();
        self.norm(&entries)
    }
}

/// Whether a norm made of terms of this size has its digits.
pub(crate) fn has_digits(norm: f64, terms: f64) -> bool {
    norm >= LOST * terms
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
