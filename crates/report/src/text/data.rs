//! What the model was fitted to: files, rows, columns, and the labels with their shares.

use crate::number::count;
use crate::shown;
use crate::text::page::Page;
use logodds::model::Record;
use std::fmt::{self, Write};

/// The lines on data, target and offset.
///
/// # Errors
/// Those of the writer.
pub fn data(out: &mut Page, file: &Record) -> fmt::Result {
    let record = &file.data;
    let names: Vec<String> = record.files.iter().map(|name| shown::line(name)).collect();
    let files = match names.as_slice() {
        [] => String::new(),
        [only] => format!("{only}: "),
        [first, ..] => format!("{first} and {} more: ", names.len() - 1),
    };
    let dropped = match record.dropped_missing {
        0 => String::new(),
        k => format!(" read, {k} dropped for a missing cell, {} used", record.rows_used),
    };
    let terms = file.schema.term_count() + usize::from(file.intercept);
    writeln!(
        out,
        "data     {files}{}{dropped}; {}, {}",
        count(record.rows, "row"),
        count(record.features, "feature"),
        count(terms as u64, "term")
    )?;
    target(out, file)?;
    match &file.schema.offset {
        Some(offset) => writeln!(out, "offset   {}", shown::name(offset)),
        None => Ok(()),
    }
}

/// The labels, and how many rows have them.
fn target(out: &mut Page, file: &Record) -> fmt::Result {
    const LISTED: usize = 5;
    let (schema, record) = (&file.schema, &file.data);
    let weighted = schema.weights.as_ref().map_or(String::new(), |name| format!(" by weight {}", shown::name(name)));
    let all = record.rows_used;
    let shares: Vec<(String, u64, f64)> = schema
        .labels
        .iter()
        .zip(&record.class_rows)
        .zip(&record.class_weights)
        .map(|((label, rows), weight)| (shown::name(label), *rows, 100.0 * weight / record.weight))
        .collect();
    let target = shown::name(&schema.target);
    if let [(negative, _, _), (positive, ones, share)] = shares.as_slice() {
        return writeln!(
            out,
            "target   {target}: 1 = {positive} ({ones} of {all} rows, {share:.1}%{weighted}), 0 = {negative}"
        );
    }
    let listed: Vec<String> =
        shares.iter().take(LISTED).map(|(label, rows, share)| format!("{label} ({rows}, {share:.1}%)")).collect();
    let more = match shares.len().saturating_sub(LISTED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    writeln!(
        out,
        "target   {target}: {} labels in {}{weighted}: {}{more}",
        shares.len(),
        count(all, "row"),
        listed.join(", ")
    )
}
