//! Data from pipes, and a system that gives little.

use crate::support::{Folder, binary, people};
use std::process::{Command, Stdio};

fn shell(folder: &Folder, script: &str) -> (Option<i32>, String, String) {
    let script = script.replace("logodds", binary());
    let output = Command::new("bash").current_dir(folder.path("")).args(["-c", &script]).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// The path was opened twice: whoever wrote to the pipe was gone the second time, and the command waited for ever.
#[test]
#[cfg(target_os = "linux")]
fn a_pipe_is_opened_once() {
    let folder = Folder::fitted();
    folder.write("many.csv", people(200_000));
    let plain = folder.run("predict m.model data.csv").ok().stdout;
    for script in [
        "mkfifo p; cat data.csv > p & timeout 60 logodds predict m.model p",
        "timeout 60 logodds predict m.model <(cat data.csv)",
        "cat data.csv | timeout 60 logodds predict m.model /dev/stdin",
        "timeout 60 logodds predict m.model /dev/stdin < data.csv",
        "gzip -c data.csv | timeout 60 logodds predict m.model /dev/stdin",
        "timeout 60 logodds predict <(cat m.model) data.csv",
        "cat data.csv | timeout 60 logodds predict m.model -",
    ] {
        let (code, stdout, stderr) = shell(&folder, script);
        assert!(code == Some(0) && stdout == plain, "{script}: {code:?} {stderr}");
    }
    for script in [
        "timeout 60 logodds fit <(cat data.csv) <(cat data.csv) --target y --json",
        "mkfifo q r; cat many.csv > q & cat many.csv > r & timeout 60 logodds fit q r --target y --json",
        "timeout 60 logodds compare <(cat many.csv) --target y --solvers newton --json",
    ] {
        let (code, _, stderr) = shell(&folder, script);
        assert!(code == Some(0), "{script}: {code:?} {stderr}");
    }
}

/// Where no thread can be started, one does. (A stack that no address space has is what makes every start fail; `ulimit -u` does not
/// hold for root.)
#[test]
fn without_threads_this_one_does_all() {
    let folder = Folder::fitted();
    folder.write("many.csv", people(60_000));
    let run = |arguments: &str, stack: Option<&str>| {
        let mut command = Command::new(binary());
        command.current_dir(folder.path("")).args(arguments.split_whitespace()).stdin(Stdio::null());
        stack.map(|bytes| command.env("RUST_MIN_STACK", bytes));
        let output = command.output().unwrap();
        assert!(output.status.success(), "{arguments}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    for arguments in [
        "predict m.model many.csv",
        "predict m.model many.csv --threads 4",
        "fit many.csv --target y --covariance none -m new.model -q",
    ] {
        assert_eq!(run(arguments, None), run(arguments, Some("70368744177664")), "{arguments}");
    }
}

/// What has no memory is told in one sentence, under a limit of the address space.
#[test]
#[cfg(target_os = "linux")]
fn columns_that_do_not_fit_are_foreseen() {
    let folder = Folder::new();
    let mut text = String::from("y");
    (0..200).for_each(|j| text.push_str(&format!(",x{j}")));
    text.push('\n');
    let row = |i: usize| format!("{}{}\n", i % 2, ",7".repeat(200));
    let rows: String = (0..2).map(row).collect();
    text.push_str(&rows.repeat(60_000));
    folder.write("wide.csv", text);
    let (code, _, stderr) = shell(&folder, "ulimit -v 200000; timeout 60 logodds fit wide.csv --target y --threads 1");
    assert!(
        code == Some(1) && stderr.contains("rows of 201 columns take") && stderr.contains("are to be had"),
        "{stderr}"
    );
    assert!(stderr.contains("--features") && !stderr.contains("panicked"), "{stderr}");
}

/// The Hessian of 5,000 unknowns and its factor take 400 MB.
#[test]
#[cfg(target_os = "linux")]
fn a_hessian_that_does_not_fit_is_foreseen() {
    let folder = Folder::new();
    let mut text = String::from("y");
    (0..5000).for_each(|j| text.push_str(&format!(",x{j}")));
    for i in 0..12 {
        text.push_str(&format!("\n{}", i % 2));
        (0..5000).for_each(|j| text.push_str(&format!(",{}", (i * 7919 + j * 104_729) % 97)));
    }
    folder.write("wide.csv", text + "\n");
    for verb in ["fit", "compare"] {
        let script = format!(
            "ulimit -v 390000; timeout 60 logodds {verb} wide.csv --target y --penalty l2 --lambda 1 --threads 1"
        );
        let (code, _, stderr) = shell(&folder, &script);
        assert!(
            code == Some(1) && stderr.contains("the Hessian of 5001 unknowns and its factor take 400 MB"),
            "{stderr}"
        );
    }
}

/// A source without an end is stopped where memory is, in one sentence.
#[test]
#[cfg(target_os = "linux")]
fn a_source_without_an_end_is_stopped() {
    let folder = Folder::fitted();
    for source in ["/dev/zero", "- < /dev/zero", "<(cat /dev/zero)"] {
        let script = format!("ulimit -v 900000; timeout 60 logodds fit {source} --target y --threads 1");
        let (code, _, stderr) = shell(&folder, &script);
        assert!(code == Some(1) && stderr.contains("reading it needs more memory than there is"), "{source}: {stderr}");
    }
}
