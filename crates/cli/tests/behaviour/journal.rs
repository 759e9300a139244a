//! `fit --journal`: a fit that was ended at any moment goes on from its journal, to the same model byte by byte.

use crate::support::{Folder, binary};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Rows of six numbers and a category of some levels, with `classes` labels.
fn people(rows: usize, classes: u64) -> String {
    let mut seed = 88_172_645_463_325_252_u64;
    let mut next = move || {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed >> 20
    };
    let mut text = "a,b,c,d,e,f,town,y\n".to_owned();
    for _ in 0..rows {
        let numbers: Vec<u64> = (0..6).map(|_| next() % 1000).collect();
        let town = next() % 30;
        let label = (numbers[0] / 200 + town / 8 + next() % 5) % classes;
        let cells: Vec<String> = numbers.iter().map(|x| format!("{}.{}", x / 10, x % 10)).collect();
        text += &format!("{},t{town},l{label}\n", cells.join(","));
    }
    text
}

/// Sums that a journal has in whole.
fn sums(path: &Path) -> usize {
    let bytes = fs::read(path).unwrap_or_default();
    let (mut at, mut sums) = (32, 0);
    while let Some(length) = bytes.get(at + 16..at + 24) {
        at += 32 + u64::from_le_bytes(length.try_into().unwrap()) as usize;
        sums += usize::from(at <= bytes.len());
    }
    sums
}

const CASES: [(u64, &str); 4] = [
    (2, "--solver newton"),
    (2, "--penalty l2 --lambda 0.001 --solver lbfgs"),
    (3, "--solver newton"),
    (4, "--solver newton-cg"),
];

/// `kill -9` once there are 1, 4 and 9 sums, and again of what was begun again.
#[test]
fn a_killed_fit_goes_on_from_its_journal() {
    for (classes, more) in CASES {
        let folder = Folder::with(people(4_000, classes));
        let arguments = format!("fit data.csv --target y --reproducible {more}");
        folder.run(&format!("{arguments} -q -m whole.model")).ok();
        for wanted in [1, 4, 9] {
            let mut child = Command::new(binary())
                .current_dir(folder.path(""))
                .args(arguments.split_whitespace())
                .args(["-q", "-m", "again.model", "--journal", "sums.journal"])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            while sums(&folder.path("sums.journal")) < wanted && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_micros(100));
            }
            child.kill().unwrap();
            child.wait().unwrap();
        }
        let known = sums(&folder.path("sums.journal"));
        assert!(known >= 9, "{known} sums");
        let json = folder.run(&format!("{arguments} --json -m again.model --journal sums.journal")).ok().json();
        assert_eq!(json["fit"]["remembered_sums"], known);
        assert!(folder.read("again.model") == folder.read("whole.model"), "{classes} labels, {more}");
    }
}

/// Cut off after so many sums, and in the middle of the next.
#[test]
fn what_is_left_of_a_journal_is_all_that_is_remembered() {
    let folder = Folder::with(people(500, 2));
    let arguments = "fit data.csv --target y --reproducible";
    folder.run(&format!("{arguments} -q -m whole.model --journal sums.journal")).ok();
    let whole = folder.read("sums.journal");
    let all = sums(&folder.path("sums.journal"));
    let (mut at, mut ends) = (32, vec![32]);
    for _ in 0..all {
        at += 32 + u64::from_le_bytes(whole[at + 16..at + 24].try_into().unwrap()) as usize;
        ends.push(at);
    }
    for known in [0, 1, 4, 9, all] {
        let torn = (ends[known] + 20).min(whole.len());
        folder.write("sums.journal", &whole[..torn]);
        let json = folder.run(&format!("{arguments} --json -m again.model --journal sums.journal")).ok().json();
        assert_eq!(json["fit"]["remembered_sums"], known);
        assert!(folder.read("again.model") == folder.read("whole.model"), "{known}");
        assert!(folder.read("sums.journal") == whole, "{known}");
    }
}

#[test]
fn a_journal_of_something_else_is_refused() {
    let folder = Folder::with(people(200, 2));
    folder.fit("-q --journal j").ok();
    folder.fit("-q --journal j --threads 2 --max-iterations 50").ok();
    folder.fit("--journal j --penalty l2 --lambda 1").refused(1, &["journal j:", "other options", "another file"]);
    folder.fit("--journal data.csv").refused(2, &["--journal data.csv", "this is the data"]);
    folder.fit("-m same --journal same").refused(2, &["--journal same", "this is the model"]);
    folder.fit("--journal -").refused(2, &["--journal -", "name a file"]);
    folder.fit("--journal no/j").refused(1, &["no/j", "does not exist"]);
    folder.write("letter", "Dear reader");
    folder.fit("--journal letter").refused(1, &["journal letter:", "something else"]);
    assert_eq!(folder.read("letter"), b"Dear reader");
    folder.write("data.csv", people(201, 2));
    folder.fit("--journal j").refused(1, &["journal j:", "other data"]);
    assert!(folder.run("fit data.csv --target y --json").ok().json()["fit"].get("remembered_sums").is_none());
}
