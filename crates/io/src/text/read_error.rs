//! What can go wrong between a name and a [`crate::columns::Table`], or [`crate::svmlight::Svmlight`] rows.
//!
//! Every variant says what, where (file, 1-based physical line, column name), and what to do.
//! Refused: one `Parse(String)` variant; a caller must be able to tell a missing file (exit code 1)
//! from a refused cell (exit code 3) without reading prose: see [`ReadError::is_io`].

use crate::bytes::open_error::OpenError;
use crate::bytes::place::Place;
use crate::columns::{NotNumbers, Unfit};
use crate::svmlight::error::SvmlightError;
use logodds_model::excerpt::{quoted, size, such};
use logodds_model::message;
use logodds_model::words::{Argument, Message, Remedy, Told};
use thiserror::Error;

/// A table, or sparse rows, could not be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The bytes are not to be had.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// No source at all.
    #[error("no input file was named")]
    NoInput,
    /// A suffix of a format that is not text.
    #[error("{}", unsupported(.file, .suffix))]
    UnsupportedFormat {
        /// The path.
        file: String,
        /// Its suffix.
        suffix: String,
    },
    /// Columns that do not fit in memory.
    #[error("{}", too_large(.file, (*.rows, *.columns), (*.needed, *.available)))]
    TooLarge {
        /// The path of the first file.
        file: String,
        /// Rows, as far as can be told.
        rows: u64,
        /// Columns that are read.
        columns: usize,
        /// Bytes that they take.
        needed: u64,
        /// Bytes that there are.
        available: u64,
    },
    /// A delimiter that numbers, quotes or line ends contain.
    #[error(
        "the delimiter {delimiter:?} cannot be used: take a byte that is no letter, digit, quote, sign, point or line end"
    )]
    Delimiter {
        /// The byte.
        delimiter: char,
    },
    /// Nothing in the file.
    #[error("{}", empty(.file))]
    Empty {
        /// The path.
        file: String,
    },
    /// Bytes that are not UTF-8.
    #[error(
        "{place}: {column} is not UTF-8 text (byte 0x{byte:02x}).{hint} Convert the file, for example: iconv -f {from} -t UTF-8"
    )]
    NotUtf8 {
        /// The line that holds the byte.
        place: Place,
        /// `column "age"`, or what else is there.
        column: String,
        /// The first offending byte.
        byte: u8,
        /// A guess about the encoding; empty if there is none.
        hint: &'static str,
        /// The encoding to try.
        from: &'static str,
    },
    /// A NUL byte.
    #[error("{place}: {column}: NUL byte: binary or UTF-16 text? Text can be converted: iconv -f UTF-16 -t UTF-8")]
    Nul {
        /// The line that holds the byte.
        place: Place,
        /// `column "age"`, or what else is there.
        column: String,
    },
    /// Lines that end as on an old Mac.
    #[error(r"{file}: lines end in CR alone; convert, for example: tr '\r' '\n'")]
    CrLines {
        /// The path.
        file: String,
    },
    /// A first record longer than any header.
    #[error("{file}: line {line} is {size} long{}: is this a text table?", if *.has_end { "" } else { " and has no line end" })]
    LongLine {
        /// The path.
        file: String,
        /// The line, from 1.
        line: u64,
        /// Its length, with its unit.
        size: String,
        /// Whether it ends in a line end.
        has_end: bool,
    },
    /// A name longer than any name.
    #[error("{place}: the name of column {column} is {size} long: is this a table with a header?")]
    LongName {
        /// The header.
        place: Place,
        /// Its position, from 1.
        column: usize,
        /// Its length, with its unit.
        size: String,
    },
    /// Two columns of one name.
    #[error("{file}: columns {first} and {second} are both named {}. Rename one", quoted(.name))]
    DuplicateColumn {
        /// The path.
        file: String,
        /// The name.
        name: String,
        /// Position of the first, from 1.
        first: usize,
        /// Position of the second, from 1.
        second: usize,
    },
    /// Two files whose headers differ.
    #[error(
        "{second}: its columns differ from those of {first}: {difference}. Files read together need the same header"
    )]
    HeaderMismatch {
        /// The first file.
        first: String,
        /// The file that differs.
        second: String,
        /// The first difference, in words.
        difference: String,
    },
    /// A record with too few or too many cells.
    #[error("{place}: expected {expected} cells, found {found}{}. Look for a missing or unquoted delimiter, or a cut line", such(*.rows, "row"))]
    Ragged {
        /// The record.
        place: Place,
        /// Cells in the header.
        expected: usize,
        /// Cells in this record.
        found: usize,
        /// Records with this trouble.
        rows: u64,
    },
    /// A header with fewer names than every row has cells.
    #[error("{file}: the first line has {expected} name{} and all {rows} rows have {found} cells: {}", if *.expected == 1 { "" } else { "s" }, short(*.expected, *.found))]
    ShortHeader {
        /// The path.
        file: String,
        /// Names.
        expected: usize,
        /// Cells of the first row.
        found: usize,
        /// Rows.
        rows: u64,
    },
    /// The header among the rows.
    #[error("{place}: the line of names stands here again{}, as in files that were joined. Leave it out, or name the files one after the other", such(*.lines, "line"))]
    HeaderAgain {
        /// The first such line.
        place: Place,
        /// How many there are.
        lines: u64,
    },
    /// Text behind a closing quote.
    #[error(
        "{place}: {column}: text behind a closing quote. Double the quotes that belong to the text (\"\" for \"), or look for a missing delimiter"
    )]
    StrayQuote {
        /// The line.
        place: Place,
        /// `column "age"`, or what else is there.
        column: String,
    },
    /// A quote that is never closed.
    #[error(
        "{place}: a quote (\") opens here and is never closed. Close it, or double the quotes that belong to the text"
    )]
    OpenQuote {
        /// Where it opens.
        place: Place,
    },
    /// Cells that are not numbers in a numeric column.
    #[error("{0}")]
    NotNumbers(Box<NotNumbers>),
    /// Columns that cannot be fitted as they stand, cells that are not numbers among them.
    #[error("{0}")]
    Unfit(Box<Unfit>),
    /// Text that is not svmlight, where that was asked for.
    #[error("{0}")]
    Svmlight(#[from] SvmlightError),
    /// More rows than 32 bits count.
    #[error("more than 4,294,967,294 rows: split the data")]
    TooManyRows,
}

impl Told for ReadError {
    fn message(&self) -> Message {
        match self {
            Self::UnsupportedFormat { file, suffix } => unsupported(file, suffix),
            Self::TooLarge { file, rows, columns, needed, available } => {
                too_large(file, (*rows, *columns), (*needed, *available))
            }
            Self::Empty { file } => empty(file),
            Self::NotNumbers(fault) => fault.message(),
            Self::Unfit(unfit) => unfit.message(),
            // These need no words of a door.
            other => other.to_string().into(),
        }
    }
}

fn unsupported(file: &str, suffix: &str) -> Message {
    message!(
        "{}: .{} files are not read. Convert it to .csv or .tsv, or give {} if it is one",
        file,
        suffix,
        Remedy::ReadAsCsv
    )
}

fn too_large(file: &str, (rows, columns): (u64, usize), (needed, available): (u64, u64)) -> Message {
    message!(
        "{}: about {} rows of {} columns take {} of memory, and {} are to be had. Read fewer columns ({}, {}), or a sample of the rows",
        file,
        rows,
        columns,
        size(needed as usize),
        size(available as usize),
        Argument::Features,
        Argument::Exclude
    )
}

fn empty(file: &str) -> Message {
    message!("{}: the file is empty. It needs a line of column names (or {}) and rows", file, Argument::NoHeader)
}

/// What a header is that has too few names.
fn short(names: usize, cells: usize) -> &'static str {
    if cells == names + 1 {
        "are the first ones names of rows, as R's write.table writes them (col.names = NA gives them a name), or is there a delimiter at the end of each line? Complete the first line"
    } else {
        "is it a title or a comment above the names? Leave it out, such as by tail -n +2"
    }
}

impl ReadError {
    /// Whether the world refused (a missing file, a folder, a broken stream) rather than the data.
    pub fn is_io(&self) -> bool {
        match self {
            ReadError::Open(error) => error.is_io(),
            ReadError::TooLarge { .. } => true,
            _ => false,
        }
    }
}
