//! The only place that writes to stdout and stderr.
//!
//! Nothing here uses `print!`: that panics when the reader has gone. A closed pipe on stdout becomes
//! [`Failure::ClosedPipe`], which ends the program quietly; a full disk is an error with its reason. Words on stderr are
//! lost if nobody can read them.

use crate::failure::Failure;
use crate::shown;
use std::io::{self, ErrorKind, Write};

/// Write results to stdout.
///
/// # Errors
/// [`Failure::ClosedPipe`], or [`Failure::World`] with the reason.
pub fn stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    write(&mut out).and_then(|()| out.flush()).map_err(|error| match error.kind() {
        ErrorKind::BrokenPipe => Failure::ClosedPipe,
        _ => Failure::World(format!("standard output: cannot be written: {error}")),
    })
}

/// A failure, in one or two lines.
pub fn error(text: &str) {
    line(text);
}

/// Advice: what a user should know, with what to do about it.
pub fn warning(message: &str, remedies: &[String]) {
    line(&format!("warning: {}{}", shown::line(message), remedy(remedies)));
}

/// What happened besides the result.
pub fn note(text: &str) {
    line(text);
}

fn remedy(remedies: &[String]) -> String {
    // Names in remedies are whole, for programs; whoever has longer ones finds them in the document.
    const ROOM: usize = 160;
    let remedies: Vec<String> = remedies.iter().map(|remedy| shown::cut(remedy, ROOM)).collect();
    if remedies.is_empty() { String::new() } else { format!(". Try {}", remedies.join(", or ")) }
}

fn line(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
