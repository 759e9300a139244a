//! From a model file to scores: probabilities or log-odds of rows that a schema has coded, with standard errors and intervals if they are
//! asked for.

use crate::covariance::needed_covariance;
use crate::design_matrix::{by_rows, features};
use crate::null_space::null_space_of;
use crate::table_error::TableError;
use crate::wanted::{LabelScore, Wanted};
use logodds_core::{
    Broken, Dense, Executor, Features, Model, ModelError, NullSpace, Part, Ray, Recession, Towards, sigmoid, softmax,
};
use logodds_inference::rows::class_logits;
use logodds_inference::{Covariance, logits_of};
use logodds_io::{Codes, FrameRows, PredictionRows};
use logodds_model::Record;

/// A model file at work: rows in, probabilities out.
#[derive(Debug)]
pub struct Scorer {
    model: Model,
    wanted: Wanted,
    /// Where it is needed.
    covariance: Option<Covariance>,
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

impl Scorer {
    /// The model of a file, for probabilities.
    ///
    /// # Errors
    /// [`TableError::Model`] if its numbers do not make a model, which a file that loaded rules out.
    pub fn new(file: &Record) -> Result<Self, TableError> {
        Self::wanting(file, Wanted::default())
    }

    /// The model of a file, with an interval at `confidence` (between 0 and 1) around every probability: three numbers for each, the
    /// probability, the lower and the upper end.
    ///
    /// # Errors
    /// As for [`Scorer::new`]; [`TableError::NoCovariance`] if the file has no covariance.
    pub fn with_interval(file: &Record, confidence: f64) -> Result<Self, TableError> {
        Self::wanting(file, Wanted { interval: Some(confidence), ..Wanted::default() })
    }

    /// The model of a file, for the numbers that are wanted of every row.
    ///
    /// # Errors
    /// As for [`Scorer::with_interval`].
    pub fn wanting(file: &Record, wanted: Wanted) -> Result<Self, TableError> {
        let origin = file.origin_of_terms();
        let model = Model::of_scores(file.intercepts.clone(), file.coefficients.clone(), origin)?;
        let covariance = wanted.needs_errors().then(|| needed_covariance(file)).transpose()?;
        let (recession, null_space) = (recession_of(file)?, null_space_of(file)?);
        Ok(Self { model, wanted, covariance, recession, null_space })
    }

    /// What the data of the fit do not determine.
    #[must_use]
    pub fn null_space(&self) -> &NullSpace {
        &self.null_space
    }

    /// The intercept of every score for the columns as given: one of two labels, else one per label.
    #[must_use]
    pub fn intercepts(&self) -> Vec<f64> {
        self.model.intercepts()
    }

    /// What it gives of every row.
    #[must_use]
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    /// Numbers per row: those wanted of the positive one of two labels, else of each label, one label after another.
    #[must_use]
    pub fn width(&self) -> usize {
        self.wanted.width() * self.labels()
    }

    /// Labels whose numbers a row has.
    fn labels(&self) -> usize {
        self.model.scores()
    }

    /// Log-odds of the positive one of two labels for each row, offsets included; `None` for rows that the schema's policies
    /// leave unscored, and for those that the data of the fit do not determine.
    ///
    /// # Errors
    /// [`TableError`] if the model has more labels, or the rows were coded by another schema.
    pub fn margins(&self, rows: PredictionRows, executor: &Executor) -> Result<Vec<Option<f64>>, TableError> {
        if self.model.scores() > 1 {
            return Err(TableError::ManyLabels { labels: self.model.scores() });
        }
        let features = scored(&rows.numeric, rows.rows, rows.categorical)?;
        let broken = self.null_space.broken_rows(&features, executor)?;
        let mut margins = moved(self.model.margins(&features, executor)?, rows.offset.as_deref());
        for (margin, towards) in margins.iter_mut().zip(self.recession.of_rows(&features)?) {
            *margin = towards.log_odds(*margin);
        }
        let mut margins = marked(margins, &rows.unscored, 1);
        broken.iter().for_each(|broken| margins[broken.row] = None);
        Ok(margins)
    }

    /// [`Scorer::width`] numbers of each row, row by row; `None` for rows that the schema's policies leave unscored, and for those that
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

    /// [`Scorer::width`] numbers of each row of a frame, row by row; NaN for rows that the schema's policies leave unscored, and
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

    /// [`Scorer::width`] numbers of each row of `features`, whose columns are those of
    /// [`Schema::terms`](logodds_model::schema::Schema::terms), in that order; `offset` has a number per row. NaN for rows that the data of the fit do not
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

    /// The three numbers that all others follow from, of each row of `features` and, of more than two labels, each label.
    ///
    /// # Errors
    /// As for [`Scorer::of_features`].
    pub fn scores_of_features(
        &self,
        features: Features<'_>,
        offset: Option<&[f64]>,
        executor: &Executor,
    ) -> Result<Vec<LabelScore>, TableError> {
        let undetermined = self.null_space.broken_rows(&features, executor)?;
        let (mut scores, labels) = (self.scores(features, offset, executor)?, self.labels());
        undetermined.iter().for_each(|broken| scores[broken.row * labels..][..labels].fill(LabelScore::NONE));
        Ok(scores)
    }

    /// The numbers wanted, by the coefficients as they are.
    fn values(
        &self,
        features: Features<'_>,
        offset: Option<&[f64]>,
        executor: &Executor,
    ) -> Result<Vec<f64>, TableError> {
        if self.wanted != Wanted::default() {
            return Ok(self.wanted.of(&self.scores(features, offset, executor)?));
        }
        let towards = self.recession.of_rows(&features)?;
        let mut values = match self.model.scores() {
            1 => {
                let mut values = moved(self.model.margins(&features, executor)?, offset);
                values.iter_mut().for_each(|value| *value = sigmoid(*value));
                values
            }
            _ => self.model.probabilities(&features, executor)?,
        };
        self.at_limit(&mut values, &towards, |towards| sigmoid(towards.log_odds(0.0)), f64::NAN);
        Ok(values)
    }

    /// Probabilities, log-odds and their standard errors, if these are needed, of the labels of every row.
    fn scores(
        &self,
        features: Features<'_>,
        offset: Option<&[f64]>,
        executor: &Executor,
    ) -> Result<Vec<LabelScore>, TableError> {
        let towards = self.recession.of_rows(&features)?;
        let mut found = match self.model.scores() {
            1 => {
                let margins = moved(self.model.margins(&features, executor)?, offset);
                let errors = self.errors(features)?;
                let score = |(log_odds, std_error)| LabelScore { probability: sigmoid(log_odds), log_odds, std_error };
                margins.into_iter().zip(errors).map(score).collect()
            }
            _ => of_classes(&self.model, self.covariance.as_ref(), features, executor)?,
        };
        let of_label = |towards: Towards| {
            let log_odds = towards.log_odds(0.0);
            LabelScore { probability: sigmoid(log_odds), log_odds, std_error: f64::NAN }
        };
        self.at_limit(&mut found, &towards, of_label, LabelScore::NONE);
        Ok(found)
    }

    /// Where log-odds go to infinity, a probability has its limit and no interval; of more than two labels it has none.
    fn at_limit<T: Copy>(&self, values: &mut [T], towards: &[Towards], two: impl Fn(Towards) -> T, more: T) {
        if self.recession.is_empty() {
            return;
        }
        let rows = values.chunks_exact_mut(self.labels()).zip(towards);
        for (row, &towards) in rows.filter(|(_, towards)| **towards != Towards::Limit) {
            row.fill(if row.len() == 1 { two(towards) } else { more });
        }
    }

    /// Standard errors of the log-odds of every row; NaN where they are not needed.
    fn errors(&self, features: Features<'_>) -> Result<Vec<f64>, ModelError> {
        let (rows, expected) = (features.nrows(), features.ncols());
        match &self.covariance {
            None => Ok(vec![f64::NAN; rows]),
            Some(covariance) => covariance.of_rows(features).map_err(|_| ModelError::Length { found: 0, expected }),
        }
    }
}

/// The directions of a model file at its limit; none for any other.
///
/// # Errors
/// [`TableError::Model`] if they do not fit the model.
pub fn recession_of(file: &Record) -> Result<Recession, TableError> {
    Ok(Recession::new(rays_of(file), file.schema.term_count())?)
}

/// The same, one by one.
pub(crate) fn rays_of(file: &Record) -> Vec<Ray> {
    let rays = file.separation.iter().flat_map(|separation| &separation.rays).map(|ray| Ray {
        terms: ray.terms.iter().map(|&(j, c)| (j as usize, c)).collect(),
        at: ray.at,
        is_signed: ray.is_signed,
    });
    rays.collect()
}

/// Log-odds with their offsets, which are known: they move the log-odds and leave their standard error.
fn moved(mut margins: Vec<f64>, offset: Option<&[f64]>) -> Vec<f64> {
    margins.iter_mut().zip(offset.unwrap_or_default()).for_each(|(margin, offset)| *margin += offset);
    margins
}

/// The scores of all labels of every row.
fn of_classes(
    model: &Model,
    covariance: Option<&Covariance>,
    features: Features<'_>,
    executor: &Executor,
) -> Result<Vec<LabelScore>, ModelError> {
    let (classes, mut margins) = (model.scores(), model.margins(&features, executor)?);
    let expected = features.ncols();
    let logits = match covariance {
        Some(covariance) => {
            class_logits(covariance, &margins, features).map_err(|_| ModelError::Length { found: 0, expected })?
        }
        None => logits_of(&margins, classes).into_iter().map(|logit| (logit, f64::NAN)).collect(),
    };
    margins.chunks_exact_mut(classes).for_each(softmax);
    let score = |(probability, (log_odds, std_error))| LabelScore { probability, log_odds, std_error };
    Ok(margins.into_iter().zip(logits).map(score).collect())
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
