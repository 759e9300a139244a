//! What a model file says of its fit, as dictionaries.

use logodds::io::ModelFile;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

/// How the fit went: solver, status, certificate, objective.
pub(crate) fn fit<'py>(py: Python<'py>, file: &ModelFile) -> PyResult<Bound<'py, PyDict>> {
    let (fit, dict) = (&file.fit, PyDict::new(py));
    dict.set_item("solver", &fit.solver)?;
    dict.set_item("reason", &fit.reason)?;
    dict.set_item("status", &fit.status)?;
    dict.set_item("iterations", fit.iterations)?;
    dict.set_item("passes", fit.passes)?;
    dict.set_item("seconds", fit.seconds)?;
    dict.set_item("value", fit.value)?;
    dict.set_item("log_loss", fit.log_loss)?;
    dict.set_item("tolerance", fit.tolerance)?;
    dict.set_item("seed", fit.seed)?;
    dict.set_item("threads", fit.threads)?;
    let certificate = PyDict::new(py);
    certificate.set_item("bound", fit.certificate.bound)?;
    certificate.set_item("kind", &fit.certificate.kind)?;
    certificate.set_item("gradient_norm", fit.certificate.gradient_norm)?;
    dict.set_item("certificate", certificate)?;
    Ok(dict)
}

/// What a user should know, with what to do about it.
pub(crate) fn warnings<'py>(py: Python<'py>, file: &ModelFile) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for warning in &file.warnings {
        let dict = PyDict::new(py);
        dict.set_item("code", &warning.code)?;
        dict.set_item("message", &warning.message)?;
        dict.set_item("columns", &warning.columns)?;
        dict.set_item("remedies", &warning.remedies)?;
        list.append(dict)?;
    }
    Ok(list)
}
