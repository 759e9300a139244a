//! Levels that are one, spelled in several ways: `yes`, `YES`, `yes `.
//!
//! Two texts are alike if they are the same in lower case, with every run of blanks one blank and none around them.

use std::collections::HashMap;

/// Groups of texts that are alike, each in the order of `levels`, the first group first.
pub(crate) fn alike(levels: &[String]) -> Vec<Vec<&String>> {
    let mut groups: HashMap<String, Vec<&String>> = HashMap::new();
    levels.iter().for_each(|level| groups.entry(plain(level)).or_default().push(level));
    let mut found: Vec<Vec<&String>> = groups.into_values().filter(|group| group.len() > 1).collect();
    found.sort_by(|a, b| a[0].cmp(b[0]));
    found
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_spellings_of_yes_are_one() {
        let levels = ["YES", "no", "yes", "yes ", "New  York", "New York", "maybe"].map(str::to_owned);
        let found = alike(&levels);
        assert_eq!(found, [vec!["New  York", "New York"], vec!["YES", "yes", "yes "]]);
    }
}
