//! A model with its record, as text for people.
//!
//! Everything is read from the record that the model file keeps, so `fit` and a later `inspect` show the same words and
//! numbers. Six significant digits: all of them are in the JSON document and in the file.

mod coefficients;
mod data;
mod ending;
mod estimate;
mod extent;
mod hypotheses;
mod inference;
mod limits;
mod objective;
mod statistics;

pub use data::data;
pub use ending::foreseen;
pub use estimate::ends;
pub use extent::{Extent, Line, largest};
pub use limits::limits;
pub use objective::mean_probability;

use crate::collinearity;
use logodds::model::Record;
use logodds::model::record::{PenaltyKind, WeightKind};
use std::io::{self, Write};

const DIGITS: usize = 6;
/// Figures of what judges an estimate.
const JUDGED: usize = 4;

/// The whole report of a fit. `intercepts` are those of the columns as given.
///
/// # Errors
/// Those of the writer.
pub fn fit(out: &mut dyn Write, file: &Record, intercepts: &[f64], extent: Extent) -> io::Result<()> {
    data(out, file)?;
    writeln!(out)?;
    results(out, file, intercepts, extent)
}

/// All but the data: from the coefficients to how the fit ended.
///
/// # Errors
/// Those of the writer.
pub fn results(out: &mut dyn Write, file: &Record, intercepts: &[f64], extent: Extent) -> io::Result<()> {
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

/// Whether rows stand for others by the chance that they were drawn with.
fn is_sampled(file: &Record) -> bool {
    file.weight_kind == Some(WeightKind::Sampling)
}

/// Whether the intercept of Firth's fit is corrected.
fn is_flic(file: &Record) -> bool {
    file.warnings.iter().any(|warning| warning.code == "flic")
}

/// Whether it is Firth's fit, whose likelihood is penalised by Jeffreys' prior.
fn is_firth(file: &Record) -> bool {
    file.objective.penalty == PenaltyKind::Firth
}
