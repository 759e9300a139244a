//! Model files that are none, or are no longer whole: exit code 6, in plain words.

use crate::support::{Folder, example, people};

/// A folder whose `m.model` has been changed.
fn with_model(change: impl FnOnce(&mut Vec<u8>)) -> Folder {
    let folder = Folder::fitted();
    let mut bytes = folder.read("m.model");
    change(&mut bytes);
    folder.write("m.model", bytes);
    folder
}

/// CRC-32C, bit by bit.
fn crc32c(bytes: impl Iterator<Item = u8>) -> u32 {
    !bytes.fold(!0, |mut crc, byte| {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0x82f6_3b78 } else { crc >> 1 };
        }
        crc
    })
}

#[test]
fn a_truncated_model() {
    let folder = with_model(|bytes| bytes.truncate(bytes.len() / 2));
    folder.run("predict m.model data.csv").refused(6, &["m.model", "cut short", "again"]);
    folder.run("inspect m.model").refused(6, &["m.model", "cut short", "again"]);
}

#[test]
fn a_model_with_a_flipped_bit() {
    let folder = with_model(|bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 4;
    });
    folder.run("predict m.model data.csv").refused(6, &["m.model", "damaged", "checksum", "again"]);
}

#[test]
fn not_a_model() {
    Folder::fitted().run("predict data.csv data.csv").refused(6, &["data.csv: is not a logodds model", "fit --model"]);
}

#[test]
fn a_model_that_is_not_there() {
    Folder::fitted().run("predict none.model data.csv").refused(6, &["none.model", "No such file"]);
}

#[test]
fn a_model_of_a_newer_version() {
    let folder = with_model(|bytes| {
        bytes[8] = 9;
        let crc = crc32c(bytes[..20].iter().chain(&bytes[24..]).copied());
        bytes[20..24].copy_from_slice(&crc.to_le_bytes());
    });
    folder.run("predict m.model data.csv").refused(6, &["m.model", "newer logodds", "format 9", "Upgrade"]);
}

#[test]
fn inspect_shows_what_is_in_the_file() {
    let ran = Folder::fitted().run("inspect m.model").ok();
    for words in [
        "model    m.model: made 20",
        "40 rows; 2 features, 4 terms",
        "policy   missing cells: error",
        "categorical, 3 levels: Bonn | Köln | Ulm",
        "city (base: Bonn)",
        "certified optimum",
    ] {
        assert!(ran.stdout.contains(words), "{words:?} is not in:\n{}", ran.stdout);
    }
}

#[test]
fn inspect_json_adds_schema_and_origin() {
    let json = Folder::fitted().run("inspect m.model --json").ok().json();
    assert_eq!(json["schema"]["columns"][1]["levels"], serde_json::json!(["Bonn", "Köln", "Ulm"]));
    assert_eq!(json["schema"]["columns"][0]["min"], 20.0);
    assert_eq!(json["model"]["file"], "m.model");
    assert_eq!(json["coefficients"][0]["term"], "(intercept)");
}

#[test]
fn inspect_shows_the_texts_for_missing_cells() {
    let folder = Folder::with(people(40));
    folder.fit("-m m.model --na ?,n/a").ok();
    let shown = folder.run("inspect m.model").ok().stdout;
    assert!(shown.contains("missing  an empty cell, ?, n/a\n"), "{shown}");
    let json = folder.run("inspect m.model --json").ok().json();
    assert_eq!(json["schema"]["na"], serde_json::json!(["", "?", "n/a"]));
}

/// A file of format 1, and what was made of it when it was written (crates/model/tests/data/README.md).
#[test]
fn a_file_of_format_1_predicts_the_same_bits() {
    let kept = |name: &str| format!("{}/../model/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    let (model, data) = (kept("birthwt_1.logodds"), example("birthwt.csv"));
    let old = std::fs::read_to_string(kept("birthwt_1.csv")).unwrap();
    let new = Folder::new().run(&format!("predict {model} {data} --only")).ok().stdout;
    let numbers = |text: &str| text.lines().skip(1).map(|p| p.parse::<f64>().unwrap()).collect::<Vec<_>>();
    assert_eq!(numbers(&new).len(), 189);
    // The bits are those of the platform that wrote the file.
    if cfg!(all(target_arch = "x86_64", target_os = "linux")) {
        assert_eq!(new, old);
    }
    assert!(numbers(&new).iter().zip(numbers(&old)).all(|(new, old)| (new - old).abs() < 1e-14));
    let json = Folder::new().run(&format!("inspect {model} --json")).ok().json();
    assert_eq!((&json["data"]["positives"], &json["data"]["class_rows"][0]), (&59.into(), &130.into()));
}

/// What a file has of texts is shown, and does nothing: no cleared screen, no colour, no title of a window.
#[test]
fn control_characters_of_a_model_file_never_reach_the_terminal() {
    use logodds::io::model_file::{load, save};
    use logodds::model::record::WarningRecord;
    use logodds::model::words::Remedy;
    let folder = Folder::fitted();
    let mut model = load(&folder.path("m.model")).unwrap();
    let evil = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m\u{202e}".to_owned();
    model.covariance_root = None;
    model.fit.reason.clone_from(&evil);
    model.data.files = vec![evil.clone()];
    model.schema.na.push(evil.clone());
    model.schema.weights = Some(evil.clone());
    model.warnings.push(WarningRecord {
        code: evil.clone(),
        message: evil.clone(),
        columns: vec![evil.clone()],
        remedies: vec![Remedy::leave_out(&evil)],
    });
    let inference = model.inference.as_mut().unwrap();
    inference.withheld = Some(evil.clone().into());
    save(&folder.path("evil.model"), &model).unwrap();
    for arguments in ["inspect evil.model", "predict evil.model data.csv --interval 0.95", "inspect evil.model --json"]
    {
        let ran = folder.run(arguments);
        let acts = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        let json = arguments.contains("json");
        assert!(!ran.stderr.contains(acts), "{arguments}: {:?}", ran.stderr);
        // JSON escapes what its grammar asks for.
        assert!(json && !ran.stdout.contains('\u{1b}') || !ran.stdout.contains(acts), "{arguments}: {:?}", ran.stdout);
        assert!(ran.stdout.contains("owned") || ran.stderr.contains("owned"), "{arguments}");
    }
}
