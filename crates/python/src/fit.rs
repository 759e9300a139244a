//! A fit to arrays.

use crate::error;
use crate::interrupt::interruptible;
use crate::matrix::Matrix;
use crate::model::Model;
use crate::progress::Told;
use crate::released::released;
use crate::specification::Specification;
use logodds::data::{InMemory, Interrupt};
use logodds::fit::FitError;
use logodds::io::FitColumns;
use logodds::model::Record;
use logodds::model::schema::{ColumnKind, ColumnSchema, Missing, Schema, Unseen};
use logodds::study::{RowsOfFit, Study, Training};
use numpy::PyReadonlyArray1;
use pyo3::prelude::*;

/// Cells (rows times columns) up to which a fit stays on the calling thread: it takes a few milliseconds, and a thread is 50 µs of them.
const FEW: usize = 100_000;

/// What the columns and labels are called.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Names {
    target: String,
    labels: Vec<String>,
    columns: ColumnNames,
}

/// The names of columns, or how many there are: x0, x1, ….
#[derive(FromPyObject)]
enum ColumnNames {
    Counted(usize),
    Given(Vec<String>),
}

impl Names {
    fn schema(self) -> Schema {
        let column = |name| ColumnSchema { name, kind: ColumnKind::Numeric };
        let names = match self.columns {
            ColumnNames::Counted(count) => (0..count).map(|k| format!("x{k}")).collect(),
            ColumnNames::Given(names) => names,
        };
        Schema {
            target: self.target,
            labels: self.labels,
            columns: names.into_iter().map(column).collect(),
            weights: None,
            offset: None,
            missing: Missing::Error,
            unseen: Unseen::Error,
            na: Vec::new(),
        }
    }
}

/// Arrays of Python's, borrowed for a fit.
struct Given<'py> {
    matrix: Matrix<'py>,
    labels: PyReadonlyArray1<'py, u8>,
    weights: Option<PyReadonlyArray1<'py, f64>>,
    offset: Option<PyReadonlyArray1<'py, f64>>,
}

impl<'py> Given<'py> {
    fn cells(&self) -> usize {
        let (rows, columns) = self.matrix.shape();
        rows.saturating_mul(columns)
    }

    fn training(&self, py: Python<'py>, names: Names) -> PyResult<Training<'_>> {
        let refused = |error: &logodds::data::DataError| error::of_data(py, error);
        let apart = |_| error::data(py, "labels, weights and offsets must be contiguous arrays".to_owned());
        let (features, labels) = (self.matrix.features(py)?, self.labels.as_slice().map_err(apart)?);
        let mut data = match names.labels.len() {
            classes @ 3.. => InMemory::of_classes(features, labels, classes),
            _ => InMemory::new(features, labels),
        }
        .map_err(|error| refused(&error))?;
        if let Some(weights) = &self.weights {
            data = data.with_weights(weights.as_slice().map_err(apart)?).map_err(|error| refused(&error))?;
        }
        if let Some(offset) = &self.offset {
            data = data.with_offset(offset.as_slice().map_err(apart)?).map_err(|error| refused(&error))?;
        }
        Training::of_features(names.schema(), data).map_err(|error| error::of_table(py, &error))
    }
}

/// Work on a few cells on the calling thread, on more beside it, which looks at signals; what a callback raised comes first.
fn working<T: Send>(
    py: Python<'_>,
    cells: usize,
    interrupt: &Interrupt,
    callback: Option<Py<PyAny>>,
    work: impl FnOnce(&mut Told) -> Result<T, FitError> + Send,
) -> PyResult<T> {
    let mut told = Told::new(callback);
    let work = || work(&mut told);
    let ended = if cells <= FEW { released(py, work)? } else { interruptible(py, interrupt, work)? };
    if let Some(raised) = told.raised {
        return Err(raised);
    }
    ended.map_err(|error| error::of_estimator(py, &error))
}

/// Fit to features `x`, labels `y` (codes from 0, in the order of `names["labels"]`), with a weight and an offset per row if given.
/// `callback(iteration, value, bound)` is called after every step.
#[pyfunction]
#[pyo3(signature = (x, y, names, specification, weights=None, offset=None, callback=None))]
#[allow(clippy::too_many_arguments)] // Python's
pub(crate) fn fit_arrays<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    y: PyReadonlyArray1<'py, u8>,
    names: Names,
    specification: Specification<'py>,
    weights: Option<PyReadonlyArray1<'py, f64>>,
    offset: Option<PyReadonlyArray1<'py, f64>>,
    callback: Option<Py<PyAny>>,
) -> PyResult<Model> {
    let given = Given { matrix: Matrix::new(x)?, labels: y, weights, offset };
    let training = given.training(py, names)?;
    let interrupt = Interrupt::default();
    let study = Study::of(FitColumns::default(), specification.regression(py, &interrupt)?);
    let work = |told: &mut Told| run(&study, &training, told);
    let (file, _) = working(py, given.cells(), &interrupt, callback, work)?;
    Model::new(file).map_err(|error| error::of_table(py, &error))
}

/// The same under one L2 penalty after another, of the strengths `lambdas` in place of that of the specification: data are looked at once,
/// each fit starts from the one before, and none has remarks or standard errors.
#[pyfunction]
#[pyo3(signature = (x, y, names, specification, lambdas, weights=None, callback=None))]
#[allow(clippy::too_many_arguments)] // Python's
pub(crate) fn fit_path<'py>(
    py: Python<'py>,
    x: &Bound<'py, PyAny>,
    y: PyReadonlyArray1<'py, u8>,
    names: Names,
    specification: Specification<'py>,
    lambdas: Vec<f64>,
    weights: Option<PyReadonlyArray1<'py, f64>>,
    callback: Option<Py<PyAny>>,
) -> PyResult<Vec<Model>> {
    let given = Given { matrix: Matrix::new(x)?, labels: y, weights, offset: None };
    let training = given.training(py, names)?;
    let interrupt = Interrupt::default();
    let regression = specification.regression(py, &interrupt)?;
    let work = |told: &mut Told| {
        let found = Study::of(FitColumns::default(), regression).path(&training, &lambdas, told)?;
        Ok(found.into_iter().map(|found| found.model).collect::<Vec<_>>())
    };
    let files = working(py, given.cells(), &interrupt, callback, work)?;
    files.into_iter().map(|file| Model::new(file).map_err(|error| error::of_table(py, &error))).collect()
}

/// Fit, and put it on record, with what was asked of the rows.
pub(crate) fn run(study: &Study, training: &Training<'_>, told: &mut Told) -> Result<(Record, RowsOfFit), FitError> {
    let found = study.plan(training)?.run(told)?;
    let of_fit = RowsOfFit::of(&found.model, &found.fit, study.regression.inference.as_ref());
    Ok((found.model, of_fit))
}
