//! What separates more than two labels, in a sentence or two: which from which, by which columns, and in how many rows.

use super::{listed, quoted};
use logodds_inference::separation::{ClassCombination, ClassSeparation, LabelPair, Verdict};

/// Sets of columns that a message tells; more are counted.
const TOLD: usize = 3;
/// Pairs of labels that are told of each.
const PAIRS: usize = 3;

/// `"x" tells "a" from "b" in all 90 rows. So the likelihood has no maximum: … (quasi-complete separation)`.
pub(super) fn message(
    separation: &ClassSeparation,
    name: &dyn Fn(usize) -> String,
    label: &dyn Fn(usize) -> String,
) -> String {
    let told = separation.combinations.iter().take(TOLD);
    let mut parts: Vec<String> = told.map(|combination| part(combination, name, label)).collect();
    // Every set has a column that breaks it.
    match separation.without.len().saturating_sub(parts.len()) {
        0 => {}
        1 => parts.push("1 more column or combination separates without these".to_owned()),
        more => parts.push(format!("{more} more columns or combinations separate without these")),
    }
    if parts.is_empty() {
        parts.push(format!("a combination of columns tells {}", pairs(&separation.pairs, label)));
    }
    let (rows, separated) = (separation.separated + separation.overlap, separation.separated);
    let (kind, fitted) = match separation.verdict {
        Verdict::Complete => ("complete separation", "all rows are fitted perfectly".to_owned()),
        _ if separated == 0 => {
            ("quasi-complete separation", "rows get probability 0 of labels that are not theirs".to_owned())
        }
        _ if separated == 1 => ("quasi-complete separation", format!("1 of {rows} rows is fitted perfectly")),
        _ => ("quasi-complete separation", format!("{separated} of {rows} rows are fitted perfectly")),
    };
    let parts = parts.join("; ");
    format!("{parts}. So the likelihood has no maximum: coefficients grow without bound as {fitted} ({kind})")
}

fn part(combination: &ClassCombination, name: &dyn Fn(usize) -> String, label: &dyn Fn(usize) -> String) -> String {
    let pairs = pairs(&combination.pairs, label);
    match combination.columns[..] {
        [] => format!("the intercepts alone tell {pairs}"),
        [only] => format!("{} tells {pairs}", quoted(&name(only))),
        _ => {
            let several = if combination.is_minimal { "" } else { " (maybe fewer columns do)" };
            format!("a combination of {} tells {pairs}{several}", listed(&combination.columns, name))
        }
    }
}

/// `"a" from "b" in all 90 rows, "a" from "c" in 13 of 80`.
fn pairs(pairs: &[LabelPair], label: &dyn Fn(usize) -> String) -> String {
    let one = |pair: &LabelPair| {
        let (a, b) = (quoted(&label(pair.labels.0)), quoted(&label(pair.labels.1)));
        let rows = pair.separated + pair.overlap;
        if pair.is_complete() {
            format!("{a} from {b} in all {rows} rows")
        } else {
            format!("{a} from {b} in {} of {rows} rows", pair.separated)
        }
    };
    let told: Vec<String> = pairs.iter().take(PAIRS).map(one).collect();
    match pairs.len().saturating_sub(PAIRS) {
        0 => told.join(", "),
        1 => format!("{} and 1 more pair of labels", told.join(", ")),
        more => format!("{} and {more} more pairs of labels", told.join(", ")),
    }
}
