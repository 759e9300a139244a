//! Sums that were completed, in a file: a fit that was ended at any moment and is begun again is given them, to the same bits, and reads no
//! data for them.
//!
//! ```text
//! file     header, then sums in the order in which they were asked for
//! header   32 bytes: what it is, and of which data and specification
//! sum      32 bytes: its number, its fingerprint, its length, checksums; then its bytes
//! ```
//!
//! A sum is given back only if number and fingerprint are those of what is asked for: the fingerprint tells its kind, the point it is taken at and its
//! rows. Where the file ends in the middle of a sum, or goes another way than the fit does now (an earlier one was stopped there, and went on
//! to standard errors), it is cut off and written on. So whatever the file holds, a fit has the bits it would have without it.
//!
//! Sums of more than [`LONGEST`] bytes, such as something of every row of very many, are computed again, and only checked.
//!
//! What was written survives the end of the process at once, and that of the machine if it is a second old: sums are flushed to the disk that
//! often, as a pass may take less time than a flush.

mod entry;
mod error;
mod header;

pub use error::{JournalError, JournalProblem};

use crate::journal::entry::Entry;
use crate::journal::header::Header;
use logodds_core::sum::{Asked, Collective};
use logodds_core::{EvalError, Fingerprint};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Bytes of a sum that is kept at most: those of a Hessian of 2,800 columns, or of a number of each of 4 million rows.
const LONGEST: u64 = 1 << 25;
/// Time between two flushes to the disk at least.
const FLUSH: Duration = Duration::from_secs(1);

/// The sums of one fit.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    sums: Mutex<Sums>,
}

#[derive(Debug)]
struct Sums {
    file: File,
    /// Sums asked for.
    step: u64,
    /// Where the next one begins.
    at: u64,
    /// Where the file ends.
    end: u64,
    played_back: u64,
    flushed: Instant,
}

impl Journal {
    /// The journal at `path` of a fit by `specification` to `data`, as their fingerprints tell them; a new one if there is no such file. One process
    /// at a time has it.
    ///
    /// # Errors
    /// [`JournalError`] if the file cannot be read and written, is no journal, or is one of other data or of another specification.
    pub fn open(path: &Path, data: Fingerprint, specification: Fingerprint) -> Result<Self, JournalError> {
        let failed = |problem: JournalProblem| JournalError { path: path.to_owned(), problem };
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let mut file = opened.map_err(|error| failed(JournalProblem::Io(error)))?;
        if !file.metadata().is_ok_and(|metadata| metadata.is_file()) {
            return Err(failed(JournalProblem::NotAFile));
        }
        // Where files cannot be locked, two fits at once are the user's care.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(failed(JournalProblem::InUse));
        }
        let ours = Header::of(data, specification);
        let found = ours.found_in(&mut file).map_err(failed)?;
        let end = match found {
            Some(end) => end,
            None => write_at(&mut file, 0, &ours.bytes()).map_err(|error| failed(JournalProblem::Io(error)))?,
        };
        let at = Header::LENGTH;
        let sums = Sums { file, step: 0, at, end, played_back: 0, flushed: Instant::now() };
        Ok(Self { path: path.to_owned(), sums: Mutex::new(sums) })
    }

    fn failed(&self, problem: JournalProblem) -> EvalError {
        EvalError::Collective(io::Error::other(JournalError { path: self.path.clone(), problem }))
    }
}

impl Collective for Journal {
    fn reduce(&self, asked: &dyn Asked) -> Result<Vec<u8>, EvalError> {
        let whole = 0..asked.runs();
        // Sums that several threads ask for at once come in no order that there would be again.
        let Ok(mut sums) = self.sums.try_lock() else { return asked.of(whole) };
        let failed = |error| self.failed(JournalProblem::Io(error));
        let fingerprint = asked.fingerprint();
        let known = sums.next(fingerprint).map_err(failed)?;
        if let Some((entry, Some(bytes))) = known {
            sums.pass(&entry);
            sums.played_back += 1;
            return Ok(bytes);
        }
        let bytes = asked.of(whole)?;
        let entry = Entry::of(sums.step, fingerprint, &bytes, LONGEST);
        match known {
            Some((known, _)) if known != entry => Err(self.failed(JournalProblem::Differs)),
            Some(_) => {
                sums.pass(&entry);
                Ok(bytes)
            }
            None => {
                sums.append(&entry, &bytes).map_err(failed)?;
                Ok(bytes)
            }
        }
    }

    fn remembered(&self) -> u64 {
        self.sums.lock().unwrap_or_else(PoisonError::into_inner).played_back
    }
}

impl Sums {
    /// The sum that is next in the file, if it is the one asked for, and its bytes, if they were kept. Anything else is cut off.
    fn next(&mut self, fingerprint: u64) -> io::Result<Option<(Entry, Option<Vec<u8>>)>> {
        if self.at == self.end {
            return Ok(None);
        }
        self.file.seek(SeekFrom::Start(self.at))?;
        let mut head = [0; Entry::HEAD as usize];
        let is_whole = self.end - self.at >= Entry::HEAD;
        if is_whole {
            self.file.read_exact(&mut head)?;
        }
        let entry = Entry::read(&head).filter(|entry| {
            is_whole && entry.is(self.step, fingerprint) && entry.kept() <= self.end - self.at - Entry::HEAD
        });
        let Some(entry) = entry else {
            self.cut()?;
            return Ok(None);
        };
        if !entry.is_kept() {
            return Ok(Some((entry, None)));
        }
        let mut bytes = vec![0; usize::try_from(entry.kept()).unwrap_or(0)];
        self.file.read_exact(&mut bytes)?;
        if !entry.is_of(&bytes) {
            self.cut()?;
            return Ok(None);
        }
        Ok(Some((entry, Some(bytes))))
    }

    /// What follows is of no use.
    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.at)?;
        self.end = self.at;
        Ok(())
    }

    /// On to the next sum, this one being in the file.
    fn pass(&mut self, entry: &Entry) {
        self.at += Entry::HEAD + entry.kept();
        self.step += 1;
    }

    fn append(&mut self, entry: &Entry, bytes: &[u8]) -> io::Result<()> {
        let mut written = entry.head().to_vec();
        if entry.is_kept() {
            written.extend_from_slice(bytes);
        }
        self.end = match write_at(&mut self.file, self.at, &written) {
            Ok(end) => end,
            Err(error) => {
                // Half a sum would be cut off by the next fit, too.
                let _ = self.cut();
                return Err(error);
            }
        };
        self.pass(entry);
        if self.flushed.elapsed() >= FLUSH {
            self.file.sync_data()?;
            self.flushed = Instant::now();
        }
        Ok(())
    }
}

/// Where the file ends then.
fn write_at(file: &mut File, at: u64, bytes: &[u8]) -> io::Result<u64> {
    file.seek(SeekFrom::Start(at))?;
    file.write_all(bytes)?;
    Ok(at + bytes.len() as u64)
}
