//! Where bytes come from: a path, stdin, or memory; decompressed whole (`packed`).
//!
//! A path is opened once: it may be a pipe, whose writer is gone when it is opened again. A large plain file is only opened here, and parsed as it is read (`stretches`).
//! Refused: memory maps (`unsafe`, and a file cut short while it is read would be a bus error instead
//! of a message).

use crate::bytes::open_error::{OpenError, unread};
use crate::bytes::packed;
use crate::bytes::read::{Bytes, Filed};
use crate::bytes::stamp::Stamp;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// One input.
#[derive(Debug, Clone)]
pub enum Source {
    /// A file.
    Path(PathBuf),
    /// Standard input.
    Stdin,
    /// Bytes already here, with the name that messages shall use.
    Bytes {
        /// The name in messages.
        name: String,
        /// The (possibly compressed) bytes.
        bytes: Vec<u8>,
    },
}

impl Source {
    /// A path as a user types it: `-` is stdin.
    pub fn from_argument(argument: &Path) -> Source {
        if argument.as_os_str() == "-" { Source::Stdin } else { Source::Path(argument.to_path_buf()) }
    }

    /// The name that messages use.
    pub fn name(&self) -> String {
        match self {
            Source::Path(path) => path.display().to_string(),
            Source::Stdin => "-".to_string(),
            Source::Bytes { name, .. } => name.clone(),
        }
    }

    /// The bytes, decompressed; those of a large plain file are left where they are.
    pub(crate) fn open(self) -> Result<Bytes, OpenError> {
        let file = self.name();
        let failed = |source| unread(&file, source);
        let raw = match self {
            Source::Bytes { bytes, .. } => bytes,
            Source::Stdin => read_stdin().map_err(failed)?,
            Source::Path(path) => {
                if std::fs::metadata(&path).map_err(failed)?.is_dir() {
                    return Err(OpenError::Directory { file });
                }
                // Once: a pipe that is closed and opened again has lost its writer.
                let opened = File::open(&path).map_err(failed)?;
                match plain(opened, &file).map_err(failed)? {
                    Bytes::Held(bytes) => bytes,
                    filed => {
                        packed::foreign(filed.head(), &file)?;
                        return Ok(filed);
                    }
                }
            }
        };
        packed::unpacked(raw, &file).map(Bytes::Held)
    }

    /// All the bytes, decompressed.
    pub(crate) fn load(self) -> Result<Vec<u8>, OpenError> {
        let file = self.name();
        match self.open()? {
            Bytes::Held(bytes) => Ok(bytes),
            Bytes::Filed(filed) => filed.read().map_err(|source| unread(&file, source)),
        }
    }
}

/// Bytes of a file that is too small to leave where it is.
const LARGE: u64 = 4 << 20;

/// Bytes of the head of a large file: its header, and records enough to guess at columns.
const HEAD: usize = 1 << 20;

/// What is in a file, packed or not: a large one that is not packed stays where it is.
fn plain(file: File, name: &str) -> io::Result<Bytes> {
    let Some(stamp) = Stamp::of(&file)? else {
        return packed::all(file).map(Bytes::Held);
    };
    if cfg!(unix) && stamp.length() > LARGE {
        let head = head(&file)?;
        if packed::compression(&head, name).is_none() {
            return Ok(Bytes::Filed(Filed::new(file, stamp, head)));
        }
    }
    Filed::new(file, stamp, Vec::new()).read().map(Bytes::Held)
}

#[cfg(unix)]
fn head(file: &File) -> io::Result<Vec<u8>> {
    use std::os::unix::fs::FileExt;
    let mut head = vec![0; HEAD];
    file.read_exact_at(&mut head, 0)?;
    Ok(head)
}

#[cfg(not(unix))]
fn head(_: &File) -> io::Result<Vec<u8>> {
    Ok(Vec::with_capacity(HEAD))
}

/// Standard input to its end.
fn read_stdin() -> io::Result<Vec<u8>> {
    let file = redirected();
    let stamp = file.as_ref().map_or(Ok(None), Stamp::of)?;
    let bytes = packed::all(io::stdin().lock())?;
    match (file, stamp) {
        (Some(file), Some(stamp)) => stamp.holds(&file).map(|()| bytes),
        _ => Ok(bytes),
    }
}

/// What a shell may have led to standard input.
#[cfg(unix)]
fn redirected() -> Option<File> {
    use std::os::fd::AsFd;
    io::stdin().as_fd().try_clone_to_owned().ok().map(File::from)
}

#[cfg(not(unix))]
fn redirected() -> Option<File> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn out_of_memory_is_told() {
        let asked = Vec::<u8>::new().try_reserve_exact(usize::MAX).unwrap_err();
        let error = unread("a", asked.into());
        assert!(matches!(error, OpenError::OutOfMemory { .. }) && error.is_io(), "{error}");
    }
}
