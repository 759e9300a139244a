//! Which rows are one cluster: those whose cells are equal, as numbers if all of them are numbers, else as texts.
//!
//! `1`, `1.0` and `1e0` are one cluster: how a program happened to write a number must not change standard errors. Numbers are compared
//! as the decimals that they are written as, not as doubles: identifiers may have more digits than those can tell apart.

use crate::decimal_sign::DecimalSign;
use crate::table::{ColumnData, Table};
use std::collections::HashMap;
use std::hash::Hash;

/// The integer up to which doubles tell all integers apart, 2⁵³.
pub(crate) const EXACT: f64 = 9_007_199_254_740_992.0;

/// A number per row of `rows` that rows of one cluster share. `as_texts`: texts are compared as they stand, numbers or not.
pub(crate) fn clusters(table: &Table, column: usize, rows: &[u32], as_texts: bool) -> Vec<u32> {
    match &table.columns()[column].data {
        ColumnData::Boolean { codes, .. } => rows.iter().map(|&row| codes[row as usize]).collect(),
        ColumnData::Categorical { codes, levels } => {
            let mut of_rows: Vec<u32> = rows.iter().map(|&row| codes[row as usize]).collect();
            if let (false, Some(first)) = (as_texts, equal_numbers(&of_rows, levels, table.sign)) {
                of_rows.iter_mut().for_each(|code| *code = first[*code as usize]);
            }
            of_rows
        }
        ColumnData::Numeric(values) => numbered(rows.iter().map(|&row| {
            let value = values[row as usize] + 0.0; // -0 is 0
            let decimal = (value.abs() >= EXACT).then(|| Decimal::of(&table.cell(row as usize, column), table.sign));
            let decimal = decimal.flatten();
            decimal.ok_or(value.to_bits())
        })),
        ColumnData::Skipped => Vec::new(),
    }
}

/// The first level that is the same number, per level; `None` if that changes nothing, because all are integers as programs write
/// them, or because one that occurs is no number.
fn equal_numbers(codes: &[u32], levels: &[String], sign: DecimalSign) -> Option<Vec<u32>> {
    let mut occurs = vec![false; levels.len()];
    codes.iter().for_each(|&code| occurs[code as usize] = true);
    let used = || occurs.iter().zip(levels).filter(|(occurs, _)| **occurs).map(|(_, level)| level);
    if used().all(|level| is_plain_integer(level)) {
        return None;
    }
    let decimals: Option<Vec<Decimal>> = used().map(|level| Decimal::of(level, sign)).collect();
    let mut numbers = numbered(decimals?).into_iter();
    Some(occurs.iter().map(|&occurs| if occurs { numbers.next().unwrap_or_default() } else { 0 }).collect())
}

/// A number per item that equal ones share.
fn numbered<T: Eq + Hash>(items: impl IntoIterator<Item = T>) -> Vec<u32> {
    let mut numbers: HashMap<T, u32, foldhash::fast::RandomState> = HashMap::default();
    let number = |item: T| {
        let next = numbers.len() as u32;
        *numbers.entry(item).or_insert(next)
    };
    items.into_iter().map(number).collect()
}

/// Digits without a sign, and without a zero before others: equal as texts if equal as numbers.
fn is_plain_integer(text: &str) -> bool {
    let first = text.as_bytes().first();
    first.is_some_and(|&first| first != b'0' || text.len() == 1) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number as it is written: ± digits · 10^exponent, the digits without zeros at either end.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    exponent: i64,
}

impl Decimal {
    /// That of a text, blanks around it aside; `None` if it is no finite decimal number. `sign` is between whole and fraction.
    fn of(text: &str, sign: DecimalSign) -> Option<Self> {
        let text = text.trim_ascii();
        let (negative, unsigned) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once(sign.char()).unwrap_or((mantissa, ""));
        let mut digits = [whole, fraction].concat().into_bytes();
        if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let Some(last) = digits.iter().rposition(|&digit| digit != b'0') else {
            return Some(Self { negative: false, digits: Vec::new(), exponent: 0 });
        };
        let zeros = (digits.len() - 1 - last) as i64;
        digits.truncate(last + 1);
        digits.drain(..digits.iter().position(|&digit| digit != b'0').unwrap_or_default());
        let exponent = exponent.checked_add(zeros)?.checked_sub(fraction.len() as i64)?;
        Some(Self { negative, digits, exponent })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number;
    use proptest::prelude::*;

    #[test]
    fn ways_to_write_a_number_are_one() {
        let groups: [&[&str]; 7] = [
            &["1", "1.0", "01", "+1", " 1 ", "1e0", "0.1E1", "10e-1", "1.", "1e+0"],
            &["0", "-0", "0.00", "0e99", ".0"],
            &["-12.5", "-12.50", "-1250e-2"],
            &["9007199254740993", "9007199254740993.0", "9.007199254740993e15"],
            &["9007199254740992"],
            &["10", "1e1"],
            &["0.1", ".1"],
        ];
        let all: Vec<(usize, Decimal)> = (0..)
            .zip(groups)
            .flat_map(|(k, group)| group.iter().map(move |text| (k, Decimal::of(text, DecimalSign::Point).unwrap())))
            .collect();
        for (k, a) in &all {
            for (l, b) in &all {
                assert_eq!(a == b, k == l, "{a:?} {b:?}");
            }
        }
        for text in [
            "",
            " ",
            "-",
            ".",
            "e5",
            "1e",
            "1e9223372036854775808",
            "inf",
            "nan",
            "1,0",
            "1_0",
            "0x1",
            "--1",
            "1.2.3",
            "١",
        ] {
            assert_eq!(Decimal::of(text, DecimalSign::Point), None, "{text}");
        }
    }

    #[test]
    fn one_text_among_numbers_makes_all_of_them_texts() {
        let levels = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let mixed = levels(&["1", "1.0", "a"]);
        assert_eq!(equal_numbers(&[0, 1, 2], &mixed, DecimalSign::Point), None);
        // Where the text is in no row in use, there are but numbers.
        assert_eq!(equal_numbers(&[1, 0, 1], &mixed, DecimalSign::Point), Some(vec![0, 0, 0]));
        assert_eq!(equal_numbers(&[0, 1], &levels(&["1", "18446744073709551616"]), DecimalSign::Point), None);
        assert_eq!(equal_numbers(&[], &[], DecimalSign::Point), None);
        let commas = levels(&["1", "1,0", "1,5"]);
        assert_eq!(equal_numbers(&[0, 1, 2], &commas, DecimalSign::Comma), Some(vec![0, 0, 1]));
        assert_eq!(equal_numbers(&[0, 1, 2], &commas, DecimalSign::Point), None);
    }

    proptest! {
        #[test]
        fn numbers_are_those_that_cells_are_read_as(text in "[-+]?[0-9]{0,4}[.]?[0-9]{0,4}([eE][-+]?[0-9]{1,2})?[x ]?") {
            let read = number::decimal(text.trim_ascii().as_bytes());
            prop_assert_eq!(Decimal::of(&text, DecimalSign::Point).is_some(), read.is_some(), "{}", text);
        }

        #[test]
        fn integers_of_any_size_stay_apart(a in any::<u64>(), places in 0usize..4) {
            let padded = format!("00{a}.{}", "0".repeat(places));
            prop_assert_eq!(Decimal::of(&a.to_string(), DecimalSign::Point), Decimal::of(&padded, DecimalSign::Point));
            let next = (u128::from(a) + 1).to_string();
            prop_assert_ne!(Decimal::of(&a.to_string(), DecimalSign::Point), Decimal::of(&next, DecimalSign::Point));
        }
    }
}
