//! The first record of a text: its names, and whether this is a table at all.
//!
//! What is no table shows here, and is refused before names are built for it: a binary file has a
//! first "line" of gigabytes, and names take thirty times its bytes.

use crate::bytes::open_error::unread;
use crate::bytes::read::Bytes;
use crate::bytes::split::{self, OpenQuote};
use crate::text::opened::Text;
use crate::text::read_error::ReadError;
use crate::text::record;
use logodds_model::excerpt::size;
use std::collections::HashMap;

/// Bytes of a first record: a million columns with names of sixteen bytes.
const RECORD: usize = 16 << 20;

/// Bytes of a name.
const NAME: usize = 64 << 10;

/// Bytes in which the first line end is looked for.
const LOOK: usize = 64 << 10;

/// The text of a source with its names: of a file that is not in memory its head is enough, unless there is something to say
/// about the whole of it.
pub(crate) fn open(
    name: String,
    bytes: Bytes,
    delimiter: u8,
    has_header: bool,
) -> Result<(Text, Vec<String>), ReadError> {
    let filed = match bytes {
        Bytes::Held(bytes) => return read(name, bytes, delimiter, has_header),
        Bytes::Filed(filed) => filed,
    };
    if let Ok((text, names)) = read(name.clone(), filed.head.clone(), delimiter, has_header)
        && extent(&text, delimiter).is_ok_and(|(_, next)| next < filed.head.len())
    {
        return Ok((Text { bytes: Bytes::Filed(filed), ..text }, names));
    }
    let whole = filed.read().map_err(|source| unread(&name, source))?;
    read(name, whole, delimiter, has_header)
}

/// The text of a source with its names. An empty name becomes `c1`, `c2`, … by its position, as all
/// do without a header.
pub(crate) fn read(
    name: String,
    bytes: Vec<u8>,
    delimiter: u8,
    has_header: bool,
) -> Result<(Text, Vec<String>), ReadError> {
    let begin = told_delimiter(&bytes).map_or_else(|| after_mark(&bytes), |(_, next)| next);
    let start = record::skip_blank_lines(&bytes, begin);
    let mut text = Text { name, bytes: Bytes::Held(bytes), start, body: start, order: None };
    let rest = &text.bytes[start..];
    if rest.trim_ascii().is_empty() {
        return Err(ReadError::Empty { file: text.name });
    }
    if ends_in_cr(rest) {
        return Err(ReadError::CrLines { file: text.name });
    }
    let (columns, next) = extent(&text, delimiter)?;
    // A quote that swallows the header and all after it is told as such.
    split::pieces(&text.bytes[..next], start, delimiter, usize::MAX)
        .map_err(|OpenQuote(at)| ReadError::OpenQuote { place: text.place(at) })?;
    if !has_header {
        let names = (1..=columns).map(|k| format!("c{k}")).collect();
        return Ok((text, names));
    }
    if let Some(at) = record::stray(&text.bytes, start, delimiter) {
        return Err(ReadError::StrayQuote { place: text.place(at), column: "the header".to_string() });
    }
    let mut names = Vec::with_capacity(columns);
    let mut fault = None;
    record::each_cell(&text.bytes, start, delimiter, |cell| match checked(&text, &cell, names.len() + 1) {
        Ok(name) => names.push(name),
        Err(error) => fault = fault.take().or(Some(error)),
    });
    if let Some(fault) = fault {
        return Err(fault);
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

/// Where the text begins, behind a byte order mark.
fn after_mark(bytes: &[u8]) -> usize {
    if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 }
}

/// The delimiter that a first line `sep=;` tells, as spreadsheets write it for each other, and where the next line begins.
pub(crate) fn told_delimiter(bytes: &[u8]) -> Option<(u8, usize)> {
    let start = after_mark(bytes);
    let end = memchr::memchr(b'\n', bytes.get(start..bytes.len().min(start + 16))?)? + start;
    let line = bytes[start..end].strip_suffix(b"\r").unwrap_or(&bytes[start..end]);
    let line = line.strip_prefix(b"\"").and_then(|line| line.strip_suffix(b"\"")).unwrap_or(line);
    match line.split_at_checked(4)? {
        (sep, &[delimiter]) if sep.eq_ignore_ascii_case(b"sep=") => Some((delimiter, end + 1)),
        _ => None,
    }
}

/// Whether lines end in CR and never in LF, as far as the look goes. Quotes are counted, so that a
/// cell that holds a CR is none.
fn ends_in_cr(text: &[u8]) -> bool {
    let text = text.trim_ascii_end();
    let look = &text[..text.len().min(LOOK)];
    // A CR where the look ends may have its LF behind it.
    let look = look.strip_suffix(b"\r").unwrap_or(look);
    let mut inside = false;
    let bare = |&b: &u8| {
        inside ^= b == b'"';
        b == b'\r' && !inside
    };
    memchr::memchr(b'\n', look).is_none() && look.iter().any(bare)
}

/// The cells of the first record, counted, and where the next line begins.
fn extent(text: &Text, delimiter: u8) -> Result<(usize, usize), ReadError> {
    let start = text.start;
    let window = &text.bytes[..text.bytes.len().min(start + RECORD)];
    let mut columns = 0;
    let next = record::each_cell(window, start, delimiter, |_| columns += 1);
    if next < window.len() || window.len() == text.bytes.len() {
        return Ok((columns, next));
    }
    let line_end = memchr::memchr(b'\n', &text.bytes[start..]);
    let line = text.place(start).line;
    let size = size(line_end.unwrap_or(text.bytes.len() - start));
    Err(ReadError::LongLine { file: text.name.clone(), line, size, has_end: line_end.is_some() })
}

/// The `k`-th cell of the header as a name.
fn checked(text: &Text, cell: &[u8], k: usize) -> Result<String, ReadError> {
    let place = || text.place(text.start);
    let what = || format!("the name of column {k}");
    if cell.len() > NAME {
        return Err(ReadError::LongName { place: place(), column: k, size: size(cell.len()) });
    }
    let valid = std::str::from_utf8(cell).map_or_else(|e| e.valid_up_to(), str::len);
    if cell[..valid].contains(&0) {
        return Err(ReadError::Nul { place: place(), column: what() });
    }
    if let Some(&byte) = cell.get(valid) {
        return Err(not_utf8(text, text.start, what(), byte));
    }
    let name = String::from_utf8_lossy(cell);
    let name = name.trim_ascii();
    Ok(if name.is_empty() { format!("c{k}") } else { name.to_string() })
}

fn duplicate(names: &[String]) -> Option<(usize, usize)> {
    let mut seen = HashMap::new();
    names.iter().enumerate().find_map(|(k, name)| seen.insert(name, k).map(|first| (first, k)))
}

/// The error for a byte that is not UTF-8 on the line of `at`.
pub(crate) fn not_utf8(text: &Text, at: usize, column: String, byte: u8) -> ReadError {
    let utf16 = matches!(text.bytes.head()[..], [0xff, 0xfe, ..] | [0xfe, 0xff, ..]);
    let (hint, from) = if utf16 { (" The file looks like UTF-16.", "UTF-16") } else { ("", "WINDOWS-1252") };
    ReadError::NotUtf8 { place: text.place(at), column, byte, hint, from }
}
