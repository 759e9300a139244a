//! The rows that move a fit most, as a table.

use crate::facts::influence::Influential;
use crate::number::{JUDGED, figures};
use crate::shown;
use crate::text::page::Page;
use crate::text::table::TextTable;
use std::fmt::{self, Write};

/// The table of the rows that move the fit most.
///
/// # Errors
/// Those of the writer.
pub fn show(out: &mut Page, rows: &[Influential]) -> fmt::Result {
    writeln!(out)?;
    let mut table = TextTable::new(&["most influential", "label", "probability", "leverage", "Cook's distance"]);
    for row in rows {
        let numbers = [row.probability, row.leverage, row.cooks_distance].map(|x| figures(x, JUDGED));
        let cells = std::iter::once(shown::name(&row.label)).chain(numbers).collect();
        table.row(format!("{}:{}", shown::line(&row.file), row.line), cells, "");
    }
    out.table(table);
    Ok(())
}
