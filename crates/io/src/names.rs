//! The nearest name to a mistyped one.
//!
//! Damerau-Levenshtein distance, at most a third of the length (and at least 1): `amout` finds
//! `amount`, `age` does not find `race`. Letter case alone never keeps names apart.

/// The closest candidate, if one is close enough.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a String>) -> Option<String> {
    let wanted = name.trim().to_lowercase();
    let limit = (wanted.chars().count() / 3).max(1);
    candidates
        .map(|c| (strsim::damerau_levenshtein(&wanted, &c.to_lowercase()), c))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, c)| c.clone())
}

/// `; did you mean "amount"?`, or nothing.
pub(crate) fn did_you_mean(nearest: &Option<String>) -> String {
    nearest.as_ref().map(|n| format!("; did you mean {n:?}?")).unwrap_or_default()
}

/// `"a", "b", "c" and 4 more`.
pub(crate) fn list(names: &[String], shown: usize) -> String {
    let quoted: Vec<_> = names.iter().take(shown).map(|n| format!("{n:?}")).collect();
    match names.len().saturating_sub(shown) {
        0 => quoted.join(", "),
        more => format!("{} and {more} more", quoted.join(", ")),
    }
}

/// The names in a list such as `age,"a, b",city`: separated by commas, quoted as cells of a CSV are.
pub fn split_names(list: &str) -> Vec<String> {
    let mut names = vec![String::new()];
    let mut quoted = false;
    let mut characters = list.chars().peekable();
    while let Some(c) = characters.next() {
        match (c, quoted) {
            ('"', true) if characters.next_if_eq(&'"').is_some() => {
                names.last_mut().into_iter().for_each(|n| n.push('"'))
            }
            ('"', _) => quoted = !quoted,
            (',', false) => names.push(String::new()),
            _ => names.last_mut().into_iter().for_each(|n| n.push(c)),
        }
    }
    names
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
        assert_eq!(list(&names, 2), "\"amount\", \"age\" and 1 more");
    }
}
