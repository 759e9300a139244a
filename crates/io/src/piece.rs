//! Parsing one piece of text by a plan: the loop where the time goes.
//!
//! Where cells end is found first, for the whole piece (`simd`); then they are decoded. Faults (ragged
//! records, bytes that no text has) are noted and parsing goes on, so that the first fault of the
//! file, and how many there are, does not depend on how it was cut.

use crate::dictionary::Dictionary;
use crate::number;
use crate::record;
use crate::simd;
use std::borrow::Cow;
use std::ops::Range;

/// What to do with the cells of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    Skip,
    Number,
    Text,
}

/// The texts that mean "missing".
#[derive(Debug, Clone)]
pub(crate) struct Na {
    texts: Vec<Vec<u8>>,
    /// Some of them reads as a number (`--na -999`), so that every number must be compared.
    any_number: bool,
}

impl Na {
    pub fn new(texts: &[String]) -> Na {
        let texts: Vec<Vec<u8>> = texts.iter().map(|t| t.trim_ascii().as_bytes().to_vec()).collect();
        let any_number = texts.iter().any(|t| number::decimal(t).is_some());
        Na { texts, any_number }
    }

    /// Whether the cell, blanks trimmed, is missing.
    pub fn is(&self, cell: &[u8]) -> bool {
        let cell = cell.trim_ascii();
        self.texts.iter().any(|t| t == cell)
    }
}

/// What all pieces share.
pub(crate) struct Grammar<'a> {
    pub delimiter: u8,
    pub plan: &'a [Plan],
    pub na: &'a Na,
}

/// Numbers of one column; rows count from the start of the piece.
#[derive(Default)]
pub(crate) struct Numbers {
    /// NaN where missing or bad.
    pub values: Vec<f64>,
    pub missing: Vec<u32>,
    pub bad: Vec<u32>,
}

pub(crate) enum Cells<'t> {
    Skip,
    Number(Numbers),
    Text(Dictionary<'t>),
}

/// A fault at a byte of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Ragged {
        at: usize,
        found: usize,
    },
    NotUtf8 {
        at: usize,
    },
    /// A NUL byte: valid UTF-8, and in no text file.
    Nul {
        at: usize,
    },
}

impl Fault {
    pub fn at(&self) -> usize {
        match *self {
            Fault::Ragged { at, .. } | Fault::NotUtf8 { at } | Fault::Nul { at } => at,
        }
    }
}

/// The content of one piece.
pub(crate) struct Parsed<'t> {
    /// Where each record starts in the text.
    pub starts: Vec<u64>,
    pub columns: Vec<Cells<'t>>,
    pub fault: Option<Fault>,
    pub ragged: u64,
}

/// Parses `text[range]`.
pub(crate) fn parse<'t>(text: &'t [u8], range: Range<usize>, grammar: &Grammar<'_>) -> Parsed<'t> {
    let Grammar { delimiter, plan, na } = *grammar;
    let begin = range.start;
    let mut fault = not_text(&text[range.clone()], begin);
    let text = &text[..range.end]; // ends with a line end, or with the text
    let mut at = record::skip_blank_lines(text, begin);
    let rows = rows_guess(text, at);
    let mut out = Parsed { starts: Vec::with_capacity(rows), columns: Vec::new(), fault: None, ragged: 0 };
    out.columns.extend(plan.iter().map(|p| match p {
        Plan::Skip => Cells::Skip,
        Plan::Number => Cells::Number(Numbers { values: Vec::with_capacity(rows), ..Numbers::default() }),
        Plan::Text => Cells::Text(Dictionary::with_capacity(rows)),
    }));
    let mut ends = Ends::new(&text[begin..], begin, delimiter);
    ends.seek(at);
    while at < text.len() {
        let (start, mut end, mut taken) = (at, at, 0);
        for column in &mut out.columns {
            end = ends.next();
            if text.get(at) == Some(&b'"') {
                end = record::cell(text, at, delimiter).1;
                ends.seek(end + 1);
            }
            match column {
                Cells::Number(numbers) => number_cell(text, at, end, delimiter, na, numbers),
                Cells::Text(dictionary) if text.get(at) == Some(&b'"') => {
                    dictionary.push(record::cell(text, at, delimiter).0);
                }
                Cells::Text(dictionary) => {
                    dictionary.push_range(text, at, record::before_cr(text, at, end));
                }
                Cells::Skip => {}
            }
            taken += 1;
            if text.get(end) != Some(&delimiter) {
                break;
            }
            at = end + 1;
        }
        out.starts.push(start as u64);
        let next = if taken == plan.len() && text.get(end) != Some(&delimiter) {
            end + 1
        } else {
            let next = ragged(text, start, delimiter, taken, &mut out, &mut fault);
            ends.seek(next);
            next
        };
        at = record::skip_blank_lines(text, next);
        if at != next {
            ends.seek(at);
        }
    }
    out.fault = fault;
    out
}

/// The first byte that belongs in no text; `begin` is where `piece` begins.
fn not_text(piece: &[u8], begin: usize) -> Option<Fault> {
    let valid = std::str::from_utf8(piece).map_or_else(|e| e.valid_up_to(), str::len);
    match memchr::memchr(0, &piece[..valid]) {
        Some(nul) => Some(Fault::Nul { at: begin + nul }),
        None => (valid < piece.len()).then_some(Fault::NotUtf8 { at: begin + valid }),
    }
}

/// Notes a record of the wrong length, keeps the columns equally long, and steps over it.
#[cold]
fn ragged(
    text: &[u8],
    start: usize,
    delimiter: u8,
    taken: usize,
    out: &mut Parsed<'_>,
    fault: &mut Option<Fault>,
) -> usize {
    let mut found = 0;
    let next = record::each_cell(text, start, delimiter, |_| found += 1);
    for column in out.columns.iter_mut().skip(taken) {
        match column {
            Cells::Number(numbers) => numbers.values.push(f64::NAN),
            Cells::Text(dictionary) => dictionary.push(Cow::Borrowed(b"")),
            Cells::Skip => {}
        }
    }
    out.ragged += 1;
    if fault.is_none_or(|f| start < f.at() && !matches!(f, Fault::Ragged { .. })) {
        *fault = Some(Fault::Ragged { at: start, found });
    }
    next
}

/// The number in the cell `text[at..end]`.
#[inline]
fn number_cell(text: &[u8], at: usize, end: usize, delimiter: u8, na: &Na, out: &mut Numbers) {
    match number::short_decimal(text, at, end) {
        Some(value) if !na.any_number => out.values.push(value),
        _ => other_number_cell(text, at, delimiter, na, out),
    }
}

#[inline(never)]
fn other_number_cell(text: &[u8], at: usize, delimiter: u8, na: &Na, out: &mut Numbers) {
    if !na.any_number
        && let Some((value, _)) = number::plain_decimal(text, at, delimiter)
    {
        return out.values.push(value);
    }
    let (cell, _) = record::cell(text, at, delimiter);
    let row = out.values.len() as u32;
    if na.is(&cell) {
        out.missing.push(row);
        out.values.push(f64::NAN);
    } else if let Some(value) = number::decimal(cell.trim_ascii()) {
        out.values.push(value);
    } else {
        out.bad.push(row);
        out.values.push(f64::NAN);
    }
}

/// The separators of a piece, one after the other. Those inside quotes are among them; whoever meets a quote seeks past them.
struct Ends {
    words: Vec<u64>,
    /// What is left of word `word`.
    bits: u64,
    word: usize,
    begin: usize,
    end: usize,
}

impl Ends {
    /// Of `piece`, which begins at `begin`.
    fn new(piece: &[u8], begin: usize, delimiter: u8) -> Ends {
        let mut words = Vec::new();
        simd::separators(piece, delimiter, &mut words);
        let bits = words.first().copied().unwrap_or(0);
        Ends { words, bits, word: 0, begin, end: begin + piece.len() }
    }

    /// The next one, or the end of the piece.
    #[inline]
    fn next(&mut self) -> usize {
        while self.bits == 0 {
            self.word += 1;
            match self.words.get(self.word) {
                Some(&bits) => self.bits = bits,
                None => return self.end,
            }
        }
        let at = 64 * self.word + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        self.begin + at
    }

    /// The next one will be at `at` or behind it.
    fn seek(&mut self, at: usize) {
        let at = at - self.begin;
        self.word = at / 64;
        self.bits = self.words.get(self.word).map_or(0, |bits| bits & (u64::MAX << (at % 64)));
    }
}

/// Rows that fit if all are as long as the first: only a capacity.
fn rows_guess(text: &[u8], at: usize) -> usize {
    let left = text.len() - at.min(text.len());
    let first = memchr::memchr(b'\n', &text[text.len() - left..]).map_or(left, |i| i + 1);
    left / first.max(8) * 9 / 8 + 8
}
