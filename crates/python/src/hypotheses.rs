//! What can be asked of a model once it is fitted: contrasts, joint tests, variance inflation, other models.

use crate::dictionary::dictionary;
use crate::error;
use crate::model::Model;
use logodds::inference::JointTest;
use logodds::saved::{HypothesisError, collinearity_of, compare_models, contrast_of_file, no_maximum};
use logodds::saved::{joint_test, joint_test_of_terms};
use logodds_report::words::{Python as InPython, Told as _};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

/// χ², its degrees of freedom and p.
type Test = (f64, usize, f64);

/// A contrast, as a dictionary.
#[pyfunction]
#[pyo3(signature = (model, text, factors, confidence=None))]
pub(crate) fn contrast<'py>(
    py: Python<'py>,
    model: &Bound<'py, Model>,
    text: &str,
    factors: Vec<(String, f64)>,
    confidence: Option<f64>,
) -> PyResult<Bound<'py, PyDict>> {
    let found = contrast_of_file(&model.get().file, &factors, confidence);
    let found = found.map_err(|problem| of_hypothesis(py, "contrast", &problem))?;
    Ok(dictionary!(
        py,
        "contrast" => text,
        "estimate" => found.wald.estimate,
        "std_error" => found.wald.std_error,
        "statistic" => found.wald.statistic,
        "p_value" => found.wald.p_value,
        "lower" => found.wald.lower,
        "upper" => found.wald.upper,
        "note" => found.note.map(|note| note.spelled(&InPython)),
    ))
}

/// Wald's test that contrasts are all 0, or, if `terms` are named, that their coefficients are.
#[pyfunction]
#[pyo3(signature = (model, contrasts, terms=None))]
pub(crate) fn wald_test(
    py: Python<'_>,
    model: &Bound<'_, Model>,
    contrasts: Vec<Vec<(String, f64)>>,
    terms: Option<Vec<String>>,
) -> PyResult<Test> {
    let file = &model.get().file;
    let found = match terms {
        Some(terms) => joint_test_of_terms(file, &terms),
        None => joint_test(file, &contrasts),
    };
    let JointTest { statistic, df, p_value } = found.map_err(|problem| of_hypothesis(py, "wald_test", &problem))?;
    Ok((statistic, df, p_value))
}

fn of_hypothesis(py: Python<'_>, what: &str, problem: &HypothesisError) -> PyErr {
    let message = format!("{what}: {}", problem.told(&InPython));
    match problem {
        HypothesisError::NoCovariance(_) | HypothesisError::NoTest(_) => error::no_standard_errors(py, message),
        _ => error::specification(py, message),
    }
}

/// How far columns can be told apart: the condition of the information, and a dictionary per column. `None` if that was not looked at.
#[pyfunction]
pub(crate) fn inflation<'py>(
    py: Python<'py>,
    model: &Bound<'py, Model>,
) -> PyResult<Option<(f64, Bound<'py, PyList>)>> {
    let Some((found, names)) = collinearity_of(&model.get().file) else { return Ok(None) };
    let list = PyList::empty(py);
    for (one, column) in found.inflations.iter().zip(names) {
        let per_column = one.per_column();
        list.append(
            dictionary!(py, "column" => column, "df" => one.df, "gvif" => one.gvif, "per_column" => per_column),
        )?;
    }
    Ok(Some((found.condition, list)))
}

/// The likelihood ratio of two nested models.
#[pyfunction]
pub(crate) fn compare(
    py: Python<'_>,
    model: &Bound<'_, Model>,
    other: &Bound<'_, Model>,
    nested: bool,
) -> PyResult<Test> {
    let found = compare_models(&model.get().file, &other.get().file, nested).map_err(|problems| {
        let problems: Vec<String> = problems.into_iter().map(|problem| format!("compare: {problem}")).collect();
        error::specification(py, problems.join("\n"))
    })?;
    Ok((found.statistic, found.df, found.p_value))
}

/// Why a model is not the maximum of a likelihood, if it is not.
#[pyfunction]
pub(crate) fn why_no_maximum(model: &Bound<'_, Model>) -> Option<&'static str> {
    no_maximum(&model.get().file)
}
