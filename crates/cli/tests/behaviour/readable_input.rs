//! Data that look unusual and are fine.

use crate::support::{Folder, people};

fn same_fit_as_plain(content: impl AsRef<[u8]>) {
    let plain = Folder::with(people(40)).fit("").ok().stdout;
    let other = Folder::with(content).fit("").ok().stdout;
    assert_eq!(without_seconds(&plain), without_seconds(&other));
}

fn without_seconds(text: &str) -> String {
    text.lines().map(|line| line.split(" passes, ").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_byte_order_mark() {
    same_fit_as_plain(format!("\u{feff}{}", people(40)));
}

#[test]
fn crlf_line_ends() {
    same_fit_as_plain(people(40).replace('\n', "\r\n"));
}

#[test]
fn quoted_newlines() {
    let data = people(40).replace("Köln", "\"Köln\nam Rhein\"");
    let ran = Folder::with(data).fit("").ok();
    assert!(ran.stdout.contains("Köln\\nam Rhein"), "{}", ran.stdout);
    assert!(ran.stdout.contains("40 rows"), "{}", ran.stdout);
}

#[test]
fn stdin() {
    let plain = Folder::with(people(40)).fit("").ok().stdout;
    let piped = Folder::new().pipe("fit - --target y", people(40)).ok().stdout;
    assert_eq!(without_seconds(&plain).replace("data.csv", "-"), without_seconds(&piped));
}

#[test]
fn several_files() {
    let all = people(40);
    let (first, second) = all.split_at(all.find("\n32").map_or(0, |at| at + 1));
    let folder = Folder::with(first);
    folder.write("more.csv", format!("age,city,y\n{second}"));
    let ran = folder.run("fit data.csv more.csv --target y").ok();
    assert!(ran.stdout.contains("data.csv and 1 more: 40 rows"), "{}", ran.stdout);
}

#[test]
fn no_header() {
    let data = people(40).split_once('\n').map(|(_, rows)| rows.to_owned()).unwrap();
    let ran = Folder::with(data).run("fit data.csv --no-header --target c3").ok();
    assert!(ran.stdout.contains("c2 (base: Bonn)"), "{}", ran.stdout);
}

#[test]
fn semicolons_once_told() {
    let folder = Folder::with(people(40).replace(',', ";"));
    folder.fit("").refused(2, &["--target: no column \"y\"", "single column", "--delimiter ';'"]);
    folder.fit("-d ;").ok();
}

#[test]
fn missing_cells_when_dropped() {
    let folder = Folder::with(format!("{}NA,Ulm,no\n30,,yes\n?,Ulm,no\n", people(40)));
    let ran = folder.fit("--missing drop --na NA,?").ok();
    assert!(ran.stdout.contains("43 rows read, 3 dropped for a missing cell, 40 used"), "{}", ran.stdout);
}

#[test]
fn a_column_of_numbers_read_as_labels() {
    let ran =
        Folder::with(people(40).replace(",no", ",0").replace(",yes", ",1")).fit("--categorical y --positive 0").ok();
    assert!(ran.stdout.contains("1 = 0 ("), "{}", ran.stdout);
}
