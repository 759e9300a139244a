//! What a model keeps of the rows of its fit beside its file, so that no answer follows what becomes of the caller's data: the probability of each,
//! and of small data all that a prediction, `effects` and `influence` tell of them.

use logodds::data::Executor;
use logodds::model::Record;
use logodds::score::{LabelScore, Scorer, Wanted};
use logodds::study::{RowsOfFit, TableError, Training};
use numpy::{PyArray1, PyArray2, PyArrayMethods};
use pyo3::prelude::*;

/// The rows of a frame in use, among those that there are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    pub read: usize,
    /// `None` when all are.
    pub used: Option<Vec<u32>>,
}

impl Places {
    /// `width` numbers of every row; NaN of those that were left out.
    fn spread(&self, values: Vec<f64>, width: usize) -> Vec<f64> {
        let Some(used) = &self.used else { return values };
        let mut all = vec![f64::NAN; self.read * width];
        for (&row, values) in used.iter().zip(values.chunks_exact(width.max(1))) {
            all[row as usize * width..][..width].copy_from_slice(values);
        }
        all
    }

    /// The same as an array, `(rows, width)`.
    pub fn array<'py>(&self, py: Python<'py>, values: Vec<f64>, width: usize) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let rows = if self.used.is_some() { self.read } else { values.len() / width.max(1) };
        PyArray1::from_vec(py, self.spread(values, width)).reshape([rows, width])
    }
}

/// Of the rows of a fit.
pub(crate) struct Kept {
    pub places: Places,
    pub scores: Scores,
    pub of_fit: RowsOfFit,
}

/// How much is kept of each.
pub(crate) enum Scores {
    /// The probability of the second of two labels, or of all.
    Probabilities(Vec<f64>),
    /// With log-odds and their standard errors.
    All(Vec<LabelScore>),
}

impl Kept {
    /// Those of a training set, by the record of its model.
    ///
    /// # Errors
    /// [`TableError`] if there is no such model.
    pub fn of(
        file: &Record,
        training: &Training<'_>,
        executor: &Executor,
        (places, of_fit): (Places, RowsOfFit),
    ) -> Result<Self, TableError> {
        let is_small = training.is_small();
        let std_errors = is_small && logodds::saved::covariance_of(file).is_some();
        let scorer = Scorer::wanting(file, Wanted { std_errors, ..Wanted::default() })?;
        let scores = match is_small {
            true => Scores::All(training.scores(&scorer, executor)?),
            false => Scores::Probabilities(training.probabilities(&scorer, executor)?),
        };
        Ok(Self { places, scores, of_fit })
    }

    /// The numbers wanted of every row; `None` if they are not kept.
    pub fn numbers(&self, wanted: &Wanted) -> Option<Vec<f64>> {
        match &self.scores {
            Scores::Probabilities(found) => (*wanted == Wanted::default()).then(|| found.clone()),
            Scores::All(scores) => Some(wanted.of(scores)),
        }
    }
}
