//! The facade's errors as the package's exceptions, one class per kind of failure (`logodds.exceptions`).

use logodds::data::{DataError, EvalError};
use logodds::fit::{FitError, ModelError, SpecProblem};
use logodds::io::FrameError;
use logodds::io::model_file::{ModelFileError, SaveError};
use logodds::model::file::ModelProblem;
use logodds::study::TableError;
use logodds_report::words::{Estimator, Python as InPython, Told as _, Words};
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

/// Why there is no fit of a data frame.
pub(crate) fn of_fit(py: Python<'_>, error: &FitError) -> PyErr {
    of_fit_in(py, error, &InPython)
}

/// Why there is no fit of an estimator.
pub(crate) fn of_estimator(py: Python<'_>, error: &FitError) -> PyErr {
    of_fit_in(py, error, &Estimator)
}

fn of_fit_in(py: Python<'_>, error: &FitError, words: &dyn Words) -> PyErr {
    match error {
        FitError::Eval(EvalError::Interrupted) => PyKeyboardInterrupt::new_err(()),
        FitError::Specification(error) => {
            let told: Vec<String> = error.problems.iter().map(|problem| spelled(problem, words)).collect();
            exception(py, "SpecificationError", told.join("\n"))
        }
        FitError::Inference(error) => exception(py, "SpecificationError", error.to_string()),
        _ => match error.data() {
            Some(error) => of_data(py, error),
            None => exception(py, "FitError", error.to_string()),
        },
    }
}

/// A rule that only the data could tell to be broken, in keyword arguments.
fn spelled(problem: &SpecProblem, words: &dyn Words) -> String {
    match problem {
        SpecProblem::NoTerm { .. } => format!("contrasts: {problem}"),
        SpecProblem::TermFactor { term, factor } => format!("contrasts: the factor of {term:?} is {factor}"),
        SpecProblem::CategoryWithoutIntercept { column, base, target } => format!(
            "intercept=False: {column:?} is a category, coded by the difference of its levels from {base:?}, which would have log-odds of 0; use the formula {:?}, which makes a column of every level, or leave it out",
            format!("{target} ~ 0 + {column}"),
        ),
        SpecProblem::BaseUnderPenalty { target, label, labels } => format!(
            "base={{{target:?}: {label:?}}}: under a penalty the coefficients of {labels} labels sum to 0, and none of them is the base; leave one of the two out"
        ),
        other => other.told(words),
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

/// A data frame that cannot be coded.
pub(crate) fn of_frame(py: Python<'_>, error: &FrameError) -> PyErr {
    let class = if matches!(error, FrameError::Spec(_)) { "SpecificationError" } else { "DataError" };
    exception(py, class, error.told(&InPython))
}

/// What is wrong with the coded data of a frame, by the names of its terms and labels. (Cells were looked at when they were coded.)
pub(crate) fn of_fitted(py: Python<'_>, error: &DataError, name: &dyn Fn(usize) -> String, labels: &[String]) -> PyErr {
    let message = match error {
        DataError::NonFinite { row, column, value } => {
            format!("term {:?} is {value} in row {row} of those in use, counted from 0", name(*column))
        }
        DataError::Overflow { column } => {
            format!("column {:?}: its values are too large to sum. Divide it by a power of ten", name(*column))
        }
        DataError::Underflow { column } => {
            format!("column {:?}: its values are too small to square. Multiply it by a power of ten", name(*column))
        }
        DataError::OneClass { rows, .. } => format!(
            "all {rows} rows of positive weight have the same label: there is nothing to tell apart. Look at the weights"
        ),
        DataError::EmptyClass { class } => format!(
            "no row of positive weight has the label {:?}. Look at the weights, or drop the rows of this label",
            labels.get(*class).map_or_else(|| class.to_string(), Clone::clone)
        ),
        DataError::ClassOffsets => format!(
            "offset: the target has {} labels, and an offset would move all of them alike; leave it out",
            labels.len()
        ),
        other => return of_data(py, other),
    };
    exception(py, "DataError", message)
}

/// A table that does not fit its schema.
pub(crate) fn of_table(py: Python<'_>, error: &TableError) -> PyErr {
    match error {
        TableError::Data(error) => of_data(py, error),
        TableError::Model(error) => of_model(py, error),
        TableError::NoCovariance { .. } => exception(py, "NoStandardErrors", error.told(&InPython)),
        _ => exception(py, "DataError", error.told(&InPython)),
    }
}

/// Rows that do not fit a model.
pub(crate) fn of_model(py: Python<'_>, error: &ModelError) -> PyErr {
    exception(py, "DataError", error.to_string())
}

/// A fit that could not go on.
pub(crate) fn fit(py: Python<'_>, message: String) -> PyErr {
    exception(py, "FitError", message)
}

/// Standard errors that there are not.
pub(crate) fn no_standard_errors(py: Python<'_>, message: String) -> PyErr {
    exception(py, "NoStandardErrors", message)
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
        _ => exception(py, "ModelFileError", error.told(&InPython)),
    }
}

/// Bytes that are no model file.
pub(crate) fn of_bytes(py: Python<'_>, error: &ModelProblem) -> PyErr {
    exception(py, "ModelFileError", error.told(&InPython))
}

/// A model that cannot be written.
pub(crate) fn of_save(py: Python<'_>, error: &SaveError) -> PyErr {
    match error {
        SaveError::Write(problem) => std::io::Error::new(problem.source.kind(), problem.to_string()).into(),
        _ => exception(py, "ModelFileError", error.to_string()),
    }
}
