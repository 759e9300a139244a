//! `fit --diagnostics FILE`: a row of numbers for every row of the fit, and the ten that move it most.
//!
//! The lines of a file are known to its text alone, so that (or, of a large file, the way back to it) is kept until the end of the
//! fit, and only with this flag.

use crate::data::Places;
use crate::failure::Failure;
use crate::number::{figures, shortest};
use crate::report::Extent;
use crate::shown;
use crate::text_table::TextTable;
use logodds::io::write_atomically;
use logodds::{Diagnostics, RowDiagnostics, Training};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

/// Rows that are listed.
const LISTED: usize = 10;
const DIGITS: usize = 4;

/// A row that moves the fit.
#[derive(Debug, Serialize)]
pub struct Influential {
    row: usize,
    file: String,
    line: u64,
    label: String,
    probability: f64,
    leverage: f64,
    cooks_distance: f64,
}

/// The rows with the largest distances of Cook's.
pub fn influential(diagnostics: &Diagnostics, training: &Training<'static>, places: &Places) -> Vec<Influential> {
    let one = |i: usize| {
        let RowDiagnostics { probability, leverage, cooks_distance, .. } = *diagnostics.rows().get(i)?;
        let place = places.place(i);
        let label = training.schema().labels.get(usize::from(*training.data().target().classes()?.get(i)?))?.clone();
        let row = places.row(i) + 1;
        Some(Influential { row, file: place.file, line: place.line, label, probability, leverage, cooks_distance })
    };
    diagnostics.most_influential(LISTED).into_iter().filter_map(one).collect()
}

/// Write the numbers of all rows. A row is told by its number, from 1, among the rows of the files; what is not finite (the
/// distance of a row of leverage 1) is an empty cell.
///
/// # Errors
/// [`Failure`] if the file cannot be written.
pub fn write(path: &Path, diagnostics: &Diagnostics, places: &Places) -> Result<(), Failure> {
    let cell = |x: f64| if x.is_finite() { shortest(x) } else { String::new() };
    write_atomically(path, |out| {
        writeln!(out, "row,probability,leverage,cooks_distance,deviance_residual,pearson_residual")?;
        for (i, row) in diagnostics.rows().iter().enumerate() {
            let numbers =
                [row.probability, row.leverage, row.cooks_distance, row.deviance_residual, row.pearson_residual];
            writeln!(out, "{},{}", places.row(i) + 1, numbers.map(cell).join(","))?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The table of the rows that move the fit most.
///
/// # Errors
/// Those of the writer.
pub fn show(out: &mut dyn Write, rows: &[Influential]) -> io::Result<()> {
    writeln!(out)?;
    let mut table = TextTable::new(&["most influential", "label", "probability", "leverage", "Cook's distance"]);
    for row in rows {
        let numbers = [row.probability, row.leverage, row.cooks_distance].map(|x| figures(x, DIGITS));
        let cells = std::iter::once(shown::name(&row.label)).chain(numbers).collect();
        table.row(format!("{}:{}", shown::line(&row.file), row.line), cells, "");
    }
    table.write(out, Extent::Whole)
}
