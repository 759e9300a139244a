//! A probability with its interval, for one row at a time: no data, no allocation.
//!
//! ```text
//! η = b_o + Σ_j w_j (x_j − o_j)      s = ‖G z‖,  z = (1, x − o)      p = sigmoid(η),  ends sigmoid(η ± q s)
//! ```
//!
//! G is a root of the covariance of (b_o, w), V = G'G: a norm, unlike z' V z, is never the difference of large numbers, and never negative. The interval is that of the log-odds, carried over: it stays within 0 and 1, and is right wherever
//! the log-odds are nearly normal (D. Hosmer, S. Lemeshow, *Applied Logistic Regression*, 2nd ed. 2000, §1.4). It says how well the
//! probability is known if the model is right, not how spread outcomes are.

use crate::model::covariance_root::CovarianceRoot;
use crate::model::error::ModelError;
use crate::model::level_root::LevelRoot;
use crate::model::null_space::NullSpace;
use crate::model::recession::{Recession, Towards};
use crate::model::scores::Model;
use crate::special::sigmoid;

/// A model that knows how sure it is.
///
/// ```
/// use logodds_core::{Model, ScoringModel};
/// let model = Model::new(0.0, vec![1.0], vec![2.0])?;
/// // Standard errors 0.1 of the intercept at x = 2 and 0.2 of the coefficient, uncorrelated; 95 % intervals.
/// let scoring = ScoringModel::new(model, vec![0.1, 0.0, 0.2], 1.959963984540054)?;
/// let score = scoring.score(&[2.0])?;
/// assert_eq!(score.probability, 0.5);
/// assert!((score.upper - 0.548843).abs() < 1e-6 && (score.lower + score.upper - 1.0).abs() < 1e-15);
/// # Ok::<(), logodds_core::ModelError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ScoringModel {
    model: Model,
    /// G, lower triangular, row by row.
    root: Vec<f64>,
    /// G in its place, where it is of levels.
    of_levels: Option<LevelRoot>,
    /// The norms of its columns.
    std_errors: Vec<f64>,
    quantile: f64,
    ranges: Vec<(f64, f64)>,
    largest_variance: f64,
    recession: Recession,
    null_space: NullSpace,
}

/// What is known of one row. Of a model at its limit a row that separated directions touch has probability 0 or 1, or NaN where it depends on the
/// direction, and NaN for all else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// The probability of label 1. NaN, as all other numbers here, if the data of the fit do not determine it.
    pub probability: f64,
    /// The lower end of its interval.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// The standard error of the log-odds; NaN, as are both ends, where rounding has left fewer than six digits of it: of a combination of
    /// values that the data determine a billion times better than each of them.
    pub std_error: f64,
    /// Whether the row is beyond what the model has seen.
    pub flags: Extrapolation,
    /// The equation that every row of the fit keeps to and this one breaks, by its place in [`ScoringModel::null_space`]: what it depends on
    /// was never seen, and no number can be told of it.
    pub undetermined: Option<usize>,
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
    /// A model with a root G of the covariance `V = G'G` of `(b_o, w)` (lower triangular, row by row, (p + 1)(p + 2) / 2 numbers) and the normal
    /// quantile of the confidence wanted (1.96 for 95 %).
    ///
    /// # Errors
    /// [`ModelError`] if the lengths differ or a number is not finite.
    pub fn new(model: Model, root: Vec<f64>, quantile: f64) -> Result<Self, ModelError> {
        let order = model.coefficients().len() + 1;
        let expected = order * (order + 1) / 2;
        if root.len() != expected {
            return Err(ModelError::Length { found: root.len(), expected });
        }
        if let Some(value) = root.iter().chain([&quantile]).copied().find(|x| !x.is_finite()) {
            return Err(ModelError::NonFinite(value));
        }
        let mut squares = vec![0.0; order];
        let mut rest = root.as_slice();
        for k in 0..order {
            let (row, after) = rest.split_at(k + 1);
            rest = after;
            squares.iter_mut().zip(row).for_each(|(square, g)| *square += g * g);
        }
        let std_errors = squares.into_iter().map(f64::sqrt).collect();
        Ok(Self {
            model,
            root,
            of_levels: None,
            std_errors,
            quantile,
            ranges: Vec::new(),
            largest_variance: f64::INFINITY,
            recession: Recession::default(),
            null_space: NullSpace::default(),
        })
    }

    /// The same with a root in whatever form it has. Of levels an interval takes some memory for every row.
    ///
    /// # Errors
    /// As for [`ScoringModel::new`].
    pub fn of_root(model: Model, root: &CovarianceRoot, quantile: f64) -> Result<Self, ModelError> {
        let root = match root {
            CovarianceRoot::Dense(root) => return Self::new(model, root.rows().to_vec(), quantile),
            CovarianceRoot::Levels(root) => root.clone(),
        };
        let (found, expected) = (root.order(), model.coefficients().len() + 1);
        if found != expected {
            return Err(ModelError::Length { found, expected });
        }
        if !(root.is_finite() && quantile.is_finite()) {
            return Err(ModelError::NonFinite(f64::NAN));
        }
        let std_errors = root.column_norms();
        Ok(Self {
            model,
            root: Vec::new(),
            of_levels: Some(root),
            std_errors,
            quantile,
            ranges: Vec::new(),
            largest_variance: f64::INFINITY,
            recession: Recession::default(),
            null_space: NullSpace::default(),
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

    /// With what the data of the fit do not determine. (Without it, every row is taken to be determined.)
    #[must_use]
    pub fn with_null_space(self, null_space: NullSpace) -> Self {
        Self { null_space, ..self }
    }

    /// What the data of the fit do not determine.
    #[must_use]
    pub fn null_space(&self) -> &NullSpace {
        &self.null_space
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
        let undetermined = self.null_space.broken(row)?;
        let std_error = self.std_error(row);
        let reach = self.quantile * std_error;
        let outside = |(x, (low, high)): (&f64, &(f64, f64))| x < low || x > high;
        // What the same row gave in training may differ in the last bits.
        let leverage = std_error * std_error > self.largest_variance * (1.0 + 1e-9);
        let flags = Extrapolation { range: row.iter().zip(&self.ranges).any(outside), leverage };
        let nothing = f64::NAN;
        if undetermined.is_some() {
            let of_nothing =
                Score { probability: nothing, lower: nothing, upper: nothing, std_error: nothing, flags, undetermined };
            return Ok(of_nothing);
        }
        if !self.recession.is_empty() {
            let towards = self.recession.of_row(row.iter().copied().enumerate());
            if towards != Towards::Limit {
                let probability = sigmoid(towards.log_odds(margin));
                let of_limit =
                    Score { probability, lower: nothing, upper: nothing, std_error: nothing, flags, undetermined };
                return Ok(of_limit);
            }
        }
        let [probability, lower, upper] = [margin, margin - reach, margin + reach].map(sigmoid);
        Ok(Score { probability, lower, upper, std_error, flags, undetermined })
    }

    /// ‖G z‖.
    fn std_error(&self, row: &[f64]) -> f64 {
        /// A norm below this share of the terms that it is made of has lost its digits.
        const LOST: f64 = 1e-9;
        let origin = self.model.origin();
        let norm = match &self.of_levels {
            Some(root) => {
                let about = row.iter().zip(origin).map(|(x, o)| x - o);
                let z = std::iter::once(1.0).chain(about).enumerate();
                root.norm(&z.filter(|(_, z)| *z != 0.0).collect::<Vec<_>>())
            }
            None => self.norm(row),
        };
        let sizes = self.std_errors[1..].iter().zip(row).zip(origin).map(|((s, x), o)| s * (x - o).abs());
        if norm >= LOST * (self.std_errors[0] + sizes.sum::<f64>()) { norm } else { f64::NAN }
    }

    fn norm(&self, row: &[f64]) -> f64 {
        let origin = self.model.origin();
        let (mut square, mut rest) = (0.0, self.root.as_slice());
        for k in 0..=row.len() {
            let (line, after) = rest.split_at(k + 1);
            rest = after;
            let terms = line[1..].iter().zip(row).zip(origin).map(|((g, x), o)| g * (x - o));
            let component = line[0] + terms.sum::<f64>();
            square += component * component;
        }
        square.sqrt()
    }
}
