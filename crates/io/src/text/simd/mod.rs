//! Where the separators of a text are, 64 bytes at a time: bit k of word i stands for byte 64 i + k.
//!
//! Knowing where a cell ends before it is decoded takes the end out of the chain of dependent operations: cells are then
//! decoded side by side by an out-of-order processor, not one after the other.
//!
//! This module, and one line of `huge_pages`, is all that is unsafe in the crate: intrinsics behind safe functions, tested against the portable bodies.
#![allow(unsafe_code)]

mod cells;
mod decimals;
pub(crate) mod kinds;

pub(crate) use cells::cell_ends;
pub(crate) use decimals::decimals;
pub(crate) use kinds::kinds;

/// Bits of the bytes that are `delimiter` or a line feed; beyond the text, none.
pub(crate) fn separators(text: &[u8], delimiter: u8, into: &mut Vec<u64>) {
    into.clear();
    into.reserve(text.len().div_ceil(64));
    let (blocks, rest) = text.as_chunks::<64>();
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        if has!("avx512f") && has!("avx512bw") {
            // SAFETY: the processor has just said so.
            unsafe { x86::avx512(blocks, delimiter, into) };
        } else if has!("avx2") {
            // SAFETY: the processor has just said so.
            unsafe { x86::avx2(blocks, delimiter, into) };
        } else {
            into.extend(blocks.iter().map(|block| portable(block, delimiter, b'\n')));
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    into.extend(blocks.iter().map(|block| portable(block, delimiter, b'\n')));
    if !rest.is_empty() {
        let bits = rest.iter().enumerate().map(|(k, &b)| u64::from(b == delimiter || b == b'\n') << k);
        into.push(bits.fold(0, |all, bit| all | bit));
    }
}

/// Eight bytes at a time: a byte that is wanted becomes 0 by exclusive or; the high bits of bytes that are 0 are gathered by a
/// product (H. S. Warren, *Hacker's Delight*, 2nd ed., Addison-Wesley 2012, §6-1 and §7-5).
fn portable(block: &[u8; 64], delimiter: u8, other: u8) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let zeros = |x: u64| !(((x & LOW) + LOW) | x | LOW);
    let [delimiters, others] = [delimiter, other].map(|byte| u64::from_le_bytes([byte; 8]));
    let mut bits = 0;
    for (k, word) in block.as_chunks::<8>().0.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = zeros(word ^ delimiters) | zeros(word ^ others);
        bits |= ((found >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * k);
    }
    bits
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    #[target_feature(enable = "avx512f,avx512bw")]
    pub fn avx512(blocks: &[[u8; 64]], delimiter: u8, into: &mut Vec<u64>) {
        let (delimiter, line_feed) = (_mm512_set1_epi8(delimiter.cast_signed()), _mm512_set1_epi8(b'\n'.cast_signed()));
        into.extend(blocks.iter().map(|block| {
            // SAFETY: a block is 64 bytes, and the load needs no alignment.
            let bytes = unsafe { _mm512_loadu_si512(block.as_ptr().cast()) };
            _mm512_cmpeq_epi8_mask(bytes, delimiter) | _mm512_cmpeq_epi8_mask(bytes, line_feed)
        }));
    }

    #[target_feature(enable = "avx2")]
    pub fn avx2(blocks: &[[u8; 64]], delimiter: u8, into: &mut Vec<u64>) {
        let (delimiter, line_feed) = (_mm256_set1_epi8(delimiter.cast_signed()), _mm256_set1_epi8(b'\n'.cast_signed()));
        let half = |half: &[u8; 32]| {
            // SAFETY: halves of a block are 32 bytes, and the load needs no alignment.
            let bytes = unsafe { _mm256_loadu_si256(half.as_ptr().cast()) };
            let found = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, delimiter), _mm256_cmpeq_epi8(bytes, line_feed));
            u64::from(_mm256_movemask_epi8(found).cast_unsigned())
        };
        let (halves, _) = blocks.as_flattened().as_chunks::<32>();
        into.extend(halves.as_chunks::<2>().0.iter().map(|[low, high]| half(low) | half(high) << 32));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_path_finds_what_is_there(text in prop::collection::vec(prop_oneof![Just(b','), Just(b'\n'), any::<u8>()], 0..300)) {
            let is = |&b: &u8| b == b',' || b == b'\n';
            let naive: Vec<u64> = text.chunks(64).map(|c| c.iter().enumerate().fold(0, |all, (k, b)| all | u64::from(is(b)) << k)).collect();
            let mut found = vec![7];
            separators(&text, b',', &mut found);
            prop_assert_eq!(&found, &naive);
            let (blocks, _) = text.as_chunks::<64>();
            let naive = &naive[..blocks.len()];
            prop_assert_eq!(&blocks.iter().map(|block| portable(block, b',', b'\n')).collect::<Vec<_>>(), naive);
            #[cfg(target_arch = "x86_64")]
            if std::arch::is_x86_feature_detected!("avx2") {
                let mut found = Vec::new();
                // SAFETY: the processor has just said so.
                unsafe { x86::avx2(blocks, b',', &mut found) };
                prop_assert_eq!(&found, naive);
            }
        }
    }
}
