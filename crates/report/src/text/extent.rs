//! How far a table goes: ten levels of a column and so many rows, or everything.
//!
//! What is printed are those of the largest rank, |z| mostly, in the order of the table: what a reader looks for first in a thousand levels.

use logodds::coefficients::TermRow;

/// Levels of a column that are printed if not all are asked for.
const LEVELS: usize = 10;

/// How far a table goes: down, and across.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    is_whole: bool,
    columns: usize,
}

/// A line of a table of terms.
pub enum Line<'a> {
    /// A term.
    Term(TermRow<'a>),
    /// So many more levels of the column above.
    More(usize),
}

impl Extent {
    /// What stands out, and how much more there is, in so many columns of a terminal.
    pub fn head(columns: usize) -> Self {
        Self { is_whole: false, columns }
    }

    /// Everything.
    pub fn whole(columns: usize) -> Self {
        Self { is_whole: true, columns }
    }

    /// Columns of the terminal.
    pub fn columns(self) -> usize {
        self.columns
    }

    /// Of `n` at most, or of any number.
    pub fn most(self, n: usize) -> usize {
        if self.is_whole { usize::MAX } else { n }
    }

    /// The lines of the terms: of every column the levels of the largest rank, of equals the first.
    pub fn lines<'a>(self, rows: Vec<TermRow<'a>>, rank: impl Fn(&TermRow<'a>) -> f64) -> Vec<Line<'a>> {
        let mut lines = Vec::with_capacity(rows.len());
        for column in rows.chunk_by(|a, b| a.column == b.column) {
            let printed = largest(column, self.most(LEVELS), &rank);
            lines.extend(printed.iter().map(|&k| Line::Term(column[k].clone())));
            if column.len() > printed.len() {
                lines.push(Line::More(column.len() - printed.len()));
            }
        }
        lines
    }
}

/// The places of `most` items of the largest rank, in order; of equals, to single precision, the first, and what has no rank last.
pub fn largest<T>(items: &[T], most: usize, rank: impl Fn(&T) -> f64) -> Vec<usize> {
    let mut places: Vec<usize> = (0..items.len()).collect();
    if items.len() <= most {
        return places;
    }
    // What differs by rounding alone is equal.
    let rank = |item| Some(rank(item) as f32).filter(|rank| !rank.is_nan()).unwrap_or(f32::NEG_INFINITY);
    let ranks: Vec<f32> = items.iter().map(rank).collect();
    places.sort_by(|a, b| ranks[*b].total_cmp(&ranks[*a]));
    places.truncate(most);
    places.sort_unstable();
    places
}
