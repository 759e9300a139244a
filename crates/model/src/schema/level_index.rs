//! Finding a level by its text.

use super::plain_number;
use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::HashMap;

/// Finds texts among levels in any order. Blanks around either do not matter: levels of older models have them.
///
/// Nearly all levels are a base and then texts by bytes or numbers by value, in which a search by halves finds what is there and needs
/// nothing made ready: a prediction of a large file asks once per stretch of it. The map is for declared orders, and for texts that are no
/// level.
#[derive(Debug)]
pub struct LevelIndex<'a> {
    levels: &'a [String],
    map: OnceCell<HashMap<&'a str, u32, foldhash::fast::RandomState>>,
}

impl<'a> LevelIndex<'a> {
    /// Of levels in any order, which are distinct.
    #[must_use]
    pub fn of(levels: &'a [String]) -> Self {
        Self { levels, map: OnceCell::new() }
    }

    /// The place of a level.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<u32> {
        let text = text.trim_ascii();
        let (base, others) = self.levels.split_first()?;
        if base == text {
            return Some(0);
        }
        let by_halves = |order: fn(&str, &str) -> Ordering| others.binary_search_by(|level| order(level, text)).ok();
        let found = by_halves(|a, b| a.cmp(b)).or_else(|| by_halves(plain_number::ordering(std::iter::once(text))));
        match found {
            Some(k) => Some(k as u32 + 1),
            None => self.map.get_or_init(|| self.mapped()).get(text).copied(),
        }
    }

    /// The same, but that two levels which are truths by `truth` are found however a truth is written.
    #[must_use]
    pub fn find_truth(&self, text: &str, truth: fn(&str) -> Option<bool>) -> Option<u32> {
        let written_otherwise = || {
            let [first, second] = self.levels else { return None };
            let (first, second) = (truth(first)?, truth(second)?);
            let found = truth(text.trim_ascii())?;
            (first != second).then_some(u32::from(found != first))
        };
        self.find(text).or_else(written_otherwise)
    }

    fn mapped(&self) -> HashMap<&'a str, u32, foldhash::fast::RandomState> {
        let mut places = HashMap::default();
        // Of two that are alike the first one counts.
        (0u32..).zip(self.levels).for_each(|(k, level)| _ = places.entry(level.trim_ascii()).or_insert(k));
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(levels: &[&str]) -> Vec<String> {
        levels.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn levels_are_found_in_any_order() {
        let levels = texts(&["low", " high", "medium"]);
        let index = LevelIndex::of(&levels);
        assert_eq!(["high", "medium ", "none"].map(|text| index.find(text)), [Some(1), Some(2), None]);
        let levels = texts(&["5", "-1", "0", "10", "10.0", "20"]);
        let index = LevelIndex::of(&levels);
        for (k, level) in (0..).zip(&levels) {
            assert_eq!(index.find(level), Some(k), "{level}");
        }
        assert_eq!(index.map.get(), None, "found by halves");
        assert_eq!(["05", "10.00", "x"].map(|text| index.find(text)), [None; 3]);
        let declared = texts(&["medium", "low", "high", "9", "10", "1"]);
        let index = LevelIndex::of(&declared);
        for (k, level) in (0..).zip(&declared) {
            assert_eq!(index.find(level), Some(k), "{level}");
        }
    }

    #[test]
    fn truths_are_found_however_they_are_written() {
        use crate::schema::truth::{truth, truth_or_digit};
        let levels = texts(&["TRUE", "FALSE"]);
        let index = LevelIndex::of(&levels);
        let by_words = ["True", " false ", "T", "1", "no"].map(|text| index.find_truth(text, truth));
        assert_eq!(by_words, [Some(0), Some(1), Some(0), None, None]);
        assert_eq!(["1", "0", "2"].map(|text| index.find_truth(text, truth_or_digit)), [Some(0), Some(1), None]);
        let labels = texts(&["no", "yes"]);
        assert_eq!(LevelIndex::of(&labels).find_truth("true", truth), None);
    }
}
