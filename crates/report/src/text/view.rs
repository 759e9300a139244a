//! How a door shows results. Of a long table it may be the head alone: ten levels of a column and so many rows, or everything.
//!
//! What is printed are those of the largest rank, |z| mostly, in the order of the table: what a reader looks for first in a thousand levels.

use logodds::coefficients::TermRow;
use logodds_model::words::Words;
use std::fmt;

/// Levels of a column that are printed if not all are asked for.
const LEVELS: usize = 10;

/// How a result is shown: in whose words, in how many columns of a terminal, and whether whole.
#[derive(Clone, Copy)]
pub struct View<'a> {
    words: &'a dyn Words,
    columns: usize,
    is_whole: bool,
    tested: &'a [String],
}

impl fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("View").field("columns", &self.columns).field("is_whole", &self.is_whole).finish_non_exhaustive()
    }
}

/// A line of a table of terms.
#[derive(Debug)]
pub enum Line<'a> {
    /// A term.
    Term(TermRow<'a>),
    /// So many more levels of the column above.
    More(usize),
}

impl<'w> View<'w> {
    /// What stands out of long tables, in so many columns.
    pub fn new(words: &'w dyn Words, columns: usize) -> Self {
        Self { words, columns, is_whole: false, tested: &[] }
    }

    /// Everything, if `is_whole`.
    #[must_use]
    pub fn whole(self, is_whole: bool) -> Self {
        Self { is_whole, ..self }
    }

    /// Tests of what has these names, where a formula's terms are tested, and not columns.
    #[must_use]
    pub fn testing(self, tested: &'w [String]) -> Self {
        Self { tested, ..self }
    }

    /// What test `k` is called, which is of `column`.
    pub fn tested<'a>(self, k: usize, column: &'a str) -> &'a str
    where
        'w: 'a,
    {
        self.tested.get(k).map_or(column, String::as_str)
    }

    /// The words of the door that shows.
    pub fn words(self) -> &'w dyn Words {
        self.words
    }

    /// Columns of a terminal.
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
