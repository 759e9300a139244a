//! Help and manual pages: they fit the terminal, and their examples are true.

use crate::support::{Folder, binary};
use std::path::Path;
use std::process::Command;

fn verbs() -> Vec<String> {
    let help = Folder::new().run("help").ok().stdout;
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| line.starts_with("  "));
    lines.filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next().map(str::to_owned)).collect()
}

/// The commands under "Examples:", those in several lines as one.
fn examples(help: &str) -> Vec<String> {
    let lines = help.lines().skip_while(|line| *line != "Examples:").skip(1).take_while(|line| !line.is_empty());
    let text = lines.map(str::trim).collect::<Vec<_>>().join("\n");
    text.replace("\\\n", " ").lines().map(str::to_owned).collect()
}

#[test]
fn every_verb_has_help_in_eighty_columns_with_examples() {
    let folder = Folder::new();
    assert!(verbs().len() >= 7, "{:?}", verbs());
    for verb in verbs() {
        for flag in ["--help", "-h"] {
            let help = folder.run(&format!("{verb} {flag}")).ok().stdout;
            assert!(help.lines().all(|line| line.chars().count() <= 80), "{verb}:\n{help}");
            assert!((1..=3).contains(&examples(&help).len()), "{verb}:\n{help}");
        }
        let narrow = folder.run_with(("COLUMNS", "60"), &format!("{verb} -h")).ok().stdout;
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&narrow), words(&folder.run(&format!("{verb} -h")).ok().stdout), "{verb}");
        let page = folder.run(&format!("man {verb}")).ok().stdout;
        assert!(page.contains(".SH EXAMPLES\n.nf\n") && !page.contains("EXTRA"), "{page}");
    }
    assert!(folder.run("man").ok().stdout.contains(".SH \"EXIT CODES\"\n"));
}

/// In the order of the help, as one may need the model that another wrote.
#[cfg(unix)]
#[test]
fn every_example_runs() {
    let folder = Folder::new();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    std::os::unix::fs::symlink(data, folder.path("examples")).unwrap();
    let help = folder.run("help").ok().stdout;
    let of_verbs = verbs().into_iter().flat_map(|verb| examples(&folder.run(&format!("{verb} --help")).ok().stdout));
    let path = format!("{}:{}", Path::new(binary()).parent().unwrap().display(), std::env::var("PATH").unwrap());
    for example in examples(&help).into_iter().chain(of_verbs) {
        let mut shell = Command::new("sh");
        shell.args(["-c", &example]).current_dir(folder.path("")).env("PATH", &path);
        let ran = shell.output().unwrap();
        assert!(ran.status.success(), "{example}\n{}", String::from_utf8_lossy(&ran.stderr));
    }
    for written in ["low.model", "iris.model", "scored.csv", "low.json", "race.svg", "logodds-fit.1", "logodds.bash"] {
        assert!(!folder.read(written).is_empty(), "{written}");
    }
}
