//! The command's table of coefficients, as dictionaries, and their covariance.

use crate::dictionary::dictionary;
use crate::error;
use crate::model::Model;
use logodds::coefficients::{Uncertainty, limit_of, scores, term_rows};
use logodds::model::record::LimitRecord;
use logodds::model::record::Note;
use logodds::{Scorer, Wald};
use numpy::{PyArray1, PyArray2, PyArrayMethods};
use pyo3::prelude::*;
use pyo3::types::PyList;

/// A dictionary per coefficient, in the order of the model's columns, the intercept first; of more than two labels, one label after
/// another. Numbers that there are not are NaN.
#[pyfunction]
pub(crate) fn coefficients<'py>(py: Python<'py>, model: &Bound<'py, Model>) -> PyResult<Bound<'py, PyList>> {
    let file = &model.get().file;
    let intercepts = Scorer::new(file).map_err(|problem| error::of_table(py, &problem))?.intercepts();
    let uncertainty = Uncertainty::of(file);
    let list = PyList::empty(py);
    for (k, label) in scores(file) {
        for row in term_rows(file) {
            let estimate = row.estimate(file, &intercepts, k);
            let wald = uncertainty.as_ref().and_then(|uncertainty| uncertainty.wald(&row, k, estimate));
            let column = row.column.and_then(|column| file.schema.columns.get(column));
            let number = |of: fn(&Wald) -> f64| wald.as_ref().map_or(f64::NAN, of);
            list.append(dictionary!(
                py,
                "term" => &row.term,
                "column" => column.map(|column| &column.name),
                "level" => row.level,
                "label" => label,
                "estimate" => estimate,
                "std_error" => number(|wald| wald.std_error),
                "statistic" => number(|wald| wald.statistic),
                "p_value" => number(|wald| wald.p_value),
                "lower" => number(|wald| wald.lower),
                "upper" => number(|wald| wald.upper),
                "note" => row.note.map(Note::name),
                "limit" => limit_of(file, &row, k).and_then(towards),
            ))?;
        }
    }
    Ok(list)
}

/// Where a coefficient goes that has no finite limit.
fn towards(limit: LimitRecord) -> Option<&'static str> {
    match limit {
        LimitRecord::Finite(_) => None,
        LimitRecord::PlusInfinity => Some("+inf"),
        LimitRecord::MinusInfinity => Some("-inf"),
        LimitRecord::Either => Some("either"),
        LimitRecord::Undecided => Some("undecided"),
    }
}

/// The covariance of the coefficients in the order of [`coefficients`], `None` if there is none: of intercepts for the columns as given.
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
