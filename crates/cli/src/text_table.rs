//! A table of text: one column of names, columns of numbers aligned at the point.
//!
//! Widths are counted in characters. A name too long for its column stands on a line of its own, with its numbers on the
//! next: nothing is cut. No colour, so that a table in a file is what it was on the terminal.

use std::io::{self, Write};

/// Lines up to this are meant to fit a terminal.
const WIDTH: usize = 100;
const GAP: usize = 3;

/// A table being filled.
pub struct TextTable {
    titles: Vec<String>,
    rows: Vec<Row>,
}

enum Row {
    Cells { name: String, cells: Vec<String>, note: String },
    Heading(String),
}

impl TextTable {
    /// A table with these column titles, that of the names first.
    pub fn new(titles: &[&str]) -> Self {
        Self { titles: titles.iter().map(|&title| title.to_owned()).collect(), rows: Vec::new() }
    }

    /// A name, its cells, and a remark after them.
    pub fn row(&mut self, name: impl Into<String>, cells: Vec<String>, note: impl Into<String>) {
        self.rows.push(Row::Cells { name: name.into(), cells, note: note.into() });
    }

    /// A line above the rows that belong together.
    pub fn heading(&mut self, text: impl Into<String>) {
        self.rows.push(Row::Heading(text.into()));
    }

    /// Write it.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let columns: Vec<Alignment> = (1..self.titles.len()).map(|j| self.alignment(j)).collect();
        let numbers: usize = columns.iter().map(|column| column.width + GAP).sum();
        let longest = self.names().map(width).max().unwrap_or(0).max(width(&self.titles[0]));
        let names = longest.min(WIDTH.saturating_sub(numbers).max(16)).max(12);
        let mut line = pad_right(&self.titles[0], names);
        for (title, column) in self.titles[1..].iter().zip(&columns) {
            line.push_str(&" ".repeat(GAP + column.width - width(title)));
            line.push_str(title);
        }
        writeln!(out, "{}", line.trim_end())?;
        writeln!(out, "{}", "─".repeat(names + numbers))?;
        for row in &self.rows {
            match row {
                Row::Heading(text) => writeln!(out, "{text}")?,
                Row::Cells { name, cells, note } => {
                    let mut line = if width(name) > names {
                        writeln!(out, "{name}")?;
                        " ".repeat(names)
                    } else {
                        pad_right(name, names)
                    };
                    for (cell, column) in cells.iter().zip(&columns) {
                        line.push_str(&" ".repeat(GAP));
                        line.push_str(&column.place(cell));
                    }
                    if !note.is_empty() {
                        line.push_str("   ");
                        line.push_str(note);
                    }
                    writeln!(out, "{}", line.trim_end())?;
                }
            }
        }
        Ok(())
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(|row| match row {
            Row::Cells { name, .. } => Some(name.as_str()),
            Row::Heading(_) => None,
        })
    }

    fn alignment(&self, j: usize) -> Alignment {
        let cells = self.rows.iter().filter_map(|row| match row {
            Row::Cells { cells, .. } => cells.get(j - 1),
            Row::Heading(_) => None,
        });
        let (mut before, mut after, mut whole) = (0, 0, width(&self.titles[j]));
        for cell in cells {
            match split(cell) {
                Some((left, right)) => {
                    before = before.max(width(left));
                    after = after.max(width(right));
                }
                None => whole = whole.max(width(cell)),
            }
        }
        Alignment { after, width: whole.max(before + after) }
    }
}

struct Alignment {
    after: usize,
    width: usize,
}

impl Alignment {
    fn place(&self, cell: &str) -> String {
        let right = match split(cell) {
            Some((_, right)) => self.after - width(right),
            None => 0,
        };
        let left = self.width.saturating_sub(width(cell) + right);
        format!("{}{cell}{}", " ".repeat(left), " ".repeat(right))
    }
}

/// A number at its point (or its end); `None` for other texts, which go to the right edge.
fn split(cell: &str) -> Option<(&str, &str)> {
    if !cell.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return None;
    }
    let at = cell.find(['.', 'e']).unwrap_or(cell.len());
    Some(cell.split_at(at))
}

fn width(text: &str) -> usize {
    text.chars().count()
}

fn pad_right(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}
