//! What a model file says of its fit: the command's document, part by part, and its report.

use crate::error;
use crate::model::Model;
use crate::to_python::to_python;
use logodds::model::Record;
use logodds::score::Scorer;
use logodds_report::document::{
    Coefficient, Contrast, Data, Errors, Minimised, Schema, Statistics, Test, coefficients as terms, data,
};
use logodds_report::text::page::Page;
use logodds_report::text::view::View;
use logodds_report::words::Python as InPython;
use logodds_report::{html, text};
use pyo3::prelude::*;
use serde::Serialize;
use std::fmt::Write;

/// The parts of the document that results ask for.
#[derive(Serialize)]
struct Account<'a> {
    schema: Schema<'a>,
    data: Data<'a>,
    objective: Minimised<'a>,
    statistics: Statistics,
    inference: Option<Errors<'a>>,
    tests: Vec<Test<'a>>,
    contrasts: Vec<Contrast<'a>>,
    has_odds: bool,
}

/// The record of a model, but its coefficients.
#[pyfunction]
pub(crate) fn record<'py>(py: Python<'py>, model: &Bound<'py, Model>) -> PyResult<Bound<'py, PyAny>> {
    let file = &model.get().file;
    let account = Account {
        schema: Schema::of(file),
        data: data(file),
        objective: Minimised::of(file),
        statistics: Statistics::of(file),
        inference: Errors::of(file, &InPython),
        tests: Test::all(file),
        contrasts: Contrast::all(file),
        has_odds: file.has_odds_ratios(),
    };
    to_python(py, &account)
}

/// A coefficient of the document, with what Python asks for besides.
#[derive(Serialize)]
struct Term<'a> {
    #[serde(flatten)]
    coefficient: &'a Coefficient<'a>,
    held: Option<&'a str>,
    limit: Option<&'static str>,
}

/// A dictionary per coefficient, in the order of the model's columns, the intercept first; of more than two labels, one label after
/// another. Numbers that there are not are NaN.
#[pyfunction]
pub(crate) fn coefficients<'py>(py: Python<'py>, model: &Bound<'py, Model>) -> PyResult<Bound<'py, PyAny>> {
    let file = &model.get().file;
    let found = terms(file, &intercepts(py, file)?);
    let term = |coefficient| Term { coefficient, held: coefficient.held, limit: coefficient.limit };
    to_python(py, &found.iter().map(term).collect::<Vec<_>>())
}

/// What the results know beside the model.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Beside {
    /// The formula, if there was one.
    formula: Option<String>,
    /// What tests are called: of a formula they are of its terms.
    tested: Vec<String>,
    /// What there is to be warned of.
    warnings: Vec<String>,
}

/// The command's report of a fit, in Python's words: text, or HTML.
#[pyfunction]
pub(crate) fn summary(
    py: Python<'_>,
    model: &Bound<'_, Model>,
    beside: Beside,
    all_levels: bool,
    as_html: bool,
) -> PyResult<String> {
    let file = &model.get().file;
    let view = View::new(&InPython, usize::MAX).whole(all_levels).testing(&beside.tested);
    let mut page = Page::default();
    let filled = fill(&mut page, file, &intercepts(py, file)?, &beside, view);
    filled.map_err(|error| error::specification(py, error.to_string()))?;
    Ok(if as_html { html::page(&page, view) } else { page.plain_text(view) })
}

fn fill(page: &mut Page, file: &Record, intercepts: &[f64], beside: &Beside, view: View<'_>) -> std::fmt::Result {
    if let Some(formula) = &beside.formula {
        writeln!(page, "formula  {formula}")?;
    }
    text::fit(page, file, intercepts, view)?;
    beside.warnings.iter().try_for_each(|warning| writeln!(page, "warning     {warning}"))
}

fn intercepts(py: Python<'_>, file: &Record) -> PyResult<Vec<f64>> {
    Ok(Scorer::new(file).map_err(|problem| error::of_table(py, &problem))?.intercepts())
}
