//! Records without anything out of the ordinary, a window of text at a time: no quotation marks, no blank lines, and as many cells
//! as there are columns.
//!
//! All cell ends of a window are found first; then it is read column by column, out of the first-level cache, so that the cells
//! of a column are decoded side by side (`simd::decimals`). That records are regular is known from the ends alone: every line feed is
//! the last of as many separators as there are columns. Where that fails, `piece` goes through the window cell by cell.

use crate::text::number_cell::number_in;
use crate::text::plan::{Cells, Grammar, Parsed};
use crate::text::simd;

/// Bytes of a window: what fits the first-level cache together with the ends of its cells.
const WINDOW: usize = 16 << 10;

/// Records in a window, at least: cells of a column are decoded eight at a time.
const RECORDS: usize = 16;

/// Bytes of a window at most.
const LARGEST: usize = 1 << 24;

/// Windows of one piece, one after the other.
pub(crate) struct Windows {
    /// Bytes of one.
    pub size: usize,
    /// Where cells end, behind one number for what is before the first of them.
    ends: Vec<u32>,
    /// Of one column: the ends of the cells before its own, and those of its own.
    before: Vec<u32>,
    own: Vec<u32>,
    /// Of one column: the cells that are no plain short numbers.
    others: Vec<u32>,
}

impl Windows {
    /// `record`: the bytes of a record.
    pub fn new(record: usize) -> Windows {
        let size = record.saturating_mul(RECORDS).clamp(WINDOW, LARGEST);
        Windows { size, ends: Vec::new(), before: Vec::new(), own: Vec::new(), others: Vec::new() }
    }

    /// Appends whole records at `at`, which begins one, to `out`, and says where they end; `None` if anything is out of the
    /// ordinary.
    pub fn take(&mut self, text: &[u8], at: usize, grammar: &Grammar<'_>, out: &mut Parsed) -> Option<usize> {
        let columns = grammar.plan.len();
        if columns < 2 {
            return None; // an empty cell would be a blank line
        }
        let end = text.len().min(at + self.size);
        // Sixteen bytes are looked at that end with a cell.
        let origin = at.saturating_sub(16);
        let lead = (at - origin) as u32;
        let found = simd::cell_ends(&text[at..end], grammar.delimiter, lead, &mut self.ends, 1);
        self.ends[0] = lead.wrapping_sub(1);
        let window = &text[origin..end];
        let ends = &self.ends[..=found.separators];
        let last_of = |records: usize| ends.get(records * columns).map(|&end| end as usize);
        let is_last = |record: usize| last_of(record).is_some_and(|end| window[end] == b'\n');
        if found.quote || found.line_feeds == 0 || !(1..=found.line_feeds).all(is_last) {
            return None;
        }
        let records = match found.line_feeds {
            all @ 8.. if end < text.len() => all / 8 * 8,
            all => all,
        };
        let behind = ends.iter().step_by(columns).map(|end| (origin + end.wrapping_add(1) as usize) as u64);
        out.starts.extend(behind.take(records));
        let ends_of = |column: usize, into: &mut Vec<u32>| {
            into.clear();
            into.extend(ends[column..].iter().step_by(columns).take(records));
        };
        ends_of(0, &mut self.own);
        for (j, column) in out.columns.iter_mut().enumerate() {
            std::mem::swap(&mut self.before, &mut self.own);
            ends_of(j + 1, &mut self.own);
            if j + 1 == columns {
                self.own.iter_mut().for_each(|end| *end -= u32::from(window[*end as usize - 1] == b'\r'));
            }
            match column {
                Cells::Skip => {}
                Cells::Number(numbers) => {
                    let first = numbers.values.len();
                    numbers.values.resize(first + records, 0.0);
                    let values = &mut numbers.values[first..];
                    self.others.clear();
                    if grammar.na.leaves_points() {
                        simd::decimals(window, &self.before, &self.own, values, &mut self.others);
                    } else {
                        self.others.extend(0..records as u32);
                    }
                    for &k in &self.others {
                        let k = k as usize;
                        let start = origin + self.before[k].wrapping_add(1) as usize;
                        let value = number_in(text, start, grammar, (first + k) as u32, numbers);
                        numbers.values[first + k] = value;
                    }
                }
                Cells::Text(dictionary) => {
                    for (&before, &end) in self.before.iter().zip(&self.own) {
                        dictionary.push_range(text, origin + before.wrapping_add(1) as usize, origin + end as usize);
                    }
                }
            }
        }
        last_of(records).map(|end| origin + end + 1)
    }
}
