//! A fitted model: coefficients that score rows.
//!
//! ```text
//! η = b_o + Σ_j w_j (x_j − o_j)        p = sigmoid(η)
//! ```
//!
//! The intercept is kept at the origin `o` the fit used, and a score subtracts before it multiplies: for a column near
//! 1.7e12 (milliseconds since 1970) `w·x` alone would lose five digits of the margin. [`Model::intercept`] is the
//! intercept for x as given, which is what a table prints; scores do not use it.

use crate::design::dense::row::Row;
use crate::design::{DesignMatrix, Features};
use crate::response::logistic::rows::sigmoids;
use crate::sum::Executor;
use std::fmt;

/// Coefficients, and the origin they are relative to.
///
/// ```
/// use logodds_core::Model;
/// let model = Model::new(0.1, vec![0.5, -0.5], vec![0.0, 0.0])?;
/// assert_eq!(model.margin(&[2.0, 3.0])?, -0.4);
/// assert!((model.probability(&[2.0, 3.0])? - 0.401312339887548).abs() < 1e-15);
/// # Ok::<(), logodds_core::ModelError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    intercept_at_origin: f64,
    coefficients: Vec<f64>,
    origin: Vec<f64>,
}

impl Model {
    /// A model with intercept `intercept_at_origin`, coefficients `w` and origin `o` (both of length p).
    ///
    /// # Errors
    /// [`ModelError`] if the lengths differ or a number is not finite.
    pub fn new(intercept_at_origin: f64, coefficients: Vec<f64>, origin: Vec<f64>) -> Result<Self, ModelError> {
        if coefficients.len() != origin.len() {
            return Err(ModelError::Length { found: origin.len(), expected: coefficients.len() });
        }
        let numbers = std::iter::once(&intercept_at_origin).chain(&coefficients).chain(&origin);
        match numbers.copied().find(|x| !x.is_finite()) {
            Some(value) => Err(ModelError::NonFinite(value)),
            None => Ok(Self { intercept_at_origin, coefficients, origin }),
        }
    }

    /// The intercept for x as given: `b_o − Σ w_j o_j`, in twice the working precision (T. Ogita, S. Rump, S. Oishi,
    /// *Accurate Sum and Dot Product*, SIAM J. Sci. Comput. 26(6), 2005, algorithm Dot2).
    #[must_use]
    pub fn intercept(&self) -> f64 {
        let (mut sum, mut carry) = (self.intercept_at_origin, 0.0);
        for (w, o) in self.coefficients.iter().zip(&self.origin) {
            let product = -w * o;
            let product_error = (-w).mul_add(*o, -product);
            let total = sum + product;
            let rest = total - sum;
            carry += (sum - (total - rest)) + (product - rest) + product_error;
            sum = total;
        }
        sum + carry
    }

    /// The intercept at the origin, b_o: the log-odds of a row that lies there.
    #[must_use]
    pub fn intercept_at_origin(&self) -> f64 {
        self.intercept_at_origin
    }

    /// The coefficients w.
    #[must_use]
    pub fn coefficients(&self) -> &[f64] {
        &self.coefficients
    }

    /// The origin o.
    #[must_use]
    pub fn origin(&self) -> &[f64] {
        &self.origin
    }

    /// Log-odds of one row of p features. Allocates nothing.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the row has another length than p.
    #[inline]
    pub fn margin(&self, row: &[f64]) -> Result<f64, ModelError> {
        self.row(row).map(|row| row.margin())
    }

    /// Probability of a positive outcome for one row of p features. Allocates nothing.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the row has another length than p.
    #[inline]
    pub fn probability(&self, row: &[f64]) -> Result<f64, ModelError> {
        self.row(row).map(|row| row.probability())
    }

    #[inline]
    fn row<'a>(&'a self, x: &'a [f64]) -> Result<Row<'a>, ModelError> {
        self.check(x.len())?;
        Ok(Row { x, origin: &self.origin, w: &self.coefficients, intercept: self.intercept_at_origin })
    }

    #[inline]
    fn check(&self, found: usize) -> Result<(), ModelError> {
        let expected = self.coefficients.len();
        if found == expected { Ok(()) } else { Err(ModelError::Length { found, expected }) }
    }

    /// Probabilities of every row, by the same bits as [`Model::probability`] where [`Model::margins`] are those of
    /// [`Model::margin`].
    ///
    /// # Errors
    /// [`ModelError::Length`] if the features have another number of columns than p.
    pub fn probabilities(&self, features: &Features<'_>, executor: &Executor) -> Result<Vec<f64>, ModelError> {
        let mut p = vec![0.0; features.nrows()];
        self.probabilities_into(features, executor, &mut p)?;
        Ok(p)
    }

    /// [`Model::probabilities`], written to `p`, one number per row. Of a million dense rows of 20 f32 a fifth of the time of
    /// [`Model::probabilities`] is the system's, which hands out new memory page by page: who scores again and again keeps `p`.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the features have another number of columns than p, [`ModelError::Rows`] if `p` has another
    /// length than there are rows.
    pub fn probabilities_into(
        &self,
        features: &Features<'_>,
        executor: &Executor,
        p: &mut [f64],
    ) -> Result<(), ModelError> {
        let intercept = self.intercept_for(features);
        let score = |x: &dyn DesignMatrix, p: &mut [f64]| x.probabilities(&self.coefficients, intercept, p);
        self.scores(features, executor, p, &score)
    }

    /// Probabilities of a negative and of a positive outcome of every row, side by side, row by row: each to full precision, also where the
    /// other is 1 to the last digit.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the features have another number of columns than p.
    pub fn both_probabilities(&self, features: &Features<'_>, executor: &Executor) -> Result<Vec<f64>, ModelError> {
        const ROWS: usize = Features::MOST_SCORED;
        self.check(features.ncols())?;
        let intercept = self.intercept_for(features);
        let at_once = features.scored_at_once();
        let mut both = vec![0.0; 2 * features.nrows()];
        executor.fill(&mut both, 2 * at_once, |start, out| {
            let (start, rows) = (start / 2, out.len() / 2);
            let (mut negative, mut positive) = ([0.0; ROWS], [0.0; ROWS]);
            let (negative, positive) = (&mut negative[..rows], &mut positive[..rows]);
            let next = start + rows..(start + 2 * rows).min(features.nrows());
            features.visit(start..start + rows, &self.origin, next, &mut |x| x.matvec(&self.coefficients, positive));
            negative.iter_mut().zip(&*positive).for_each(|(negative, positive)| *negative = -positive);
            sigmoids(positive, intercept);
            sigmoids(negative, -intercept);
            for ((out, q), p) in out.as_chunks_mut::<2>().0.iter_mut().zip(negative).zip(positive) {
                *out = [*q, *p];
            }
        });
        Ok(both)
    }

    /// Log-odds of every row. A row's bits do not depend on the rows around it; of a single dense row-major part they are
    /// those of [`Model::margin`].
    ///
    /// # Errors
    /// [`ModelError::Length`] if the features have another number of columns than p.
    pub fn margins(&self, features: &Features<'_>, executor: &Executor) -> Result<Vec<f64>, ModelError> {
        let mut eta = vec![0.0; features.nrows()];
        let intercept = self.intercept_for(features);
        let score = |x: &dyn DesignMatrix, eta: &mut [f64]| {
            x.matvec(&self.coefficients, eta);
            eta.iter_mut().for_each(|eta| *eta += intercept);
        };
        self.scores(features, executor, &mut eta, &score)?;
        Ok(eta)
    }

    /// The intercept for these features: at the origin, as far as it is subtracted of them.
    pub(crate) fn intercept_for(&self, features: &Features<'_>) -> f64 {
        let left = features.not_subtracted(&self.origin);
        left.iter().fold(self.intercept_at_origin, |b, &(j, o)| b - self.coefficients.get(j).map_or(0.0, |w| w * o))
    }

    /// `score` of every row, some hundred rows at a time: a row is read once, so they need not fit a cache.
    fn scores(
        &self,
        features: &Features<'_>,
        executor: &Executor,
        out: &mut [f64],
        score: &(dyn Fn(&dyn DesignMatrix, &mut [f64]) + Sync),
    ) -> Result<(), ModelError> {
        self.check(features.ncols())?;
        let rows = features.nrows();
        if out.len() != rows {
            return Err(ModelError::Rows { found: out.len(), expected: rows });
        }
        executor.fill(out, features.scored_at_once(), |start, out| {
            let next = start + out.len()..(start + 2 * out.len()).min(features.nrows());
            features.visit(start..start + out.len(), &self.origin, next, &mut |x| score(x, out));
        });
        Ok(())
    }
}

/// Numbers that do not make a model, or a row that does not fit it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ModelError {
    /// A length that does not fit.
    Length {
        /// Length found.
        found: usize,
        /// Length expected.
        expected: usize,
    },
    /// Room for another number of rows than there are.
    Rows {
        /// Rows there is room for.
        found: usize,
        /// Rows expected.
        expected: usize,
    },
    /// A coefficient that is NaN or infinite.
    NonFinite(f64),
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { found, expected } => write!(f, "{found} features given, the model has {expected}"),
            Self::Rows { found, expected } => {
                write!(f, "room for {found} probabilities given, there are {expected} rows")
            }
            Self::NonFinite(value) => write!(f, "a model cannot hold the coefficient {value}"),
        }
    }
}

impl std::error::Error for ModelError {}
