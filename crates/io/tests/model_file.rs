//! Model files: round trips, old files, damage of every kind.

#[path = "common/sample.rs"]
mod sample;

use logodds_io::model_file::{FORMAT_VERSION, ModelProblem, SaveError, from_bytes, load, save, to_bytes};
use logodds_io::write_atomically;
use proptest::prelude::*;
use sample::sample;
use std::path::{Path, PathBuf};

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/model_v1.logodds")
}

/// A valid envelope around any payload.
fn wrapped(version: u16, flags: u16, payload: &[u8]) -> Vec<u8> {
    let mut out = b"LOGODDS\0".to_vec();
    out.extend(version.to_le_bytes());
    out.extend(flags.to_le_bytes());
    out.extend((payload.len() as u64).to_le_bytes());
    let crc = crc32c::crc32c_append(crc32c::crc32c(&out), payload);
    out.extend(crc.to_le_bytes());
    out.extend(payload);
    out
}

#[test]
fn round_trip_is_bit_equal() {
    let model = sample();
    let bytes = to_bytes(&model).unwrap();
    let back = from_bytes(&bytes).unwrap();
    assert_eq!(back, model);
    assert!(back.coefficients[1].is_sign_negative(), "-0 stays -0");
    assert_eq!(to_bytes(&back).unwrap(), bytes);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.model");
    save(&path, &model).unwrap();
    assert_eq!(load(&path).unwrap(), model);
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "no temporary file is left");
}

#[test]
fn file_of_version_1() {
    assert_eq!(load(&golden()).unwrap(), sample());
    if FORMAT_VERSION == 1 {
        assert_eq!(std::fs::read(golden()).unwrap(), to_bytes(&sample()).unwrap());
    }
}

#[test]
fn messages_tell_what_is_wrong() {
    let good = to_bytes(&sample()).unwrap();
    let said = |bytes: &[u8]| from_bytes(bytes).unwrap_err().to_string();
    assert!(said(b"low,age\n0,1\n").contains("not a logodds model"));
    assert!(said(b"").contains("cut short"));
    assert!(said(b"LOGO").contains("cut short"));
    assert!(said(&good[..100]).contains(&format!("100 bytes of {}", good.len())));
    let mut flipped = good.clone();
    flipped[200] ^= 1;
    assert!(said(&flipped).contains("checksum"));
    assert!(said(&[&good[..], b"x"].concat()).contains("follow its end"));
    let newer = said(&wrapped(2, 5, b"anything"));
    assert!(newer.contains("newer") && newer.contains("format 2") && newer.contains("Upgrade"), "{newer}");
    assert!(said(&wrapped(0, 0, b"")).contains("no format version"));
    assert!(said(&wrapped(1, 1, &good[24..])).contains("flags"));
    assert!(said(&wrapped(1, 0, &[&good[24..], &[0]].concat())).contains("end before"));
    let error = load(Path::new("/nonexistent/x.model")).unwrap_err();
    assert!(error.to_string().starts_with("/nonexistent/x.model: cannot be read"), "{error}");
    assert!(load(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap_err().to_string().contains("directory"));
}

#[test]
fn contradictions_are_refused_both_ways() {
    type Change = fn(&mut logodds_io::ModelFile);
    let changes: [(Change, &str); 12] = [
        (|m| m.coefficients.push(0.0), "coefficients: 5, expected 4"),
        (|m| m.coefficients[0] = f64::NAN, "a coefficient is not a finite"),
        (|m| m.intercept = f64::INFINITY, "intercept"),
        (|m| m.origin.clear(), "origins: 0, expected 2"),
        (|m| m.fit.value = f64::NAN, "the objective"),
        (|m| m.objective.lambda = -1.0, "lambda is negative"),
        (|m| m.schema.labels[1] = "no".into(), "low"),
        (|m| m.schema.columns[0].name = "low".into(), "two columns are named \"low\""),
        (|m| m.data.rows = 1, "rows: 1, expected 189"),
        (|m| m.data.positives = 1000, "positive rows"),
        (|m| m.covariance = Some(vec![1.0]), "covariances: 1, expected 15"),
        (|m| m.notes.clear(), "notes"),
    ];
    for (change, said) in changes {
        let mut model = sample();
        change(&mut model);
        match to_bytes(&model) {
            Err(SaveError::Contents(e)) => assert!(e.to_string().contains(said), "{e} / {said}"),
            other => panic!("{said}: {other:?}"),
        }
    }
}

#[test]
fn wrong_levels_are_refused() {
    let mut model = sample();
    if let logodds_io::ColumnKind::Categorical { levels } = &mut model.schema.columns[1].kind {
        levels.swap(0, 1);
    }
    assert!(to_bytes(&model).unwrap_err().to_string().contains("\"race\" are not in order"));
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

proptest! {
    #[test]
    fn noise_is_refused(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(from_bytes(&bytes).is_err());
        let wrapped = wrapped(1, 0, &bytes);
        let refused = matches!(
            from_bytes(&wrapped),
            Err(ModelProblem::Damaged { .. } | ModelProblem::Contents(_))
        );
        prop_assert!(refused);
    }
}
