//! Fits to data frames, and predictions for them.

use crate::arrow::Columns;
use crate::error;
use crate::fit::run;
use crate::interrupt::interruptible;
use crate::kept::{Kept, Places};
use crate::matrix::Matrix;
use crate::model::{Model, Undetermined};
use crate::progress::Told;
use crate::released::released;
use crate::specification::Specification;
use crate::study::Asked;
use logodds::data::{Executor, Interrupt};
use logodds::io::SchemaExt;
use logodds::io::{FitColumns, Frame};
use logodds::model::record::WarningRecord;
use logodds::model::schema::{Missing, Unseen};
use logodds::score::{Scorer, Wanted};
use logodds::study::Training;
use numpy::{PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1};
use pyo3::prelude::*;

/// Cells up to which a fit stays on the calling thread, as in `fit`.
const FEW: usize = 100_000;

/// The columns of a fit, by role.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Roles {
    target: String,
    positive: Option<String>,
    features: Option<Vec<String>>,
    categorical: Vec<String>,
    base: Vec<(String, String)>,
    labels: Option<usize>,
    /// Categoricals whose order the frame declares, beside those that say so themselves.
    declared: Vec<String>,
    weights: Option<String>,
    offset: Option<String>,
    cluster: Option<String>,
    missing: String,
    unseen: String,
    /// How false and true are spelled.
    booleans: (String, String),
}

impl Roles {
    fn columns(&self, py: Python<'_>) -> PyResult<FitColumns> {
        let (missing, unseen) = (missing_cells(py, &self.missing)?, unseen_levels(py, &self.unseen)?);
        Ok(FitColumns {
            target: self.target.clone(),
            positive: self.positive.clone(),
            features: self.features.clone(),
            categorical: self.categorical.clone(),
            base: self.base.clone(),
            labels: self.labels,
            weights: self.weights.clone(),
            offset: self.offset.clone(),
            cluster: self.cluster.clone(),
            missing,
            unseen,
            ..FitColumns::default()
        })
    }

    /// Columns whose integers may have more digits than float64.
    fn identifiers(&self) -> Vec<&str> {
        self.cluster.iter().chain(&self.categorical).map(String::as_str).collect()
    }

    /// The columns named; `None` for all of them. Where one is not there, the nearest name is looked for among all.
    fn named<'a>(&'a self, columns: &Columns) -> Option<Vec<&'a str>> {
        let roles = [Some(&self.target), self.weights.as_ref(), self.offset.as_ref(), self.cluster.as_ref()];
        let named: Vec<&str> =
            self.features.as_ref()?.iter().chain(roles.into_iter().flatten()).map(String::as_str).collect();
        columns.have(&named).then_some(named)
    }
}

/// What to do about missing cells.
fn missing_cells(py: Python<'_>, given: &str) -> PyResult<Missing> {
    match given {
        "error" => Ok(Missing::Error),
        "drop" => Ok(Missing::Drop),
        other => Err(error::specification(py, format!("missing={other:?}; it must be \"error\" or \"drop\""))),
    }
}

/// What a prediction does about levels never seen.
fn unseen_levels(py: Python<'_>, given: &str) -> PyResult<Unseen> {
    match given {
        "error" => Ok(Unseen::Error),
        "base" => Ok(Unseen::Base),
        "missing" => Ok(Unseen::Missing),
        other => {
            Err(error::specification(py, format!("unseen={other:?}; it must be \"error\", \"base\" or \"missing\"")))
        }
    }
}

/// Fit to the columns of a data frame. If a `matrix` is given, it has the features, called `names`, and the frame (of as many rows)
/// target, weights, offset and clusters; `dropped` rows have been left out of both. `note` is added to the model's warnings.
#[pyfunction]
#[pyo3(signature = (frame, roles, specification, asked, matrix=None, names=None, dropped=0, note=None, callback=None))]
#[allow(clippy::too_many_arguments)] // Python's
pub(crate) fn fit_frame<'py>(
    py: Python<'py>,
    frame: &Bound<'py, PyAny>,
    roles: Roles,
    specification: Specification<'py>,
    asked: Asked,
    matrix: Option<&Bound<'py, PyAny>>,
    names: Option<Vec<String>>,
    dropped: usize,
    note: Option<String>,
    callback: Option<Py<PyAny>>,
) -> PyResult<Model> {
    let fit_columns = roles.columns(py)?;
    let columns = Columns::new(frame)?;
    let used = released(py, || columns.frame(roles.named(&columns).as_deref(), &roles.identifiers(), &roles.declared))?;
    let used = used.map_err(|problem| error::data(py, problem))?;
    let booleans = [roles.booleans.0.as_str(), roles.booleans.1.as_str()];
    let coded = released(py, || fit_columns.encode_frame(Frame::new(used, columns.rows(), booleans)?))?;
    let mut coded = coded.map_err(|problem| error::of_frame(py, &problem))?;
    let places = Places { read: coded.encoded.rows_read, used: coded.encoded.rows.take() };
    let matrix = matrix.map(Matrix::new).transpose()?;
    let training = match &matrix {
        Some(matrix) => {
            let (features, names) = (matrix.features(py)?, names.unwrap_or_default());
            let indicators = asked.indicators.iter().map(|&(start, end)| start..end).collect();
            Training::of_matrix(coded, features, names)
                .map(|training| training.with_dropped(dropped).with_indicators(indicators))
        }
        None => Training::of_frame(coded),
    };
    let training = training.map_err(|problem| error::of_table(py, &problem))?;
    let interrupt = Interrupt::default();
    let mut study = asked.study(py, fit_columns, specification.regression(py, &interrupt)?)?;
    if let Some(request) = &mut study.regression.inference {
        (request.effects, request.diagnostics) = [training.is_small() && !training.has_classes(); 2].into();
    }
    let mut told = Told::new(callback);
    let cells = training.data().features().nrows().saturating_mul(training.data().features().ncols());
    let work = || run(&study, &training, &mut told);
    let ended = if cells <= FEW { released(py, work)? } else { interruptible(py, &interrupt, work)? };
    if let Some(raised) = told.raised {
        return Err(raised);
    }
    let (mut file, of_fit) = ended.map_err(|problem| match (&problem, problem.data()) {
        (_, Some(logodds::data::DataError::Overflow { column })) if training.overflowing(*column).is_some() => {
            let (value, times) = training.overflowing(*column).unwrap_or_default();
            let message = format!(
                "column {:?}: {value:e} (in {times} rows) is too large to sum, and no other value is: probably a code for missing cells. Make it missing (NaN), with missing=\"drop\"",
                training.name(*column)
            );
            error::data(py, message)
        }
        (_, Some(data)) => error::of_fitted(py, data, &|j| training.name(j), &training.schema().labels),
        _ => error::of_fit(py, &problem),
    })?;
    if let Some(message) = note {
        file.warnings.push(WarningRecord {
            code: "formula".to_owned(),
            message,
            columns: Vec::new(),
            remedies: Vec::new(),
        });
    }
    let model = Model::new(file).map_err(|problem| error::of_table(py, &problem))?;
    let executor = executor(py, study.regression.threads, cells)?;
    let kept = released(py, || Kept::of(&model.file, &training, &executor, (places, of_fit)))?;
    Ok(model.keeping(kept.map_err(|problem| error::of_table(py, &problem))?))
}

/// What is wanted of every row: probabilities, log-odds, standard errors, and the confidence of an interval.
type Asks = (bool, bool, bool, Option<f64>);

fn scorer(py: Python<'_>, model: &Model, wanted: Asks) -> PyResult<Scorer> {
    let (probabilities, log_odds, std_errors, interval) = wanted;
    if let Some(confidence) = interval.filter(|confidence| !(*confidence > 0.0 && *confidence < 1.0)) {
        let message = format!("interval={confidence}; it must lie between 0 and 1, such as 0.95");
        return Err(error::specification(py, message));
    }
    let wanted = Wanted { probabilities, log_odds, std_errors, interval };
    Scorer::wanting(&model.file, wanted).map_err(|problem| error::of_table(py, &problem))
}

fn executor(py: Python<'_>, threads: usize, cells: usize) -> PyResult<Executor> {
    Executor::for_cells(threads, cells).map_err(|problem| error::of_fit(py, &problem.into()))
}

/// Numbers of rows, and what is to be said of rows that have none because the data of the fit do not determine them.
type Numbers<'py> = (Bound<'py, PyArray2<f64>>, Undetermined);

/// Numbers of the rows of a data frame, `(rows, width)`: those wanted ([`Wanted`]) of the second of two labels, else of each. NaN in rows that
/// the policies (the model's, if none are given) leave unscored, and in those that the data of the fit do not determine, of which more is told.
#[pyfunction]
#[pyo3(signature = (model, frame, booleans, wanted, threads=0, unseen=None, missing=None))]
#[allow(clippy::too_many_arguments)] // Python's
pub(crate) fn predict_frame<'py>(
    py: Python<'py>,
    model: &Bound<'py, Model>,
    frame: &Bound<'py, PyAny>,
    booleans: (String, String),
    wanted: Asks,
    threads: usize,
    unseen: Option<&str>,
    missing: Option<&str>,
) -> PyResult<Numbers<'py>> {
    let model = model.get();
    let scorer = scorer(py, model, wanted)?;
    let columns = Columns::new(frame)?;
    let mut schema = model.file.schema.clone();
    if let Some(given) = unseen {
        schema.unseen = unseen_levels(py, given)?;
    }
    if let Some(given) = missing {
        schema.missing = missing_cells(py, given)?;
    }
    let needed: Vec<&str> =
        schema.columns.iter().map(|column| &column.name).chain(&schema.offset).map(String::as_str).collect();
    let categories = schema.columns.iter().filter(|column| !column.is_numeric());
    let categories: Vec<&str> = categories.map(|column| column.name.as_str()).collect();
    let used = released(py, || columns.frame(columns.have(&needed).then_some(&needed[..]), &categories, &[]))?;
    let used = used.map_err(|problem| error::data(py, problem))?;
    let rows = released(py, || schema.encode_frame(Frame::new(used, columns.rows(), [&booleans.0, &booleans.1])?))?;
    let rows = rows.map_err(|problem| error::of_frame(py, &problem))?;
    let count = rows.rows;
    let executor = executor(py, threads, count.saturating_mul(schema.columns.len()))?;
    let found = released(py, || scorer.of_frame(rows, &executor))?.map_err(|problem| error::of_table(py, &problem))?;
    let values = PyArray1::from_vec(py, found.values).reshape([count, scorer.width()])?;
    Ok((values, model.told(&found.undetermined)))
}

/// The same for rows of features, with an offset for each if the model has one.
#[pyfunction]
#[pyo3(signature = (model, x, wanted, offset=None, threads=0))]
pub(crate) fn predict_arrays<'py>(
    py: Python<'py>,
    model: &Bound<'py, Model>,
    x: &Bound<'py, PyAny>,
    wanted: Asks,
    offset: Option<PyReadonlyArray1<'py, f64>>,
    threads: usize,
) -> PyResult<Numbers<'py>> {
    let model = model.get();
    let scorer = scorer(py, model, wanted)?;
    let matrix = Matrix::new(x)?;
    let features = matrix.features(py)?;
    let rows = features.nrows();
    let offset = match &offset {
        Some(offset) => {
            let offset = offset.as_slice().map_err(|_| error::data(py, "offset must be contiguous".to_owned()))?;
            if offset.len() != rows {
                let message = format!("{} offsets for {rows} rows", offset.len());
                return Err(error::data(py, message));
            }
            Some(offset)
        }
        None => None,
    };
    let executor = executor(py, threads, rows.saturating_mul(features.ncols()))?;
    let found = released(py, || scorer.of_features(features, offset, &executor))?;
    let found = found.map_err(|problem| error::of_table(py, &problem))?;
    let values = PyArray1::from_vec(py, found.values).reshape([rows, scorer.width()])?;
    Ok((values, model.told(&found.undetermined)))
}
