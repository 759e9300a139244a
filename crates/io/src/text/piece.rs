//! Parsing one piece of text by a plan: the loop where the time goes.
//!
//! Most records are regular and are read a window at a time (`regular`). For the others, where cells end is found first, for the
//! whole piece (`simd`); then they are decoded one by one. Faults (ragged
//! records, bytes that no text has) are noted and parsing goes on, so that the first fault of the
//! file, and how many there are, does not depend on how it was cut.

use crate::text::number_cell::number_cell;
use crate::text::plan::{Cells, Fault, Grammar, Parsed};
use crate::text::regular::Windows;
use crate::text::{record, simd};
use std::ops::Range;

/// Parses `text[range]`, anew.
pub(crate) fn parse(text: &[u8], range: Range<usize>, grammar: &Grammar<'_>) -> Parsed {
    let mut out = Parsed::empty(grammar.plan);
    let fault = not_text(&text[range.clone()], range.start);
    parse_into(text, range, grammar, fault, &mut out);
    out
}

/// Parses `text[range]` instead of what `out` holds, whose dictionaries go on to know the texts they know. `fault`: the first
/// byte that belongs in no text.
pub(crate) fn parse_into(
    text: &[u8],
    range: Range<usize>,
    grammar: &Grammar<'_>,
    mut fault: Option<Fault>,
    out: &mut Parsed,
) {
    let Grammar { delimiter, .. } = *grammar;
    let begin = range.start;
    let text = &text[..range.end]; // ends with a line end, or with the text
    let mut at = record::skip_blank_lines(text, begin);
    out.clear();
    let rows = rows_guess(text, at);
    out.starts.reserve(rows);
    for column in &mut out.columns {
        match column {
            Cells::Skip => {}
            Cells::Number(numbers) => numbers.values.reserve(rows),
            Cells::Text(dictionary) => dictionary.codes.reserve(rows),
        }
    }
    let mut windows = Windows::new((text.len() - begin) / rows.max(1));
    let mut ends = None;
    while at < text.len() {
        if let Some(next) = windows.take(text, at, grammar, out) {
            at = record::skip_blank_lines(text, next);
            continue;
        }
        let ends = ends.get_or_insert_with(|| Ends::new(&text[begin..], begin, delimiter));
        let to = text.len().min(at + windows.size);
        at = cell_by_cell(text, at, to, grammar, ends, out, &mut fault);
    }
    out.fault = fault;
}

/// Reads records from `at` on, until one ends at `to` or behind it: those that `regular` does not read. Where it ends.
fn cell_by_cell(
    text: &[u8],
    mut at: usize,
    to: usize,
    grammar: &Grammar<'_>,
    ends: &mut Ends,
    out: &mut Parsed,
    fault: &mut Option<Fault>,
) -> usize {
    let Grammar { delimiter, plan, .. } = *grammar;
    ends.seek(at);
    while at < to {
        let (start, mut end, mut taken) = (at, at, 0);
        for column in &mut out.columns {
            end = ends.next();
            if text.get(at) == Some(&b'"') {
                let stray;
                (end, stray) = record::quoted_end(text, at, delimiter);
                ends.seek(end + 1);
                // What nobody reads may pass as it stands.
                if stray && !matches!(column, Cells::Skip) {
                    note(Fault::Stray { at }, fault);
                }
            }
            match column {
                Cells::Number(numbers) => number_cell(text, at, end, grammar, numbers),
                Cells::Text(dictionary) if text.get(at) == Some(&b'"') => {
                    dictionary.push(&record::cell(text, at, delimiter).0);
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
            let next = ragged(text, start, delimiter, taken, out, fault);
            ends.seek(next);
            next
        };
        at = record::skip_blank_lines(text, next);
        if at != next {
            ends.seek(at);
        }
    }
    at
}

/// The first byte that belongs in no text; `begin` is where `piece` begins.
pub(crate) fn not_text(piece: &[u8], begin: usize) -> Option<Fault> {
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
    out: &mut Parsed,
    fault: &mut Option<Fault>,
) -> usize {
    let mut found = 0;
    let next = record::each_cell(text, start, delimiter, |_| found += 1);
    for column in out.columns.iter_mut().skip(taken) {
        match column {
            Cells::Number(numbers) => numbers.values.push(f64::NAN),
            Cells::Text(dictionary) => dictionary.push(b""),
            Cells::Skip => {}
        }
    }
    out.ragged += 1;
    note(Fault::Ragged { at: start, found }, fault);
    next
}

/// The first of two faults.
#[cold]
fn note(new: Fault, fault: &mut Option<Fault>) {
    if fault.is_none_or(|old| new.at() < old.at()) {
        *fault = Some(new);
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
