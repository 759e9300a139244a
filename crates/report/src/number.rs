//! Numbers as text.
//!
//! - [`exact`]: 17 significant digits, for JSON: enough to tell any two floats apart.
//! - [`shortest`]: the shortest text that reads back as the same bits, for prediction files.
//! - [`exponential`]: eˣ for people, also where it is no double.
//! - [`figures`]: a few significant digits, for people; [`bound`], [`p_value`], [`passes`] and [`seconds`] for what has a form of its own.

use logodds::fit::Warning;

/// Figures of an estimate, for people: all of them are in the document and in the model file.
pub const DIGITS: usize = 6;
/// Figures of what judges an estimate.
pub const JUDGED: usize = 4;

/// 17 significant digits, as JSON allows them.
pub fn exact(x: f64) -> String {
    if x == 0.0 {
        return if x.is_sign_negative() { "-0.0" } else { "0.0" }.to_owned();
    }
    let scientific = format!("{x:.16e}");
    match exponent(&scientific) {
        Some(e) if (-5..16).contains(&e) => format!("{x:.*}", (16 - e) as usize),
        _ => scientific,
    }
}

/// The shortest text that reads back as `x`.
pub fn shortest(x: f64) -> String {
    if x != 0.0 && !(1e-5..1e16).contains(&x.abs()) { format!("{x:e}") } else { x.to_string() }
}

/// `digits` significant digits; scientific where a plain number would be long.
pub fn figures(x: f64, digits: usize) -> String {
    if !x.is_finite() {
        return if x.is_nan() {
            "—"
        } else if x > 0.0 {
            "∞"
        } else {
            "−∞"
        }
        .to_owned();
    }
    if x == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{x:.*e}", digits.saturating_sub(1));
    match exponent(&scientific) {
        Some(e) if e >= -4 && e < digits as i32 + 3 => {
            format!("{x:.*}", (digits as i32 - 1 - e).max(0) as usize)
        }
        _ => scientific,
    }
}

/// eˣ to `digits` significant digits. Where no double has it, by its logarithm: eˣ = 10^k · 10^f, k + f = x / ln 10. That is known to
/// half a unit in its last place, and f to no more digits than k leaves it: of a larger x the exponent itself is given, as `10^4.343e19`.
pub fn exponential(x: f64, digits: usize) -> String {
    /// Exponents that are as long as a number of six digits stand alone.
    const NO_FRACTION: f64 = 1e5;
    let plain = x.exp();
    if plain.is_normal() || !x.is_finite() {
        return figures(plain, digits);
    }
    let decimal = x / std::f64::consts::LN_10;
    if decimal.abs() >= NO_FRACTION {
        return format!("10^{}", figures(decimal, digits));
    }
    let exponent = decimal.floor();
    let mantissa = format!("{:.*e}", digits.saturating_sub(1), 10f64.powf(decimal - exponent));
    let (mantissa, carried) = mantissa.split_once('e').unwrap_or((&mantissa, "0"));
    format!("{mantissa}e{}", exponent + carried.parse().unwrap_or(0.0))
}

/// A bound, as warnings show it too: two digits, never rounded below its value.
pub fn bound(x: f64) -> String {
    Warning::rounded_up(x)
}

/// A p-value: three figures, as far as any are worth telling.
pub fn p_value(p: f64) -> String {
    if p < 1e-16 { "<1e-16".to_owned() } else { figures(p, 3) }
}

/// What to say of a confidence that reads like the 0.05 of a test, where it stands for intervals of 5 %.
pub fn like_alpha(flag: &str, confidence: f64) -> Option<String> {
    let rounded = |x: f64| shortest((x * 1e9).round() / 1e9);
    (confidence > 0.0 && confidence < 0.5).then(|| {
        let rest = 1.0 - confidence;
        let (small, large) = (rounded(100.0 * confidence), rounded(100.0 * rest));
        format!(
            "{flag} {} makes intervals of {small} %; for {large} % write {flag} {}",
            shortest(confidence),
            rounded(rest)
        )
    })
}

/// Passes over the data: whole where they are.
pub fn passes(passes: f64) -> String {
    if passes.fract() == 0.0 { format!("{passes:.0}") } else { format!("{passes:.1}") }
}

/// Seconds, to the millisecond.
pub fn seconds(seconds: f64) -> String {
    format!("{seconds:.3}")
}

/// `1 row`, `2 rows`.
pub fn count(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// A count with a comma between thousands: `2,380`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (k, digit) in digits.chars().enumerate() {
        if k > 0 && (digits.len() - k).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn exponent(scientific: &str) -> Option<i32> {
    scientific.split_once('e').and_then(|(_, e)| e.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_has_17_digits_and_reads_back() {
        let cases = [
            1.0,
            -0.1,
            1.0 / 3.0,
            9.999_999_999_999_999e2,
            1e-300,
            5e-324,
            f64::MAX,
            123_456_789.125,
            1e15,
            1e16,
            0.000_01,
        ];
        for x in cases {
            let text = exact(x);
            assert_eq!(text.parse::<f64>().map(f64::to_bits), Ok(x.to_bits()), "{text}");
            let mantissa = text.split('e').next().unwrap_or_default();
            let digits = mantissa.trim_start_matches(['-', '0', '.']).chars().filter(char::is_ascii_digit).count();
            assert_eq!(digits, 17, "{text}");
        }
        assert_eq!(exact(0.0), "0.0");
    }

    #[test]
    fn counts_have_commas() {
        let shown = [0, 999, 1_000, 12_345, 1_234_567].map(grouped);
        assert_eq!(shown, ["0", "999", "1,000", "12,345", "1,234,567"]);
    }

    #[test]
    fn shortest_reads_back() {
        for x in [0.5, 1e-7, 1.0 / 3.0, 1.0, 0.0, 2.5e-310] {
            assert_eq!(shortest(x).parse::<f64>().map(f64::to_bits), Ok(x.to_bits()));
        }
    }

    /// Values of mpmath at 30 digits: `mp.nstr(mp.exp(x), 6)`.
    #[test]
    fn exponentials_beyond_the_doubles_are_by_their_logarithm() {
        for (x, shown) in [
            (0.5, "1.64872"),
            (709.0, "8.21841e307"),
            (710.0, "2.23399e308"),
            (-709.0, "1.21678e-308"),
            (-745.0, "2.82235e-324"),
            (1036.2, "1.03739e450"),
            (-1036.2, "9.63957e-451"),
            (200_000.0, "7.87736e86858"),
            (-1e6, "10^-434294"),
            (1e20, "10^4.34294e19"),
            (f64::INFINITY, "∞"),
            (f64::NEG_INFINITY, "0"),
        ] {
            assert_eq!(exponential(x, 6), shown, "{x}");
        }
        // 10^f that rounds up to ten.
        assert_eq!(exponential(1000.0 * std::f64::consts::LN_10 - 1e-9, 4), "1.000e1000");
    }

    #[test]
    fn figures_are_few_and_bounds_are_bounds() {
        assert_eq!(figures(0.000_128_276_4, 6), "0.000128276");
        assert_eq!(figures(-447.911_04, 6), "-447.911");
        assert_eq!(figures(1.5e-13, 3), "1.50e-13");
        assert_eq!(figures(1e9, 6), "1.00000e9");
        assert_eq!(bound(1.1153e-4), "1.2e-4");
        assert_eq!(bound(9.91e-10), "1.0e-9");
        assert_eq!((bound(0.0), bound(f64::INFINITY)), ("0".to_owned(), "∞".to_owned()));
        for x in [1.04e-9, 1.05e-9, 9.96e-10, 3.149e-19, 1.0, 1234.5] {
            assert!(bound(x).parse::<f64>().is_ok_and(|shown| shown >= x && shown < 1.11 * x), "{}", bound(x));
        }
    }
}
