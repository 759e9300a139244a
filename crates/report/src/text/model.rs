//! A model file for people: where it comes from, what a prediction needs, and the record of its fit.

use crate::number::shortest;
use crate::text::page::Page;
use crate::text::style::{WARNING, styled};
use crate::text::table::TextTable;
use crate::text::view::View;
use crate::{date, shown, text};
use logodds::coefficients::term_rows;
use logodds::model::Record;
use std::fmt::{self, Write};

/// The whole of a model file named `path`. `intercepts` are those of the columns as given.
///
/// # Errors
/// Those of the writer.
pub fn show(out: &mut Page, file: &Record, intercepts: &[f64], path: &str, view: View<'_>) -> fmt::Result {
    let made = if file.created > 0 { format!("made {}", date::utc(file.created)) } else { "made".to_owned() };
    writeln!(out, "model    {path}: {made} by logodds {}", shown::name(&file.logodds_version))?;
    text::data(out, file)?;
    let (absent, new) = (file.schema.missing.name(), file.schema.unseen.name());
    writeln!(out, "policy   missing cells: {absent}; levels never seen: {new}")?;
    writeln!(out, "missing  {}", missing_texts(&file.schema.na))?;
    writeln!(out)?;
    columns(out, file, view)?;
    writeln!(out)?;
    text::results(out, file, intercepts, view)?;
    text::limits(out, file)?;
    for warning in &file.warnings {
        match warning.code.as_str() {
            "flic" => writeln!(out, "note: {}", shown::line(&warning.message))?,
            _ => writeln!(out, "{} {}", styled(WARNING, "warning:"), shown::line(&warning.message))?,
        }
    }
    Ok(())
}

/// The columns that a prediction needs.
fn columns(out: &mut Page, file: &Record, view: View<'_>) -> fmt::Result {
    let rows = term_rows(file);
    let mut table = TextTable::new(&["column", "minimum", "maximum"]);
    for (k, column) in file.schema.columns.iter().enumerate() {
        let range = rows.iter().find(|row| row.column == Some(k)).and_then(|row| row.range);
        let (range, kind) = match column.kind.levels() {
            Some(levels) => (None, format!("{}, {}", column.kind.name(), level_list(levels, view))),
            None => (range, column.kind.name().to_owned()),
        };
        let [low, high] = range.map_or([String::new(), String::new()], |(a, b)| [shortest(a), shortest(b)]);
        table.row(shown::name(&column.name), vec![low, high], kind);
    }
    out.table(table);
    Ok(())
}

/// What counts as a missing cell, besides an empty one.
fn missing_texts(na: &[String]) -> String {
    const LISTED: usize = 5;
    let texts: Vec<&String> = na.iter().filter(|text| !text.is_empty()).collect();
    let named = texts.iter().take(LISTED).map(|text| format!(", {}", shown::name(text)));
    let more = match texts.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("an empty cell{}{more}", named.collect::<String>())
}

/// The number of levels, and the first few that fit a line.
fn level_list(levels: &[String], view: View<'_>) -> String {
    const ROOM: usize = 64;
    let room = view.most(ROOM);
    let mut text = format!("{} levels: ", levels.len());
    for (k, level) in levels.iter().enumerate() {
        let next = shown::name(level);
        if k > 0 && text.chars().count() + next.chars().count() > room {
            text.push('…');
            return text;
        }
        text.push_str(&next);
        if k + 1 < levels.len() {
            text.push_str(" | ");
        }
    }
    text
}
