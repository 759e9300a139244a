//! `check`: what is wrong with data, before a fit.

use crate::support::{Folder, people};
use serde_json::Value;

fn found(document: &Value, severity: &str) -> Vec<String> {
    let findings = document["findings"].as_array().unwrap().iter();
    let of = findings.filter(|finding| finding["severity"] == severity);
    of.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn good_data_have_nothing_to_tell() {
    let ran = Folder::with(people(400)).run("check data.csv --target y").ok();
    assert!(ran.stdout.contains("nothing to say: fit takes these data as they stand"), "{}", ran.stdout);
    assert_eq!(ran.stderr, "");
}

#[test]
fn what_fit_refuses_is_told_on_a_page_and_in_a_document() {
    let mut text = String::from("id,opened,same,city,copy,outcome,age,bp,y\n");
    for (k, line) in people(400).lines().skip(1).enumerate() {
        let (age, rest) = line.split_once(',').unwrap();
        let (city, y) = rest.split_once(',').unwrap();
        let bp = if k % 40 == 3 { "-999".to_owned() } else { (90 + k * 7 % 61).to_string() };
        let missing = if k == 77 { "" } else { age };
        text.push_str(&format!(
            "P{k:05},20{:02}-{:02}-01,1,{city},c_{city},{y}!,{missing},{bp},{y}\n",
            k % 97,
            1 + k % 12
        ));
    }
    let folder = Folder::with(text);
    let ran = folder.run("check data.csv --target y --json").ends(3);
    let document = ran.json();
    assert_eq!(found(&document, "refused"), ["identifier", "dates", "missing"]);
    let warnings = found(&document, "warning");
    for code in ["constant", "duplicate-columns", "leak", "separation", "missing-codes"] {
        assert!(warnings.iter().any(|other| other == code), "{code}: {warnings:?}");
    }
    assert_eq!(
        (&document["fits"], &document["data"]["rows"], &document["data"]["rows_complete"]),
        (&Value::from(false), &Value::from(400), &Value::from(399))
    );
    let page = folder.run("check data.csv --target y").ends(3).stdout;
    assert!(page.lines().all(|line| line.chars().count() <= 80), "{page}");
    for words in ["refused by fit", "identifiers", "--exclude id, or --categorical id", "warnings", "alone tells \"y\""]
    {
        assert!(page.contains(words), "{words:?} is not in:\n{page}");
    }
    // What is settled is refused no more.
    folder.run("check data.csv --target y --exclude id,opened --missing drop").ok();
}

#[test]
fn exact_equations_and_few_events() {
    let mut text = String::from("a,b,sum,y\n");
    for k in 0..30 {
        let (a, b) = ((k * 7) % 31, (k * 11) % 29);
        text.push_str(&format!("{a},{b},{},{}\n", a + b, u8::from((k * 5) % 7 < 3)));
    }
    let document = Folder::with(text).run("check data.csv --target y --json").ok().json();
    let warnings = found(&document, "warning");
    assert!(warnings.contains(&"collinear".to_owned()) && warnings.contains(&"few-events".to_owned()), "{warnings:?}");
}

#[test]
fn new_rows_that_differ() {
    let folder = Folder::with(people(400));
    let mut new = String::from("city,age,extra\n");
    for k in 0..100 {
        let city = if k % 10 == 0 { "Paris" } else { "Bonn" };
        new.push_str(&format!("{city},{},1\n", if k == 5 { String::new() } else { (150 + k).to_string() }));
    }
    folder.write("new.csv", new);
    let document = folder.run("check data.csv --target y --new new.csv --json").ok().json();
    let mut warnings = found(&document, "warning");
    warnings.sort();
    assert_eq!(warnings, ["new-levels", "new-missing", "new-range", "new-shares"]);
    assert_eq!(found(&document, "note"), ["new-columns"]);
    assert_eq!(document["new"]["rows"], 100);
    folder.write("lacking.csv", "age\n30\n");
    let document = folder.run("check data.csv --target y --new lacking.csv --json").ok().json();
    assert!(found(&document, "warning").contains(&"new-data".to_owned()), "{document}");
    // Rows of the same kind have nothing to tell.
    folder.write("same.csv", people(100));
    let same = folder.run("check data.csv --target y --new same.csv --json").ok().json();
    assert!(found(&same, "warning").is_empty(), "{same}");
}

#[test]
fn a_target_that_is_none_and_names_that_are_not_there() {
    let folder = Folder::with(people(40));
    folder.run("check data.csv --target agee").refused(2, &["--target: no column \"agee\"; did you mean \"age\"?"]);
    let document = folder.run("check data.csv --target age --json").ends(3).json();
    assert_eq!(found(&document, "refused"), ["data"]);
    folder.run("check nowhere.csv --target y").refused(1, &["nowhere.csv"]);
}
