//! Where the columns of a table stand: as wide apart as the room allows, at last below one another.

use crate::text::table::column::Column;
use crate::text::table::row::{NOTE, Row, WITHHELD, width};

/// Columns for names, at least, before those of numbers are stacked.
const NAMES: usize = 16;
/// The narrowest column of names.
const NARROWEST: usize = 12;

/// Where everything stands.
pub struct Layout {
    /// Width of the column of names.
    pub names: usize,
    /// Blanks before a column.
    pub gap: usize,
    pub columns: Vec<Column>,
    /// Columns side by side: from, to.
    pub blocks: Vec<(usize, usize)>,
    /// Width of the whole.
    pub room: usize,
}

impl Layout {
    /// That of a table for so many columns of the terminal.
    pub fn of(titles: &[String], rows: &[Row], room: usize) -> Self {
        let longest = names(rows).map(width).max().unwrap_or(0).max(width(&titles[0])).max(NARROWEST);
        let arranged = |gap, lines| {
            let columns: Vec<Column> = (1..titles.len()).map(|j| Column::of(&titles[j], j - 1, rows, lines)).collect();
            (gap, columns)
        };
        let numbers = |(gap, columns): &(usize, Vec<Column>)| columns.iter().map(|c| c.width + gap).sum::<usize>();
        let ways = [arranged(3, 1), arranged(2, 1), arranged(2, 2), arranged(1, 2)];
        for least in [longest, NAMES] {
            if let Some(way) = ways.iter().find(|way| numbers(way) + least.min(longest) <= room) {
                let names = column_of_names(titles, rows, room - numbers(way));
                let (gap, columns) = (way.0, way.1.clone());
                return Self { names, gap, blocks: vec![(0, columns.len())], columns, room };
            }
        }
        let (gap, columns) = arranged(2, 2);
        let blocks = stacked(&columns, gap, room.saturating_sub((room / 3).min(longest).max(NAMES)));
        let widest = blocks.iter().map(|&(from, to)| columns[from..to].iter().map(|c| c.width + gap).sum::<usize>());
        let names = column_of_names(titles, rows, room.saturating_sub(widest.max().unwrap_or(0)).max(NAMES));
        Self { names, gap, columns, blocks, room }
    }

    /// Width of columns side by side, with their names.
    pub fn width_of(&self, (from, to): (usize, usize)) -> usize {
        self.names + self.columns[from..to].iter().map(|column| self.gap + column.width).sum::<usize>()
    }

    /// Whether a note can stand beside them.
    pub fn has_room(&self, block: (usize, usize), note: &str) -> bool {
        self.width_of(block) + width(NOTE) + width(note) <= self.room
    }

    /// Whether notes are stacked as columns are: if there are several and none has room beside its numbers.
    pub fn notes_stand_apart(&self, rows: &[Row]) -> bool {
        let Some(&last) = self.blocks.last() else { return false };
        let notes = rows.iter().filter_map(|row| match row {
            Row::Cells { note, cells, .. } if !note.is_empty() && cells.iter().any(|cell| cell != WITHHELD) => {
                Some(note)
            }
            _ => None,
        });
        let notes: Vec<_> = notes.collect();
        notes.len() > 1 && !notes.iter().any(|note| self.has_room(last, note))
    }
}

/// Columns side by side in as few blocks as they fit into, and in each about as many.
fn stacked(columns: &[Column], gap: usize, room: usize) -> Vec<(usize, usize)> {
    let fewest = blocks_of(columns, gap, room, columns.len());
    let even = blocks_of(columns, gap, room, columns.len().div_ceil(fewest.len()));
    if even.len() == fewest.len() { even } else { fewest }
}

/// As many columns side by side as fit, at most `most`, and the others below.
fn blocks_of(columns: &[Column], gap: usize, room: usize, most: usize) -> Vec<(usize, usize)> {
    let mut blocks = Vec::new();
    let (mut from, mut used) = (0, 0);
    for (j, column) in columns.iter().enumerate() {
        if j > from && (used + gap + column.width > room || j - from == most) {
            blocks.push((from, j));
            (from, used) = (j, 0);
        }
        used += gap + column.width;
    }
    blocks.push((from, columns.len()));
    blocks
}

fn names(rows: &[Row]) -> impl Iterator<Item = &str> {
    rows.iter().filter_map(|row| match row {
        Row::Cells { name, .. } => Some(name.as_str()),
        Row::Heading(_) => None,
    })
}

/// As wide as the longest name that has room.
fn column_of_names(titles: &[String], rows: &[Row], room: usize) -> usize {
    let all = names(rows).chain([titles[0].as_str()]);
    all.map(width).filter(|&width| width <= room).max().unwrap_or(0).max(NARROWEST)
}
