//! Texts that are numbers and could be no codes: `5`, `-1`, `0.50`, `.5`, `1e-05`.
//!
//! ```text
//! plain   = [ "-" ] ( whole [ "." [ digits ] ] | "." digits )      whole = "0" | a digit but 0, then digits
//! number  = plain | plain ( "e" | "E" ) ( "+" | "-" ) digits
//! ```
//!
//! A zero before other digits pads a code (`01`), and an `E` without a sign stands in codes (`1E2` beside `100`): programs that write
//! numbers sign their exponents. Such texts are told apart and sorted as texts.

use std::cmp::Ordering;

/// The value of a number; `None` for a code or any other text.
#[must_use]
pub fn value(text: &str) -> Option<f64> {
    let mantissa = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => {
            let digits = exponent.strip_prefix(['+', '-'])?;
            (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())).then_some(mantissa)?
        }
        None => text,
    };
    plain(mantissa)?;
    text.parse().ok()
}

/// A plain number without the zeros at the end of its places: `1` for `1.0`, `0` for `-0.0`; `None` for anything else.
#[must_use]
pub fn trimmed(text: &str) -> Option<String> {
    let (negative, whole, places) = plain(text)?;
    let places = places.trim_end_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if negative && !(whole == "0" && places.is_empty()) { "-" } else { "" };
    Some(if places.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{places}") })
}

/// Sign, whole digits and places of a plain number.
fn plain(text: &str) -> Option<(bool, &str, &str)> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-');
    let negative = unsigned.is_some();
    let unsigned = unsigned.unwrap_or(text);
    let (whole, places) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let is_padded = whole.len() > 1 && whole.starts_with('0');
    let is_empty = whole.is_empty() && places.is_empty();
    (!is_empty && !is_padded && digits(whole) && digits(places)).then_some((negative, whole, places))
}

/// The order of levels: numbers by value where all of them are numbers, else texts by bytes. Numbers of one value, `1` and `1.0`, are two
/// levels, by bytes.
#[must_use]
pub fn ordering<'a>(mut levels: impl Iterator<Item = &'a str> + Clone) -> fn(&str, &str) -> Ordering {
    if levels.all(|level| value(level).is_some()) { by_value } else { |a, b| a.as_bytes().cmp(b.as_bytes()) }
}

fn by_value(a: &str, b: &str) -> Ordering {
    let of = |text: &str| value(text).unwrap_or(f64::NAN) + 0.0; // -0 is 0
    of(a).total_cmp(&of(b)).then_with(|| a.as_bytes().cmp(b.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_codes() {
        for text in ["0", "5", "-1", "0.50", ".5", "-.5", "1.", "1e-05", "2.5E+3", "18446744073709551616"] {
            assert!(value(text).is_some(), "{text}");
        }
        for text in
            ["", "-", ".", "01", "-01", "00", "1E2", "1e5", "+1", " 1", "1 ", "inf", "nan", "1,0", "0x1", "e+5", "1e+"]
        {
            assert_eq!(value(text), None, "{text}");
        }
    }

    #[test]
    fn one_number_in_several_places() {
        for (text, number) in
            [("1.0", "1"), ("1", "1"), ("-0.0", "0"), ("0.50", "0.5"), (".5", "0.5"), ("100", "100"), ("-2.", "-2")]
        {
            assert_eq!(trimmed(text).as_deref(), Some(number), "{text}");
        }
        for text in ["1E2", "1e+2", "01", "+1", "a"] {
            assert_eq!(trimmed(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_by_value_and_texts_by_bytes() {
        let sorted = |levels: &[&'static str]| {
            let mut sorted = levels.to_vec();
            let order = ordering(levels.iter().copied());
            sorted.sort_by(|a, b| order(a, b));
            sorted
        };
        assert_eq!(sorted(&["20", "0", "5", "10"]), ["0", "5", "10", "20"]);
        assert_eq!(sorted(&["1", "-1", "0.5", "1.0", "-10"]), ["-10", "-1", "0.5", "1", "1.0"]);
        assert_eq!(sorted(&["20", "5", "10", "x"]), ["10", "20", "5", "x"]);
        assert_eq!(sorted(&["02", "1", "01"]), ["01", "02", "1"], "zeros pad codes");
        assert_eq!(sorted(&["7E1", "100", "1E2"]), ["100", "1E2", "7E1"], "codes with an E");
        assert_eq!(sorted(&["0.001", "1e-05", "1"]), ["1e-05", "0.001", "1"]);
        // More digits than doubles have.
        assert_eq!(sorted(&["9007199254740993", "9007199254740992"]), ["9007199254740992", "9007199254740993"]);
    }
}
