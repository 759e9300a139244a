//! Text from outside as one line of a terminal can show it.

/// Characters of a name that a line has room for.
const NAME: usize = 60;

/// A name: control characters escaped, cut if it is long.
pub fn name(text: &str) -> String {
    if text.is_empty() { "\"\"".to_owned() } else { cut(text, NAME) }
}

/// At most so many characters, control characters escaped.
pub fn cut(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        Some((end, _)) => format!("{}…", line(&text[..end])),
        None => line(text),
    }
}

/// All of it, control characters escaped.
pub fn line(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_default().collect::<Vec<_>>() } else { vec![c] }).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn long_and_odd_names() {
        assert_eq!(super::name(""), "\"\"");
        assert_eq!(super::name("a\nb"), "a\\nb");
        assert_eq!(super::name(&"ö".repeat(60)), "ö".repeat(60));
        assert_eq!(super::name(&"ö".repeat(61)), format!("{}…", "ö".repeat(60)));
    }
}
