//! Whether a column's distinct texts make it numbers, numbers with faults, or labels.
//!
//! The two mistakes do not cost the same. Labels taken for faulty numbers are refused with a message
//! that names the remedy; numbers taken for labels are a fit of something else, with a term per number
//! and no word about it. So where a column is mostly numbers it is refused in doubt. Codes are spared:
//! `1`, `2`, `3`, `A` has few distinct numbers, and `01` … `57`, `AL` pads them with zeros.
//!
//! Only counts and sets of distinct texts enter, so that neither the order of rows nor the cut into
//! pieces can matter.

use crate::columns::decimal_sign::DecimalSign;
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
    sign: DecimalSign,
    numbers: u64,
    others: u64,
    /// Of the others: numbers of another writing, as `1,5` or `1,234`.
    otherwise: u64,
    /// Distinct numbers, and beside them distinct texts of another writing, up to one more than codes have.
    values: HashSet<u64>,
    other_texts: HashSet<&'t [u8]>,
    /// Distinct others, up to one more than there are markers.
    markers: HashSet<&'t [u8]>,
    /// Whether a number is padded with zeros.
    padded: bool,
}

impl<'t> Evidence<'t> {
    /// Of no cell yet; numbers are written with `sign`.
    pub fn new(sign: DecimalSign) -> Self {
        Evidence { sign, ..Evidence::default() }
    }

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
                if std::str::from_utf8(text).is_ok_and(|text| self.sign.otherwise(text).is_some()) {
                    self.otherwise += count;
                    if self.other_texts.len() <= CODES {
                        self.other_texts.insert(text);
                    }
                }
            }
        }
    }

    pub fn verdict(&self) -> Verdict {
        let half = self.numbers >= self.others;
        let with_markers = half && self.markers.len() <= MARKERS && self.values.len() > CODES && !self.padded;
        let distinct = self.values.len() + self.other_texts.len();
        // A few may be codes, but for where there is nothing else: amounts in steps of 0,5 are not labels.
        let without_others = self.others == self.otherwise && self.other_texts.len() > 1;
        let written_otherwise = self.otherwise > 0
            && (distinct > CODES || without_others)
            && mostly(self.numbers + self.otherwise, self.others - self.otherwise);
        if self.others == 0 {
            Verdict::Numbers
        } else if mostly(self.numbers, self.others) || with_markers || written_otherwise {
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
    use crate::text::number::decimal;

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
        assert_eq!(verdict(0, &all[..2]), Verdict::FaultyNumbers);
        assert_eq!(verdict(0, &all[..1]), Verdict::Labels);
        assert_eq!(verdict(0, &[&all[..20], &[("a", 1)]].concat()), Verdict::Labels);
        assert_eq!(verdict(5, &all[..20]), Verdict::FaultyNumbers);
        assert_eq!(verdict(0, &[&all[..], &[("a", 2), ("b", 2)]].concat()), Verdict::Labels);
    }
}
