//! Libraries speak no flag: what a sentence names is a value, spelled by the door that asks (`logodds_model::words`).

use std::path::{Path, PathBuf};

/// The crates below every door, and that which has the words of each, and flags nowhere else.
const LIBRARIES: [&str; 7] = ["core", "optim", "inference", "model", "io", "logodds", "report"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, found),
            false => found.extend(path.extension().is_some_and(|extension| extension == "rs").then_some(path)),
        }
    }
}

/// Whether a line of code has a text in quotes with a flag in it.
fn has_flag(line: &str) -> bool {
    let code = line.trim_start();
    if code.starts_with("//") {
        return false;
    }
    // Every other piece is in quotes, but for quotes in quotes: those have pieces on either side looked at alike.
    code.split('"').skip(1).any(|text| {
        let flags = text.match_indices("--").map(|(at, _)| &text[at + 2..]);
        flags.into_iter().any(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
    })
}

#[test]
fn no_library_has_a_flag_in_a_sentence() {
    assert!(has_flag(r#"    "try --penalty firth""#) && !has_flag(r#"// "--penalty""#) && !has_flag(r#"x("a -- b")"#));
    let mut flags = Vec::new();
    for library in LIBRARIES {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("crates").join(library).join("src"), &mut files);
        assert!(files.len() > 5, "{library}");
        let is_meant = |file: &PathBuf| !file.ends_with("tests.rs") && !file.ends_with("src/words/command.rs");
        for file in files.into_iter().filter(is_meant) {
            let source = std::fs::read_to_string(&file).unwrap();
            let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
            let found = code.lines().filter(|line| has_flag(line));
            flags.extend(found.map(|line| format!("{}: {line}", file.display())));
        }
    }
    assert!(flags.is_empty(), "{}", flags.join("\n"));
}
