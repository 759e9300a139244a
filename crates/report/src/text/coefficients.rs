//! The table of coefficients, in the order of the file's columns: estimates with what they are known to, or towards what they go.
//!
//! Of two labels, or of more relative to a base, e^estimate is an odds ratio. Of several labels without a base coefficients of a term sum to
//! 0, no two labels are compared by one number, and there is none.

use crate::number::{DIGITS, JUDGED, exponential, figures};
use crate::shown;
use crate::text::estimate;
use crate::text::limits::towards;
use crate::text::page::Page;
use crate::text::table::{TextTable, more_rows};
use crate::text::view::{Line, View};
use logodds::coefficients::{TermRow, Uncertainty, limit_of, scores, term_rows};
use logodds::model::Record;
use logodds::model::record::LimitRecord;
use logodds::model::schema::ColumnKind;
use std::fmt::{self, Write};
use unicode_width::UnicodeWidthStr;

/// Labels with a column of their own; more have their terms one label after another.
const COLUMNS: usize = 4;
/// Columns of the terminal that a label above its column takes at most.
const TITLE: usize = 16;

/// The table. A categorical column with more than two levels has a heading that names its base. Of more than two labels, a few have a
/// column each and many a block each.
pub(super) fn coefficients(out: &mut Page, file: &Record, intercepts: &[f64], view: View<'_>) -> fmt::Result {
    if file.has_base() {
        let base = file.schema.labels.first().map(|label| shown::name(label)).unwrap_or_default();
        writeln!(out, "log-odds of each label relative to {base}, whose coefficients are 0")?;
    } else if file.intercepts.len() > 1 {
        writeln!(out, "scores of the labels: coefficients of a term sum to 0, differences are log-odds")?;
    }
    let all = Coefficients { file, intercepts, view };
    out.table(match Uncertainty::of(file) {
        Some(uncertainty) => all.judged(&uncertainty),
        None if all.fit_side_by_side() => all.side_by_side(),
        None => all.alone(),
    });
    Ok(())
}

/// Coefficients to be shown.
#[derive(Clone, Copy)]
struct Coefficients<'a> {
    file: &'a Record,
    intercepts: &'a [f64],
    view: View<'a>,
}

/// What a table says of a term: how it ranks among others, and its cells, so many of them.
struct Cells<'a> {
    rank: &'a dyn Fn(&TermRow<'_>) -> f64,
    cells: &'a dyn Fn(&TermRow<'_>) -> Vec<String>,
    width: usize,
    /// What stands before its name.
    indent: &'static str,
}

impl Coefficients<'_> {
    /// With standard errors, z, p, and odds ratios with their intervals.
    fn judged(self, uncertainty: &Uncertainty<'_>) -> TextTable {
        let has_odds = self.file.has_odds_ratios();
        let ends = estimate::ends(uncertainty.confidence());
        let mut table = match has_odds {
            true => estimate::table("term", uncertainty.confidence()),
            false => TextTable::new(&["term", "estimate", "std error", &ends[0], &ends[1]]),
        };
        let wald = |row: &TermRow<'_>, k: usize| uncertainty.wald(row, k, self.shown(row, k).number);
        let rank = |row: &TermRow<'_>, k: usize| wald(row, k).map_or(f64::NAN, |wald| wald.statistic.abs());
        self.label_by_label(&mut table, if has_odds { estimate::WIDTH } else { 4 }, &rank, &|row, k| {
            let (shown, wald) = (self.shown(row, k), wald(row, k));
            if !has_odds {
                return estimate::cells_without_odds(wald);
            }
            let mut cells = estimate::cells(wald);
            if shown.towards.is_some() {
                (cells[0], cells[4]) = (shown.estimate(), shown.odds_ratio(JUDGED));
                // What has no estimate has no test; an interval of a profile it may have.
                cells[1..4].iter_mut().for_each(|cell| *cell = "—".to_owned());
            }
            cells
        });
        table
    }

    /// Whether the labels are few and short enough for a column each: labels that are cut may look alike.
    fn fit_side_by_side(self) -> bool {
        let is_short = |label: Option<&str>| shown::name(label.unwrap_or_default()).width() <= TITLE;
        let scores = scores(self.file);
        self.file.intercepts.len() > 1 && scores.len() <= COLUMNS && scores.iter().all(|(_, label)| is_short(*label))
    }

    /// Estimates alone, a column for each label.
    fn side_by_side(self) -> TextTable {
        let scores = scores(self.file);
        let titles: Vec<String> = scores.iter().map(|(_, label)| shown::name(label.unwrap_or_default())).collect();
        let titles: Vec<&str> = std::iter::once("term").chain(titles.iter().map(String::as_str)).collect();
        let mut table = TextTable::new(&titles);
        let all: Vec<usize> = scores.iter().map(|(k, _)| *k).collect();
        let largest = |row: &TermRow<'_>| all.iter().map(|k| self.shown(row, *k).number.abs()).fold(f64::NAN, f64::max);
        let rank = |row: &TermRow<'_>| if self.is_told(row, &all) { f64::INFINITY } else { largest(row) };
        let cells = |row: &TermRow<'_>| all.iter().map(|k| self.shown(row, *k).estimate()).collect();
        self.rows(&mut table, &Cells { rank: &rank, cells: &cells, width: all.len(), indent: "" });
        table
    }

    /// Estimates alone, with their odds ratios if they have any.
    fn alone(self) -> TextTable {
        let has_odds = self.file.has_odds_ratios();
        let titles = ["term", "estimate", "odds ratio"];
        let mut table = TextTable::new(if has_odds { &titles } else { &titles[..2] });
        let rank = |row: &TermRow<'_>, k: usize| self.shown(row, k).number.abs();
        self.label_by_label(&mut table, 1 + usize::from(has_odds), &rank, &|row, k| {
            let shown = self.shown(row, k);
            std::iter::once(shown.estimate()).chain(has_odds.then(|| shown.odds_ratio(DIGITS))).collect()
        });
        table
    }

    /// The rows of one score after another, of `width` cells each, those of several under their labels. What the reader has to know, a
    /// coefficient without a number, is ranked before everything.
    fn label_by_label(
        self,
        table: &mut TextTable,
        width: usize,
        rank: &dyn Fn(&TermRow<'_>, usize) -> f64,
        cells: &dyn Fn(&TermRow<'_>, usize) -> Vec<String>,
    ) {
        for (k, label) in scores(self.file) {
            if let Some(label) = label {
                table.heading(shown::name(label));
            }
            let rank = |row: &TermRow<'_>| if self.is_told(row, &[k]) { f64::INFINITY } else { rank(row, k) };
            let indent = if label.is_some() { "  " } else { "" };
            self.rows(table, &Cells { rank: &rank, cells: &|row| cells(row, k), width, indent });
        }
    }

    /// Whether a coefficient of one of the scores `all` is held at 0, or goes to no number.
    fn is_told(self, row: &TermRow<'_>, all: &[usize]) -> bool {
        row.note.is_some() || all.iter().any(|k| limit_of(self.file, row, *k).and_then(towards).is_some())
    }

    /// A row per term, under headings for categorical columns.
    fn rows(self, table: &mut TextTable, of: &Cells<'_>) {
        let indent = of.indent;
        let mut under = None;
        for line in self.view.lines(term_rows(self.file), of.rank) {
            let row = match line {
                Line::Term(row) => row,
                Line::More(more) => {
                    table.heading(more_rows(&format!("{indent}  "), more, self.view.words()));
                    continue;
                }
            };
            let column = row.column.and_then(|k| self.file.schema.columns.get(k));
            // Of two levels the base has no heading: it is told where it is not the one that anyone would expect.
            let mut note = String::new();
            let name = match column.map(|column| (&column.name, &column.kind)) {
                Some((name, ColumnKind::Categorical { levels })) if levels.len() > 2 => {
                    if under != row.column {
                        table.heading(format!("{indent}{} (base: {})", shown::name(name), shown::name(&levels[0])));
                        under = row.column;
                    }
                    format!("{indent}  {}", shown::name(row.level.unwrap_or_default()))
                }
                Some((_, ColumnKind::Categorical { levels })) if levels.windows(2).any(|pair| pair[0] > pair[1]) => {
                    note = format!("base: {}", shown::name(&levels[0]));
                    format!("{indent}{}", shown::name(&row.term))
                }
                _ => format!("{indent}{}", shown::name(&row.term)),
            };
            // The intercept is no column, and stands first in any case.
            let rank = if row.column.is_none() { f64::INFINITY } else { (of.rank)(&row) };
            match row.note {
                Some(note) => {
                    table.ranked_row(rank, name, vec!["—".to_owned(); of.width], format!("held at 0: {note}"));
                }
                None => table.ranked_row(rank, name, (of.cells)(&row), note),
            }
        }
    }

    /// The coefficient of a term in score `k`, as the table shows it.
    fn shown(self, row: &TermRow<'_>, k: usize) -> Shown {
        Shown::of(self.file, row, self.intercepts, k)
    }
}

/// An estimate as the table shows it: where the likelihood has no maximum, the limit instead of where the fit stopped.
struct Shown {
    number: f64,
    /// Where it goes and where the odds ratio goes, if not to a number.
    towards: Option<[&'static str; 2]>,
}

impl Shown {
    fn of(file: &Record, row: &TermRow<'_>, intercepts: &[f64], k: usize) -> Self {
        let limit = limit_of(file, row, k);
        let number = match limit {
            Some(LimitRecord::Finite(Some(limit))) if !file.is_at_limit() => limit.estimate,
            _ => row.estimate(file, intercepts, k),
        };
        // What is not decided is where the fit stopped, as its note and the table of limits say.
        let is_open = limit == Some(LimitRecord::Undecided) && !file.is_at_limit();
        Self { number, towards: limit.filter(|_| !is_open).and_then(towards) }
    }

    fn estimate(&self) -> String {
        self.towards.map_or_else(|| figures(self.number, DIGITS), |[estimate, _]| estimate.to_owned())
    }

    fn odds_ratio(&self, digits: usize) -> String {
        self.towards.map_or_else(|| exponential(self.number, digits), |[_, odds]| odds.to_owned())
    }
}
