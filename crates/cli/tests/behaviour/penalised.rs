//! What is told of a penalised fit's uncertainty, and the bootstrap of any fit.

use crate::clusters::of_coefficients;
use crate::support::{Folder, Ran, example, people};
use serde_json::Value;

const L2: &str = "--penalty l2 --lambda 0.02";

fn golden(name: &str) -> Value {
    let path = format!("{}/../../tests/golden/inference/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[track_caller]
fn close(found: &[f64], expected: &Value) {
    let expected: Vec<f64> = expected.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-9 * expected.abs(), "{found} {expected}");
    }
}

/// No coefficient has a z or a p.
#[track_caller]
fn untested(json: &Value) {
    for coefficient in json["coefficients"].as_array().unwrap() {
        assert_eq!((&coefficient["statistic"], &coefficient["p_value"]), (&Value::Null, &Value::Null));
        assert!(coefficient["std_error"].is_f64() && coefficient["lower"].is_f64() && coefficient["upper"].is_f64());
    }
}

#[test]
fn a_penalised_fit_offers_both_ways_and_gives_neither_unasked() {
    let folder = Folder::with(people(60));
    let json = folder.fit(&format!("{L2} --json")).ok().json();
    let told = json["inference"]["withheld"].as_str().unwrap();
    assert!(told.contains("--covariance penalized") && told.contains("--bootstrap 1000"), "{told}");
    assert_eq!((&json["coefficients"][0]["std_error"], &json["inference"]["replicates"]), (&Value::Null, &Value::Null));
    let report = folder.fit(L2).ok().stdout;
    assert!(report.contains("try --covariance penalized (") && report.contains("or --bootstrap 1000 ("), "{report}");
}

#[test]
fn the_errors_of_forty_digits_without_z_and_p() {
    let folder = Folder::new();
    for case in golden("penalised.json").as_array().unwrap() {
        let features: Vec<&str> = case["features"].as_array().unwrap().iter().map(|f| f.as_str().unwrap()).collect();
        let json = folder
            .run(&format!(
                "fit {} --target {} --features {} --penalty l2 --lambda {} {} --covariance penalized --json",
                example(&format!("{}.csv", case["data"].as_str().unwrap())),
                case["target"].as_str().unwrap(),
                features.join(","),
                case["lambda"],
                if case["standardize"] == true { "--standardize" } else { "" },
            ))
            .ok()
            .json();
        close(&of_coefficients(&json, "std_error"), &case["std_errors"]);
        close(&of_coefficients(&json, "estimate"), &case["coefficients"]);
        untested(&json);
        let inference = &json["inference"];
        assert_eq!((&inference["estimator"], &inference["covariance"]), (&"penalized".into(), &"penalized".into()));
        assert!(inference["interval_meaning"].as_str().unwrap().contains("not a confidence interval"));
        assert_eq!(inference["interval_kind"], "wald");
        // Scores of several labels are compared by no one number.
        let odds = &json["coefficients"][1]["odds_ratio_lower"];
        assert_eq!(odds.is_null(), case["labels"].as_array().unwrap().len() > 2);
    }
}

#[test]
fn the_report_says_what_the_intervals_are() {
    let folder = Folder::with(people(60));
    let report = folder.fit(&format!("{L2} --covariance penalized -m m.model")).ok().stdout;
    for words in ["of the posterior under the penalty as a prior", "no confidence intervals", "no z and no p"] {
        assert!(report.contains(words), "{report}");
    }
    let age = report.lines().find(|line| line.starts_with("age")).unwrap();
    // Estimate, error, odds ratio and both ends: z and p are blank.
    assert_eq!(age.split_whitespace().count(), 6, "{age}");
    let inspected = folder.run("inspect m.model").ok().stdout;
    assert!(inspected.contains("of the posterior under the penalty as a prior"), "{inspected}");
    assert!(inspected.contains(age), "{inspected}");
}

#[test]
fn intervals_of_predictions_come_from_the_model_file() {
    let folder = Folder::with(people(200));
    for how in ["--covariance penalized", "--bootstrap 200"] {
        folder.fit(&format!("{L2} {how} -m m.model")).ok();
        let predicted = folder.run("predict m.model data.csv --interval 0.95 --only").ok().stdout;
        let mut lines = predicted.lines();
        assert_eq!(lines.next(), Some("probability,probability_lower,probability_upper"));
        for line in lines {
            let [p, low, high] = line.split(',').map(|x| x.parse().unwrap()).collect::<Vec<f64>>()[..] else {
                panic!()
            };
            assert!(0.0 < low && low < p && p < high && high < 1.0, "{line}");
        }
    }
}

#[test]
fn where_the_posterior_would_be_none_it_is_refused() {
    let folder = Folder::with("x,w,y\n1,1,0\n2,2,1\n3,1,0\n4,3,1\n5,1,1\n6,1,0\n");
    for without in ["", "--penalty l2 --lambda 0", "--penalty firth"] {
        let refused = folder.fit(&format!("{without} --covariance penalized --features x"));
        refused.refused(2, &["--covariance penalized", "add --penalty l2 --lambda X"]);
    }
    let sampling = format!("{L2} --covariance penalized --weights w --weight-kind sampling");
    folder.fit(&sampling).refused(2, &["kind sampling make no likelihood", "--bootstrap 1000"]);
    folder
        .fit(&format!("{L2} --covariance penalized --cluster w"))
        .refused(2, &["--cluster w", "leave one of them out"]);
    for weights in ["frequency", "precision"] {
        folder.fit(&format!("{L2} --covariance penalized --weights w --weight-kind {weights}")).ok();
    }
    folder.fit(&format!("{L2} --bootstrap 300 --weights w --weight-kind sampling")).ok();
}

#[test]
fn the_bootstrap_tells_how_it_went() {
    let folder = Folder::with(people(200));
    for penalty in ["", L2] {
        let json = folder.fit(&format!("{penalty} --bootstrap 300 --seed 11 --json")).ok().json();
        untested(&json);
        let inference = &json["inference"];
        assert_eq!((&inference["estimator"], &inference["interval_kind"]), (&"bootstrap".into(), &"percentile".into()));
        let counts = ["replicates", "failed", "seed"].map(|key| inference[key].as_u64().unwrap());
        assert_eq!(counts, [300, 0, 11]);
        assert_eq!(inference["interval_meaning"].is_null(), penalty.is_empty());
    }
    let report = folder.fit(&format!("{L2} --bootstrap 300 --seed 11")).ok().stdout;
    assert!(report.contains("by the bootstrap of 300 replicates, seed 11: refits to the rows drawn"), "{report}");
    assert!(report.contains("with λ as given: its bias is not in them"), "{report}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let folder = Folder::with(people(200));
    let coefficients = |more: &str| {
        let json = folder.fit(&format!("--bootstrap 100 --json {more}")).ok().json();
        json["coefficients"].to_string()
    };
    let one = coefficients("--threads 1");
    assert_eq!(one, coefficients("--threads 2"));
    assert_eq!(one, coefficients("--threads 3 --seed 0"));
    assert_ne!(one, coefficients("--threads 1 --seed 1"));
}

#[test]
fn percentiles_of_several_labels_stay_in_the_file() {
    let folder = Folder::new();
    let iris = example("iris.csv");
    for (penalty, shown) in [("--penalty l2 --lambda 0.01", 3), ("--features sepal_width", 2)] {
        let fit = format!("fit {iris} --target species {penalty} --bootstrap 100 -m m.model --json");
        let fitted = folder.run(&fit).ok().json();
        untested(&fitted);
        let terms = fitted["coefficients"].as_array().unwrap().len();
        assert_eq!(terms, shown * fitted["data"]["terms"].as_u64().unwrap() as usize);
        let inspected = folder.run("inspect m.model --json").ok().json();
        assert_eq!(fitted["coefficients"], inspected["coefficients"]);
        for c in fitted["coefficients"].as_array().unwrap() {
            let [low, estimate, high] = ["lower", "estimate", "upper"].map(|key| c[key].as_f64().unwrap());
            assert!(low < estimate && estimate < high, "{c}");
        }
    }
    let penalised = format!("fit {iris} --target species --penalty l2 --lambda 0.01 --bootstrap 100");
    let report = folder.run(&penalised).ok().stdout;
    assert!(report.contains("std error") && !report.contains("odds ratio"), "{report}");
}

#[test]
fn numbers_of_replicates_that_make_no_sense_are_refused() {
    let folder = Folder::with(people(40));
    for number in ["0", "1", "100001"] {
        folder.fit(&format!("--bootstrap {number}")).refused(2, &["--bootstrap", "from 2 to 100000, such as 1000"]);
    }
    for number in ["-1", "many", "1e3", "2.5"] {
        folder.fit(&format!("--bootstrap {number}")).refused(2, &["--bootstrap", "whole number"]);
    }
    let few = folder.fit("--bootstrap 20").ok();
    assert!(few.stderr.contains("needs 39 at least") && few.stderr.contains("--bootstrap 1000"), "{}", few.stderr);
}

#[test]
fn flags_that_contradict_a_bootstrap_are_refused() {
    let folder = Folder::with(people(40));
    for other in ["hc0", "hc1", "hc3", "none"] {
        let flags = format!("--bootstrap 100 --covariance {other}");
        folder.fit(&flags).refused(2, &["--bootstrap", &format!("--covariance {other}"), "leave one of them out"]);
    }
    folder.fit(&format!("{L2} --bootstrap 100 --covariance penalized")).refused(2, &["leave one of them out"]);
    folder.fit("--bootstrap 100 --ci profile").refused(2, &["--ci profile", "leave one of them out"]);
    folder.fit("--bootstrap 100 --tests").refused(2, &["--tests", "leave one of them out"]);
    folder.fit("--bootstrap 100 --penalty firth").refused(2, &["firth is not bootstrapped"]);
}

fn withheld(ran: &Ran) -> String {
    ran.json()["inference"]["withheld"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn tiny_data_lose_their_replicates_and_say_so() {
    // Two rows of each label: a replicate lacks one in an eighth of all draws, and is separated in most others.
    let folder = Folder::with("x,y\n1,0\n2,1\n3,0\n4,1\n");
    let told = withheld(&folder.fit("--bootstrap 500 --json").ok());
    assert!(told.contains("of 500 replicates of the bootstrap have no certified optimum"), "{told}");
    let told = withheld(&folder.fit(&format!("{L2} --bootstrap 500 --json")).ok());
    assert!(told.contains("of 500 replicates"), "{told}");
    // Enough rows of either label that a penalised replicate always has both.
    let json = Folder::with(people(40)).fit(&format!("{L2} --bootstrap 500 --json")).ok().json();
    assert_eq!((&json["inference"]["failed"], &json["inference"]["withheld"]), (&0.into(), &Value::Null));
}

#[test]
fn a_few_replicates_without_an_optimum_are_left_out_with_a_warning() {
    let ran = Folder::new()
        .run(&format!("fit {} --target low --categorical race --bootstrap 1000 --json", example("birthwt.csv")));
    let ran = ran.ok();
    let failed = ran.json()["inference"]["failed"].as_u64().unwrap();
    assert!((1..50).contains(&failed), "{failed}");
    assert!(ran.stderr.contains(&format!("{failed} of 1000 replicates have no certified optimum")), "{}", ran.stderr);
    assert!(ran.stderr.contains("--penalty l2"), "{}", ran.stderr);
}

#[test]
fn rows_of_weight_0_are_never_drawn() {
    let data = people(80);
    let mut with = String::from("age,city,y,w\n");
    // One row in three is there twice, once with a weight of 0 and the other label.
    for (i, line) in data.lines().skip(1).enumerate() {
        with.push_str(&format!("{line},1\n"));
        if i % 3 == 0 {
            let (rest, label) = line.rsplit_once(',').unwrap();
            with.push_str(&format!("{rest},{},0\n", if label == "yes" { "no" } else { "yes" }));
        }
    }
    let fit = |folder: Folder, more: &str| {
        let json = folder.fit(&format!("{L2} --bootstrap 100 --json {more}")).ok().json();
        of_coefficients(&json, "std_error")
    };
    let (plain, weighted) = (fit(Folder::with(data), ""), fit(Folder::with(with), "--weights w"));
    for (a, b) in plain.iter().zip(&weighted) {
        assert!((a - b).abs() < 1e-7 * a, "{a} {b}");
    }
}

#[test]
fn frequencies_must_be_numbers_of_rows() {
    let folder = Folder::with("x,w,y\n1,1.5,0\n2,2,1\n3,1,0\n4,3,1\n5,1,1\n6,1,0\n");
    let fit = format!("{L2} --bootstrap 100 --weights w --json --weight-kind");
    assert!(withheld(&folder.fit(&format!("{fit} frequency")).ok()).contains("whole numbers"));
    folder.fit(&format!("{fit} precision")).ok();
}

#[test]
fn clusters_are_drawn_and_counted() {
    let folder = Folder::with(people(120));
    let json = folder.fit("--bootstrap 200 --cluster age --features city --json").ok().json();
    assert_eq!((&json["inference"]["estimator"], &json["inference"]["clusters"]), (&"bootstrap".into(), &41.into()));
    let ran = folder.fit(&format!("{L2} --bootstrap 200 --cluster city --features age")).ok();
    assert!(ran.stdout.contains("refits to 3 clusters drawn"), "{}", ran.stdout);
    assert!(ran.stderr.contains("rest on 3 clusters"), "{}", ran.stderr);
}

#[test]
fn effects_and_contrasts_have_errors_without_tests() {
    let folder = Folder::with(people(200));
    for how in ["--covariance penalized", "--bootstrap 100"] {
        let flags = format!("{L2} {how} --effects --contrast age=10 --json");
        let json = folder.fit(&flags).ok().json();
        for one in json["effects"].as_array().unwrap().iter().chain(json["contrasts"].as_array().unwrap()) {
            assert!(one["std_error"].is_f64() && one["p_value"].is_null() && one["statistic"].is_null(), "{one}");
        }
        folder.fit(&format!("{L2} {how} --effects --contrast age=10")).ok();
    }
}

#[test]
fn effects_that_are_withheld_are_told_with_the_flag_that_gives_them() {
    let folder = Folder::with(people(40));
    let fit = "fit data.csv --target y --penalty l2 --lambda 0.1 --effects";
    let told = folder.run(fit).ok().stderr;
    assert!(told.contains("no effects: they need standard errors"), "{told}");
    assert!(told.contains("--covariance penalized"), "{told}");
    let told = folder.run(&format!("{fit} --covariance penalized")).ok().stderr;
    assert!(!told.contains("no effects"), "{told}");
}

#[test]
fn a_confidence_that_needs_more_than_1000_replicates_is_not_told_that_1000_are_steady() {
    let folder = Folder::with(people(40));
    let told = folder.run("fit data.csv --target y --bootstrap 100 --confidence 0.999").ok().stderr;
    assert!(!told.contains("1000 to be steady"), "{told}");
}
