//! Columns that are in memory already, as those of a data frame are: coded for a fit or a prediction by the rules of a table.
//!
//! ```text
//! FrameColumn… ─ Frame::new ─ FitColumns::encode_frame ─► EncodedFrame
//!                             SchemaExt::encode_frame ──► FrameRows
//! ```
//!
//! Types are the frame's: numbers are numeric, booleans boolean, texts and dictionaries categorical, whatever the numbers or texts look
//! like. Levels are as in a file: without blanks around, numbers by value and texts by bytes, so that one model has one coding, whatever
//! type holds them. An order that a categorical declares is kept ([`FrameColumn::ordered`]).
//! NaN is missing, as it is in every data frame. Numbers without missing cells are borrowed.
//!
//! Messages name columns, and rows by their position from 0: a frame has no lines. Refused: writing a frame as text to read it again, and
//! a [`Table`](crate::columns::Table) with empty texts, whose messages would name files and lines that there are not.

mod encode;
mod error;
mod predict;
#[cfg(test)]
mod tests;

pub use encode::EncodedFrame;
pub use error::FrameError;
pub use predict::FrameRows;
pub(crate) use predict::code_frame;

use crate::columns::MISSING;
use crate::columns::dictionary::Dictionary;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// The cells of a column. A missing cell's value means nothing.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum FrameValues<'a> {
    /// Numbers.
    Numbers(Cow<'a, [f64]>),
    /// Truths.
    Booleans(Vec<bool>),
    /// Positions in distinct texts in byte order, or in the order that they declare, [`MISSING`] where missing.
    Texts {
        /// One code per row.
        codes: Vec<u32>,
        /// The texts.
        levels: Vec<String>,
    },
    /// Something that no model takes, by the name of its type. An error if the column is used.
    Other(String),
}

/// A named column.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameColumn<'a> {
    pub(crate) name: String,
    pub(crate) values: FrameValues<'a>,
    /// Rows without a value, ascending.
    pub(crate) missing: Vec<u32>,
    /// Whether it is declared to be a category, and not only made of texts.
    pub(crate) is_declared: bool,
    /// Whether the order of its texts means something.
    is_ordered: bool,
    /// Texts that differ in blanks around, and are one.
    blanks: Vec<[String; 2]>,
    /// The first integer that its numbers have rounded.
    rounded: Option<Rounded>,
}

/// An integer that no double is.
#[derive(Debug, Clone, PartialEq)]
struct Rounded {
    row: u32,
    value: String,
    /// Such cells.
    cells: u64,
}

impl<'a> FrameColumn<'a> {
    /// Numbers. Those of the rows in `missing` (ascending) are not looked at; NaN is missing, too.
    pub fn numbers(name: String, values: impl Into<Cow<'a, [f64]>>, missing: Vec<u32>) -> Self {
        let values = values.into();
        let mut lacking = missing;
        if any(&values, f64::is_nan) {
            lacking.extend((0u32..).zip(values.iter()).filter(|(_, value)| value.is_nan()).map(|(row, _)| row));
            lacking.sort_unstable();
            lacking.dedup();
        }
        Self::of(name, FrameValues::Numbers(values), lacking)
    }

    fn of(name: String, values: FrameValues<'a>, missing: Vec<u32>) -> Self {
        Self { name, values, missing, is_declared: false, is_ordered: false, blanks: Vec::new(), rounded: None }
    }

    /// Numbers made of integers, `cells` of which are between doubles, and rounded; the first one is `value` in `row`. An error if they are
    /// used as numbers.
    #[must_use]
    pub fn with_rounded(self, row: u32, value: String, cells: u64) -> Self {
        Self { rounded: Some(Rounded { row, value, cells }), ..self }
    }

    /// Truths; `None` is missing.
    pub fn booleans(name: String, values: impl IntoIterator<Item = Option<bool>>) -> Self {
        let mut missing = Vec::new();
        let cells = (0u32..).zip(values).map(|(row, value)| {
            if value.is_none() {
                missing.push(row);
            }
            value.unwrap_or_default()
        });
        let values = FrameValues::Booleans(cells.collect());
        Self::of(name, values, missing)
    }

    /// Texts; `None` is missing.
    pub fn texts<'t>(name: String, values: impl IntoIterator<Item = Option<&'t str>>) -> Self {
        let values = values.into_iter();
        let mut dictionary = Dictionary::with_capacity(values.size_hint().0);
        let mut missing = Vec::new();
        for (row, value) in (0u32..).zip(values) {
            if value.is_none() {
                missing.push(row);
            }
            dictionary.push(value.unwrap_or_default().as_bytes());
        }
        let texts: Vec<String> = dictionary.texts().map(|text| String::from_utf8_lossy(text).into_owned()).collect();
        let mut codes = dictionary.codes;
        missing.iter().for_each(|&row| codes[row as usize] = MISSING);
        Self { is_declared: false, ..Self::codes(name, codes, &texts) }
    }

    /// Positions in `texts`, which may be in any order, with repetitions and without use; a code beyond them is missing. Such a column is
    /// declared to be a category, and is fitted as one whatever its texts look like.
    pub fn codes(name: String, codes: Vec<u32>, texts: &[String]) -> Self {
        let mut levels: Vec<&str> = texts.iter().map(|text| text.trim_ascii()).collect();
        levels.sort_unstable();
        levels.dedup();
        Self::of_levels(name, codes, texts, levels)
    }

    /// The same, but the order of `texts` is that of the levels, the first one being the base.
    pub fn ordered(name: String, codes: Vec<u32>, texts: &[String]) -> Self {
        let mut seen = HashSet::new();
        let levels = texts.iter().map(|text| text.trim_ascii()).filter(|text| seen.insert(*text)).collect();
        Self { is_ordered: true, ..Self::of_levels(name, codes, texts, levels) }
    }

    fn of_levels(name: String, mut codes: Vec<u32>, texts: &[String], levels: Vec<&str>) -> Self {
        let place: HashMap<&str, u32, foldhash::fast::RandomState> = levels.iter().copied().zip(0..).collect();
        let map: Vec<u32> = texts.iter().map(|text| place.get(text.trim_ascii()).copied().unwrap_or(MISSING)).collect();
        let mut missing = Vec::new();
        let mut occurs = vec![false; texts.len()];
        for (row, code) in (0u32..).zip(&mut codes) {
            if let Some(occurs) = occurs.get_mut(*code as usize) {
                *occurs = true;
            }
            *code = map.get(*code as usize).copied().unwrap_or(MISSING);
            if *code == MISSING {
                missing.push(row);
            }
        }
        let spelled = texts.iter().zip(&map).zip(&occurs).filter(|(_, occurs)| **occurs).map(|(pair, _)| pair);
        let blanks = in_two_spellings(spelled);
        let levels = levels.into_iter().map(str::to_owned).collect();
        Self { is_declared: true, blanks, ..Self::of(name, FrameValues::Texts { codes, levels }, missing) }
    }

    /// A column of `type_name`, which no model takes.
    #[must_use]
    pub fn other(name: String, type_name: String) -> Self {
        Self::of(name, FrameValues::Other(type_name), Vec::new())
    }

    fn rows(&self) -> Option<usize> {
        match &self.values {
            FrameValues::Numbers(values) => Some(values.len()),
            FrameValues::Booleans(values) => Some(values.len()),
            FrameValues::Texts { codes, .. } => Some(codes.len()),
            FrameValues::Other(_) => None,
        }
    }
}

/// Named columns of one length.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame<'a> {
    pub(crate) columns: Vec<FrameColumn<'a>>,
    names: Vec<String>,
    /// Positions by name.
    places: HashMap<String, usize, foldhash::fast::RandomState>,
    rows: usize,
    booleans: [String; 2],
}

impl<'a> Frame<'a> {
    /// Columns of `rows` rows. `booleans` is how the two truths are spelled in texts, false first: in a model file the labels of 0 and 1,
    /// so that a file written from the frame can be scored by the model.
    ///
    /// # Errors
    /// [`FrameError::Repeated`] for two columns of one name, [`FrameError::Length`] for a column of another length,
    /// [`FrameError::TooLong`] beyond 2³² − 1 rows.
    pub fn new(columns: Vec<FrameColumn<'a>>, rows: usize, booleans: [&str; 2]) -> Result<Self, FrameError> {
        let names: Vec<String> = columns.iter().map(|column| column.name.clone()).collect();
        let mut seen = HashSet::new();
        if let Some(name) = names.iter().find(|name| !seen.insert(*name)) {
            return Err(FrameError::Repeated { name: name.clone() });
        }
        if rows >= MISSING as usize {
            return Err(FrameError::TooLong { rows });
        }
        for column in &columns {
            if let Some(found) = column.rows().filter(|&found| found != rows) {
                return Err(FrameError::Length { column: column.name.clone(), found, expected: rows });
            }
        }
        let places = names.iter().cloned().zip(0..).collect();
        Ok(Self { columns, names, places, rows, booleans: booleans.map(str::to_owned) })
    }

    /// The columns' names.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// Those of columns `used` that lack cells, with how many, most first.
    fn missing(&self, used: &[usize]) -> Vec<(String, u64)> {
        let lacking = used.iter().map(|&k| &self.columns[k]).filter(|column| !column.missing.is_empty());
        let mut found: Vec<_> = lacking.map(|column| (column.name.clone(), column.missing.len() as u64)).collect();
        found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        found
    }

    /// The first missing cell of columns `used`: row and column.
    fn first_missing(&self, used: &[usize]) -> Option<(u32, String)> {
        let first = used.iter().filter_map(|&k| Some((*self.columns[k].missing.first()?, k))).min();
        first.map(|(row, k)| (row, self.names[k].clone()))
    }

    /// Which rows lack a cell of columns `used`; `None` if none does.
    fn incomplete(&self, used: &[usize]) -> Option<Vec<bool>> {
        let mut lacks: Option<Vec<bool>> = None;
        for &k in used {
            for &row in &self.columns[k].missing {
                lacks.get_or_insert_with(|| vec![false; self.rows])[row as usize] = true;
            }
        }
        lacks
    }

    /// Takes the cells of rows that lack another one for missing, too: nothing is to be found in them.
    fn forget(&mut self, k: usize, lacks: &[bool]) {
        self.columns[k].missing = (0u32..).zip(lacks).filter(|(_, lacks)| **lacks).map(|(row, _)| row).collect();
    }

    /// Columns that are used hold something that can be.
    fn usable(&self, used: &[usize]) -> Result<(), FrameError> {
        let mut columns = Vec::new();
        for &k in used {
            if let FrameValues::Other(type_name) = &self.columns[k].values {
                columns.push((self.names[k].clone(), type_name.clone()));
            }
        }
        if columns.is_empty() { Ok(()) } else { Err(FrameError::Type { columns }) }
    }
}

/// The first and the last spelling of every level that has several.
fn in_two_spellings<'t>(spelled: impl Iterator<Item = (&'t String, &'t u32)>) -> Vec<[String; 2]> {
    let mut ends: HashMap<u32, [&String; 2]> = HashMap::new();
    for (text, &code) in spelled {
        let found = ends.entry(code).or_insert([text; 2]);
        *found = [found[0].min(text), found[1].max(text)];
    }
    let several = ends.into_values().filter(|[first, last]| first != last);
    let mut several: Vec<_> = several.map(|pair| pair.map(String::clone)).collect();
    several.sort_unstable();
    several
}

/// `values` of `rows`, or all of them as they lie.
fn of_rows<'a>(values: Cow<'a, [f64]>, rows: Option<&[u32]>) -> Cow<'a, [f64]> {
    match rows {
        None => values,
        Some(rows) => rows.iter().map(|&row| values[row as usize]).collect(),
    }
}

/// Whether `is` is true of any value: a stretch at a time without a branch, which vectorises.
fn any(values: &[f64], is: impl Fn(f64) -> bool) -> bool {
    values.chunks(1024).any(|stretch| stretch.iter().fold(false, |found, &value| found | is(value)))
}

/// A number as a level: the shortest text that reads back, `1` for 1.0.
fn spelled(value: f64) -> String {
    format!("{}", value + 0.0) // -0 is 0
}
