//! Targets of more than two labels, from the file to the probabilities.

use crate::support::{Folder, Ran, example};
use logodds::data::Executor;
use logodds::io::SchemaExt;
use logodds::io::model_file::load;
use logodds::io::{Input, ReadOptions, Source};
use logodds::score::Scorer;
use serde_json::Value;

/// Rows `x,city,y` with labels that overlap, so that a fit exists: quoted in the file where they need it.
fn rows(rows: usize, labels: &[&str]) -> String {
    let mut text = String::from("x,city,y\n");
    for i in 0..rows {
        let x = f64::from((i * 37 % 101) as u32) / 25.0;
        let city = ["Bonn", "Köln", "Ulm"][i * 17 % 53 % 3];
        let noise = (i * 71 % 97) as f64 / 97.0;
        let k = ((x / 4.04 * 0.5 + noise * 0.5) * labels.len() as f64) as usize;
        text.push_str(&format!("{x},{city},{}\n", labels[k.min(labels.len() - 1)]));
    }
    text
}

const SIZES: [&str; 3] = ["large", "middle", "small"];

fn iris(more: &str) -> Ran {
    Folder::new().run(&format!("fit {} --target species {more}", example("iris.csv")))
}

fn estimates(json: &Value) -> Vec<f64> {
    json["coefficients"].as_array().unwrap().iter().filter_map(|c| c["estimate"].as_f64()).collect()
}

#[test]
fn a_penalised_fit_lists_every_label() {
    let ran = iris("--penalty l2 --lambda 0.01").ok();
    for words in [
        "target   species: 3 labels in 150 rows: setosa (50, 33.3%), versicolor (50, 33.3%), virginica (50, 33.3%)",
        "5 terms",
        "coefficients of a term sum to 0",
        "term              setosa   versicolor     virginica",
        "scikit-learn C = 0.666667",
        "certified optimum",
    ] {
        assert!(ran.stdout.contains(words), "{words:?} is not in:\n{}", ran.stdout);
    }
    let json = iris("--penalty l2 --lambda 0.01 --json").ok().json();
    let coefficients = json["coefficients"].as_array().unwrap();
    assert_eq!(coefficients.len(), 15);
    for j in 0..5 {
        let of_term: Vec<&Value> = coefficients.iter().skip(j).step_by(5).collect();
        assert!(of_term.iter().all(|c| c["term"] == of_term[0]["term"] && c["odds_ratio"].is_null()));
        assert_eq!(
            of_term.iter().map(|c| c["class"].as_str().unwrap()).collect::<Vec<_>>(),
            ["setosa", "versicolor", "virginica"]
        );
        assert!(of_term.iter().filter_map(|c| c["estimate"].as_f64()).sum::<f64>().abs() < 1e-12);
    }
    assert_eq!(json["data"]["base"], Value::Null);
}

#[test]
fn an_unpenalised_fit_is_relative_to_the_first_label() {
    let folder = Folder::with(rows(300, &SIZES));
    let ran = folder.fit("").ok();
    for words in ["log-odds of each label relative to large", "middle", "small", "city (base: Bonn)", "AIC"] {
        assert!(ran.stdout.contains(words), "{words:?} is not in:\n{}", ran.stdout);
    }
    let json = folder.fit("--json").ok().json();
    let data = &json["data"];
    assert_eq!(data["classes"], serde_json::json!(SIZES));
    assert_eq!(data["base"], "large");
    assert_eq!(
        (&data["positive"], &data["positives"], &data["positive_weight"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(data["class_rows"].as_array().unwrap().iter().filter_map(Value::as_u64).sum::<u64>(), 300);
    assert_eq!(data["terms"], 4);
    let classes: Vec<&str> =
        json["coefficients"].as_array().unwrap().iter().map(|c| c["class"].as_str().unwrap()).collect();
    assert_eq!(classes, ["middle", "middle", "middle", "middle", "small", "small", "small", "small"]);
    let first = &json["coefficients"][0];
    assert_eq!(first["term"], "(intercept)");
    assert_eq!(first["odds_ratio"].as_f64().unwrap(), first["estimate"].as_f64().unwrap().exp());
    assert_eq!(json["statistics"]["df"], 8);
}

#[test]
fn two_labels_have_no_class_and_no_base() {
    let json = Folder::with(rows(300, &["no", "yes"])).fit("--json").ok().json();
    assert!(json["coefficients"].as_array().unwrap().iter().all(|c| c["class"].is_null()));
    let data = &json["data"];
    assert_eq!((&data["base"], &data["positive"]), (&Value::Null, &serde_json::json!("yes")));
    assert_eq!(data["class_rows"][1], data["positives"]);
    assert_eq!(data["class_rows"].as_array().unwrap().iter().filter_map(Value::as_u64).sum::<u64>(), 300);
}

#[test]
fn many_labels_have_a_block_each() {
    let labels: Vec<String> = (0..7).map(|k| format!("c{k}")).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let folder = Folder::with(rows(600, &labels));
    let ran = folder.fit("").ok();
    assert!(
        ran.stdout.contains("7 labels in 600 rows: c0 (") && ran.stdout.contains(" and 2 more\n"),
        "{}",
        ran.stdout
    );
    for words in ["odds ratio", "\nc1\n  (intercept)", "\n  city (base: Bonn)\n    Köln", "\nc6\n"] {
        assert!(ran.stdout.contains(words), "{words:?} is not in:\n{}", ran.stdout);
    }
    let ran = folder.fit("--penalty l2 --lambda 0.1").ok();
    assert!(ran.stdout.contains("\nc0\n  (intercept)") && !ran.stdout.contains("odds ratio"), "{}", ran.stdout);
}

/// What the command writes are the numbers of the library, to the last bit.
#[test]
fn probabilities_sum_to_one_and_have_the_bits_of_the_library() {
    for penalty in ["", "--penalty l2 --lambda 0.01"] {
        let folder = Folder::with(rows(300, &SIZES));
        folder.fit(&format!("-m m.model {penalty}")).ok();
        let out = folder.run("predict m.model data.csv --only").ok().stdout;
        let mut lines = out.lines();
        assert_eq!(lines.next(), Some("probability_large,probability_middle,probability_small,label"));
        let written: Vec<Vec<f64>> = lines
            .map(|line| {
                let cells: Vec<&str> = line.split(',').collect();
                let p: Vec<f64> = cells[..3].iter().map(|cell| cell.parse().unwrap()).collect();
                let likeliest = (0..3).max_by(|&a, &b| p[a].total_cmp(&p[b])).unwrap();
                assert_eq!(cells[3..], [SIZES[likeliest]]);
                assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-15, "{line}");
                p
            })
            .collect();

        let file = load(&folder.path("m.model")).unwrap();
        let mut options = ReadOptions::default();
        file.schema.apply(&mut options);
        let input = Input::open(vec![Source::Path(folder.path("data.csv"))], &options).unwrap();
        let coded = file.schema.encode_for_prediction(&input.parse(&options).unwrap()).unwrap();
        let scorer = Scorer::new(&file).unwrap();
        assert!(scorer.margins(coded.clone(), &Executor::sequential()).unwrap_err().to_string().contains("3 labels"));
        let expected = scorer.probabilities(coded, &Executor::sequential()).unwrap();
        let written: Vec<u64> = written.concat().into_iter().map(f64::to_bits).collect();
        assert_eq!(written, expected.into_iter().map(|p| p.unwrap().to_bits()).collect::<Vec<_>>());
    }
}

#[test]
fn predictions_are_the_same_bytes_for_any_number_of_threads() {
    let folder = Folder::with(rows(20_000, &SIZES));
    folder.fit("-q -m m.model").ok();
    let one = folder.run("predict m.model data.csv --threads 1").ok().stdout;
    assert_eq!(one.lines().count(), 20_001);
    for threads in [2, 3, 7] {
        assert!(folder.run(&format!("predict m.model data.csv --threads {threads}")).ok().stdout == one, "{threads}");
    }
}

#[test]
fn labels_with_commas_and_quotes_pass_through() {
    let folder = Folder::with(rows(300, &["\"a, b\"", "\"c\"\"d\"", "e"]));
    folder.fit("-q -m m.model").ok();
    let out = folder.run("predict m.model data.csv --id city").ok().stdout;
    let (head, rest) = out.split_once('\n').unwrap();
    assert_eq!(head, "city,\"probability_a, b\",\"probability_c\"\"d\",probability_e,label");
    let last: Vec<&str> = rest.lines().map(|line| line.splitn(5, ',').nth(4).unwrap()).collect();
    assert!(["\"a, b\"", "\"c\"\"d\"", "e"].iter().all(|label| last.contains(label)), "{last:?}");
}

/// A label's name is no column's: only what is written can collide.
#[test]
fn a_label_named_like_a_column() {
    let folder = Folder::with(rows(300, &["city", "x", "y"]));
    folder.fit("-m m.model").ok();
    let out = folder.run("predict m.model data.csv").ok().stdout;
    assert!(out.starts_with("x,city,y,probability_city,probability_x,probability_y,label\n"), "{out}");
    folder.write("new.csv", "x,city,probability_y\n1,Bonn,0.5\n");
    folder.run("predict m.model new.csv").refused(2, &["\"probability_y\" already", "--only"]);
    folder.write("new.csv", "x,city,label\n1,Bonn,x\n");
    folder.run("predict m.model new.csv").refused(2, &["\"label\" already", "--only"]);
    assert!(folder.run("predict m.model new.csv --only").ok().stdout.lines().count() == 2);
}

#[test]
fn every_probability_of_three_labels_has_its_interval_beside_it() {
    let folder = Folder::with(rows(300, &SIZES));
    folder.fit("-q -m m.model").ok();
    let text = folder.run("predict m.model data.csv --only --interval 0.95").ok().stdout;
    let (head, body) = text.split_once('\n').unwrap();
    let names: Vec<String> =
        SIZES.iter().flat_map(|l| ["", "_lower", "_upper"].map(|end| format!("probability_{l}{end}"))).collect();
    assert_eq!(head, format!("{},label", names.join(",")));
    let plain = folder.run("predict m.model data.csv --only").ok().stdout;
    let narrower = folder.run("predict m.model data.csv --only --interval 0.5").ok().stdout;
    let cells = |line: &str| -> Vec<f64> { line.split(',').take(9).map(|cell| cell.parse().unwrap()).collect() };
    for ((line, plain), narrower) in body.lines().zip(plain.lines().skip(1)).zip(narrower.lines().skip(1)) {
        let (wide, narrow) = (cells(line), cells(narrower));
        for (wide, narrow) in wide.chunks(3).zip(narrow.chunks(3)) {
            assert!(0.0 < wide[1] && wide[1] < narrow[1] && narrow[1] < wide[0], "{wide:?} {narrow:?}");
            assert!(wide[0] < narrow[2] && narrow[2] < wide[2] && wide[2] < 1.0, "{wide:?} {narrow:?}");
        }
        // Probabilities and label do not depend on whether intervals stand between them.
        let every_third: Vec<&str> = line.split(',').step_by(3).collect();
        assert_eq!(every_third.join(","), plain);
    }
    for threads in [2, 3] {
        let again = folder.run(&format!("predict m.model data.csv --only --interval 0.95 --threads {threads}"));
        assert!(again.ok().stdout == text);
    }
}

#[test]
fn three_labels_have_errors_by_the_sandwich() {
    let folder = Folder::with(rows(300, &SIZES));
    for (flags, estimator, words) in [
        ("--covariance hc0", "hc0", "by the sandwich (HC0)"),
        ("--covariance hc1", "hc1", "by the sandwich (HC1)"),
        ("--cluster city", "cluster", "by the sandwich over 3 clusters"),
    ] {
        let shown = folder.fit(&format!("{flags} --features x -m m.model")).ok().stdout;
        assert!(shown.contains(words), "{shown}");
        let json = folder.fit(&format!("{flags} --features x --json")).ok().json();
        assert_eq!(json["inference"]["covariance"], estimator);
        let errors = json["coefficients"].as_array().unwrap().iter().map(|c| c["std_error"].as_f64().unwrap());
        assert!(errors.clone().count() == 4 && errors.clone().all(|error| error > 0.0), "{json}");
        // The file has the covariance, and intervals come of it.
        folder.run("predict m.model data.csv --interval 0.95").ok();
    }
}

#[test]
fn what_three_labels_have_not_is_refused_before_the_fit() {
    let folder = Folder::with(rows(300, &SIZES));
    folder.fit("--covariance hc3").refused(2, &["HC3", "a matrix", "HC1"]);
    folder.fit("--contrast x=1").refused(2, &["contrasts", "more than two labels"]);
}

#[test]
fn effects_and_tests_of_three_labels_are_of_all_of_them() {
    let folder = Folder::with(rows(300, &SIZES));
    let json = folder.fit("--features x --effects --tests --json").ok().json();
    let effects = json["effects"].as_array().unwrap();
    assert_eq!(effects.len(), 3, "{json}");
    let sum: f64 = effects.iter().map(|effect| effect["estimate"].as_f64().unwrap()).sum();
    assert!(sum.abs() < 1e-12, "what one label gains the others lose: {sum}");
    let labels: Vec<&str> = effects.iter().map(|effect| effect["label"].as_str().unwrap()).collect();
    assert!(labels.iter().all(|label| !label.is_empty()) && labels[0] != labels[1], "{labels:?}");
    let test = &json["tests"][0];
    assert_eq!((test["column"].as_str(), test["df"].as_u64()), (Some("x"), Some(2)), "{json}");
    assert!(test["statistic"].as_f64().unwrap() > 0.0);
    let told = folder.fit("--features x --effects").ok();
    assert!(told.stdout.contains(&format!("x: p({})", labels[1])), "{}", told.stdout);
}

#[test]
fn no_interval_of_three_labels_without_standard_errors() {
    let folder = Folder::with(rows(300, &SIZES));
    folder.fit("--penalty l2 --lambda 0.1 -m m.model -q").ok();
    folder.run("predict m.model data.csv --interval 0.95").refused(2, &["--interval", "no standard errors", "penalty"]);
}

#[test]
fn a_label_named_like_the_end_of_an_interval() {
    let folder = Folder::with(rows(300, &["a", "a_lower", "b"]));
    folder.fit("-q -m m.model").ok();
    folder.run("predict m.model data.csv").ok();
    folder
        .run("predict m.model data.csv --interval 0.95")
        .refused(2, &["--interval", "\"probability_a_lower\"", "something else"]);
}

#[test]
fn rows_without_probabilities_have_empty_cells() {
    let folder = Folder::with(format!("{},Bonn,large\n", rows(300, &SIZES)));
    folder.fit("").refused(3, &["data.csv:302", "\"x\" has no value", "--missing drop"]);
    let ran = folder.fit("-m m.model --missing drop --unseen missing").ok();
    assert!(ran.stdout.contains("301 rows read, 1 dropped for a missing cell, 300 used"), "{}", ran.stdout);
    folder.write("new.csv", "x,city\nNA,Bonn\n1,Berlin\n1,Bonn\n");
    let out = folder.run("predict m.model new.csv").ok().stdout;
    assert!(out.contains("label\nNA,Bonn,,,,\n1,Berlin,,,,\n1,Bonn,0."), "{out}");
    let out = folder.run("predict m.model new.csv --interval 0.9").ok().stdout;
    assert!(out.contains("label\nNA,Bonn,,,,,,,,,,\n1,Berlin,,,,,,,,,,\n1,Bonn,0."), "{out}");
}

#[test]
fn a_weight_is_as_many_rows() {
    let text = rows(200, &SIZES);
    let (head, body) = text.split_once('\n').unwrap();
    let (mut weighted, mut written_out) = (format!("{head},w\n"), format!("{head}\n"));
    for (i, line) in body.lines().enumerate() {
        weighted.push_str(&format!("{line},{}\n", i % 3));
        written_out.push_str(&format!("{line}\n").repeat(i % 3));
    }
    let folder = Folder::with(weighted);
    folder.write("rows.csv", written_out);
    let counted = folder.fit("--weights w --weight-kind frequency --json").ok().json();
    let rows = folder.run("fit rows.csv --target y --json").ok().json();
    for (a, b) in estimates(&counted).iter().zip(estimates(&rows)) {
        assert!((a - b).abs() < 1e-9 * (1.0 + b.abs()), "{a} {b}");
    }
    for key in ["bic", "log_likelihood"] {
        let value = |json: &Value| json["statistics"][key].as_f64().unwrap();
        assert!((value(&counted) - value(&rows)).abs() < 1e-8, "{key}");
    }
    assert_eq!(counted["data"]["class_weights"], rows["data"]["class_weights"]);
    assert!(folder.fit("--weights w").ok().stdout.contains("by weight w: large ("));
}

#[test]
fn a_label_whose_rows_have_no_weight() {
    let text = rows(60, &SIZES);
    let data = text.lines().enumerate().map(|(i, line)| {
        let weight = if i == 0 {
            "w"
        } else if line.ends_with("middle") {
            "0"
        } else {
            "1"
        };
        format!("{line},{weight}\n")
    });
    Folder::with(data.collect::<String>())
        .fit("--weights w")
        .refused(3, &["no row of positive weight has the label \"middle\"", "weights"]);
}

#[test]
fn an_offset_would_change_nothing() {
    Folder::with(rows(60, &SIZES))
        .fit("--features city --offset x")
        .refused(2, &["--offset", "3 labels", "all of them alike", "leave it out"]);
}

#[test]
fn a_threshold_is_for_two_labels() {
    let folder = Folder::with(rows(300, &SIZES));
    folder.fit("-q -m m.model").ok();
    folder
        .run("predict m.model data.csv --threshold 0.5")
        .refused(2, &["--threshold", "3 labels", "most probable", "leave --threshold out"]);
}

#[test]
fn no_label_of_three_is_positive() {
    Folder::with(rows(60, &SIZES))
        .fit("--positive small")
        .refused(2, &["--positive \"small\"", "3 labels", "recode those to one label"]);
    Folder::with(rows(60, &SIZES)).fit("--positive smal").refused(2, &["no such label", "\"small\""]);
}

#[test]
fn a_label_of_one_row_is_warned_of() {
    let folder = Folder::with(format!("{}1,Bonn,tiny\n", rows(300, &SIZES)));
    let ran = folder.fit("--penalty l2 --lambda 0.01").ok();
    assert!(
        ran.stderr.contains("warning: the label \"tiny\" of \"y\" has one row alone") && ran.stderr.contains("merging"),
        "{}",
        ran.stderr
    );
    let json = folder.fit("--penalty l2 --lambda 0.01 --json").ok().json();
    assert_eq!(json["warnings"][0]["code"], "rare-label");
}

/// Where a third label is a slip, the fit goes on and says so.
#[test]
fn a_mark_for_missing_cells_among_the_labels() {
    let folder = Folder::with(rows(300, &["?", "no", "yes"]));
    let ran = folder.fit("").ok();
    assert!(
        ran.stderr.contains("\"?\" of \"y\" looks like a mark for a missing cell. Try --na='?' --missing drop"),
        "{}",
        ran.stderr
    );
    assert!(folder.fit("--na=? --missing drop").ok().stdout.contains("1 = yes"));
}

#[test]
fn a_price_is_no_class() {
    let data: String = (0..200).map(|k| format!("{k},{}.5\n", k * 7919 % 997)).collect();
    Folder::with(format!("x,y\n{data}")).fit("").refused(3, &["\"y\" has 200 labels", "amounts", "Recode", "--target"]);
}

#[test]
fn setosa_is_separated_and_said_so() {
    let ran = iris("").ends(4);
    for words in [
        "\"petal_length\" tells \"setosa\" from \"versicolor\" in all 100 rows",
        "quasi-complete separation",
        "50 of 150 rows are fitted perfectly",
        "--penalty l2",
    ] {
        assert!(ran.stderr.contains(words), "{words:?} is not in:\n{}", ran.stderr);
    }
    let json = iris("--json").ends(4).json();
    assert_eq!(json["separation"]["verdict"], "quasi-complete");
    assert_eq!((&json["separation"]["rows_separated"], &json["separation"]["rows_overlap"]), (&50.into(), &100.into()));
    let pairs = json["separation"]["pairs"].as_array().unwrap();
    assert!(pairs.len() == 2 && pairs.iter().all(|pair| pair["labels"][0] == "setosa"), "{pairs:?}");
    let limits = json["separation"]["limits"].as_array().unwrap();
    assert!(limits.len() == 10 && limits[0]["class"] == "versicolor" && limits[5]["class"] == "virginica");
    iris("--strict").ends(5);
}

#[test]
fn labels_that_overlap_have_a_verdict_too() {
    let folder = Folder::with(rows(300, &SIZES));
    assert_eq!(folder.fit("--json").ok().json()["separation"]["verdict"], "none");
    folder.fit("--strict").ok();
}

#[test]
fn three_labels_of_one_column_are_separated_completely() {
    let text: String = (0..60).map(|i| format!("{},{}\n", i * 37 % 60, SIZES[i * 37 % 60 / 20])).collect();
    let folder = Folder::with(format!("x,y\n{text}"));
    let ran = folder.fit("-m m.model --strict").ends(5);
    assert!(
        ran.stderr.contains("complete separation") && ran.stderr.contains("\"x\" tells \"large\""),
        "{}",
        ran.stderr
    );
    assert!(!folder.path("m.model").exists());
    assert_eq!(folder.fit("--json").ends(4).json()["separation"]["verdict"], "complete");
}

#[test]
fn a_duplicate_column_is_held_for_every_label() {
    let text = rows(300, &SIZES);
    let twice = text.lines().map(|line| format!("{},{line}\n", line.split(',').next().unwrap().replace('x', "again")));
    let folder = Folder::with(twice.collect::<String>());
    let ran = folder.fit("-m m.model").ok();
    // A line for each of the labels that are compared with the first.
    let held: Vec<&str> = ran.stdout.lines().filter(|line| line.contains("held at 0")).collect();
    assert!(
        held.len() == 2 && held.iter().all(|line| line.contains('—') && line.contains("collinear")),
        "{}",
        ran.stdout
    );
    assert!(ran.stderr.contains("\"again\"") && ran.stderr.contains("--exclude"), "{}", ran.stderr);
    assert_eq!(folder.run("predict m.model data.csv").ok().stdout.lines().count(), 301);
}

#[test]
fn inspect_shows_what_fit_showed() {
    let folder = Folder::with(rows(300, &SIZES));
    let fitted = folder.fit("-m m.model").ok().stdout;
    let shown = folder.run("inspect m.model").ok().stdout;
    let table = fitted.split_once("log-odds of each label").unwrap().1.split_once("certified").unwrap().0;
    assert!(shown.contains(table), "{shown}");
    let (fitted, shown) = (folder.fit("--json").ok().json(), folder.run("inspect m.model --json").ok().json());
    assert_eq!(shown["coefficients"], fitted["coefficients"]);
    assert_eq!(shown["data"], fitted["data"]);
}

#[test]
fn every_solver_is_raced() {
    let data = example("iris.csv");
    let command = format!("compare {data} --target species --penalty l2 --lambda 0.01");
    let folder = Folder::new();
    let json = folder.run(&format!("{command} --plot race.svg --json")).ok().json();
    assert_eq!(json["data"]["classes"], serde_json::json!(["setosa", "versicolor", "virginica"]));
    for race in json["solvers"].as_array().unwrap() {
        let result = &race["result"];
        assert!(race["solver"] == "sgd" || result["status"] == "converged", "{race}");
        assert!(
            result["above_best"].as_f64().unwrap() <= result["relative_bound"].as_f64().unwrap() * (1.0 + 1e-6) + 1e-14
        );
    }
    assert!(folder.read("race.svg").starts_with(b"<svg"));
    assert!(folder.run(&command).ok().stdout.contains("3 labels in 150 rows"));
}

#[test]
fn same_bytes_of_a_fit_for_any_number_of_threads() {
    let folder = Folder::with(rows(3_000, &SIZES));
    for solver in ["newton", "lbfgs", "sgd"] {
        let run = |threads: usize| {
            let ran = folder.fit(&format!("--solver {solver} --max-iterations 40 --json --threads {threads}"));
            let same = |line: &&str| !line.contains("\"seconds\"") && !line.contains("\"threads\"");
            ran.stdout.lines().filter(same).collect::<Vec<_>>().join("\n")
        };
        let one = run(1);
        assert!(one.contains("\"estimate\""), "{solver}");
        for threads in [2, 5] {
            assert_eq!(run(threads), one, "{solver}, {threads} threads");
        }
    }
}
