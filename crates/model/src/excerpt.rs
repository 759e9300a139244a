//! Names, levels and cells as messages show them: quoted, and never longer than a line.
//!
//! A cell may hold megabytes and a file thousands of columns; a message that repeats them hides what
//! it says. Every text of the user that an error prints goes through here.

/// Characters of a text that are shown.
const CHARACTERS: usize = 60;

/// Items of a list that are shown.
pub const ITEMS: usize = 5;

/// Whether `quoted` shows all of `text`.
#[must_use]
pub fn is_short(text: &str) -> bool {
    text.chars().nth(CHARACTERS).is_none()
}

/// The text in quotes, control characters escaped, cut with `…` if it is long.
#[must_use]
pub fn quoted(text: &str) -> String {
    match text.char_indices().nth(CHARACTERS) {
        None => format!("{text:?}"),
        Some((end, _)) => {
            let mut shown = format!("{:?}", &text[..end]);
            shown.insert(shown.len() - 1, '…');
            shown
        }
    }
}

/// The first few of `items` in words of `show`, and how many more there are.
#[must_use]
pub fn list<T>(items: &[T], show: impl Fn(&T) -> String) -> String {
    let shown: Vec<_> = items.iter().take(ITEMS).map(show).collect();
    match items.len().saturating_sub(ITEMS) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// The first few names, quoted, and how many more there are.
#[must_use]
pub fn names(names: &[String]) -> String {
    list(names, |name| quoted(name))
}

/// Bytes in a unit for people.
#[must_use]
pub fn size(bytes: usize) -> String {
    // Also where a usize has 32 bits.
    match bytes as u64 {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        1_000_000..10_000_000_000 => format!("{} MB", bytes / 1_000_000),
        _ => format!("{} GB", bytes / 1_000_000_000),
    }
}

/// `1 row`, `2 rows`.
#[must_use]
pub fn count(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// The first few names with their numbers: `"age" (3), "city" (1)`.
#[must_use]
pub fn counts(columns: &[(String, u64)]) -> String {
    list(columns, |(name, k)| format!("{} ({k})", quoted(name)))
}

/// ` (n such rows)` if there is more than one.
#[must_use]
pub fn such(n: u64, what: &str) -> String {
    if n > 1 { format!(" ({n} such {what}s)") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_at_a_character() {
        assert_eq!(quoted(&"é".repeat(60)), format!("\"{}\"", "é".repeat(60)));
        assert_eq!(quoted(&"é".repeat(61)), format!("\"{}…\"", "é".repeat(60)));
        assert!(is_short(&"é".repeat(60)) && !is_short(&"é".repeat(61)));
        assert_eq!(quoted("a\n\"\0"), r#""a\n\"\0""#);
    }

    #[test]
    fn a_long_list_is_cut() {
        let six = ["a", "b", "c", "d", "e", "f"].map(String::from);
        assert_eq!(names(&six[..2]), r#""a", "b""#);
        assert_eq!(names(&six), r#""a", "b", "c", "d", "e" and 1 more"#);
    }

    #[test]
    fn sizes() {
        assert_eq!(size(48_000_000_000), "48 GB");
        assert_eq!((size(999), size(70_000), size(17_000_000)), ("999 bytes".into(), "70 kB".into(), "17 MB".into()));
    }
}
