//! How a partial sum becomes bytes, and bytes a partial sum.
//!
//! ```text
//! bytes(P)     the numbers of P in the order of its parts: f64 and u64 as 8 bytes, little-endian; a list after its length
//! ```
//!
//! One method, [`Partial::wire`], says the order for both directions, so that they cannot differ. How long the parts are is not written:
//! the sum of no rows ([`crate::sum::RowSum::zero`]) has their lengths, and only lists of what is kept of rows bring their own. Bytes that come from
//! elsewhere are not trusted: there is never more room made than there are bytes left, and a wrong number of them is an error.
//!
//! Refused: a self-describing format, which would double the bytes of small sums and still need the same lengths to agree.

use crate::sum::partial::Partial;
use crate::sum::wire::Wire;
use std::fmt;

/// Bytes that are not those of a partial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WireError {
    /// They end before the partial does.
    Short,
    /// So many are left after it.
    Left(usize),
}

impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short => write!(f, "the bytes of a sum end too early"),
            Self::Left(bytes) => write!(f, "{bytes} bytes are left after those of a sum"),
        }
    }
}

impl std::error::Error for WireError {}

/// The bytes of `partial`.
pub fn encode<P: Partial>(partial: &mut P) -> Vec<u8> {
    let mut writer = Writer(Vec::new());
    partial.wire(&mut writer);
    writer.0
}

/// The partial of `bytes`, of the same sum as `zero`.
///
/// # Errors
/// [`WireError`] if the bytes are of another length.
pub fn decode<P: Partial>(mut zero: P, bytes: &[u8]) -> Result<P, WireError> {
    let mut reader = Reader { bytes, is_short: false };
    zero.wire(&mut reader);
    match (reader.is_short, reader.bytes.len()) {
        (true, _) => Err(WireError::Short),
        (false, 0) => Ok(zero),
        (false, left) => Err(WireError::Left(left)),
    }
}

struct Writer(Vec<u8>);

impl Wire for Writer {
    fn numbers(&mut self, numbers: &mut [f64]) {
        self.0.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
    }

    fn counts(&mut self, counts: &mut [u64]) {
        self.0.extend(counts.iter().flat_map(|count| count.to_le_bytes()));
    }

    fn bytes(&mut self, bytes: &mut [u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn length(&mut self, length: usize, _: usize) -> usize {
        self.counts(&mut [length as u64]);
        length
    }
}

/// What is left to be read; once it was too short, everything is 0.
struct Reader<'a> {
    bytes: &'a [u8],
    is_short: bool,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: Option<usize>) -> Option<&'a [u8]> {
        let taken = length.and_then(|length| self.bytes.split_at_checked(length));
        let Some((taken, left)) = taken else {
            (self.is_short, self.bytes) = (true, &[]);
            return None;
        };
        self.bytes = left;
        Some(taken)
    }

    fn words(&mut self, count: usize) -> impl Iterator<Item = [u8; 8]> + use<'a> {
        let taken = self.take(count.checked_mul(8)).unwrap_or_default();
        taken.as_chunks::<8>().0.iter().copied().chain(std::iter::repeat([0; 8]))
    }
}

impl Wire for Reader<'_> {
    fn numbers(&mut self, numbers: &mut [f64]) {
        let words = self.words(numbers.len());
        numbers.iter_mut().zip(words).for_each(|(x, word)| *x = f64::from_le_bytes(word));
    }

    fn counts(&mut self, counts: &mut [u64]) {
        let words = self.words(counts.len());
        counts.iter_mut().zip(words).for_each(|(n, word)| *n = u64::from_le_bytes(word));
    }

    fn bytes(&mut self, bytes: &mut [u8]) {
        match self.take(Some(bytes.len())) {
            Some(taken) => bytes.copy_from_slice(taken),
            None => bytes.fill(0),
        }
    }

    fn length(&mut self, _: usize, size: usize) -> usize {
        let mut length = [0];
        self.counts(&mut length);
        // No more items than there are bytes for.
        let fits = |length: &usize| length.checked_mul(size.max(1)).is_some_and(|bytes| bytes <= self.bytes.len());
        let length = usize::try_from(length[0]).ok().filter(fits);
        self.is_short |= length.is_none();
        length.unwrap_or(0)
    }
}
