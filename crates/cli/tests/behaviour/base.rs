//! Which level is the base, which label the others are compared with, and what becomes of those without rows.

use crate::clusters::of_coefficients;
use crate::support::Folder;
use std::fs;

/// A folder with a golden data set as `data.csv`.
fn golden(name: &str) -> Folder {
    let path = format!("{}/../../tests/golden/coding/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    Folder::with(fs::read(path).unwrap())
}

#[track_caller]
fn near(found: &[f64], right: &[f64]) {
    assert_eq!(found.len(), right.len(), "{found:?}");
    for (a, b) in found.iter().zip(right) {
        assert!((a - b).abs() < 1e-7, "{found:?} {right:?}");
    }
}

/// B22. Values of R's relevel(factor(g), "low"), by statsmodels in tests/golden/coding/referee.py.
#[test]
fn a_base_level_is_chosen() {
    let folder = golden("base");
    let fit = "fit data.csv --target y --features x,g --base g=low";
    let json = folder.run(&format!("{fit} --json -m low.model")).ok().json();
    near(&of_coefficients(&json, "estimate"), &[0.48413087, 1.03203863, 1.36048189, -0.64880544]);
    near(&of_coefficients(&json, "std_error")[2..], &[0.40461198, 0.33962700]);
    assert_eq!((&json["coefficients"][2]["level"], &json["coefficients"][2]["base"]), (&"high".into(), &"low".into()));
    assert!(json["coefficients"][1]["base"].is_null());
    let table = folder.run(fit).ok().stdout;
    assert!(table.contains("g (base: low)"), "{table}");
    let kept = folder.run("inspect low.model --json").ok().json();
    assert_eq!(kept["schema"]["columns"][1]["base"], "low");
    assert_eq!(kept["schema"]["columns"][1]["levels"], serde_json::json!(["low", "high", "medium"]));
    // Probabilities do not depend on the base.
    folder.run("fit data.csv --target y --features x,g -m high.model").ok();
    let [low, high] =
        ["low", "high"].map(|base| folder.run(&format!("predict {base}.model data.csv --only")).ok().stdout);
    let numbers = |text: &str| text.lines().skip(1).map(|p| p.parse().unwrap()).collect::<Vec<f64>>();
    near(&numbers(&low), &numbers(&high));
    // A level of two says its base beside it.
    let two = folder.run("fit data.csv --target y --features x --categorical x --labels 2 --base x=0");
    assert!(two.stderr.contains("column \"x\" has no level \"0\""), "{}", two.stderr);
    let people = Folder::with("y,g,x\n0,no,1\n1,yes,2\n0,yes,3\n1,no,4\n0,no,5\n1,yes,6\n1,no,0\n");
    assert!(people.fit("--base g=yes").ok().stdout.contains("base: yes"));
}

/// B23. Values of Stata's baseoutcome, R's relevel, by statsmodels' MNLogit in tests/golden/coding/referee.py.
#[test]
fn a_base_label_is_chosen() {
    let folder = golden("base");
    let json = folder.run("fit data.csv --target k --features x --base k=z --json").ok().json();
    near(&of_coefficients(&json, "estimate"), &[0.06876025, -1.17958544, 0.10388863, -1.09730754]);
    let errors = of_coefficients(&json, "std_error");
    near(&[errors[1], errors[3]], &[0.20699369, 0.20338208]);
    assert_eq!((&json["data"]["base"], &json["data"]["classes"]), (&"z".into(), &serde_json::json!(["z", "k", "m"])));
    let l2 = folder.run("fit data.csv --target k --features x --base k=z --penalty l2 --lambda 0.1");
    l2.refused(2, &["--base k=z", "coefficients of 3 labels sum to 0"]);
    // Of two it is the label that is 0.
    let two = folder.run("fit data.csv --target y --features x --base y=1 --json").ok().json();
    assert_eq!((&two["data"]["positive"], &two["data"]["classes"]), (&"0".into(), &serde_json::json!(["1", "0"])));
}

#[test]
fn a_base_that_cannot_be_is_a_matter_of_usage() {
    let folder = golden("base");
    let base = |more: &str| folder.run(&format!("fit data.csv --target y --features x,g {more}"));
    base("--base g").refused(2, &["--base g: it must be a column and its level, as in --base race=2"]);
    base("--base g=lo").refused(2, &["it has \"high\", \"low\", \"medium\"; did you mean \"low\"?"]);
    base("--base q=low --base x=1 --base x=2")
        .refused(2, &["--base: no column \"q\" (in data.csv)", "\"x\" is given twice"]);
    base("--base x=1").refused(2, &["column \"x\" is read as numbers", "Add --categorical x"]);
    base("--base y=0 --positive 1").refused(2, &["--base \"y=0\"", "leave one of the two out"]);
    // A name with =, and a level that begins with -.
    let odd = Folder::with("y,a=b\n0,-1\n1,x\n0,x\n1,-1\n1,x\n0,x\n");
    let json = odd.run_list(&["fit", "data.csv", "--target", "y", "--base", "\"a=b\"=x", "--json"]).ok().json();
    assert_eq!((&json["coefficients"][1]["base"], &json["coefficients"][1]["level"]), (&"x".into(), &"-1".into()));
}

/// B33. Five sites, 1E2 and 100 among them, are five clusters.
#[test]
fn codes_with_an_e_are_clusters_of_their_own() {
    let folder = golden("sites");
    let json = folder.fit("--cluster site --json").ok().json();
    assert_eq!(json["inference"]["clusters"], 5);
    near(&of_coefficients(&json, "std_error"), &[0.3901816790, 0.3574967557]);
}

/// B35. What the refusal says, done: R's glm(rate ~ dose, binomial, weights = n).
#[test]
fn the_advice_on_shares_gives_the_fit_of_events_of_trials() {
    let folder = golden("grouped");
    let refused = folder.run("fit data.csv --target rate --weights n --exclude deaths,alive");
    refused
        .refused(3, &["data.csv: target \"rate\"", "shares", "--target label --weights count --weight-kind frequency"]);
    let refused = folder.run("fit data.csv --target deaths --exclude rate,alive");
    refused.refused(3, &["counts of events", "--target label --weights count --weight-kind frequency"]);
    let rows = String::from_utf8(folder.read("data.csv")).unwrap();
    let mut long = "dose,label,count\n".to_owned();
    for cells in rows.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()) {
        long.push_str(&format!("{0},yes,{1}\n{0},no,{2}\n", cells[0], cells[2], cells[3]));
    }
    folder.write("data.csv", long);
    let json = folder.run("fit data.csv --target label --weights count --weight-kind frequency --json").ok().json();
    near(&of_coefficients(&json, "estimate"), &[-2.572988918, 0.705274378]);
    near(&of_coefficients(&json, "std_error"), &[0.421836182, 0.105070104]);
}

/// B41. R: glm(y ~ 1).
#[test]
fn the_intercept_alone_is_fitted_where_it_is_asked_for() {
    let folder = Folder::with("y\n1\n0\n1\n1\n");
    folder.fit("").refused(2, &["no feature is left", "--features ''"]);
    let json = folder.run_list(&["fit", "data.csv", "--target", "y", "--features", "", "--json"]).ok().json();
    near(&of_coefficients(&json, "estimate"), &[3f64.ln()]);
    near(&of_coefficients(&json, "std_error"), &[(4.0 / 3.0f64).sqrt()]);
    // Features that say nothing leave it as it is, and are told.
    let constant = Folder::with("y,a,b\n1,2,u\n0,2,u\n1,2,u\n1,2,u\n").fit("--json").ok().json();
    near(&[constant["coefficients"][0]["estimate"].as_f64().unwrap()], &[3f64.ln()]);
    let codes: Vec<&str> = constant["warnings"].as_array().unwrap().iter().filter_map(|w| w["code"].as_str()).collect();
    assert_eq!(codes, ["constant", "constant"]);
}

/// B42, B30. R's multinom: "group z is empty".
#[test]
fn what_is_left_without_rows_is_told() {
    let ran = golden("emptied").fit("--missing drop").ok();
    assert!(
        ran.stderr.contains("warning: the label \"z\" of \"y\" has no row left: all 50 rows lack"),
        "{}",
        ran.stderr
    );
    let folder = Folder::with("y,x,g\n0,1,a\n1,2,b\n0,,z\n1,1,a\n0,3,b\n1,4,a\n0,1,b\n");
    let json = folder.fit("--missing drop --json").ok().json();
    let warning = &json["warnings"].as_array().unwrap().iter().find(|w| w["code"] == "level-without-rows").unwrap();
    assert_eq!(warning["columns"], serde_json::json!(["g"]));
}

#[test]
fn blanks_around_labels_make_no_third_one() {
    let folder = Folder::with("x,y\n1,yes\n2,yes \n3,no\n4, no\n2,no\n1,no\n3,yes\n");
    let ran = folder.fit("--positive yes").ok();
    assert!(ran.stderr.contains("\"yes\" and \"yes \" differ in blanks alone and are one"), "{}", ran.stderr);
    assert!(ran.stdout.contains("1 = yes (3 of 7 rows"), "{}", ran.stdout);
    // Spellings that are three are listed.
    let three = Folder::with("x,y\n1,yes\n2,YES\n3,no\n4,no\n2,yes\n1,YES\n3,no\n");
    three.fit("--positive yes").refused(2, &["data.csv", "3 labels, \"YES\", \"no\", \"yes\""]);
}

#[test]
fn the_file_is_named_where_a_target_is_refused() {
    Folder::with("x,y\n1,0\n2,0\n").fit("").refused(3, &["data.csv: target \"y\" has one label only"]);
    let folder = Folder::with("x,z\n1,0\n2,1\n");
    folder.fit("").refused(2, &["error: --target: no column \"y\" (in data.csv)"]);
    folder.run("fit data.csv --target Z").refused(2, &["no column \"Z\"; did you mean \"z\"? (in data.csv)"]);
    folder.write("more.csv", "x,z\n1,0\n");
    folder.run("fit data.csv more.csv --target y").refused(2, &["no column \"y\" (in data.csv and 1 more)"]);
    Folder::with("x,y\n1,a\n2,b\n3,c\n3,a\n1,b\n2,c\n").fit("--labels 2").refused(3, &["--labels 2", "has 3"]);
    Folder::with("x,y\n1,a\n2,b\n").fit("--labels 1").refused(2, &["--labels 1: a target has from 2 to 256 labels"]);
}

#[test]
fn indicators_of_the_clusters_are_told() {
    let rows: Vec<String> = (0..60)
        .map(|k| {
            let site = k % 4;
            format!(
                "{},{},s{site},{},{}",
                u8::from(k * 7 % 11 > 4),
                k * 37 % 17,
                u8::from(site == 1),
                u8::from(k % 3 == 0)
            )
        })
        .collect();
    let folder = Folder::with(format!("y,x,site,is_s1,other\n{}\n", rows.join("\n")));
    let ran = folder.fit("--cluster site").ok();
    assert!(ran.stderr.contains("\"is_s1\" tells one cluster of \"site\" from all others"), "{}", ran.stderr);
    assert!(ran.stderr.contains("Try --exclude is_s1") && !ran.stderr.contains("\"other\""), "{}", ran.stderr);
    let fine = folder.fit("--cluster site --exclude is_s1").ok();
    assert!(!fine.stderr.contains("tells one cluster"), "{}", fine.stderr);
    // Levels of a category that stand in one cluster each, be they its own.
    let own = folder.fit("--cluster site --features x,site --json").ok().json();
    let warning = own["warnings"].as_array().unwrap().iter().find(|w| w["code"] == "cluster-indicators").unwrap();
    assert!(
        warning["message"].as_str().unwrap().starts_with("\"site=s1\", \"site=s2\", \"site=s3\" tell"),
        "{warning}"
    );
}
