//! The table of coefficients, in the order of the file's columns: estimates with what they are known to, or towards what they go.
//!
//! Of two labels, or of more relative to a base, e^estimate is an odds ratio. Of several labels without a base coefficients of a term sum to
//! 0, no two labels are compared by one number, and there is none.

use crate::number::{DIGITS, JUDGED, exponential, figures};
use crate::shown;
use crate::text::estimate;
use crate::text::extent::{Extent, Line};
use crate::text::limits::towards;
use crate::text::table::{TextTable, more_rows};
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
pub(super) fn coefficients(out: &mut dyn Write, file: &Record, intercepts: &[f64], extent: Extent) -> fmt::Result {
    if file.has_base() {
        let base = file.schema.labels.first().map(|label| shown::name(label)).unwrap_or_default();
        writeln!(out, "log-odds of each label relative to {base}, whose coefficients are 0")?;
    } else if file.intercepts.len() > 1 {
        writeln!(out, "scores of the labels: coefficients of a term sum to 0, differences are log-odds")?;
    }
    let table = match Uncertainty::of(file) {
        Some(uncertainty) => judged(file, intercepts, extent, &uncertainty),
        None if fit_side_by_side(file) => side_by_side(file, intercepts, extent),
        None => alone(file, intercepts, extent),
    };
    table.write(out, extent)
}

/// With standard errors, z, p, and odds ratios with their intervals.
fn judged(file: &Record, intercepts: &[f64], extent: Extent, uncertainty: &Uncertainty<'_>) -> TextTable {
    let has_odds = file.has_odds_ratios();
    let mut table = match has_odds {
        true => estimate::table("term", uncertainty.confidence()),
        false => {
            let ends = estimate::ends(uncertainty.confidence());
            TextTable::new(&["term", "estimate", "std error", &ends[0], &ends[1]])
        }
    };
    let wald = |row: &TermRow<'_>, k: usize| uncertainty.wald(row, k, Shown::of(file, row, intercepts, k).number);
    let rank = |row: &TermRow<'_>, k: usize| wald(row, k).map_or(f64::NAN, |wald| wald.statistic.abs());
    label_by_label(&mut table, file, extent, &rank, if has_odds { estimate::WIDTH } else { 4 }, &|row, k| {
        let shown = Shown::of(file, row, intercepts, k);
        let wald = wald(row, k);
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
fn fit_side_by_side(file: &Record) -> bool {
    let is_short = |label: Option<&str>| shown::name(label.unwrap_or_default()).width() <= TITLE;
    let scores = scores(file);
    file.intercepts.len() > 1 && scores.len() <= COLUMNS && scores.iter().all(|(_, label)| is_short(*label))
}

/// Estimates alone, a column for each label.
fn side_by_side(file: &Record, intercepts: &[f64], extent: Extent) -> TextTable {
    let scores = scores(file);
    let titles: Vec<String> = scores.iter().map(|(_, label)| shown::name(label.unwrap_or_default())).collect();
    let titles: Vec<&str> = std::iter::once("term").chain(titles.iter().map(String::as_str)).collect();
    let mut table = TextTable::new(&titles);
    let cell = |row: &TermRow<'_>, k: usize| Shown::of(file, row, intercepts, k).estimate();
    let all: Vec<usize> = scores.iter().map(|(k, _)| *k).collect();
    let largest = |row: &TermRow<'_>| {
        all.iter().map(|k| Shown::of(file, row, intercepts, *k).number.abs()).fold(f64::NAN, f64::max)
    };
    let rank = |row: &TermRow<'_>| if is_told(file, row, &all) { f64::INFINITY } else { largest(row) };
    let lines = extent.lines(term_rows(file), rank);
    rows(&mut table, file, lines, &rank, all.len(), "", &|row| all.iter().map(|k| cell(row, *k)).collect());
    table
}

/// Estimates alone, with their odds ratios if they have any.
fn alone(file: &Record, intercepts: &[f64], extent: Extent) -> TextTable {
    let has_odds = file.has_odds_ratios();
    let titles = ["term", "estimate", "odds ratio"];
    let mut table = TextTable::new(if has_odds { &titles } else { &titles[..2] });
    let rank = |row: &TermRow<'_>, k: usize| Shown::of(file, row, intercepts, k).number.abs();
    label_by_label(&mut table, file, extent, &rank, 1 + usize::from(has_odds), &|row, k| {
        let shown = Shown::of(file, row, intercepts, k);
        std::iter::once(shown.estimate()).chain(has_odds.then(|| shown.odds_ratio(DIGITS))).collect()
    });
    table
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

/// The rows of one score after another, of `width` cells each, those of several under their labels. What the reader has to know, a
/// coefficient without a number, is ranked before everything.
fn label_by_label(
    table: &mut TextTable,
    file: &Record,
    extent: Extent,
    rank: &dyn Fn(&TermRow<'_>, usize) -> f64,
    width: usize,
    cells: &dyn Fn(&TermRow<'_>, usize) -> Vec<String>,
) {
    for (k, label) in scores(file) {
        if let Some(label) = label {
            table.heading(shown::name(label));
        }
        let rank = |row: &TermRow<'_>| if is_told(file, row, &[k]) { f64::INFINITY } else { rank(row, k) };
        let lines = extent.lines(term_rows(file), rank);
        rows(table, file, lines, &rank, width, if label.is_some() { "  " } else { "" }, &|row| cells(row, k));
    }
}

/// Whether a coefficient of one of the scores `all` is held at 0, or goes to no number.
fn is_told(file: &Record, row: &TermRow<'_>, all: &[usize]) -> bool {
    row.note.is_some() || all.iter().any(|k| limit_of(file, row, *k).and_then(towards).is_some())
}

/// A row per term, `width` cells each, under headings for categorical columns.
fn rows(
    table: &mut TextTable,
    file: &Record,
    lines: Vec<Line<'_>>,
    rank: &dyn Fn(&TermRow<'_>) -> f64,
    width: usize,
    indent: &str,
    cells: &dyn Fn(&TermRow<'_>) -> Vec<String>,
) {
    let mut under = None;
    for line in lines {
        let row = match line {
            Line::Term(row) => row,
            Line::More(more) => {
                table.heading(more_rows(&format!("{indent}  "), more));
                continue;
            }
        };
        let column = row.column.and_then(|k| file.schema.columns.get(k));
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
        let rank = if row.column.is_none() { f64::INFINITY } else { rank(&row) };
        match row.note {
            Some(note) => {
                let note = format!("held at 0: {note}");
                table.ranked_row(rank, name, vec!["—".to_owned(); width], note);
            }
            None => table.ranked_row(rank, name, cells(&row), note),
        }
    }
}
