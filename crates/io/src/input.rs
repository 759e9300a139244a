//! Files with their headers understood, before any value is parsed.
//!
//! Two steps (`Input::open`, then `Input::parse`), so that a specification or a model can be checked
//! against the column names first: a typo in `--target` is told before a bad cell is.

use crate::bytes::Bytes;
use crate::excerpt::quoted;
use crate::header;
use crate::options::{Format, ReadOptions};
use crate::read_error::{Place, ReadError};
use crate::record;
use crate::source::{Source, unread};

/// One decompressed text, in memory or still in its file.
#[derive(Debug)]
pub(crate) struct Text {
    pub name: String,
    pub bytes: Bytes,
    /// After the byte order mark, where the header (or the first record) starts.
    pub start: usize,
    /// Where the first record after the header may start.
    pub body: usize,
}

impl Text {
    /// Loads what the text still has in its file.
    pub fn load(&self) -> Result<(), ReadError> {
        self.bytes.load().map_err(|source| unread(&self.name, source))
    }

    /// The header without its line end.
    pub fn header(&self) -> &[u8] {
        record::without_line_end(&self.bytes.head()[self.start..self.body], self.body == self.bytes.size())
    }

    /// How lines end: LF or CRLF.
    pub fn line_end(&self) -> &'static [u8] {
        let bytes = self.bytes.head();
        match memchr::memchr(b'\n', bytes) {
            Some(i) if i > 0 && bytes[i - 1] == b'\r' => b"\r\n",
            _ => b"\n",
        }
    }

    /// The place of the byte at `at`.
    pub fn place(&self, at: usize) -> Place {
        let before = &self.bytes[..at.min(self.bytes.len())];
        let line = 1 + memchr::memchr_iter(b'\n', before).count() as u64;
        Place { file: self.name.clone(), line }
    }
}

/// Opened files with equal headers.
#[derive(Debug)]
pub struct Input {
    pub(crate) texts: Vec<Text>,
    pub(crate) names: Vec<String>,
    pub(crate) delimiter: u8,
    pub(crate) has_header: bool,
}

impl Input {
    /// Loads every source, decompresses it, and reads its header. Names are trimmed of blanks; an
    /// empty name becomes `c1`, `c2`, … by its position, as all do without a header.
    pub fn open(sources: Vec<Source>, options: &ReadOptions) -> Result<Input, ReadError> {
        let format = match (options.format, sources.first()) {
            (Some(format), _) => format,
            (None, Some(Source::Path(path))) => Format::of_path(path)?,
            (None, Some(_)) => Format::Csv,
            (None, None) => return Err(ReadError::NoInput),
        };
        let delimiter = options.delimiter.unwrap_or(format.delimiter());
        if !usable(delimiter) {
            return Err(ReadError::Delimiter { delimiter: char::from(delimiter) });
        }
        let mut input = Input { texts: Vec::new(), names: Vec::new(), delimiter, has_header: options.header };
        for source in sources {
            let name = source.name();
            let (text, names) = header::open(name, source.open()?, delimiter, options.header)?;
            match input.texts.first() {
                None => input.names = names,
                Some(first) => same_header(&first.name, &input.names, &text.name, &names)?,
            }
            input.texts.push(text);
        }
        Ok(input)
    }

    /// The column names, in file order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The byte between cells.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The header of the first file as it stands, without its line end; `None` without a header.
    pub fn header(&self) -> Option<&[u8]> {
        self.texts.first().filter(|_| self.has_header).map(Text::header)
    }

    /// How the first file ends its lines: LF or CRLF.
    pub fn line_end(&self) -> &'static [u8] {
        self.texts.first().map_or(b"\n", Text::line_end)
    }

    /// The names of the sources, in order.
    pub fn files(&self) -> Vec<String> {
        self.texts.iter().map(|t| t.name.clone()).collect()
    }
}

/// Bytes that a number, a quote or a line end may contain cannot separate cells.
fn usable(delimiter: u8) -> bool {
    delimiter.is_ascii() && !delimiter.is_ascii_alphanumeric() && !b"\"\r\n+-.".contains(&delimiter)
}

fn same_header(first: &str, expected: &[String], second: &str, names: &[String]) -> Result<(), ReadError> {
    if expected == names {
        return Ok(());
    }
    let differs = expected.iter().zip(names).position(|(a, b)| a != b);
    let difference = match differs {
        Some(k) => format!("column {} is {}, not {}", k + 1, quoted(&names[k]), quoted(&expected[k])),
        None => format!("{} columns, not {}", names.len(), expected.len()),
    };
    Err(ReadError::HeaderMismatch { first: first.to_string(), second: second.to_string(), difference })
}
