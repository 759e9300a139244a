//! Lines that are longer than the terminal is wide break between words, and go on below where their text began:
//!
//! ```text
//! objective   0.224289 = mean log loss 0.140760 +
//!             penalty 0.0835289
//! ```
//!
//! Rows of tables fit the width already ([`crate::text_table`]), so what breaks here is sentences.

use std::io::{self, Write};
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};

/// Characters of a word that stands before a line's text, at most.
const LABEL: usize = 14;
/// The indent of what goes on below, where the line has no such word.
const HANGING: usize = 2;

/// A writer that breaks lines.
pub struct Page<W: Write> {
    out: W,
    columns: Option<usize>,
    line: Vec<u8>,
}

impl<W: Write> Page<W> {
    /// A page so wide, or of any width.
    pub fn new(out: W, columns: Option<usize>) -> Self {
        Self { out, columns, line: Vec::new() }
    }

    fn end_line(&mut self) -> io::Result<()> {
        let line = String::from_utf8_lossy(&self.line);
        match self.columns {
            Some(columns) if display_width(&line) > columns => writeln!(self.out, "{}", broken(&line, columns))?,
            _ => writeln!(self.out, "{line}")?,
        }
        self.line.clear();
        Ok(())
    }
}

impl<W: Write> Write for Page<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            match piece.split_last() {
                Some((b'\n', rest)) => {
                    self.line.extend_from_slice(rest);
                    self.end_line()?;
                }
                _ => self.line.extend_from_slice(piece),
            }
        }
        Ok(bytes.len())
    }

    /// Writes the lines that have ended.
    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
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

    fn page(columns: Option<usize>, text: &str) -> String {
        let mut out = Vec::new();
        let mut page = Page::new(&mut out, columns);
        // In pieces, as a report is written.
        for byte in text.as_bytes() {
            page.write_all(&[*byte]).unwrap();
        }
        page.flush().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_sentence_goes_on_below_its_beginning() {
        let line = "errors      by the sandwich over 12 clusters\n";
        assert_eq!(page(Some(30), line), "errors      by the sandwich\n            over 12 clusters\n");
        assert_eq!(page(Some(44), line), line);
        assert_eq!(page(None, line), line);
    }

    #[test]
    fn an_indent_is_kept() {
        assert_eq!(page(Some(20), "      one two three four\n"), "      one two three\n      four\n");
    }

    #[test]
    fn a_word_is_not_broken() {
        assert_eq!(page(Some(12), "a 1234567890123456.7 b\n"), "a\n  1234567890123456.7\n  b\n");
    }

    #[test]
    fn wide_characters_take_two_columns_and_colours_none() {
        assert_eq!(page(Some(12), "日本語 日本語\n"), "日本語\n  日本語\n");
        assert_eq!(page(Some(12), "\u{1b}[1m123456789\u{1b}[0m 12\n"), "\u{1b}[1m123456789\u{1b}[0m 12\n");
    }
}
