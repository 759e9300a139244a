//! Whether a file is still the one that was opened: its length, and when it was last written.
//!
//! A file that somebody writes to while it is read is of two versions, one above the other, and nothing in it may show that. One
//! that is replaced under its name (as by this crate, and by editors) is none of our business: what is open is the old one, whole.

use std::fs::File;
use std::io;
use std::time::SystemTime;

/// What a regular file looked like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
}

/// The inner error of what is told of a file that changed.
#[derive(Debug, thiserror::Error)]
#[error("the file changed while it was read")]
pub(crate) struct Changed;

impl Stamp {
    /// That of a file; none of pipes and devices, which have no length.
    pub fn of(file: &File) -> io::Result<Option<Stamp>> {
        let about = file.metadata()?;
        Ok(about.is_file().then(|| Stamp { length: about.len(), modified: about.modified().ok() }))
    }

    pub fn length(&self) -> u64 {
        self.length
    }

    /// # Errors
    /// [`Changed`], or what the system says.
    pub fn holds(&self, file: &File) -> io::Result<()> {
        if Stamp::of(file)?.as_ref() == Some(self) { Ok(()) } else { Err(io::Error::other(Changed)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_change_in_place_shows() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"abc").unwrap();
        let stamp = Stamp::of(&file).unwrap().unwrap();
        stamp.holds(&file).unwrap();
        let changed = |stamp: &Stamp, file: &File| stamp.holds(file).unwrap_err().get_ref().unwrap().is::<Changed>();
        file.write_all(b"d").unwrap();
        assert!(changed(&stamp, &file));
        // As long as before, written at another time.
        let stamp = Stamp::of(&file).unwrap().unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        assert!(changed(&stamp, &file));
    }
}
