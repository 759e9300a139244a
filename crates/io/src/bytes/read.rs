//! The bytes of a text: in memory, or in a file that is read a second time only if somebody asks.
//!
//! A large file is parsed as it is read (`stretches`), and its text is not kept. What still needs it is rare: the line of a row
//! that is refused, a record to pass through, a column to read as another type. All of these see a slice, which is loaded
//! when it is first looked at. Where the file has changed since it was opened, the slice is empty: a line number in another
//! text would be wrong.

use crate::bytes::memory::available_memory;
use crate::bytes::stamp::{Changed, Stamp};
use std::fs::File;
use std::io::{self, Read};
use std::ops::Deref;
use std::sync::OnceLock;

/// Bytes that can be looked at.
#[derive(Debug)]
pub(crate) enum Bytes {
    /// In memory.
    Held(Vec<u8>),
    /// In a plain file.
    Filed(Filed),
}

/// A plain file, opened.
#[derive(Debug)]
pub(crate) struct Filed {
    pub file: File,
    pub length: usize,
    stamp: Stamp,
    /// Its first bytes.
    pub head: Vec<u8>,
    text: OnceLock<Vec<u8>>,
}

impl Filed {
    /// `head`: the first bytes of `file`, read after `stamp` was taken.
    pub fn new(file: File, stamp: Stamp, head: Vec<u8>) -> Filed {
        let length = usize::try_from(stamp.length()).unwrap_or(usize::MAX);
        Filed { file, length, stamp, head, text: OnceLock::new() }
    }

    /// All of it.
    pub fn read(&self) -> io::Result<Vec<u8>> {
        self.unchanged()?;
        let whole = read_whole(&self.file, self.length)?;
        self.unchanged()?;
        Ok(whole)
    }

    fn unchanged(&self) -> io::Result<()> {
        self.stamp.holds(&self.file)
    }
}

impl Bytes {
    /// Loads what is not in memory yet.
    pub fn load(&self) -> io::Result<()> {
        if let Bytes::Filed(filed) = self
            && filed.text.get().is_none()
        {
            let _ = filed.text.set(filed.read()?);
        }
        Ok(())
    }

    /// Whether what was read of a file is still what is there.
    pub fn unchanged(&self) -> io::Result<()> {
        if let Bytes::Filed(filed) = self { filed.unchanged() } else { Ok(()) }
    }

    /// How many there are.
    pub fn size(&self) -> usize {
        match self {
            Bytes::Held(bytes) => bytes.len(),
            Bytes::Filed(filed) => filed.length,
        }
    }

    /// The first bytes, as many as are at hand.
    pub fn head(&self) -> &[u8] {
        match self {
            Bytes::Held(bytes) => bytes,
            Bytes::Filed(filed) => filed.text.get().unwrap_or(&filed.head),
        }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Bytes::Held(bytes) => bytes,
            Bytes::Filed(filed) => filed.text.get_or_init(|| filed.read().unwrap_or_default()),
        }
    }
}

impl From<Vec<u8>> for Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::Held(bytes)
    }
}

/// A file's bytes. A large one is read in parts side by side: most of the time goes into copying
/// and into first touching the memory, which more threads do faster.
pub(crate) fn read_whole(file: &File, length: usize) -> io::Result<Vec<u8>> {
    const PART: usize = 4 << 20;
    if length > PART && available_memory().is_some_and(|memory| memory < length as u64) {
        return Err(io::ErrorKind::OutOfMemory.into());
    }
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
        let cut = |error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof => io::Error::other(Changed),
            _ => error,
        };
        let read = |(k, part): (usize, &mut [u8])| file.read_exact_at(part, (k * PART) as u64).map_err(cut);
        bytes.par_chunks_mut(PART).enumerate().try_for_each(read)?;
    }
    Ok(bytes)
}
