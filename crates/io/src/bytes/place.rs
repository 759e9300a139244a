//! Where in a file a record stands.

use logodds_model::words::Message;
use std::fmt;

/// A line of a file: where a record starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file as the user named it (`-` is stdin).
    pub file: String,
    /// Physical line, from 1.
    pub line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

impl From<&Place> for Message {
    fn from(place: &Place) -> Self {
        place.to_string().into()
    }
}
