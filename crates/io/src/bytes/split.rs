//! Cutting a text into pieces at line ends that are not inside quotes.
//!
//! Whether a newline is inside quotes depends on all quotes before it, so they are walked once, in
//! order (memchr: a few bytes a cycle where there are none). A quote opens only as the first byte of
//! a cell, exactly as in `record`; counting parity would be wrong on `5" pipe`.
//! Refused: guessing the state of each piece and repairing it later.

use memchr::{memchr, memrchr};
use std::ops::Range;

/// The quote at this offset is never closed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OpenQuote(pub usize);

/// Ranges of about `piece` bytes, in order, that cover `text[start..]`; each begins a record.
pub(crate) fn pieces(text: &[u8], start: usize, delimiter: u8, piece: usize) -> Result<Vec<Range<usize>>, OpenQuote> {
    let piece = piece.max(1);
    let mut cuts = Cuts { out: Vec::new(), begin: start, piece };
    let mut at = start; // text[..at] is walked, and `at` is outside quotes
    let mut from = start; // where to look for the next quote
    while let Some(open) = memchr(b'"', text.get(from..).unwrap_or_default()).map(|i| from + i) {
        from = open + 1;
        let opens = open == start || matches!(text[open - 1], b'\n') || text[open - 1] == delimiter;
        if !opens {
            continue;
        }
        cuts.within(text, at, open);
        loop {
            let close = memchr(b'"', &text[from..]).map(|i| from + i).ok_or(OpenQuote(open))?;
            from = close + 1;
            if text.get(from) != Some(&b'"') {
                break;
            }
            from += 1;
        }
        at = from;
    }
    cuts.within(text, at, text.len());
    if cuts.begin < text.len() {
        cuts.out.push(cuts.begin..text.len());
    }
    Ok(cuts.out)
}

struct Cuts {
    out: Vec<Range<usize>>,
    begin: usize,
    piece: usize,
}

impl Cuts {
    /// Cuts inside `text[from..to]`, which holds no quoted line end.
    fn within(&mut self, text: &[u8], from: usize, to: usize) {
        while to - self.begin.min(to) > self.piece {
            let goal = (self.begin + self.piece).max(from);
            // The last line end up to the goal, else the first one after it.
            let cut = memrchr(b'\n', &text[from..goal.min(to)])
                .map(|i| from + i)
                .filter(|&i| i >= self.begin)
                .or_else(|| memchr(b'\n', &text[goal.min(to)..to]).map(|i| goal + i));
            let Some(cut) = cut else { return };
            self.out.push(self.begin..cut + 1);
            self.begin = cut + 1;
        }
    }
}
