//! What a column of texts looks like, by its distinct texts.

use crate::columns::dates::is_date;
use crate::columns::finding::{ColumnFinding, Suspicion};
use crate::columns::spelling::alike;
use crate::columns::written::{Dress, written};
use crate::columns::{FEW, LOOKED_AT, is_nearly_all_different};
use std::collections::HashMap;

/// Rows from which texts that are nearly all different are an identifier.
const ROWS: usize = 20;
/// Levels up to which a category is looked at for spellings; more are told as something else, if at all.
const SPELLED: usize = 5_000;
/// Sentences: so many distinct texts at least, of so many words.
const SENTENCES: usize = 50;
const WORDS: usize = 4;
/// Examples that are kept.
const EXAMPLES: usize = 3;

/// What the texts `levels` of `rows` cells look like, most telling first; `None` if like categories.
pub(crate) fn suspicion(levels: &[String], rows: usize) -> Option<(Suspicion, bool, Vec<String>)> {
    let step = levels.len().div_ceil(LOOKED_AT).max(1);
    let looked_at: Vec<&str> = levels.iter().step_by(step).map(String::as_str).collect();
    let few = levels.len() <= FEW && !(levels.len() >= 5 && is_nearly_all_different(levels.len(), rows));
    // Two levels make the same column, whatever they are called.
    if levels.len() > 2 {
        let dates: Vec<&str> = looked_at.iter().copied().filter(|text| is_date(text)).collect();
        if is_most(dates.len(), looked_at.len()) {
            return Some((Suspicion::Dates, !few, examples(&dates)));
        }
        if let Some((dress, plain, numbers)) = numbers(&looked_at) {
            return Some((Suspicion::Written { dress, plain }, !few, numbers));
        }
    }
    let sentences = |text: &&&str| text.split_whitespace().count() >= WORDS;
    if levels.len() > SENTENCES || (levels.len() > FEW && is_nearly_all_different(levels.len(), rows)) {
        let sentences: Vec<&str> = looked_at.iter().filter(sentences).copied().collect();
        if 2 * sentences.len() > looked_at.len() {
            return Some((Suspicion::FreeText, true, examples(&sentences)));
        }
    }
    if levels.len() > FEW && rows >= ROWS && is_nearly_all_different(levels.len(), rows) {
        return Some((Suspicion::Identifiers, true, examples(&looked_at)));
    }
    if levels.len() <= SPELLED {
        let groups = alike(levels);
        if !groups.is_empty() {
            let all = groups.into_iter().flatten().take(2 * EXAMPLES).cloned().collect();
            return Some((Suspicion::Spellings, false, all));
        }
    }
    None
}

/// Numbers of which some are in dress, if nearly all are numbers: the most frequent dress, how its first is written plainly, examples.
fn numbers(texts: &[&str]) -> Option<(Dress, String, Vec<String>)> {
    let found: Vec<(&str, crate::columns::written::Written<'_>)> =
        texts.iter().filter_map(|text| Some((*text, written(text)?))).collect();
    if !is_most(found.len(), texts.len()) {
        return None;
    }
    let mut times: HashMap<Dress, usize> = HashMap::new();
    found.iter().filter_map(|(_, written)| written.dress).for_each(|dress| *times.entry(dress).or_default() += 1);
    // Of equally frequent ones the first by its order.
    let (&dress, _) = times.iter().max_by_key(|(dress, times)| (**times, std::cmp::Reverse(**dress)))?;
    if dress == Dress::Unit && !are_units(&found) {
        return None;
    }
    let dressed: Vec<&(&str, crate::columns::written::Written<'_>)> =
        found.iter().filter(|(_, written)| written.dress == Some(dress)).collect();
    let plain = dressed.first().map(|(_, written)| written.plain.clone())?;
    let texts: Vec<&str> = dressed.iter().map(|(text, _)| *text).collect();
    Some((dress, plain, examples(&texts)))
}

/// Whether letters behind digits are units: one, or a few that are no letters of codes, such as those of `12A`, `12B`.
fn are_units(found: &[(&str, crate::columns::written::Written<'_>)]) -> bool {
    const LETTERS: [&str; 16] = ["g", "m", "l", "s", "h", "d", "y", "t", "k", "K", "M", "B", "C", "F", "W", "V"];
    let mut units: Vec<&str> = found.iter().map(|(_, written)| written.unit).filter(|unit| !unit.is_empty()).collect();
    units.sort_unstable();
    units.dedup();
    let is_amount = units.iter().all(|unit| ["k", "K", "m", "M", "B"].contains(unit));
    let is_unit = |unit: &&str| unit.chars().count() > 1 || LETTERS.contains(unit);
    let is_small = |unit: &&str| unit.chars().count() > 1 || unit.chars().all(char::is_lowercase);
    let few = units.len() <= 4 && 4 * units.len() <= found.len().max(8);
    few && (is_amount || (units.iter().all(is_unit) && (units.len() == 1 || units.iter().all(is_small))))
}

/// Nine in ten, or all but three of many: marks of missing cells are among them.
fn is_most(part: usize, of: usize) -> bool {
    part > 0 && (10 * part >= 9 * of || (part > FEW && of - part <= 3))
}

fn examples(texts: &[&str]) -> Vec<String> {
    texts.iter().take(EXAMPLES).map(|text| (*text).to_owned()).collect()
}

/// A finding about a column of texts, but for the row of its example.
pub(crate) fn look(column: &str, levels: &[String], rows: usize) -> Option<ColumnFinding> {
    let (suspicion, refused, examples) = suspicion(levels, rows)?;
    Some(ColumnFinding {
        column: column.to_owned(),
        suspicion,
        refused,
        distinct: levels.len() as u64,
        rows: rows as u64,
        examples,
        row: None,
    })
}
