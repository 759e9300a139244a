//! The facade's errors as the package's exceptions, one class per kind of failure (`logodds.exceptions`).

use logodds::io::model_file::{ModelFileError, ModelProblem, SaveError};
use logodds::{DataError, EvalError, FitError, ModelError, TableError};
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use pyo3::types::PyType;

/// A class of `logodds.exceptions`, raised with a message.
fn exception(py: Python<'_>, class: &str, message: String) -> PyErr {
    let found = py.import("logodds.exceptions").and_then(|module| module.getattr(class));
    match found.and_then(|class| Ok(class.cast_into::<PyType>()?)) {
        Ok(class) => PyErr::from_type(class, message),
        Err(error) => error,
    }
}

/// Why there is no fit.
pub(crate) fn of_fit(py: Python<'_>, error: &FitError) -> PyErr {
    match error {
        FitError::Eval(EvalError::Interrupted) => PyKeyboardInterrupt::new_err(()),
        FitError::Specification(error) => exception(py, "SpecificationError", error.to_string()),
        FitError::Inference(error) => exception(py, "SpecificationError", error.to_string()),
        _ => match error.data() {
            Some(error) => of_data(py, error),
            None => exception(py, "FitError", error.to_string()),
        },
    }
}

/// What is wrong with data. Values that are no numbers are told in scikit-learn's words, which its users look for, with the place.
pub(crate) fn of_data(py: Python<'_>, error: &DataError) -> PyErr {
    let message = match error {
        DataError::NonFinite { row, column, value } if value.is_nan() => format!(
            "Input X contains NaN (first in row {row}, column {column}, counted from 0). \
             A logistic regression has no use for missing values: impute them (sklearn.impute.SimpleImputer), or drop their rows."
        ),
        DataError::NonFinite { row, column, value } => format!(
            "Input X contains infinity or a value too large for its type: {value} in row {row}, column {column}, counted from 0."
        ),
        error => error.to_string(),
    };
    exception(py, "DataError", message)
}

/// A table that does not fit its schema.
pub(crate) fn of_table(py: Python<'_>, error: &TableError) -> PyErr {
    match error {
        TableError::Data(error) => of_data(py, error),
        TableError::Model(error) => of_model(py, error),
        TableError::NoCovariance { .. } => exception(py, "NoStandardErrors", error.to_string()),
        _ => exception(py, "DataError", error.to_string()),
    }
}

/// Rows that do not fit a model.
pub(crate) fn of_model(py: Python<'_>, error: &ModelError) -> PyErr {
    exception(py, "DataError", error.to_string())
}

/// A specification that cannot be.
pub(crate) fn specification(py: Python<'_>, message: String) -> PyErr {
    exception(py, "SpecificationError", message)
}

/// Arrays that are no data set.
pub(crate) fn data(py: Python<'_>, message: String) -> PyErr {
    exception(py, "DataError", message)
}

/// A model file that cannot be read.
pub(crate) fn of_file(py: Python<'_>, error: &ModelFileError) -> PyErr {
    match &error.problem {
        // As `open` has it.
        ModelProblem::Io(source) => std::io::Error::new(source.kind(), error.to_string()).into(),
        _ => exception(py, "ModelFileError", error.to_string()),
    }
}

/// Bytes that are no model file.
pub(crate) fn of_bytes(py: Python<'_>, error: &ModelProblem) -> PyErr {
    exception(py, "ModelFileError", error.to_string())
}

/// A model that cannot be written.
pub(crate) fn of_save(py: Python<'_>, error: &SaveError) -> PyErr {
    match error {
        SaveError::Write(source) => pyo3::exceptions::PyOSError::new_err(source.to_string()),
        _ => exception(py, "ModelFileError", error.to_string()),
    }
}
