//! `--no-intercept`: no row for what is not there, in tables, documents and files; and what cannot be done without one.

use crate::support::{Folder, example};

#[test]
fn neither_table_nor_document_has_a_row_for_it() {
    let folder = Folder::new();
    let data = example("birthwt.csv");
    let fit = format!("fit {data} --target low --no-intercept --exclude race");
    let text = folder.run(&format!("{fit} -m m.model")).ok().stdout;
    assert!(!text.contains("(intercept)") && !text.contains("intercept alone"), "{text}");
    assert!(text.contains("no penalty, no intercept") && text.contains("(without coefficients -131.005)"), "{text}");
    assert!(text.contains("(7 coefficients)") && text.contains("7 features, 7 terms"), "{text}");
    let fitted = folder.run(&format!("{fit} --json")).ok().json();
    let terms: Vec<&str> =
        fitted["coefficients"].as_array().unwrap().iter().map(|c| c["term"].as_str().unwrap()).collect();
    assert_eq!(terms, ["age", "lwt", "smoke", "ptl", "ht", "ui", "ftv"]);
    assert_eq!(fitted["objective"]["intercept"], false);
    assert_eq!(fitted["data"]["terms"], 7);
    assert_eq!(fitted["statistics"]["df"], 7);
    assert!((fitted["statistics"]["null_deviance"].as_f64().unwrap() - 2.0 * 189.0 * 2f64.ln()).abs() < 1e-9);
    // The file remembers.
    let inspected = folder.run("inspect m.model --json").ok().json();
    for field in ["coefficients", "statistics", "objective", "inference"] {
        assert_eq!(inspected[field], fitted[field], "{field}");
    }
    let shown = folder.run("inspect m.model").ok().stdout;
    assert!(!shown.contains("(intercept)") && shown.contains("no intercept"), "{shown}");
    // And predicts: a row of zeros has log-odds of 0, and an interval of no width.
    folder.write("zeros.csv", "age,lwt,smoke,ptl,ht,ui,ftv\n0,0,0,0,0,0,0\n");
    let probabilities = folder.run("predict m.model zeros.csv --only --interval 0.95").ok().stdout;
    assert!(probabilities.trim_end().ends_with("0.5,0.5,0.5"), "{probabilities}");
}

#[test]
fn a_penalty_firth_and_several_labels_do_without() {
    let folder = Folder::new();
    let data = example("birthwt.csv");
    let fit = format!("fit {data} --target low --no-intercept --exclude race");
    let text = folder.run(&format!("{fit} --penalty l2 --lambda 0.1")).ok().stdout;
    assert!(text.contains("fit_intercept = False") && text.contains("intercept = FALSE"), "{text}");
    assert!(!text.contains("intercept free") && !text.contains("(intercept)"), "{text}");
    let text = folder.run(&format!("{fit} --penalty firth --ci profile --tests")).ok().stdout;
    assert!(text.contains("taken away; no intercept") && !text.contains("(intercept)"), "{text}");
    let fit = format!("fit {data} --target race --no-intercept");
    let text = folder.run(&fit).ok().stdout;
    assert!(!text.contains("(intercept)"), "{text}");
    let race = folder.run(&format!("compare {data} --target low --no-intercept --exclude race")).ok().stdout;
    assert!(race.contains("no penalty, no intercept"), "{race}");
}

#[test]
fn what_needs_an_intercept_is_refused() {
    let folder = Folder::new();
    let data = example("birthwt.csv");
    for command in ["fit", "compare"] {
        let run = format!("{command} {data} --target low --no-intercept --categorical race");
        folder.run(&run).refused(2, &["--no-intercept", "\"race\"", "\"1\"", "--exclude"]);
    }
    let run = format!("fit {data} --target low --no-intercept --contrast (intercept)=1,age=30");
    folder.run(&run).refused(2, &["contrast", "no intercept"]);
}

#[test]
fn a_column_of_zeros_is_not_compared_with_an_intercept_that_is_not_there() {
    let folder = Folder::with("x,z,y\n1,0,1\n-1,0,0\n2,0,0\n-2,0,1\n1,0,1\n");
    let told = folder.run("fit data.csv --target y --no-intercept").ok().stderr;
    assert!(told.contains("\"z\" is 0 in every row") && !told.contains("the intercept"), "{told}");
}

#[test]
fn separated_without_an_intercept_profile_intervals_and_tests_are_given() {
    let rows = ["1,1\n".repeat(5), "0,1\n".repeat(18), "0,0\n".repeat(24)].concat();
    let folder = Folder::with(format!("s,y\n{rows}"));
    let json = folder.run("fit data.csv --target y --no-intercept --ci profile --tests --json").json();
    // Rows of s = 0 say nothing of the coefficient: 10 log(1 + exp(-b)) is the quantile of 95 % at the lower end.
    let end = -(3.841_458_820_694_124_f64 / 10.0).exp_m1().ln();
    let lower = json["coefficients"][0]["lower"].as_f64().unwrap();
    assert!((lower - end).abs() < 1e-8, "{lower} {end}");
    assert!((json["tests"][0]["statistic"].as_f64().unwrap() - 10.0 * 2f64.ln()).abs() < 1e-8);
}
