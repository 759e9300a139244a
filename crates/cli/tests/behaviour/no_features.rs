//! Columns that are no features as they stand: refused all at once, or told, each with a flag that settles it.

use crate::support::{Folder, Ran};
use serde_json::Value;

const ROWS: usize = 240;

/// Rows `x,NAME,y`, the cells of the second column by row.
fn with(name: &str, cell: impl Fn(usize) -> String) -> Folder {
    Folder::with(table(name, cell))
}

fn table(name: &str, cell: impl Fn(usize) -> String) -> String {
    let mut text = format!("x,{name},y\n");
    for k in 0..ROWS {
        let y = (k * 7 + k * k * 3) % 11 < 5;
        text.push_str(&format!("{}.5,{},{}\n", (k * 37) % 101, cell(k), if y { "yes" } else { "no" }));
    }
    text
}

fn codes(ran: &Ran) -> Vec<String> {
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let warnings = document["warnings"].as_array().unwrap();
    warnings.iter().map(|warning| warning["code"].as_str().unwrap().to_owned()).collect()
}

/// What a column has in row k.
type Cell<'a> = &'a dyn Fn(usize) -> String;

/// A day of 2020 or 2021, as a number of days.
fn day(k: usize) -> (usize, usize, usize) {
    (2020 + k % 2, 1 + k / 2 % 12, 1 + k / 24 % 28)
}

#[test]
fn texts_that_are_no_categories_are_refused_with_flags_that_work() {
    let minus = |k: usize| if k.is_multiple_of(3) { format!("−{k}") } else { format!("{k}") };
    let cases: [(&str, Cell<'_>, &str); 13] = [
        ("ISO dates", &|k| format!("{}-{:02}-{:02}", day(k).0, day(k).1, day(k).2), "dates or times"),
        ("dates", &|k| format!("{}/{}/{}", day(k).2, day(k).1, day(k).0), "dates or times"),
        ("named months", &|k| format!("{} Mar {}", 1 + k % 28, 1990 + k / 28), "dates or times"),
        ("times", &|k| format!("{:02}:{:02}:{:02}", k % 24, k % 60, k % 59), "dates or times"),
        ("names", &|k| format!("Person {k}"), "identifiers"),
        ("keys", &|k| format!("{:08x}-{:04x}", k * 2_654_435_761 % 4_294_967_291, k), "identifiers"),
        ("sentences", &|k| format!("we called number {k} and nobody answered"), "free text"),
        ("shares", &|k| format!("{}.{}%", k % 100, k % 10), "with a percent sign"),
        ("prices", &|k| format!("\"${},{:03}\"", 1 + k % 9, k), "with a currency"),
        ("changes", &|k| if k % 2 == 0 { format!("({k})") } else { k.to_string() }, "in parentheses"),
        ("minus", &minus, "with a minus"),
        ("weights", &|k| format!("{}.5 kg", k), "with a unit"),
        ("thousands", &|k| format!("{} {:03}", 1 + k % 9, k), "with marks between thousands"),
    ];
    for (name, cell, words) in cases {
        let folder = with(name, cell);
        let quoted = if name.contains(' ') { format!("'{name}'") } else { name.to_owned() };
        let (exclude, categorical) = (format!("--exclude {quoted}"), format!("--categorical {quoted}"));
        folder.fit("").refused(3, &["data.csv:", &format!("column \"{name}\""), words, &exclude, &categorical]);
        folder.run_list(&["fit", "data.csv", "--target", "y", "--exclude", name]).ok();
        // A level for each of so many rows separates them, which is said by the fit, and not refused again.
        let ran = folder
            .run_list(&[
                "fit",
                "data.csv",
                "--target",
                "y",
                "--categorical",
                name,
                "--penalty",
                "l2",
                "--lambda",
                "0.1",
            ])
            .ok();
        assert!(!ran.stderr.contains("--exclude"), "{name}: {}", ran.stderr);
    }
    // Numbers of another writing are refused as cells that are not read as numbers.
    let amounts = with("amounts", |k| format!("\"{}.{:03},5\"", 1 + k % 9, k));
    amounts.fit("").refused(3, &["column \"amounts\": \"1.000,5\"", "a point alone: 1000.5", "--categorical amounts"]);
}

#[test]
fn every_culprit_is_told_at_once() {
    let mut text = String::from("id,day,rate,x,z,y\n");
    for k in 0..ROWS {
        let x = if k == 7 { String::new() } else { format!("{}.5", (k * 37) % 101) };
        let z = if k == 9 { "n/a".to_owned() } else { (k % 50).to_string() };
        let y = (k * 7 + k * k * 3) % 11 < 5;
        text.push_str(&format!("C{k:04},{}-{:02}-11,{k}.5%,{x},{z},{}\n", 1900 + k, 1 + k % 12, u8::from(y)));
    }
    let folder = Folder::with(text);
    let ran = folder.fit("").ends(3);
    assert_eq!(ran.stdout, "");
    for words in [
        "column \"id\" (line 2): identifiers",
        "--exclude id, or --categorical id",
        "column \"day\" (line 2): dates or times, 240 different in 240 rows (\"1900-01-11\"",
        "column \"rate\"",
        "\"z\" (line 11): \"n/a\" is not a number. Add --na n/a",
        "1 missing cell in 1 row, columns \"x\" (1). --missing drop",
        "To fit what is left: --exclude id,day,rate,z --missing drop",
    ] {
        assert!(ran.stderr.contains(words), "{words:?} is not in:\n{}", ran.stderr);
    }
    folder.fit("--exclude id,day,rate,z --missing drop").ok();
    // What is left out, or typed, is asked about no more; the others are.
    folder.fit("--exclude id,day --categorical rate --na n/a").refused(3, &["data.csv:9", "\"x\" has no value"]);
}

#[test]
fn what_may_be_meant_is_told_and_settled_by_a_flag() {
    let cases: [(&str, Cell<'_>, &str, &str); 8] = [
        ("c2", &|k| (k + 1).to_string(), "row-numbers", "--numeric c2"),
        ("c2", &|k| k.to_string(), "row-numbers", "--exclude c2"),
        ("c2", &|k| (k * 7 % 240).to_string(), "row-numbers", "--numeric c2"),
        ("zip", &|k| format!("{:05}", 501 + k * 37 % 50_000), "codes", "--numeric zip"),
        ("order_id", &|k| (100_000 + k * 37).to_string(), "identifier", "--numeric order_id"),
        ("day", &|k| format!("{}{:02}{:02}", day(k).0, day(k).1, day(k).2), "dates", "--numeric day"),
        ("smokes", &|k| ["yes", "YES", "Yes", "no"][k % 4].to_owned(), "similar-levels", "--categorical smokes"),
        ("dose", &|k| ["5 mg", "10 mg", "20 mg"][k % 3].to_owned(), "written-numbers", "--categorical dose"),
    ];
    for (name, cell, code, flag) in cases {
        let folder = with(name, cell);
        let ran = folder.fit("--json").ok();
        assert_eq!(codes(&ran), [code], "{name}");
        assert!(ran.stderr.contains(&format!("\"{name}\"")) && ran.stderr.contains(flag), "{}", ran.stderr);
        assert!(codes(&folder.fit(&format!("--json {flag}")).ok()).is_empty(), "{name} {flag}");
    }
}

/// `row numbers as a feature` (case B20): pandas and R write them by default, without a name.
#[test]
fn a_nameless_column_that_counts_the_rows() {
    let text = table("g", |k| ["a", "b", "c"][k % 3].to_owned());
    let text: String = text
        .lines()
        .enumerate()
        .map(|(k, line)| if k == 0 { format!(",{line}\n") } else { format!("{},{line}\n", k - 1) })
        .collect();
    let folder = Folder::with(text);
    let ran = folder.fit("--json").ok();
    assert_eq!(codes(&ran), ["row-numbers"]);
    assert!(ran.stderr.contains("\"c1\" looks like row numbers: every number from 0 to 239 once"), "{}", ran.stderr);
    assert!(ran.stderr.contains("Try --exclude c1"), "{}", ran.stderr);
    assert!(codes(&folder.fit("--json --exclude c1").ok()).is_empty());
}

#[test]
fn what_people_fit_every_day_passes() {
    let cases: [(&str, &dyn Fn(usize) -> String); 14] = [
        ("fifty levels", &|k| format!("level {}", k % 50)),
        ("years", &|k| (1980 + k % 40).to_string()),
        ("ages", &|k| (18 + k * 7 % 82).to_string()),
        ("small codes", &|k| (1 + k % 3).to_string()),
        ("truths", &|k| ["true", "false"][k % 2].to_owned()),
        ("yes and no", &|k| ["yes", "no"][k % 2].to_owned()),
        ("months", &|k| ["Jan", "Feb", "Mar", "Apr"][k % 4].to_owned()),
        ("age groups", &|k| ["18-24", "25-34", "35+", "<18"][k % 4].to_owned()),
        ("flats", &|k| format!("{}{}", 1 + k % 5, ["A", "B", "C"][k % 3])),
        ("ordinals", &|k| ["1st", "2nd", "3rd"][k % 3].to_owned()),
        ("padded codes", &|k| format!("{:02}{}", 1 + k % 9, ["", "X"][k % 2])),
        ("paid", &|k| (1000 + k * 13).to_string()),
        ("counts", &|k| (k % 7 * (k % 5)).to_string()),
        ("two doses", &|k| ["5 mg", "10 mg"][k % 2].to_owned()),
    ];
    for (name, cell) in cases {
        let ran = with(name, cell).fit("--json");
        assert!(
            ran.code == 0 && codes(&ran).iter().all(|code| code == "near-collinear"),
            "{name}: {}{}",
            ran.stderr,
            ran.stdout
        );
    }
}

#[test]
fn cells_in_dress_among_numbers_are_to_be_written_plainly() {
    for (cell, plain) in [("(5)", "-5"), ("−5", "-5"), ("12.5%", "12.5"), ("$1.50", "1.50"), ("5 kg", "5")] {
        let folder = with("z", |k| if k == 3 { cell.to_owned() } else { (k % 60).to_string() });
        folder.fit("").refused(
            3,
            &[
                "data.csv:5",
                &format!("\"{cell}\" is not a number. Write it as a plain number: {plain}, or --categorical z"),
            ],
        );
    }
}

/// Case B12: 12 of 400 cells are -9999; with the advice followed, the slope is that of the others (referee: R's glm on them).
#[test]
fn codes_for_missing_cells_are_told_with_their_flag() {
    for (code, times) in [
        ("-9999", 12),
        ("-999", 2),
        ("-99", 5),
        ("-9", 3),
        ("9999", 3),
        ("999", 2),
        ("1e20", 5),
        ("-2147483648", 3),
        ("2147483647", 3),
        ("32767", 2),
        ("999.0", 4),
    ] {
        let bp = |k: usize| 95 + k * 7 % 61;
        let coded = with("bp", |k| if k % 19 == 3 && k / 19 < times { code.to_owned() } else { bp(k).to_string() });
        let ran = coded.fit("--json").ok();
        assert_eq!(codes(&ran), ["missing-codes"], "{code}: {}", ran.stderr);
        let document: Value = serde_json::from_str(&ran.stdout).unwrap();
        let remedy = document["warnings"][0]["remedies"][0].as_str().unwrap().to_owned();
        let message = document["warnings"][0]["message"].as_str().unwrap();
        assert!(message.contains(&format!("({times} of 240 rows)")), "{message}");
        // What is advised works, and gives the fit of the other rows.
        let settled = coded.fit(&format!("--json {remedy}")).ok();
        assert!(codes(&settled).is_empty(), "{code}: {}", settled.stderr);
        let others = with("bp", |k| if k % 19 == 3 && k / 19 < times { String::new() } else { bp(k).to_string() });
        let others = others.fit("--json --missing drop").ok();
        assert_eq!(settled.json()["coefficients"], others.json()["coefficients"], "{code}");
    }
}

/// 1.7e308 cannot even be summed.
#[test]
fn a_code_that_is_too_large_to_sum() {
    let folder = with("bp", |k| if k % 50 == 3 { "1.7e308".to_owned() } else { (95 + k * 7 % 61).to_string() });
    folder.fit("").refused(3, &["\"bp\": 1.7e308 in 5 rows", "--na=1.7e308 --missing drop"]);
    let ran = folder.fit("--json --na=1.7e308 --missing drop").ok();
    assert_eq!(ran.json()["data"]["rows_used"], 235);
}

#[test]
fn a_customer_with_six_hundred_levels_is_an_identifier() {
    let mut text = String::from("customer,x,y\n");
    for k in 0..600 {
        text.push_str(&format!("C{k:04},{}.5,{}\n", (k * 37) % 101, u8::from((k * 7 + k * k * 3) % 11 < 5)));
    }
    let words = ["column \"customer\": identifiers, 600 different in 600 rows", "--exclude customer"];
    let folder = Folder::with(text);
    folder.fit("").refused(3, &words);
    folder.run("compare data.csv --target y").refused(3, &words);
}

/// Files of tests/golden/messy: what R's glm makes of them, cleaned by hand.
#[test]
fn messy_files_name_their_culprits_or_give_the_numbers_of_r() {
    let golden = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/messy");
    let cases: Value = serde_json::from_slice(&std::fs::read(golden.join("messy.json")).unwrap()).unwrap();
    for (name, case) in cases.as_object().unwrap() {
        let folder = Folder::with(std::fs::read(golden.join(format!("{name}.csv"))).unwrap());
        let delimiter = if name == "cancer" { " -d ;" } else { "" };
        let fit = |more: &str| {
            folder.run(&format!("fit data.csv --target {}{delimiter} --json {more}", case["target"].as_str().unwrap()))
        };
        let texts = |of: &Value| {
            of.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let refused = texts(&case["refused"]);
        let settled = case["settled"].as_str().unwrap();
        let ran = fit("");
        if refused.is_empty() {
            let found = codes(&ran);
            for (code, column) in case["warned"].as_object().unwrap() {
                assert!(
                    found.contains(code) && ran.stderr.contains(column.as_str().unwrap()),
                    "{name} {code}: {}",
                    ran.stderr
                );
            }
        } else {
            assert_eq!(ran.code, 3, "{name}: {}", ran.stderr);
            for column in refused {
                assert!(ran.stderr.contains(&format!("\"{column}\"")), "{name} {column}: {}", ran.stderr);
            }
        }
        if settled.is_empty() {
            continue;
        }
        let document = fit(settled).json();
        let fitted = document["coefficients"].as_array().unwrap();
        let golden = case["coefficients"].as_object().unwrap();
        assert_eq!(fitted.len(), golden.len(), "{name}");
        for term in fitted {
            let name_of = term["term"].as_str().unwrap();
            // A separated level goes without bound, in R as far as it went.
            if term["note"].is_string() {
                continue;
            }
            let (ours, theirs) = (term["estimate"].as_f64().unwrap(), golden[name_of].as_f64().unwrap());
            assert!((ours - theirs).abs() <= 1e-6 * theirs.abs().max(1e-3), "{name} {name_of}: {ours} {theirs}");
        }
    }
}
