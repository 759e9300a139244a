//! What became of the rows of a prediction: how many have a probability, and why the others have none.
//!
//! `2,380 rows: 2,375 scored, 5 without a probability (3 missing, 2 not determined), 2 with levels never seen`

use crate::terminal::output;
use logodds::io::PredictionRows;
use logodds::model::schema::{Schema, Unseen};
use logodds::score::{NullSpace, Scored, equation_in_words};
use logodds_report::number::grouped;
use logodds_report::words::{Command, Remedy, Words};

/// Rows, counted.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    rows: u64,
    without: u64,
    /// With a missing cell.
    missing: u64,
    /// With a level never seen, and no missing cell.
    unseen: u64,
    /// With all cells and levels, and yet not determined by the data of the fit.
    undetermined: u64,
    /// The first of these, counted from 0, and the equation that it breaks.
    first: Option<(u64, usize)>,
}

/// The counts of rows before they are scored, which takes them.
#[derive(Clone, Copy)]
pub struct Coded {
    rows: u64,
    missing: u64,
    unseen: u64,
}

impl Coded {
    /// Of coded rows.
    pub fn new(rows: &PredictionRows) -> Self {
        Self { rows: rows.rows as u64, missing: rows.lacking.into(), unseen: rows.unseen.into() }
    }

    /// With what became of them, of `width` numbers each.
    pub fn scored(self, scored: &Scored<Option<f64>>, width: usize) -> Tally {
        let is_without = |row: &&[Option<f64>]| row.first().is_none_or(Option::is_none);
        Tally {
            rows: self.rows,
            without: scored.values.chunks_exact(width.max(1)).filter(is_without).count() as u64,
            missing: self.missing,
            unseen: self.unseen,
            undetermined: scored.undetermined.len() as u64,
            first: scored.undetermined.first().map(|broken| (broken.row as u64, broken.equation)),
        }
    }
}

impl Tally {
    /// Rows that follow.
    pub fn add(&mut self, next: &Self) {
        self.first = self.first.or(next.first.map(|(row, equation)| (row + self.rows, equation)));
        self.rows += next.rows;
        self.without += next.without;
        self.missing += next.missing;
        self.unseen += next.unseen;
        self.undetermined += next.undetermined;
    }

    /// Rows that the data of the fit do not determine.
    pub fn undetermined(&self) -> u64 {
        self.undetermined
    }

    /// The first of these, counted from 1, and what it breaks, in words.
    pub fn first_undetermined(&self, space: &NullSpace, schema: &Schema) -> Option<(u64, String)> {
        let terms = schema.terms();
        let name = |j: usize| terms.get(j).map_or_else(String::new, |term| term.name.clone());
        self.first.map(|(row, equation)| (row + 1, equation_in_words(space, equation, &name)))
    }

    /// Say on stderr what happened, if anything did beside scoring.
    pub fn tell(&self, space: &NullSpace, schema: &Schema) {
        if self.without > 0 || self.unseen > 0 {
            output::note(&self.sentence(schema.unseen));
        }
        if let Some((row, equation)) = self.first_undetermined(space, schema) {
            let rows = match self.undetermined {
                1 => format!("row {row} has no probability, as the data of the fit do not determine it: it breaks"),
                more => format!(
                    "{} rows have no probability, as the data of the fit do not determine it: row {row} breaks",
                    grouped(more)
                ),
            };
            let penalty = Command.remedy(&Remedy::a_penalty()).unwrap_or_default();
            let remedy = format!("Correct it, or fit to rows that differ in this, or with {penalty}");
            output::warning(&format!("{rows} {equation}, to which all rows of the fit keep. {remedy}"), &[]);
        }
    }

    fn sentence(&self, unseen: Unseen) -> String {
        let of_base = if unseen == Unseen::Base { 0 } else { self.unseen };
        let known = self.missing + of_base + self.undetermined;
        let reasons = [
            (self.missing, "missing"),
            (of_base, "never seen"),
            (self.undetermined, "not determined"),
            (self.without.saturating_sub(known), "no finite number"),
        ];
        let reasons: Vec<(u64, &str)> = reasons.into_iter().filter(|(count, _)| *count > 0).collect();
        let told = match reasons[..] {
            [(_, only)] => only.to_owned(),
            _ => reasons.iter().map(|(count, why)| format!("{} {why}", grouped(*count))).collect::<Vec<_>>().join(", "),
        };
        let rows = if self.rows == 1 { "row" } else { "rows" };
        let mut text = format!("{} {rows}: {} scored", grouped(self.rows), grouped(self.rows - self.without));
        if self.without > 0 {
            text.push_str(&format!(", {} without a probability ({told})", grouped(self.without)));
        }
        if self.unseen > 0 {
            let taken = if unseen == Unseen::Base { ", taken as the base" } else { "" };
            text.push_str(&format!(", {} with levels never seen{taken}", grouped(self.unseen)));
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_of_the_issue() {
        let tally = Tally { rows: 2380, without: 3, missing: 3, unseen: 2, ..Tally::default() };
        assert_eq!(
            tally.sentence(Unseen::Base),
            "2,380 rows: 2,377 scored, 3 without a probability (missing), 2 with levels never seen, taken as the base"
        );
        let tally = Tally { rows: 9, without: 7, missing: 3, unseen: 2, undetermined: 1, ..Tally::default() };
        assert_eq!(
            tally.sentence(Unseen::Missing),
            "9 rows: 2 scored, 7 without a probability (3 missing, 2 never seen, 1 not determined, 1 no finite number), \
             2 with levels never seen"
        );
    }

    #[test]
    fn the_first_row_is_counted_over_all_stretches() {
        let mut tally = Tally { rows: 10, ..Tally::default() };
        tally.add(&Tally { rows: 5, undetermined: 1, first: Some((3, 2)), ..Tally::default() });
        tally.add(&Tally { rows: 5, undetermined: 1, first: Some((0, 1)), ..Tally::default() });
        assert_eq!((tally.rows, tally.undetermined, tally.first), (20, 2, Some((13, 2))));
    }
}
