//! Why the bytes of a file, or of a pipe, are not to be had as text.

use crate::bytes::stamp::Changed;
use logodds_model::excerpt::size;
use std::io;
use thiserror::Error;

/// The bytes could not be read, or are no text.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The operating system refused.
    #[error("{file}: cannot be read: {source}")]
    Io {
        /// The file as the user named it.
        file: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// Somebody wrote to the file meanwhile.
    #[error(
        "{file}: the file was changed while it was read, so that rows may be of two versions. Run again when nothing writes to it"
    )]
    Changed {
        /// The path.
        file: String,
    },
    /// A folder was named.
    #[error("{file}: is a folder, not a file. Name the files in it")]
    Directory {
        /// The path.
        file: String,
    },
    /// A format that is not read, told by its first bytes.
    #[error("{file}: this is {what}, not text. {remedy}")]
    NotText {
        /// The path.
        file: String,
        /// What it is.
        what: &'static str,
        /// What to do.
        remedy: String,
    },
    /// Compressed data that become more than is read.
    #[error(
        "{file}: {} of {method} data become more than {}, {} times as much. If that is meant, unpack them into a file ({method} -dc) and name that: plain files are read without being held in memory",
        size(*.packed as usize), size(*.most as usize), .most / (*.packed).max(1)
    )]
    Grows {
        /// The path.
        file: String,
        /// `gzip` or `zstd`.
        method: &'static str,
        /// Bytes as they are packed.
        packed: u64,
        /// Bytes that they were unpacked to, with more to come.
        most: u64,
    },
    /// A file that does not fit in memory.
    #[error("{file}: reading it needs more memory than there is. Free some, or take a sample of the rows")]
    OutOfMemory {
        /// The path.
        file: String,
    },
    /// The compressed stream is damaged or ends early.
    #[error("{file}: the {method} data are damaged or cut short ({source}). Copy or compress the file again")]
    Compressed {
        /// The path.
        file: String,
        /// `gzip` or `zstd`.
        method: &'static str,
        /// What the decoder said.
        source: io::Error,
    },
}

impl OpenError {
    /// Whether the world refused, rather than what the bytes are.
    pub fn is_io(&self) -> bool {
        !matches!(self, OpenError::NotText { .. })
    }
}

/// What a failure to read means.
pub(crate) fn unread(file: &str, source: io::Error) -> OpenError {
    let file = file.to_string();
    match source.kind() {
        io::ErrorKind::OutOfMemory => OpenError::OutOfMemory { file },
        _ if source.get_ref().is_some_and(|inner| inner.is::<Changed>()) => OpenError::Changed { file },
        _ => OpenError::Io { file, source },
    }
}
