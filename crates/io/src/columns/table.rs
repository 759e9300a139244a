//! Typed columns over the text they came from.
//!
//! The text is kept, or read again from a large file when it is asked for: a record can be passed
//! through byte for byte, a line number is counted only when an error needs it, and a column can be
//! read again with another type. Drop the table once it is encoded. Refused: a cell-by-cell enum (16 bytes and a branch per value).
//!
//! How a type is inferred from the cells that are not missing:
//! - all are numbers: numeric. `inf` is a number here (and refused later, with its place), `nan` is
//!   not: it is text, unless `--na` names it. Blanks around a number do not matter.
//! - at least nine in ten are numbers: numeric as well, and the others are an error. A column that
//!   turned into hundreds of labels because of one `1,234` would be a fit of something else.
//! - at least half are numbers, more than 20 distinct ones and none padded with zeros, and the others
//!   are at most 3 distinct texts (`?`, `unknown`): the same. Codes such as `1`, `2`, `3`, `A` have
//!   fewer numbers.
//! - at least nine in ten are numbers or numbers of another writing (`1,234`, `0,5`), more than 20
//!   distinct ones: the same.
//! - exactly the two texts `false` and `true`, or `FALSE`/`TRUE`, `False`/`True`, `F`/`T`, or several of these spellings: boolean,
//!   that is 0 and 1. `no`/`yes` are labels instead: the coding is the same, and the term
//!   `column=yes` says what 1 means.
//! - anything else: categorical, each cell's text being its level, in byte order.
//!
//! Blanks around a cell do not matter, as they do not around a name, a number or a mark for a missing cell: `Private` and ` Private`, which
//! a file with blanks after its commas holds, are one level. Where a column has both, [`Column::blanks`] says so.

use crate::bytes::place::Place;
use crate::columns::decimal_sign::DecimalSign;
use crate::text::opened::Text;
use crate::text::{ReadError, record};
use std::borrow::Cow;
use std::sync::OnceLock;

/// The code of a missing cell.
pub const MISSING: u32 = u32::MAX;

/// The values of one column.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ColumnData {
    /// Numbers, NaN where missing (and only there).
    Numeric(Vec<f64>),
    /// 0 for the first label, 1 for the second, [`MISSING`] where missing.
    Boolean {
        /// One code per row.
        codes: Vec<u32>,
        /// The texts of 0 and 1.
        labels: [String; 2],
    },
    /// A position in the sorted levels, [`MISSING`] where missing.
    Categorical {
        /// One code per row.
        codes: Vec<u32>,
        /// The distinct texts without blanks around, in byte order.
        levels: Vec<String>,
    },
    /// Not asked for.
    Skipped,
}

/// A column: values, and which rows lack one.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The values.
    pub data: ColumnData,
    /// Rows whose cell is missing, ascending.
    pub missing: Vec<u32>,
    /// Spellings of one level that differ in blanks around, in byte order: the first and the last of each such level.
    pub blanks: Vec<[String; 2]>,
}

impl Column {
    /// A column in which no level is spelled with blanks here and without them there.
    pub(crate) fn of(data: ColumnData, missing: Vec<u32>) -> Self {
        Self { data, missing, blanks: Vec::new() }
    }
}

/// A file's text and the rows in it.
#[derive(Debug)]
pub(crate) struct TableText {
    pub text: Text,
    pub rows: usize,
    pub first_row: usize,
    /// Where each record starts; looked for when somebody asks.
    starts: OnceLock<Vec<u64>>,
}

impl TableText {
    pub fn new(text: Text, first_row: usize, rows: usize) -> TableText {
        TableText { text, rows, first_row, starts: OnceLock::new() }
    }

    pub fn with_starts(self, starts: Vec<u64>) -> TableText {
        TableText { starts: OnceLock::from(starts), ..self }
    }

    fn starts(&self, delimiter: u8) -> &[u64] {
        self.starts.get_or_init(|| {
            let bytes: &[u8] = &self.text.bytes;
            let mut starts = Vec::with_capacity(self.rows);
            let mut at = record::skip_blank_lines(bytes, self.text.body);
            while at < bytes.len() {
                starts.push(at as u64);
                let next = record::each_cell(bytes, at, delimiter, |_| ());
                at = record::skip_blank_lines(bytes, next);
            }
            starts
        })
    }
}

/// Rows of typed columns. See the module for how types are inferred.
#[derive(Debug)]
pub struct Table {
    pub(crate) texts: Vec<TableText>,
    pub(crate) names: Vec<String>,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: usize,
    pub(crate) delimiter: u8,
    pub(crate) has_header: bool,
    pub(crate) na: Vec<String>,
    /// Of each column a cell near the top that is padded with zeros, if there is one.
    pub(crate) padded: Vec<Option<String>>,
    pub(crate) sign: DecimalSign,
}

impl Table {
    /// The number of rows; 0 for a file with a header alone.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Column names in file order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Columns in file order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The position of a column.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    /// The names of the files, in order.
    pub fn files(&self) -> Vec<String> {
        self.texts.iter().map(|t| t.text.name.clone()).collect()
    }

    /// The byte between cells.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// How the first file ends its lines: LF or CRLF.
    pub fn line_end(&self) -> &'static [u8] {
        self.texts.first().map_or(b"\n", |first| first.text.line_end())
    }

    /// The header of the first file as it stands, without its line end; `None` without a header.
    pub fn header(&self) -> Option<&[u8]> {
        self.texts.first().filter(|_| self.has_header).map(|first| first.text.header())
    }

    /// A row as it stands in its file, without its line end; empty if there is no such row.
    pub fn record(&self, row: usize) -> &[u8] {
        let Some((text, start, next)) = self.locate(row) else {
            return b"";
        };
        let bytes = &text.text.bytes;
        record::without_line_end(&bytes[start..next], next == bytes.len())
    }

    /// The file and line where a row starts.
    pub fn place(&self, row: usize) -> Place {
        match self.locate(row) {
            Some((text, start, _)) => text.text.place(start),
            None => Place { file: String::new(), line: 0 },
        }
    }

    /// The text of one cell, unquoted (not trimmed); empty if there is no such cell.
    pub fn cell(&self, row: usize, column: usize) -> Cow<'_, str> {
        let Some((text, start, next)) = self.locate(row) else {
            return Cow::Borrowed("");
        };
        let mut at = start;
        let bytes = &text.text.bytes[..next];
        for _ in 0..text.text.position(column) {
            at = (record::cell(bytes, at, self.delimiter).1 + 1).min(bytes.len());
        }
        match record::cell(bytes, at, self.delimiter).0 {
            Cow::Borrowed(b) => String::from_utf8_lossy(b),
            Cow::Owned(b) => Cow::Owned(String::from_utf8_lossy(&b).into_owned()),
        }
    }

    /// Columns without a name in the header and without any cell: what a delimiter at the end of each line leaves behind. They are no
    /// features unless they are named as such (`c7`).
    pub fn without_name_or_cells(&self) -> Vec<usize> {
        let empty = |k: &usize| self.rows > 0 && self.columns[*k].missing.len() == self.rows;
        let mut empty: Vec<usize> = (0..self.columns.len()).filter(empty).collect();
        if let (false, Some(header)) = (empty.is_empty(), self.header()) {
            let mut nameless = Vec::with_capacity(self.names.len());
            record::each_cell(header, 0, self.delimiter, |name| nameless.push(name.trim_ascii().is_empty()));
            empty.retain(|&k| nameless.get(k) == Some(&true));
            return empty;
        }
        Vec::new()
    }

    /// Whether these rows, or the first few of them, are the header once more.
    pub(crate) fn header_again(&self, rows: &[u32]) -> Option<ReadError> {
        const LOOKED_AT: usize = 1_000;
        let header = self.header()?;
        let is_header = |row: &&u32| self.record(**row as usize) == header;
        let first = rows.first().filter(is_header)?;
        let lines = rows.iter().take(LOOKED_AT).filter(is_header).count() as u64;
        Some(ReadError::HeaderAgain { place: self.place(*first as usize), lines })
    }

    /// The same where all columns are texts, of which each knows its own name as a level: no cell then is at fault by itself.
    pub(crate) fn header_among_texts(&self) -> Option<ReadError> {
        let mut rows: Option<Vec<u32>> = None;
        for (name, column) in self.names.iter().zip(&self.columns) {
            let (codes, code) = match &column.data {
                ColumnData::Skipped => continue,
                ColumnData::Categorical { codes, levels } => (codes, levels.binary_search(name).ok()? as u32),
                _ => return None,
            };
            rows = Some(match rows {
                Some(rows) => rows.into_iter().filter(|&row| codes[row as usize] == code).collect(),
                None => (0u32..).zip(codes).filter(|(_, known)| **known == code).map(|(row, _)| row).collect(),
            });
        }
        self.header_again(&rows?)
    }

    fn locate(&self, row: usize) -> Option<(&TableText, usize, usize)> {
        let k = self.texts.partition_point(|t| t.first_row <= row).checked_sub(1)?;
        let text = &self.texts[k];
        let i = row - text.first_row;
        let starts = text.starts(self.delimiter);
        let start = *starts.get(i)? as usize;
        let next = starts.get(i + 1).map_or(text.text.bytes.len(), |&n| n as usize);
        Some((text, start, next))
    }
}
