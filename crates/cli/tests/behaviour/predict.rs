//! `predict`: rows in, the same rows with probabilities out.

use crate::support::{Folder, people};

fn refused(new: &str, code: i32, words: &[&str]) {
    let folder = Folder::fitted();
    folder.write("new.csv", new);
    folder.run("predict m.model new.csv").refused(code, words);
}

#[test]
fn a_level_never_seen() {
    refused(
        "age,city\n30,Bonn\n31,Berlin\n",
        3,
        &["new.csv:3", "\"city\"", "\"Berlin\" was never seen", "\"Bonn\"", "--unseen"],
    );
}

#[test]
fn a_missing_column() {
    refused("age,citty\n30,Bonn\n", 3, &["new.csv", "needs column \"city\"", "did you mean \"citty\"?"]);
}

#[test]
fn a_ragged_row() {
    refused("age,city\n30,Bonn\n31\n", 3, &["new.csv:3", "expected 2 cells, found 1"]);
}

#[test]
fn a_missing_cell() {
    refused("age,city\n30,Bonn\nNA,Ulm\n", 3, &["new.csv:3", "\"age\" has no value", "--missing drop"]);
}

#[test]
fn a_text_in_a_numeric_column() {
    refused("age,city\nold,Bonn\n", 3, &["new.csv:2", "\"age\"", "\"old\" is not a number"]);
}

#[test]
fn extra_and_reordered_columns_change_nothing() {
    let folder = Folder::fitted();
    folder.write("a.csv", "age,city\n30,Bonn\n41.5,Ulm\n");
    folder.write("b.csv", "note,city,age\n\"x, y\",Bonn,30\n,Ulm,41.5\n");
    let a = folder.run("predict m.model a.csv --only").ok().stdout;
    assert_eq!(a, folder.run("predict m.model b.csv --only").ok().stdout);
    assert_eq!(a.lines().count(), 3);
}

#[test]
fn cells_and_line_ends_pass_through() {
    let folder = Folder::fitted();
    folder.write("new.csv", "age , city,\"no\"\"te\"\r\n 30,\"Bonn\",\"a\nb\"\r\n041.50,Ulm,\r\n");
    // The header's names are trimmed for matching only.
    let out = folder.run("predict m.model new.csv").ok().stdout;
    let (head, rest) = out.split_once("\r\n").unwrap();
    assert_eq!(head, "age , city,\"no\"\"te\",probability");
    assert!(
        rest.starts_with(" 30,\"Bonn\",\"a\nb\",0.") && rest.contains("\r\n041.50,Ulm,,0.") && rest.ends_with("\r\n"),
        "{rest:?}"
    );
}

#[test]
fn a_file_without_a_last_line_end() {
    let folder = Folder::fitted();
    folder.write("new.csv", "age,city\n30,Bonn");
    let out = folder.run("predict m.model new.csv").ok().stdout;
    assert!(out.lines().nth(1).is_some_and(|line| line.starts_with("30,Bonn,0.")) && out.ends_with('\n'), "{out}");
}

#[test]
fn stdin_in_stdout_out() {
    let folder = Folder::fitted();
    let named = folder.run("predict m.model data.csv").ok().stdout;
    assert_eq!(folder.pipe("predict m.model -", people(40)).ok().stdout, named);
}

#[test]
fn several_files_have_one_header() {
    let folder = Folder::fitted();
    let out = folder.run("predict m.model data.csv data.csv").ok().stdout;
    assert_eq!(out.lines().count(), 81);
}

#[test]
fn the_model_file_gives_the_bits_of_the_fit() {
    let folder = Folder::fitted();
    let json = folder.run("inspect m.model --json").ok().json();
    let fitted = folder.fit("--json").ok().json();
    let number = |json: &serde_json::Value, k: usize| json["coefficients"][k]["estimate"].as_f64().unwrap();
    for k in 0..4 {
        assert_eq!(number(&json, k).to_bits(), number(&fitted, k).to_bits());
    }
    // p = 1 / (1 + e^-(b + w age)) for the base level, to the last digits but those of the sum.
    folder.write("new.csv", "age,city\n30,Bonn\n");
    let out = folder.run("predict m.model new.csv --only").ok().stdout;
    let p: f64 = out.lines().nth(1).unwrap().parse().unwrap();
    let expected = 1.0 / (1.0 + (-(number(&json, 0) + 30.0 * number(&json, 1))).exp());
    assert!((p - expected).abs() < 1e-15, "{p} {expected}");
    let again = folder.run("predict m.model new.csv --only --threads 1").ok().stdout;
    assert_eq!(out, again);
}

#[test]
fn a_saved_model_predicts_as_another_save_of_it() {
    let folder = Folder::fitted();
    let first = folder.run("predict m.model data.csv -o p.csv").ok();
    assert_eq!(first.stdout, "");
    folder.fit("-m n.model").ok();
    assert_eq!(folder.run("predict n.model data.csv").ok().stdout.into_bytes(), folder.read("p.csv"));
}

#[test]
fn same_bytes_for_any_number_of_threads() {
    let folder = Folder::fitted();
    folder.write("many.csv", people(20_000));
    let one = folder.run("predict m.model many.csv --threads 1").ok().stdout;
    for threads in [2, 3, 7] {
        assert!(folder.run(&format!("predict m.model many.csv --threads {threads}")).ok().stdout == one, "{threads}");
    }
}

#[test]
fn a_threshold_gives_labels() {
    let folder = Folder::fitted();
    let out = folder.run("predict m.model data.csv --only --threshold 0.4").ok().stdout;
    assert!(out.starts_with("probability,label\n"), "{out}");
    for line in out.lines().skip(1) {
        let (p, label) = line.split_once(',').unwrap();
        assert_eq!(label, if p.parse::<f64>().unwrap() >= 0.4 { "yes" } else { "no" });
    }
    folder.run("predict m.model data.csv --threshold 1.5").refused(2, &["--threshold 1.5", "from 0 to 1"]);
}

#[test]
fn an_id_column_alone() {
    let folder = Folder::fitted();
    folder.write("new.csv", "who,age,city\n\"a,b\",30,Bonn\nc,31,Ulm\n");
    let out = folder.run("predict m.model new.csv --id who").ok().stdout;
    assert!(out.starts_with("who,probability\n\"a,b\",0.") && out.contains("\nc,0."), "{out}");
    folder.run("predict m.model new.csv --id wo").refused(2, &["--id: no column \"wo\"; did you mean \"who\"?"]);
}

#[test]
fn rows_without_a_probability_have_empty_cells() {
    let folder = Folder::with(people(40));
    folder.fit("-m m.model --missing drop --unseen missing").ok();
    folder.write("new.csv", "age,city\nNA,Bonn\n30,Berlin\n30,Bonn\n");
    let out = folder.run("predict m.model new.csv --threshold 0.5").ok().stdout;
    assert!(out.starts_with("age,city,probability,label\nNA,Bonn,,\n30,Berlin,,\n30,Bonn,0."), "{out}");
}

#[test]
fn tabs_stay_tabs() {
    let folder = Folder::fitted();
    folder.write("new.tsv", "age\tcity\n30\tBonn\n");
    assert!(folder.run("predict m.model new.tsv").ok().stdout.starts_with("age\tcity\tprobability\n30\tBonn\t0."));
}

#[test]
fn a_header_alone_gives_a_header() {
    let folder = Folder::fitted();
    folder.write("new.csv", "age,city\n");
    assert_eq!(folder.run("predict m.model new.csv").ok().stdout, "age,city,probability\n");
}

#[test]
fn a_probability_column_already_there() {
    refused("age,city,probability\n30,Bonn,0.5\n", 2, &["\"probability\" already", "--only"]);
}

#[test]
fn intervals_lie_around_their_probabilities() {
    let folder = Folder::fitted();
    let text = folder.run("predict m.model data.csv --only --interval 0.95").ok().stdout;
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("probability,probability_lower,probability_upper"));
    let rows: Vec<Vec<f64>> = lines.map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect();
    assert_eq!(rows.len(), 40);
    for row in &rows {
        assert!(0.0 < row[1] && row[1] < row[0] && row[0] < row[2] && row[2] < 1.0, "{row:?}");
    }
    let narrower = folder.run("predict m.model data.csv --only --interval 0.5").ok().stdout;
    for (row, line) in rows.iter().zip(narrower.lines().skip(1)) {
        let inner: Vec<f64> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
        assert!(inner[0] == row[0] && row[1] < inner[1] && inner[2] < row[2], "{row:?} {inner:?}");
    }
}

#[test]
fn intervals_are_refused_where_there_are_no_standard_errors() {
    let folder = Folder::with(people(40));
    folder.fit("--penalty l2 --lambda 0.1 -m m.model -q").ok();
    folder.run("predict m.model data.csv --interval 0.95").refused(2, &["--interval", "no standard errors", "penalty"]);
    folder.fit("--covariance none -m m.model -q").ok();
    folder.run("predict m.model data.csv --interval 0.95").refused(2, &["--interval", "without standard errors"]);
    folder.run("predict m.model data.csv --interval 1.5").refused(2, &["--interval 1.5", "between 0 and 1"]);
}

#[test]
fn texts_for_missing_cells_add_to_those_of_the_model() {
    let folder = Folder::with(people(40));
    folder.fit("-m m.model --missing drop --unseen base").ok();
    folder.write("new.csv", "age,city\n30,?\n30,NA\nn/a,Bonn\n30,Bonn\n");
    let out = folder.run("predict m.model new.csv --na ?,n/a").ok().stdout;
    assert!(out.starts_with("age,city,probability\n30,?,\n30,NA,\nn/a,Bonn,\n30,Bonn,0."), "{out}");
}
