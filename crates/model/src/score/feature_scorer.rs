//! Scores of rows of the design matrix: probabilities or log-odds, with standard errors and intervals if they are asked for.
//!
//! A row's bits do not depend on the rows around it, so that one row alone has those of a table.

use super::error::ScoreError;
use super::parts::{needed_errors, null_space_of, recession_of};
use super::wanted::{LabelScore, Wanted};
use crate::record::Record;
use logodds_core::{
    Broken, Executor, Features, LinearErrors, Model, ModelError, NullSpace, Recession, Towards, class_logits,
    logits_of, sigmoid, softmax,
};

/// A record at work: rows of the design matrix in, probabilities out.
#[derive(Clone, Debug)]
pub struct FeatureScorer {
    model: Model,
    wanted: Wanted,
    /// Where they are needed.
    errors: Option<LinearErrors>,
    /// Of a model at its limit, where rows go that were separated.
    recession: Recession,
    null_space: NullSpace,
}

/// Numbers of rows, and which of them have none because the data of the fit do not determine them.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored<T> {
    /// [`FeatureScorer::width`] of each row, row by row.
    pub values: Vec<T>,
    /// The rows that break an equation of [`FeatureScorer::null_space`], in order, those left unscored for other reasons not among them.
    pub undetermined: Vec<Broken>,
}

impl FeatureScorer {
    /// The model of a record, for the numbers that are wanted of every row.
    ///
    /// # Errors
    /// [`ScoreError::Model`] if its numbers do not make a model, which a file that loaded rules out; [`ScoreError::NoCovariance`] if errors or
    /// intervals are wanted and there is no covariance.
    pub fn new(record: &Record, wanted: Wanted) -> Result<Self, ScoreError> {
        let origin = record.origin_of_terms();
        let model = Model::of_scores(record.intercepts.clone(), record.coefficients.clone(), origin)?;
        let errors = wanted.needs_errors().then(|| needed_errors(record)).transpose()?;
        Ok(Self { model, wanted, errors, recession: recession_of(record)?, null_space: null_space_of(record)? })
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

    /// Labels whose numbers a row has: the positive one of two, else all.
    #[must_use]
    pub fn labels(&self) -> usize {
        self.model.scores()
    }

    /// Scores of each row, row by row: of two labels the log-odds of the positive one, offsets included, of more one for each label. NaN for
    /// rows that the data of the fit do not determine.
    ///
    /// # Errors
    /// [`ModelError::Length`] for another number of columns than [`Schema::terms`](crate::Schema::terms).
    pub fn margins(
        &self,
        features: &Features<'_>,
        offset: Option<&[f64]>,
        executor: &Executor,
    ) -> Result<Vec<f64>, ModelError> {
        let mut margins = self.model.margins(features, executor)?;
        if self.labels() == 1 {
            margins = moved(margins, offset);
        }
        self.each_beyond(&self.towards(features)?, &mut margins, |towards, row| match row {
            [margin] => *margin = towards.log_odds(*margin),
            row => row.fill(f64::NAN),
        });
        self.without_undetermined(features, executor, margins)
    }

    /// The probability of every label for each row, row by row, of two labels both, each to full precision. NaN for rows that the data of the
    /// fit do not determine.
    ///
    /// # Errors
    /// As for [`FeatureScorer::margins`].
    pub fn of_all_labels(&self, features: &Features<'_>, executor: &Executor) -> Result<Vec<f64>, ModelError> {
        let mut found = match self.labels() {
            1 => self.model.both_probabilities(features, executor)?,
            _ => self.model.probabilities(features, executor)?,
        };
        self.each_beyond(&self.towards(features)?, &mut found, |towards, row| match (towards, row) {
            (Towards::PlusInfinity, [no, yes]) => (*no, *yes) = (0.0, 1.0),
            (Towards::MinusInfinity, [no, yes]) => (*no, *yes) = (1.0, 0.0),
            (_, row) => row.fill(f64::NAN),
        });
        self.without_undetermined(features, executor, found)
    }

    /// Where rows go of a model at its limit; nothing of any other.
    fn towards(&self, features: &Features<'_>) -> Result<Vec<Towards>, ModelError> {
        if self.recession.is_empty() { Ok(Vec::new()) } else { self.recession.of_rows(features) }
    }

    /// Change the values of rows that do not have those of the coefficients, as many for each row: where log-odds go to infinity, a probability
    /// has its limit and no interval; of more than two labels it has none.
    fn each_beyond<T>(&self, towards: &[Towards], values: &mut [T], change: impl Fn(Towards, &mut [T])) {
        let width = (values.len() / towards.len().max(1)).max(1);
        let rows = values.chunks_exact_mut(width).zip(towards);
        rows.filter(|(_, towards)| **towards != Towards::Limit).for_each(|(row, towards)| change(*towards, row));
    }

    /// Values without those of rows that the data of the fit do not determine.
    fn without_undetermined(
        &self,
        features: &Features<'_>,
        executor: &Executor,
        mut values: Vec<f64>,
    ) -> Result<Vec<f64>, ModelError> {
        let width = values.len() / features.nrows().max(1);
        for broken in self.null_space.broken_rows(features, executor)? {
            values[broken.row * width..][..width].fill(f64::NAN);
        }
        Ok(values)
    }

    /// [`FeatureScorer::width`] numbers of each row, row by row; `offset` has a number per row. NaN for rows that the data of the fit do not
    /// determine.
    ///
    /// # Errors
    /// [`ModelError::Length`] for another number of columns than [`Schema::terms`](crate::Schema::terms).
    pub fn of_features(
        &self,
        features: Features<'_>,
        offset: Option<&[f64]>,
        executor: &Executor,
    ) -> Result<Scored<f64>, ModelError> {
        let undetermined = self.null_space.broken_rows(&features, executor)?;
        let (mut values, width) = (self.values(features, offset, executor)?, self.width());
        undetermined.iter().for_each(|broken| values[broken.row * width..][..width].fill(f64::NAN));
        Ok(Scored { values, undetermined })
    }

    /// The three numbers that all others follow from, of each row and, of more than two labels, each label.
    ///
    /// # Errors
    /// As for [`FeatureScorer::of_features`].
    pub fn scores_of_features(
        &self,
        features: Features<'_>,
        offset: Option<&[f64]>,
        executor: &Executor,
    ) -> Result<Vec<LabelScore>, ModelError> {
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
    ) -> Result<Vec<f64>, ModelError> {
        if self.wanted != Wanted::default() {
            return Ok(self.wanted.of(&self.scores(features, offset, executor)?));
        }
        let towards = self.towards(&features)?;
        let mut values = match self.labels() {
            1 => {
                let mut values = moved(self.model.margins(&features, executor)?, offset);
                values.iter_mut().for_each(|value| *value = sigmoid(*value));
                values
            }
            _ => self.model.probabilities(&features, executor)?,
        };
        self.each_beyond(&towards, &mut values, |towards, row| match row {
            [value] => *value = sigmoid(towards.log_odds(0.0)),
            row => row.fill(f64::NAN),
        });
        Ok(values)
    }

    /// Probabilities, log-odds and their standard errors, if these are needed, of the labels of every row.
    fn scores(
        &self,
        features: Features<'_>,
        offset: Option<&[f64]>,
        executor: &Executor,
    ) -> Result<Vec<LabelScore>, ModelError> {
        let towards = self.towards(&features)?;
        let mut found = match self.labels() {
            1 => {
                let margins = moved(self.model.margins(&features, executor)?, offset);
                let errors = self.errors(features)?;
                let score = |(log_odds, std_error)| LabelScore { probability: sigmoid(log_odds), log_odds, std_error };
                margins.into_iter().zip(errors).map(score).collect()
            }
            _ => of_classes(&self.model, self.errors.as_ref(), features, executor)?,
        };
        self.each_beyond(&towards, &mut found, |towards, row| match row {
            [score] => {
                let log_odds = towards.log_odds(0.0);
                *score = LabelScore { probability: sigmoid(log_odds), log_odds, std_error: f64::NAN };
            }
            row => row.fill(LabelScore::NONE),
        });
        Ok(found)
    }

    /// Standard errors of the log-odds of every row; NaN where they are not needed.
    fn errors(&self, features: Features<'_>) -> Result<Vec<f64>, ModelError> {
        let (rows, expected) = (features.nrows(), features.ncols());
        match &self.errors {
            None => Ok(vec![f64::NAN; rows]),
            Some(errors) => errors.of_rows(features).map_err(|_| ModelError::Length { found: 0, expected }),
        }
    }
}

/// Log-odds with their offsets, which are known: they move the log-odds and leave their standard error.
fn moved(mut margins: Vec<f64>, offset: Option<&[f64]>) -> Vec<f64> {
    margins.iter_mut().zip(offset.unwrap_or_default()).for_each(|(margin, offset)| *margin += offset);
    margins
}

/// The scores of all labels of every row.
fn of_classes(
    model: &Model,
    errors: Option<&LinearErrors>,
    features: Features<'_>,
    executor: &Executor,
) -> Result<Vec<LabelScore>, ModelError> {
    let (classes, mut margins) = (model.scores(), model.margins(&features, executor)?);
    let expected = features.ncols();
    let logits = match errors {
        Some(errors) => {
            class_logits(errors, &margins, features).map_err(|_| ModelError::Length { found: 0, expected })?
        }
        None => logits_of(&margins, classes).into_iter().map(|logit| (logit, f64::NAN)).collect(),
    };
    margins.chunks_exact_mut(classes).for_each(softmax);
    let score = |(probability, (log_odds, std_error))| LabelScore { probability, log_odds, std_error };
    Ok(margins.into_iter().zip(logits).map(score).collect())
}
