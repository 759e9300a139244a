//! Whether a column's distinct texts make it numbers, numbers with faults, or labels.
//!
//! The two mistakes do not cost the same. Labels taken for faulty numbers are refused with a message
//! that names the flag; numbers taken for labels are a fit of something else, with a term per number
//! and no word about it. So where a column is mostly numbers it is refused in doubt. Codes are spared:
//! `1`, `2`, `3`, `A` has few distinct numbers, and `01` … `57`, `AL` pads them with zeros.
//!
//! Only counts and sets of distinct texts enter, so that neither the order of rows nor the cut into
//! pieces can matter.

use crate::comma;
use std::collections::HashSet;

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Numbers,
    /// Numbers, and cells that should be.
    FaultyNumbers,
    Labels,
}

/// Distinct numbers that codes have at most.
pub(crate) const CODES: usize = 20;

/// Distinct texts that stand for "missing" or the like, at most.
const MARKERS: usize = 3;

/// What is known of the cells that are not missing.
#[derive(Default)]
pub(crate) struct Evidence<'t> {
    numbers: u64,
    others: u64,
    /// Of the others: numbers written with commas.
    commas: u64,
    /// Distinct numbers, and beside them distinct texts with commas, up to one more than codes have.
    values: HashSet<u64>,
    comma_texts: HashSet<&'t [u8]>,
    /// Distinct others, up to one more than there are markers.
    markers: HashSet<&'t [u8]>,
    /// Whether a number is padded with zeros.
    padded: bool,
}

impl<'t> Evidence<'t> {
    /// `count` cells of this text, which reads as `number` or as none.
    pub fn add(&mut self, text: &'t [u8], number: Option<f64>, count: u64) {
        let text = text.trim_ascii();
        match number {
            Some(value) => {
                self.numbers += count;
                self.padded |= text.len() > 1 && text[0] == b'0' && text[1].is_ascii_digit();
                if self.values.len() <= CODES {
                    self.values.insert(value.to_bits());
                }
            }
            None => {
                self.others += count;
                if self.markers.len() <= MARKERS {
                    self.markers.insert(text);
                }
                if comma::is_number(text) {
                    self.commas += count;
                    if self.comma_texts.len() <= CODES {
                        self.comma_texts.insert(text);
                    }
                }
            }
        }
    }

    pub fn verdict(&self) -> Verdict {
        let half = self.numbers >= self.others;
        let with_markers = half && self.markers.len() <= MARKERS && self.values.len() > CODES && !self.padded;
        let distinct = self.values.len() + self.comma_texts.len();
        let with_commas =
            self.commas > 0 && distinct > CODES && mostly(self.numbers + self.commas, self.others - self.commas);
        if self.others == 0 {
            Verdict::Numbers
        } else if mostly(self.numbers, self.others) || with_markers || with_commas {
            Verdict::FaultyNumbers
        } else {
            Verdict::Labels
        }
    }
}

/// Nine numbers in ten, whatever the others are.
pub(crate) fn mostly(numbers: u64, others: u64) -> bool {
    numbers > 0 && numbers >= 9 * others
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::decimal;

    /// The verdict on the numbers 1 … `numbers`, once each, and on these texts.
    fn verdict(numbers: u64, texts: &[(&str, u64)]) -> Verdict {
        let numbers: Vec<String> = (1..=numbers).map(|k| k.to_string()).collect();
        let mut evidence = Evidence::default();
        let once = numbers.iter().map(|t| (t.as_str(), 1));
        for (text, count) in once.chain(texts.iter().copied()) {
            evidence.add(text.as_bytes(), decimal(text.as_bytes()), count);
        }
        evidence.verdict()
    }

    #[test]
    fn markers_among_numbers() {
        assert_eq!(verdict(50, &[]), Verdict::Numbers);
        assert_eq!(verdict(50, &[("?", 7)]), Verdict::FaultyNumbers);
        assert_eq!(verdict(50, &[("?", 50)]), Verdict::FaultyNumbers);
        assert_eq!(verdict(50, &[("?", 51)]), Verdict::Labels);
        assert_eq!(verdict(50, &[("?", 7), (" ?", 7), ("n/a", 7), ("-", 7)]), Verdict::FaultyNumbers);
        assert_eq!(verdict(50, &[("?", 7), ("x", 7), ("n/a", 7), ("-", 7)]), Verdict::Labels);
    }

    #[test]
    fn codes_are_labels() {
        assert_eq!(verdict(3, &[("A", 1)]), Verdict::Labels);
        assert_eq!(verdict(20, &[("A", 5)]), Verdict::Labels);
        assert_eq!(verdict(20, &[("1.0", 50), ("A", 20)]), Verdict::Labels); // 1 once more
        assert_eq!(verdict(57, &[("01", 1), ("AL", 20)]), Verdict::Labels);
    }

    #[test]
    fn numbers_with_commas() {
        let texts: Vec<String> = (1..=30).map(|k| format!("{k},5")).collect();
        let all: Vec<(&str, u64)> = texts.iter().map(|t| (t.as_str(), 1)).collect();
        assert_eq!(verdict(0, &all), Verdict::FaultyNumbers);
        assert_eq!(verdict(0, &all[..20]), Verdict::Labels);
        assert_eq!(verdict(5, &all[..20]), Verdict::FaultyNumbers);
        assert_eq!(verdict(0, &[&all[..], &[("a", 2), ("b", 2)]].concat()), Verdict::Labels);
    }
}
