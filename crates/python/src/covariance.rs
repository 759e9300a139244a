//! The covariance of coefficients, as an array.

use crate::model::Model;
use numpy::{PyArray1, PyArray2, PyArrayMethods};
use pyo3::prelude::*;

/// The covariance of the coefficients in the order of `record::coefficients`, `None` if there is none: of intercepts for the columns as given.
#[pyfunction]
pub(crate) fn covariance<'py>(
    py: Python<'py>,
    model: &Bound<'py, Model>,
) -> PyResult<Option<Bound<'py, PyArray2<f64>>>> {
    let Some(found) = logodds::coefficients::covariance(&model.get().file) else { return Ok(None) };
    let order = found.order();
    let values = (0..order).flat_map(|i| (0..order).map(|j| found.get(i, j)).collect::<Vec<_>>()).collect();
    PyArray1::from_vec(py, values).reshape([order, order]).map(Some)
}
