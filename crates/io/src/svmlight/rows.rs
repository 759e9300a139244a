//! The rows of a piece of svmlight text.
//!
//! ```text
//! line  = [ row ] [ "#" any bytes ]
//! row   = label { blank pair }
//! pair  = index ":" value | "qid:" bytes that are not blank    (ignored, and not looked at)
//! label, value = a finite decimal number      index = digits, at most 2³² - 2
//! ```
//!
//! Blanks are spaces, tabs, form feeds and carriage returns; comments may hold bytes that are no UTF-8. The
//! first fault ends the piece: what follows it changes no message.

use crate::svmlight::error::SvmlightFault;
use crate::text::number;
use memchr::memchr;
use std::ops::Range;

/// So that a column, and the number of columns, fit 32 bits.
const LAST_INDEX: u64 = u32::MAX as u64 - 1;

/// Distinct labels that a piece keeps: the third is one too many.
const LABELS: usize = 3;

/// A fault and the offset of its line, or of a byte in it.
pub(super) type Fault = (usize, SvmlightFault);

/// Rows in the order of the text, with indices as they are written.
#[derive(Default)]
pub(super) struct Rows {
    pub labels: Vec<f64>,
    /// Where each row ends in `indices` and `values`.
    pub ends: Vec<usize>,
    pub indices: Vec<u32>,
    pub values: Vec<f64>,
    /// Labels as they first occur, and where; three at most.
    pub distinct: Vec<(f64, usize)>,
    pub has_index_zero: bool,
    pub last_index: Option<u32>,
}

/// All rows in `range`, which begins after a line end (or where the text does).
pub(super) fn parse(text: &[u8], range: Range<usize>) -> Result<Rows, Fault> {
    let mut rows = Rows::default();
    let mut at = range.start;
    while at < range.end {
        let end = memchr(b'\n', &text[at..range.end]).map_or(range.end, |i| at + i);
        let content = memchr(b'#', &text[at..end]).map_or(end, |i| at + i);
        let start = skip_blanks(&text[..content], at);
        if start < content {
            rows.push(&text[..content], start)?;
        }
        at = end + 1;
    }
    Ok(rows)
}

impl Rows {
    /// The row that begins at `at` and fills the rest of `text`.
    fn push(&mut self, text: &[u8], mut at: usize) -> Result<(), Fault> {
        let (label, next) =
            finite(text, at).ok_or_else(|| (at, SvmlightFault::Label { text: excerpt(token(text, at)) }))?;
        let label = label + 0.0; // -0 is 0
        if self.distinct.len() < LABELS && self.distinct.iter().all(|&(l, _)| l != label) {
            self.distinct.push((label, at));
        }
        let mut previous = None;
        at = skip_blanks(text, next);
        while at < text.len() {
            at = match index(text, at) {
                Some((index, from)) => {
                    if let Some(previous) = previous.filter(|&p| p >= index) {
                        return Err((at, SvmlightFault::Order { index, previous }));
                    }
                    let (value, next) = finite(text, from)
                        .ok_or_else(|| (at, SvmlightFault::Value { index, text: excerpt(token(text, from)) }))?;
                    self.indices.push(index);
                    self.values.push(value);
                    self.has_index_zero |= index == 0;
                    previous = Some(index);
                    next
                }
                None if text[at..].starts_with(b"qid:") => at + token(text, at).len(),
                None => return Err((at, SvmlightFault::Pair { text: excerpt(token(text, at)) })),
            };
            at = skip_blanks(text, at);
        }
        self.labels.push(label);
        self.ends.push(self.indices.len());
        self.last_index = self.last_index.max(previous);
        Ok(())
    }
}

fn skip_blanks(text: &[u8], at: usize) -> usize {
    at + text[at..].iter().take_while(|c| c.is_ascii_whitespace()).count()
}

/// What stands at `at`, up to the next blank.
fn token(text: &[u8], at: usize) -> &[u8] {
    let rest = &text[at..];
    &rest[..rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len())]
}

/// The index at `at`, and where its value starts.
fn index(text: &[u8], at: usize) -> Option<(u32, usize)> {
    let digits = text[at..].iter().take_while(|c| c.is_ascii_digit());
    let (mut index, mut end) = (0u64, at);
    for digit in digits {
        index = index.saturating_mul(10).saturating_add(u64::from(digit - b'0'));
        end += 1;
    }
    let is_index = end > at && text.get(end) == Some(&b':') && index <= LAST_INDEX;
    is_index.then_some((index as u32, end + 1))
}

/// The finite number that fills the token at `at`, and where that ends.
fn finite(text: &[u8], at: usize) -> Option<(f64, usize)> {
    // A number that ends in a space or with the text, as nearly all do, needs no search for its end.
    let (value, end) = number::plain_decimal(text, at, b' ', b'.').or_else(|| {
        let token = token(text, at);
        number::decimal(token).map(|value| (value, at + token.len()))
    })?;
    value.is_finite().then_some((value, end))
}

/// Messages cut long texts by characters, so a part of a token that no message shows is left behind.
fn excerpt(token: &[u8]) -> String {
    String::from_utf8_lossy(&token[..token.len().min(1_000)]).into_owned()
}
