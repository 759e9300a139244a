//! Sentences about tables in the words of frames: no dashes of flags, which a frame has not been given by, and no file.
//!
//! What stands in quotes is a name, a level or a cell, and is never touched: columns can be called `--weights`.

/// Words of the command, and those of a frame's caller.
const WORDS: [(&str, &str); 12] = [
    ("the filter that made the file", "the filter that made the data"),
    ("--features ''", "features=[]"),
    (
        "--target label --weights count --weight-kind frequency",
        "target=\"label\", weights=\"count\", weight_kind=\"frequency\"",
    ),
    (", mark them missing with --na,", ", make them missing,"),
    ("--target", "target"),
    ("--positive", "positive"),
    ("--features", "features"),
    ("--weights", "weights"),
    ("--offset", "offset"),
    ("--cluster", "cluster"),
    ("--labels", "labels"),
    ("--base", "base"),
];

/// The sentence in these words.
pub(super) fn plain(sentence: &str) -> String {
    const CATEGORICAL: &str = "--categorical ";
    let mut plain = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some(first) = rest.chars().next() {
        let taken = if first == '"' {
            let name = &rest[..quoted(rest)];
            plain.push_str(name);
            name.len()
        } else if let Some(value) = rest.strip_prefix(CATEGORICAL) {
            let (name, length) = argument(value);
            plain.push_str(&format!("categorical=[{name:?}]"));
            CATEGORICAL.len() + length
        } else if let Some((flag, word)) = WORDS.iter().find(|(flag, _)| rest.starts_with(flag)) {
            plain.push_str(word);
            flag.len()
        } else {
            plain.push(first);
            first.len_utf8()
        };
        rest = &rest[taken..];
    }
    plain
}

/// The length of a text in double quotes, with `\` before those in it; of all the rest if they are not closed.
fn quoted(text: &str) -> usize {
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|&(_, c)| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// The value of a flag, without the quotes of a shell, and its length with them.
fn argument(text: &str) -> (&str, usize) {
    match text.strip_prefix(['\'', '"']).and_then(|inner| Some((inner, inner.find(['\'', '"'])?))) {
        Some((inner, end)) => (&inner[..end], end + 2),
        None => {
            let word = text.split([' ', ';', ')']).next().unwrap_or_default();
            let word = word.trim_end_matches([',', '.']);
            (word, word.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn names_are_left_as_they_are() {
        let said = plain(r#"--target: no column "--target"; did you mean "a \" --weights"? Or --weights"#);
        assert_eq!(said, r#"target: no column "--target"; did you mean "a \" --weights"? Or weights"#);
        assert_eq!(plain(r#"an open "--target"#), r#"an open "--target"#);
    }

    #[test]
    fn arguments_are_those_of_frames() {
        assert_eq!(plain("add --categorical y; else"), "add categorical=[\"y\"]; else");
        assert_eq!(plain("Make them texts (--categorical \"a b\")"), "Make them texts (categorical=[\"a b\"])");
        assert_eq!(plain("Add --categorical 'a b'"), "Add categorical=[\"a b\"]");
        assert_eq!(plain("Add --categorical a.b."), "Add categorical=[\"a.b\"].");
        let said = plain("and --target label --weights count --weight-kind frequency");
        assert_eq!(said, "and target=\"label\", weights=\"count\", weight_kind=\"frequency\"");
    }
}
