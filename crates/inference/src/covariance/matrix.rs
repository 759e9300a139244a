//! The covariance of the coefficients, and of anything linear in them.
//!
//! ```text
//! Var(c_0 b + Σ_j c_j w_j) = z' V z = ‖G z‖²       V = G'G the covariance of (b_o, w),  z = (c_0, c − c_0 o),  b = b_o − Σ_j w_j o_j
//! ```
//!
//! As for the model itself, the intercept is kept at the origin o of the fit: for a column of dates that of x = 0 is
//! far outside the data, and its variance the difference of large numbers. For the same reason a root G is kept and not V ([`CovarianceRoot`]). What
//! `G z` adds up is of the size `Σ_j |z_j| s_j`, s_j the standard errors; where the norm is so far below it that fewer than six digits of it
//! are right, it is NaN.

use crate::covariance::estimator::Estimator;
use logodds_core::{CovarianceRoot, EvalError, Features, LinearErrors, SymMatrix};

/// A covariance matrix of intercept and coefficients, columns held at 0 included (as zeros), and the intercept of a model without one.
#[derive(Clone, Debug, PartialEq)]
pub struct Covariance {
    estimator: Estimator,
    errors: LinearErrors,
    held: Vec<bool>,
    largest: f64,
}

impl Covariance {
    /// Of `(b_o, w)`: a root of order p + 1, its origin and whether each column is held at 0, both of length p. `None` if the
    /// lengths differ.
    #[must_use]
    pub fn new(
        estimator: Estimator,
        root: impl Into<CovarianceRoot>,
        origin: Vec<f64>,
        held: Vec<bool>,
    ) -> Option<Self> {
        Self::of_scores(estimator, root, origin, held, 1)
    }

    /// The same for several scores: V has a block of order p + 1 for each. Methods without a score in their name are of the
    /// first.
    #[must_use]
    pub fn of_scores(
        estimator: Estimator,
        root: impl Into<CovarianceRoot>,
        origin: Vec<f64>,
        held: Vec<bool>,
        scores: usize,
    ) -> Option<Self> {
        let root = root.into();
        let agree = root.order() == scores * (origin.len() + 1) && held.len() == origin.len();
        let errors = LinearErrors::new(root, origin).filter(|_| agree)?;
        Some(Self { estimator, errors, held, largest: f64::INFINITY })
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
        self.errors.std_errors().first().is_some_and(|error| *error > 0.0)
    }

    /// The root with what it is about, which gives errors of rows.
    #[must_use]
    pub fn errors(&self) -> &LinearErrors {
        &self.errors
    }

    /// How it was estimated.
    #[must_use]
    pub fn estimator(&self) -> Estimator {
        self.estimator
    }

    /// G: what a model file and a [`ScoringModel`](logodds_core::ScoringModel) hold.
    #[must_use]
    pub fn root(&self) -> &CovarianceRoot {
        self.errors.root()
    }

    /// Scores it is of: 1 of two labels, else one per label but the first.
    #[must_use]
    pub fn scores(&self) -> usize {
        self.errors.scores()
    }

    /// Where intercepts are those of, column by column.
    pub(crate) fn origin(&self) -> &[f64] {
        self.errors.origin()
    }

    /// V: the intercept at the origin first. What is left of its entries where they cancel may have no digits: for a variance ask for the
    /// standard error.
    #[must_use]
    pub fn matrix(&self) -> &SymMatrix {
        self.errors.matrix()
    }

    /// The covariance of two combinations `z` and `y` of `(b_o, w)`, by their entries.
    #[must_use]
    pub fn between(&self, z: &[(usize, f64)], y: &[(usize, f64)]) -> f64 {
        self.errors.root().between(z, y)
    }

    /// `G z` of a combination `z` of `(b_o, w)`, by its entries.
    #[must_use]
    pub fn image(&self, z: &[(usize, f64)]) -> Vec<f64> {
        self.errors.root().image(z)
    }

    /// Standard error of the intercept of x = 0.
    #[must_use]
    pub fn intercept_std_error(&self) -> f64 {
        self.intercept_std_error_of_score(0)
    }

    /// The same for score `k`.
    #[must_use]
    pub fn intercept_std_error_of_score(&self, k: usize) -> f64 {
        let first = k * (self.errors.origin().len() + 1);
        let entries: Vec<(usize, f64)> = std::iter::once((first, 1.0))
            .chain(self.errors.origin().iter().enumerate().map(|(j, o)| (first + 1 + j, -o)))
            .collect();
        if first >= self.errors.root().order() {
            return f64::NAN;
        }
        self.errors.norm(&entries)
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
        let place = k * (self.errors.origin().len() + 1) + j + 1;
        (!held && place < self.errors.root().order()).then(|| self.errors.std_errors()[place])
    }

    /// Of coefficients relative to those of the first of K labels, the standard error of intercept (`None`, of x = 0) or coefficient `j` of
    /// label `k` relative to the mean over all labels, as a penalty has them: of `w_k = β_k − (1/K) Σ_l β_l`. `None` if it is held at 0, or
    /// there is no such column or label.
    #[must_use]
    pub fn std_error_about_mean(&self, k: usize, j: Option<usize>) -> Option<f64> {
        let width = self.errors.origin().len() + 1;
        let labels = self.errors.root().order() / width + 1;
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
                    entries.extend(self.errors.origin().iter().enumerate().map(|(j, o)| (first + 1 + j, -o * share)));
                }
            }
        }
        Some(self.errors.norm(&entries))
    }

    /// Standard error of the log-odds of every row.
    ///
    /// # Errors
    /// [`EvalError`] if the features have another number of columns.
    pub fn of_rows(&self, features: Features<'_>) -> Result<Vec<f64>, EvalError> {
        self.errors.of_rows(features)
    }

    /// Standard error of `c_0 b + Σ c_j w_j`, with b the intercept of x = 0: of the log-odds of a row with `c_0 = 1`, of a contrast
    /// of coefficients with `c_0 = 0`; of several scores, the first. NaN if `c` has not one number per column.
    #[must_use]
    pub fn std_error_of(&self, c0: f64, c: &[f64]) -> f64 {
        if c.len() != self.errors.origin().len() {
            return f64::NAN;
        }
        let z = std::iter::once(c0).chain(c.iter().zip(self.errors.origin()).map(|(c, o)| c - c0 * o));
        self.errors.norm(&z.enumerate().filter(|(_, z)| *z != 0.0).collect::<Vec<_>>())
    }

    /// `‖G z‖`: the standard error of what has the gradient `z` by `(b_o, w)`, those of one score after another. NaN if it has
    /// another length, or its digits are lost.
    #[must_use]
    pub fn std_error_of_gradient(&self, z: &[f64]) -> f64 {
        if z.len() != self.root().order() {
            return f64::NAN;
        }
        let entries: Vec<(usize, f64)> = z.iter().copied().enumerate().filter(|(_, z)| *z != 0.0).collect();
        self.errors.norm(&entries)
    }
}
