//! The grammar of one record (RFC 4180), said once.
//!
//! A cell that begins with `"` is quoted: it runs to the closing quote, `""` inside stands for `"`,
//! and delimiters and line ends inside belong to it. A quote anywhere else is an ordinary
//! character (`5" pipe`). Text behind a closing quote (`"1"5`) belongs to no grammar: readers make 15 of it, or 1, or two cells,
//! so it is refused where the cell is read; blanks there are blanks. Lines end in LF or CRLF; a CR before LF, or at the very end
//! of the text, belongs to the line end. Blank lines are no records.

use memchr::{memchr, memchr2};
use std::borrow::Cow;

/// Where the unquoted cell (or rest of a cell) at `at` ends: delimiter, LF, or end of text.
#[inline]
pub(crate) fn raw_end(text: &[u8], at: usize, delimiter: u8) -> usize {
    // Most cells are short: look at a few bytes before paying for a call to memchr.
    let near = text.len().min(at + 12);
    for (i, &c) in text[at..near].iter().enumerate() {
        if c == delimiter || c == b'\n' {
            return at + i;
        }
    }
    memchr2(delimiter, b'\n', &text[near..]).map_or(text.len(), |i| near + i)
}

/// `end` without the CR of a CRLF (or of a CR at the end of the text).
#[inline]
pub(crate) fn before_cr(text: &[u8], start: usize, end: usize) -> usize {
    let at_line_end = matches!(text.get(end), None | Some(b'\n'));
    if at_line_end && end > start && text[end - 1] == b'\r' { end - 1 } else { end }
}

/// The cell at `at`, unquoted, and where it ends: at the delimiter, the LF, or the end of the text.
#[inline]
pub(crate) fn cell(text: &[u8], at: usize, delimiter: u8) -> (Cow<'_, [u8]>, usize) {
    if text.get(at) == Some(&b'"') {
        return quoted(text, at, delimiter);
    }
    let end = raw_end(text, at, delimiter);
    (Cow::Borrowed(&text[at..before_cr(text, at, end)]), end)
}

#[cold]
fn quoted(text: &[u8], at: usize, delimiter: u8) -> (Cow<'_, [u8]>, usize) {
    let mut owned: Vec<u8> = Vec::new();
    let mut from = at + 1;
    loop {
        // An open quote is refused before any cell is read (see `split`); here it ends the text.
        let close = memchr(b'"', &text[from..]).map_or(text.len(), |i| from + i);
        if text.get(close + 1) == Some(&b'"') {
            owned.extend_from_slice(&text[from..=close]);
            from = close + 2;
            continue;
        }
        let rest = (close + 1).min(text.len());
        let end = raw_end(text, rest, delimiter);
        let tail = &text[rest..before_cr(text, rest, end)];
        if owned.is_empty() && tail.is_empty() {
            return (Cow::Borrowed(&text[from..close]), end);
        }
        owned.extend_from_slice(&text[from..close]);
        owned.extend_from_slice(tail);
        return (Cow::Owned(owned), end);
    }
}

/// Where the quoted cell at `at` ends, and whether text follows its closing quote.
pub(crate) fn quoted_end(text: &[u8], at: usize, delimiter: u8) -> (usize, bool) {
    let mut from = at + 1;
    loop {
        let close = memchr(b'"', text.get(from..).unwrap_or_default()).map_or(text.len(), |i| from + i);
        if text.get(close + 1) != Some(&b'"') {
            let end = raw_end(text, (close + 1).min(text.len()), delimiter);
            return (end, !text.get(close + 1..end).unwrap_or_default().trim_ascii().is_empty());
        }
        from = close + 2;
    }
}

/// The first cell of the record at `at` behind whose closing quote text follows.
pub(crate) fn stray(text: &[u8], mut at: usize, delimiter: u8) -> Option<usize> {
    loop {
        let (end, stray) = match text.get(at) {
            Some(b'"') => quoted_end(text, at, delimiter),
            _ => (raw_end(text, at, delimiter), false),
        };
        if stray {
            return Some(at);
        }
        if text.get(end) != Some(&delimiter) {
            return None;
        }
        at = end + 1;
    }
}

/// The first byte at or after `at` that is not part of a blank line.
#[inline]
pub(crate) fn skip_blank_lines(text: &[u8], mut at: usize) -> usize {
    loop {
        match (text.get(at), text.get(at + 1)) {
            (Some(b'\n'), _) => at += 1,
            (Some(b'\r'), Some(b'\n')) => at += 2,
            (Some(b'\r'), None) => return at + 1,
            _ => return at,
        }
    }
}

/// Visits the cells of the record at `at`, and returns where the next line begins. Cells are not
/// collected: a line may hold a hundred million of them.
pub(crate) fn each_cell<'t>(
    text: &'t [u8],
    mut at: usize,
    delimiter: u8,
    mut visit: impl FnMut(Cow<'t, [u8]>),
) -> usize {
    loop {
        let (value, end) = cell(text, at, delimiter);
        visit(value);
        at = end + 1;
        if text.get(end) != Some(&delimiter) {
            return at.min(text.len());
        }
    }
}

/// A record's bytes without the line ends (and blank lines) that follow it.
pub(crate) fn without_line_end(mut record: &[u8], at_end_of_text: bool) -> &[u8] {
    if at_end_of_text {
        record = record.strip_suffix(b"\r").unwrap_or(record);
    }
    while let Some(rest) = record.strip_suffix(b"\n") {
        record = rest.strip_suffix(b"\r").unwrap_or(rest);
    }
    record
}

/// `text` as a cell: quoted if it needs to be.
pub fn quote(text: &str, delimiter: u8) -> Cow<'_, str> {
    let special = |b: u8| b == delimiter || b == b'"' || b == b'\n' || b == b'\r';
    if text.bytes().any(special) {
        Cow::Owned(format!("\"{}\"", text.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(text)
    }
}
