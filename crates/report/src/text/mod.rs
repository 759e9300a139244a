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
pub mod extent;
pub mod findings;
mod hypotheses;
mod inference;
pub mod influence;
mod limits;
pub mod lines;
pub mod model;
pub mod nested;
mod objective;
pub mod races;
mod statistics;
pub mod style;
pub mod table;

pub use data::data;
pub use ending::foreseen;
pub use limits::limits;
pub use objective::mean_probability;

use extent::Extent;
use logodds::model::Record;
use std::fmt::{self, Write};

/// The whole report of a fit. `intercepts` are those of the columns as given.
///
/// # Errors
/// Those of the writer.
pub fn fit(out: &mut dyn Write, file: &Record, intercepts: &[f64], extent: Extent) -> fmt::Result {
    data(out, file)?;
    writeln!(out)?;
    results(out, file, intercepts, extent)
}

/// All but the data: from the coefficients to how the fit ended.
///
/// # Errors
/// Those of the writer.
pub fn results(out: &mut dyn Write, file: &Record, intercepts: &[f64], extent: Extent) -> fmt::Result {
    coefficients::coefficients(out, file, intercepts, extent)?;
    writeln!(out)?;
    hypotheses::contrasts(out, file, extent)?;
    hypotheses::tests(out, file, extent)?;
    inference::inference(out, file)?;
    collinearity::show(out, file)?;
    objective::objective(out, file)?;
    statistics::statistics(out, file)?;
    writeln!(out)?;
    ending::ending(out, file)
}
