//! Which rows are one cluster: those whose cells are equal, as numbers if all of them are numbers, else as texts.
//!
//! `1` and `1.0` are one cluster: whether a program wrote places must not change standard errors, and a remark says that they were taken as
//! one. Cells that may be codes (`01`, `1E2`; see `plain_number`) are texts, and then all of them are. Numbers are compared as they are
//! written, not as doubles: identifiers may have more digits than those can tell apart.

use crate::coding::remark::Remark;
use crate::columns::{ColumnData, DecimalSign, Table};
use logodds_model::schema::plain_number::trimmed;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::Hash;

/// The integer up to which doubles tell all integers apart, 2⁵³.
pub(crate) const EXACT: f64 = 9_007_199_254_740_992.0;

/// A number per row of `rows` that rows of one cluster share, and what was taken as one. `as_texts`: texts are compared as they stand,
/// numbers or not.
pub(crate) fn clusters(table: &Table, column: usize, rows: &[u32], as_texts: bool) -> (Vec<u32>, Option<Remark>) {
    let (of_rows, levels): (Vec<u32>, Cow<'_, [String]>) = match &table.columns()[column].data {
        ColumnData::Boolean { codes, .. } => return (rows.iter().map(|&row| codes[row as usize]).collect(), None),
        ColumnData::Categorical { codes, levels } => {
            (rows.iter().map(|&row| codes[row as usize]).collect(), levels.as_slice().into())
        }
        // A feature as well, so that it was read as numbers: its cells tell codes from numbers.
        ColumnData::Numeric(_) => {
            let cells: Vec<Cow<'_, str>> = rows.iter().map(|&row| table.cell(row as usize, column)).collect();
            let mut levels = Vec::new();
            let codes = numbered(cells.iter().map(|cell| cell.trim_ascii()), |text| levels.push(text.to_string()));
            (codes, levels.into())
        }
        ColumnData::Skipped => return (Vec::new(), None),
    };
    let merged = if as_texts { None } else { equal_numbers(&of_rows, &levels, table.sign) };
    let Some(Merged { first, spellings }) = merged else { return (of_rows, None) };
    let column = table.names()[column].clone();
    let remark = (!spellings.is_empty()).then_some(Remark::SameNumber { column, spellings });
    (of_rows.into_iter().map(|code| first[code as usize]).collect(), remark)
}

/// Levels that are equal numbers.
#[derive(Debug, PartialEq)]
struct Merged {
    /// The cluster of each level.
    first: Vec<u32>,
    /// Two spellings of each number that has several.
    spellings: Vec<[String; 2]>,
}

/// Which levels are the same number; `None` if that changes nothing, because all are integers as programs write them, or because one that
/// occurs is no number.
fn equal_numbers(codes: &[u32], levels: &[String], sign: DecimalSign) -> Option<Merged> {
    let mut occurs = vec![false; levels.len()];
    codes.iter().for_each(|&code| occurs[code as usize] = true);
    let used = || occurs.iter().zip(levels).filter(|(occurs, _)| **occurs).map(|(_, level)| level);
    if used().all(|level| level.bytes().all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let numbers: Option<Vec<String>> = used().map(|level| trimmed(&pointed(level, sign)?)).collect();
    let numbers = numbers?;
    let mut of_number: HashMap<&str, Vec<&String>> = HashMap::new();
    numbers.iter().zip(used()).for_each(|(number, level)| of_number.entry(number).or_default().push(level));
    let several = of_number.into_values().filter_map(|mut levels| {
        levels.sort_unstable();
        let [first, .., last] = &levels[..] else { return None };
        Some([(*first).clone(), (*last).clone()])
    });
    let mut spellings: Vec<[String; 2]> = several.collect();
    spellings.sort_unstable();
    let mut of_used = numbered(numbers.iter(), |_| ()).into_iter();
    let first = occurs.iter().map(|&occurs| if occurs { of_used.next().unwrap_or_default() } else { 0 }).collect();
    Some(Merged { first, spellings })
}

/// A text with a point between whole and fraction, whatever the data have there; `None` if it has a point where they have none.
fn pointed(text: &str, sign: DecimalSign) -> Option<Cow<'_, str>> {
    match sign.char() {
        '.' => Some(text.into()),
        _ if text.contains('.') => None,
        sign => Some(text.replace(sign, ".").into()),
    }
}

/// A number per item that equal ones share; `new` hears of every first one.
fn numbered<T: Copy + Eq + Hash>(items: impl IntoIterator<Item = T>, mut new: impl FnMut(T)) -> Vec<u32> {
    let mut numbers: HashMap<T, u32, foldhash::fast::RandomState> = HashMap::default();
    let number = |item: T| {
        let next = numbers.len() as u32;
        *numbers.entry(item).or_insert_with(|| {
            new(item);
            next
        })
    };
    items.into_iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn numbers_with_and_without_places_are_one_cluster_and_told() {
        let found = equal_numbers(&[0, 1, 2, 3], &levels(&["1", "1.0", "2.50", "2.5"]), DecimalSign::Point).unwrap();
        assert_eq!(found.first, [0, 0, 1, 1]);
        assert_eq!(found.spellings, [["1", "1.0"], ["2.5", "2.50"]].map(|pair| pair.map(String::from)));
        let long = equal_numbers(
            &[0, 1, 2],
            &levels(&["9007199254740992", "9007199254740993", "9007199254740993.0"]),
            DecimalSign::Point,
        );
        assert_eq!(long.unwrap().first, [0, 1, 1]);
    }

    #[test]
    fn one_text_among_numbers_makes_all_of_them_texts() {
        for text in ["a", "1E2", "01", "+1", "1e+2", ""] {
            assert_eq!(equal_numbers(&[0, 1, 2], &levels(&["1", "1.0", text]), DecimalSign::Point), None, "{text}");
        }
        // Where the text is in no row in use, there are but numbers.
        let mixed = levels(&["1", "1.0", "a"]);
        assert_eq!(equal_numbers(&[1, 0, 1], &mixed, DecimalSign::Point).map(|found| found.first), Some(vec![0, 0, 0]));
        assert_eq!(equal_numbers(&[0, 1], &levels(&["1", "18446744073709551616"]), DecimalSign::Point), None);
        assert_eq!(equal_numbers(&[], &[], DecimalSign::Point), None);
        let commas = levels(&["1", "1,0", "1,5"]);
        assert_eq!(equal_numbers(&[0, 1, 2], &commas, DecimalSign::Comma).unwrap().first, [0, 0, 1]);
        assert_eq!(equal_numbers(&[0, 1, 2], &commas, DecimalSign::Point), None);
    }
}
