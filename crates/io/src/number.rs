//! Decimal numbers, correctly rounded, quickly.
//!
//! A plain decimal with digits d ≤ 2⁵³ and k ≤ 22 places after the point is d / 10ᵏ: both are exact
//! doubles, so one IEEE division rounds correctly (Clinger, "How to read floating point numbers
//! accurately", PLDI 1990). At most 19 digits are taken, so d fits a u64 before it is compared.
//! Everything else (exponents, long digits, blanks, `inf`) goes to fast-float2, which agrees with
//! `str::parse::<f64>` to the last bit; a property test holds both to that.

/// 10⁰ … 10²²: the powers of ten that a double holds exactly.
const POWERS: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];

/// The plain decimal that fills the cell at `at`, and where the cell ends (at the delimiter, the
/// line end, or the end of the text); `None` if the cell is anything else.
#[inline]
pub(crate) fn plain_decimal(text: &[u8], at: usize, delimiter: u8) -> Option<(f64, usize)> {
    let negative = text.get(at) == Some(&b'-');
    let start = at + usize::from(negative);
    let mut i = start;
    let mut mantissa = 0u64;
    let (mut digits, mut places) = (0, 0);
    let mut c = text.get(i).copied();
    while let Some(d) = c.map(|c| c.wrapping_sub(b'0')).filter(|&d| d < 10) {
        mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(d));
        i += 1;
        c = text.get(i).copied();
    }
    digits += i - start;
    if c == Some(b'.') {
        i += 1;
        let point = i;
        c = text.get(i).copied();
        while let Some(d) = c.map(|c| c.wrapping_sub(b'0')).filter(|&d| d < 10) {
            mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(d));
            i += 1;
            c = text.get(i).copied();
        }
        places = i - point;
        digits += places;
    }
    let ends = match c {
        None | Some(b'\n') => true,
        Some(b'\r') => matches!(text.get(i + 1), None | Some(b'\n')),
        Some(c) => c == delimiter,
    };
    if !ends || digits == 0 || digits > 19 || mantissa > 1 << 53 {
        return None;
    }
    let size = mantissa as f64 / POWERS[places];
    Some((if negative { -size } else { size }, i))
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
        let std = text
            .parse::<f64>()
            .ok()
            .filter(|v| !v.is_nan())
            .map(f64::to_bits);
        assert_eq!(decimal(text.as_bytes()).map(f64::to_bits), std, "{text}");
        if let Some((v, end)) = plain_decimal(text.as_bytes(), 0, b',') {
            assert_eq!((Some(v.to_bits()), end), (std, text.len()), "{text}");
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
        assert_eq!(plain_decimal(b"1.5,2", 0, b','), Some((1.5, 3)));
        assert_eq!(plain_decimal(b"1.5,-2\r\n", 4, b','), Some((-2.0, 6)));
        assert_eq!(plain_decimal(b"7\r", 0, b','), Some((7.0, 1)));
        assert_eq!(plain_decimal(b"7\r8", 0, b','), None);
        assert_eq!(plain_decimal(b"7 ,", 0, b','), None);
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
