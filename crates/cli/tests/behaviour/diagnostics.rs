//! `fit --diagnostics` and `fit --effects`.

use crate::clusters::{golden, golden_cases};
use crate::support::{Folder, example, people};
use serde_json::Value;

/// The cells of a CSV below its header.
fn cells(text: &[u8]) -> Vec<Vec<f64>> {
    let text = String::from_utf8(text.to_vec()).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN)).collect()).collect()
}

#[test]
fn diagnostics_are_those_of_r() {
    let folder = Folder::new();
    let case = golden_cases().into_iter().find(|case| case["name"] == "birthwt").unwrap();
    let file = golden("birthwt");
    let fit = format!("fit {file} --target y --exclude cluster_ --diagnostics d.csv");
    let json = folder.run(&format!("{fit} --json")).ok().json();
    let written = folder.read("d.csv");
    assert!(written.starts_with(b"row,probability,leverage,cooks_distance,deviance_residual,pearson_residual\n1,"));
    let rows = cells(&written);
    assert_eq!(rows.len(), 189);
    for (i, row) in rows.iter().take(10).enumerate() {
        assert_eq!(row[0], (i + 1) as f64);
        let keys = ["probability", "leverage", "cooks_distance", "deviance_residual", "pearson_residual"];
        for (key, found) in keys.iter().zip(&row[1..]) {
            let expected = case["first_rows"][key][i].as_f64().unwrap();
            assert!((found - expected).abs() < 1e-8 * expected.abs(), "{key} {found} {expected}");
        }
    }
    // The ten largest distances, with the lines of the file, under its header.
    let influential = json["influential"].as_array().unwrap();
    assert_eq!(influential.len(), 10);
    let mut distances: Vec<f64> = rows.iter().map(|row| row[3]).collect();
    distances.sort_by(|a, b| b.total_cmp(a));
    for (told, distance) in influential.iter().zip(&distances) {
        assert_eq!(told["cooks_distance"].as_f64(), Some(*distance));
        let row = told["row"].as_u64().unwrap();
        assert_eq!(told["line"], row + 1);
        assert_eq!(rows[row as usize - 1][3], *distance);
        assert_eq!(told["file"], Value::from(file.as_str()));
    }
    let ran = folder.run(&fit).ok();
    let first = &influential[0];
    let line = format!("{file}:{}", first["line"]);
    assert!(ran.stdout.contains(&line) && ran.stdout.contains("Cook's distance"), "{}", ran.stdout);
    // The same file for any number of threads.
    folder.run(&format!("{fit} --threads 3")).ok();
    assert_eq!(folder.read("d.csv"), written);
}

#[test]
fn rows_and_lines_are_those_of_the_file() {
    // Line 3 is blank, the row of line 5 is dropped.
    let mut lines: Vec<String> = people(40).lines().map(str::to_owned).collect();
    lines.insert(2, String::new());
    lines[4] = ",Bonn,no".to_owned();
    let folder = Folder::with(lines.join("\n"));
    let json = folder.fit("--missing drop --diagnostics d.csv --json").ok().json();
    let rows: Vec<f64> = cells(&folder.read("d.csv")).iter().map(|row| row[0]).collect();
    assert_eq!(rows[..4], [1.0, 2.0, 4.0, 5.0]);
    assert_eq!(rows.len(), 39);
    for told in json["influential"].as_array().unwrap() {
        let (row, line) = (told["row"].as_u64().unwrap(), told["line"].as_u64().unwrap());
        assert_eq!(line, row + if row == 1 { 1 } else { 2 });
        let label = lines[line as usize - 1].rsplit(',').next().unwrap();
        assert_eq!(told["label"], label);
    }
}

#[test]
fn no_diagnostics_without_an_optimum() {
    let folder = Folder::with("x,y\n1,0\n2,0\n3,1\n4,1\n");
    let ran = folder.fit("--diagnostics d.csv --json");
    assert!(
        ran.stderr.contains("no diagnostics were written to d.csv: the likelihood has no maximum"),
        "{}",
        ran.stderr
    );
    assert!(!folder.path("d.csv").exists());
    assert_eq!(ran.json()["influential"], Value::Null);
    // A penalty does not stand in the way.
    folder.fit("--penalty l2 --lambda 0.1 --diagnostics d.csv").ok();
    assert_eq!(cells(&folder.read("d.csv")).len(), 4);
}

#[test]
fn diagnostics_do_not_replace_what_they_should_not() {
    let folder = Folder::with(people(40));
    folder.fit("--diagnostics data.csv").refused(2, &["--diagnostics data.csv", "this is the data"]);
    folder.fit("-m a.model --diagnostics a.model").refused(2, &["--diagnostics a.model", "this is the model"]);
    folder.fit("--diagnostics -").refused(2, &["--diagnostics -", "name one"]);
    folder.fit("--diagnostics no/d.csv").refused(1, &["no/d.csv", "does not exist"]);
    for flag in ["--diagnostics d.csv", "--effects"] {
        let flags = format!("--covariance none {flag}");
        folder.fit(&flags).refused(2, &[flag.split(' ').next().unwrap(), "--covariance none"]);
    }
}

#[test]
fn effects_of_numbers_are_those_of_r() {
    let folder = Folder::new();
    for case in golden_cases().iter().filter(|case| case["weights"].is_null()).take(6) {
        let file = golden(case["name"].as_str().unwrap());
        let exclude = if case["clusters"].is_null() { "" } else { "--exclude cluster_" };
        let json = folder.run(&format!("fit {file} --target y {exclude} --effects --json")).ok().json();
        let effects = json["effects"].as_array().unwrap();
        assert_eq!(effects.len(), case["columns"].as_array().unwrap().len());
        for (k, effect) in effects.iter().enumerate() {
            assert_eq!((&effect["term"], effect["kind"].as_str()), (&case["columns"][k], Some("slope")));
            for key in ["estimate", "std_error"] {
                let (found, expected) =
                    (effect[key].as_f64().unwrap(), case["marginal_effects"][key][k].as_f64().unwrap());
                assert!((found - expected).abs() < 1e-8 * expected.abs(), "{file} {k} {key} {found} {expected}");
            }
        }
    }
}

#[test]
fn effects_of_levels_are_changes() {
    let folder = Folder::new();
    let json = folder.run(&format!("fit {} --target creditability --effects --json", example("german_credit.csv")));
    let json = json.json();
    let kinds = |kind: &str| -> Vec<&str> {
        let effects = json["effects"].as_array().unwrap().iter().filter(|effect| effect["kind"] == kind);
        effects.map(|effect| effect["term"].as_str().unwrap()).collect()
    };
    assert!(!kinds("change").is_empty(), "{json:#}");
    assert!(kinds("change").iter().all(|term| term.contains('=')) && kinds("slope").iter().all(|t| !t.contains('=')));
    let folder = Folder::with(people(60));
    let shown = folder.fit("--effects").ok().stdout;
    for words in ["average effect", "slope, per unit", "difference from", "city=Ulm"] {
        assert!(shown.contains(words), "{words:?} is not in:\n{shown}");
    }
    assert_eq!(folder.fit("--json").ok().json()["effects"], Value::Null);
}
