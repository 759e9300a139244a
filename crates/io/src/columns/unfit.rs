//! Columns that cannot be fitted as they stand, all of them told at once, each with what settles it.
//!
//! Refused: the first of them alone, which makes a user of five come back five times.

use crate::bytes::place::Place;
use crate::columns::finding::ColumnFinding;
use crate::columns::not_numbers::NotNumbers;
use logodds_model::excerpt::{count, counts, quoted};
use logodds_model::message;
use logodds_model::words::{Argument, Message, Remedy, Told, can_be_typed};
use std::fmt;

/// Lines of a message.
const LINES: usize = 10;
/// Names in a remedy that a message spells out.
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

    /// What it takes to fit what is left.
    fn without(&self) -> Option<Message> {
        let columns = self.columns();
        let told = can_be_typed(&columns) && columns.len() <= NAMES;
        told.then(|| match self.missing {
            Some(_) => message!("{} {}", Remedy::Exclude(columns), Remedy::DropMissing),
            None => Remedy::Exclude(columns).into(),
        })
    }

    fn lines(&self) -> Vec<Message> {
        let told = |(finding, place): &(ColumnFinding, Option<Place>)| {
            let line = place.as_ref().map_or(String::new(), |place| format!(" (line {})", place.line));
            let taken = if finding.refused { "" } else { " (fitted, with a warning)" };
            let remedies = Message::join(finding.remedies().into_iter().map(Message::from), ", or ");
            message!("column {}{}: {}{}. {}", quoted(&finding.column), line, finding.what(), taken, remedies)
        };
        let missing = |missing: &MissingCells| {
            let (cells, rows) = (count(missing.cells, "missing cell"), count(missing.rows, "row"));
            message!(
                "{} in {}, columns {}. {}, or {} to say what means missing",
                cells,
                rows,
                counts(&missing.columns),
                Remedy::DropMissing,
                Argument::MissingTexts
            )
        };
        let faulty = self.not_numbers.iter().map(NotNumbers::without_file);
        let (refused, others): (Vec<_>, Vec<_>) = self.findings.iter().partition(|(finding, _)| finding.refused);
        let others = others.into_iter().map(told);
        refused.into_iter().map(told).chain(faulty).chain(self.missing.iter().map(missing)).chain(others).collect()
    }
}

impl Told for Unfit {
    fn message(&self) -> Message {
        if let ([(finding, place)], [], None) = (&self.findings[..], &self.not_numbers[..], &self.missing) {
            let at = place.as_ref().map_or_else(|| self.file.clone(), ToString::to_string);
            return message!(
                "{}: column {}: {}. As categories each would have a coefficient of its own. Leave it out with {}, or fit it so with {}",
                at,
                quoted(&finding.column),
                finding.what(),
                Remedy::exclude(&finding.column),
                Remedy::categorical(&finding.column)
            );
        }
        let lines = self.lines();
        let shown = lines.iter().take(LINES).map(|line| message!("\n  {}", line.clone()));
        let more = match lines.len().saturating_sub(LINES) {
            0 => String::new(),
            more => format!("\n  and {more} more"),
        };
        let without =
            self.without().map_or_else(Message::default, |without| message!("\nTo fit what is left: {}", without));
        message!(
            "{}: these columns cannot be fitted as they stand; each line ends with what settles one:{}{}{}",
            &self.file,
            Message::join(shown, ""),
            more,
            without
        )
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

/// The same of a frame, which has no lines.
pub(crate) fn of_frame(unfit: &Unfit) -> Message {
    let told = |(finding, _): &(ColumnFinding, Option<Place>)| {
        let row = finding.row.map_or(String::new(), |row| format!(", the first in row {row}"));
        message!("column {}: {}{}", quoted(&finding.column), finding.what(), row)
    };
    let mut lines: Vec<Message> = unfit.findings.iter().map(told).take(LINES).collect();
    if unfit.findings.len() > LINES {
        lines.push(message!("and {} more such columns", unfit.findings.len() - LINES));
    }
    if let Some(missing) = &unfit.missing {
        let (cells, rows) = (count(missing.cells, "missing cell"), count(missing.rows, "row"));
        lines.push(message!(
            "{} in {}, columns {}: {} leaves these rows out",
            cells,
            rows,
            counts(&missing.columns),
            Remedy::DropMissing
        ));
    }
    let them = if unfit.findings.len() == 1 { "it" } else { "them" };
    message!(
        "{}. As categories each text would have a coefficient of its own. Leave {} out, make numbers of {}, or, if categories are meant, {}",
        Message::join(lines, "\n"),
        them,
        them,
        Remedy::CategoricalColumn
    )
}
