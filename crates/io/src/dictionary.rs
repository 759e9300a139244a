//! The distinct texts of one column in one piece, in order of first appearance.
//!
//! Codes are local to the piece and are replaced by positions in the sorted union of all pieces
//! (`infer`), so the order of appearance, and with it the cut into pieces, leaves no trace.
//!
//! Most levels are short. A text of up to 16 bytes is its length and two words, exactly, so that
//! looking it up compares integers; longer ones are compared as texts. foldhash instead of SipHash:
//! hashing was a third of the time of reading (and it is seeded per process, so that keys chosen to
//! collide in one run do not in the next).

use std::borrow::Cow;
use std::collections::HashMap;

type Map<K> = HashMap<K, u32, foldhash::fast::RandomState>;

/// A text of up to 16 bytes: length, and words that overlap as they must.
type Short = (usize, u64, u64);

/// Distinct texts with counts, and a code per row.
pub(crate) struct Dictionary<'t> {
    pub codes: Vec<u32>,
    pub texts: Vec<Cow<'t, [u8]>>,
    pub counts: Vec<u64>,
    short: Map<Short>,
    long: Map<Cow<'t, [u8]>>,
}

impl<'t> Dictionary<'t> {
    pub fn with_capacity(rows: usize) -> Self {
        Dictionary {
            codes: Vec::with_capacity(rows),
            texts: Vec::new(),
            counts: Vec::new(),
            short: Map::default(),
            long: Map::default(),
        }
    }

    /// Appends the rows of another.
    pub fn absorb(&mut self, other: &Dictionary<'_>) {
        let mut code = |text: &[u8], count: &u64| {
            let code = self.code(text);
            self.counts[code as usize] += count;
            code
        };
        let map: Vec<u32> = other.texts.iter().zip(&other.counts).map(|(text, count)| code(text, count)).collect();
        self.codes.extend(other.codes.iter().map(|&code| map[code as usize]));
    }

    /// The code of a text, which is kept if it is new.
    fn code(&mut self, text: &[u8]) -> u32 {
        let next = self.texts.len() as u32;
        let code = match short(text) {
            Some(key) => *self.short.entry(key).or_insert(next),
            None => match self.long.get(text) {
                Some(&code) => code,
                None => *self.long.entry(Cow::Owned(text.to_vec())).or_insert(next),
            },
        };
        if code == next {
            self.texts.push(Cow::Owned(text.to_vec()));
            self.counts.push(0);
        }
        code
    }

    /// Appends a row.
    #[inline]
    pub fn push(&mut self, text: Cow<'t, [u8]>) {
        // Fits: a table has fewer rows than u32::MAX, or is refused when pieces are joined.
        let next = self.texts.len() as u32;
        let code = match short(&text) {
            Some(key) => *self.short.entry(key).or_insert(next),
            None => match self.long.get(&text) {
                Some(&code) => code,
                None => *self.long.entry(text.clone()).or_insert(next),
            },
        };
        if code == next {
            self.texts.push(text);
            self.counts.push(0);
        }
        self.counts[code as usize] += 1;
        self.codes.push(code);
    }
}

#[inline]
fn short(text: &[u8]) -> Option<Short> {
    let (first, last) = match text.len() {
        0 => (0, 0),
        n @ 1..=3 => {
            let bytes = [text[0], text[n / 2], text[n - 1], 0];
            (u64::from(u32::from_le_bytes(bytes)), 0)
        }
        4..=7 => {
            let (a, b) = (text.first_chunk::<4>()?, text.last_chunk::<4>()?);
            (u64::from(u32::from_le_bytes(*a)), u64::from(u32::from_le_bytes(*b)))
        }
        8..=16 => {
            let (a, b) = (text.first_chunk::<8>()?, text.last_chunk::<8>()?);
            (u64::from_le_bytes(*a), u64::from_le_bytes(*b))
        }
        _ => return None,
    };
    Some((text.len(), first, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_come_back(rows in proptest::collection::vec("[ab]{0,18}", 0..60)) {
            let mut dictionary = Dictionary::with_capacity(0);
            for row in &rows {
                dictionary.push(Cow::Borrowed(row.as_bytes()));
            }
            for (row, &code) in rows.iter().zip(&dictionary.codes) {
                prop_assert_eq!(row.as_bytes(), &dictionary.texts[code as usize][..]);
            }
            prop_assert_eq!(dictionary.counts.iter().sum::<u64>(), rows.len() as u64);
            let distinct: std::collections::HashSet<_> = rows.iter().collect();
            prop_assert_eq!(dictionary.texts.len(), distinct.len());
        }
    }
}
