//! Columns whose names hold commas, in lists of columns.

use crate::support::{Folder, people};

fn folder() -> Folder {
    Folder::with(people(40).replacen("age,city", "\"age, in years\",\"city, \"\"home\"\"\"", 1))
}

fn columns(more: &[&str]) -> Vec<String> {
    let folder = folder();
    let arguments = [&["fit", "data.csv", "--target", "y", "-q", "-m", "m.model"], more].concat();
    folder.run_list(&arguments).ok();
    let json = folder.run("inspect m.model --json").ok().json();
    json["schema"]["columns"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn quoted_names_are_one_name() {
    let (age, city) = ("\"age, in years\"", "\"city, \"\"home\"\"\"");
    assert_eq!(columns(&["--features", age]), ["age, in years"]);
    assert_eq!(columns(&["--features", &format!("{age},{city}")]).len(), 2);
    assert_eq!(columns(&["--exclude", city]), ["age, in years"]);
    assert_eq!(columns(&["--numeric", age, "--categorical", city]).len(), 2);
}

#[test]
fn a_list_may_be_given_in_parts() {
    assert_eq!(columns(&["--features", "\"age, in years\"", "--features", "\"city, \"\"home\"\"\""]).len(), 2);
    Folder::with(people(40)).fit("--exclude age --exclude agge").refused(2, &["no column \"agge\""]);
}

#[test]
fn an_empty_list_has_no_names() {
    let none: [String; 0] = [];
    assert_eq!(columns(&["--features", ""]), none);
}
