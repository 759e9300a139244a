//! A fitted model: what a model file holds, at work.

use crate::kept::Kept;
use crate::matrix::Matrix;
use crate::released::released;
use crate::to_python::to_python;
use crate::{error, reproducible};
use logodds::coefficients::{Uncertainty, infinite, scores, term_rows};
use logodds::core::DesignMatrix;
use logodds::data::{DataError, Executor, Features};
use logodds::fit::ModelError;
use logodds::io::model_file::{load, save};
use logodds::model::Record;
use logodds::model::file::{from_bytes, to_bytes};
use logodds::model::score::{FeatureScorer, Wanted};
use logodds::saved::covariance_of;
use logodds::score::{Broken, Scorer, equation_in_words};
use logodds::study::TableError;
use logodds_report::document;
use logodds_report::words::{Estimator, Python as InPython};
use numpy::{PyArray1, PyArray2, PyArrayMethods, ToPyArray};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyType};
use std::borrow::Cow;
use std::path::PathBuf;

/// A fitted model, which does not change.
#[pyclass(frozen, module = "logodds._engine")]
pub(crate) struct Model {
    pub(crate) file: Record,
    scorer: FeatureScorer,
    /// Of the rows of the fit, what a file does not hold.
    pub(crate) kept: Option<Kept>,
}

/// How many rows the data of the fit do not determine, the first of them, and the equation that it breaks, in words.
pub(crate) type Undetermined = Option<(usize, usize, String)>;

/// Lower and upper ends of intervals.
type Ends<'py> = (Bound<'py, PyArray2<f64>>, Bound<'py, PyArray2<f64>>);

impl Model {
    /// The model of a file.
    ///
    /// # Errors
    /// [`TableError::Model`] if its numbers are no model.
    pub fn new(file: Record) -> Result<Self, TableError> {
        let scorer = FeatureScorer::new(&file, Wanted::default())?;
        Ok(Self { file, scorer, kept: None })
    }

    /// With what is kept of the rows of the fit.
    pub fn keeping(self, kept: Kept) -> Self {
        Self { kept: Some(kept), ..self }
    }

    /// What is to be said of rows that the data of the fit do not determine.
    pub fn told(&self, broken: &[Broken]) -> Undetermined {
        let first = broken.first()?;
        let terms = self.file.schema.terms();
        let name = |j: usize| terms.get(j).map_or_else(String::new, |term| term.name.clone());
        Some((broken.len(), first.row, equation_in_words(self.scorer.null_space(), first.equation, &name)))
    }

    /// Refuse rows that are not finite: looked for only where a result has what they leave behind, as `suspect` tells.
    fn refuse_non_finite(
        py: Python<'_>,
        features: &Features<'_>,
        found: &[f64],
        suspect: impl Fn(&f64) -> bool,
    ) -> PyResult<()> {
        // A stretch at a time without a branch: as fast as memory.
        let stretch = |part: &[f64]| part.iter().fold(false, |any, x| any | suspect(x));
        if !found.chunks(4096).any(stretch) {
            return Ok(());
        }
        let origin = vec![0.0; features.ncols()];
        match released(py, || features.rows(0..features.nrows(), &origin).non_finite())? {
            Some((row, column, value)) => Err(error::of_data(py, &DataError::NonFinite { row, column, value })),
            // Margins may overflow, and be so large that a probability is 0.
            None => Ok(()),
        }
    }

    fn executor(py: Python<'_>, features: &Features<'_>, threads: usize) -> PyResult<Executor> {
        let cells = features.nrows().saturating_mul(features.ncols());
        Executor::for_cells(threads, cells).map_err(|error| error::of_fit(py, &error.into()))
    }
}

#[pymethods]
impl Model {
    /// Coefficients of every score, `(scores, columns)`: one score for two labels. At a limit those without a finite one are infinite, or NaN.
    #[getter]
    fn coefficients<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let scores = self.file.intercepts.len();
        let mut coefficients = self.file.coefficients.clone();
        let terms = self.file.schema.term_count();
        for row in term_rows(&self.file) {
            for k in 0..scores {
                if let (Some(j), Some(found)) = (row.place(), infinite(&self.file, &row, k)) {
                    coefficients[k * terms + j] = found;
                }
            }
        }
        coefficients.to_pyarray(py).reshape([scores, terms])
    }

    /// The intercept of every score, for the columns as given.
    #[getter]
    fn intercepts<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f64>> {
        let mut found = self.scorer.intercepts();
        if let Some(row) = term_rows(&self.file).first().filter(|row| row.place().is_none()) {
            for (k, intercept) in found.iter_mut().enumerate() {
                *intercept = infinite(&self.file, row, k).unwrap_or(*intercept);
            }
        }
        found.to_pyarray(py)
    }

    /// Standard errors of intercept and coefficients, `(scores, 1 + columns)`, NaN where a coefficient is held at 0: of two labels one
    /// score, of more those of all labels but the first, relative to it, or of all where they sum to 0. `None` if there are none, see
    /// `withheld_of_estimator`.
    #[getter]
    fn standard_errors<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyArray2<f64>>>> {
        if covariance_of(&self.file).is_none() {
            return Ok(None);
        }
        let Some(known) = Uncertainty::of(&self.file) else { return Ok(None) };
        let (shown, terms) = (scores(&self.file), term_rows(&self.file));
        // An intercept that is not estimated is no term, and has the error 0.
        let pinned = if self.file.intercept { None } else { Some(0.0) };
        let of_score = |&(k, _): &(usize, Option<&str>)| {
            let errors = terms.iter().map(|row| known.wald(row, k, 0.0).map_or(f64::NAN, |wald| wald.std_error));
            pinned.into_iter().chain(errors).collect::<Vec<f64>>()
        };
        let errors: Vec<f64> = shown.iter().flat_map(of_score).collect();
        errors.to_pyarray(py).reshape([shown.len(), self.file.schema.term_count() + 1]).map(Some)
    }

    /// Why there are no standard errors, if they were asked for, in the words of an estimator.
    #[getter]
    fn withheld_of_estimator(&self) -> Option<String> {
        Some(self.file.inference.as_ref()?.withheld.as_ref()?.spelled(&Estimator))
    }

    /// How the fit went.
    #[getter]
    fn fit<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &document::Fit::of(&self.file))
    }

    /// What a user should know, with what to do about it.
    #[getter]
    fn warnings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &document::Warning::all(&self.file, &InPython))
    }

    /// The same in the words of an estimator.
    #[getter]
    fn warnings_of_estimator<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &document::Warning::all(&self.file, &Estimator))
    }

    /// Scores of every row: log-odds, `(rows,)`, for two labels, else `(rows, labels)`.
    #[pyo3(signature = (x, threads=0))]
    fn margins<'py>(&self, py: Python<'py>, x: &Bound<'py, PyAny>, threads: usize) -> PyResult<Bound<'py, PyAny>> {
        let matrix = Matrix::new(x)?;
        let features = matrix.features(py)?;
        let executor = Self::executor(py, &features, threads)?;
        let wrong = |error: ModelError| error::of_model(py, &error);
        let margins = released(py, || self.scorer.margins(&features, None, &executor))?.map_err(wrong)?;
        Self::refuse_non_finite(py, &features, &margins, |margin| !margin.is_finite())?;
        let margins = PyArray1::from_vec(py, margins);
        match self.scorer.labels() {
            1 => Ok(margins.into_any()),
            labels => Ok(margins.reshape([features.nrows(), labels])?.into_any()),
        }
    }

    /// Probabilities of every label for every row, `(rows, labels)`.
    #[pyo3(signature = (x, threads=0))]
    fn probabilities<'py>(
        &self,
        py: Python<'py>,
        x: &Bound<'py, PyAny>,
        threads: usize,
    ) -> PyResult<Bound<'py, PyArray2<f64>>> {
        let matrix = Matrix::new(x)?;
        let features = matrix.features(py)?;
        let executor = Self::executor(py, &features, threads)?;
        let found = released(py, || self.scorer.of_all_labels(&features, &executor))?;
        let found = found.map_err(|error| error::of_model(py, &error))?;
        Self::refuse_non_finite(py, &features, &found, |p| p.is_nan() | (*p == 0.0))?;
        PyArray1::from_vec(py, found).reshape([features.nrows(), self.file.schema.labels.len()])
    }

    /// Whether there are rows that the data of the fit would not determine.
    #[getter]
    fn is_open(&self) -> bool {
        !self.scorer.null_space().is_empty()
    }

    /// How many of these rows the data of the fit do not determine, the first of them, and the equation that it breaks; their scores are NaN.
    /// `None` if there are none.
    #[pyo3(signature = (x, threads=0))]
    fn undetermined(&self, py: Python<'_>, x: &Bound<'_, PyAny>, threads: usize) -> PyResult<Undetermined> {
        let matrix = Matrix::new(x)?;
        let features = matrix.features(py)?;
        let executor = Self::executor(py, &features, threads)?;
        let broken = released(py, || self.scorer.null_space().broken_rows(&features, &executor))?;
        Ok(self.told(&broken.map_err(|error| error::of_model(py, &error))?))
    }

    /// Both ends of the interval at `confidence` around every probability, `(rows, labels)` each.
    #[pyo3(signature = (x, confidence, threads=0))]
    fn intervals<'py>(
        &self,
        py: Python<'py>,
        x: &Bound<'py, PyAny>,
        confidence: f64,
        threads: usize,
    ) -> PyResult<Ends<'py>> {
        if !(confidence > 0.0 && confidence < 1.0) {
            let message = format!("confidence is {confidence}; it must lie between 0 and 1, such as 0.95");
            return Err(error::specification(py, message));
        }
        let matrix = Matrix::new(x)?;
        let features = matrix.features(py)?;
        let (rows, labels) = (features.nrows(), self.file.schema.labels.len());
        let executor = Self::executor(py, &features, threads)?;
        let scorer = Scorer::with_interval(&self.file, confidence).map_err(|error| error::of_table(py, &error))?;
        let found = released(py, || scorer.of_features(features.borrowed(), None, &executor))?;
        let found = found.map_err(|error| error::of_table(py, &error))?.values;
        Self::refuse_non_finite(py, &features, &found, |p| p.is_nan() | (*p == 0.0))?;
        let triples = found.as_chunks::<3>().0;
        let (lower, upper): (Vec<f64>, Vec<f64>) = match labels {
            2 => triples.iter().flat_map(|&[_, lower, upper]| [(1.0 - upper, 1.0 - lower), (lower, upper)]).unzip(),
            _ => triples.iter().map(|&[_, lower, upper]| (lower, upper)).unzip(),
        };
        let shaped = |ends: Vec<f64>| PyArray1::from_vec(py, ends).reshape([rows, labels]);
        Ok((shaped(lower)?, shaped(upper)?))
    }

    /// The model as the bytes of a model file, without what differs from run to run, the moment, the seconds and the threads of the fit:
    /// equal fits are equal bytes.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let file = match reproducible::kept(py, &self.file)? {
            Cow::Borrowed(file) => file.clone().reproducible(0),
            Cow::Owned(file) => file,
        };
        let bytes = to_bytes(&file).map_err(|error| error::of_save(py, &error.into()))?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// The model in the bytes of a model file.
    #[new]
    fn from_bytes(py: Python<'_>, bytes: &[u8]) -> PyResult<Self> {
        let file = from_bytes(bytes).map_err(|problem| error::of_bytes(py, &problem))?;
        Self::new(file).map_err(|error| error::of_table(py, &error))
    }

    /// Write a model file.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let file = reproducible::kept(py, &self.file)?;
        py.detach(|| save(&path, &file)).map_err(|error| error::of_save(py, &error))
    }

    /// Read a model file.
    #[staticmethod]
    fn load(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        let file = py.detach(|| load(&path)).map_err(|error| error::of_file(py, &error))?;
        Self::new(file).map_err(|error| error::of_table(py, &error))
    }

    /// Pickled through the model file, as a call of the class with its bytes: what skops takes for no more than data.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyType>, (Bound<'py, PyBytes>,))> {
        Ok((slf.get_type(), (slf.get().to_bytes(slf.py())?,)))
    }
}
