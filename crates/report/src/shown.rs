//! Text from outside as one line of a terminal can show it.

use unicode_width::UnicodeWidthChar;

/// Columns of the terminal that a name may take.
const NAME: usize = 60;

/// A name: control characters escaped, cut if it is long.
pub fn name(text: &str) -> String {
    if text.is_empty() { "\"\"".to_owned() } else { cut(text, NAME) }
}

/// As much as so many columns of the terminal hold, control characters escaped.
pub fn cut(text: &str, columns: usize) -> String {
    let mut left = columns;
    let beyond = text.char_indices().find(|(_, c)| match left.checked_sub(c.width().unwrap_or(1)) {
        Some(rest) => {
            left = rest;
            false
        }
        None => true,
    });
    match beyond {
        Some((end, _)) => format!("{}…", line(&text[..end])),
        None => line(text),
    }
}

/// All of it, control characters escaped, and those that turn the direction of writing.
pub fn line(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || turns(c) { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    shown
}

/// The same of a message that has lines of its own.
pub fn lines(text: &str) -> String {
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

fn turns(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    #[test]
    fn long_and_odd_names() {
        assert_eq!(super::name(""), "\"\"");
        assert_eq!(super::name("a\nb"), "a\\nb");
        assert_eq!(super::name("a\u{1b}[31mb\u{202e}c"), "a\\u{1b}[31mb\\u{202e}c");
        assert_eq!(super::lines("a\tb\nc\u{7}"), "a\\tb\nc\\u{7}");
        assert_eq!(super::name(&"ö".repeat(60)), "ö".repeat(60));
        assert_eq!(super::name(&"ö".repeat(61)), format!("{}…", "ö".repeat(60)));
        assert_eq!(super::name(&"日".repeat(31)), format!("{}…", "日".repeat(30)));
        assert_eq!(super::name("\u{202e}oof"), "\\u{202e}oof");
    }
}
