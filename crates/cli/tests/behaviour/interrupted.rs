//! Runs that are cut off.

use crate::support::{Folder, binary, people};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn fit(folder: &Folder, target_file: &str) -> Command {
    let mut command = Command::new(binary());
    command.current_dir(folder.path("")).args(["fit", target_file, "--target", "y", "-q", "-m", "m.model"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// `kill -9` at 50 moments spread over a run: the model is the old one or the new one, always whole.
#[test]
fn a_killed_fit_leaves_a_whole_model() {
    let folder = Folder::with(people(60));
    folder.write("other.csv", people(400));
    let begin = Instant::now();
    assert!(fit(&folder, "data.csv").status().unwrap().success());
    assert!(fit(&folder, "other.csv").status().unwrap().success());
    let run = begin.elapsed() / 2;
    let mut seed = 0x9e37_79b9_7f4a_7c15_u64; // xorshift: the same moments in every run
    for k in 0..50 {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let mut child = fit(&folder, if k % 2 == 0 { "data.csv" } else { "other.csv" }).spawn().unwrap();
        std::thread::sleep(run.mul_f64(1.2 * (seed >> 11) as f64 / (1u64 << 53) as f64));
        child.kill().unwrap();
        child.wait().unwrap();
        let rows = folder.run("inspect m.model --json").ok().json()["data"]["rows"].as_u64().unwrap();
        assert!(rows == 60 || rows == 400, "{rows}");
    }
}

/// Ctrl-C ends a run at once, by the system's default: 130 to a shell.
#[test]
#[cfg(unix)]
fn an_interrupted_fit_leaves_the_old_model() {
    use std::os::unix::process::ExitStatusExt;
    let folder = Folder::fitted();
    let before = folder.read("m.model");
    folder.write("many.csv", people(300_000));
    let mut child = fit(&folder, "many.csv")
        .args(["--solver", "sgd", "--max-iterations", "1000000", "--tolerance", "1e-300"])
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_millis(100));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let status = child.wait().unwrap();
    assert_eq!(status.signal(), Some(2));
    assert_eq!(folder.read("m.model"), before);
}

/// The old file stays and the half-written one goes, whether by Ctrl-C, by a polite request to end, or as the terminal goes away.
#[test]
#[cfg(unix)]
fn an_interrupted_prediction_leaves_the_old_file_and_nothing_else() {
    use std::os::unix::process::ExitStatusExt;
    let folder = Folder::fitted();
    folder.write("many.csv", people(3_000_000));
    folder.write("out.csv", "old");
    let names = || {
        let entries = std::fs::read_dir(folder.path("")).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort_unstable();
        names
    };
    let before = names();
    let end = |name: &str| {
        let mut command = Command::new(binary());
        command.current_dir(folder.path("")).args([
            "predict",
            "m.model",
            "many.csv",
            "-o",
            "out.csv",
            "--threads",
            "1",
        ]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let begin = Instant::now();
        while names() == before {
            if child.try_wait().unwrap().is_some() {
                break;
            }
            assert!(begin.elapsed() < Duration::from_secs(60));
            std::thread::sleep(Duration::from_millis(1));
        }
        let _ = Command::new("kill").args([name, &child.id().to_string()]).stderr(Stdio::null()).status().unwrap();
        child.wait().unwrap()
    };
    for (name, number) in [("-INT", 2), ("-TERM", 15), ("-HUP", 1), ("-QUIT", 3)] {
        // On a busy machine the signal may come after the end.
        let mut ends = (0..60).map(|_| end(name)).skip_while(|status| {
            let late = status.success();
            if late {
                folder.write("out.csv", "old");
            }
            late
        });
        let status = ends.next().expect("one of 60 signals is in time");
        assert_eq!(status.signal(), Some(number), "{status}");
        assert_eq!(names(), before);
        assert_eq!(folder.read("out.csv"), b"old");
    }
}

/// A limit on the size of files ended the program in silence (SIGXFSZ), with its temporary file left behind.
#[test]
#[cfg(target_os = "linux")]
fn a_file_that_may_not_grow_is_told() {
    let folder = Folder::fitted();
    folder.write("many.csv", people(20_000));
    let run = |arguments: &str| {
        let shell = format!("ulimit -f 64; exec {} {arguments}", binary());
        let output = Command::new("bash").current_dir(folder.path("")).args(["-c", &shell]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for (arguments, words) in [
        ("predict m.model many.csv -o out.csv", "out.csv: cannot be written: File too large"),
        ("predict m.model many.csv > out.csv", "standard output: cannot be written: File too large"),
        ("fit many.csv --target y -q --diagnostics d.csv", "d.csv: cannot be written: File too large"),
    ] {
        let (code, stderr) = run(arguments);
        assert!(code == Some(1) && stderr.contains(words), "{arguments}: {code:?}: {stderr}");
    }
    assert!(
        std::fs::read_dir(folder.path(""))
            .unwrap()
            .all(|entry| { !entry.unwrap().file_name().to_string_lossy().ends_with(".tmp") })
    );
}
