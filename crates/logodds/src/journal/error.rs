//! What can be wrong with a journal.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// A journal that cannot be used.
#[derive(Debug)]
pub struct JournalError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: JournalProblem,
}

/// What is wrong with a journal.
#[derive(Debug)]
#[non_exhaustive]
pub enum JournalProblem {
    /// It cannot be read or written.
    Io(io::Error),
    /// It is a folder, a pipe, a device.
    NotAFile,
    /// Another process has it.
    InUse,
    /// A file of something else, which is left as it is.
    NotAJournal,
    /// Its first bytes have changed.
    Damaged,
    /// Of a format that is not known here.
    Version {
        /// The version found.
        found: u32,
        /// The one that is known.
        known: u32,
    },
    /// Of other data.
    OtherData,
    /// Of the same data, and another specification.
    OtherSpecification,
    /// A sum that was computed again, as it was too long to be kept, is another.
    Differs,
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ANEW: &str = "name another file, or delete this one to begin anew";
        write!(f, "journal {}: ", self.path.display())?;
        match &self.problem {
            JournalProblem::Io(error) => error.fmt(f),
            JournalProblem::NotAFile => write!(f, "it is not a regular file, which alone can be continued"),
            JournalProblem::InUse => write!(f, "another fit is writing to it"),
            JournalProblem::NotAJournal => write!(f, "it is a file of something else; name another one"),
            JournalProblem::Damaged => write!(f, "it is damaged at its beginning; {ANEW}"),
            JournalProblem::Version { found, known } => {
                write!(f, "it has format {found}, and this program knows format {known}; {ANEW}")
            }
            JournalProblem::OtherData => write!(f, "it is of other data; {ANEW}"),
            JournalProblem::OtherSpecification => write!(f, "it is of a fit with other options; {ANEW}"),
            JournalProblem::Differs => {
                write!(f, "a sum over the rows is not what it was when the journal was written; {ANEW}")
            }
        }
    }
}

impl std::error::Error for JournalError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            JournalProblem::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for JournalProblem {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
