//! The features of a table or a frame, looked at one by one.

use crate::coding::FitColumns;
use crate::coding::places::Places;
use crate::columns::finding::{ColumnFinding, Suspicion};
use crate::columns::table::{ColumnData, Table};
use crate::columns::{numbers, texts};
use crate::frame::{Frame, FrameValues};
use rayon::prelude::*;

impl FitColumns {
    /// What features of a table look like that look like none, or like others than they are read as; those whose type is given
    /// are not asked about. A fit refuses the table if any of them is `refused`.
    #[must_use]
    pub fn findings(&self, table: &Table) -> Vec<ColumnFinding> {
        let features = Places::of(self, self.features(table.names()), |name| table.position(name)).features;
        look_at_table(self, table, &features)
    }

    fn is_typed(&self, name: &String) -> bool {
        self.categorical.contains(name) || self.numeric.contains(name)
    }
}

/// Of columns `features` of a table, in their order.
pub(crate) fn look_at_table(columns: &FitColumns, table: &Table, features: &[usize]) -> Vec<ColumnFinding> {
    let one = |&k: &usize| {
        let (name, column) = (&table.names()[k], &table.columns()[k]);
        if columns.is_typed(name) {
            return None;
        }
        match &column.data {
            ColumnData::Categorical { codes, levels } => {
                of_texts(name, codes, levels, codes.len() - column.missing.len())
            }
            ColumnData::Numeric(values) => {
                let padded = table.padded.get(k).and_then(Option::as_ref);
                of_numbers(name, values, &column.missing, padded)
            }
            ColumnData::Boolean { .. } | ColumnData::Skipped => None,
        }
    };
    features.par_iter().filter_map(one).collect()
}

/// Of columns `features` of a frame, in their order.
pub(crate) fn look_at_frame(columns: &FitColumns, frame: &Frame<'_>, features: &[usize]) -> Vec<ColumnFinding> {
    let one = |&k: &usize| {
        let column = &frame.columns[k];
        if columns.is_typed(&column.name) || column.is_declared {
            return None;
        }
        match &column.values {
            FrameValues::Texts { codes, levels } => {
                of_texts(&column.name, codes, levels, codes.len() - column.missing.len())
            }
            FrameValues::Numbers(values) => of_numbers(&column.name, values, &column.missing, None),
            FrameValues::Booleans(_) | FrameValues::Other(_) => None,
        }
    };
    features.par_iter().filter_map(one).collect()
}

fn of_texts(name: &str, codes: &[u32], levels: &[String], rows: usize) -> Option<ColumnFinding> {
    let mut finding = texts::look(name, levels, rows)?;
    let code = finding.examples.first().and_then(|example| levels.iter().position(|level| level == example));
    finding.row = codes.iter().position(|&of_row| Some(of_row as usize) == code).map(|row| row as u32);
    Some(finding)
}

/// The values of rows in `missing` mean nothing.
fn of_numbers(name: &str, values: &[f64], missing: &[u32], padded: Option<&String>) -> Option<ColumnFinding> {
    if missing.is_empty() {
        return numbers::look(name, values, true, padded);
    }
    let mut lacking = missing.iter().peekable();
    let mut present =
        (0u32..).zip(values).filter(|(row, _)| lacking.next_if_eq(&row).is_none()).map(|(_, value)| *value);
    // Whatever it may be, it is whole.
    let first = present.next().filter(|first| first.fract() == 0.0)?;
    let values: Vec<f64> = std::iter::once(first).chain(present).collect();
    numbers::look(name, &values, false, padded)
}

impl ColumnFinding {
    /// Whether it has been read as categories.
    #[must_use]
    pub fn is_of_texts(&self) -> bool {
        !matches!(
            self.suspicion,
            Suspicion::RowNumbers { .. } | Suspicion::IdentifyingNumbers | Suspicion::Codes | Suspicion::DayNumbers
        )
    }
}
