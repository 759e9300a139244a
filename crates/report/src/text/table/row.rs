//! A row of a table: cells with a name, or a heading.

use unicode_width::UnicodeWidthStr;

/// What stands between a row and its note.
pub const NOTE: &str = "   ";
/// A cell of what is not known.
pub const WITHHELD: &str = "—";

#[derive(Clone, Debug)]
pub enum Row {
    Cells { name: String, cells: Vec<String>, note: String, rank: f64 },
    Heading(String),
}

/// Columns of the terminal that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}
