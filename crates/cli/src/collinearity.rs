//! How far columns can be told apart, in the report where it matters and in the document always.

use crate::number::figures;
use crate::shown;
use logodds::collinearity_of;
use logodds::model::Record;
use serde::Serialize;
use std::io::{self, Write};

/// Variance inflation that is told: standard errors three times those of unrelated columns (M. Kutner et al., *Applied Linear Statistical
/// Models*, §10.5).
const TOLD: f64 = 10.0;
const DIGITS: usize = 4;

/// Of the document.
#[derive(Debug, Serialize)]
pub struct Collinearity {
    condition: f64,
    inflation: Vec<Inflation>,
}

#[derive(Debug, Serialize)]
struct Inflation {
    column: String,
    df: usize,
    gvif: f64,
}

impl Collinearity {
    /// That of a model file, if it has the covariance by the model.
    pub fn of(file: &Record) -> Option<Self> {
        let (found, names) = collinearity_of(file)?;
        let inflation = found.inflations.iter().zip(names);
        let inflation = inflation.map(|(one, column)| Inflation { column, df: one.df, gvif: one.gvif });
        Some(Self { condition: found.condition, inflation: inflation.collect() })
    }
}

/// A line on the column that is worst, if it is bad.
///
/// # Errors
/// Those of the writer.
pub fn show(out: &mut dyn Write, file: &Record) -> io::Result<()> {
    let Some((found, names)) = collinearity_of(file) else { return Ok(()) };
    let worst = found.inflations.iter().zip(&names).max_by(|a, b| a.0.per_column().total_cmp(&b.0.per_column()));
    match worst.filter(|(one, _)| one.per_column() > TOLD) {
        Some((one, name)) => writeln!(
            out,
            "columns     largest variance inflation {} ({}); condition of the information {}",
            figures(one.per_column(), DIGITS),
            shown::name(name),
            figures(found.condition, DIGITS)
        ),
        None => Ok(()),
    }
}
