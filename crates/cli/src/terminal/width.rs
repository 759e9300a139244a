//! How wide whoever reads is, as far as the program knows.
//!
//! A table is laid out for the terminal, or for [`TABLE`] columns where there is none, as R does: a file then holds what a terminal of
//! that width shows, whatever terminal it was made on. Sentences break at words on a terminal; in a pipe they are whole, one a line, for
//! those who search them. `COLUMNS`, if it is set, is the width of either.

use logodds_report::text::view::View;
use logodds_report::words::Command;
use std::env;
use std::io::{stderr, stdout};
use terminal_size::terminal_size_of;

/// The width of a table that no terminal shows.
const TABLE: usize = 80;
/// Nothing is laid out for less: a name and a number would not stand side by side.
const LEAST: usize = 40;
/// Help is read, and longer lines read badly.
const HELP: usize = 100;

/// The width that results are to have: what `COLUMNS` says, or the terminal that stdout is.
pub fn of_results() -> Option<usize> {
    let asked = env::var("COLUMNS").ok().and_then(|text| text.trim().parse().ok());
    let found = || terminal_size_of(stdout()).map(|(width, _)| usize::from(width.0));
    asked.filter(|&columns| columns > 0).or_else(found).map(|columns| columns.max(LEAST))
}

/// The width of messages: of the terminal that stderr is.
pub fn of_messages() -> Option<usize> {
    terminal_size_of(stderr()).map(|(width, _)| usize::from(width.0).max(LEAST))
}

/// The width of tables.
pub fn of_tables() -> usize {
    of_results().unwrap_or(TABLE)
}

/// How results are shown here: in flags, and as wide as tables are.
pub fn view() -> View<'static> {
    View::new(&Command, of_tables())
}

/// The width of help.
pub fn of_help() -> usize {
    of_tables().min(HELP)
}
