//! A column of cells, aligned at the point.

use crate::text::style::{NO_NUMBER, styled};
use crate::text::table::row::{Row, width};

/// A column of cells.
#[derive(Clone)]
pub struct Column {
    /// Its title, line by line.
    pub title: Vec<String>,
    /// Digits behind the point, and the point.
    after: usize,
    pub width: usize,
}

impl Column {
    /// That of cell `j` of each row, its title in so many lines at most.
    pub fn of(title: &str, j: usize, rows: &[Row], lines: usize) -> Self {
        let title: Vec<String> = title.splitn(lines, ' ').map(str::to_owned).collect();
        let cells = rows.iter().filter_map(|row| match row {
            Row::Cells { cells, .. } => cells.get(j),
            Row::Heading(_) => None,
        });
        let (mut before, mut after, mut whole) = (0, 0, title.iter().map(|word| width(word)).max().unwrap_or(0));
        for cell in cells {
            match split(cell) {
                Some((left, right)) => {
                    before = before.max(width(left));
                    after = after.max(width(right));
                }
                None => whole = whole.max(width(cell)),
            }
        }
        Self { title, after, width: whole.max(before + after) }
    }

    /// A cell as wide as the column.
    pub fn place(&self, cell: &str) -> String {
        let right = split(cell).map_or(0, |(_, right)| self.after - width(right));
        let left = self.width.saturating_sub(width(cell) + right);
        let cell = if is_number(cell) { cell.to_owned() } else { styled(NO_NUMBER, cell) };
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

/// Whether a cell tells something, and not that there is nothing to tell.
fn is_number(cell: &str) -> bool {
    !(cell.starts_with('→') || matches!(cell, "—" | "?" | "no limit"))
}
