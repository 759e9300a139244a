//! Files in memory with their headers understood, before any value is parsed.
//!
//! Two steps (`Input::open`, then `Input::parse`), so that a specification or a model can be checked
//! against the column names first: a typo in `--target` is told before a bad cell is.

use crate::options::{Format, ReadOptions};
use crate::read_error::{Place, ReadError};
use crate::record;
use crate::source::Source;
use crate::split::{self, OpenQuote};

/// One decompressed text.
#[derive(Debug)]
pub(crate) struct Text {
    pub name: String,
    pub bytes: Vec<u8>,
    /// After the byte order mark, where the header (or the first record) starts.
    pub start: usize,
    /// Where the first record after the header may start.
    pub body: usize,
}

impl Text {
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
            let bytes = source.load()?;
            let (text, names) = header(name, bytes, delimiter, options.header)?;
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

    /// The names of the sources, in order.
    pub fn files(&self) -> Vec<String> {
        self.texts.iter().map(|t| t.name.clone()).collect()
    }
}

/// Bytes that a number, a quote or a line end may contain cannot separate cells.
fn usable(delimiter: u8) -> bool {
    delimiter.is_ascii() && !delimiter.is_ascii_alphanumeric() && !b"\"\r\n+-.".contains(&delimiter)
}

fn header(name: String, bytes: Vec<u8>, delimiter: u8, has_header: bool) -> Result<(Text, Vec<String>), ReadError> {
    let bom = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let start = record::skip_blank_lines(&bytes, bom);
    let mut text = Text { name, bytes, start, body: start };
    if text.bytes[start..].trim_ascii().is_empty() {
        return Err(ReadError::Empty { file: text.name });
    }
    let (cells, next) = record::cells(&text.bytes, start, delimiter);
    // A quote that swallows the header and all after it is told as such.
    split::pieces(&text.bytes[..next], start, delimiter, usize::MAX)
        .map_err(|OpenQuote(at)| ReadError::OpenQuote { place: text.place(at) })?;
    if !has_header {
        let names = (1..=cells.len()).map(|k| format!("c{k}")).collect();
        return Ok((text, names));
    }
    let mut names = Vec::with_capacity(cells.len());
    for (k, cell) in cells.iter().enumerate() {
        let column = |c: &str| format!("the name of column {}{c}", k + 1);
        let cell = utf8(cell).map_err(|byte| not_utf8(&text, text.start, column(""), byte))?;
        let trimmed = cell.trim_ascii();
        names.push(if trimmed.is_empty() { format!("c{}", k + 1) } else { trimmed.to_string() });
    }
    if let Some((first, second)) = duplicate(&names) {
        return Err(ReadError::DuplicateColumn {
            file: text.name,
            name: names[first].clone(),
            first: first + 1,
            second: second + 1,
        });
    }
    text.body = next;
    Ok((text, names))
}

fn duplicate(names: &[String]) -> Option<(usize, usize)> {
    let mut seen = std::collections::HashMap::new();
    names.iter().enumerate().find_map(|(k, name)| seen.insert(name, k).map(|first| (first, k)))
}

fn same_header(first: &str, expected: &[String], second: &str, names: &[String]) -> Result<(), ReadError> {
    if expected == names {
        return Ok(());
    }
    let differs = expected.iter().zip(names).position(|(a, b)| a != b);
    let difference = match differs {
        Some(k) => format!("column {} is {:?}, not {:?}", k + 1, names[k], expected[k]),
        None => format!("{} columns, not {}", names.len(), expected.len()),
    };
    Err(ReadError::HeaderMismatch { first: first.to_string(), second: second.to_string(), difference })
}

fn utf8(cell: &[u8]) -> Result<&str, u8> {
    std::str::from_utf8(cell).map_err(|e| cell[e.valid_up_to()])
}

/// The error for a byte that is not UTF-8 on the line of `at`.
pub(crate) fn not_utf8(text: &Text, at: usize, column: String, byte: u8) -> ReadError {
    let utf16 = matches!(text.bytes[..], [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let (hint, from) = if utf16 { (" The file looks like UTF-16.", "UTF-16") } else { ("", "WINDOWS-1252") };
    ReadError::NotUtf8 { place: text.place(at), column, byte, hint, from }
}
