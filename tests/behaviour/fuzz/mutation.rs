//! Inputs that are nearly right: valid ones, changed in one to six places by bits, bytes, cuts, repetitions, splices and tokens of their language.
//! A parser refuses noise at its first byte; what goes deep is what looks like its language.

use crate::fixtures::random::Lcg;

/// Draws inputs, the same in every run.
pub struct Mutation {
    seeds: Vec<Vec<u8>>,
    tokens: Vec<Vec<u8>>,
    random: Lcg,
}

impl Mutation {
    /// From valid inputs, and the tokens of their language.
    pub fn new(seed: u64, seeds: Vec<Vec<u8>>, tokens: &[&[u8]]) -> Self {
        Self { seeds, tokens: tokens.iter().map(|t| t.to_vec()).collect(), random: Lcg(seed) }
    }

    /// The next input.
    pub fn next(&mut self) -> Vec<u8> {
        let k = self.below(self.seeds.len());
        let mut bytes = self.seeds[k].clone();
        for _ in 0..1 + self.below(6) {
            self.change(&mut bytes);
        }
        bytes
    }

    fn below(&mut self, n: usize) -> usize {
        (self.random.next() * n.max(1) as f64) as usize
    }

    /// A short range of `0..len`.
    fn range(&mut self, len: usize) -> std::ops::Range<usize> {
        let start = self.below(len + 1);
        start..(start + self.below(24)).min(len)
    }

    fn change(&mut self, bytes: &mut Vec<u8>) {
        const BYTES: [u8; 12] = [0, 1, b' ', b'"', b',', b'\n', b'\r', b'0', b'9', 0x7f, 0x80, 0xff];
        let (at, before) = (self.below(bytes.len()), self.below(bytes.len() + 1));
        match self.below(9) {
            0 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
            1 if !bytes.is_empty() => bytes[at] = BYTES[self.below(BYTES.len())],
            2 => bytes.truncate(before),
            3 => drop(bytes.drain(self.range(bytes.len()))),
            4 => {
                let piece = bytes[self.range(bytes.len())].to_vec();
                drop(bytes.splice(before..before, piece));
            }
            5 => {
                // The end of another input.
                let other = self.below(self.seeds.len());
                let from = self.below(self.seeds[other].len() + 1);
                bytes.truncate(before);
                bytes.extend_from_slice(&self.seeds[other][from..]);
            }
            6 => bytes.insert(before, BYTES[self.below(BYTES.len())]),
            _ => {
                let chosen = self.below(self.tokens.len());
                let token = self.tokens[chosen].clone();
                let end = (before + if self.below(2) == 0 { 0 } else { token.len() }).min(bytes.len());
                drop(bytes.splice(before..end, token));
            }
        }
    }
}
