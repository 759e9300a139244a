//! How much of a long table is printed: ten levels of a column and so many rows, or everything.

use crate::document::TermRow;

/// Levels of a column that are printed if not all are asked for.
const LEVELS: usize = 10;

/// How much of a long table is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// The beginning, and how much more there is.
    Head,
    /// Everything, as `--all-levels` asks.
    Whole,
}

/// A line of a table of terms.
pub enum Line<'a> {
    /// A term.
    Term(TermRow<'a>),
    /// So many more levels of the column above.
    More(usize),
}

impl Extent {
    /// Everything, or the beginning.
    pub fn of(all_levels: bool) -> Self {
        if all_levels { Self::Whole } else { Self::Head }
    }

    /// Of `n` at most, or of any number.
    pub fn most(self, n: usize) -> usize {
        if self == Self::Whole { usize::MAX } else { n }
    }

    /// The lines of the terms. Levels `told` of, which the reader has to know, come before others in the choice of those that are printed,
    /// whose order stays.
    pub fn lines<'a>(self, rows: Vec<TermRow<'a>>, told: impl Fn(&TermRow<'a>) -> bool) -> Vec<Line<'a>> {
        let mut lines = Vec::with_capacity(rows.len());
        for column in rows.chunk_by(|a, b| a.column == b.column) {
            let most = self.most(LEVELS);
            let first = most.saturating_sub(column.iter().filter(|row| told(row)).count());
            let (mut others, mut printed) = (0, 0);
            for row in column {
                let is_told = told(row);
                others += usize::from(!is_told);
                if printed < most && (is_told || others <= first) {
                    printed += 1;
                    lines.push(Line::Term(row.clone()));
                }
            }
            if column.len() > printed {
                lines.push(Line::More(column.len() - printed));
            }
        }
        lines
    }
}
