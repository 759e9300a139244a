//! Decimal numbers, correctly rounded, quickly.
//!
//! A plain decimal with digits d ≤ 2⁵³ and k ≤ 22 places after the point is d / 10ᵏ: both are exact
//! doubles, so one IEEE division rounds correctly (Clinger, "How to read floating point numbers
//! accurately", PLDI 1990). At most 19 digits are taken, so d fits a u64 before it is compared.
//! Where the end of a cell is known and it has 16 bytes at most, as nearly all have, the digits are decoded
//! all at once, with no branch that depends on them ([`short_decimal`]).
//! Everything else (exponents, long digits, blanks, `inf`) goes to fast-float2, which agrees with
//! `str::parse::<f64>` to the last bit; a property test holds both to that.

/// 10⁰ … 10²²: the powers of ten that a double holds exactly.
pub(crate) const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
];

const POWERS_U64: [u64; 9] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000];

/// The plain decimal that fills the cell at `at`, and where the cell ends (at the delimiter, the
/// line end, or the end of the text); `None` if the cell is anything else. `sign` is between whole and fraction, and no delimiter.
#[inline]
pub(crate) fn plain_decimal(text: &[u8], at: usize, delimiter: u8, sign: u8) -> Option<(f64, usize)> {
    let negative = text.get(at) == Some(&b'-');
    let start = at + usize::from(negative);
    let (mut mantissa, mut i) = digits(text, start, 0);
    let (mut count, mut places) = (i - start, 0);
    let mut c = text.get(i).copied();
    if c == Some(sign) {
        let point = i + 1;
        (mantissa, i) = digits(text, point, mantissa);
        places = i - point;
        count += places;
        c = text.get(i).copied();
    }
    let ends = match c {
        None | Some(b'\n') => true,
        Some(b'\r') => matches!(text.get(i + 1), None | Some(b'\n')),
        Some(c) => c == delimiter,
    };
    if !ends || count == 0 || count > 19 || mantissa > 1 << 53 {
        return None;
    }
    let size = mantissa as f64 / POWERS[places];
    Some((if negative { -size } else { size }, i))
}

/// Bytes 0 … k − 1 of sixteen.
pub(crate) const FIRST: [u128; 17] = {
    let mut masks = [0; 17];
    let mut k = 0;
    while k < 16 {
        masks[k + 1] = masks[k] << 8 | 0xff;
        k += 1;
    }
    masks
};

/// The plain decimal that is `text[at..end]`, if it has 16 bytes at most and there are 16 before `end`; `None` if the cell is
/// anything else.
///
/// The sixteen bytes that end with the cell are taken as one number, first byte lowest; what is before the cell becomes
/// zeros, and what is before the point moves up over it.
#[inline]
pub(crate) fn short_decimal(text: &[u8], at: usize, end: usize) -> Option<f64> {
    const ONES: u128 = u128::MAX / 0xff;
    let bytes = text.get(..end)?.last_chunk::<16>()?;
    let negative = *text.get(at)? == b'-';
    let length = end.wrapping_sub(at).wrapping_sub(usize::from(negative));
    if length > 16 {
        return None;
    }
    let digits = (u128::from_le_bytes(*bytes) ^ (0x30 * ONES)) & !FIRST[16 - length];
    // A byte that is 0 gets its high bit, and false ones are above it only (Hacker's Delight, §6-1).
    let off = digits ^ (ONES * u128::from(b'.' ^ 0x30));
    let point = off.wrapping_sub(ONES) & !off & (0x80 * ONES);
    // 16 where there is none.
    let place = (point.trailing_zeros() / 8) as usize;
    let before = digits & FIRST[place];
    let after = digits & !FIRST[(place + 1).min(16)];
    let has_point = point != 0;
    let digits = if has_point { before << 8 | after } else { digits };
    let places = if has_point { 15 - place } else { 0 };
    // The first digits are the high ones, and lie in the low bytes.
    let (high, low) = (digits as u64, (digits >> 64) as u64);
    let none = |x: u64| (x.wrapping_add(0x7676_7676_7676_7676) | x) & 0x8080_8080_8080_8080 == 0;
    let mantissa = eight_digits(high) * 100_000_000 + eight_digits(low);
    if !none(high) || !none(low) || length == usize::from(has_point) || mantissa > 1 << 53 {
        return None;
    }
    let size = mantissa as f64 / POWERS[places];
    Some(f64::from_bits(size.to_bits() | u64::from(negative) << 63))
}

/// The number that eight bytes from 0 to 9 spell, first byte lowest.
#[inline]
fn eight_digits(x: u64) -> u64 {
    let x = x.wrapping_mul(10).wrapping_add(x >> 8); // pairs
    let high = (x & 0x0000_00ff_0000_00ff).wrapping_mul(100 + (1_000_000 << 32));
    let low = ((x >> 16) & 0x0000_00ff_0000_00ff).wrapping_mul(1 + (10_000 << 32));
    high.wrapping_add(low) >> 32
}

/// Appends the digits at `at` to `mantissa` (modulo 2⁶⁴), and where they end.
///
/// Eight at a time (Lemire, "Number parsing at a gigabyte per second", 2021, §3): the loop over
/// single digits ends at another place in each cell, which is a mispredicted branch a number.
#[inline]
fn digits(text: &[u8], at: usize, mut mantissa: u64) -> (u64, usize) {
    let mut i = at;
    while let Some(word) = text.get(i..).and_then(|t| t.first_chunk::<8>()) {
        let (value, count) = leading_digits(u64::from_le_bytes(*word));
        mantissa = mantissa.wrapping_mul(POWERS_U64[count]).wrapping_add(value);
        i += count;
        if count < 8 {
            return (mantissa, i);
        }
    }
    while let Some(d) = text.get(i).map(|c| c.wrapping_sub(b'0')).filter(|&d| d < 10) {
        mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(d));
        i += 1;
    }
    (mantissa, i)
}

/// The number that the leading digits of eight bytes (first byte lowest) spell, and their count.
#[inline]
fn leading_digits(word: u64) -> (u64, usize) {
    let x = word ^ 0x3030_3030_3030_3030; // digits become 0..=9
    // A byte above 9 gets its high bit; a carry out of such a byte only reaches later ones.
    let others = (x.wrapping_add(0x7676_7676_7676_7676) | x) & 0x8080_8080_8080_8080;
    let count = (others.trailing_zeros() / 8) as usize;
    if count == 0 {
        return (0, 0);
    }
    (eight_digits(x << (64 - 8 * count)), count) // right-aligned: zeros come first
}

/// Any decimal number that std would parse, infinities included, NaN refused.
pub(crate) fn decimal(cell: &[u8]) -> Option<f64> {
    let value: f64 = fast_float2::parse(cell).ok()?;
    (!value.is_nan()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn both(text: &str) {
        let std = text.parse::<f64>().ok().filter(|v| !v.is_nan()).map(f64::to_bits);
        assert_eq!(decimal(text.as_bytes()).map(f64::to_bits), std, "{text}");
        if let Some((v, end)) = plain_decimal(text.as_bytes(), 0, b',', b'.') {
            assert_eq!((Some(v.to_bits()), end), (std, text.len()), "{text}");
        }
        // The same with bytes before it, so that there are sixteen.
        for before in ["0123456789.-4567", "----------------", "1"] {
            let text_at = format!("{before}{text}");
            if let Some(v) = short_decimal(text_at.as_bytes(), before.len(), text_at.len()) {
                assert_eq!(Some(v.to_bits()), std, "{text}");
            } else {
                let plain = plain_decimal(text.as_bytes(), 0, b',', b'.').is_some();
                assert!(!plain || text.len() > 16 || before.len() + text.len() < 16, "{text}: not decoded");
            }
        }
        // The same with bytes behind it, so that eight at a time are taken to the end.
        let alone = plain_decimal(text.as_bytes(), 0, b',', b'.').map(|(v, end)| (v.to_bits(), end));
        let followed = format!("{text},12345678");
        let followed = plain_decimal(followed.as_bytes(), 0, b',', b'.').map(|(v, end)| (v.to_bits(), end));
        if !text.contains(['\r', '\n', ',']) {
            assert_eq!(followed, alone, "{text}");
        }
    }

    #[test]
    fn edges() {
        for t in [
            "0",
            "-0",
            "5.",
            ".5",
            "-.5",
            ".",
            "-",
            "",
            "+1",
            "1e5",
            "1E-5",
            "1e",
            "inf",
            "-inf",
            "Infinity",
            "nan",
            "NaN",
            "9007199254740992",
            "9007199254740993",
            "1e999",
            "0x10",
            "18446744073709551616",
            "0.1234567890123456789",
            "0.12345678901234567",
            "1_000",
            "00000000000000000000001",
            "4.9e-324",
            "2.2250738585072011e-308",
            "1.2.3",
            "--1",
        ] {
            both(t);
        }
    }

    #[test]
    fn cell_ends() {
        assert_eq!(plain_decimal(b"1.5,2", 0, b',', b'.'), Some((1.5, 3)));
        assert_eq!(plain_decimal(b"1.5,-2\r\n", 4, b',', b'.'), Some((-2.0, 6)));
        assert_eq!(plain_decimal(b"7\r", 0, b',', b'.'), Some((7.0, 1)));
        assert_eq!(plain_decimal(b"7\r8", 0, b',', b'.'), None);
        assert_eq!(plain_decimal(b"7 ,", 0, b',', b'.'), None);
    }

    #[test]
    fn a_comma_as_the_sign() {
        assert_eq!(plain_decimal(b"-1,25;2", 0, b';', b','), Some((-1.25, 5)));
        assert_eq!(plain_decimal(b"1.25;2", 0, b';', b','), None);
        assert_eq!(plain_decimal(b"1,234,5;2", 0, b';', b','), None);
    }

    proptest! {
        #[test]
        fn as_std_on_doubles(v in any::<f64>(), places in 0usize..20) {
            both(&format!("{v}"));
            both(&format!("{v:e}"));
            both(&format!("{v:.places$}"));
        }

        #[test]
        fn as_std_on_digits(text in "-?[0-9]{0,22}\\.?[0-9]{0,22}") { both(&text); }

        #[test]
        fn as_std_on_noise(text in "[-+0-9.eEinfa ]{0,12}") { both(&text); }
    }
}
