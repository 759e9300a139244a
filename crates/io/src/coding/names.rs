//! Names as a user gives them: in lists, and mistyped.

use crate::text::record;
use logodds_model::excerpt::quoted;
use std::collections::{HashMap, HashSet};

/// The names in a list such as `a,b`, split as a CSV record is: `"a,b",c` are `a,b` and `c`, and
/// `""` inside quotes stands for `"`. A line end separates names too, so that a file with a name per
/// line can be given. Blanks around names are dropped, as they are in a header; and so are empty
/// names, which no column has.
///
/// ```
/// assert_eq!(logodds_io::split_names(r#""a,b", c"#), ["a,b", "c"]);
/// ```
pub fn split_names(list: &str) -> Vec<String> {
    let bytes = list.as_bytes();
    let mut names = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        // A quote after blanks opens here, unlike in a file: `a, "b,c"` can mean one thing only.
        at += bytes[at..].iter().take_while(|b| b.is_ascii_whitespace()).count();
        let (cell, end) = record::cell(bytes, at, b',');
        let name = String::from_utf8_lossy(&cell);
        let name = name.trim_ascii();
        if !name.is_empty() {
            names.push(name.to_string());
        }
        at = end + 1;
    }
    names
}

/// Positions by name: to look for each of a hundred thousand names among as many takes minutes without it.
pub(crate) fn index(names: &[String]) -> HashMap<&str, usize, foldhash::fast::RandomState> {
    names.iter().enumerate().map(|(k, name)| (name.as_str(), k)).collect()
}

/// Names to ask for.
pub(crate) fn set<'n>(names: impl IntoIterator<Item = &'n String>) -> HashSet<&'n str, foldhash::fast::RandomState> {
    names.into_iter().map(String::as_str).collect()
}

/// The closest candidate, if one is close enough: Damerau-Levenshtein distance, at most a third of
/// the length (and at least 1), so that `amout` finds `amount` and `age` does not find `race`. Letter
/// case alone never keeps names apart; a single letter is near to nothing else.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a String>) -> Option<String> {
    let wanted = name.trim().to_lowercase();
    let length = wanted.chars().count();
    // Nobody types a longer one, and the time grows with the square.
    if length > 200 {
        return None;
    }
    let limit = (length / 3).max(1);
    candidates
        // The distance is at least the difference in length, and much slower to find.
        .filter(|c| c.chars().count().abs_diff(length) <= limit)
        .filter(|c| (length > 1 && c.chars().count() > 1) || c.to_lowercase() == wanted)
        .map(|c| (strsim::damerau_levenshtein(&wanted, &c.to_lowercase()), c))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, c)| c.clone())
}

/// `; did you mean "amount"?`, or nothing.
pub(crate) fn did_you_mean(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|n| format!("; did you mean {}?", quoted(n))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_and_far() {
        let names = ["amount", "age", "race"].map(String::from);
        assert_eq!(nearest("amout", names.iter()).as_deref(), Some("amount"));
        assert_eq!(nearest("AGE", names.iter()).as_deref(), Some("age"));
        assert_eq!(nearest("zebra", names.iter()), None);
        let letters = ["x", "Y", "x1"].map(String::from);
        assert_eq!(nearest("g", letters.iter()), None);
        assert_eq!(nearest("y", letters.iter()).as_deref(), Some("Y"));
        assert_eq!(nearest("x2", letters.iter()).as_deref(), Some("x1"));
    }

    #[test]
    fn lists_are_split_as_csv_is() {
        for (list, names) in [
            ("", &[][..]),
            ("a,b", &["a", "b"]),
            (r#""a,b",c"#, &["a,b", "c"]),
            (r#"a, "b,c" ,d"#, &["a", "b,c", "d"]),
            (r#""say ""hi""",5" pipe"#, &[r#"say "hi""#, r#"5" pipe"#]),
            ("a,,b,\n", &["a", "b"]),
            ("a\r\nb\nKöln", &["a", "b", "Köln"]),
            ("\"a\nb\"", &["a\nb"]),
            ("\"a,b", &["a,b"]),
            ("\"", &[]),
        ] {
            assert_eq!(split_names(list), names, "{list:?}");
        }
    }
}
