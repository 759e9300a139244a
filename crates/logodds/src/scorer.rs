//! From a model file to scores: probabilities of rows that a schema has coded, with intervals if they are asked for.

use crate::TableError;
use crate::covariance::needed_covariance;
use crate::design_matrix::{by_rows, features};
use crate::null_space::null_space_of;
use logodds_core::{
    Broken, Dense, Executor, Features, Model, ModelError, MultinomialModel, NullSpace, Part, Ray, Recession, Towards,
    sigmoid, softmax,
};
use logodds_inference::normal::two_sided_quantile;
use logodds_inference::{Covariance, class_logits};
use logodds_io::model_file::ModelFile;
use logodds_io::{Codes, FrameRows, PredictionRows};

/// A model file at work: rows in, probabilities out.
pub struct Scorer {
    scores: Scores,
    /// Of a model at its limit, where rows go that were separated.
    recession: Recession,
    null_space: NullSpace,
}

/// Numbers of rows, and which of them have none because the data of the fit do not determine them.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored<T> {
    /// [`Scorer::width`] of each row, row by row.
    pub values: Vec<T>,
    /// The rows that break an equation of [`Scorer::null_space`], in order, those left unscored for other reasons not among them.
    pub undetermined: Vec<Broken>,
}

enum Scores {
    /// Log-odds of the positive of two labels, with the interval asked for.
    LogOdds(Model, Option<Interval>),
    /// A score per label, with the interval asked for.
    Classes(MultinomialModel, Option<Interval>),
}

/// The covariance of a model, and the normal quantile of a confidence.
struct Interval {
    covariance: Covariance,
    quantile: f64,
}

impl Scorer {
    /// The model of a file.
    ///
    /// # Errors
    /// [`TableError::Model`] if its numbers do not make a model, which a file that loaded rules out.
    pub fn new(file: &ModelFile) -> Result<Self, TableError> {
        let origin = file.origin_of_terms();
        let scores = match file.intercepts[..] {
            [intercept] => Scores::LogOdds(Model::new(intercept, file.coefficients.clone(), origin)?, None),
            _ => {
                let model = MultinomialModel::new(file.intercepts.clone(), file.coefficients.clone(), origin)?;
                Scores::Classes(model, None)
            }
        };
        Ok(Self { scores, recession: recession_of(file)?, null_space: null_space_of(file)? })
    }

    /// The model of a file, with an interval at `confidence` (between 0 and 1) around every probability: three numbers for each, the
    /// probability, the lower and the upper end.
    ///
    /// # Errors
    /// As for [`Scorer::new`]; [`TableError::NoCovariance`] if the file has no covariance.
    pub fn with_interval(file: &ModelFile, confidence: f64) -> Result<Self, TableError> {
        let scorer = Self::new(file)?;
        let covariance = needed_covariance(file)?;
        let interval = Some(Interval { covariance, quantile: two_sided_quantile(confidence) });
        Ok(Self {
            scores: match scorer.scores {
                Scores::LogOdds(model, _) => Scores::LogOdds(model, interval),
                Scores::Classes(model, _) => Scores::Classes(model, interval),
            },
            recession: scorer.recession,
            null_space: scorer.null_space,
        })
    }

    /// What the data of the fit do not determine.
    #[must_use]
    pub fn null_space(&self) -> &NullSpace {
        &self.null_space
    }

    /// The intercept of every score for the columns as given: one of two labels, else one per label.
    #[must_use]
    pub fn intercepts(&self) -> Vec<f64> {
        match &self.scores {
            Scores::LogOdds(model, _) => vec![model.intercept()],
            Scores::Classes(model, _) => (0..model.classes()).map(|k| model.class(k).intercept()).collect(),
        }
    }

    /// Numbers per row: 1 for two labels, the probability of the positive one; else one per label. Three times as many with intervals.
    #[must_use]
    pub fn width(&self) -> usize {
        match &self.scores {
            Scores::LogOdds(_, None) => 1,
            Scores::LogOdds(_, Some(_)) => 3,
            Scores::Classes(model, None) => model.classes(),
            Scores::Classes(model, Some(_)) => 3 * model.classes(),
        }
    }

    /// Log-odds of the positive one of two labels for each row, offsets included; `None` for rows that the schema's policies
    /// leave unscored, and for those that the data of the fit do not determine.
    ///
    /// # Errors
    /// [`TableError`] if the model has more labels, or the rows were coded by another schema.
    pub fn margins(&self, rows: PredictionRows, executor: &Executor) -> Result<Vec<Option<f64>>, TableError> {
        match &self.scores {
            Scores::LogOdds(model, _) => {
                let features = scored(&rows.numeric, rows.rows, rows.categorical)?;
                let broken = self.null_space.broken_rows(&features, executor)?;
                let mut margins = moved(model.margins(&features, executor)?, rows.offset.as_deref());
                for (margin, towards) in margins.iter_mut().zip(self.recession.of_rows(&features)?) {
                    *margin = towards.log_odds(*margin);
                }
                let mut margins = marked(margins, &rows.unscored, 1);
                broken.iter().for_each(|broken| margins[broken.row] = None);
                Ok(margins)
            }
            Scores::Classes(model, _) => Err(TableError::ManyLabels { labels: model.classes() }),
        }
    }

    /// [`Scorer::width`] probabilities of each row, row by row; `None` for rows that the schema's policies leave unscored, and for those that
    /// the data of the fit do not determine, of which [`Scorer::scored`] tells more.
    ///
    /// # Errors
    /// [`TableError`] if the rows were coded by another schema.
    pub fn probabilities(&self, rows: PredictionRows, executor: &Executor) -> Result<Vec<Option<f64>>, TableError> {
        self.scored(rows, executor).map(|scored| scored.values)
    }

    /// [`Scorer::probabilities`], and which rows have none because the data of the fit do not determine them.
    ///
    /// # Errors
    /// As for [`Scorer::probabilities`].
    pub fn scored(&self, rows: PredictionRows, executor: &Executor) -> Result<Scored<Option<f64>>, TableError> {
        let features = scored(&rows.numeric, rows.rows, rows.categorical)?;
        let Scored { values, mut undetermined } = self.of_features(features, rows.offset.as_deref(), executor)?;
        without_unscored(&mut undetermined, &rows.unscored);
        Ok(Scored { values: marked(values, &rows.unscored, self.width()), undetermined })
    }

    /// [`Scorer::width`] probabilities of each row of a frame, row by row; NaN for rows that the schema's policies leave unscored, and
    /// for those that the data of the fit do not determine. The bits are those of [`Scorer::probabilities`].
    ///
    /// # Errors
    /// [`TableError`] if the rows were coded by another schema.
    pub fn of_frame(&self, rows: FrameRows<'_>, executor: &Executor) -> Result<Scored<f64>, TableError> {
        let features = scored(&rows.numeric, rows.rows, rows.categorical)?;
        let mut scored = self.of_features(features, rows.offset.as_deref(), executor)?;
        let width = self.width();
        rows.unscored.iter().for_each(|&row| scored.values[row as usize * width..][..width].fill(f64::NAN));
        without_unscored(&mut scored.undetermined, &rows.unscored);
        Ok(scored)
    }

    /// [`Scorer::width`] probabilities of each row of `features`, whose columns are those of
    /// [`Schema::terms`](logodds_io::Schema::terms), in that order; `offset` has a number per row. NaN for rows that the data of the fit do not
    /// determine.
    ///
    /// # Errors
    /// [`TableError::Model`] for another number of columns.
    pub fn of_features(
        &self,
        features: Features<'_>,
        offset: Option<&[f64]>,
        executor: &Executor,
    ) -> Result<Scored<f64>, TableError> {
        let undetermined = self.null_space.broken_rows(&features, executor)?;
        let (mut values, width) = (self.values(features, offset, executor)?, self.width());
        undetermined.iter().for_each(|broken| values[broken.row * width..][..width].fill(f64::NAN));
        Ok(Scored { values, undetermined })
    }

    /// Probabilities by the coefficients as they are.
    fn values(
        &self,
        features: Features<'_>,
        offset: Option<&[f64]>,
        executor: &Executor,
    ) -> Result<Vec<f64>, TableError> {
        let towards = self.recession.of_rows(&features)?;
        let mut values = self.of_limit(features, offset, executor)?;
        if !self.recession.is_empty() {
            // Where the log-odds go to infinity, a probability has its limit and no interval; of more labels it has none.
            for (row, towards) in values.chunks_exact_mut(self.width()).zip(towards) {
                match (&self.scores, towards) {
                    (_, Towards::Limit) => {}
                    (Scores::LogOdds(..), Towards::PlusInfinity | Towards::MinusInfinity) => {
                        row.fill(f64::NAN);
                        row[0] = f64::from(u8::from(towards == Towards::PlusInfinity));
                    }
                    _ => row.fill(f64::NAN),
                }
            }
        }
        Ok(values)
    }

    /// The same by the coefficients alone.
    fn of_limit(
        &self,
        features: Features<'_>,
        offset: Option<&[f64]>,
        executor: &Executor,
    ) -> Result<Vec<f64>, TableError> {
        match &self.scores {
            Scores::LogOdds(model, interval) => {
                let mut values = moved(model.margins(&features, executor)?, offset);
                match interval {
                    Some(interval) => Ok(intervals(&values, interval, features)?),
                    None => {
                        values.iter_mut().for_each(|value| *value = sigmoid(*value));
                        Ok(values)
                    }
                }
            }
            Scores::Classes(model, None) => Ok(model.probabilities(&features, executor)?),
            Scores::Classes(model, Some(interval)) => Ok(intervals_of_classes(model, interval, features, executor)?),
        }
    }
}

/// The directions of a model file at its limit; none for any other.
///
/// # Errors
/// [`TableError::Model`] if they do not fit the model.
pub fn recession_of(file: &ModelFile) -> Result<Recession, TableError> {
    let rays = file.separation.iter().flat_map(|separation| &separation.rays).map(|ray| Ray {
        terms: ray.terms.iter().map(|&(j, c)| (j as usize, c)).collect(),
        at: ray.at,
        is_signed: ray.is_signed,
    });
    Ok(Recession::new(rays.collect(), file.schema.term_count())?)
}

/// Log-odds with their offsets, which are known: they move the log-odds and leave their standard error.
fn moved(mut margins: Vec<f64>, offset: Option<&[f64]>) -> Vec<f64> {
    margins.iter_mut().zip(offset.unwrap_or_default()).for_each(|(margin, offset)| *margin += offset);
    margins
}

/// Probabilities of log-odds with both ends of their intervals.
fn intervals(margins: &[f64], interval: &Interval, features: Features<'_>) -> Result<Vec<f64>, ModelError> {
    let expected = features.ncols();
    let errors = interval.covariance.of_rows(features).map_err(|_| ModelError::Length { found: 0, expected })?;
    let ends = |(&margin, error): (&f64, f64)| {
        let reach = interval.quantile * error;
        [sigmoid(margin), sigmoid(margin - reach), sigmoid(margin + reach)]
    };
    Ok(margins.iter().zip(errors).flat_map(ends).collect())
}

/// Probabilities of all labels, each with both ends of its interval.
fn intervals_of_classes(
    model: &MultinomialModel,
    interval: &Interval,
    features: Features<'_>,
    executor: &Executor,
) -> Result<Vec<f64>, ModelError> {
    let (classes, mut margins) = (model.classes(), model.margins(&features, executor)?);
    let expected = features.ncols();
    let logits = class_logits(&interval.covariance, &margins, features)
        .map_err(|_| ModelError::Length { found: 0, expected })?;
    margins.chunks_exact_mut(classes).for_each(softmax);
    let ends = |(p, (logit, error)): (f64, (f64, f64))| {
        let reach = interval.quantile * error;
        // A probability has its own rounding, which may be more than a narrow interval.
        let (lower, upper) = (sigmoid(logit - reach), sigmoid(logit + reach));
        [p, if lower > p { p } else { lower }, if upper < p { p } else { upper }]
    };
    Ok(margins.into_iter().zip(logits).flat_map(ends).collect())
}

/// Rows that are left unscored, whose numbers are made up, break nothing.
fn without_unscored(undetermined: &mut Vec<Broken>, unscored: &[u32]) {
    undetermined.retain(|broken| unscored.binary_search(&(broken.row as u32)).is_err());
}

/// `width` values per row, without those of `unscored` rows.
fn marked(values: Vec<f64>, unscored: &[u32], width: usize) -> Vec<Option<f64>> {
    // Numbers beyond all bounds may leave nothing to be said of a row: ∞ − ∞.
    let mut values: Vec<Option<f64>> = values.into_iter().map(|p| Some(p).filter(|p| !p.is_nan())).collect();
    unscored.iter().for_each(|&row| values[row as usize * width..][..width].fill(None));
    values
}

/// The features of rows to be scored: always by rows, so that a row has the bits of [`Model::margin`] and of every earlier
/// version, in a table of any size.
fn scored<C: AsRef<[f64]>>(
    numeric: &[C],
    rows: usize,
    categorical: Vec<Codes>,
) -> Result<Features<'static>, TableError> {
    let needed = !numeric.is_empty() || categorical.is_empty();
    let numbers = Part::F64(Dense::from_rows(by_rows(numeric, rows), rows, numeric.len())?);
    features(needed.then_some(numbers), categorical)
}
