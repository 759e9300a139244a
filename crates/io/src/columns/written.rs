//! Numbers as people write them: `12.5%`, `$1,234`, `(5)`, `−5`, `1.234,5`, `5 kg`.
//!
//! ```text
//! number  = [sign] [currency] body [currency | percent | unit]  |  "(" number ")"
//! body    = digits [point digits]                       plain
//!         | digits ("," | "'" | blank) three digits …   grouped, with a point at most
//!         | digits ["." three digits …] "," digits      with a decimal comma
//! ```
//!
//! None is read as a number, because each can be two (`1.234` with a comma elsewhere is another number than without); but a column of them
//! is a column of numbers and not of hundreds of categories, and a message can say how to write them. Refused: a regular expression for
//! each, which would have to be kept equal to the words about it.

use crate::text::number;

/// In what a number is dressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Dress {
    /// `12.5%`
    Percent,
    /// `$1,234`, `12 €`
    Currency,
    /// `(5)`, which is −5.
    Parentheses,
    /// `−5`, with a minus sign that no program reads.
    Minus,
    /// `5 kg`
    Unit,
    /// `1.234,5`, `12,5`
    DecimalComma,
    /// `1,234.5`, `1 234`, `1'234`
    Groups,
}

impl Dress {
    /// In words: "with a percent sign".
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Percent => "with a percent sign",
            Self::Currency => "with a currency",
            Self::Parentheses => "in parentheses",
            Self::Minus => "with a minus that is no \"-\"",
            Self::Unit => "with a unit",
            Self::DecimalComma => "with a decimal comma",
            Self::Groups => "with marks between thousands",
        }
    }
}

/// A number that was written down.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Written<'t> {
    /// Its value as a plain decimal: `-1234.5`.
    pub plain: String,
    /// Its dress, the most telling first; none for a plain number.
    pub dress: Option<Dress>,
    /// Its unit, if it has one.
    pub unit: &'t str,
}

const CURRENCIES: [&str; 22] = [
    "US$", "R$", "C$", "A$", "$", "€", "£", "¥", "₹", "₽", "₩", "₺", "USD", "EUR", "GBP", "JPY", "CHF", "CNY", "INR",
    "SEK", "kr", "zł",
];

/// Signs of numbers below 0 that are no hyphen.
const MINUS: [char; 5] = ['−', '–', '—', '﹣', '－'];

/// Letters of a unit at most: `mmol/l`.
const UNIT: usize = 8;

/// The number that a text is, blanks around it aside; `None` if it is none.
pub(crate) fn written(text: &str) -> Option<Written<'_>> {
    // A word is none at its first byte, nearly always.
    let text = text.trim();
    if text.len() > 40 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        let inner =
            written(inner).filter(|inner| !inner.plain.starts_with('-') && inner.dress != Some(Dress::Parentheses))?;
        return Some(Written { plain: format!("-{}", inner.plain), dress: Some(Dress::Parentheses), unit: inner.unit });
    }
    let (mut negative, mut odd, mut rest) = sign(text, false, false);
    let mut currency = false;
    if let Some(after) = CURRENCIES.iter().find_map(|currency| rest.strip_prefix(currency)) {
        (negative, odd, rest) = sign(after.trim_start(), negative, odd);
        currency = true;
    }
    let (digits, mark, tail) = match decimal(rest) {
        Some(digits) => (digits, None, ""),
        None => {
            let end = rest.rfind(|c: char| c.is_ascii_digit() || c == '.').map_or(0, |at| at + 1);
            // The `2` of `m2` is part of a unit.
            let end = rest[..end].find(|c: char| c.is_alphabetic() || c == '%').unwrap_or(end);
            let (digits, mark) = body_of(rest[..end].trim_end())?;
            (digits, mark, rest[end..].trim())
        }
    };
    let (is_percent, is_currency) = (matches!(tail, "%" | "‰" | "％"), CURRENCIES.contains(&tail));
    if !tail.is_empty() && !is_percent && !is_currency && !is_unit(tail) {
        return None;
    }
    let dress = match tail {
        _ if is_percent => Some(Dress::Percent),
        _ if is_currency || currency => Some(Dress::Currency),
        "" if odd => Some(Dress::Minus),
        "" => mark,
        _ => Some(Dress::Unit),
    };
    let unit = if dress == Some(Dress::Unit) { tail } else { "" };
    Some(Written { plain: format!("{}{digits}", if negative { "-" } else { "" }), dress, unit })
}

/// Whether a minus precedes, whether it is an odd one, and what is behind it.
fn sign(text: &str, negative: bool, odd: bool) -> (bool, bool, &str) {
    if let Some(rest) = text.strip_prefix('-') {
        (true, odd, rest.trim_start())
    } else if let Some(rest) = text.strip_prefix(MINUS) {
        (true, true, rest.trim_start())
    } else {
        (negative, odd, text.strip_prefix('+').unwrap_or(text))
    }
}

/// A decimal, perhaps with an exponent, as it stands.
fn decimal(text: &str) -> Option<String> {
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b"eE.+-".contains(&b));
    (is_plain && number::decimal(text.as_bytes()).is_some()).then(|| text.to_owned())
}

/// Digits as a plain decimal, and what marks them as written by a person.
fn body_of(body: &str) -> Option<(String, Option<Dress>)> {
    if !body.starts_with(|c: char| c.is_ascii_digit() || c == '.' || c == ',') {
        return None;
    }
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let threes = |mut groups: std::str::Split<'_, char>| {
        let first = groups.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && digits(first) && groups.all(|group| group.len() == 3 && digits(group))
    };
    // One mark for thousands, whichever it is.
    let body: String =
        body.chars().map(|c| if matches!(c, '\'' | '’' | '\u{a0}' | '\u{202f}') { ' ' } else { c }).collect();
    let commas = body.matches(',').count();
    let points = body.matches('.').count();
    let blanks = body.contains(' ');
    if commas == 0 && !blanks && points <= 1 {
        return (digits(&body.replacen('.', "", 1)) && body != ".").then_some((body, None));
    }
    // Thousands, then at most one mark of decimals.
    let last = body.rfind([',', '.']).filter(|&at| !blanks || !body[at..].contains(' '));
    let (whole, fraction, mark) = match last {
        Some(at) => (&body[..at], &body[at + 1..], body.as_bytes()[at]),
        None => (&body[..], "", b' '),
    };
    if !digits(fraction) {
        return None;
    }
    let grouped = |whole: &str, by: char| whole.contains(by) && threes(whole.split(by));
    let joined = |whole: &str, by: char| whole.replace(by, "");
    if mark == b',' && commas == 1 {
        // `1.234,5` and `1 234,5`; `12,5`; and `1,234`, which can be either.
        let by = if blanks { ' ' } else { '.' };
        return match (points == 0 && !blanks, fraction.len()) {
            (true, 3) if digits(whole) && (1..=3).contains(&whole.len()) && whole != "0" => {
                Some((format!("{whole}{fraction}"), Some(Dress::Groups)))
            }
            (true, 1..) if digits(whole) => Some((format!("{whole}.{fraction}"), Some(Dress::DecimalComma))),
            (false, 1..) if grouped(whole, by) => {
                Some((format!("{}.{fraction}", joined(whole, by)), Some(Dress::DecimalComma)))
            }
            _ => None,
        };
    }
    if mark == b'.' && points == 1 && (commas > 0 || blanks) {
        let by = if blanks { ' ' } else { ',' };
        return grouped(whole, by).then(|| (format!("{}.{fraction}", joined(whole, by)), Some(Dress::Groups)));
    }
    [',', '.', ' ']
        .into_iter()
        .find(|&by| grouped(&body, by) && body.chars().all(|c| c == by || c.is_ascii_digit()))
        .map(|by| (joined(&body, by), Some(if by == '.' { Dress::DecimalComma } else { Dress::Groups })))
}

/// Letters, such as `kg`, `mg/dl`, `°C`, `m²`; no ordinal (`1st`).
fn is_unit(tail: &str) -> bool {
    const ORDINALS: [&str; 4] = ["st", "nd", "rd", "th"];
    tail.chars().count() <= UNIT
        && tail.starts_with(|c: char| c.is_alphabetic() || matches!(c, '°' | 'µ' | '"' | '\''))
        && tail
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '°' | 'µ' | '/' | '²' | '³' | '.' | '"' | '\'' | '^'))
        && !ORDINALS.contains(&tail.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Option<(String, Option<Dress>)> {
        written(text).map(|written| (written.plain, written.dress))
    }

    #[test]
    fn numbers_as_people_write_them() {
        use Dress::*;
        for (text, number, dress) in [
            ("12.5%", "12.5", Some(Percent)),
            (" 7 % ", "7", Some(Percent)),
            ("-3,5 %", "-3.5", Some(Percent)),
            ("$1,234", "1234", Some(Currency)),
            ("-$5.00", "-5.00", Some(Currency)),
            ("$-5", "-5", Some(Currency)),
            ("12,50 €", "12.50", Some(Currency)),
            ("EUR 1.234,50", "1234.50", Some(Currency)),
            ("(5)", "-5", Some(Parentheses)),
            ("($1,234.50)", "-1234.50", Some(Parentheses)),
            ("−5", "-5", Some(Minus)),
            ("–0.25", "-0.25", Some(Minus)),
            ("5 kg", "5", Some(Unit)),
            ("-1.5mmHg", "-1.5", Some(Unit)),
            ("120 mg/dl", "120", Some(Unit)),
            ("37.2°C", "37.2", Some(Unit)),
            ("12 m2", "12", Some(Unit)),
            ("5k", "5", Some(Unit)),
            ("1.234,5", "1234.5", Some(DecimalComma)),
            ("1.234.567", "1234567", Some(DecimalComma)),
            ("12,5", "12.5", Some(DecimalComma)),
            ("0,123", "0.123", Some(DecimalComma)),
            ("1 234,5", "1234.5", Some(DecimalComma)),
            ("1\u{a0}234", "1234", Some(Groups)),
            ("1'234.5", "1234.5", Some(Groups)),
            ("1,234,567.8", "1234567.8", Some(Groups)),
            ("1,234", "1234", Some(Groups)),
            ("12.5", "12.5", None),
            ("-3", "-3", None),
            ("1e-5", "1e-5", None),
            ("007", "007", None),
        ] {
            assert_eq!(plain(text), Some((number.to_owned(), dress)), "{text}");
        }
    }

    #[test]
    fn what_is_no_number() {
        let texts = [
            "",
            "%",
            "$",
            "()",
            "(a)",
            "kg",
            "1st",
            "22nd",
            "1-2",
            "18-24",
            "5+",
            "<5",
            ">= 65",
            "1/2",
            "A12",
            "12:30",
            "2021-03-04",
            "1.2.3",
            "10.0.0.1",
            "1,23,4",
            "1..5",
            "((5))",
            "5 kg of sugar and more",
            "3 of 4",
            "12 34",
        ];
        for text in texts {
            assert_eq!(plain(text), None, "{text}");
        }
    }
}
