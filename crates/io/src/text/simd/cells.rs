//! Where the cells of a text end, as positions one after the other.

/// What a text holds.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    /// Delimiters and line feeds.
    pub separators: usize,
    pub line_feeds: usize,
    /// Whether there is a quotation mark.
    pub quote: bool,
}

/// Writes `base` + the position of each separator of `text` to `ends[at..]`, which grows as needed; what it holds behind them means
/// nothing. Positions are modulo 2³².
pub(crate) fn cell_ends(text: &[u8], delimiter: u8, base: u32, ends: &mut Vec<u32>, at: usize) -> Found {
    let room = at + text.len() + 128;
    if ends.len() < room {
        ends.resize(room, 0);
    }
    let (blocks, rest) = text.as_chunks::<64>();
    let mut found = of_blocks(blocks, delimiter, base, &mut ends[at..], Found::default());
    if !rest.is_empty() {
        let mut last = [0xff; 64]; // what no separator is
        last[..rest.len()].copy_from_slice(rest);
        found =
            of_blocks(&[last], delimiter, base.wrapping_add((text.len() - rest.len()) as u32), &mut ends[at..], found);
    }
    found
}

/// Goes on behind what is `found`.
fn of_blocks(blocks: &[[u8; 64]], delimiter: u8, base: u32, ends: &mut [u32], found: Found) -> Found {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        if has!("avx512f") && has!("avx512bw") && has!("avx512vbmi2") {
            // SAFETY: the processor has just said so.
            return unsafe { x86::avx512(blocks, delimiter, base, ends, found) };
        }
        if has!("avx2") {
            // SAFETY: the processor has just said so.
            return unsafe { x86::avx2(blocks, delimiter, base, ends, found) };
        }
    }
    portable(blocks, delimiter, base, ends, found)
}

fn portable(blocks: &[[u8; 64]], delimiter: u8, base: u32, ends: &mut [u32], found: Found) -> Found {
    each_block(blocks, base, ends, found, |block| {
        let [line_feeds, quotes] = [b'\n', b'"'].map(|byte| crate::text::simd::portable(block, byte, byte));
        (crate::text::simd::portable(block, delimiter, b'\n'), line_feeds, quotes)
    })
}

/// `bits`: the separators, line feeds and quotation marks of a block.
#[inline(always)]
fn each_block(
    blocks: &[[u8; 64]],
    base: u32,
    ends: &mut [u32],
    mut found: Found,
    bits: impl Fn(&[u8; 64]) -> (u64, u64, u64),
) -> Found {
    let mut quotes_found = 0;
    for (k, block) in blocks.iter().enumerate() {
        let (mut separators, line_feeds, quotes) = bits(block);
        quotes_found |= quotes;
        found.line_feeds += line_feeds.count_ones() as usize;
        let base = base.wrapping_add(64 * k as u32);
        let out = &mut ends[found.separators..found.separators + 64];
        found.separators += separators.count_ones() as usize;
        // Eight at a time, wanted or not: a branch for each would be foretold wrongly once a block.
        for eight in out.as_chunks_mut::<8>().0 {
            if separators == 0 {
                break;
            }
            for end in eight {
                *end = base.wrapping_add(separators.trailing_zeros());
                separators &= separators.wrapping_sub(1);
            }
        }
    }
    found.quote |= quotes_found != 0;
    found
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::{Found, each_block};
    use std::arch::x86_64::*;

    /// The positions are compressed out of 0 … 63, sixteen at a time.
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,popcnt")]
    pub fn avx512(blocks: &[[u8; 64]], delimiter: u8, base: u32, ends: &mut [u32], mut found: Found) -> Found {
        let [delimiter, line_feed, quote] = [delimiter, b'\n', b'"'].map(|byte| _mm512_set1_epi8(byte.cast_signed()));
        let numbers: [u8; 64] = std::array::from_fn(|k| k as u8);
        // SAFETY: 64 bytes are there, and the load needs no alignment.
        let numbers = unsafe { _mm512_loadu_si512(numbers.as_ptr().cast()) };
        let mut quotes = 0;
        for (k, block) in blocks.iter().enumerate() {
            // SAFETY: a block is 64 bytes, and the load needs no alignment.
            let bytes = unsafe { _mm512_loadu_si512(block.as_ptr().cast()) };
            let line_feeds = _mm512_cmpeq_epi8_mask(bytes, line_feed);
            let separators = _mm512_cmpeq_epi8_mask(bytes, delimiter) | line_feeds;
            quotes |= _mm512_cmpeq_epi8_mask(bytes, quote);
            found.line_feeds += line_feeds.count_ones() as usize;
            let base = _mm512_set1_epi32(base.wrapping_add(64 * k as u32).cast_signed());
            let mut places = _mm512_maskz_compress_epi8(separators, numbers);
            let mut left = separators.count_ones();
            let out = &mut ends[found.separators..found.separators + 64];
            found.separators += left as usize;
            for sixteen in out.as_chunks_mut::<16>().0 {
                let wide = _mm512_add_epi32(base, _mm512_cvtepu8_epi32(_mm512_castsi512_si128(places)));
                // SAFETY: there is room for sixteen numbers, and the store needs no alignment.
                unsafe { _mm512_storeu_si512(sixteen.as_mut_ptr().cast(), wide) };
                if left <= 16 {
                    break;
                }
                left -= 16;
                places = _mm512_alignr_epi32::<4>(places, places);
            }
        }
        found.quote |= quotes != 0;
        found
    }

    #[target_feature(enable = "avx2,bmi1,popcnt")]
    pub fn avx2(blocks: &[[u8; 64]], delimiter: u8, base: u32, ends: &mut [u32], found: Found) -> Found {
        let [delimiter, line_feed, quote] = [delimiter, b'\n', b'"'].map(|byte| _mm256_set1_epi8(byte.cast_signed()));
        each_block(blocks, base, ends, found, |block| {
            let [low, high] = [0, 32].map(|at| {
                // SAFETY: halves of a block are 32 bytes, and the load needs no alignment.
                unsafe { _mm256_loadu_si256(block[at..at + 32].as_ptr().cast()) }
            });
            let bits = |byte: __m256i| {
                let half = |half| u64::from(_mm256_movemask_epi8(_mm256_cmpeq_epi8(half, byte)).cast_unsigned());
                half(low) | half(high) << 32
            };
            let line_feeds = bits(line_feed);
            (bits(delimiter) | line_feeds, line_feeds, bits(quote))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_path_finds_what_is_there(
            text in prop::collection::vec(prop_oneof![Just(b','), Just(b'\n'), Just(b'"'), any::<u8>(), b'0'..=b'9', b'0'..=b'9'], 0..400),
            base in prop_oneof![0u32..99, Just(u32::MAX - 70)],
            at in 0usize..5,
        ) {
            let ends = |b: &u8| *b == b',' || *b == b'\n';
            let naive: Vec<u32> = (0u32..).zip(&text).filter(|(_, b)| ends(b)).map(|(k, _)| base.wrapping_add(k)).collect();
            let count = |text: &[u8], byte: u8| text.iter().filter(|b| **b == byte).count();
            let found = Found { separators: naive.len(), line_feeds: count(&text, b'\n'), quote: text.contains(&b'"') };
            let mut positions = Vec::new();
            prop_assert_eq!(cell_ends(&text, b',', base, &mut positions, at), found);
            prop_assert_eq!(&positions[at..at + naive.len()], &naive);
            // Of whole blocks, the other paths.
            let (blocks, _) = text.as_chunks::<64>();
            let text = blocks.as_flattened();
            let naive = &naive[..text.iter().filter(|b| ends(b)).count()];
            let found = Found { separators: naive.len(), line_feeds: count(text, b'\n'), quote: text.contains(&b'"') };
            let mut positions = vec![0; 500];
            prop_assert_eq!(portable(blocks, b',', base, &mut positions, Found::default()), found);
            prop_assert_eq!(&positions[..naive.len()], naive);
            #[cfg(target_arch = "x86_64")]
            if std::arch::is_x86_feature_detected!("avx2") {
                let mut positions = vec![0; 500];
                // SAFETY: the processor has just said so.
                prop_assert_eq!(unsafe { x86::avx2(blocks, b',', base, &mut positions, Found::default()) }, found);
                prop_assert_eq!(&positions[..naive.len()], naive);
            }
        }
    }
}
