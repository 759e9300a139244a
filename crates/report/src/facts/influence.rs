//! The rows that move a fit most, and a row of numbers for every row of the fit.

use crate::number::shortest;
use logodds::inference::{Diagnostics, RowDiagnostics};
use logodds::io::Place;
use logodds::study::Training;
use serde::Serialize;
use std::io::{self, Write};

/// Rows that are listed.
const LISTED: usize = 10;

/// A row that moves the fit.
#[derive(Debug, Serialize)]
pub struct Influential {
    /// Its number among the rows of the files, from 1.
    pub row: usize,
    /// Its file.
    pub file: String,
    /// Its line there.
    pub line: u64,
    /// Its label.
    pub label: String,
    /// The probability that the fit gives it.
    pub probability: f64,
    /// Its leverage.
    pub leverage: f64,
    /// Cook's distance.
    pub cooks_distance: f64,
}

/// Where the rows of a fit stand in the files.
pub trait Places {
    /// The number among the rows of the files, from 0, of a row of the fit.
    fn row(&self, row: usize) -> usize;
    /// The file and line of a row of the fit.
    fn place(&self, row: usize) -> Place;
}

/// The rows with the largest distances of Cook's.
pub fn influential(diagnostics: &Diagnostics, training: &Training<'static>, places: &dyn Places) -> Vec<Influential> {
    let one = |i: usize| {
        let RowDiagnostics { probability, leverage, cooks_distance, .. } = *diagnostics.rows().get(i)?;
        let Place { file, line } = places.place(i);
        let label = training.schema().labels.get(usize::from(*training.data().target().classes()?.get(i)?))?.clone();
        let row = places.row(i) + 1;
        Some(Influential { row, file, line, label, probability, leverage, cooks_distance })
    };
    diagnostics.most_influential(LISTED).into_iter().filter_map(one).collect()
}

/// The numbers of all rows, as a CSV. A row is told by its number, from 1, among the rows of the files; what is not finite (the
/// distance of a row of leverage 1) is an empty cell.
///
/// # Errors
/// Those of the writer.
pub fn write_rows(out: &mut dyn Write, diagnostics: &Diagnostics, places: &dyn Places) -> io::Result<()> {
    let cell = |x: f64| if x.is_finite() { shortest(x) } else { String::new() };
    writeln!(out, "row,probability,leverage,cooks_distance,deviance_residual,pearson_residual")?;
    for (i, row) in diagnostics.rows().iter().enumerate() {
        let numbers = [row.probability, row.leverage, row.cooks_distance, row.deviance_residual, row.pearson_residual];
        writeln!(out, "{},{}", places.row(i) + 1, numbers.map(cell).join(","))?;
    }
    Ok(())
}
