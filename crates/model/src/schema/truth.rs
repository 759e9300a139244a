//! How truths are written: R and spreadsheets write TRUE, Python True, databases true.

/// The pairs of texts that are booleans, the one for 0 first.
pub const BOOLEANS: [[&str; 2]; 4] = [["false", "true"], ["FALSE", "TRUE"], ["False", "True"], ["F", "T"]];

/// Which truth a text spells, if it spells one.
#[must_use]
pub fn truth(text: &str) -> Option<bool> {
    BOOLEANS.iter().find_map(|pair| pair.iter().position(|label| *label == text)).map(|k| k == 1)
}

/// Which truth a word is, or a digit: among numbers 0 and 1 are the two.
#[must_use]
pub fn truth_or_digit(text: &str) -> Option<bool> {
    match text.trim_ascii() {
        "false" | "False" | "FALSE" | "0" => Some(false),
        "true" | "True" | "TRUE" | "1" => Some(true),
        _ => None,
    }
}
