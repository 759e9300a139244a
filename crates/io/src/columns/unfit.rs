//! Columns that cannot be fitted as they stand, all of them told at once, each with the flag that settles it.
//!
//! Refused: the first of them alone, which makes a user of five come back five times.

use crate::bytes::place::Place;
use crate::coding::data_error::{count, counts};
use crate::coding::flag::flag;
use crate::columns::finding::ColumnFinding;
use crate::columns::not_numbers::NotNumbers;
use logodds_model::excerpt::quoted;
use std::fmt;

/// Lines of a message.
const LINES: usize = 10;
/// Names in a flag that a message spells out.
const NAMES: usize = 40;

/// Cells without a value.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingCells {
    /// How many.
    pub cells: u64,
    /// In so many rows.
    pub rows: u64,
    /// Each column that has some, and how many, most first.
    pub columns: Vec<(String, u64)>,
}

/// Everything that keeps the columns of a table from a fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Unfit {
    /// The (first) file; none for a frame.
    pub file: String,
    /// Columns that are no features, with the places of their examples; and those that a fit would warn of, so that all is told at once.
    pub findings: Vec<(ColumnFinding, Option<Place>)>,
    /// Columns of numbers with cells that are none.
    pub not_numbers: Vec<NotNumbers>,
    /// Missing cells, where those are refused.
    pub missing: Option<MissingCells>,
}

impl Unfit {
    /// The names of the columns that are refused, in the order in which they are told.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let faulty = self.not_numbers.iter().map(|fault| fault.column.clone());
        self.refused().map(|finding| finding.column.clone()).chain(faulty).collect()
    }

    fn refused(&self) -> impl Iterator<Item = &ColumnFinding> {
        self.findings.iter().map(|(finding, _)| finding).filter(|finding| finding.refused)
    }

    /// What can be put behind the command to fit what is left.
    fn without(&self) -> Option<String> {
        let columns = self.columns();
        let exclude = flag("--exclude", &columns).filter(|_| columns.len() <= NAMES)?;
        let drop = if self.missing.is_some() { " --missing drop" } else { "" };
        Some(format!("{exclude}{drop}"))
    }

    fn lines(&self) -> Vec<String> {
        let told = |(finding, place): &(ColumnFinding, Option<Place>)| {
            let line = place.as_ref().map_or(String::new(), |place| format!(" (line {})", place.line));
            let taken = if finding.refused { "" } else { " (fitted, with a warning)" };
            format!(
                "column {}{line}: {}{taken}. {}",
                quoted(&finding.column),
                finding.what(),
                finding.remedies().join(", or ")
            )
        };
        let missing = |missing: &MissingCells| {
            let (cells, rows) = (count(missing.cells, "missing cell"), count(missing.rows, "row"));
            format!(
                "{cells} in {rows}, columns {}. --missing drop, or --na to say what means missing",
                counts(&missing.columns)
            )
        };
        let faulty = self.not_numbers.iter().map(|fault| fault.without_file());
        let (refused, others): (Vec<_>, Vec<_>) = self.findings.iter().partition(|(finding, _)| finding.refused);
        let others = others.into_iter().map(told);
        refused.into_iter().map(told).chain(faulty).chain(self.missing.iter().map(missing)).chain(others).collect()
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let ([(finding, place)], [], None) = (&self.findings[..], &self.not_numbers[..], &self.missing) {
            let at = place.as_ref().map_or_else(|| self.file.clone(), ToString::to_string);
            let remedies = finding.remedies();
            return write!(
                f,
                "{at}: column {}: {}. As categories each would have a coefficient of its own. Leave it out with {}, or fit it so with {}",
                quoted(&finding.column),
                finding.what(),
                remedies.first().map_or("--exclude", String::as_str),
                remedies.last().map_or("--categorical", String::as_str),
            );
        }
        let lines = self.lines();
        write!(
            f,
            "{}: these columns cannot be fitted as they stand; each line ends with what settles one:",
            self.file
        )?;
        lines.iter().take(LINES).try_for_each(|line| write!(f, "\n  {line}"))?;
        if lines.len() > LINES {
            write!(f, "\n  and {} more", lines.len() - LINES)?;
        }
        match self.without() {
            Some(without) => write!(f, "\nTo fit what is left: {without}"),
            None => Ok(()),
        }
    }
}

/// The same of a frame, which has neither lines nor flags.
pub(crate) fn of_frame(unfit: &Unfit) -> String {
    let told = |(finding, _): &(ColumnFinding, Option<Place>)| {
        let row = finding.row.map_or(String::new(), |row| format!(", the first in row {row}"));
        format!("column {}: {}{row}", quoted(&finding.column), finding.what())
    };
    let mut lines: Vec<String> = unfit.findings.iter().map(told).take(LINES).collect();
    if unfit.findings.len() > LINES {
        lines.push(format!("and {} more such columns", unfit.findings.len() - LINES));
    }
    if let Some(missing) = &unfit.missing {
        let (cells, rows) = (count(missing.cells, "missing cell"), count(missing.rows, "row"));
        lines.push(format!(
            "{cells} in {rows}, columns {}: missing=\"drop\" leaves these rows out",
            counts(&missing.columns)
        ));
    }
    let them = if unfit.findings.len() == 1 { "it" } else { "them" };
    format!(
        "{}. As categories each text would have a coefficient of its own. Leave {them} out, make numbers of {them}, or, \
         if categories are meant, a categorical column (pandas: astype(\"category\"), polars: cast(pl.Categorical))",
        lines.join("\n")
    )
}
