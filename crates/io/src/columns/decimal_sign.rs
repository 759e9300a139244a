//! The sign between whole and fraction, and numbers that are written with the other one.
//!
//! `1,234` may be 1234 or 1.234, so a number is read by one sign alone, and groups of thousands are never read. But a column
//! of them is a column of numbers, not of hundreds of labels, and what a cell shows of its writing decides what a message may
//! advise: `0,5`, `1,25` and `1234,5` cannot be grouped, `1,234,567` and `1,234.5` have no decimal comma, `1,234` may be either.

use crate::text::number;

/// What separates the whole part of a number from its fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum DecimalSign {
    /// `1.5`
    #[default]
    Point,
    /// `1,5`
    Comma,
}

/// How cells that are no numbers would be some.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Writing {
    /// With the other decimal sign: `1,5`.
    OtherSign,
    /// With thousands in groups: `1,234,567`, `1,234.5`.
    Grouped,
    /// Both with the other sign and in groups of this one: `1.234,5`.
    Swapped,
    /// One cell may be either: `1,234`.
    Either,
    /// Some cells are this and some are that.
    Both,
}

impl DecimalSign {
    pub(crate) fn byte(self) -> u8 {
        match self {
            DecimalSign::Point => b'.',
            DecimalSign::Comma => b',',
        }
    }

    pub(crate) fn char(self) -> char {
        char::from(self.byte())
    }

    /// Its name and that of the other one.
    pub(crate) fn names(self) -> [&'static str; 2] {
        match self {
            DecimalSign::Point => ["point", "comma"],
            DecimalSign::Comma => ["comma", "point"],
        }
    }

    pub(crate) fn other(self) -> DecimalSign {
        match self {
            DecimalSign::Point => DecimalSign::Comma,
            DecimalSign::Comma => DecimalSign::Point,
        }
    }

    /// The number that a cell without blanks around it is, by this sign alone.
    pub(crate) fn number(self, cell: &[u8]) -> Option<f64> {
        if self == DecimalSign::Point {
            return number::decimal(cell);
        }
        let mut few = [0; 64];
        let mut many = Vec::new();
        let with_point = match few.get_mut(..cell.len()) {
            Some(few) => few,
            None => {
                many.resize(cell.len(), 0);
                &mut many[..]
            }
        };
        for (to, &from) in with_point.iter_mut().zip(cell) {
            *to = match from {
                b',' => b'.',
                b'.' => return None,
                other => other,
            };
        }
        number::decimal(with_point)
    }

    /// How a text, blanks trimmed, is a number of another writing, if it is one.
    pub(crate) fn otherwise(self, text: &str) -> Option<Writing> {
        let (sign, other) = (self.char(), self.other().char());
        if !text.contains(other) {
            // In groups of this sign, and nothing else to tell it by: `1.234.567`.
            return (text.matches(sign).count() > 1 && grouped(text, sign, other)).then_some(Writing::Swapped);
        }
        let fraction = !text.contains(sign) && self.other().number(text.as_bytes()).is_some();
        match (grouped(text, other, sign), fraction) {
            (true, true) => Some(Writing::Either),
            (true, false) => Some(Writing::Grouped),
            (false, true) => Some(Writing::OtherSign),
            (false, false) => grouped(text, sign, other).then_some(Writing::Swapped),
        }
    }

    /// The same number by this sign alone.
    pub(crate) fn rewritten(self, text: &str, writing: Writing) -> String {
        let (sign, other) = (self.char(), self.other().char());
        match writing {
            Writing::OtherSign => text.replace(other, &sign.to_string()),
            Writing::Swapped => text.replace(sign, "").replace(other, &sign.to_string()),
            Writing::Grouped | Writing::Either | Writing::Both => text.replace(other, ""),
        }
    }
}

impl Writing {
    /// What cells of both writings are together.
    pub(crate) fn and(self, with: Writing) -> Writing {
        match (self, with) {
            (a, b) if a == b => a,
            (Writing::Either, known) | (known, Writing::Either) => known,
            (Writing::OtherSign, Writing::Swapped) | (Writing::Swapped, Writing::OtherSign) => Writing::Swapped,
            _ => Writing::Both,
        }
    }
}

/// Digits in groups of three by `group`, with a fraction behind `sign` or without one.
fn grouped(text: &str, group: char, sign: char) -> bool {
    let whole = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (whole, fraction) = whole.split_once(sign).unwrap_or((whole, ""));
    let mut groups = whole.split(group);
    let first = groups.next().unwrap_or_default();
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    whole.contains(group)
        && (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && digits(first)
        && groups.all(|g| g.len() == 3 && digits(g))
        && digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text by the point, and its mirror image by the comma.
    #[test]
    fn writings() {
        use Writing::*;
        for (text, writing, written) in [
            ("1,234", Some(Either), "1234"),
            ("-12,345", Some(Either), "-12345"),
            ("-12,345,678.5", Some(Grouped), "-12345678.5"),
            ("1,234,567", Some(Grouped), "1234567"),
            ("1,234.", Some(Grouped), "1234."),
            ("1,5", Some(OtherSign), "1.5"),
            ("1,50", Some(OtherSign), "1.50"),
            ("0,123", Some(OtherSign), "0.123"),
            ("-0,25", Some(OtherSign), "-0.25"),
            ("1234,5", Some(OtherSign), "1234.5"),
            ("1234,567", Some(OtherSign), "1234.567"),
            ("1,2345", Some(OtherSign), "1.2345"),
            (",5", Some(OtherSign), ".5"),
            ("5,", Some(OtherSign), "5."),
            ("1,5e3", Some(OtherSign), "1.5e3"),
            ("1.234,5", Some(Swapped), "1234.5"),
            ("1.234.567,25", Some(Swapped), "1234567.25"),
            ("1.234.567", Some(Swapped), "1234567"),
            ("1,2,3", None, ""),
            ("1,23,456", None, ""),
            ("01.02.2024", None, ""),
            ("192.168.1.1", None, ""),
            ("a,b", None, ""),
            (",", None, ""),
            ("12", None, ""),
            ("1.5", None, ""),
        ] {
            let mirrored = |t: &str| t.replace('.', "#").replace(',', ".").replace('#', ",");
            for (sign, text, written) in [
                (DecimalSign::Point, text.to_string(), written.to_string()),
                (DecimalSign::Comma, mirrored(text), mirrored(written)),
            ] {
                assert_eq!(sign.otherwise(&text), writing, "{text}");
                if let Some(writing) = writing {
                    assert_eq!(sign.rewritten(&text, writing), written, "{text}");
                    assert!(
                        sign.number(text.as_bytes()).is_none() && sign.number(written.as_bytes()).is_some(),
                        "{text}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_comma_alone_is_a_sign() {
        let number = |text: &str| DecimalSign::Comma.number(text.as_bytes());
        assert_eq!((number("1,5"), number("-0,25"), number("+,5e3")), (Some(1.5), Some(-0.25), Some(500.0)));
        assert_eq!((number("7"), number("-inf")), (Some(7.0), Some(f64::NEG_INFINITY)));
        for text in ["1.5", "1.234,5", "1,234,567", "1,5,", ",", "", "nan", "1e5.0"] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(number(&format!("0,{}", "3".repeat(100))), Some(1.0 / 3.0));
    }

    #[test]
    fn cells_together() {
        use Writing::*;
        for (a, b, both) in [
            (Either, OtherSign, OtherSign),
            (Grouped, Either, Grouped),
            (Either, Either, Either),
            (OtherSign, Grouped, Both),
            (OtherSign, Swapped, Swapped),
            (Swapped, Grouped, Both),
        ] {
            assert_eq!((a.and(b), b.and(a)), (both, both));
        }
    }
}
