//! Where bytes come from: a path, stdin, or memory; decompressed whole.
//!
//! Compression is told by the first bytes, not by the suffix: gzip and zstd begin with bytes that no
//! UTF-8 text begins with, so a renamed file and a pipe work too. A `.gz` or `.zst` that lacks them
//! is an error, not text. A large plain file is only opened here, and parsed as it is read (`waves`).
//! Refused: memory maps (`unsafe`, and a file cut short while it is read would be a bus error instead
//! of a message).

use crate::bytes::{Bytes, Filed};
use crate::read_error::ReadError;
use std::fs::File;
use std::io::{self, Read};
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
    pub(crate) fn open(self) -> Result<Bytes, ReadError> {
        if let Source::Path(path) = &self
            && let Some(filed) = large_plain_file(path).map_err(|source| unread(&self.name(), source))?
        {
            return Ok(Bytes::Filed(filed));
        }
        self.load().map(Bytes::Held)
    }

    /// All the bytes, decompressed.
    pub(crate) fn load(self) -> Result<Vec<u8>, ReadError> {
        let file = self.name();
        let failed = |source| unread(&file, source);
        let raw = match self {
            Source::Bytes { bytes, .. } => bytes,
            Source::Stdin => {
                let mut bytes = Vec::new();
                io::stdin().lock().read_to_end(&mut bytes).map_err(failed)?;
                bytes
            }
            Source::Path(path) => {
                if std::fs::metadata(&path).map_err(failed)?.is_dir() {
                    return Err(ReadError::Directory { file });
                }
                read_file(&path).map_err(failed)?
            }
        };
        decompress(raw, &file)
    }
}

/// Bytes of a file that is too small to leave where it is.
#[cfg(unix)]
const LARGE: u64 = 4 << 20;

/// Bytes of the head of a large file: its header, and records enough to guess at columns.
#[cfg(unix)]
const HEAD: usize = 1 << 20;

/// A file that is large and not compressed; pipes and devices tell no length.
#[cfg(unix)]
fn large_plain_file(path: &Path) -> io::Result<Option<Filed>> {
    use std::os::unix::fs::FileExt;
    let file = File::open(path)?;
    let about = file.metadata()?;
    if !about.is_file() || about.len() <= LARGE {
        return Ok(None);
    }
    let mut head = vec![0; HEAD];
    file.read_exact_at(&mut head, 0)?;
    if compression(&head, &path.to_string_lossy()).is_some() { Ok(None) } else { Filed::new(file, head).map(Some) }
}

#[cfg(not(unix))]
fn large_plain_file(_: &Path) -> io::Result<Option<Filed>> {
    Ok(None)
}

fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    let length = usize::try_from(about.len()).unwrap_or(usize::MAX);
    if about.is_file() {
        return read_whole(&file, length);
    }
    let mut bytes = Vec::new();
    (&file).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file's bytes. A large one is read in parts side by side: most of the time goes into copying
/// and into first touching the memory, which more threads do faster.
pub(crate) fn read_whole(file: &File, length: usize) -> io::Result<Vec<u8>> {
    const PART: usize = 4 << 20;
    // Asked first: `vec!` would abort, and growing a vector would touch its memory on one thread.
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(length)?;
    if length <= PART || cfg!(not(unix)) {
        { file }.read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    #[cfg(unix)]
    {
        use rayon::prelude::*;
        use std::os::unix::fs::FileExt;
        drop(bytes);
        bytes = vec![0; length];
        bytes.par_chunks_mut(PART).enumerate().try_for_each(|(k, part)| file.read_exact_at(part, (k * PART) as u64))?;
    }
    Ok(bytes)
}

/// What a failure to read means.
pub(crate) fn unread(file: &str, source: io::Error) -> ReadError {
    let file = file.to_string();
    match source.kind() {
        io::ErrorKind::OutOfMemory => ReadError::OutOfMemory { file },
        _ => ReadError::Io { file, source },
    }
}

fn decompress(raw: Vec<u8>, file: &str) -> Result<Vec<u8>, ReadError> {
    let mut text = Vec::new();
    let Some(method) = compression(&raw, file) else {
        return Ok(raw);
    };
    if method == "gzip" {
        // A guess that saves copies. Where it asks for too much, growing as needed may still do.
        let _ = text.try_reserve(raw.len().saturating_mul(3));
        // Several members in a row are one file (bgzip, `cat a.gz b.gz`).
        flate2::bufread::MultiGzDecoder::new(&raw[..])
            .read_to_end(&mut text)
            .map_err(|source| undecoded(file, method, source))?;
    } else {
        zstd::stream::read::Decoder::with_buffer(&raw[..])
            // Files of `zstd --long`, whose window the decoder refuses unless it is told.
            .and_then(|mut d| d.window_log_max(31).and_then(|()| d.read_to_end(&mut text)))
            .map_err(|source| undecoded(file, method, source))?;
    }
    Ok(text)
}

/// How a file is compressed, told by its first bytes, or else by its name.
fn compression(head: &[u8], file: &str) -> Option<&'static str> {
    let lower = file.to_ascii_lowercase();
    if head.starts_with(&[0x1f, 0x8b]) || lower.ends_with(".gz") {
        Some("gzip")
    } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) || lower.ends_with(".zst") {
        Some("zstd")
    } else {
        None
    }
}

/// What a decoder's failure means. That memory ran out is no fault of the file.
fn undecoded(file: &str, method: &'static str, source: io::Error) -> ReadError {
    let file = file.to_string();
    // zstd knows its own failures only by their words.
    if source.kind() == io::ErrorKind::OutOfMemory || source.to_string().contains("not enough memory") {
        ReadError::OutOfMemory { file }
    } else {
        ReadError::Compressed { file, method, source }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn out_of_memory_is_not_damage() {
        let full = || io::Error::from(io::ErrorKind::OutOfMemory);
        let zstd = io::Error::other("Allocation error : not enough memory");
        let asked = Vec::<u8>::new().try_reserve_exact(usize::MAX).unwrap_err();
        for error in [
            unread("a", asked.into()),
            undecoded("a.gz", "gzip", full()),
            undecoded("a.zst", "zstd", full()),
            undecoded("a.zst", "zstd", zstd),
        ] {
            assert!(matches!(error, ReadError::OutOfMemory { .. }) && error.is_io(), "{error}");
            assert!(error.to_string().contains("needs more memory than there is"), "{error}");
        }
        let cut = io::Error::from(io::ErrorKind::UnexpectedEof);
        assert!(matches!(undecoded("a.gz", "gzip", cut), ReadError::Compressed { .. }));
    }
}
