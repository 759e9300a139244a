//! The rows of a fit, looked at again: for results that keep none.

use crate::arrow::Columns;
use crate::error;
use crate::kept::Places;
use crate::matrix::Matrix;
use crate::model::Model;
use crate::released::released;
use crate::rows::{Both, both};
use logodds::io::{FitColumns, Frame};
use logodds::model::schema::{ColumnKind, ColumnSchema};
use logodds::study::{RowsError, Training};
use logodds_report::words::{Python as InPython, Told as _};
use pyo3::prelude::*;

/// Effects and influence of the rows of a fit, of a frame (and a matrix, as for [`fit_frame`]) that has them again: each as
/// [`crate::rows::effects`] and [`crate::rows::influence`] give them. `declared` and `booleans` are as for a fit.
#[pyfunction]
#[pyo3(signature = (model, frame, declared, booleans, matrix=None, names=None, indicators=Vec::new(), threads=0))]
#[allow(clippy::too_many_arguments)] // Python's
pub(crate) fn rows_of_fit<'py>(
    py: Python<'py>,
    model: &Bound<'py, Model>,
    frame: &Bound<'py, PyAny>,
    declared: Vec<String>,
    booleans: (String, String),
    matrix: Option<&Bound<'py, PyAny>>,
    names: Option<Vec<String>>,
    indicators: Vec<(usize, usize)>,
    threads: usize,
) -> PyResult<Both<'py>> {
    let file = &model.get().file;
    let schema = &file.schema;
    // Of a matrix the frame has what is beside the features.
    let features: Vec<&ColumnSchema> = if matrix.is_some() { Vec::new() } else { schema.columns.iter().collect() };
    let categorical = || features.iter().filter(|column| matches!(column.kind, ColumnKind::Categorical { .. }));
    let base = categorical().filter_map(|column| Some((column.name.clone(), column.kind.levels()?.first()?.clone())));
    let columns = FitColumns {
        target: schema.target.clone(),
        positive: schema.labels.get(1).filter(|_| schema.labels.len() == 2).cloned(),
        features: Some(features.iter().map(|column| column.name.clone()).collect()),
        categorical: categorical().map(|column| column.name.clone()).collect(),
        base: base.collect(),
        weights: schema.weights.clone(),
        offset: schema.offset.clone(),
        missing: schema.missing,
        ..FitColumns::default()
    };
    let given = Columns::new(frame)?;
    let needed = features.iter().map(|column| &column.name).chain([&schema.target]);
    let needed: Vec<&str> = needed.chain(&schema.weights).chain(&schema.offset).map(String::as_str).collect();
    let identifiers: Vec<&str> = columns.categorical.iter().map(String::as_str).collect();
    let used = released(py, || given.frame(given.have(&needed).then_some(&needed[..]), &identifiers, &declared))?;
    let used = used.map_err(|problem| error::data(py, problem))?;
    let coded = released(py, || columns.encode_frame(Frame::new(used, given.rows(), [&booleans.0, &booleans.1])?))?;
    let mut coded = coded.map_err(|problem| error::of_frame(py, &problem))?;
    let places = Places { read: coded.encoded.rows_read, used: coded.encoded.rows.take() };
    let matrix = matrix.map(Matrix::new).transpose()?;
    let training = match &matrix {
        Some(matrix) => Training::of_matrix(coded, matrix.features(py)?, names.unwrap_or_default())
            .map(|training| training.with_indicators(indicators.iter().map(|&(start, end)| start..end).collect())),
        None => Training::of_frame(coded),
    };
    let training = training.map_err(|problem| error::of_table(py, &problem))?;
    let found = released(py, || training.rows_of_fit(file, threads))?.map_err(|problem| match &problem {
        RowsError::Fit(problem) => error::of_fit(py, problem),
        other => error::data(py, other.told(&InPython)),
    })?;
    both(py, &found, &places)
}
