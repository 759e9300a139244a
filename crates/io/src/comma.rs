//! Numbers that are written with commas: `1,234.5` (thousands) and `1,5` (a decimal comma).
//!
//! They are not read as numbers, because `1,234` may be either; but a column of them is a column of
//! numbers, not of hundreds of labels, and a message can say how to write them.

use crate::number;

/// Whether the cell, blanks trimmed, is a number written with commas.
pub(crate) fn is_number(cell: &[u8]) -> bool {
    let bytes = cell.trim_ascii();
    bytes.contains(&b',') && std::str::from_utf8(bytes).is_ok_and(|text| grouped(text) || decimal(text))
}

/// How to write it, as a sentence goes on: `without the commas: 1234`.
pub(crate) fn rewritten(text: &str) -> Option<String> {
    if grouped(text) {
        Some(format!("without the commas: {}", text.replace(',', "")))
    } else if decimal(text) {
        Some(format!("with a point: {}", text.replace(',', ".")))
    } else {
        None
    }
}

fn grouped(text: &str) -> bool {
    let whole = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = whole.split_once('.').unwrap_or((whole, ""));
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    whole.contains(',')
        && (1..=3).contains(&first.len())
        && digits(first)
        && groups.all(|g| g.len() == 3 && digits(g))
        && digits(fraction)
}

fn decimal(text: &str) -> bool {
    let comma = text.split_once(',');
    comma.is_some_and(|(a, b)| !a.contains('.') && number::decimal(format!("{a}.{b}").as_bytes()).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas() {
        for (text, written) in [
            ("1,234", Some("without the commas: 1234")),
            ("-12,345,678.5", Some("without the commas: -12345678.5")),
            ("1,5", Some("with a point: 1.5")),
            ("-0,25", Some("with a point: -0.25")),
            ("1234,5", Some("with a point: 1234.5")),
            ("1,2,3", None),
            ("1.234,5", None),
            ("1,23,456", None),
            ("a,b", None),
            (",", None),
            ("12", None),
        ] {
            assert_eq!(rewritten(text).as_deref(), written, "{text}");
            assert_eq!(is_number(text.as_bytes()), written.is_some(), "{text}");
        }
    }
}
