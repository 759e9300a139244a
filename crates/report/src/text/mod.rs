//! A model with its record, as text for people.
//!
//! Everything is read from the record that the model file keeps, so `fit` and a later `inspect` show the same words and
//! numbers. Six significant digits: all of them are in the document and in the file. Lines are as long as their sentences: whoever shows them
//! breaks them (see [`lines`]).

mod coefficients;
mod collinearity;
mod data;
pub mod effects;
mod ending;
mod estimate;
pub mod findings;
mod hypotheses;
mod inference;
pub mod influence;
mod limits;
pub mod lines;
pub mod model;
pub mod nested;
mod objective;
pub mod page;
pub mod races;
mod statistics;
pub mod style;
pub mod table;
pub mod view;

pub use data::data;
pub use ending::foreseen;
pub use limits::limits;
pub use objective::mean_probability;

use logodds::model::Record;
use page::Page;
use std::fmt::{self, Write};
use view::View;

/// The whole report of a fit. `intercepts` are those of the columns as given.
///
/// # Errors
/// Those of the writer.
pub fn fit(out: &mut Page, file: &Record, intercepts: &[f64], view: View<'_>) -> fmt::Result {
    data(out, file)?;
    writeln!(out)?;
    results(out, file, intercepts, view)
}

/// All but the data: from the coefficients to how the fit ended.
///
/// # Errors
/// Those of the writer.
pub fn results(out: &mut Page, file: &Record, intercepts: &[f64], view: View<'_>) -> fmt::Result {
    coefficients::coefficients(out, file, intercepts, view)?;
    writeln!(out)?;
    hypotheses::contrasts(out, file)?;
    hypotheses::tests(out, file, view)?;
    inference::inference(out, file, view.words())?;
    collinearity::show(out, file)?;
    objective::objective(out, file)?;
    statistics::statistics(out, file)?;
    writeln!(out)?;
    ending::ending(out, file)
}
