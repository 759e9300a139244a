//! Lines that are longer than the terminal is wide break between words, and go on below where their text began:
//!
//! ```text
//! objective   0.224289 = mean log loss 0.140760 +
//!             penalty 0.0835289
//! ```
//!
//! Rows of tables fit the width already ([`crate::text::table`]), so what breaks here is sentences.

use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Characters of a word that stands before a line's text, at most.
const LABEL: usize = 14;
/// The indent of what goes on below, where the line has no such word.
const HANGING: usize = 2;

/// A text whose lines are no wider than `columns`, if there is such a width.
pub fn wrapped(text: &str, columns: Option<usize>) -> String {
    let mut page = String::with_capacity(text.len() + 1);
    for line in text.split_terminator('\n') {
        match columns {
            Some(columns) if display_width(line) > columns => page.push_str(&broken(line, columns)),
            _ => page.push_str(line),
        }
        page.push('\n');
    }
    page
}

/// A line in several, none of them wider than `columns` unless a word is.
pub fn broken(line: &str, columns: usize) -> String {
    let text = line.trim_start_matches(' ');
    let first = line.len() - text.len();
    let below = if first > 0 { first } else { beginning(text) };
    let [first, below] = [first, below.min(columns / 2)].map(|n| " ".repeat(n));
    hung(text, columns, &first, &below)
}

/// A text in lines of at most so many columns: `first` stands before the first of them, `below` before the others.
pub fn hung(text: &str, columns: usize, first: &str, below: &str) -> String {
    let options = Options::new(columns)
        .initial_indent(first)
        .subsequent_indent(below)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::fill(text, options)
}

/// Where the text of a line begins that a word stands before, with blanks between.
fn beginning(line: &str) -> usize {
    let Some(end) = line.find("  ") else { return HANGING };
    let blanks = line[end..].len() - line[end..].trim_start_matches(' ').len();
    let at = display_width(&line[..end]) + blanks;
    if at <= LABEL { at } else { HANGING }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_goes_on_below_its_beginning() {
        let line = "errors      by the sandwich over 12 clusters\n";
        assert_eq!(wrapped(line, Some(30)), "errors      by the sandwich\n            over 12 clusters\n");
        assert_eq!(wrapped(line, Some(44)), line);
        assert_eq!(wrapped(line, None), line);
    }

    #[test]
    fn an_indent_is_kept() {
        assert_eq!(wrapped("      one two three four\n", Some(20)), "      one two three\n      four\n");
    }

    #[test]
    fn a_word_is_not_broken() {
        assert_eq!(wrapped("a 1234567890123456.7 b\n", Some(12)), "a\n  1234567890123456.7\n  b\n");
    }

    #[test]
    fn wide_characters_take_two_columns_and_colours_none() {
        assert_eq!(wrapped("日本語 日本語\n", Some(12)), "日本語\n  日本語\n");
        assert_eq!(wrapped("\u{1b}[1m123456789\u{1b}[0m 12\n", Some(12)), "\u{1b}[1m123456789\u{1b}[0m 12\n");
    }
}
