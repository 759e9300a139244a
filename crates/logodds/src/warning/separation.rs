//! What separates the labels, in a sentence or two: by which columns, where, and in how many rows.

use super::equation::{number, sum};
use super::quoted;
use logodds_inference::Separation;
use logodds_inference::separation::{Combination, LevelCount, Limit, Verdict};

/// Combinations that a message tells; more are counted.
const TOLD: usize = 3;

/// `all 13 rows with "NV" = 1 have label 1: the coefficient of "NV" grows without bound (quasi-complete separation)`.
pub(super) fn message(separation: &Separation, name: &dyn Fn(usize) -> String) -> String {
    if !separation.levels.is_empty() {
        return of_levels(separation, name);
    }
    let complete = separation.verdict == Verdict::Complete;
    let mut parts: Vec<String> =
        separation.combinations.iter().take(TOLD).map(|combination| part(combination, name)).collect();
    // Every combination has a column that breaks it.
    match separation.without.len().saturating_sub(parts.len()) {
        0 => {}
        1 => parts.push("1 more column or combination separates without these".to_owned()),
        more => parts.push(format!("{more} more columns or combinations separate without these")),
    }
    let told = separation.columns();
    let infinite = |j: &usize| separation.coefficients.get(*j).is_some_and(|limit| *limit != Limit::Finite);
    let growing: Vec<usize> = told.iter().copied().filter(infinite).collect();
    let growth = match growing.as_slice() {
        [only] => match separation.coefficients.get(*only) {
            Some(Limit::MinusInfinity) => format!("the coefficient of {} falls without bound", quoted(&name(*only))),
            _ => format!("the coefficient of {} grows without bound", quoted(&name(*only))),
        },
        _ => "their coefficients grow without bound".to_owned(),
    };
    let kind = if complete { "complete separation" } else { "quasi-complete separation" };
    let rows = match (complete, separation.separated.len()) {
        (true, _) => "all rows are fitted perfectly".to_owned(),
        (false, 1) => "1 row is fitted perfectly".to_owned(),
        (false, k) => format!("{k} of {} rows are fitted perfectly", k + separation.overlap),
    };
    let parts =
        if parts.is_empty() { "a combination of columns separates the labels".to_owned() } else { parts.join("; ") };
    format!("{parts}. So the likelihood has no maximum: {growth} as {rows} ({kind})")
}

/// `497 of 20000 levels of "g" hold one label. So the likelihood has no maximum: their coefficients go to ±∞ as 2034 of 200000 rows are fitted
/// perfectly (quasi-complete separation); all others have their limits`.
fn of_levels(separation: &Separation, name: &dyn Fn(usize) -> String) -> String {
    let of = |count: &LevelCount| {
        let base = if count.base { ", the base among them," } else { "" };
        let hold = if count.of_one_label == 1 { "holds" } else { "hold" };
        let category = category(&name(count.columns.start), &name(count.columns.end - 1)).to_owned();
        format!("{} of {} levels of {}{base} {hold} one label", count.of_one_label, count.levels, quoted(&category))
    };
    let parts: Vec<String> = separation.levels.iter().map(of).collect();
    let separated = separation.separated.len();
    let rows = format!("{separated} of {} rows are fitted perfectly", separated + separation.overlap);
    let intercept = match separation.levels.iter().any(|count| count.base) {
        true => {
            "the coefficients of that category, which are relative to its base, and the intercept have no finite limit"
        }
        false => "their coefficients go to ±∞",
    };
    let parts = parts.join("; ");
    format!(
        "{parts}. So the likelihood has no maximum: {intercept} as {rows} (quasi-complete separation), and all else has its limit"
    )
}

/// What the names of two levels of a category have in common, up to the sign between the category and its levels.
pub(super) fn category<'a>(first: &'a str, last: &str) -> &'a str {
    let same = first.char_indices().zip(last.chars()).take_while(|((_, a), b)| a == b);
    let end = same.filter(|((_, a), _)| *a == '=').map(|((i, _), _)| i).last();
    end.map_or(first, |end| &first[..end])
}

fn part(combination: &Combination, name: &dyn Fn(usize) -> String) -> String {
    match combination.terms.as_slice() {
        [(column, sign)] => single(combination, &quoted(&name(*column)), *sign > 0.0),
        terms => {
            let text = sum(terms, name);
            let several = if combination.is_minimal { "" } else { " (maybe fewer columns do)" };
            let (low, high) = (short(combination.low), short(combination.high));
            if combination.is_complete() {
                return format!(
                    "the combination {text} separates the labels{several}: it is at most {low} in all {} with label 0 and at least {high} in all {} with label 1",
                    rows(combination.below),
                    rows(combination.above)
                );
            }
            format!("the combination {text} separates the labels{several}: {}", sides(combination, "it", &high, true))
        }
    }
}

/// One column: `all 13 rows with "NV" = 1 have label 1`.
fn single(combination: &Combination, name: &str, positive: bool) -> String {
    // Of −x, ranges are turned round.
    let turned = |x: f64| short(if positive { x } else { -x });
    let (low, high) = (turned(combination.low), turned(combination.high));
    if combination.is_complete() {
        let (at_most, at_least) = if positive { ("at most", "at least") } else { ("at least", "at most") };
        return format!(
            "{name} separates the labels: it is {at_most} {low} in all {} with label 0 and {at_least} {high} in all {} with label 1",
            rows(combination.below),
            rows(combination.above)
        );
    }
    if combination.is_indicator {
        let (one, other) = if positive { ("1", "0") } else { ("0", "1") };
        return match (combination.above, combination.below) {
            (above, 0) => format!("{} with {name} = {one} {} label 1", all(above), have(above)),
            (_, below) => format!("{} with {name} = {other} {} label 0", all(below), have(below)),
        };
    }
    sides(combination, name, &high, positive)
}

/// Rows on either side of the only value that both labels have.
fn sides(combination: &Combination, what: &str, at: &str, positive: bool) -> String {
    let (more, less) = if positive { (">", "<") } else { ("<", ">") };
    let side = |rows: usize, sign: &str, label: u8| {
        (rows > 0).then(|| format!("{} with {what} {sign} {at} {} label {label}", all(rows), have(rows)))
    };
    let both = [side(combination.above, more, 1), side(combination.below, less, 0)];
    both.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn rows(count: usize) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}

/// `all 13 rows`, `the only row`.
fn all(count: usize) -> String {
    if count == 1 { "the only row".to_owned() } else { format!("all {count} rows") }
}

fn have(count: usize) -> &'static str {
    if count == 1 { "has" } else { "have" }
}

/// Twelve digits: the origin was subtracted and added, which may cost the last.
fn short(x: f64) -> String {
    let rounded: f64 = format!("{x:.11e}").parse().unwrap_or(x);
    // Beside numbers of usual size this is 0.
    number(if rounded.abs() < 1e-12 { 0.0 } else { rounded })
}
