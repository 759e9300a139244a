//! Standard errors by cluster.

use crate::support::{Folder, people};
use serde_json::Value;
use std::fs;

/// The file of a golden data set of inference.
pub fn golden(name: &str) -> String {
    format!("{}/../../tests/golden/inference/{name}.csv", env!("CARGO_MANIFEST_DIR"))
}

/// What R says of all of them.
pub fn golden_cases() -> Vec<Value> {
    let path = format!("{}/../../tests/golden/inference/inference.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str::<Value>(&fs::read_to_string(path).unwrap()).unwrap().as_array().unwrap().clone()
}

/// A number of every coefficient.
pub fn of_coefficients(json: &Value, field: &str) -> Vec<f64> {
    json["coefficients"].as_array().unwrap().iter().map(|c| c[field].as_f64().unwrap()).collect()
}

#[test]
fn the_errors_of_r() {
    let folder = Folder::new();
    let mut seen = 0;
    for case in golden_cases() {
        let Some(expected) = case["cluster"].as_array().filter(|_| case["weights"].is_null()) else { continue };
        let file = golden(case["name"].as_str().unwrap());
        let json = folder.run(&format!("fit {file} --target y --cluster cluster_ --json")).ok().json();
        for (found, expected) in of_coefficients(&json, "std_error").iter().zip(expected) {
            let expected = expected.as_f64().unwrap();
            assert!((found - expected).abs() < 1e-9 * expected, "{file}: {found} {expected}");
        }
        assert_eq!(json["inference"]["covariance"], "cluster");
        let text = fs::read_to_string(&file).unwrap();
        let at = text.lines().next().unwrap().split(',').position(|name| name == "cluster_").unwrap();
        let mut ids: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').nth(at).unwrap()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(json["inference"]["clusters"], ids.len(), "{file}");
        let warned = json["warnings"].as_array().unwrap().iter().any(|w| w["code"] == "few-clusters");
        assert_eq!(warned, ids.len() < 30, "{file}");
        seen += 1;
    }
    assert!(seen > 5, "{seen}");
}

/// `people` with a column `id` of numbers of 19 digits, each on two rows that differ in the last digit alone.
fn grouped(rows: usize, id: impl Fn(usize) -> String) -> String {
    let lines = people(rows);
    let lines: Vec<String> = lines
        .lines()
        .enumerate()
        .map(|(k, line)| format!("{},{line}\n", if k == 0 { "id".to_owned() } else { id((k - 1) / 2) }))
        .collect();
    lines.concat()
}

#[test]
fn texts_and_numbers_are_compared_as_they_stand() {
    let texts = Folder::with(grouped(80, |k| format!("p{k}"))).fit("--cluster id --json").ok().json();
    // As doubles all of these would be one.
    let numbers = grouped(80, |k| format!("90071992547409921{k:02}"));
    let numbers = Folder::with(numbers).fit("--covariance cluster --cluster id --json").ok().json();
    assert_eq!(texts["coefficients"], numbers["coefficients"]);
    assert_eq!(numbers["inference"]["clusters"], 40);
    assert_eq!(numbers["data"]["features"], 2, "the clusters are no feature");
    assert_eq!(numbers["warnings"], serde_json::json!([]));
}

#[test]
fn equal_numbers_are_one_cluster_however_they_are_written() {
    let plain = Folder::with(grouped(80, |k| (k / 2).to_string())).fit("--cluster id --json").ok().json();
    assert_eq!(plain["inference"]["clusters"], 20);
    let written = grouped(80, |k| if k % 2 == 0 { format!("{}", k / 2) } else { format!("{}.0", k / 2) });
    let folder = Folder::with(&written);
    let json = folder.fit("--cluster id --json").ok().json();
    assert_eq!((&json["inference"], &json["coefficients"]), (&plain["inference"], &plain["coefficients"]));
    // As they stand, if that is asked for, and if one is no number.
    assert_eq!(folder.fit("--cluster id --categorical id --json").ok().json()["inference"]["clusters"], 40);
    let folder = Folder::with(written.replacen("19.0,", "a,", 1));
    assert_eq!(folder.fit("--cluster id --json").ok().json()["inference"]["clusters"], 41);
}

#[test]
fn long_numbers_stay_apart_where_they_are_a_feature_too() {
    // As doubles, which the feature is, many of these are one.
    let folder = Folder::with(grouped(80, |k| format!("90071992547409{}", 93 + 2 * k)));
    let of =
        |flags: &str| folder.fit(&format!("--cluster id --json {flags}")).ok().json()["inference"]["clusters"].clone();
    assert_eq!((of(""), of("--features age,id")), (40.into(), 40.into()));
}

#[test]
fn clusters_may_be_a_feature_that_is_named() {
    let folder = Folder::with(people(60));
    let json = folder.fit("--cluster city --features age,city --json").ok().json();
    assert_eq!(json["inference"]["clusters"], 3);
    assert_eq!(json["coefficients"][2]["term"], "city=Köln");
    let one = Folder::with(grouped(80, |k| k.to_string()));
    let json = one.fit("--cluster id --features age,id --json").ok().json();
    assert_eq!((json["inference"]["clusters"].as_u64(), json["data"]["terms"].as_u64()), (Some(40), Some(3)));
    // Excluding what is none says nothing new.
    one.fit("--cluster id --exclude id").ok();
}

#[test]
fn the_report_counts_clusters_and_warns_of_few() {
    let ran = Folder::with(people(60)).fit("--cluster city").ok();
    assert!(ran.stdout.contains("by the sandwich over 3 clusters"), "{}", ran.stdout);
    assert!(ran.stderr.contains("rest on 3 clusters"), "{}", ran.stderr);
}

#[test]
fn missing_cells_follow_the_policy() {
    let data = grouped(80, |k| if k == 3 { String::new() } else { k.to_string() });
    let folder = Folder::with(data);
    folder.fit("--cluster id").refused(3, &["data.csv:8", "id"]);
    let json = folder.fit("--cluster id --missing drop --json").ok().json();
    assert_eq!((json["inference"]["clusters"].as_u64(), json["data"]["rows_used"].as_u64()), (Some(39), Some(78)));
}

#[test]
fn combinations_that_contradict_are_refused() {
    let folder = Folder::with(people(40));
    folder.fit("--cluster town").refused(2, &["--cluster: no column \"town\""]);
    folder.fit("--cluster y").refused(2, &["cannot be both the target and the clusters"]);
    folder.fit("--covariance cluster").refused(2, &["--covariance cluster needs the column", "--cluster COL"]);
    for other in ["hc0", "hc1", "hc3", "none"] {
        let flags = format!("--cluster city --covariance {other}");
        folder.fit(&flags).refused(2, &["--cluster city", &format!("--covariance {other}"), "leave one of them out"]);
    }
}
