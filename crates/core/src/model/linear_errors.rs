//! Standard errors of what is linear in intercept and coefficients, of log-odds of rows above all, from a root of their covariance.
//!
//! ```text
//! Var(z·(b_o, w)) = z' V z = ‖G z‖²        V = G'G the covariance;   of a row, z = (1, x − o)
//! ```
//!
//! What `G z` adds up is of the size `Σ_j |z_j| s_j`, s_j the standard errors; where the norm is so far below it that fewer than six digits of
//! it are right, it is NaN. Of a row with few entries, as of categories, the same is added up from the entries of V that it meets, unless
//! these cancel; of levels that have a block of their own, always by the norm.

use crate::data::{EvalError, InMemory, RowBlocks};
use crate::design::{DesignMatrix, Features, SymMatrix};
use crate::model::covariance_root::CovarianceRoot;
use std::sync::OnceLock;

/// A norm below this share of the terms that it is made of has lost its digits: 2.2e-16 / 1e-9 is an error of 2e-7.
const LOST: f64 = 1e-9;
/// The same for a variance that is added up from entries of V: an error of 2e-8.
const LOST_SQUARE: f64 = 1e-8;
/// Entries of a row, as a share of the coefficients, below which its variance is added up from those of V that it meets.
const FEW: usize = 4;

/// A root of the covariance of intercepts at an origin and coefficients, of one score or of several, one after another.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearErrors {
    root: CovarianceRoot,
    std_errors: Vec<f64>,
    /// V, once it is asked for.
    matrix: OnceLock<SymMatrix>,
    origin: Vec<f64>,
}

impl LinearErrors {
    /// Of `(b_o, w)` of one score or several about an origin of length p. `None` if the order of the root is no multiple of p + 1.
    #[must_use]
    pub fn new(root: impl Into<CovarianceRoot>, origin: Vec<f64>) -> Option<Self> {
        let root = root.into();
        let agree = root.order().is_multiple_of(origin.len() + 1);
        let (std_errors, matrix) = (root.column_norms(), OnceLock::new());
        agree.then_some(Self { root, std_errors, matrix, origin })
    }

    /// G.
    #[must_use]
    pub fn root(&self) -> &CovarianceRoot {
        &self.root
    }

    /// Standard errors of intercepts at the origin and coefficients.
    #[must_use]
    pub fn std_errors(&self) -> &[f64] {
        &self.std_errors
    }

    /// Where intercepts are those of, column by column.
    #[must_use]
    pub fn origin(&self) -> &[f64] {
        &self.origin
    }

    /// Scores it is of: 1 of two labels, else one per label but the first.
    #[must_use]
    pub fn scores(&self) -> usize {
        self.root.order() / (self.origin.len() + 1)
    }

    /// V. What is left of its entries where they cancel may have no digits: for a variance ask for the standard error.
    #[must_use]
    pub fn matrix(&self) -> &SymMatrix {
        self.matrix.get_or_init(|| self.root.gram())
    }

    /// Standard error of the log-odds of every row, by the first score. A row costs its entries that are not structurally 0 times the
    /// coefficients or, where they are few, times themselves.
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
    #[must_use]
    pub fn norm(&self, entries: &[(usize, f64)]) -> f64 {
        let norm = self.root.norm(entries);
        if has_digits(norm, self.terms(entries)) { norm } else { f64::NAN }
    }

    /// `Σ_j |z_j| s_j`.
    fn terms(&self, entries: &[(usize, f64)]) -> f64 {
        entries.iter().map(|&(j, z)| z.abs() * self.std_errors[j]).sum()
    }

    /// The same, of a row: where its entries are few, and nothing cancels, from those of V that they meet.
    fn of_entries(&self, entries: &[(usize, f64)]) -> f64 {
        if self.root.dense().is_none() || FEW * entries.len() > self.root.order() {
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
        let CovarianceRoot::Dense(root) = &self.root else {
            // Of levels there is one score.
            into.extend(self.root.image(entries));
            return;
        };
        for first in (0..order).step_by(width) {
            into.extend(std::iter::repeat_n(0.0, first));
            for k in first..order {
                let row = &root.row(k)[first..];
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
    /// Of these features, about an origin.
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
