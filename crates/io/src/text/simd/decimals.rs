//! Plain decimals of sixteen bytes at most, many at once: what `number::short_decimal` does, a lane of sixteen bytes a cell.
//!
//! The sixteen bytes that end with the cell are taken; what is before the cell is masked, what is before the point moves up
//! over it, and the digits are summed in pairs, fours and eights (W. Muła, "SIMD-ized faster parse of IPv4 addresses" and D. Lemire,
//! "Number parsing at a gigabyte per second", 2021). A cell that is anything else is only noted: nothing here branches on a digit.
//!
//! Digits d < 2⁵³ and at most 15 places k: d and 10ᵏ are doubles, so that d / 10ᵏ is correctly rounded whatever computes it, and all
//! paths give the same bits.

use crate::text::number;

/// Reads the cells `text[before[i] + 1 .. ends[i]]` into `out[i]`; `others` takes the i, rising, of cells that are no plain
/// decimals of sixteen bytes, or that this does not try: whatever `out` holds there means nothing.
///
/// Slices are as long as the shortest of the three.
pub(crate) fn decimals(text: &[u8], before: &[u32], ends: &[u32], out: &mut [f64], others: &mut Vec<u32>) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        if has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl") {
            // SAFETY: the processor has just said so.
            return unsafe { x86::avx512(text, before, ends, out, others) };
        }
        if has!("avx2") {
            // SAFETY: the processor has just said so.
            return unsafe { x86::avx2(text, before, ends, out, others) };
        }
    }
    portable(text, before, ends, out, others, 0);
}

/// One cell after the other; `first` is the position of the first among those that `others` counts.
fn portable(text: &[u8], before: &[u32], ends: &[u32], out: &mut [f64], others: &mut Vec<u32>, first: u32) {
    for (i, ((&before, &end), out)) in (first..).zip(before.iter().zip(ends).zip(out)) {
        match number::short_decimal(text, before.wrapping_add(1) as usize, end as usize) {
            Some(value) => *out = value,
            None => others.push(i),
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use super::portable;
    use std::arch::x86_64::*;

    /// The byte of a lane that counts: a point weighs 32 and the places behind it, so that a sum from 32 to 47 tells of one point
    /// and where it is.
    const POINT: i8 = 32;

    /// The sixteen bytes of `text` that end at `end`; zeros, which are no digits, where there are fewer.
    #[inline]
    #[target_feature(enable = "sse2")]
    fn window(text: &[u8], end: u32) -> __m128i {
        match text.get(..end as usize).and_then(|text| text.last_chunk::<16>()) {
            // SAFETY: sixteen bytes are there, and the load needs no alignment.
            Some(bytes) => unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) },
            None => _mm_setzero_si128(),
        }
    }

    /// 0 … 15 from the last byte of a lane to the first: the places behind a point in that byte.
    #[inline]
    #[target_feature(enable = "sse2")]
    fn places() -> __m128i {
        _mm_set_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
    }

    /// Eight cells a step, those with even numbers in one register, the others in the next, so that the halves of both come out
    /// in order.
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    pub fn avx512(text: &[u8], before: &[u32], ends: &[u32], out: &mut [f64], others: &mut Vec<u32>) {
        let all = before.len().min(ends.len()).min(out.len());
        let (befores, before_rest) = before[..all].as_chunks::<8>();
        let (endses, ends_rest) = ends[..all].as_chunks::<8>();
        let (outs, out_rest) = out[..all].as_chunks_mut::<8>();
        let place = _mm512_broadcast_i32x4(places());
        let powers_low = _mm512_set_pd(1e7, 1e6, 1e5, 1e4, 1e3, 1e2, 1e1, 1e0);
        let powers_high = _mm512_set_pd(1e15, 1e14, 1e13, 1e12, 1e11, 1e10, 1e9, 1e8);
        let zero = _mm512_setzero_si512();
        let (even, odd) = (zero, _mm512_set1_epi8(8));
        for (group, ((before, ends), out)) in befores.iter().zip(endses).zip(outs).enumerate() {
            let lanes = |first: usize| {
                let lane = |k: usize| window(text, ends[first + 2 * k]);
                let low = _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(lane(0)), lane(1));
                let high = _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(lane(2)), lane(3));
                _mm512_inserti64x4::<1>(_mm512_castsi256_si512(low), high)
            };
            let (a, b) = (lanes(0), lanes(1));
            // SAFETY: eight numbers are there in each, and the loads need no alignment.
            let (before, ends) =
                unsafe { (_mm256_loadu_si256(before.as_ptr().cast()), _mm256_loadu_si256(ends.as_ptr().cast())) };
            let lengths = _mm256_sub_epi32(_mm256_sub_epi32(ends, before), _mm256_set1_epi32(1));
            let fits = _mm256_cmple_epu32_mask(lengths, _mm256_set1_epi32(16));
            let lengths = _mm512_cvtepu32_epi64(lengths);
            // Digits as numbers and zeros elsewhere; then bytes of points, of signs, and of anything else.
            let sorted = |bytes: __m512i, lane: __m512i| {
                let length = _mm512_shuffle_epi8(lengths, lane);
                let cell = _mm512_cmplt_epu8_mask(place, length);
                let first = _mm512_cmpeq_epi8_mask(_mm512_add_epi8(place, _mm512_set1_epi8(1)), length);
                let value = _mm512_sub_epi8(bytes, _mm512_set1_epi8(b'0'.cast_signed()));
                let digit = _mm512_mask_cmple_epu8_mask(cell, value, _mm512_set1_epi8(9));
                let point = _mm512_mask_cmpeq_epi8_mask(cell, bytes, _mm512_set1_epi8(b'.'.cast_signed()));
                let minus = _mm512_mask_cmpeq_epi8_mask(first, bytes, _mm512_set1_epi8(b'-'.cast_signed()));
                (_mm512_maskz_mov_epi8(digit, value), point, minus, cell & !(digit | point | minus))
            };
            let (a, a_point, a_minus, a_bad) = sorted(a, even);
            let (b, b_point, b_minus, b_bad) = sorted(b, odd);
            // A number per cell, in order: the sums of the bytes of its lane.
            let sums = |a: __m512i, b: __m512i| {
                let (a, b) = (_mm512_sad_epu8(a, zero), _mm512_sad_epu8(b, zero));
                _mm512_add_epi64(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b))
            };
            let weight = _mm512_add_epi8(place, _mm512_set1_epi8(POINT));
            let points = sums(_mm512_maskz_mov_epi8(a_point, weight), _mm512_maskz_mov_epi8(b_point, weight));
            let sign = _mm512_set1_epi8(i8::MIN);
            let signs = sums(_mm512_maskz_mov_epi8(a_minus, sign), _mm512_maskz_mov_epi8(b_minus, sign));
            let no_digits = _mm512_add_epi64(_mm512_srli_epi64::<5>(points), _mm512_srli_epi64::<7>(signs));
            let fits = fits
                & _mm512_cmplt_epu64_mask(points, _mm512_set1_epi64(48))
                & _mm512_cmplt_epu64_mask(no_digits, lengths);
            // Eight digits each: high and low of a cell, cell after cell.
            let behind = _mm512_sub_epi8(points, _mm512_set1_epi8(POINT)); // 224 without a point: all is behind it
            let digits = |value: __m512i, lane: __m512i| {
                let keep = _mm512_cmplt_epu8_mask(place, _mm512_shuffle_epi8(behind, lane));
                let value = _mm512_mask_mov_epi8(_mm512_bslli_epi128::<1>(value), keep, value);
                let pairs = _mm512_maddubs_epi16(value, _mm512_set1_epi16(10 + 256));
                _mm512_madd_epi16(pairs, _mm512_set1_epi32(100 + 65_536))
            };
            let fours = _mm512_packus_epi32(digits(a, even), digits(b, odd));
            let eights = _mm512_madd_epi16(fours, _mm512_set1_epi32(10_000 + 65_536));
            let high = _mm512_mul_epu32(eights, _mm512_set1_epi64(100_000_000));
            let number = _mm512_add_epi64(high, _mm512_srli_epi64::<32>(eights));
            let fits = fits & _mm512_cmple_epu64_mask(number, _mm512_set1_epi64(1 << 53));
            let power =
                _mm512_permutex2var_pd(powers_low, _mm512_and_si512(points, _mm512_set1_epi64(15)), powers_high);
            let size = _mm512_castpd_si512(_mm512_div_pd(_mm512_cvtepu64_pd(number), power));
            let value = _mm512_castsi512_pd(_mm512_or_si512(size, _mm512_slli_epi64::<56>(signs)));
            // SAFETY: there is room for eight numbers, and the store needs no alignment.
            unsafe { _mm512_storeu_pd(out.as_mut_ptr(), value) };
            if a_bad | b_bad != 0 || fits != 0xff {
                note(8 * group as u32, others, |k| {
                    let bad = if k % 2 == 0 { a_bad } else { b_bad };
                    (bad >> (16 * (k / 2))) & 0xffff != 0 || fits >> k & 1 == 0
                });
            }
        }
        portable(text, before_rest, ends_rest, out_rest, others, 8 * befores.len() as u32);
    }

    #[cold]
    #[inline(never)]
    fn note(first: u32, others: &mut Vec<u32>, other: impl Fn(u32) -> bool) {
        others.extend((0..8).filter(|&k| other(k)).map(|k| first + k));
    }

    /// The same with registers of half the width: four cells a step.
    #[target_feature(enable = "avx2")]
    pub fn avx2(text: &[u8], before: &[u32], ends: &[u32], out: &mut [f64], others: &mut Vec<u32>) {
        let all = before.len().min(ends.len()).min(out.len());
        let (befores, before_rest) = before[..all].as_chunks::<4>();
        let (endses, ends_rest) = ends[..all].as_chunks::<4>();
        let (outs, out_rest) = out[..all].as_chunks_mut::<4>();
        let place = _mm256_broadcastsi128_si256(places());
        let zero = _mm256_setzero_si256();
        let (even, odd) = (zero, _mm256_set1_epi8(8));
        for (group, ((before, ends), out)) in befores.iter().zip(endses).zip(outs).enumerate() {
            let lanes = |first: usize| {
                let lane = |k: usize| window(text, ends[first + 2 * k]);
                _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(lane(0)), lane(1))
            };
            let (a, b) = (lanes(0), lanes(1));
            // SAFETY: four numbers are there in each, and the loads need no alignment.
            let (before, ends) =
                unsafe { (_mm_loadu_si128(before.as_ptr().cast()), _mm_loadu_si128(ends.as_ptr().cast())) };
            let lengths = _mm_sub_epi32(_mm_sub_epi32(ends, before), _mm_set1_epi32(1));
            // Compared without sign: what is at most 16 is its own minimum.
            let fits = _mm_cmpeq_epi32(lengths, _mm_min_epu32(lengths, _mm_set1_epi32(16)));
            let fits = _mm256_cvtepi32_epi64(fits);
            let lengths = _mm256_cvtepu32_epi64(lengths);
            let sorted = |bytes: __m256i, lane: __m256i| {
                let length = _mm256_shuffle_epi8(lengths, lane);
                let cell = _mm256_cmpgt_epi8(length, place);
                let first = _mm256_cmpeq_epi8(_mm256_add_epi8(place, _mm256_set1_epi8(1)), length);
                let value = _mm256_sub_epi8(bytes, _mm256_set1_epi8(b'0'.cast_signed()));
                let digit = _mm256_cmpeq_epi8(value, _mm256_min_epu8(value, _mm256_set1_epi8(9)));
                let digit = _mm256_and_si256(cell, digit);
                let point = _mm256_and_si256(cell, _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'.'.cast_signed())));
                let minus = _mm256_and_si256(first, _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'-'.cast_signed())));
                let good = _mm256_or_si256(_mm256_or_si256(digit, point), minus);
                (_mm256_and_si256(value, digit), point, minus, _mm256_andnot_si256(good, cell))
            };
            let (a, a_point, a_minus, a_bad) = sorted(a, even);
            let (b, b_point, b_minus, b_bad) = sorted(b, odd);
            let sums = |a: __m256i, b: __m256i| {
                let (a, b) = (_mm256_sad_epu8(a, zero), _mm256_sad_epu8(b, zero));
                _mm256_add_epi64(_mm256_unpacklo_epi64(a, b), _mm256_unpackhi_epi64(a, b))
            };
            let weight = _mm256_add_epi8(place, _mm256_set1_epi8(POINT));
            let points = sums(_mm256_and_si256(a_point, weight), _mm256_and_si256(b_point, weight));
            let sign = _mm256_set1_epi8(i8::MIN);
            let signs = sums(_mm256_and_si256(a_minus, sign), _mm256_and_si256(b_minus, sign));
            let no_digits = _mm256_add_epi64(_mm256_srli_epi64::<5>(points), _mm256_srli_epi64::<7>(signs));
            let bad = sums(a_bad, b_bad);
            let fits = _mm256_and_si256(fits, _mm256_cmpeq_epi64(bad, zero));
            let fits = _mm256_and_si256(fits, _mm256_cmpgt_epi64(_mm256_set1_epi64x(48), points));
            let fits = _mm256_and_si256(fits, _mm256_cmpgt_epi64(lengths, no_digits));
            let behind = _mm256_sub_epi8(points, _mm256_set1_epi8(POINT)); // −32 without a point
            let digits = |value: __m256i, lane: __m256i| {
                let behind = _mm256_shuffle_epi8(behind, lane);
                // Compared without sign: all is behind no point.
                let keep = _mm256_or_si256(_mm256_cmpgt_epi8(behind, place), _mm256_cmpgt_epi8(zero, behind));
                let value = _mm256_blendv_epi8(_mm256_bslli_epi128::<1>(value), value, keep);
                let pairs = _mm256_maddubs_epi16(value, _mm256_set1_epi16(10 + 256));
                _mm256_madd_epi16(pairs, _mm256_set1_epi32(100 + 65_536))
            };
            let fours = _mm256_packus_epi32(digits(a, even), digits(b, odd));
            let eights = _mm256_madd_epi16(fours, _mm256_set1_epi32(10_000 + 65_536));
            let high = _mm256_mul_epu32(eights, _mm256_set1_epi64x(100_000_000));
            let number = _mm256_add_epi64(high, _mm256_srli_epi64::<32>(eights));
            let fits = _mm256_and_si256(fits, _mm256_cmpgt_epi64(_mm256_set1_epi64x((1 << 53) + 1), number));
            let fits = _mm256_movemask_pd(_mm256_castsi256_pd(fits));
            // As a double: its high and its low half in the mantissas of 2⁸⁴ and of 2⁵², added (exact up to 2⁵³).
            let low = _mm256_blend_epi32::<0b1010_1010>(number, _mm256_set1_epi64x(0x4330_0000_0000_0000));
            let high = _mm256_or_si256(_mm256_srli_epi64::<32>(number), _mm256_set1_epi64x(0x4530_0000_0000_0000));
            let offset = _mm256_castsi256_pd(_mm256_set1_epi64x(0x4530_0000_0010_0000)); // 2⁸⁴ + 2⁵²
            let high = _mm256_sub_pd(_mm256_castsi256_pd(high), offset);
            let number = _mm256_add_pd(high, _mm256_castsi256_pd(low));
            let place_of = |k: i64| crate::text::number::POWERS[(k & 15) as usize];
            let power = _mm256_set_pd(
                place_of(_mm256_extract_epi64::<3>(points)),
                place_of(_mm256_extract_epi64::<2>(points)),
                place_of(_mm256_extract_epi64::<1>(points)),
                place_of(_mm256_extract_epi64::<0>(points)),
            );
            let size = _mm256_castpd_si256(_mm256_div_pd(number, power));
            let value = _mm256_castsi256_pd(_mm256_or_si256(size, _mm256_slli_epi64::<56>(signs)));
            // SAFETY: there is room for four numbers, and the store needs no alignment.
            unsafe { _mm256_storeu_pd(out.as_mut_ptr(), value) };
            if fits != 0xf {
                note(4 * group as u32, others, |k| k < 4 && fits >> k & 1 == 0);
            }
        }
        portable(text, before_rest, ends_rest, out_rest, others, 4 * befores.len() as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every path on the cells of one text.
    fn all_paths(cells: &[String]) {
        let text = format!("0123456789.-,4567,{}", cells.join(","));
        let (mut before, mut ends) = (Vec::new(), Vec::new());
        let mut at = 18u32;
        for cell in cells {
            before.push(at - 1);
            ends.push(at + cell.len() as u32);
            at += cell.len() as u32 + 1;
        }
        type Path = unsafe fn(&[u8], &[u32], &[u32], &mut [f64], &mut Vec<u32>);
        let mut paths: Vec<(&str, Path)> =
            vec![("chosen", decimals), ("portable", |t, b, e, o, x| portable(t, b, e, o, x, 0))];
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            paths.push(("avx2", x86::avx2));
        }
        for (name, path) in paths {
            // From the start of the text too, where there are no sixteen bytes.
            for lead in [0, 18] {
                let shift = |x: &u32| x.wrapping_sub(lead);
                let (before, ends): (Vec<u32>, Vec<u32>) =
                    (before.iter().map(shift).collect(), ends.iter().map(shift).collect());
                let (mut out, mut others) = (vec![7.0; cells.len()], Vec::new());
                // SAFETY: the processor has said that it knows them.
                unsafe { path(&text.as_bytes()[lead as usize..], &before, &ends, &mut out, &mut others) };
                assert!(others.is_sorted_by(|a, b| a < b));
                for (i, cell) in cells.iter().enumerate() {
                    if others.contains(&(i as u32)) {
                        let plain = number::plain_decimal(cell.as_bytes(), 0, b',', b'.')
                            .is_some_and(|(_, end)| end == cell.len());
                        let decodable = plain && cell.len() <= 16 && ends[i] >= 16;
                        assert!(!decodable, "{name}: {cell:?} is not decoded");
                    } else {
                        assert_eq!(Ok(out[i].to_bits()), cell.parse::<f64>().map(f64::to_bits), "{name}: {cell:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn edges() {
        let cells = [
            "0",
            "-0",
            "5.",
            ".5",
            "-.5",
            ".",
            "-",
            "",
            "-.",
            "+1",
            "1e5",
            "inf",
            "nan",
            "NA",
            "1.2.3",
            "1..2",
            "....",
            ".....5",
            "--1",
            "1-",
            "-1.5",
            "9007199254740992",
            "9007199254740993",
            "-900719925474099",
            "0.12345678901234",
            "1234567890123456",
            "9999999999999999",
            ".123456789012345",
            "-.12345678901234",
            "000000000000000",
            "0000000000000001",
            "12345678901234567",
            "00000000000000000000000000000000001",
            "1 ",
            " 1",
            "1_0",
            "0x10",
            "1\r",
            "/5",
            ":5",
            "5:",
            "5/",
            "\u{e9}1",
            "1.0",
        ];
        all_paths(&cells.map(str::to_string));
    }

    proptest! {
        #[test]
        fn as_std(cells in prop::collection::vec(prop_oneof![
            "-?[0-9]{0,9}\\.?[0-9]{0,9}",
            "[0-9]{0,18}",
            "[-+0-9.eEinfa /:]{0,20}",
            (any::<f64>(), 0usize..20).prop_map(|(v, places)| format!("{v:.places$}")),
            (-1e4f64..1e4, 0usize..14).prop_map(|(v, places)| format!("{v:.places$}")),
            any::<i64>().prop_map(|v| v.to_string()),
        ], 0..40)) {
            all_paths(&cells);
        }
    }
}
