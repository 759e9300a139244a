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
