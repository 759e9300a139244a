//! Which names are one file.
//!
//! Regular files alone: devices and pipes have no content to lose or to read twice.

use std::fs;
use std::path::Path;

/// What two names of one file have in common.
#[cfg(unix)]
type Identity = (u64, u64);
#[cfg(not(unix))]
type Identity = std::path::PathBuf;

/// Whether both names are one regular file, links followed.
pub fn same(a: &Path, b: &Path) -> bool {
    identity(a).is_some_and(|one| identity(b) == Some(one))
}

/// The first name that stands for the same file as an earlier one, after that one.
pub fn twice<'a>(paths: impl Iterator<Item = &'a Path>) -> Option<(&'a Path, &'a Path)> {
    let mut seen = std::collections::HashMap::new();
    paths
        .filter_map(|path| Some((identity(path)?, path)))
        .find_map(|(one, path)| seen.insert(one, path).map(|earlier| (earlier, path)))
}

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file).and_then(|_| fs::canonicalize(path).ok())
}
