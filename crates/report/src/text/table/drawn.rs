//! A table as lines, each part of it where its layout has it.

use crate::shown;
use crate::text::lines::broken;
use crate::text::style::{NO_NUMBER, TITLE, styled};
use crate::text::table::layout::Layout;
use crate::text::table::row::{NOTE, Row, WITHHELD, width};

impl Layout {
    /// The titles of columns side by side, and the rule below.
    pub fn titles(&self, lines: &mut Vec<String>, titles: &[String], &(from, to): &(usize, usize)) {
        let columns = &self.columns[from..to];
        let height = columns.iter().map(|column| column.title.len()).max().unwrap_or(1);
        for k in 0..height {
            // The last line of each stands on the rule.
            let name = if k + 1 == height { titles[0].as_str() } else { "" };
            let mut line = pad_right(name, self.names);
            for column in columns {
                let at = (k + column.title.len()).checked_sub(height);
                let word = at.and_then(|at| column.title.get(at)).map_or("", String::as_str);
                line.push_str(&" ".repeat(self.gap + column.width - width(word)));
                line.push_str(word);
            }
            lines.push(styled(TITLE, line.trim_end()));
        }
        lines.push("─".repeat(self.width_of((from, to)).min(self.room)));
    }

    /// The names again, with their notes.
    pub fn notes(&self, lines: &mut Vec<String>, title: &str, rows: &[Row]) {
        lines.extend([String::new(), styled(TITLE, title), "─".repeat(self.names)]);
        for row in rows {
            match row {
                Row::Cells { name, note, .. } if !note.is_empty() => {
                    let name = shown::cut(name, self.room - 1);
                    let line = format!("{}{NOTE}{note}", pad_right(&name, self.names));
                    lines.push(broken(&line, self.room));
                }
                _ => {}
            }
        }
    }

    /// A row of columns side by side, with its note if it is `noted`.
    pub fn row(&self, lines: &mut Vec<String>, row: &Row, &(from, to): &(usize, usize), noted: bool) {
        let (name, cells, note) = match row {
            Row::Heading(text) => return lines.push(shown::cut(text, self.room - 1)),
            Row::Cells { name, cells, note, .. } => (name, cells, if noted { note.as_str() } else { "" }),
        };
        let mut line = pad_right(name, self.names);
        if width(name) > self.names {
            lines.push(shown::cut(name, self.room - 1));
            line = " ".repeat(self.names);
        }
        let beginning = line.clone();
        for (cell, column) in cells.iter().take(to).skip(from).zip(&self.columns[from..to]) {
            line.push_str(&" ".repeat(self.gap));
            line.push_str(&column.place(cell));
        }
        if note.is_empty() {
            return lines.push(line.trim_end().to_owned());
        }
        if self.has_room((from, to), note) {
            return lines.push(format!("{line}{NOTE}{}", styled(NO_NUMBER, note)));
        }
        // Where there is no number the reason may stand instead.
        let reason = format!("{beginning}{NOTE}{WITHHELD} {note}");
        if cells.iter().all(|cell| cell == WITHHELD) && width(&reason) <= self.room {
            return lines.push(format!("{beginning}{NOTE}{}", styled(NO_NUMBER, &format!("{WITHHELD} {note}"))));
        }
        if !line.trim().is_empty() {
            lines.push(line.trim_end().to_owned());
        }
        lines.push(styled(NO_NUMBER, &broken(&format!("    {note}"), self.room)));
    }
}

fn pad_right(text: &str, to: usize) -> String {
    format!("{text}{}", " ".repeat(to.saturating_sub(width(text))))
}
