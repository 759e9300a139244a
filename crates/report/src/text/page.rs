//! A page of a report, before it is text or HTML: lines and tables, in their order.
//!
//! Refused: text alone. A notebook shows tables as tables, and a terminal lays them out by its width, which is known at the end.

use crate::text::table::TextTable;
use crate::text::view::View;
use anstream::adapter::strip_str;
use std::fmt;

/// A page that is being filled: lines are written to it, tables are added.
#[derive(Debug, Default)]
pub struct Page {
    blocks: Vec<Block>,
}

/// Whole lines, or a table.
#[derive(Debug)]
pub(crate) enum Block {
    /// Lines, with their ends.
    Lines(String),
    /// A table.
    Table(TextTable),
}

impl Page {
    /// Add a table.
    pub fn table(&mut self, table: TextTable) {
        self.blocks.push(Block::Table(table));
    }

    pub(crate) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// As text: tables as wide as `view` is, lines as long as they are; words that stand out are in styles.
    pub fn text(&self, view: View<'_>) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            match block {
                Block::Lines(lines) => text.push_str(lines),
                Block::Table(table) => text.push_str(&table.text(view)),
            }
        }
        text
    }
}

impl Page {
    /// The same without styles.
    pub fn plain_text(&self, view: View<'_>) -> String {
        strip_str(&self.text(view)).to_string()
    }
}

impl fmt::Write for Page {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        match self.blocks.last_mut() {
            Some(Block::Lines(lines)) => lines.push_str(text),
            _ => self.blocks.push(Block::Lines(text.to_owned())),
        }
        Ok(())
    }
}
