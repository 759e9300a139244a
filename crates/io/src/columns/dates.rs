//! Whether a text is a date or a time, in the ways that programs and people write them.
//!
//! A text is cut into runs of digits, words, and what separates them:
//!
//! ```text
//! 2021-03-04   4.3.2021   03/04/21   2021-03   03/2021   2021Q1   20210304T1030     by its numbers
//! 4 Mar 2021   March 4, 2021   04-MAR-21   Mar-21                                    by the name of a month
//! 10:30   10:30:05.123   3:15 pm                                                     by its colons
//! ```
//!
//! with a time, a weekday and a zone beside a date where there are any. Months go from 1 to 12 and days from 1 to 31. Names of months are
//! English, as programs write them. A year alone is a number like others.

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// Words beside a date or a time.
const BESIDE: [&str; 8] = ["t", "z", "am", "pm", "utc", "gmt", "cet", "est"];
/// The longest: `Wednesday, 22 September 2021 10:30:05.123456 +02:00`.
const LONGEST: usize = 56;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    /// A number, and how many digits it is written with.
    Number(u32, usize),
    Month,
    /// A separator.
    Mark(u8),
}

/// Whether the text, blanks around it aside, is a date, a month of a year, or a time of day.
pub(crate) fn is_date(text: &str) -> bool {
    let text = text.trim();
    if text.len() > LONGEST || text.len() < 3 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let Some(parts) = parts(text.as_bytes()) else { return false };
    // A time begins with the number before the first colon.
    let colon = parts.iter().position(|part| *part == Part::Mark(b':'));
    // `10am` has none.
    if let ([Part::Number(1..=12, 1..=2), .., Part::Mark(b' ')], true) = (&parts[..], is_half_day(text)) {
        return true;
    }
    let (date, time) = parts.split_at(colon.map_or(parts.len(), |at| at.saturating_sub(1)));
    let date = match date.iter().rposition(|part| !matches!(part, Part::Mark(_))) {
        Some(last) => &date[..=last],
        None => &[],
    };
    (time.is_empty() || is_time(time)) && (if date.is_empty() { !time.is_empty() } else { is_day(date) })
}

/// Whether a number such as 20210304 is a day of 1900 to 2100.
pub(crate) fn is_day_number(value: f64) -> bool {
    if !(19_000_101.0..=21_001_231.0).contains(&value) || value.fract() != 0.0 {
        return false;
    }
    let (month, day) = (value as u32 / 100 % 100, value as u32 % 100);
    (1..=12).contains(&month) && (1..=31).contains(&day)
}

fn is_half_day(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let hour = text.strip_suffix("am").or(text.strip_suffix("pm"));
    hour.is_some_and(|hour| hour.trim_end().bytes().all(|byte| byte.is_ascii_digit()))
}

fn parts(text: &[u8]) -> Option<Vec<Part>> {
    let mut parts = Vec::with_capacity(12);
    let mut at = 0;
    while at < text.len() {
        let is = |test: fn(&u8) -> bool| text[at..].iter().take_while(|byte| test(byte)).count();
        let (digits, letters) = (is(u8::is_ascii_digit), is(u8::is_ascii_alphabetic));
        if digits > 0 {
            let value = std::str::from_utf8(&text[at..at + digits]).ok()?.parse().ok()?;
            parts.push(Part::Number(value, digits));
            at += digits;
        } else if letters > 0 {
            let word = text[at..at + letters].to_ascii_lowercase();
            // Cut after three letters or more.
            let starts =
                |names: &[&str]| word.len() >= 3 && names.iter().any(|name| name.as_bytes().starts_with(&word));
            if starts(&MONTHS) {
                parts.push(Part::Month);
            } else if matches!(&word[..], b"q" | b"w") {
                parts.push(Part::Mark(word[0]));
            } else if BESIDE.iter().any(|beside| beside.as_bytes() == word) || starts(&DAYS) {
                parts.push(Part::Mark(b' '));
            } else {
                return None;
            }
            at += letters;
        } else if b"-/.:, +Z".contains(&text[at]) {
            parts.push(Part::Mark(text[at]));
            at += 1;
        } else {
            return None;
        }
    }
    Some(parts)
}

/// Hours and minutes at least, then seconds, parts of one, and a zone.
fn is_time(parts: &[Part]) -> bool {
    let numbers: Vec<(u32, usize)> =
        parts.iter().filter_map(|part| if let Part::Number(n, d) = part { Some((*n, *d)) } else { None }).collect();
    let [(hours, 1..=2), (minutes, 2), rest @ ..] = &numbers[..] else { return false };
    *hours <= 24 && *minutes < 60 && rest.len() <= 4 && !parts.contains(&Part::Month)
}

/// A day, or a month of a year.
fn is_day(parts: &[Part]) -> bool {
    let mut numbers: Vec<(u32, usize)> = Vec::new();
    let (mut months, mut marks) = (0, Vec::new());
    for part in parts {
        match part {
            Part::Number(value, digits) => numbers.push((*value, *digits)),
            Part::Month => months += 1,
            Part::Mark(mark) if *mark != b' ' && *mark != b',' => marks.push(*mark),
            Part::Mark(_) => {}
        }
    }
    let year = |(value, digits): (u32, usize)| digits == 4 && (1000..=2999).contains(&value);
    let short = |(_, digits): (u32, usize)| digits == 2;
    let month = |(value, digits): (u32, usize)| digits <= 2 && (1..=12).contains(&value);
    let day = |(value, digits): (u32, usize)| digits <= 2 && (1..=31).contains(&value);
    // `1-2-2021`: a mark between each two, and the same.
    let alike = |mark: u8| matches!(mark, b'-' | b'/' | b'.') && marks.iter().all(|other| *other == mark);
    match (months, &numbers[..]) {
        (1, &[one]) => year(one) || short(one) || day(one),
        (1, &[a, b]) => (day(a) && (year(b) || short(b))) || (year(a) && day(b)),
        (0, &[a, b]) if marks.iter().any(|mark| matches!(mark, b'q' | b'w')) => year(a) && b.0 >= 1 && b.0 <= 53,
        (0, &[a, b]) => match marks[..] {
            [b'-' | b'/'] => (year(a) && month(b) && b.1 == 2) || (month(a) && year(b)),
            [] => a.1 == 8 && is_day_number(f64::from(a.0)) && matches!(b.1, 4 | 6),
            _ => false,
        },
        (0, &[a, b, c]) if marks.len() == 2 && alike(marks[0]) => {
            let days = (month(a) && day(b)) || (day(a) && month(b));
            (year(a) && month(b) && day(c)) || (days && (year(c) || short(c)))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times() {
        for text in [
            "2021-03-04",
            "2021/3/4",
            "2021.03.04",
            "4.3.2021",
            "03/04/2021",
            "03/04/21",
            "31-12-99",
            "2021-03",
            "03/2021",
            "2021Q1",
            "20210304T1030",
            "2021-Q4",
            "2021-W05",
            "4 Mar 2021",
            "4-Mar-21",
            "04MAR2021",
            "March 4, 2021",
            "Mar-21",
            "Sep 2021",
            "Thu, 4 Mar 2021",
            "2021-03-04 10:30",
            "2021-03-04T10:30:05Z",
            "2021-03-04T10:30:05.123+02:00",
            "2021-03-04 10:30:05 UTC",
            "3/4/2021 3:15 PM",
            "10:30",
            "10:30:05",
            "3:15 pm",
            " 2021-03-04 ",
            "10am",
            "2 PM",
        ] {
            assert!(is_date(text), "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "2021",
            "1.5",
            "12.5",
            "-3",
            "1-2",
            "18-24",
            "1/2",
            "10.0.0.1",
            "1.2.3",
            "123-45-6789",
            "555-1234",
            "2021-13",
            "2021-03-40",
            "32/01/2021",
            "March",
            "Monday",
            "mar",
            "25:00",
            "A-12",
            "12A",
            "1e5",
            "20210304",
            "7:1",
            "Mayor 5",
            "May be 12 of 20",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn days_as_numbers() {
        assert!([20_210_304.0, 19_000_101.0, 21_001_231.0].into_iter().all(is_day_number));
        assert!(
            ![20_211_304.0, 20_210_332.0, 18_991_231.0, 20_210_304.5, 2021.0, f64::NAN].into_iter().any(is_day_number)
        );
    }
}
