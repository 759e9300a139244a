//! One cell of a column of numbers: its value, or why it has none.

use crate::text::plan::{Grammar, Numbers};
use crate::text::{number, record};

/// The number in the cell `text[at..end]`.
#[inline]
pub(crate) fn number_cell(text: &[u8], at: usize, end: usize, grammar: &Grammar<'_>, out: &mut Numbers) {
    let value = match number::short_decimal(text, at, end) {
        Some(value) if grammar.na.leaves_points() => value,
        _ => number_in(text, at, grammar, out.values.len() as u32, out),
    };
    out.values.push(value);
}

/// The number in the cell at `at`, whatever is there. NaN, and a note about `row`, where it is missing or no number.
#[inline(never)]
pub(crate) fn number_in(text: &[u8], at: usize, grammar: &Grammar<'_>, row: u32, out: &mut Numbers) -> f64 {
    let Grammar { delimiter, na, .. } = *grammar;
    let sign = na.sign.byte();
    if !na.any_number
        && sign != delimiter
        && let Some((value, _)) = number::plain_decimal(text, at, delimiter, sign)
    {
        return value;
    }
    let (cell, _) = record::cell(text, at, delimiter);
    if na.is(&cell) {
        out.missing.push(row);
    } else {
        match na.sign.number(cell.trim_ascii()) {
            Some(value) if na.numbers.contains(&value) => out.missing.push(row),
            Some(value) => return value,
            None => out.bad.push(row),
        }
    }
    f64::NAN
}
