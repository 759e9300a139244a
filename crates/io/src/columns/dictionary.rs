//! The distinct texts of one column in one piece, in order of first appearance.
//!
//! Codes are local to the piece and are replaced by positions in the sorted union of all pieces
//! (`infer`), so the order of appearance, and with it the cut into pieces, leaves no trace.
//!
//! Most levels are short. A text of up to 16 bytes is one number, exactly, so that looking it up compares
//! integers and no branch depends on its length; longer ones are compared as texts. foldhash instead of
//! SipHash: hashing was a third of the time of reading (and it is seeded per process, so that keys chosen to
//! collide in one run do not in the next, as are the short ones).

use crate::text::number::FIRST;
use std::collections::HashMap;
use std::hash::BuildHasher;

type Map<K> = HashMap<K, u32, foldhash::fast::RandomState>;

/// Distinct texts, and a code per row.
pub(crate) struct Dictionary {
    pub codes: Vec<u32>,
    /// The distinct texts end to end, and where each ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    short: ShortTexts,
    long: Map<Vec<u8>>,
}

impl Dictionary {
    pub fn with_capacity(rows: usize) -> Self {
        Dictionary {
            codes: Vec::with_capacity(rows),
            bytes: Vec::new(),
            ends: Vec::new(),
            short: ShortTexts::new(),
            long: Map::default(),
        }
    }

    /// How many distinct texts there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The distinct texts, by code.
    pub fn texts(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|code| self.text(code))
    }

    fn text(&self, code: usize) -> &[u8] {
        let begin = if code == 0 { 0 } else { self.ends[code - 1] };
        &self.bytes[begin..self.ends[code]]
    }

    /// How many rows have each text, by code.
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.len()];
        self.codes.iter().for_each(|&code| counts[code as usize] += 1);
        counts
    }

    /// Appends the rows of another. `map` holds the codes here of the texts there, as far as they are known.
    pub fn absorb(&mut self, other: &Dictionary, map: &mut Vec<u32>) {
        for code in map.len()..other.len() {
            let text = other.text(code);
            map.push(self.code_of(short(text), text));
        }
        self.codes.extend(other.codes.iter().map(|&code| map[code as usize]));
    }

    /// Appends a row.
    pub fn push(&mut self, text: &[u8]) {
        let code = self.code_of(short(text), text);
        self.codes.push(code);
    }

    /// Appends the row `text[at..end]`.
    #[inline]
    pub fn push_range(&mut self, text: &[u8], at: usize, end: usize) {
        let ahead = text.get(at..).and_then(|rest| rest.first_chunk::<16>());
        let key = match ahead {
            Some(bytes) => u128::from_le_bytes(*bytes) & FIRST[(end - at).min(16)],
            None => short(&text[at..end]),
        };
        let code = self.code_of(key, &text[at..end]);
        self.codes.push(code);
    }

    /// The code of a text, which is kept if it is new.
    #[inline]
    fn code_of(&mut self, key: u128, text: &[u8]) -> u32 {
        // Fits: a table has fewer rows than u32::MAX, or is refused when pieces are joined.
        let next = self.ends.len() as u32;
        if text.len() <= 16 {
            let code = self.short.code(key, next);
            if code == next {
                self.keep(text);
            }
            return code;
        }
        if let Some(&code) = self.long.get(text) {
            return code;
        }
        self.long.insert(text.to_vec(), next);
        self.keep(text);
        next
    }

    #[cold]
    fn keep(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len());
    }
}

/// A text of up to 16 bytes as a number, zeros behind it. No two are alike: a text with a NUL is refused as a whole.
fn short(text: &[u8]) -> u128 {
    let mut bytes = [0; 16];
    let length = text.len().min(16);
    bytes[..length].copy_from_slice(&text[..length]);
    u128::from_le_bytes(bytes)
}

/// Codes of short texts: open addressing, at most half full (D. E. Knuth, *The Art of Computer Programming* 3, 2nd ed.,
/// Addison-Wesley 1998, §6.4, algorithm L).
struct ShortTexts {
    keys: Vec<u128>,
    /// One more than the code; 0 where there is none.
    codes: Vec<u32>,
    used: usize,
    seeds: [u64; 2],
}

impl ShortTexts {
    fn new() -> ShortTexts {
        let state = foldhash::fast::RandomState::default();
        let seeds = [state.hash_one(1), state.hash_one(2)];
        ShortTexts { keys: vec![0; 64], codes: vec![0; 64], used: 0, seeds }
    }

    /// The code of `key`, which is `next` if it is new.
    #[inline]
    fn code(&mut self, key: u128, next: u32) -> u32 {
        let slot = self.slot(key);
        if self.codes[slot] != 0 {
            return self.codes[slot] - 1;
        }
        self.insert(slot, key, next);
        next
    }

    /// Where `key` is, or may be put.
    #[inline]
    fn slot(&self, key: u128) -> usize {
        let last = self.codes.len() - 1;
        // The two halves multiplied, and the halves of the product combined, as in foldhash.
        let product = u128::from(key as u64 ^ self.seeds[0]) * u128::from((key >> 64) as u64 ^ self.seeds[1]);
        let mut slot = (product as u64 ^ (product >> 64) as u64) as usize & last;
        while self.codes[slot] != 0 && self.keys[slot] != key {
            slot = (slot + 1) & last;
        }
        slot
    }

    #[cold]
    fn insert(&mut self, slot: usize, key: u128, code: u32) {
        (self.keys[slot], self.codes[slot]) = (key, code + 1);
        self.used += 1;
        if 2 * self.used > self.codes.len() {
            let size = 2 * self.codes.len();
            let keys = std::mem::replace(&mut self.keys, vec![0; size]);
            let codes = std::mem::replace(&mut self.codes, vec![0; size]);
            for (key, code) in keys.into_iter().zip(codes).filter(|(_, code)| *code != 0) {
                let slot = self.slot(key);
                (self.keys[slot], self.codes[slot]) = (key, code);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_come_back(rows in proptest::collection::vec("[ab]{0,18}", 0..300)) {
            let texts = |dictionary: &Dictionary| dictionary.texts().map(<[u8]>::to_vec).collect::<Vec<_>>();
            let mut dictionary = Dictionary::with_capacity(0);
            for row in &rows {
                dictionary.push(row.as_bytes());
            }
            // The same as ranges of one text.
            let (joined, mut ranges) = (rows.concat(), Dictionary::with_capacity(0));
            let mut at = 0;
            for row in &rows {
                ranges.push_range(joined.as_bytes(), at, at + row.len());
                at += row.len();
            }
            prop_assert_eq!((&ranges.codes, texts(&ranges)), (&dictionary.codes, texts(&dictionary)));
            // And taken over by another, which knows some already; and more of it once more.
            let mut both = Dictionary::with_capacity(0);
            let mut map = Vec::new();
            rows.iter().rev().take(3).for_each(|row| both.push(row.as_bytes()));
            both.absorb(&dictionary, &mut map);
            let mut again = rows.clone();
            ranges.codes.clear();
            for row in ["b", "new", "a text of more than 16 bytes"] {
                again.push(row.to_string());
                ranges.push(row.as_bytes());
            }
            both.absorb(&ranges, &mut map);
            let absorbed = both.codes.iter().skip(both.codes.len() - again.len());
            for (row, &code) in again.iter().zip(absorbed) {
                prop_assert_eq!(row.as_bytes(), both.text(code as usize));
            }
            for (row, &code) in rows.iter().zip(&dictionary.codes) {
                prop_assert_eq!(row.as_bytes(), dictionary.text(code as usize));
            }
            prop_assert_eq!(dictionary.counts().iter().sum::<u64>(), rows.len() as u64);
            let distinct: std::collections::HashSet<_> = rows.iter().collect();
            prop_assert_eq!(dictionary.len(), distinct.len());
        }
    }
}
