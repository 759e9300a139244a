//! Two runs of one fit write the same bytes, on any number of threads, where that is asked for (issue: model files differed by `created`,
//! `seconds` and `threads`).

use super::support::{Folder, Ran, binary, people};
use std::process::Command;

fn run(folder: &Folder, more: &str, epoch: Option<&str>) -> Ran {
    let mut command = Command::new(binary());
    command.current_dir(folder.path("")).env_remove("SOURCE_DATE_EPOCH");
    if let Some(epoch) = epoch {
        command.env("SOURCE_DATE_EPOCH", epoch);
    }
    let arguments = format!("fit data.csv --target y {more}");
    let output = command.args(arguments.split_whitespace()).output().unwrap();
    Ran {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn two_runs_write_the_same_bytes() {
    let folder = Folder::with(people(60));
    let kinds = [
        "",
        "--penalty firth --ci profile",
        "--bootstrap 50 --cluster city",
        "--solver saga --penalty l2 --lambda 0.1",
    ];
    for (epoch, flag) in [(None, "--reproducible"), (Some("1700000000"), ""), (Some("0"), "--reproducible")] {
        for kind in kinds {
            let of = |threads: usize| {
                let ran = run(&folder, &format!("{kind} {flag} --json --threads {threads} -m m.model"), epoch).ok();
                (ran.stdout, folder.read("m.model"))
            };
            let first = of(1);
            assert!(first == of(3), "{kind} {flag} {epoch:?}");
            let fit = &serde_json::from_str::<serde_json::Value>(&first.0).unwrap()["fit"];
            assert!(fit["seconds"].is_null() && fit["threads"].is_null() && fit["forecast"].is_null(), "{fit}");
        }
        let shown = folder.run("inspect m.model").ok().stdout;
        let made = if epoch == Some("1700000000") { "made 2023-11-14 22:13 UTC by" } else { "made by" };
        assert!(shown.contains(made), "{shown}");
        assert!(!shown.contains(" ms") && !shown.contains("1970"), "{shown}");
        // The table itself, too.
        assert_eq!(run(&folder, flag, epoch).ok().stdout, run(&folder, flag, epoch).ok().stdout);
    }
}

/// Without being asked for, the record tells the day and the time.
#[test]
fn else_the_record_tells_the_time() {
    let folder = Folder::with(people(60));
    let fit = run(&folder, "--json -m m.model", None).ok().json();
    assert!(fit["fit"]["seconds"].as_f64().unwrap() > 0.0 && fit["fit"]["threads"].as_u64().unwrap() > 0);
    let shown = folder.run("inspect m.model --json").ok().json();
    assert!(shown["model"]["created"].as_u64().unwrap() > 1_700_000_000);
}

#[test]
fn a_moment_that_is_none_is_refused() {
    let folder = Folder::with(people(60));
    for wrong in ["", "yesterday", "-5", "1.5", "99999999999999999999"] {
        let words = ["SOURCE_DATE_EPOCH", wrong, "seconds since 1970"];
        run(&folder, "-m m.model", Some(wrong)).refused(2, &words);
    }
    assert!(!folder.path("m.model").exists());
    run(&folder, "--reproducible --max-seconds 5", None).refused(2, &["--max-seconds", "--max-iterations"]);
}
