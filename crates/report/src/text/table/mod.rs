//! A table of text: one column of names, columns of numbers aligned at the point, as wide as the terminal at most.
//!
//! What is too wide gives way in this order: the gaps between columns, titles of two words, which are set in two lines, names, of which
//! a longer one stands on a line of its own with its numbers below, and at last the columns, which are stacked: as many as fit, and the
//! others below, beside the names again. No number is split, none is left out. Widths are those of the terminal, where 日 takes two.

mod column;
mod layout;
mod row;

use crate::shown;
use crate::text::extent::{Extent, largest};
use crate::text::lines::broken;
use crate::text::style::{NO_NUMBER, TITLE, styled};
use layout::Layout;
use row::{NOTE, Row, WITHHELD, width};
use std::fmt::{self, Write};

/// Rows that are printed if not all are asked for.
const ROWS: usize = 200;

/// A table being filled.
#[derive(Debug)]
pub struct TextTable {
    titles: Vec<String>,
    rows: Vec<Row>,
}

impl TextTable {
    /// A table with these column titles, that of the names first.
    pub fn new(titles: &[&str]) -> Self {
        Self { titles: titles.iter().map(|&title| title.to_owned()).collect(), rows: Vec::new() }
    }

    /// A name, its cells, and a remark after them.
    pub fn row(&mut self, name: impl Into<String>, cells: Vec<String>, note: impl Into<String>) {
        self.ranked_row(f64::INFINITY, name, cells, note);
    }

    /// The same, with a rank that decides whether it is among the rows printed of a long table.
    pub fn ranked_row(&mut self, rank: f64, name: impl Into<String>, cells: Vec<String>, note: impl Into<String>) {
        self.rows.push(Row::Cells { name: name.into(), cells, note: note.into(), rank });
    }

    /// A line above the rows that belong together.
    pub fn heading(&mut self, text: impl Into<String>) {
        self.rows.push(Row::Heading(text.into()));
    }

    /// Write it, as far down and across as `extent` says.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&self, out: &mut dyn Write, extent: Extent) -> fmt::Result {
        let printed = self.printed(extent.most(ROWS));
        let rows = &printed[..];
        let layout = Layout::of(&self.titles, rows, extent.columns());
        let apart = layout.notes_stand_apart(rows);
        for (k, block) in layout.blocks.iter().enumerate() {
            if k > 0 {
                writeln!(out)?;
            }
            layout.write_titles(out, &self.titles, block)?;
            let is_last = k + 1 == layout.blocks.len();
            rows.iter().try_for_each(|row| layout.write_row(out, row, block, is_last && !apart))?;
        }
        if apart {
            layout.write_notes(out, &self.titles[0], rows)?;
        }
        match self.rows.len() - rows.len() {
            0 => Ok(()),
            more => writeln!(out, "{}", more_rows("", more)),
        }
    }
}

impl TextTable {
    /// The rows of the largest rank, in order; of a table with headings, under which rows belong together, its beginning.
    fn printed(&self, most: usize) -> Vec<Row> {
        let rank = |row: &Row| match row {
            Row::Cells { rank, .. } => *rank,
            Row::Heading(_) => f64::INFINITY,
        };
        if self.rows.iter().any(|row| matches!(row, Row::Heading(_))) {
            return self.rows.iter().take(most).cloned().collect();
        }
        largest(&self.rows, most, rank).into_iter().map(|k| self.rows[k].clone()).collect()
    }
}

/// A line in place of so many rows.
pub fn more_rows(indent: &str, more: usize) -> String {
    format!("{indent}… {more} more, --all-levels")
}

impl Layout {
    fn write_titles(&self, out: &mut dyn Write, titles: &[String], &(from, to): &(usize, usize)) -> fmt::Result {
        let columns = &self.columns[from..to];
        let lines = columns.iter().map(|column| column.title.len()).max().unwrap_or(1);
        for k in 0..lines {
            // The last line of each stands on the rule.
            let name = if k + 1 == lines { titles[0].as_str() } else { "" };
            let mut line = pad_right(name, self.names);
            for column in columns {
                let at = (k + column.title.len()).checked_sub(lines);
                let word = at.and_then(|at| column.title.get(at)).map_or("", String::as_str);
                line.push_str(&" ".repeat(self.gap + column.width - width(word)));
                line.push_str(word);
            }
            writeln!(out, "{}", styled(TITLE, line.trim_end()))?;
        }
        writeln!(out, "{}", "─".repeat(self.width_of((from, to)).min(self.room)))
    }

    /// The names again, with their notes.
    fn write_notes(&self, out: &mut dyn Write, title: &str, rows: &[Row]) -> fmt::Result {
        writeln!(out, "\n{}\n{}", styled(TITLE, title), "─".repeat(self.names))?;
        for row in rows {
            match row {
                Row::Cells { name, note, .. } if !note.is_empty() => {
                    let name = shown::cut(name, self.room - 1);
                    let line = format!("{}{NOTE}{note}", pad_right(&name, self.names));
                    writeln!(out, "{}", broken(&line, self.room))?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn write_row(&self, out: &mut dyn Write, row: &Row, &(from, to): &(usize, usize), noted: bool) -> fmt::Result {
        let (name, cells, note) = match row {
            Row::Heading(text) => return writeln!(out, "{}", shown::cut(text, self.room - 1)),
            Row::Cells { name, cells, note, .. } => (name, cells, if noted { note.as_str() } else { "" }),
        };
        let mut line = pad_right(name, self.names);
        if width(name) > self.names {
            writeln!(out, "{}", shown::cut(name, self.room - 1))?;
            line = " ".repeat(self.names);
        }
        let beginning = line.clone();
        for (cell, column) in cells.iter().take(to).skip(from).zip(&self.columns[from..to]) {
            line.push_str(&" ".repeat(self.gap));
            line.push_str(&column.place(cell));
        }
        if note.is_empty() {
            return writeln!(out, "{}", line.trim_end());
        }
        if self.has_room((from, to), note) {
            return writeln!(out, "{line}{NOTE}{}", styled(NO_NUMBER, note));
        }
        // Where there is no number the reason may stand instead.
        let reason = format!("{beginning}{NOTE}{WITHHELD} {note}");
        if cells.iter().all(|cell| cell == WITHHELD) && width(&reason) <= self.room {
            return writeln!(out, "{beginning}{NOTE}{}", styled(NO_NUMBER, &format!("{WITHHELD} {note}")));
        }
        if !line.trim().is_empty() {
            writeln!(out, "{}", line.trim_end())?;
        }
        writeln!(out, "{}", styled(NO_NUMBER, &broken(&format!("    {note}"), self.room)))
    }
}

fn pad_right(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(room: usize) -> String {
        let mut table = TextTable::new(&["term", "estimate", "std error", "p"]);
        table.row("age", vec!["-0.5".into(), "12.25".into(), "<1e-16".into()], "");
        table.heading("a long heading of a column");
        table.row("  a name of thirty characters, 30", vec!["10".into(), "—".into(), "".into()], "a note");
        let mut out = String::new();
        table.write(&mut out, Extent::head(room)).unwrap();
        anstream::adapter::strip_str(&out).to_string()
    }

    #[test]
    fn a_table_with_room() {
        let expected = "\
term                                estimate   std error        p
─────────────────────────────────────────────────────────────────
age                                     -0.5       12.25   <1e-16
a long heading of a column
  a name of thirty characters, 30       10             —            a note
";
        assert_eq!(shown(80), expected);
    }

    #[test]
    fn a_table_without_stacks_its_columns() {
        let expected = "\
term          estimate
──────────────────────
age               -0.5
a long heading of a colum…
  a name of thirty charac…
                  10

                std
term          error
───────────────────
age           12.25
a long heading of a colum…
  a name of thirty charac…
                  —

term               p
────────────────────
age           <1e-16
a long heading of a colum…
  a name of thirty charac…
    a note
";
        assert_eq!(shown(26), expected);
    }
}
