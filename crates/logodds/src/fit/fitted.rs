//! What came out of a fit.

use super::held::Held;
use crate::statistics::Statistics;
use crate::uncertainty::Inference;
use crate::warning::Warning;
use logodds_core::risk::moments::Moments;
use logodds_core::risk::null::NullModel;
use logodds_core::{Executor, Features, Model, ModelError, NullSpace, Ray, Recession, Towards, sigmoid};
use logodds_inference::separation::{ClassSeparation, OverlapFit, Verdict};
use logodds_inference::{Covariance, Separation};
use logodds_optim::{Choice, Solution, Status};

/// Weighted means over the rows of a Firth fit.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct MeanProbability {
    /// The share of events: of rows with label 1.
    pub events: f64,
    /// The mean probability under Firth's fit.
    pub firth: f64,
    /// The same with the intercept corrected, if that was asked for: the share of events but for rounding.
    pub corrected: Option<f64>,
}

/// A fitted logistic regression.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fit {
    /// Coefficients that score rows. At a limit ([`Status::Limit`]) those without a finite one are 0: rows that [`Fit::rays`] touch have probability 0
    /// or 1, or none, which [`Fit::recession`] tells. Those in [`Fit::held`] are 0: of a row that breaks an equation of [`Fit::null_space`] a
    /// score is one of many, and means nothing.
    pub model: Model,
    /// Where the solver ended, with the certificate and the trace.
    pub solution: Solution,
    /// The solver, and why it.
    pub choice: Choice,
    /// Likelihood and what derives from it.
    pub statistics: Statistics,
    /// The mean of the probabilities beside the share of events, after Firth's fit, whose prior draws probabilities towards ½. (Of a maximum of
    /// the likelihood the two are equal.)
    pub mean_probability: Option<MeanProbability>,
    /// What the optimum means, if that was asked for.
    pub inference: Option<Inference>,
    /// What a user should know.
    pub warnings: Vec<Warning>,
    /// Whether the labels are separated, if that is known: without a penalty. [`Warning::Separation`] or [`Warning::ClassSeparation`] says by what.
    pub separation: Option<Verdict>,
    /// Where two labels are separated quasi-completely, the finite limits of those coefficients that have one.
    pub overlap: Option<OverlapFit>,
    /// At a limit, the directions that the rows which are not separated do not touch.
    pub rays: Vec<Ray>,
    /// Coefficients held at 0.
    pub held: Vec<Held>,
    /// What the rows of the fit have in common: the data do not determine the score of a row that is otherwise.
    pub null_space: NullSpace,
    /// The intercept-only model (without an intercept, that of probabilities 1/2 or of the offsets alone) and the counts of rows.
    pub null: NullModel,
    /// Means, spreads and ranges of the columns.
    pub moments: Moments,
    /// Threads used.
    pub threads: usize,
    /// How many sums over rows the journal remembered, if there is one.
    pub remembered: Option<u64>,
}

impl Fit {
    /// Whether the optimum is certified to the tolerance asked for; where there is none because some rows are separated, whether the limit is.
    #[must_use]
    pub fn is_certified(&self) -> bool {
        matches!(self.solution.status, Status::Converged | Status::Limit)
    }

    /// Where rows go at a limit; elsewhere it is empty, and all rows have the probability of the model.
    ///
    /// # Errors
    /// [`ModelError`] if a ray is not finite.
    pub fn recession(&self) -> Result<Recession, ModelError> {
        Recession::new(self.rays.clone(), self.moments.origin.len())
    }

    /// What separates more than two labels, if anything does.
    #[must_use]
    pub fn separated_classes(&self) -> Option<&ClassSeparation> {
        self.warnings.iter().find_map(|warning| match warning {
            Warning::ClassSeparation(separation) => Some(&**separation),
            _ => None,
        })
    }

    /// What separates two labels, if anything does.
    #[must_use]
    pub fn separated_by(&self) -> Option<&Separation> {
        self.warnings.iter().find_map(|warning| match warning {
            Warning::Separation(separation) => Some(&**separation),
            _ => None,
        })
    }

    /// Whether the data determine every coefficient: nothing held at 0, no separation found.
    #[must_use]
    pub fn is_identified(&self) -> bool {
        let separated = |w: &Warning| {
            matches!(
                w,
                Warning::Separation(_) | Warning::ClassSeparation(_) | Warning::Separated | Warning::Growing { .. }
            )
        };
        self.held.is_empty() && self.solution.status != Status::Singular && !self.warnings.iter().any(separated)
    }

    /// The covariance of the coefficients, if it was asked for and there is one.
    #[must_use]
    pub fn covariance(&self) -> Option<&Covariance> {
        self.inference.as_ref()?.covariance.as_ref().ok()
    }
}

impl Fit {
    /// The probability of label 1 of every row, of more than two labels those of all labels row by row, as [`Fit::probabilities`] has them, by
    /// as many threads as there are processors.
    ///
    /// ```
    /// use logodds::prelude::*;
    ///
    /// // How often "prize" and "lunch" occur in each of six texts: of two columns the entries alone are stored.
    /// let x = Csr::new(vec![0, 1, 2, 3, 4, 6, 6], vec![0, 0, 1, 1, 0, 1], vec![2.0, 1.0, 1.0, 2.0, 1.0, 1.0], 2)?;
    /// let data = Outcome::of_bools([true, true, false, false, false, true]).with(&x)?;
    /// let fit = LogisticRegression { penalty: Penalty::l2(0.1), ..Default::default() }.fit(&data)?;
    /// let p = fit.predict(&x)?;
    /// assert!(p[0] > 0.5 && p[3] < 0.5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ModelError`] if the features have another number of columns.
    pub fn predict<'x>(&self, features: impl Into<Features<'x>>) -> Result<Vec<f64>, ModelError> {
        let features = features.into();
        let cells = features.nrows().saturating_mul(features.ncols());
        let executor = Executor::for_cells(0, cells).unwrap_or_else(|_| Executor::sequential());
        self.probabilities(&features, &executor)
    }

    /// The probability of label 1 of every row; of more than two labels those of all labels, row by row. At a limit 0 or 1 of rows that are
    /// like those separated, and NaN where it depends on the direction, or there are more than two labels; NaN, too, of rows that the data do not determine ([`Fit::null_space`]).
    ///
    /// # Errors
    /// [`ModelError`] if the features have another number of columns.
    pub fn probabilities(&self, features: &Features<'_>, executor: &Executor) -> Result<Vec<f64>, ModelError> {
        let (mut found, width) = (self.model.probabilities(features, executor)?, self.model.scores());
        for (row, towards) in found.chunks_exact_mut(width).zip(self.recession()?.of_rows(features)?) {
            match towards {
                Towards::Limit => {}
                _ if width > 1 => row.fill(f64::NAN),
                towards => row.fill(sigmoid(towards.log_odds(0.0))),
            }
        }
        for broken in self.null_space.broken_rows(features, executor)? {
            found[broken.row * width..][..width].fill(f64::NAN);
        }
        Ok(found)
    }
}
