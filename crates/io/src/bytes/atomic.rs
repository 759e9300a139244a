//! Writing a file whole or not at all.
//!
//! Bytes go to a temporary file in the same folder (another folder may be another disk, where a
//! rename is a copy), are synced, and then take the name in one rename; the folder is synced last,
//! so that the rename survives a power cut. Whatever interrupts this, the name holds the old file or
//! the new one. Devices and pipes (`/dev/stdout`, `/dev/full`) have no old content and are written
//! directly. A symbolic link is followed, a read-only file is refused, permissions are kept.
//!
//! What a signal interrupts would leave its temporary file behind: a program that handles signals calls [`abandon_writes`]
//! before it ends.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use tempfile::{NamedTempFile, TempPath};
use thiserror::Error;

/// A file could not be written. The file that had the name before, if any, is as it was.
#[derive(Debug, Error)]
#[error("{}: cannot be written: {source}{}", .path.display(), remark(.path, .old_file_kept))]
pub struct WriteError {
    /// The path as the caller gave it.
    pub path: PathBuf,
    /// What the operating system said.
    pub source: io::Error,
    /// Whether a file of that name exists, untouched.
    pub old_file_kept: bool,
}

fn remark(path: &Path, old_file_kept: &bool) -> String {
    let missing = path.parent().filter(|p| !p.as_os_str().is_empty() && !p.exists());
    match (missing, old_file_kept) {
        (Some(folder), _) => format!(". The folder {} does not exist", folder.display()),
        (None, true) => ". The old file is untouched".to_string(),
        (None, false) => String::new(),
    }
}

/// Writes what `write` produces to `path`, atomically.
pub fn write_atomically(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), WriteError> {
    let old = fs::metadata(path).ok();
    let result = match &old {
        Some(m) if m.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
        Some(m) if !m.is_file() => direct(path, write),
        Some(m) if m.permissions().readonly() => {
            Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"))
        }
        _ => replace(path, old.as_ref().map(|m| m.permissions()), write),
    };
    let old_file_kept = old.is_some_and(|m| m.is_file());
    result.map_err(|source| WriteError { path: path.to_path_buf(), source, old_file_kept })
}

fn direct(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = BufWriter::new(fs::OpenOptions::new().write(true).open(path)?);
    write(&mut out)?;
    out.flush()
}

fn replace(
    path: &Path,
    permissions: Option<fs::Permissions>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = match target.parent() {
        Some(p) if !p.as_os_str().is_empty() => p,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".logodds-").suffix(".tmp");
    #[cfg(unix)]
    {
        // What a plain create gives: everything the umask leaves.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let temporary = Temporary::new(|| builder.tempfile_in(folder))?;
    let mut out = BufWriter::new(Syncing::new(&temporary.file));
    write(&mut out)?;
    out.flush()?;
    out.get_mut().finish()?;
    drop(out);
    if let Some(permissions) = permissions {
        temporary.file.set_permissions(permissions)?;
    }
    temporary.file.sync_all()?;
    temporary.persist(&target)?;
    sync_folder(folder)
}

/// The temporary files that exist. Held while one is made, renamed or removed, so that the list is what is on the disk.
static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn temporary_files() -> MutexGuard<'static, Vec<PathBuf>> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes the temporary files of all writes under way, for a program that ends now: these writes, and all that begin later, wait
/// for ever where they would take their names.
pub fn abandon_writes() {
    let mut files = temporary_files();
    files.drain(..).for_each(|path| {
        let _ = fs::remove_file(path);
    });
    std::mem::forget(files);
}

/// A temporary file on the list; removed when it is dropped.
struct Temporary {
    file: File,
    path: Option<TempPath>,
}

impl Temporary {
    fn new(make: impl FnOnce() -> io::Result<NamedTempFile>) -> io::Result<Self> {
        let mut files = temporary_files();
        let (file, path) = make()?.into_parts();
        files.push(path.to_path_buf());
        Ok(Self { file, path: Some(path) })
    }

    /// Give it a name for good.
    fn persist(mut self, target: &Path) -> io::Result<()> {
        self.leave_list(|path| Ok(path.persist(target)?))
    }

    /// Do the last to its path while it is on the list no more, and nobody else can.
    fn leave_list(&mut self, last: impl FnOnce(TempPath) -> io::Result<()>) -> io::Result<()> {
        let mut files = temporary_files();
        let Some(path) = self.path.take() else { return Ok(()) };
        files.retain(|listed| listed.as_path() != &*path);
        last(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = self.leave_list(TempPath::close);
    }
}

/// Bytes of a file between one request to bring it to the disk and the next.
const SYNCED: usize = 32 << 20;

/// A file that is on its way to the disk while it is still written: a large one that waits for its last byte waits long.
struct Syncing<'f> {
    file: &'f File,
    unsynced: usize,
    /// Whoever waits for the disk, from the first request on. The receiver takes one request while it is busy with another.
    thread: Option<(SyncSender<()>, JoinHandle<io::Result<()>>)>,
}

impl<'f> Syncing<'f> {
    fn new(file: &'f File) -> Self {
        Syncing { file, unsynced: 0, thread: None }
    }

    fn request(&mut self) -> io::Result<()> {
        if self.thread.is_none() {
            let (file, (sender, requests)) = (self.file.try_clone()?, sync_channel(1));
            // Where there is no thread to be had, all waits for the end.
            let wait = move || requests.iter().try_for_each(|()| file.sync_data());
            self.thread = std::thread::Builder::new().spawn(wait).ok().map(|thread| (sender, thread));
        }
        if let Some((sender, _)) = &self.thread {
            let _ = sender.try_send(()); // full: the request before asks for the same
        }
        Ok(())
    }

    /// What the disk said. A failure is told once, to whoever asks first: here, not in the sync that follows.
    fn finish(&mut self) -> io::Result<()> {
        match self.thread.take() {
            None => Ok(()),
            Some((sender, thread)) => {
                drop(sender);
                thread.join().unwrap_or_else(|_| Err(io::Error::other("the thread that waits for the disk ended")))
            }
        }
    }
}

impl Write for Syncing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = { self.file }.write(bytes)?;
        self.unsynced += written;
        if self.unsynced >= SYNCED {
            self.unsynced = 0;
            self.request()?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        { self.file }.flush()
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder).and_then(|f| f.sync_all()) {
        // Some file systems cannot sync a folder; the rename is done all the same.
        Err(e) if e.kind() == io::ErrorKind::InvalidInput => Ok(()),
        // A folder that may be written but not read.
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        other => other,
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    let _: Option<File> = None;
    Ok(())
}
