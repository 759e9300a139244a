//! What a model file says of its fit, as dictionaries. What is not known is None, and NaN among numbers of a table.

use crate::dictionary::dictionary;
use crate::error;
use crate::model::Model;
use logodds::model::Record;
use logodds::model::record::WeightKind;
use logodds::model::record::{
    ContrastRecord, EstimateRecord, InferenceRecord, SOURCE_DATE_EPOCH, TestRecord, source_date,
};
use logodds::model::schema::{ColumnSchema, INTERCEPT};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use std::borrow::Cow;

/// The record as a file keeps it: where SOURCE_DATE_EPOCH is in the environment, without what differs from run to run.
///
/// # Errors
/// `SpecificationError` if it tells no moment.
pub(crate) fn kept<'a>(py: Python<'_>, file: &'a Record) -> PyResult<Cow<'a, Record>> {
    let Some(text) = std::env::var_os(SOURCE_DATE_EPOCH) else { return Ok(Cow::Borrowed(file)) };
    match text.to_str().and_then(source_date) {
        Some(created) => Ok(Cow::Owned(file.clone().reproducible(created))),
        None => {
            let message = format!(
                "{SOURCE_DATE_EPOCH} of the environment is {text:?}; it must be whole seconds since 1970, such as 1700000000, or unset it"
            );
            Err(error::specification(py, message))
        }
    }
}

/// How the fit went: solver, status, certificate, objective.
pub(crate) fn fit<'py>(py: Python<'py>, file: &Record) -> PyResult<Bound<'py, PyDict>> {
    let fit = &file.fit;
    let certificate = dictionary!(
        py,
        "bound" => fit.certificate.bound,
        "kind" => fit.certificate.kind.name(),
        "gradient_norm" => fit.certificate.gradient_norm,
    );
    Ok(dictionary!(
        py,
        "solver" => &fit.solver,
        "reason" => &fit.reason,
        "status" => fit.status.name(),
        "iterations" => fit.iterations,
        "passes" => fit.passes,
        "seconds" => fit.seconds,
        "value" => fit.value,
        "log_loss" => fit.log_loss,
        "tolerance" => fit.tolerance,
        "seed" => fit.seed,
        "threads" => fit.threads,
        "certificate" => certificate,
    ))
}

/// What a user should know, with what to do about it.
pub(crate) fn warnings<'py>(py: Python<'py>, file: &Record) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for warning in &file.warnings {
        list.append(dictionary!(
            py,
            "code" => &warning.code,
            "message" => &warning.message,
            "columns" => &warning.columns,
            "remedies" => &warning.remedies,
        ))?;
    }
    Ok(list)
}

/// Everything else on record.
#[pyfunction]
pub(crate) fn record<'py>(py: Python<'py>, model: &Bound<'py, Model>) -> PyResult<Bound<'py, PyDict>> {
    let file = &model.get().file;
    let inference = file.inference.as_ref();
    // Of whole columns first; those of terms, after Firth's fit, begin with the intercept's.
    let of_columns = |test: &&TestRecord| test.column != INTERCEPT;
    let (tests, contrasts) = (PyList::empty(py), PyList::empty(py));
    for record in inference.iter().flat_map(|record| &record.tests).take_while(of_columns) {
        tests.append(test(py, record)?)?;
    }
    for record in inference.iter().flat_map(|record| &record.contrasts) {
        contrasts.append(contrast(py, record)?)?;
    }
    Ok(dictionary!(
        py,
        "schema" => schema(py, file)?,
        "data" => data(py, file)?,
        "objective" => objective(py, file)?,
        "statistics" => statistics(py, file)?,
        "inference" => inference.map(|record| errors(py, file, record)).transpose()?,
        "tests" => tests,
        "contrasts" => contrasts,
        "has_odds" => file.has_odds_ratios(),
        "base" => file.schema.labels.first().filter(|_| file.has_base()),
        "version" => &file.logodds_version,
    ))
}

fn schema<'py>(py: Python<'py>, file: &Record) -> PyResult<Bound<'py, PyDict>> {
    let columns = PyList::empty(py);
    for ColumnSchema { name, kind } in &file.schema.columns {
        columns.append(dictionary!(py, "name" => name, "kind" => kind.name(), "levels" => kind.levels()))?;
    }
    Ok(dictionary!(
        py,
        "target" => &file.schema.target,
        "labels" => &file.schema.labels,
        "weights" => &file.schema.weights,
        "offset" => &file.schema.offset,
        "missing" => file.schema.missing.name(),
        "columns" => columns,
    ))
}

fn data<'py>(py: Python<'py>, file: &Record) -> PyResult<Bound<'py, PyDict>> {
    Ok(dictionary!(
        py,
        "rows" => file.data.rows,
        "rows_used" => file.data.rows_used,
        "dropped_missing" => file.data.dropped_missing,
        "weight" => file.data.weight,
        "class_rows" => &file.data.class_rows,
        "class_weights" => &file.data.class_weights,
        "weight_kind" => file.weight_kind.map(WeightKind::name),
    ))
}

fn objective<'py>(py: Python<'py>, file: &Record) -> PyResult<Bound<'py, PyDict>> {
    Ok(dictionary!(
        py,
        "penalty" => file.objective.penalty.name(),
        "lambda" => file.objective.lambda,
        "standardize" => file.objective.standardize,
    ))
}

/// The likelihood and what derives from it.
fn statistics<'py>(py: Python<'py>, file: &Record) -> PyResult<Bound<'py, PyDict>> {
    Ok(dictionary!(
        py,
        "log_likelihood" => file.statistics.log_likelihood,
        "null_log_likelihood" => file.statistics.null_log_likelihood,
        "deviance" => file.statistics.deviance,
        "null_deviance" => file.statistics.null_deviance,
        "df" => file.statistics.df,
        "aic" => file.statistics.aic,
        "bic" => file.statistics.bic,
        "mcfadden_r2" => file.statistics.mcfadden_r2,
    ))
}

/// How standard errors were computed, or why they were not.
fn errors<'py>(py: Python<'py>, file: &Record, record: &InferenceRecord) -> PyResult<Bound<'py, PyDict>> {
    Ok(dictionary!(
        py,
        "covariance" => record.estimator.name(),
        "weight_kind" => record.weights.name(),
        "clusters" => record.clusters,
        "confidence" => record.confidence,
        "interval_kind" => record.interval_kind.name(),
        "withheld" => &record.withheld,
        "nagelkerke_r2" => record.nagelkerke_r2,
        "nagelkerke_withheld" => file.nagelkerke_withheld(),
        "tjur_r2" => record.tjur_r2,
    ))
}

fn test<'py>(py: Python<'py>, record: &TestRecord) -> PyResult<Bound<'py, PyDict>> {
    Ok(dictionary!(
        py,
        "column" => &record.column,
        "statistic" => record.statistic,
        "df" => record.df,
        "p_value" => record.p_value,
    ))
}

fn contrast<'py>(py: Python<'py>, record: &ContrastRecord) -> PyResult<Bound<'py, PyDict>> {
    let number = |of: fn(&EstimateRecord) -> Option<f64>| record.estimate.as_ref().and_then(of).unwrap_or(f64::NAN);
    Ok(dictionary!(
        py,
        "contrast" => &record.text,
        "estimate" => number(|found| Some(found.estimate)),
        "std_error" => number(|found| found.std_error),
        "statistic" => number(|found| found.statistic),
        "p_value" => number(|found| found.p_value),
        "lower" => number(|found| found.lower),
        "upper" => number(|found| found.upper),
    ))
}
