//! Which of the remaining coordinates each eliminated one meets: where the numbers of C lie.
//!
//! ```text
//! row e of C      the dense positions, one number each;  then the sparse ones that e meets in some row of the data, in order
//! place of (e, r) = start of row e + number of dense positions + how many sparse ones below r the row has
//! ```
//!
//! The last is a rank in a matrix of bits: a count before each word, and the ones below in the word itself (G. Jacobson, *Space-efficient static
//! trees and graphs*, FOCS 1989). Refused: a search in the row's positions, which is as many unpredictable branches as the logarithm of
//! their number, at every row of every pass.

use crate::fingerprint::{Fingerprint, Identify};

/// A position that is not dense.
const SPARSE: u32 = u32::MAX;

/// Where the numbers of C lie, a matrix of as many rows as coordinates are eliminated and as many columns as there are others.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    rows: usize,
    /// Positions that every row has, in order.
    dense: Vec<u32>,
    /// Of every position, the place among the dense ones, or [`SPARSE`].
    dense_place: Vec<u32>,
    sparse: Option<Sparse>,
}

#[derive(Clone, Debug, PartialEq)]
struct Sparse {
    bits: Bits,
    /// How many ones are before a word.
    before: Vec<usize>,
    /// Where the numbers of a row begin, and the end.
    starts: Vec<usize>,
    /// The positions of all numbers.
    positions: Vec<u32>,
}

/// A matrix of bits: which pairs meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bits {
    words: Vec<u64>,
    of_row: usize,
}

impl Bits {
    /// No pairs.
    pub(crate) fn zeros(rows: usize, columns: usize) -> Self {
        let of_row = columns.div_ceil(64);
        Self { words: vec![0; rows * of_row], of_row }
    }

    /// A pair meets.
    pub(crate) fn set(&mut self, row: usize, column: usize) {
        self.words[row * self.of_row + column / 64] |= 1 << (column % 64);
    }

    fn get(&self, row: usize, column: usize) -> bool {
        self.words[row * self.of_row + column / 64] >> (column % 64) & 1 == 1
    }

    /// The words, to be merged or sent.
    pub(crate) fn words_mut(&mut self) -> &mut [u64] {
        &mut self.words
    }
}

impl Pattern {
    /// Of `rows` rows that have every one of `columns` positions.
    #[must_use]
    pub fn full(rows: usize, columns: usize) -> Self {
        let all: Vec<u32> = (0..columns as u32).collect();
        Self { rows, dense: all.clone(), dense_place: all, sparse: None }
    }

    /// Of the positions of each row, below `columns`, in any order.
    #[must_use]
    pub fn of_rows(rows: &[Vec<usize>], columns: usize) -> Self {
        let mut bits = Bits::zeros(rows.len(), columns);
        rows.iter().enumerate().for_each(|(e, row)| row.iter().for_each(|&r| bits.set(e, r)));
        Self::new(rows.len(), columns, &[], bits)
    }

    /// Of rows that have the `dense` positions (in order) of `columns`, and of the others those whose bits are set.
    pub(crate) fn new(rows: usize, columns: usize, dense: &[usize], mut bits: Bits) -> Self {
        let mut dense_place = vec![SPARSE; columns];
        dense.iter().enumerate().for_each(|(k, &r)| dense_place[r] = k as u32);
        let dense: Vec<u32> = dense.iter().map(|&r| r as u32).collect();
        if dense.len() == columns {
            return Self::full(rows, columns);
        }
        for e in 0..rows {
            for &r in &dense {
                bits.words[e * bits.of_row + r as usize / 64] &= !(1 << (r % 64));
            }
        }
        let (mut before, mut ones) = (Vec::with_capacity(bits.words.len()), 0);
        for word in &bits.words {
            before.push(ones);
            ones += word.count_ones() as usize;
        }
        let mut starts = Vec::with_capacity(rows + 1);
        let mut positions = Vec::with_capacity(rows * dense.len() + ones);
        for e in 0..rows {
            starts.push(positions.len());
            positions.extend_from_slice(&dense);
            for (k, word) in bits.words[e * bits.of_row..(e + 1) * bits.of_row].iter().enumerate() {
                let mut rest = *word;
                while rest != 0 {
                    positions.push((64 * k) as u32 + rest.trailing_zeros());
                    rest &= rest - 1;
                }
            }
        }
        starts.push(positions.len());
        Self { rows, dense, dense_place, sparse: Some(Sparse { bits, before, starts, positions }) }
    }

    /// Number of rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Number of columns: positions.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.dense_place.len()
    }

    /// How many numbers there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sparse.as_ref().map_or(self.rows * self.dense.len(), |sparse| sparse.positions.len())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where the numbers of row `e` begin: those of the dense positions come first.
    #[inline(always)]
    pub(crate) fn start(&self, e: usize) -> usize {
        self.sparse.as_ref().map_or(e * self.dense.len(), |sparse| sparse.starts[e])
    }

    /// Where the number of row `e` at position `r` is, which must be one that the row has.
    #[inline(always)]
    pub(crate) fn place(&self, e: usize, r: usize) -> usize {
        match (&self.sparse, self.dense_place[r]) {
            (None, k) => e * self.dense.len() + k as usize,
            (Some(sparse), SPARSE) => {
                let word = e * sparse.bits.of_row + r / 64;
                debug_assert!(sparse.bits.get(e, r), "a pair that the pattern has not");
                let below = sparse.bits.words[word] & ((1 << (r % 64)) - 1);
                (e + 1) * self.dense.len() + sparse.before[word] + below.count_ones() as usize
            }
            (Some(sparse), k) => sparse.starts[e] + k as usize,
        }
    }

    /// Where the number of row `e` at position `r` is, if the row has it.
    pub(crate) fn find(&self, e: usize, r: usize) -> Option<usize> {
        let met = |sparse: &Sparse| self.dense_place[r] != SPARSE || sparse.bits.get(e, r);
        self.sparse.as_ref().is_none_or(met).then(|| self.place(e, r))
    }

    /// The places of the numbers of row `e`, and their positions.
    #[inline(always)]
    #[must_use]
    pub fn row(&self, e: usize) -> (std::ops::Range<usize>, &[u32]) {
        match &self.sparse {
            None => (e * self.dense.len()..(e + 1) * self.dense.len(), &self.dense),
            Some(sparse) => {
                let range = sparse.starts[e]..sparse.starts[e + 1];
                (range.clone(), &sparse.positions[range])
            }
        }
    }

    /// Whether every row has every position.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.sparse.is_none()
    }

    /// The pattern of some of the rows and of some of the positions, both in order.
    #[must_use]
    pub(crate) fn part(&self, rows: &[usize], positions: &[usize]) -> Self {
        let dense: Vec<usize> =
            (positions.iter().enumerate()).filter(|(_, r)| self.dense_place[**r] != SPARSE).map(|(k, _)| k).collect();
        if self.is_full() {
            return Self::full(rows.len(), positions.len());
        }
        let mut bits = Bits::zeros(rows.len(), positions.len());
        let mut new_place = vec![usize::MAX; self.columns()];
        positions.iter().enumerate().for_each(|(k, &r)| new_place[r] = k);
        for (row, &e) in rows.iter().enumerate() {
            for &r in self.row(e).1 {
                if new_place[r as usize] != usize::MAX {
                    bits.set(row, new_place[r as usize]);
                }
            }
        }
        Self::new(rows.len(), positions.len(), &dense, bits)
    }
}

impl Identify for Pattern {
    fn identify(&self, by: &mut Fingerprint) {
        self.rows.identify(by);
        self.dense_place.identify(by);
        if let Some(sparse) = &self.sparse {
            sparse.bits.words.identify(by);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_its_place() {
        let mut bits = Bits::zeros(3, 130);
        let pairs = [(0, 1), (0, 64), (0, 129), (2, 63), (2, 65)];
        pairs.iter().for_each(|&(e, r)| bits.set(e, r));
        let pattern = Pattern::new(3, 130, &[0, 64], bits);
        assert_eq!(pattern.len(), 3 * 2 + 4);
        for e in 0..3 {
            let (places, positions) = pattern.row(e);
            assert_eq!(places.start, pattern.start(e));
            for (place, &r) in places.zip(positions) {
                assert_eq!(pattern.place(e, r as usize), place);
            }
        }
        assert_eq!(pattern.row(0).1, &[0, 64, 1, 129]);
        assert_eq!(pattern.row(1).1, &[0, 64]);
        assert_eq!(pattern.find(1, 129), None);
        let part = pattern.part(&[0, 2], &[1, 64, 65]);
        assert_eq!((part.row(0).1, part.row(1).1), (&[1, 0][..], &[1, 2][..]));
        assert_eq!(Pattern::full(2, 3).row(1), (3..6, &[0, 1, 2][..]));
    }
}
