//! `logodds inspect`: everything a model file holds, for people or as JSON.

use crate::args::InspectArgs;
use crate::document::{Document, term_rows, to_writer};
use crate::failure::{FINE, Failure};
use crate::number::shortest;
use crate::report::{self, Extent};
use crate::specification::Problems;
use crate::target::Claimed;
use crate::terminal::style::{WARNING, styled};
use crate::text_table::TextTable;
use crate::{date, output, shown};
use logodds::Scorer;
use logodds::io::model_file::load;
use logodds::model::Record;
use std::io::{self, Write};

/// Run it.
///
/// # Errors
/// [`Failure`] if the file cannot be read, or stdout not be written.
pub fn run(args: &InspectArgs) -> Result<u8, Failure> {
    let mut problems = Problems::default();
    Claimed::by_reading(&[], Some(&args.model), &mut problems);
    if !problems.0.is_empty() {
        return Err(Failure::Usage(problems.0));
    }
    let file = load(&args.model)?;
    let scorer = Scorer::new(&file).map_err(|error| Failure::Model(format!("{}: {error}", args.model.display())))?;
    let intercepts = scorer.intercepts();
    let path = args.model.display().to_string();
    if args.json {
        output::stdout(|out| to_writer(out, &Document::of_model(&file, &intercepts, &path)))?;
    } else {
        output::page(|out| show(out, &file, &intercepts, &path, Extent::of(args.all_levels)))?;
    }
    Ok(FINE)
}

fn show(out: &mut dyn Write, file: &Record, intercepts: &[f64], path: &str, extent: Extent) -> io::Result<()> {
    let made = if file.created > 0 { format!("made {}", date::utc(file.created)) } else { "made".to_owned() };
    writeln!(out, "model    {path}: {made} by logodds {}", shown::name(&file.logodds_version))?;
    report::data(out, file)?;
    let (absent, new) = (file.schema.missing.name(), file.schema.unseen.name());
    writeln!(out, "policy   missing cells: {absent}; levels never seen: {new}")?;
    writeln!(out, "missing  {}", missing_texts(&file.schema.na))?;
    writeln!(out)?;
    columns(out, file, extent)?;
    writeln!(out)?;
    report::results(out, file, intercepts, extent)?;
    report::limits(out, file, extent)?;
    for warning in &file.warnings {
        match warning.code.as_str() {
            "flic" => writeln!(out, "note: {}", shown::line(&warning.message))?,
            _ => writeln!(out, "{} {}", styled(WARNING, "warning:"), shown::line(&warning.message))?,
        }
    }
    Ok(())
}

/// The columns that a prediction needs.
fn columns(out: &mut dyn Write, file: &Record, extent: Extent) -> io::Result<()> {
    let rows = term_rows(file);
    let mut table = TextTable::new(&["column", "minimum", "maximum"]);
    for (k, column) in file.schema.columns.iter().enumerate() {
        let range = rows.iter().find(|row| row.column == Some(k)).and_then(|row| row.range);
        let (range, kind) = match column.kind.levels() {
            Some(levels) => (None, format!("{}, {}", column.kind.name(), level_list(levels, extent))),
            None => (range, column.kind.name().to_owned()),
        };
        let [low, high] = range.map_or([String::new(), String::new()], |(a, b)| [shortest(a), shortest(b)]);
        table.row(shown::name(&column.name), vec![low, high], kind);
    }
    table.write(out, extent)
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
fn level_list(levels: &[String], extent: Extent) -> String {
    const ROOM: usize = 64;
    let room = extent.most(ROOM);
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
