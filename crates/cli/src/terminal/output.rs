//! The only place that writes to stdout and stderr.
//!
//! Nothing here uses `print!`: that panics when the reader has gone. A closed pipe on stdout becomes
//! [`Failure::ClosedPipe`], which ends the program quietly; a full disk is an error with its reason. Words on stderr are
//! lost if nobody can read them.

use crate::terminal::failure::Failure;
use crate::terminal::width;
use logodds_report::shown;
use logodds_report::text::lines;
use logodds_report::text::page::Page;
use logodds_report::text::style::{ERROR, WARNING, styled};
use logodds_report::text::view::View;
use logodds_report::words::{Command, Remedy, Words};
use std::fmt;
use std::io::{self, ErrorKind, Write};

/// Write results to stdout, byte for byte.
///
/// # Errors
/// [`Failure::ClosedPipe`], or [`Failure::World`] with the reason.
pub fn stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    ended(write(&mut out).and_then(|()| out.flush()))
}

/// Write results to stdout for people: lines break where the terminal ends, and colours are those that it shows.
///
/// # Errors
/// As for [`stdout`].
pub fn page(view: View<'_>, write: impl FnOnce(&mut Page) -> fmt::Result) -> Result<(), Failure> {
    let mut page = Page::default();
    let written = write(&mut page).map_err(io::Error::other);
    let mut out = io::BufWriter::with_capacity(1 << 16, anstream::stdout().lock());
    let text = lines::wrapped(&page.text(view), width::of_results());
    ended(written.and_then(|()| out.write_all(text.as_bytes())).and_then(|()| out.flush()))
}

fn ended(written: io::Result<()>) -> Result<(), Failure> {
    written.map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::ClosedPipe,
        _ => Failure::World(format!("standard output: cannot be written: {error}")),
    })
}

/// A failure, in one or two lines.
pub fn error(text: &str) {
    line(&format!("{} {}", styled(ERROR, "error:"), shown::lines(text)));
}

/// Advice: what a user should know, with what to do about it.
pub fn warning(message: &str, remedies: &[Remedy]) {
    line(&format!("{} {}{}", styled(WARNING, "warning:"), shown::line(message), remedy(remedies)));
}

/// What happened besides the result.
pub fn note(text: &str) {
    line(&shown::lines(text));
}

fn remedy(remedies: &[Remedy]) -> String {
    // Names in remedies are whole, for programs; whoever has longer ones finds them in the document.
    const ROOM: usize = 160;
    let remedies = Command.remedies(remedies);
    let remedies: Vec<String> = remedies.iter().map(|remedy| shown::cut(remedy, ROOM)).collect();
    if remedies.is_empty() { String::new() } else { format!(". Try {}", remedies.join(", or ")) }
}

/// On stderr, broken where the terminal ends; whole in a pipe, for those who search it.
fn line(text: &str) {
    let text = match width::of_messages() {
        Some(columns) => text.lines().map(|line| lines::broken(line, columns)).collect::<Vec<_>>().join("\n"),
        None => text.to_owned(),
    };
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}
