//! The nearest name to a mistyped one, for names that this crate looks up itself.

/// `; did you mean "amount"?`, or nothing if no candidate is near: at most a third of the letters differ.
pub fn did_you_mean(name: &str, candidates: &[String]) -> String {
    let wanted = name.to_lowercase();
    let limit = (wanted.chars().count() / 3).max(1);
    candidates
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| format!("; did you mean {candidate:?}?"))
        .unwrap_or_default()
}
