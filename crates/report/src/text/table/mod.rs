//! A table of text: one column of names, columns of numbers aligned at the point, as wide as the terminal at most.
//!
//! What is too wide gives way in this order: the gaps between columns, titles of two words, which are set in two lines, names, of which
//! a longer one stands on a line of its own with its numbers below, and at last the columns, which are stacked: as many as fit, and the
//! others below, beside the names again. No number is split, none is left out. Widths are those of the terminal, where 日 takes two.

mod column;
mod drawn;
mod layout;
pub(crate) mod row;

use crate::text::view::{View, largest};
use layout::Layout;
use logodds_model::words::{Argument, Words};
use row::Row;

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

    /// As text, as wide as `view` is.
    pub fn text(&self, view: View<'_>) -> String {
        let (rows, more) = self.printed(view);
        let layout = Layout::of(&self.titles, &rows, view.columns());
        let apart = layout.notes_stand_apart(&rows);
        let mut lines = Vec::new();
        for (k, block) in layout.blocks.iter().enumerate() {
            if k > 0 {
                lines.push(String::new());
            }
            layout.titles(&mut lines, &self.titles, block);
            let is_last = k + 1 == layout.blocks.len();
            rows.iter().for_each(|row| layout.row(&mut lines, row, block, is_last && !apart));
        }
        if apart {
            layout.notes(&mut lines, &self.titles[0], &rows);
        }
        lines.extend(more);
        lines.into_iter().map(|line| line + "\n").collect()
    }

    /// The titles of its columns.
    pub(crate) fn titles(&self) -> &[String] {
        &self.titles
    }

    /// The rows that `view` shows, and a line in place of the others.
    pub(crate) fn printed(&self, view: View<'_>) -> (Vec<Row>, Option<String>) {
        let rows = self.largest(view.most(ROWS));
        let more = self.rows.len() - rows.len();
        (rows, Some(more_rows("", more, view.words())).filter(|_| more > 0))
    }

    /// The rows of the largest rank, in order; of a table with headings, under which rows belong together, its beginning.
    fn largest(&self, most: usize) -> Vec<Row> {
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
pub fn more_rows(indent: &str, more: usize, words: &dyn Words) -> String {
    format!("{indent}… {more} more, {}", words.argument(Argument::AllLevels))
}

#[cfg(test)]
mod tests {
    use super::*;
    use logodds_model::words::RustWords;

    fn shown(room: usize) -> String {
        let mut table = TextTable::new(&["term", "estimate", "std error", "p"]);
        table.row("age", vec!["-0.5".into(), "12.25".into(), "<1e-16".into()], "");
        table.heading("a long heading of a column");
        table.row("  a name of thirty characters, 30", vec!["10".into(), "—".into(), "".into()], "a note");
        anstream::adapter::strip_str(&table.text(View::new(&RustWords, room))).to_string()
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
