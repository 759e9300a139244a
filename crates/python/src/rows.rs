//! What is told of the rows of a fit: predictions, average effects, influence.

use crate::dictionary::dictionary;
use crate::kept::Places;
use crate::model::Model;
use logodds::inference::{Diagnostics, RowDiagnostics, TermEffect};
use logodds::score::{Scorer, Wanted};
use logodds::study::RowsOfFit;
use logodds_report::words::{Message, Python as InPython};
use numpy::PyArray2;
use pyo3::prelude::*;
use pyo3::types::PyList;

/// The numbers wanted of the rows of the fit, `(rows, labels · numbers)`, NaN of those that were left out. `None` if they are not kept.
///
/// # Errors
/// `NoStandardErrors` if the model has none.
#[pyfunction]
#[pyo3(signature = (model, probabilities, log_odds, std_errors, confidence=None))]
pub(crate) fn fitted<'py>(
    py: Python<'py>,
    model: &Bound<'py, Model>,
    probabilities: bool,
    log_odds: bool,
    std_errors: bool,
    confidence: Option<f64>,
) -> PyResult<Option<Bound<'py, PyArray2<f64>>>> {
    let model = model.get();
    let wanted = Wanted { probabilities, log_odds, std_errors, interval: confidence };
    let scorer = Scorer::wanting(&model.file, wanted).map_err(|problem| crate::error::of_table(py, &problem))?;
    let Some(kept) = &model.kept else { return Ok(None) };
    let Some(numbers) = kept.numbers(&wanted) else { return Ok(None) };
    kept.places.array(py, numbers, scorer.width()).map(Some)
}

/// A dictionary per effect, or the reason why there is none.
type Effects<'py> = Result<Bound<'py, PyList>, String>;

/// Average marginal effects as the fit found them: a dictionary of each; a text, why there are none; `None` if they are not kept.
#[pyfunction]
pub(crate) fn effects<'py>(py: Python<'py>, model: &Bound<'py, Model>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let found = model.get().kept.as_ref().and_then(|kept| kept.of_fit.effects.as_ref());
    found.map(|found| either(py, effects_of(py, found)?)).transpose()
}

/// Numbers of every row, `(rows, 8)`, as the fit found them; a text, why there are none; `None` if they are not kept.
#[pyfunction]
pub(crate) fn influence<'py>(py: Python<'py>, model: &Bound<'py, Model>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let Some(kept) = &model.get().kept else { return Ok(None) };
    let found = kept.of_fit.diagnostics.as_ref();
    found.map(|found| influence_of(py, found, &kept.places)).transpose()
}

/// Effects and influence, each as [`effects`] and [`influence`] give them.
pub(crate) type Both<'py> = (Option<Bound<'py, PyAny>>, Option<Bound<'py, PyAny>>);

/// Both, of rows that were looked at again.
pub(crate) fn both<'py>(py: Python<'py>, found: &RowsOfFit, places: &Places) -> PyResult<Both<'py>> {
    let effects = found.effects.as_ref().map(|found| either(py, effects_of(py, found)?)).transpose()?;
    let influence = found.diagnostics.as_ref().map(|found| influence_of(py, found, places)).transpose()?;
    Ok((effects, influence))
}

fn either<'py>(py: Python<'py>, found: Effects<'py>) -> PyResult<Bound<'py, PyAny>> {
    match found {
        Ok(list) => Ok(list.into_any()),
        Err(reason) => Ok(reason.into_pyobject(py)?.into_any()),
    }
}

fn effects_of<'py>(py: Python<'py>, found: &Result<Vec<TermEffect>, Message>) -> PyResult<Effects<'py>> {
    let effects = match found {
        Ok(effects) => effects,
        Err(reason) => return Ok(Err(reason.spelled(&InPython))),
    };
    let list = PyList::empty(py);
    for TermEffect { term, kind, base, is_binary, wald, .. } in effects {
        list.append(dictionary!(
            py,
            "term" => term,
            "kind" => kind.name(),
            "base" => base,
            "is_binary" => is_binary,
            "estimate" => wald.estimate,
            "std_error" => wald.std_error,
            "statistic" => wald.statistic,
            "p_value" => wald.p_value,
            "lower" => wald.lower,
            "upper" => wald.upper,
        ))?;
    }
    Ok(Ok(list))
}

fn influence_of<'py>(
    py: Python<'py>,
    found: &Result<Diagnostics, Message>,
    places: &Places,
) -> PyResult<Bound<'py, PyAny>> {
    let one = |row: &RowDiagnostics| {
        [
            row.probability,
            row.leverage,
            row.cooks_distance,
            row.response_residual(),
            row.pearson_residual,
            row.deviance_residual,
            row.standardized(row.pearson_residual),
            row.standardized(row.deviance_residual),
        ]
    };
    match found {
        Ok(diagnostics) => {
            let numbers: Vec<f64> = diagnostics.rows().iter().flat_map(one).collect();
            Ok(places.array(py, numbers, 8)?.into_any())
        }
        Err(reason) => Ok(reason.spelled(&InPython).into_pyobject(py)?.into_any()),
    }
}
