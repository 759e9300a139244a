//! Model files on disk: saving is atomic, and what cannot be is told with its path.

use crate::fixtures::sample::sample;
use logodds_io::model_file::{load, save};
use logodds_io::write_atomically;
use std::path::Path;

#[test]
fn what_was_saved_is_loaded_and_nothing_else_is_left() {
    let model = sample();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.model");
    save(&path, &model).unwrap();
    assert_eq!(load(&path).unwrap(), model);
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "no temporary file is left");
}

#[test]
fn what_cannot_be_read_is_told_with_its_path() {
    let error = load(Path::new("/nonexistent/x.model")).unwrap_err();
    assert!(error.to_string().starts_with("/nonexistent/x.model: cannot be read"), "{error}");
    assert!(load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap_err().to_string().contains("directory"));
}

#[test]
fn an_unwritable_folder_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none/m.model");
    let error = save(&path, &sample()).unwrap_err().to_string();
    assert!(error.contains("m.model: cannot be written") && error.contains("does not exist"), "{error}");

    let path = folder.path().join("m.model");
    std::fs::write(&path, "old").unwrap();
    let error = write_atomically(&path, |out| {
        out.write_all(b"half")?;
        Err(std::io::Error::new(std::io::ErrorKind::StorageFull, "no space left on device"))
    })
    .unwrap_err()
    .to_string();
    assert!(error.contains("no space") && error.contains("old file is untouched"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);

    let mut read_only = std::fs::metadata(&path).unwrap().permissions();
    read_only.set_readonly(true);
    std::fs::set_permissions(&path, read_only).unwrap();
    assert!(save(&path, &sample()).unwrap_err().to_string().contains("read-only"));
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
}

#[cfg(unix)]
#[test]
fn devices_links_and_permissions() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("m"), folder.path().join("l"));
    std::fs::write(&path, "old").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&path, &link).unwrap();
    write_atomically(&link, |out| out.write_all(b"new")).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"new");
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);

    if Path::new("/dev/full").exists() {
        let error = save(Path::new("/dev/full"), &sample()).unwrap_err().to_string();
        assert!(error.contains("/dev/full: cannot be written"), "{error}");
        write_atomically(Path::new("/dev/null"), |out| out.write_all(b"x")).unwrap();
    }
}
