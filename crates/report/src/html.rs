//! A page as HTML, as a notebook shows it: lines as paragraphs, tables as tables. What data name is escaped.

use crate::text::page::{Block, Page};
use crate::text::table::TextTable;
use crate::text::table::row::Row;
use crate::text::view::View;

/// The page.
pub fn page(page: &Page, view: View<'_>) -> String {
    let blocks = page.blocks().iter().map(|block| match block {
        Block::Lines(lines) => paragraph(lines),
        Block::Table(found) => table(found, view),
    });
    format!("<div class=\"logodds\">{}</div>", blocks.collect::<String>())
}

fn paragraph(lines: &str) -> String {
    match lines.trim_matches('\n') {
        "" => String::new(),
        lines => format!("<p>{}</p>", escaped(lines).replace('\n', "<br>")),
    }
}

fn table(table: &TextTable, view: View<'_>) -> String {
    let titles = table.titles();
    let title = |(k, title): (usize, &String)| cell("th", if k == 0 { "left" } else { "right" }, title);
    let head: String = titles.iter().enumerate().map(title).collect();
    let (rows, more) = table.printed(view);
    let heading = |name: &str| {
        format!("<tr><th colspan=\"{}\" style=\"text-align:left\">{}</th></tr>", titles.len(), indented(name))
    };
    let row = |row: &Row| match row {
        Row::Heading(name) => heading(name),
        Row::Cells { name, cells, note, .. } => {
            let cells: String = cells.iter().map(|text| cell("td", "right", text)).collect();
            let note = if note.is_empty() { String::new() } else { cell("td", "left", note) };
            format!("<tr><td style=\"text-align:left\">{}</td>{cells}{note}</tr>", indented(name))
        }
    };
    let rows: String = rows.iter().map(row).chain(more.iter().map(|more| heading(more))).collect();
    format!("<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>")
}

fn cell(tag: &str, align: &str, text: &str) -> String {
    format!("<{tag} style=\"text-align:{align}\">{}</{tag}>", escaped(text))
}

/// A name, its indent kept.
fn indented(name: &str) -> String {
    let text = name.trim_start_matches(' ');
    "&nbsp;".repeat(name.len() - text.len()) + &escaped(text)
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#x27;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use logodds_model::words::RustWords;
    use std::fmt::Write;

    #[test]
    fn names_are_escaped_and_indents_kept() {
        let mut found = Page::default();
        writeln!(found, "data <b>\n").unwrap();
        let mut rows = TextTable::new(&["term", "p"]);
        rows.heading("race (base: 1)");
        rows.row("  <2>", vec!["0.5".into()], "held & told");
        found.table(rows);
        assert_eq!(
            page(&found, View::new(&RustWords, 80)),
            "<div class=\"logodds\"><p>data &lt;b&gt;</p><table><thead><tr><th style=\"text-align:left\">term</th>\
             <th style=\"text-align:right\">p</th></tr></thead><tbody><tr><th colspan=\"2\" style=\"text-align:left\">race (base: 1)\
             </th></tr><tr><td style=\"text-align:left\">&nbsp;&nbsp;&lt;2&gt;</td><td style=\"text-align:right\">0.5</td>\
             <td style=\"text-align:left\">held &amp; told</td></tr></tbody></table></div>"
        );
    }
}
