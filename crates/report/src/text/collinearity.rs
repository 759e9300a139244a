//! How far columns can be told apart, where it matters.

use crate::number::{JUDGED, figures};
use crate::shown;
use crate::text::page::Page;
use logodds::model::Record;
use logodds::saved::collinearity_of;
use std::fmt::{self, Write};

/// Variance inflation that is told: standard errors three times those of unrelated columns (M. Kutner et al., *Applied Linear Statistical
/// Models*, §10.5).
const TOLD: f64 = 10.0;

/// A line on the column that is worst, if it is bad.
///
/// # Errors
/// Those of the writer.
pub fn show(out: &mut Page, file: &Record) -> fmt::Result {
    let Some((found, names)) = collinearity_of(file) else { return Ok(()) };
    let worst = found.inflations.iter().zip(&names).max_by(|a, b| a.0.per_column().total_cmp(&b.0.per_column()));
    match worst.filter(|(one, _)| one.per_column() > TOLD) {
        Some((one, name)) => writeln!(
            out,
            "columns     largest variance inflation {} ({}); condition of the information {}",
            figures(one.per_column(), JUDGED),
            shown::name(name),
            figures(found.condition, JUDGED)
        ),
        None => Ok(()),
    }
}
