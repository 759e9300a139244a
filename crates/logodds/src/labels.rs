//! What a user should know about more than two labels before believing a model of them.
//!
//! With two labels a slip in a third is refused; with three it becomes a class of its own, and nothing but a look at its name or its
//! rows can tell. So that look is taken here.

use crate::warning::quoted;
use logodds_model::excerpt::list;
use logodds_model::record::WarningRecord;
use logodds_model::words::Remedy;
use std::collections::HashMap;

/// Warnings of labels with one row (of positive weight), of those that differ in nothing that a reader would see, and of those
/// that look like marks for missing cells. None for two labels.
pub(crate) fn warnings(target: &str, labels: &[String], rows: &[u64]) -> Vec<WarningRecord> {
    if labels.len() <= 2 {
        return Vec::new();
    }
    let about = quoted(target);
    let warning = |code: &str, message: String, remedies: Vec<Remedy>| WarningRecord {
        code: code.to_owned(),
        message,
        columns: vec![target.to_owned()],
        remedies,
    };
    let mut warnings = Vec::new();
    let rare: Vec<&String> = labels.iter().zip(rows).filter(|(_, rows)| **rows == 1).map(|(label, _)| label).collect();
    if !rare.is_empty() {
        let message = match rare.len() {
            1 => format!(
                "the label {} of {about} has one row alone, on which its coefficients rest",
                list(&rare, |label| quoted(label))
            ),
            _ => format!(
                "the labels {} of {about} have one row each, on which their coefficients rest",
                list(&rare, |label| quoted(label))
            ),
        };
        warnings.push(warning("rare-label", message, vec![Remedy::MergeLabels]));
    }
    let alike = alike(labels);
    if !alike.is_empty() {
        let message = format!(
            "the labels {} of {about} differ in case or blanks alone, and are separate",
            list(&alike, |label| quoted(label))
        );
        warnings.push(warning("similar-labels", message, vec![Remedy::SpellLabelsAlike]));
    }
    for label in labels.iter().filter(|label| !label.contains(char::is_alphanumeric)) {
        let message = format!("the label {} of {about} looks like a mark for a missing cell", quoted(label));
        let plain = !label.contains(['\'', ',', '"']);
        let drop = plain.then(|| Remedy::DropTexts(vec![label.clone()]));
        warnings.push(warning("missing-label", message, drop.into_iter().collect()));
    }
    warnings
}

/// Labels that are another one in lower case without blanks around, in order.
fn alike(labels: &[String]) -> Vec<&String> {
    let plain = |label: &String| label.trim().to_lowercase();
    let mut times: HashMap<String, usize> = HashMap::new();
    labels.iter().for_each(|label| *times.entry(plain(label)).or_default() += 1);
    labels.iter().filter(|label| times[&plain(label)] > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(labels: &[&str], rows: &[u64]) -> Vec<String> {
        let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
        warnings("y", &labels, rows)
            .into_iter()
            .map(|warning| format!("{}: {}", warning.code, warning.message))
            .collect()
    }

    #[test]
    fn slips_in_labels_are_told() {
        assert!(codes(&["no", "maybe", "yes"], &[2, 2, 2]).is_empty());
        assert!(codes(&["?", "No"], &[1, 1]).is_empty(), "two labels are what they are");
        let said = codes(&["?", "Yes", "no", "yes"], &[9, 1, 9, 9]);
        assert_eq!(
            said,
            [
                "rare-label: the label \"Yes\" of \"y\" has one row alone, on which its coefficients rest",
                "similar-labels: the labels \"Yes\", \"yes\" of \"y\" differ in case or blanks alone, and are separate",
                "missing-label: the label \"?\" of \"y\" looks like a mark for a missing cell",
            ]
        );
        let many: Vec<String> = (0..9).map(|k| k.to_string()).collect();
        let many = codes(&many.iter().map(String::as_str).collect::<Vec<_>>(), &[1; 9]);
        assert!(many[0].contains("\"4\" and 4 more of \"y\" have one row each"), "{many:?}");
    }
}
