//! Columns that are combinations of others, exactly and nearly.

use crate::support::Folder;
use serde_json::Value;

/// Rows `monthly,income,age,y`: income is `of` the monthly one, given the row.
fn incomes(of: impl Fn(usize, f64) -> f64) -> Folder {
    let mut text = String::from("monthly_income,income,age,y\n");
    for i in 0..120 {
        let monthly = 1000.0 + ((i * 37) % 101) as f64 * 25.0;
        let age = 20 + (i * 53) % 47;
        let y = (i * 29) % 83 + (i * 37) % 101 / 3 > 58;
        text.push_str(&format!("{monthly},{},{age},{}\n", of(i, monthly), u8::from(y)));
    }
    Folder::with(text)
}

#[test]
fn an_exact_dependency_is_told_as_an_equation_and_the_rest_is_judged() {
    let folder = incomes(|_, monthly| 12.0 * monthly);
    let ran = folder.fit("").ok();
    assert!(ran.stderr.contains("\"income\" = 12 · \"monthly_income\""), "{}", ran.stderr);
    assert!(ran.stdout.contains("held at 0: collinear"), "{}", ran.stdout);
    let json = folder.fit("--json --effects").ok().json();
    let term = |name: &str| {
        json["coefficients"].as_array().unwrap().iter().find(|c| c["term"] == name).unwrap_or(&Value::Null).clone()
    };
    let held = term("income");
    assert_eq!(held["note"], "collinear");
    for field in ["std_error", "statistic", "p_value", "lower", "upper", "odds_ratio"] {
        assert_eq!(held[field], Value::Null, "{field}");
    }
    // What is left is the fit without the column.
    let without = folder.fit("--json --exclude income").ok().json();
    for (name, k) in [("(intercept)", 0), ("monthly_income", 1), ("age", 2)] {
        for field in ["estimate", "std_error", "p_value"] {
            let (found, expected) =
                (term(name)[field].as_f64().unwrap(), without["coefficients"][k][field].as_f64().unwrap());
            assert!((found - expected).abs() < 1e-6 * expected.abs(), "{name} {field} {found} {expected}");
        }
    }
    assert_eq!(json["effects"].as_array().unwrap().len(), 2);
    assert_eq!(json["collinearity"]["inflation"].as_array().unwrap().len(), 2);
}

#[test]
fn a_near_dependency_is_warned_of_with_the_names() {
    let folder = incomes(|i, monthly| 12.0 * monthly + ((i * 17) % 5) as f64);
    let ran = folder.fit("-m m.model").ok();
    assert!(ran.stderr.contains("nearly combinations of each other"), "{}", ran.stderr);
    for words in ["\"income\"", "\"monthly_income\"", "--exclude"] {
        assert!(ran.stderr.contains(words), "{words}: {}", ran.stderr);
    }
    assert!(ran.stdout.contains("largest variance inflation"), "{}", ran.stdout);
    assert!(folder.run("inspect m.model").ok().stdout.contains("largest variance inflation"));
    let json = folder.fit("--json").ok().json();
    let warning = json["warnings"].as_array().unwrap().iter().find(|w| w["code"] == "near-collinear").unwrap();
    assert_eq!(warning["columns"].as_array().unwrap().len(), 2);
    let inflation = json["collinearity"]["inflation"].as_array().unwrap();
    assert!(inflation[0]["gvif"].as_f64().unwrap() > 1e4 && inflation[2]["gvif"].as_f64().unwrap() < 2.0);
    assert!(json["collinearity"]["condition"].as_f64().unwrap() > 1e4);
}

#[test]
fn unrelated_columns_are_not_mentioned() {
    let ran = incomes(|i, _| ((i * 41) % 79) as f64).fit("").ok();
    assert!(!ran.stdout.contains("inflation") && !ran.stderr.contains("combinations"), "{}", ran.stdout);
}
