//! Outputs that would replace what they must not, refused before any work; and data named twice.

use crate::support::{Folder, people};

#[test]
fn a_model_does_not_replace_its_data() {
    let folder = Folder::with(people(40));
    let before = folder.read("data.csv");
    for model in ["data.csv", "./data.csv"] {
        folder.fit(&format!("-m {model}")).refused(2, &[&format!("--model {model}: this is the data")]);
    }
    assert_eq!(folder.read("data.csv"), before);
}

#[test]
#[cfg(unix)]
fn a_model_does_not_replace_its_data_by_a_link() {
    let folder = Folder::with(people(40));
    std::os::unix::fs::symlink("data.csv", folder.path("soft")).unwrap();
    std::fs::hard_link(folder.path("data.csv"), folder.path("hard")).unwrap();
    for link in ["soft", "hard"] {
        folder.fit(&format!("-m {link}")).refused(2, &["this is the data"]);
    }
}

#[test]
fn a_model_replaces_nothing_but_models() {
    let folder = Folder::fitted();
    folder.write("thesis.txt", "all my work");
    folder.fit("-m thesis.txt").refused(2, &["--model thesis.txt", "no logodds model", "another name", "remove it"]);
    assert_eq!(folder.read("thesis.txt"), b"all my work");
    folder.write("empty", "");
    let mut damaged = folder.read("m.model");
    damaged.truncate(100);
    folder.write("damaged.model", damaged);
    for model in ["m.model", "empty", "damaged.model", "new.model"] {
        folder.fit(&format!("-m {model}")).ok();
        folder.run(&format!("inspect {model}")).ok();
    }
    folder.fit("-m -").refused(2, &["--model -", "name a file"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_model_may_go_to_a_device() {
    Folder::with(people(40)).fit("-q -m /dev/null").ok();
}

#[test]
fn predictions_do_not_replace_their_model() {
    let folder = Folder::fitted();
    let before = folder.read("m.model");
    folder.run("predict m.model data.csv -o ./m.model").refused(2, &["--output ./m.model: this is the model"]);
    assert_eq!(folder.read("m.model"), before);
}

/// `predict --only -o data.csv` destroyed what it had read, with exit code 0: by no name, and whatever is kept of the rows.
#[test]
fn predictions_do_not_replace_their_data() {
    let folder = Folder::fitted();
    let before = folder.read("data.csv");
    for output in ["data.csv", "./data.csv", "../{}/data.csv"] {
        let output = output.replace("{}", folder.path("").file_name().unwrap().to_str().unwrap());
        for more in ["--only", "--id age", "", "--interval 0.95"] {
            let ran = folder.run(&format!("predict m.model data.csv {more} -o {output}"));
            ran.refused(2, &[&format!("--output {output}: this is the data, and predictions would replace it")]);
        }
    }
    folder.write("more.csv", people(5));
    folder.run("predict m.model more.csv data.csv --only -o data.csv").refused(2, &["this is the data"]);
    assert_eq!(folder.read("data.csv"), before);
    assert_eq!(folder.read("more.csv"), people(5).into_bytes());
}

#[test]
#[cfg(unix)]
fn predictions_do_not_replace_their_data_or_model_by_a_link() {
    let folder = Folder::fitted();
    for (what, file) in [("data", "data.csv"), ("model", "m.model")] {
        let (soft, hard) = (format!("{what}_soft"), format!("{what}_hard"));
        std::os::unix::fs::symlink(file, folder.path(&soft)).unwrap();
        std::fs::hard_link(folder.path(file), folder.path(&hard)).unwrap();
        for link in [soft, hard] {
            let ran = folder.run(&format!("predict m.model data.csv --only -o {link}"));
            ran.refused(2, &[&format!("this is the {what}")]);
        }
    }
    // The data by one link and the output by another.
    folder.run("predict m.model data_hard --only -o data_soft").refused(2, &["this is the data"]);
    assert_eq!(folder.read("data.csv"), people(40).into_bytes());
}

/// Runs with standard input from a file, and standard output appended to one.
#[cfg(unix)]
fn redirected(folder: &Folder, arguments: &str, stdin: Option<&str>, stdout: Option<&str>) -> (i32, String) {
    use std::process::{Command, Stdio};
    let mut command = Command::new(crate::support::binary());
    command.current_dir(folder.path("")).args(arguments.split_whitespace());
    let file = |name: &str| std::fs::File::options().read(true).append(true).open(folder.path(name)).unwrap();
    command.stdin(stdin.map_or_else(Stdio::null, |name| file(name).into()));
    command.stdout(stdout.map_or_else(Stdio::null, |name| file(name).into()));
    let output = command.stderr(Stdio::piped()).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
#[cfg(unix)]
fn data_from_a_redirected_standard_input_are_data() {
    let folder = Folder::fitted();
    for (arguments, flag) in [
        ("predict m.model - --only -o data.csv", "--output"),
        ("predict m.model /dev/stdin --only -o data.csv", "--output"),
        ("fit - --target y --diagnostics data.csv", "--diagnostics"),
        ("fit - --target y -m data.csv", "--model"),
    ] {
        let (code, stderr) = redirected(&folder, arguments, Some("data.csv"), None);
        assert_eq!(code, 2, "{arguments}: {stderr}");
        assert!(stderr.contains(&format!("{flag} data.csv: this is the data")), "{arguments}: {stderr}");
    }
    let (code, stderr) = redirected(&folder, "fit - data.csv --target y", Some("data.csv"), None);
    assert!(code == 2 && stderr.contains("- and data.csv are the same file"), "{stderr}");
    assert_eq!(folder.read("data.csv"), people(40).into_bytes());
}

/// `>> data.csv` would append rows to what is read; `> data.csv` has emptied it before anybody could look.
#[test]
#[cfg(unix)]
fn standard_output_is_an_output_like_others() {
    let folder = Folder::fitted();
    let model = folder.read("m.model");
    for (arguments, stdin, what) in [
        ("predict m.model data.csv", None, "data"),
        ("predict m.model -", Some("data.csv"), "data"),
        ("fit data.csv --target y", None, "data"),
        ("compare data.csv --target y", None, "data"),
    ] {
        let (code, stderr) = redirected(&folder, arguments, stdin, Some("data.csv"));
        assert!(
            code == 2 && stderr.contains(&format!("standard output goes to the {what}, which is read")),
            "{stderr}"
        );
    }
    for arguments in ["inspect m.model", "predict m.model data.csv"] {
        let (code, stderr) = redirected(&folder, arguments, None, Some("m.model"));
        assert!(code == 2 && stderr.contains("standard output goes to the model, which is read"), "{stderr}");
    }
    folder.write("emptied.csv", "");
    let (code, stderr) = redirected(&folder, "fit emptied.csv --target y", None, Some("emptied.csv"));
    assert!(code == 2 && stderr.contains("(which the shell has emptied)"), "{stderr}");
    // Two outputs of one file.
    folder.write("log", "");
    for flag in ["-m log", "--diagnostics log", "-m /dev/stdout"] {
        let (code, stderr) = redirected(&folder, &format!("fit data.csv --target y {flag}"), None, Some("log"));
        assert!(code == 2 && stderr.contains("this is the file that standard output goes to"), "{flag}: {stderr}");
    }
    let (code, stderr) = redirected(&folder, "predict m.model data.csv -o /dev/stdout", None, Some("log"));
    assert_eq!(code, 0, "{stderr}");
    assert_eq!(folder.read("log").iter().filter(|&&byte| byte == b'\n').count(), 41);
    assert_eq!((folder.read("data.csv"), folder.read("m.model")), (people(40).into_bytes(), model));
}

#[test]
fn two_outputs_are_two_files() {
    let folder = Folder::with(people(40));
    for (model, diagnostics) in [("new", "new"), ("new", "./new"), ("./new", "new")] {
        folder
            .fit(&format!("-m {model} --diagnostics {diagnostics}"))
            .refused(2, &[&format!("--diagnostics {diagnostics}: this is the model")]);
    }
    assert!(!folder.path("new").exists());
}

#[test]
fn predictions_are_not_compressed() {
    let folder = Folder::fitted();
    for suffix in ["gz", "zst", "GZ"] {
        let name = format!("p.csv.{suffix}");
        folder.run(&format!("predict m.model data.csv -o {name}")).refused(2, &[&name, "plain text", "write to p.csv"]);
        assert!(!folder.path(&name).exists());
    }
}

#[test]
fn a_plot_does_not_replace_its_data() {
    let folder = Folder::new();
    folder.write("data.svg", people(40));
    folder.run("compare data.svg --target y --plot data.svg").refused(2, &["--plot data.svg", "this is the data"]);
    assert_eq!(folder.read("data.svg"), people(40).into_bytes());
}

#[test]
fn a_folder_that_does_not_exist_is_told_before_the_data_are_read() {
    let folder = Folder::fitted();
    folder.run("fit nowhere.csv --target y -m no/m.model").refused(1, &["no/m.model", "The folder no does not exist"]);
    folder.run("predict m.model nowhere.csv -o no/p.csv").refused(1, &["no/p.csv", "The folder no does not exist"]);
    folder.run("compare nowhere.csv --target y --plot no/p.svg").refused(1, &["no/p.svg"]);
}

#[test]
fn a_file_named_twice_does_not_count_twice() {
    let folder = Folder::with(people(40));
    for verb in ["fit", "compare"] {
        folder
            .run(&format!("{verb} data.csv ./data.csv --target y"))
            .refused(2, &["data.csv and ./data.csv are the same file", "name it once"]);
    }
}
