//! The findings of a look at data as a page, so many columns of the terminal wide.

use crate::facts::findings::{Findings, Severity};
use crate::number::count;
use crate::shown;
use crate::text::lines::hung;
use crate::text::page::Page;
use crate::text::view::View;
use logodds_model::words::Argument;
use std::fmt::{self, Write};

/// Findings of one severity that a page has room for; the document has all.
const SHOWN: usize = 40;
/// Characters of a message that a page has room for.
const ROOM: usize = 600;

/// Write it.
///
/// # Errors
/// Those of the writer.
pub fn show(out: &mut Page, findings: &Findings, view: View<'_>) -> fmt::Result {
    let (data, width) = (&findings.data, view.columns());
    let files = data.files.iter().map(|file| shown::name(file)).collect::<Vec<_>>().join(", ");
    let complete = match data.rows_complete {
        Some(complete) if complete < data.rows => format!(", {complete} of them without missing cells"),
        _ => String::new(),
    };
    let (rows, columns) = (count(data.rows as u64, "row"), count(data.columns as u64, "column"));
    wrapped(
        out,
        width,
        "data     ",
        &format!("{files}: {rows}{complete}; {columns}, {}", count(data.features as u64, "feature")),
    )?;
    let labels: Vec<String> = data
        .labels
        .iter()
        .take(10)
        .map(|label| format!("{} ({})", shown::name(&label.label), count(label.rows, "row")))
        .collect();
    let more = if data.labels.len() > 10 { format!(" and {} more", data.labels.len() - 10) } else { String::new() };
    wrapped(out, width, "target   ", &format!("{}: {}{more}", shown::name(&data.target), labels.join(", ")))?;
    if let (Some(terms), Some(rarest)) =
        (data.terms.filter(|terms| *terms > 0), data.labels.iter().map(|label| label.rows).min())
    {
        let each = rarest as f64 / terms as f64;
        wrapped(
            out,
            width,
            "events   ",
            &format!("{each:.1} rows of the rarest label for each of {}", count(terms as u64, "coefficient")),
        )?;
    }
    if let Some(new) = &findings.new {
        wrapped(out, width, "new      ", &format!("{}: {}", new.files.join(", "), count(new.rows as u64, "row")))?;
    }
    for (severity, title) in
        [(Severity::Refused, "refused by fit"), (Severity::Warning, "warnings"), (Severity::Note, "notes")]
    {
        let of: Vec<_> = findings.findings.iter().filter(|finding| finding.severity == severity).collect();
        if of.is_empty() {
            continue;
        }
        writeln!(out, "\n{title}")?;
        for finding in of.iter().take(SHOWN) {
            wrapped(out, width, "  - ", &shown::cut(&finding.message, ROOM))?;
            if !finding.remedies.is_empty() {
                wrapped(out, width, "      ", &shown::cut(&finding.remedies.join(", or "), ROOM))?;
            }
        }
        if of.len() > SHOWN {
            writeln!(
                out,
                "  and {} more, which {} lists",
                of.len() - SHOWN,
                view.words().argument(Argument::Everything)
            )?;
        }
    }
    if findings.findings.is_empty() {
        writeln!(out, "\nnothing to say: fit takes these data as they stand")?;
    }
    Ok(())
}

/// The text behind `lead`, wrapped between words; later lines begin below the first word.
fn wrapped(out: &mut Page, width: usize, lead: &str, text: &str) -> fmt::Result {
    writeln!(out, "{}", hung(text, width, lead, &" ".repeat(lead.chars().count())))
}
