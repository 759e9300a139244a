//! Profile intervals, likelihood-ratio tests, contrasts, Firth's fit.

use crate::support::{Folder, Ran, people};
use serde_json::Value;

/// R's MASS::birthwt, columns as the golden values have them.
fn births() -> Folder {
    Folder::with(include_str!("../../../../tests/golden/inference/birthwt.csv").replace(",y\n", ",low\n"))
}

fn golden() -> Value {
    let cases: Value = serde_json::from_str(include_str!("../../../../tests/golden/inference/inference.json")).unwrap();
    cases.as_array().unwrap().iter().find(|case| case["name"] == "birthwt").unwrap().clone()
}

/// Without the columns that are no features.
fn fit(folder: &Folder, more: &str) -> Ran {
    folder.run(&format!("fit data.csv --target low --exclude cluster_ {more}"))
}

fn close(a: &Value, b: &Value) {
    let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
    assert!((a - b).abs() <= 1e-7 * (1.0 + b.abs()), "{a} {b}");
}

#[test]
fn profile_intervals_are_those_of_r_and_stay_in_the_model_file() {
    let (folder, golden) = (births(), golden());
    let json = fit(&folder, "--ci profile --tests --json -m m.model").ok().json();
    assert_eq!(json["inference"]["interval_kind"], "profile");
    for (k, coefficient) in json["coefficients"].as_array().unwrap().iter().enumerate() {
        close(&coefficient["estimate"], &golden["coefficients"][k]);
        close(&coefficient["lower"], &golden["ci_profile_95"][k][0]);
        close(&coefficient["upper"], &golden["ci_profile_95"][k][1]);
        // The test beside it is Wald's, as in R's summary.
        close(&coefficient["p_value"], &golden["p_values"][k]);
        let odds = coefficient["upper"].as_f64().unwrap().exp();
        close(&coefficient["odds_ratio_upper"], &odds.into());
        if k > 0 {
            let test = &json["tests"][k - 1];
            assert_eq!(test["column"], coefficient["column"]);
            assert_eq!(test["df"], 1);
            close(&test["statistic"], &golden["lr_test"]["statistic"][k]);
            close(&test["p_value"], &golden["lr_test"]["p_value"][k]);
        }
    }
    let inspected = folder.run("inspect m.model --json").ok().json();
    for field in ["coefficients", "tests", "inference"] {
        assert_eq!(inspected[field], json[field], "{field}");
    }
    let text = folder.run("inspect m.model").ok().stdout;
    assert!(
        text.contains("by the profile of the likelihood") && text.contains("tests of columns by the likelihood ratio")
    );
}

#[test]
fn firth_is_that_of_r() {
    let (folder, golden) = (births(), &golden()["firth"]);
    let json = fit(&folder, "--penalty firth --json -m m.model").ok().json();
    assert_eq!(json["objective"]["penalty"], "firth");
    assert_eq!(json["fit"]["status"], "converged");
    assert_eq!(json["fit"]["certificate"]["kind"], "score");
    assert!(json["fit"]["certificate"]["bound"].is_null());
    assert!(json["fit"]["certificate"]["gradient_norm"].as_f64().unwrap() <= 1e-10);
    assert!(json["statistics"]["aic"].is_null() && json["statistics"]["df"].is_null());
    close(&json["statistics"]["log_likelihood"], &golden["log_likelihood"]);
    for (k, coefficient) in json["coefficients"].as_array().unwrap().iter().enumerate() {
        close(&coefficient["estimate"], &golden["coefficients"][k]);
        close(&coefficient["std_error"], &golden["std_errors"][k]);
    }
    // The intervals by the profile, and the tests beside them.
    let profiled = fit(&folder, "--penalty firth --ci profile --tests --json -m p.model").ok().json();
    for (k, coefficient) in profiled["coefficients"].as_array().unwrap().iter().enumerate() {
        close(&coefficient["lower"], &golden["ci_profile_95"][k][0]);
        close(&coefficient["upper"], &golden["ci_profile_95"][k][1]);
        close(&coefficient["p_value"], &golden["lr_test"]["p_value"][k]);
        let root = coefficient["statistic"].as_f64().unwrap();
        assert_eq!(root < 0.0, coefficient["estimate"].as_f64().unwrap() < 0.0);
        close(&(root * root).into(), &golden["lr_test"]["statistic"][k]);
    }
    assert_eq!(profiled["tests"].as_array().unwrap().len(), 9);
    let inspected = folder.run("inspect p.model --json").ok().json();
    assert_eq!(inspected["coefficients"], profiled["coefficients"]);
    assert_eq!(inspected["tests"], profiled["tests"]);
    let untested = fit(&folder, "--penalty firth --ci profile --json").ok().json();
    assert_eq!(untested["tests"].as_array().unwrap().len(), 0);
    assert_eq!(untested["coefficients"], profiled["coefficients"]);
    let text = fit(&folder, "--penalty firth --ci profile").ok().stdout;
    for words in ["Firth's fit", "signed root", "standard errors from 0", "no bound on F − F*", "fisher-scoring"] {
        assert!(text.contains(words), "{words:?} is not in:\n{text}");
    }
    // Predictions from both files are the same.
    let of = |model: &str| folder.run(&format!("predict {model} data.csv --only")).ok().stdout;
    assert_eq!(of("m.model"), of("p.model"));
    assert_eq!(of("m.model").lines().count(), 190);
}

const SEPARATED: &str = "x,z,y\n1,3,0\n2,1,0\n3,2,0\n4,2,1\n5,1,1\n6,4,1\n";

#[test]
fn firth_is_finite_where_the_likelihood_has_no_maximum() {
    let folder = Folder::with(SEPARATED);
    folder.fit("").ends(4);
    let json = folder.fit("--penalty firth --ci profile --json").ok().json();
    for coefficient in json["coefficients"].as_array().unwrap() {
        for field in ["estimate", "std_error", "lower", "upper", "p_value"] {
            assert!(coefficient[field].is_f64(), "{field}: {coefficient}");
        }
    }
}

#[test]
fn an_end_that_does_not_exist_is_infinite() {
    let folder = Folder::with(SEPARATED);
    let ran = folder.fit("--ci profile --tests -m m.model").ends(4);
    assert!(ran.stdout.contains('∞') && ran.stdout.contains("no maximum"), "{}", ran.stdout);
    let json = folder.run("inspect m.model --json").ok().json();
    let x = &json["coefficients"][1];
    assert!(x["upper"].is_null() && x["odds_ratio_upper"].is_null() && x["std_error"].is_null(), "{x}");
    assert!(x["lower"].as_f64().unwrap() > 0.0);
    // By its own likelihood x matters: 6 rows are explained, which z does not do.
    assert!(json["tests"][0]["p_value"].as_f64().unwrap() < 0.01);
    assert!(json["tests"][1]["p_value"].as_f64().unwrap() > 0.9);
}

#[test]
fn levels_are_tested_together() {
    let folder = Folder::with(people(60));
    let json = folder.fit("--tests --json").ok().json();
    assert_eq!(json["tests"][0]["column"], "age");
    assert_eq!((&json["tests"][1]["column"], &json["tests"][1]["df"]), (&"city".into(), &2.into()));
    // The same by leaving the column out.
    let of = |json: &Value| json["statistics"]["deviance"].as_f64().unwrap();
    let without = folder.fit("--exclude city --json").ok().json();
    let statistic = json["tests"][1]["statistic"].as_f64().unwrap();
    assert!((statistic - (of(&without) - of(&json))).abs() < 1e-9);
    assert_eq!(folder.fit("--json").ok().json()["tests"].as_array().unwrap().len(), 0);
}

#[test]
fn a_column_held_at_0_has_no_test() {
    let text: String = people(60)
        .lines()
        .enumerate()
        .map(|(i, line)| format!("{},{line}\n", if i == 0 { "k" } else { "7" }))
        .collect();
    let folder = Folder::with(text);
    let ran = folder.fit("--ci profile --tests --contrast k=1").ok();
    let line = ran.stdout.lines().filter(|line| line.starts_with('k')).nth(1).unwrap_or_default();
    assert!(line.contains("not determined"), "{}", ran.stdout);
    let json = folder.fit("--ci profile --tests --contrast k=1 --json").ok().json();
    assert_eq!(json["tests"][0]["df"], 0);
    assert!(json["coefficients"][1]["lower"].is_null());
    assert!(json["contrasts"][0]["estimate"].is_null());
    folder.fit("--penalty firth --ci profile --tests").ok();
}

#[test]
fn contrasts_are_sums_of_coefficients() {
    let folder = Folder::with(people(60));
    for ci in ["wald", "profile"] {
        let run = |contrast: &str| {
            folder.run_list(&[
                "fit",
                "data.csv",
                "--target",
                "y",
                "--ci",
                ci,
                "--json",
                "--contrast",
                contrast,
                "--contrast",
                "age=10",
            ])
        };
        let json = run("city=Ulm=1, city=Köln=-1").ok().json();
        let terms = &json["coefficients"];
        let estimate = |k: usize| terms[k]["estimate"].as_f64().unwrap();
        assert_eq!(terms[3]["term"], "city=Ulm");
        let difference = &json["contrasts"][0];
        close(&difference["estimate"], &(estimate(3) - estimate(2)).into());
        close(&difference["odds_ratio"], &(estimate(3) - estimate(2)).exp().into());
        let ten = &json["contrasts"][1];
        assert_eq!(ten["contrast"], "age=10");
        for field in ["estimate", "std_error", "lower", "upper"] {
            close(&ten[field], &(10.0 * terms[1][field].as_f64().unwrap()).into());
        }
        close(&ten["p_value"], &terms[1]["p_value"]);
        // The intercept's own interval.
        let intercept = &run("(intercept)=1").ok().json()["contrasts"][0];
        for field in ["estimate", "std_error", "lower", "upper", "p_value"] {
            close(&intercept[field], &terms[0][field]);
        }
    }
    let text = folder.fit("--contrast age=10").ok().stdout;
    assert!(text.contains("contrast") && text.contains("age=10"), "{text}");
}

#[test]
fn contrasts_that_cannot_be() {
    let folder = Folder::with(people(60));
    for (contrast, words) in [
        ("agee=10", vec!["no term \"agee\"", "did you mean \"age\"?"]),
        ("age", vec!["\"age\" has no factor", "age=1"]),
        ("age=ten", vec!["the factor \"ten\" is not a number"]),
        ("city=Ulm", vec!["the terms of \"city\" are its levels", "write city=Ulm=1"]),
        ("city=Bonn=1", vec!["\"city=Bonn\" is the base level of \"city\""]),
        ("", vec!["TERM=FACTOR"]),
    ] {
        folder.run_list(&["fit", "data.csv", "--target", "y", "--contrast", contrast]).refused(2, &words);
    }
}

#[test]
fn what_has_no_likelihood_to_rest_on_says_why() {
    let folder = Folder::with("x,w,y\n1,2,0\n2,1,1\n3,2,0\n4,1,1\n");
    for (flags, words) in [
        ("--penalty l2 --lambda 1 --ci profile", vec!["--ci profile", "--penalty l2"]),
        ("--penalty l2 --lambda 1 --tests", vec!["--tests", "--penalty l2"]),
        ("--weights w --weight-kind sampling --ci profile", vec!["--ci profile", "sampling"]),
        ("--weights w --weight-kind sampling --penalty firth", vec!["--penalty firth", "sampling"]),
        ("--covariance hc0 --tests", vec!["--tests", "--covariance hc0"]),
        ("--covariance none --ci profile", vec!["--ci profile", "--covariance none"]),
        ("--covariance none --contrast x=1", vec!["--contrast", "--covariance none"]),
        ("--penalty firth --lambda 1", vec!["--lambda", "no strength"]),
        ("--penalty firth --standardize", vec!["--standardize"]),
        ("--penalty firth --solver lbfgs", vec!["--solver lbfgs", "solver of its own"]),
    ] {
        folder.fit(flags).refused(2, &words);
    }
    folder.run("compare data.csv --target y --penalty firth").refused(2, &["--penalty firth has one solver"]);
    let three = Folder::with("x,y\n1,a\n2,b\n3,c\n1,b\n2,c\n3,a\n");
    for (flags, words) in [
        ("--penalty firth", "Firth's fit"),
        ("--ci profile", "profile-likelihood intervals"),
        ("--contrast x=1", "contrasts"),
    ] {
        three.fit(flags).refused(2, &[words, "more than two labels"]);
    }
}

#[test]
fn firth_that_stops_early_says_how_far_it_came() {
    let folder = Folder::with(people(60));
    let ran = folder.fit("--penalty firth --max-iterations 1 -m m.model").ends(4);
    assert!(ran.stdout.contains("not converged (iteration-limit)"), "{}", ran.stdout);
    assert!(ran.stderr.contains("--max-iterations"), "{}", ran.stderr);
}

#[test]
fn firth_holds_what_others_determine() {
    let text: String = people(60)
        .lines()
        .map(|line| format!("{},{line}\n", line.split(',').next().unwrap_or_default().replace("age", "again")))
        .collect();
    let json = Folder::with(text).fit("--penalty firth --ci profile --json").ok().json();
    assert_eq!(json["warnings"][0]["code"], "collinear");
    let alone = Folder::with(people(60)).fit("--penalty firth --ci profile --json").ok().json();
    for (a, b) in [(1, 1), (3, 2), (4, 3)] {
        close(&json["coefficients"][a]["estimate"], &alone["coefficients"][b]["estimate"]);
        close(&json["coefficients"][a]["upper"], &alone["coefficients"][b]["upper"]);
    }
}
