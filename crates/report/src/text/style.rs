//! Colours, which say nothing that the words do not. Writers of [`anstream`] leave them out where nobody sees them: in a pipe, in a file,
//! under `NO_COLOR`.

use anstyle::{AnsiColor, Style};

/// Of the word `error:`.
pub const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Of the word `warning:`.
pub const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// Of titles of columns.
pub const TITLE: Style = Style::new().bold();
/// Of what is no number: withheld, or without a limit.
pub const NO_NUMBER: Style = Style::new().dimmed();

/// `text` in a style.
pub fn styled(style: Style, text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{style}{text}{style:#}") }
}
