//! Which names are one file: relative paths, symbolic and hard links, letter case where the disk does not heed it, and the
//! streams of the process, wherever a shell led them.
//!
//! Regular files alone: devices and pipes have no content to lose or to read twice.

use std::fs;
use std::path::{Path, PathBuf};

/// What all names of one file have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Identity {
    /// A regular file.
    There(There),
    /// A name that nothing has yet, in the folder that is meant.
    ToBe(PathBuf),
}

#[cfg(unix)]
type There = (u64, u64);
#[cfg(not(unix))]
type There = PathBuf;

impl Identity {
    /// The file of this name, links followed; none for `-`, and for what is no regular file.
    pub fn of(path: &Path) -> Option<Self> {
        match fs::metadata(path) {
            _ if path.as_os_str() == "-" => None,
            Ok(about) => there(&about, path),
            Err(_) => to_be(path),
        }
    }

    /// The file that data of this name are read from: `-` is standard input.
    pub fn of_data(path: &Path) -> Option<Self> {
        if path.as_os_str() == "-" { stdin() } else { Self::of(path) }
    }
}

/// The first name that stands for the same file as an earlier one, after that one.
pub fn twice<'a>(paths: impl Iterator<Item = &'a Path>) -> Option<(&'a Path, &'a Path)> {
    let mut seen = std::collections::HashMap::new();
    paths
        .filter_map(|path| Some((Identity::of_data(path)?, path)))
        .filter(|(one, _)| matches!(one, Identity::There(_)))
        .find_map(|(one, path)| seen.insert(one, path).map(|earlier| (earlier, path)))
}

#[cfg(unix)]
fn there(about: &fs::Metadata, _: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    about.is_file().then(|| Identity::There((about.dev(), about.ino())))
}

#[cfg(not(unix))]
fn there(about: &fs::Metadata, path: &Path) -> Option<Identity> {
    about.is_file().then(|| fs::canonicalize(path).ok().map(Identity::There)).flatten()
}

fn to_be(path: &Path) -> Option<Identity> {
    let folder = match path.parent()? {
        here if here.as_os_str().is_empty() => Path::new("."),
        folder => folder,
    };
    Some(Identity::ToBe(fs::canonicalize(folder).ok()?.join(path.file_name()?)))
}

/// Where standard input comes from.
#[cfg(unix)]
pub fn stdin() -> Option<Identity> {
    use std::os::fd::AsFd;
    stream(std::io::stdin().as_fd()).and_then(|about| there(&about, Path::new("-")))
}

/// Where standard output goes, and how long the file is.
#[cfg(unix)]
pub fn stdout() -> Option<(Identity, u64)> {
    use std::os::fd::AsFd;
    let about = stream(std::io::stdout().as_fd())?;
    Some((there(&about, Path::new("-"))?, about.len()))
}

#[cfg(unix)]
fn stream(fd: std::os::fd::BorrowedFd<'_>) -> Option<fs::Metadata> {
    fs::File::from(fd.try_clone_to_owned().ok()?).metadata().ok()
}

/// Elsewhere a stream does not tell.
#[cfg(not(unix))]
pub fn stdin() -> Option<Identity> {
    None
}

/// Elsewhere a stream does not tell.
#[cfg(not(unix))]
pub fn stdout() -> Option<(Identity, u64)> {
    None
}
