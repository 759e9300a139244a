//! Where output goes, and what happens when it cannot.

use crate::support::{Folder, binary, people};
use std::io::Read;
use std::process::{Command, Stdio};

/// Run with stdout going to a reader that leaves after a few bytes (or at once).
fn code_with_closed_pipe(folder: &Folder, arguments: &[&str], bytes: usize) -> (Option<i32>, String) {
    let mut child = Command::new(binary())
        .current_dir(folder.path(""))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut vec![0; bytes]).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let folder = Folder::fitted();
    folder.write("many.csv", people(100_000));
    assert_eq!(code_with_closed_pipe(&folder, &["predict", "m.model", "many.csv"], 10), (Some(0), String::new()));
    assert_eq!(code_with_closed_pipe(&folder, &["fit", "data.csv", "--target", "y"], 0), (Some(0), String::new()));
    assert_eq!(code_with_closed_pipe(&folder, &["fit", "--help"], 0), (Some(0), String::new()));
}

#[test]
fn a_closed_pipe_loses_no_model() {
    let folder = Folder::with(people(40));
    let (code, _) = code_with_closed_pipe(&folder, &["fit", "data.csv", "--target", "y", "-m", "m.model"], 0);
    assert_eq!(code, Some(0));
    folder.run("inspect m.model").ok();
}

#[test]
fn a_folder_that_does_not_exist() {
    let folder = Folder::fitted();
    folder
        .fit("-m no/such/m.model")
        .refused(1, &["no/such/m.model", "cannot be written", "The folder no/such does not exist"]);
    folder.run("predict m.model data.csv -o no/p.csv").refused(1, &["no/p.csv", "cannot be written", "does not exist"]);
}

#[test]
fn a_folder_that_is_a_file() {
    Folder::fitted()
        .fit("-m data.csv/m.model")
        .refused(1, &["data.csv/m.model", "cannot be written", "Not a directory"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_cannot_be_written() {
    Folder::fitted().fit("-m /proc/m.model").refused(1, &["/proc/m.model", "cannot be written"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk() {
    let folder = Folder::fitted();
    folder
        .run("predict m.model data.csv -o /dev/full")
        .refused(1, &["/dev/full", "cannot be written", "No space left"]);
    for arguments in [["predict", "m.model", "data.csv"], ["fit", "data.csv", "--target=y"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = Command::new(binary()).current_dir(folder.path("")).args(arguments).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains("standard output: cannot be written: No space left"));
    }
}

#[test]
fn a_refused_prediction_leaves_the_old_file() {
    let folder = Folder::fitted();
    folder.write("p.csv", "old");
    folder.write("new.csv", "age,city\n30,Bonn\n31,Berlin\n");
    folder.run("predict m.model new.csv -o p.csv").refused(3, &["Berlin"]);
    assert_eq!(folder.read("p.csv"), b"old");
}
