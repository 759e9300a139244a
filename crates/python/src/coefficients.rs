//! What a model says of its coefficients and its fit, as dictionaries: the numbers of the command's table.

use crate::error;
use crate::model::Model;
use logodds::coefficients::{TermRow, Uncertainty, scores, term_rows};
use logodds::io::model_file::EstimateRecord;
use logodds::io::{ColumnKind, Missing, ModelFile};
use logodds::{Scorer, Wald, covariance_of};
use numpy::{PyArray1, PyArray2, PyArrayMethods};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

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
            let dict = PyDict::new(py);
            dict.set_item("term", &row.term)?;
            dict.set_item("column", column.map(|column| &column.name))?;
            dict.set_item("level", row.level)?;
            dict.set_item("label", label)?;
            dict.set_item("estimate", estimate)?;
            let number = |of: fn(&Wald) -> f64| wald.as_ref().map_or(f64::NAN, of);
            dict.set_item("std_error", number(|wald| wald.std_error))?;
            dict.set_item("statistic", number(|wald| wald.statistic))?;
            dict.set_item("p_value", number(|wald| wald.p_value))?;
            dict.set_item("lower", number(|wald| wald.lower))?;
            dict.set_item("upper", number(|wald| wald.upper))?;
            dict.set_item("note", row.note)?;
            list.append(dict)?;
        }
    }
    Ok(list)
}

/// The covariance of the coefficients in the order of [`coefficients`], `None` if there is none: of intercepts for the columns as given.
#[pyfunction]
pub(crate) fn covariance<'py>(
    py: Python<'py>,
    model: &Bound<'py, Model>,
) -> PyResult<Option<Bound<'py, PyArray2<f64>>>> {
    let file = &model.get().file;
    let Some(found) = covariance_of(file) else { return Ok(None) };
    let (terms, rows) = (file.schema.term_count(), term_rows(file));
    let mut origin = file.origin.clone();
    origin.resize(terms, 0.0);
    let blocks = found.matrix().order() / (terms + 1);
    // A row of the result is z'V with z the combination of (b_o, w) that the coefficient is: b = b_o − Σ o_j w_j.
    let combination = |block: usize, row: &TermRow<'_>| -> Vec<(usize, f64)> {
        let start = block * (terms + 1);
        match row.place() {
            Some(j) => vec![(start + 1 + j, 1.0)],
            None => {
                let others = origin.iter().enumerate().filter(|(_, o)| **o != 0.0);
                std::iter::once((start, 1.0)).chain(others.map(|(j, o)| (start + 1 + j, -o))).collect()
            }
        }
    };
    let entry = |i: usize, j: usize| if i >= j { found.matrix().row(i)[j] } else { found.matrix().row(j)[i] };
    let z: Vec<Vec<(usize, f64)>> = (0..blocks)
        .flat_map(|block| rows.iter().map(move |row| (block, row)))
        .map(|(b, row)| combination(b, row))
        .collect();
    let order = z.len();
    let mut values = vec![0.0; order * order];
    for i in 0..order {
        for j in 0..=i {
            let mut sum = 0.0;
            for &(k, a) in &z[i] {
                for &(l, b) in &z[j] {
                    sum += a * b * entry(k, l);
                }
            }
            values[i * order + j] = sum;
            values[j * order + i] = sum;
        }
    }
    PyArray1::from_vec(py, values).reshape([order, order]).map(Some)
}

/// Everything else on record.
#[pyfunction]
pub(crate) fn record<'py>(py: Python<'py>, model: &Bound<'py, Model>) -> PyResult<Bound<'py, PyDict>> {
    let file = &model.get().file;
    let dict = PyDict::new(py);
    dict.set_item("schema", schema(py, file)?)?;
    let data = PyDict::new(py);
    data.set_item("rows", file.data.rows)?;
    data.set_item("rows_used", file.data.rows_used)?;
    data.set_item("dropped_missing", file.data.dropped_missing)?;
    data.set_item("weight", file.data.weight)?;
    data.set_item("class_rows", &file.data.class_rows)?;
    data.set_item("class_weights", &file.data.class_weights)?;
    dict.set_item("data", data)?;
    let objective = PyDict::new(py);
    objective.set_item("penalty", &file.objective.penalty)?;
    objective.set_item("lambda", file.objective.lambda)?;
    objective.set_item("standardize", file.objective.standardize)?;
    dict.set_item("objective", objective)?;
    let s = &file.statistics;
    let statistics = PyDict::new(py);
    statistics.set_item("log_likelihood", s.log_likelihood)?;
    statistics.set_item("null_log_likelihood", s.null_log_likelihood)?;
    statistics.set_item("deviance", s.deviance)?;
    statistics.set_item("null_deviance", s.null_deviance)?;
    statistics.set_item("df", s.df)?;
    statistics.set_item("aic", s.aic)?;
    statistics.set_item("bic", s.bic)?;
    statistics.set_item("mcfadden_r2", s.mcfadden_r2)?;
    dict.set_item("statistics", statistics)?;
    let inference = file.inference.as_ref().map(|record| {
        let inference = PyDict::new(py);
        inference.set_item("covariance", &record.estimator)?;
        inference.set_item("weight_kind", &record.weights)?;
        inference.set_item("clusters", record.clusters)?;
        inference.set_item("confidence", record.confidence)?;
        inference.set_item("interval_kind", &record.interval_kind)?;
        inference.set_item("withheld", &record.withheld)?;
        inference.set_item("nagelkerke_r2", record.nagelkerke_r2)?;
        inference.set_item("tjur_r2", record.tjur_r2)?;
        Ok::<_, PyErr>(inference)
    });
    dict.set_item("inference", inference.transpose()?)?;
    let tests = PyList::empty(py);
    // Of whole columns first; those of terms, after Firth's fit, begin with the intercept's.
    let records = file.inference.iter().flat_map(|record| &record.tests);
    for test in records.take_while(|test| test.column != "(intercept)") {
        let one = PyDict::new(py);
        one.set_item("column", &test.column)?;
        one.set_item("statistic", test.statistic)?;
        one.set_item("df", test.df)?;
        one.set_item("p_value", test.p_value)?;
        tests.append(one)?;
    }
    dict.set_item("tests", tests)?;
    let contrasts = PyList::empty(py);
    for contrast in file.inference.iter().flat_map(|record| &record.contrasts) {
        let one = PyDict::new(py);
        let number =
            |of: fn(&EstimateRecord) -> Option<f64>| contrast.estimate.as_ref().and_then(of).unwrap_or(f64::NAN);
        one.set_item("contrast", &contrast.text)?;
        one.set_item("estimate", number(|found| Some(found.estimate)))?;
        one.set_item("std_error", number(|found| found.std_error))?;
        one.set_item("statistic", number(|found| found.statistic))?;
        one.set_item("p_value", number(|found| found.p_value))?;
        one.set_item("lower", number(|found| found.lower))?;
        one.set_item("upper", number(|found| found.upper))?;
        contrasts.append(one)?;
    }
    dict.set_item("contrasts", contrasts)?;
    dict.set_item("has_odds", file.intercepts.len() == 1 || file.has_base())?;
    dict.set_item("base", file.schema.labels.first().filter(|_| file.has_base()))?;
    dict.set_item("version", &file.logodds_version)?;
    Ok(dict)
}

fn schema<'py>(py: Python<'py>, file: &ModelFile) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    dict.set_item("target", &file.schema.target)?;
    dict.set_item("labels", &file.schema.labels)?;
    dict.set_item("weights", &file.schema.weights)?;
    dict.set_item("offset", &file.schema.offset)?;
    dict.set_item("missing", if file.schema.missing == Missing::Drop { "drop" } else { "error" })?;
    let columns = PyList::empty(py);
    for column in &file.schema.columns {
        let one = PyDict::new(py);
        one.set_item("name", &column.name)?;
        let (kind, levels) = match &column.kind {
            ColumnKind::Boolean { labels } => ("boolean", Some(labels.to_vec())),
            ColumnKind::Categorical { levels } => ("categorical", Some(levels.clone())),
            _ => ("numeric", None),
        };
        one.set_item("kind", kind)?;
        one.set_item("levels", levels)?;
        columns.append(one)?;
    }
    dict.set_item("columns", columns)?;
    Ok(dict)
}
