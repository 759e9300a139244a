//! From a record to scores of rows that a schema has coded: tables and frames. The rules are those of
//! [`FeatureScorer`], which scores rows of the design matrix.

use crate::design_matrix::{by_rows, features};
use crate::table_error::TableError;
use logodds_core::{Broken, Dense, Executor, Features, NullSpace, Part};
use logodds_io::{Codes, FrameRows, PredictionRows};
use logodds_model::Record;
use logodds_model::score::{FeatureScorer, LabelScore, Scored, Wanted};

/// A record at work: rows in, probabilities out.
#[derive(Clone, Debug)]
pub struct Scorer {
    rows: FeatureScorer,
}

impl Scorer {
    /// The model of a record, for probabilities.
    ///
    /// # Errors
    /// [`TableError::Model`] if its numbers do not make a model, which a file that loaded rules out.
    pub fn new(file: &Record) -> Result<Self, TableError> {
        Self::wanting(file, Wanted::default())
    }

    /// The model of a record, with an interval at `confidence` (between 0 and 1) around every probability: three numbers for each, the
    /// probability, the lower and the upper end.
    ///
    /// # Errors
    /// As for [`Scorer::new`]; [`TableError::NoCovariance`] if the record has no covariance.
    pub fn with_interval(file: &Record, confidence: f64) -> Result<Self, TableError> {
        Self::wanting(file, Wanted { interval: Some(confidence), ..Wanted::default() })
    }

    /// The model of a record, for the numbers that are wanted of every row.
    ///
    /// # Errors
    /// As for [`Scorer::with_interval`].
    pub fn wanting(file: &Record, wanted: Wanted) -> Result<Self, TableError> {
        Ok(Self { rows: FeatureScorer::new(file, wanted)? })
    }

    /// What the data of the fit do not determine.
    #[must_use]
    pub fn null_space(&self) -> &NullSpace {
        self.rows.null_space()
    }

    /// The intercept of every score for the columns as given: one of two labels, else one per label.
    #[must_use]
    pub fn intercepts(&self) -> Vec<f64> {
        self.rows.intercepts()
    }

    /// What it gives of every row.
    #[must_use]
    pub fn wanted(&self) -> &Wanted {
        self.rows.wanted()
    }

    /// Numbers per row: those wanted of the positive one of two labels, else of each label, one label after another.
    #[must_use]
    pub fn width(&self) -> usize {
        self.rows.width()
    }

    /// Log-odds of the positive one of two labels for each row, offsets included; `None` for rows that the schema's policies
    /// leave unscored, and for those that the data of the fit do not determine.
    ///
    /// # Errors
    /// [`TableError`] if the model has more labels, or the rows were coded by another schema.
    pub fn margins(&self, rows: PredictionRows, executor: &Executor) -> Result<Vec<Option<f64>>, TableError> {
        if self.rows.labels() > 1 {
            return Err(TableError::ManyLabels { labels: self.rows.labels() });
        }
        let features = by_row(&rows.numeric, rows.rows, rows.categorical)?;
        Ok(marked(self.rows.margins(&features, rows.offset.as_deref(), executor)?, &rows.unscored, 1))
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
        let features = by_row(&rows.numeric, rows.rows, rows.categorical)?;
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
        let features = by_row(&rows.numeric, rows.rows, rows.categorical)?;
        let mut scored = self.of_features(features, rows.offset.as_deref(), executor)?;
        let width = self.width();
        rows.unscored.iter().for_each(|&row| scored.values[row as usize * width..][..width].fill(f64::NAN));
        without_unscored(&mut scored.undetermined, &rows.unscored);
        Ok(scored)
    }

    /// [`Scorer::width`] numbers of each row of `features`, whose columns are those of
    /// [`Schema::terms`](logodds_model::Schema::terms), in that order; `offset` has a number per row. NaN for rows that the data of the fit do not
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
        Ok(self.rows.of_features(features, offset, executor)?)
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
        Ok(self.rows.scores_of_features(features, offset, executor)?)
    }
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
fn by_row<C: AsRef<[f64]>>(
    numeric: &[C],
    rows: usize,
    categorical: Vec<Codes>,
) -> Result<Features<'static>, TableError> {
    let needed = !numeric.is_empty() || categorical.is_empty();
    let numbers = Part::F64(Dense::from_rows(by_rows(numeric, rows), rows, numeric.len())?);
    features(needed.then_some(numbers), categorical)
}
