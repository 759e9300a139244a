//! A probability with its interval, for one row at a time: no data, no allocation.
//!
//! ```text
//! η = b_o + Σ_j w_j (x_j − o_j)      s² = z' V z,  z = (1, x − o)      p = sigmoid(η),  ends sigmoid(η ± q s)
//! ```
//!
//! V is the covariance of (b_o, w). The interval is that of the log-odds, carried over: it stays within 0 and 1, and is right wherever
//! the log-odds are nearly normal (D. Hosmer, S. Lemeshow, *Applied Logistic Regression*, 2nd ed. 2000, §1.4). It says how well the
//! probability is known if the model is right, not how spread outcomes are.

use crate::model::{Model, ModelError};
use crate::recession::{Recession, Towards};
use crate::sigmoid;

/// A model that knows how sure it is.
///
/// ```
/// use logodds_core::{Model, ScoringModel};
/// let model = Model::new(0.0, vec![1.0], vec![2.0])?;
/// // Standard errors 0.1 of the intercept at x = 2 and 0.2 of the coefficient, uncorrelated; 95 % intervals.
/// let scoring = ScoringModel::new(model, vec![0.01, 0.0, 0.04], 1.959963984540054)?;
/// let score = scoring.score(&[2.0])?;
/// assert_eq!(score.probability, 0.5);
/// assert!((score.upper - 0.548843).abs() < 1e-6 && (score.lower + score.upper - 1.0).abs() < 1e-15);
/// # Ok::<(), logodds_core::ModelError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ScoringModel {
    model: Model,
    /// The lower triangle of V, row by row.
    covariance: Vec<f64>,
    quantile: f64,
    ranges: Vec<(f64, f64)>,
    largest_variance: f64,
    recession: Recession,
}

/// What is known of one row. Of a model at its limit a row that separated directions touch has probability 0 or 1, or NaN where it depends on the
/// direction, and NaN for all else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The probability of label 1.
    pub probability: f64,
    /// The lower end of its interval.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// The standard error of the log-odds.
    pub std_error: f64,
    /// Whether the row is beyond what the model has seen.
    pub flags: Extrapolation,
}

/// Whether a row is beyond what the model has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Extrapolation {
    /// A value is outside the range of its column in training.
    pub range: bool,
    /// The log-odds are less well known than those of every row in training: a combination of values that none had.
    pub leverage: bool,
}

impl Extrapolation {
    /// Whether there is any of it.
    #[must_use]
    pub fn any(self) -> bool {
        self.range || self.leverage
    }
}

impl ScoringModel {
    /// A model with the covariance of `(b_o, w)` (lower triangle, row by row, (p + 1)(p + 2) / 2 numbers) and the normal quantile of
    /// the confidence wanted (1.96 for 95 %).
    ///
    /// # Errors
    /// [`ModelError`] if the lengths differ or a number is not finite.
    pub fn new(model: Model, covariance: Vec<f64>, quantile: f64) -> Result<Self, ModelError> {
        let order = model.coefficients().len() + 1;
        let expected = order * (order + 1) / 2;
        if covariance.len() != expected {
            return Err(ModelError::Length { found: covariance.len(), expected });
        }
        if let Some(value) = covariance.iter().chain([&quantile]).copied().find(|x| !x.is_finite()) {
            return Err(ModelError::NonFinite(value));
        }
        Ok(Self {
            model,
            covariance,
            quantile,
            ranges: Vec::new(),
            largest_variance: f64::INFINITY,
            recession: Recession::default(),
        })
    }

    /// With what was seen in training: smallest and largest value of every column (−∞ and ∞ where not known), and the largest
    /// variance `z' V z` of the log-odds of a row.
    ///
    /// # Errors
    /// [`ModelError::Length`] if there is not one range per column.
    pub fn with_training(mut self, ranges: Vec<(f64, f64)>, largest_variance: f64) -> Result<Self, ModelError> {
        let expected = self.model.coefficients().len();
        if ranges.len() != expected {
            return Err(ModelError::Length { found: ranges.len(), expected });
        }
        self.ranges = ranges;
        self.largest_variance = largest_variance;
        Ok(self)
    }

    /// With the directions of a model at its limit.
    #[must_use]
    pub fn with_recession(self, recession: Recession) -> Self {
        Self { recession, ..self }
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The probability of a row of p numbers, with its interval. Allocates nothing.
    ///
    /// # Errors
    /// [`ModelError::Length`] if the row has another length.
    pub fn score(&self, row: &[f64]) -> Result<Score, ModelError> {
        let margin = self.model.margin(row)?;
        let variance = self.variance(row);
        let std_error = variance.max(0.0).sqrt();
        let reach = self.quantile * std_error;
        let outside = |(x, (low, high)): (&f64, &(f64, f64))| x < low || x > high;
        // What the same row gave in training may differ in the last bits.
        let leverage = variance > self.largest_variance * (1.0 + 1e-9);
        let flags = Extrapolation { range: row.iter().zip(&self.ranges).any(outside), leverage };
        if !self.recession.is_empty() {
            let towards = self.recession.of_row(row.iter().copied().enumerate());
            if towards != Towards::Limit {
                let (probability, unknown) = (sigmoid(towards.log_odds(margin)), f64::NAN);
                return Ok(Score { probability, lower: unknown, upper: unknown, std_error: unknown, flags });
            }
        }
        Ok(Score {
            probability: sigmoid(margin),
            lower: sigmoid(margin - reach),
            upper: sigmoid(margin + reach),
            std_error,
            flags,
        })
    }

    /// z' V z: the diagonal, and twice what is below it.
    fn variance(&self, row: &[f64]) -> f64 {
        let origin = self.model.origin();
        let Some((first, mut rest)) = self.covariance.split_first() else { return 0.0 };
        let mut total = *first;
        for (j, (x, o)) in row.iter().zip(origin).enumerate() {
            let (line, after) = rest.split_at(j + 2);
            rest = after;
            // Indicators are mostly 0.
            let z = x - o;
            if z != 0.0 {
                let below = row[..j].iter().zip(origin).zip(&line[1..]).map(|((x, o), v)| (x - o) * v);
                total += z * (2.0 * (line[0] + below.sum::<f64>()) + z * line[j + 1]);
            }
        }
        total
    }
}
