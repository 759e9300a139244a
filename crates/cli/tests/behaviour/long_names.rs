//! Names of any length, shown in lines of a readable one; documents keep them whole.

use crate::support::{Folder, people};

#[test]
fn a_long_level_is_cut_in_tables_and_whole_in_documents() {
    let long = "x".repeat(100_000);
    let folder = Folder::with(people(40).replace("Köln", &long));
    let ran = folder.fit("-m m.model").ok();
    assert!(ran.stdout.contains(&format!("{}…", "x".repeat(60))), "{}", ran.stdout);
    assert!(ran.stdout.lines().all(|line| line.chars().count() < 200));
    assert!(folder.run("inspect m.model").ok().stdout.lines().all(|line| line.chars().count() < 200));
    let json = folder.fit("--json").ok().json();
    assert_eq!(json["coefficients"][3]["level"].as_str().map(str::len), Some(100_000));
}

/// Levels that each have one label, but for two, which have `mixed` labels.
fn separated_levels(mixed: usize) -> Folder {
    let mut data = String::from("g,y\n");
    for i in 0..400 {
        let g = i % 40;
        let y = if g < 19 {
            0
        } else if g < 38 {
            1
        } else {
            i / 40 % mixed
        };
        data.push_str(&format!("level {g:02} {},{y}\n", "-".repeat(200)));
    }
    Folder::with(data)
}

#[test]
fn a_warning_lists_a_few_names() {
    let ran = separated_levels(2).fit("--json").ok();
    let told = ran.stderr.lines().find(|line| line.contains("quasi-complete separation")).unwrap();
    assert!(told.contains(" more columns or combinations separate") && told.chars().count() < 700, "{told}");
    assert_eq!(told.matches("g=level").count(), 3, "{told}");
    let json = ran.json();
    let columns = json["warnings"][0]["columns"].as_array().unwrap();
    assert!(columns.len() > 5 && columns.iter().all(|column| column.as_str().unwrap().len() > 200));
}

#[test]
fn a_warning_of_three_labels_lists_a_few_names() {
    let ran = separated_levels(3).fit("--json").ok();
    let told = ran.stderr.lines().find(|line| line.contains("quasi-complete separation")).unwrap();
    assert!(told.contains(" more columns or combinations separate") && told.chars().count() < 1_000, "{told}");
    assert_eq!(told.matches("g=level").count(), 3, "{told}");
    let json = ran.json();
    let columns = json["warnings"][0]["columns"].as_array().unwrap();
    assert!(columns.len() > 5 && columns.iter().all(|column| column.as_str().unwrap().len() > 200));
}

#[test]
fn a_long_constant_column_is_cut_in_the_warning() {
    let name = "k".repeat(10_000);
    let row = |(i, line): (usize, &str)| format!("{},{line}\n", if i == 0 { name.as_str() } else { "7" });
    let folder = Folder::with(people(40).lines().enumerate().map(row).collect::<String>());
    let ran = folder.fit("").ok();
    assert!(ran.stderr.contains("…\" is constant") && ran.stderr.len() < 500, "{}", ran.stderr);
}

#[test]
fn a_line_end_in_a_name_does_not_break_a_warning() {
    let row = |(i, line): (usize, &str)| format!("{},{line}\n", if i == 0 { "\"two\nlines\"" } else { "7" });
    let folder = Folder::with(people(40).lines().enumerate().map(row).collect::<String>());
    let ran = folder.fit("").ok();
    assert!(ran.stderr.contains("warning: \"two\\nlines\" is constant"), "{}", ran.stderr);
}
