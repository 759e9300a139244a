//! What a column of numbers looks like: a permutation of the rows, identifying numbers, days, codes.
//!
//! Every test ends at the first number that rules it out. Of measurements that is the first one, which has a fraction; of small whole
//! numbers one of the first few, which is there twice.

use crate::columns::dates::is_day_number;
use crate::columns::finding::{ColumnFinding, Suspicion};
use std::collections::HashSet;

/// Rows from which a column that counts them is no chance.
const ROWS: usize = 20;

/// A finding about the numbers `values`, none missing. `padded`: a cell of the column that is padded with zeros.
pub(crate) fn look(
    column: &str,
    values: &[f64],
    is_whole_column: bool,
    padded: Option<&String>,
) -> Option<ColumnFinding> {
    let name = Name::of(column);
    let rows = values.len();
    let suspicion = if is_whole_column && let Some(suspicion) = row_numbers(values) {
        suspicion
    } else if padded.is_some()
        || (name == Name::Postal && rows > 0 && values.iter().all(|x| x.fract() == 0.0 && *x >= 100.0))
    {
        Suspicion::Codes
    } else if rows >= ROWS && values.iter().all(|value| is_day_number(*value)) {
        Suspicion::DayNumbers
    } else if name == Name::Identifier && rows >= ROWS && are_different(values) {
        Suspicion::IdentifyingNumbers
    } else {
        return None;
    };
    let shown = padded.cloned().or(values.first().map(|value| format!("{value}")));
    let distinct = match suspicion {
        // Not counted: enough that there are many.
        Suspicion::Codes | Suspicion::DayNumbers => distinct(values),
        _ => rows,
    };
    Some(ColumnFinding {
        column: column.to_owned(),
        suspicion,
        refused: false,
        distinct: distinct as u64,
        rows: rows as u64,
        examples: shown.into_iter().collect(),
        row: None,
    })
}

/// Whether every number of 0 … n − 1, or of 1 … n, is there once.
fn row_numbers(values: &[f64]) -> Option<Suspicion> {
    let rows = values.len();
    if rows < ROWS {
        return None;
    }
    let mut seen = vec![0u64; rows / 64 + 1];
    let mut in_order = true;
    for (row, &value) in values.iter().enumerate() {
        if !(value >= 0.0 && value <= rows as f64) || value.fract() != 0.0 {
            return None;
        }
        let number = value as usize;
        let (word, bit) = (number / 64, 1u64 << (number % 64));
        if seen[word] & bit != 0 {
            return None;
        }
        seen[word] |= bit;
        in_order &= value == values[0] + row as f64;
    }
    // All of 0 … n but one, which must be an end.
    let has = |number: usize| seen[number / 64] >> (number % 64) & 1 == 1;
    match (has(0), has(rows)) {
        (true, false) => Some(Suspicion::RowNumbers { first: 0, in_order }),
        (false, true) => Some(Suspicion::RowNumbers { first: 1, in_order }),
        _ => None,
    }
}

/// Whether all are whole, not negative, and different.
fn are_different(values: &[f64]) -> bool {
    let mut seen: HashSet<u64, foldhash::fast::RandomState> = HashSet::default();
    values.iter().all(|&value| value >= 0.0 && value.fract() == 0.0 && seen.insert(value.to_bits()))
}

fn distinct(values: &[f64]) -> usize {
    values.iter().map(|value| (value + 0.0).to_bits()).collect::<HashSet<u64, foldhash::fast::RandomState>>().len()
}

/// What a name says.
#[derive(PartialEq)]
enum Name {
    Identifier,
    Postal,
    Other,
}

impl Name {
    fn of(name: &str) -> Name {
        const IDENTIFIERS: [&str; 8] = ["id", "identifier", "uuid", "guid", "key", "index", "rowid", "ssn"];
        const POSTAL: [&str; 6] = ["zip", "zipcode", "postcode", "postalcode", "plz", "postleitzahl"];
        let mut words: Vec<String> = vec![String::new()];
        let mut before = ' ';
        for letter in name.chars() {
            // A new word after anything that is no letter, and where small letters end: `customerId`.
            let starts = !letter.is_alphabetic() || (letter.is_uppercase() && before.is_lowercase());
            if starts && words.last().is_some_and(|word| !word.is_empty()) {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut().filter(|_| letter.is_alphabetic()) {
                word.extend(letter.to_lowercase());
            }
            before = letter;
        }
        let joined = words.concat();
        let is = |names: &[&str]| {
            names.contains(&joined.as_str()) || words.iter().any(|word| names.contains(&word.as_str()))
        };
        if is(&POSTAL) {
            Name::Postal
        } else if is(&IDENTIFIERS) {
            Name::Identifier
        } else {
            Name::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(name: &str, values: impl IntoIterator<Item = u32>) -> Option<Suspicion> {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        look(name, &values, true, None).map(|finding| finding.suspicion)
    }

    #[test]
    fn rows_that_are_counted() {
        assert_eq!(code("c1", 0..400), Some(Suspicion::RowNumbers { first: 0, in_order: true }));
        assert_eq!(code("x", 1..=400), Some(Suspicion::RowNumbers { first: 1, in_order: true }));
        assert_eq!(code("x", (0..401).map(|k| k * 7 % 401)), Some(Suspicion::RowNumbers { first: 0, in_order: false }));
        assert_eq!(code("x", (1..401).map(|k| k * 7 % 401)), Some(Suspicion::RowNumbers { first: 1, in_order: false }));
        assert_eq!(code("x", 1..=19), None, "a few in order are no proof");
        assert_eq!(code("x", (0..=400).filter(|k| *k != 200)), None, "one is left out");
        assert_eq!(code("year", 1900..2000), None);
        assert_eq!(code("x", (0..400).map(|k| k / 2)), None);
    }

    #[test]
    fn identifying_numbers_have_a_name() {
        for name in ["id", "ID", "customer_id", "customerId", "PassengerId", "order id", "key"] {
            assert_eq!(code(name, (0..50).map(|k| 1000 + 13 * k)), Some(Suspicion::IdentifyingNumbers), "{name}");
        }
        for name in ["paid", "acid", "income", "width", "android", "monkey"] {
            assert_eq!(code(name, (0..50).map(|k| 1000 + 13 * k)), None, "{name}");
        }
        assert_eq!(code("id", (0..50).map(|k| 1000 + k % 49)), None, "one is there twice");
    }

    #[test]
    fn codes_and_days() {
        assert_eq!(code("zip_code", (0..50).map(|k| 90210 + 3 * k)), Some(Suspicion::Codes));
        assert_eq!(code("zipcode", (0..50).map(|k| 90210 + 3 * k)), Some(Suspicion::Codes));
        assert_eq!(code("day", (0..50).map(|k| 20_210_301 + k % 28)), Some(Suspicion::DayNumbers));
        assert_eq!(code("amount", (0..50).map(|k| 20_210_341 + k % 28)), None);
    }
}
