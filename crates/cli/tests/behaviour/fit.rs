//! What `fit` prints, for people and for programs.

use crate::support::{Folder, Ran, example, people};
use serde_json::Value;

/// The fields that the contract lists, with null where they do not apply yet.
const FIELDS: [&str; 54] = [
    "/data/rows",
    "/data/rows_used",
    "/data/dropped/missing",
    "/data/features",
    "/data/terms",
    "/data/target",
    "/data/positive",
    "/data/classes",
    "/data/positives",
    "/objective/penalty",
    "/objective/lambda",
    "/objective/l1_ratio",
    "/objective/standardize",
    "/objective/value",
    "/objective/log_loss",
    "/fit/solver",
    "/fit/reason",
    "/fit/status",
    "/fit/iterations",
    "/fit/passes",
    "/fit/seconds",
    "/fit/certificate/bound",
    "/fit/certificate/kind",
    "/fit/certificate/gradient_norm",
    "/fit/seed",
    "/fit/threads",
    "/fit/forecast/passes",
    "/fit/forecast/seconds",
    "/coefficients/0/term",
    "/coefficients/0/column",
    "/coefficients/0/level",
    "/coefficients/0/class",
    "/coefficients/0/estimate",
    "/coefficients/0/std_error",
    "/coefficients/0/statistic",
    "/coefficients/0/p_value",
    "/coefficients/0/lower",
    "/coefficients/0/upper",
    "/coefficients/0/odds_ratio",
    "/coefficients/0/odds_ratio_lower",
    "/coefficients/0/odds_ratio_upper",
    "/coefficients/0/note",
    "/statistics/log_likelihood",
    "/statistics/df",
    "/statistics/bic",
    "/statistics/mcfadden_r2",
    "/statistics/nagelkerke_r2",
    "/statistics/tjur_r2",
    "/inference/covariance",
    "/inference/weight_kind",
    "/inference/clusters",
    "/inference/confidence",
    "/inference/withheld",
    "/warnings",
];

#[test]
fn json_has_every_field_of_the_contract() {
    let json = Folder::with(people(40)).fit("--json").ok().json();
    for field in FIELDS.iter().chain(&[
        "/statistics/null_log_likelihood",
        "/statistics/deviance",
        "/statistics/null_deviance",
        "/statistics/aic",
    ]) {
        assert!(json.pointer(field).is_some(), "{field} is not in {json:#}");
    }
    assert_eq!(json["coefficients"][0]["term"], "(intercept)");
    assert!(json["coefficients"][0]["std_error"].as_f64().unwrap() > 0.0);
    assert_eq!(json["inference"]["withheld"], Value::Null);
    assert_eq!(json["data"]["classes"], serde_json::json!(["no", "yes"]));
    assert!(json["fit"]["passes"].is_u64());
}

#[test]
fn json_floats_have_17_digits() {
    let text = Folder::with(people(40)).fit("--json").ok().stdout;
    let line = text.lines().find(|line| line.contains("\"estimate\"")).unwrap();
    let digits = line.chars().filter(char::is_ascii_digit).collect::<String>();
    assert_eq!(digits.trim_start_matches('0').len(), 17, "{line}");
}

#[test]
fn terms_are_in_the_order_of_the_file() {
    let rows = people(40);
    let data = rows.lines().map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        format!("{},{},{}\n", cells[1], cells[0], cells[2])
    });
    let json = Folder::with(data.collect::<String>()).fit("--json").ok().json();
    let terms: Vec<&str> = json["coefficients"].as_array().unwrap().iter().filter_map(|c| c["term"].as_str()).collect();
    assert_eq!(terms, ["(intercept)", "city=Köln", "city=Ulm", "age"]);
}

#[test]
fn same_bytes_for_any_number_of_threads() {
    let folder = Folder::new();
    for solver in ["newton", "lbfgs", "gradient-descent", "sgd", "saga"] {
        let run = |threads: usize| {
            let data = example("spam7.csv");
            let ran = folder.run(&format!(
                "fit {data} --target yesno --solver {solver} --max-iterations 60 --json --threads {threads}"
            ));
            // What may differ: the time it took, and the number of threads itself.
            ran.stdout
                .lines()
                .filter(|l| !l.contains("\"seconds\"") && !l.contains("\"threads\""))
                .collect::<Vec<_>>()
                .join("\n")
        };
        let one = run(1);
        assert!(one.contains("\"estimate\""), "{solver}");
        for threads in [2, 3, 7] {
            assert_eq!(run(threads), one, "{solver}, {threads} threads");
        }
    }
}

#[test]
fn the_main_command_of_the_readme() {
    let folder = Folder::new();
    let data = example("german_credit.csv");
    let ran = folder.run(&format!("fit {data} --target creditability --positive bad --model credit.model")).ok();
    for words in
        ["1000 rows; 20 features, 49 terms", "1 = bad (300 of 1000 rows", "certified optimum: F − F* ≤", "AIC 1001.13"]
    {
        assert!(ran.stdout.contains(words), "{words:?} is not in:\n{}", ran.stdout);
    }
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 110 || line.starts_with("data")), "{}", ran.stdout);
    assert!(!ran.stdout.contains('\u{1b}'));
    assert!(folder.run(&format!("predict credit.model {data}")).ok().stdout.lines().count() == 1001);
}

#[test]
fn a_penalty_is_shown_in_other_conventions() {
    let ran = Folder::with(people(40)).fit("--penalty l2 --lambda 0.05").ok();
    assert!(ran.stdout.contains("scikit-learn C = 0.500000; glmnet alpha = 0, lambda = 0.05"), "{}", ran.stdout);
    assert!(ran.stdout.contains("no AIC or BIC without a maximum of the likelihood"));
}

#[test]
fn not_certified_is_4_with_the_table_and_the_model() {
    let folder = Folder::with(people(40));
    let ran = folder.fit("--solver sgd --max-iterations 2 -m m.model").ends(4);
    assert!(ran.stdout.contains("not certified (iteration-limit)") && ran.stdout.contains("seed 0"), "{}", ran.stdout);
    assert!(ran.stderr.contains("warning: not certified") && ran.stderr.contains("--max-iterations"), "{}", ran.stderr);
    let inspected = folder.run("inspect m.model --json").ok().json();
    assert_eq!(inspected["fit"]["status"], "iteration-limit");
}

#[test]
fn quiet_still_says_why_it_failed() {
    let ran = Folder::with(people(40)).fit("-q --solver sgd --max-iterations 2").ends(4);
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", "not certified: the iterations ran out\n"));
    let ran = Folder::with(people(40)).fit("-q").ok();
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", ""));
}

const SEPARATED: &str = "x,y\n1,0\n2,0\n3,0\n4,1\n5,1\n6,1\n";

#[test]
fn separation_is_4_with_a_remedy() {
    let ran = Folder::with(SEPARATED).fit("").ends(4);
    assert!(ran.stdout.contains("not certified (separated)"), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("\"x\" separates the labels: it is at most 3 in all 3 rows with label 0"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("Try --exclude \"x\", or --penalty firth, or --penalty l2"), "{}", ran.stderr);
}

#[test]
fn separation_under_strict_is_5_and_saves_nothing() {
    let folder = Folder::with(SEPARATED);
    let ran = folder.fit("--strict -m m.model").ends(5);
    assert!(ran.stderr.contains("--strict") && ran.stderr.contains("no model was written"), "{}", ran.stderr);
    assert!(!folder.path("m.model").exists());
}

/// A level with one label, and a column that is fitted all the same.
#[test]
fn a_separated_level_is_named_with_the_limits_of_the_rest() {
    let rows: String = (0..24)
        .map(|i| {
            let level = if i % 6 == 0 { "c" } else { ["a", "b"][usize::from(i % 3 == 1)] };
            format!("{},{level},{}\n", i * 7 % 11, if level == "c" || i * 5 % 7 > 3 { "no" } else { "yes" })
        })
        .collect();
    let folder = Folder::with(format!("x,g,y\n{rows}"));
    let ran = folder.fit("").ok();
    assert!(ran.stderr.contains("all 4 rows with \"g=c\" = 1 have label 0"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains(
            "Try --exclude \"g\", or merging level \"c\" of \"g\" with another, or --penalty firth, or --penalty l2"
        ),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout.contains("→ −∞"), "{}", ran.stdout);
    let json: Value = serde_json::from_str(&folder.fit("--json").ok().stdout).unwrap();
    let separation = &json["separation"];
    assert_eq!(
        (separation["verdict"].as_str(), separation["rows_separated"].as_u64()),
        (Some("quasi-complete"), Some(4))
    );
    let limits: Vec<_> =
        separation["limits"].as_array().unwrap().iter().map(|l| l["limit"].as_str().unwrap()).collect();
    assert_eq!(limits, ["finite", "finite", "finite", "-inf"]);
    assert!(separation["limits"][1]["std_error"].as_f64().unwrap() > 0.0);
    assert_eq!(json["warnings"][0]["code"], "separation");
    assert_eq!(json["warnings"][0]["columns"], serde_json::json!(["g=c"]));
    folder.fit("--strict").ends(5);
    // Not separated: said so.
    let json: Value = serde_json::from_str(&folder.fit("--exclude g --json").ok().stdout).unwrap();
    assert_eq!(json["separation"]["verdict"], "none");
}

fn twice() -> Folder {
    Folder::with(
        people(40)
            .lines()
            .map(|line| format!("{},{line}\n", line.split(',').next().unwrap_or_default().replace("age", "again")))
            .collect::<String>(),
    )
}

#[test]
fn a_duplicate_column_is_named_and_held() {
    let ran = twice().fit("").ok();
    let held = ran.stdout.lines().find(|line| line.contains("held at 0")).unwrap_or_default().to_owned();
    assert!(held.contains('—') && held.contains("collinear"), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("\"again\"") && ran.stderr.contains("\"age\"") && ran.stderr.contains("--exclude"),
        "{}",
        ran.stderr
    );
    let json = twice().fit("--json").ok().json();
    assert_eq!(json["warnings"][0]["code"], "collinear");
}

#[test]
fn a_duplicate_column_under_strict_is_5() {
    twice().fit("--strict").ends(5);
}

#[test]
fn a_constant_column_is_named_and_held() {
    let data = people(40)
        .lines()
        .enumerate()
        .map(|(i, line)| format!("{},{line}\n", if i == 0 { "k" } else { "7" }))
        .collect::<String>();
    let ran: Ran = Folder::with(data).fit("").ok();
    assert!(ran.stderr.contains("warning: \"k\" is constant"), "{}", ran.stderr);
}

#[test]
fn weights_and_offset_are_used() {
    let folder = Folder::with("x,w,o,y\n1,2,0.5,0\n2,1,-0.5,1\n3,1,0.1,0\n4,3,0,1\n5,1,0.2,0\n");
    let ran = folder.fit("--weights w --offset o").ok();
    assert!(ran.stdout.contains("by weight w") && ran.stdout.contains("offset   o"), "{}", ran.stdout);
    folder.fit("--features x --weights w --offset o -m m.model").ok();
    folder.write("less.csv", "x\n1\n");
    folder.run("predict m.model less.csv").refused(3, &["\"o\""]);
}

#[test]
fn frequency_weights_are_counts_of_rows_in_bic() {
    let folder = Folder::with("x,w,y\n1,2,0\n2,1,1\n3,1,0\n4,3,1\n5,1,0\n");
    folder.write("rows.csv", "x,y\n1,0\n1,0\n2,1\n3,0\n4,1\n4,1\n4,1\n5,0\n");
    let bic = |ran: Ran| ran.ok().json()["statistics"]["bic"].as_f64().unwrap();
    let written_out = bic(folder.run("fit rows.csv --target y --json"));
    let counted = bic(folder.fit("--weights w --weight-kind frequency --json"));
    assert!((counted - written_out).abs() < 1e-9, "{counted} {written_out}");
    // Five rows, and eight of weight.
    let rows = bic(folder.fit("--weights w --json"));
    assert!((counted - rows - 2.0 * (8f64 / 5.0).ln()).abs() < 1e-9, "{rows}");
    folder.fit("--weights w --weight-kind frequency -m m.model").ok();
    assert_eq!(bic(folder.run("inspect m.model --json")), counted);
}

#[test]
fn no_share_of_a_likelihood_that_is_1_already() {
    let folder = Folder::with("x,o,y\n1,1000,1\n2,-1000,0\n3,1000,1\n5,-1000,0\n");
    let ran = folder.fit("--offset o -m m.model").ok();
    assert!(ran.stdout.contains("McFadden R² —"), "{}", ran.stdout);
    assert!(ran.stdout.contains("F − F* ≤ 0 (relative 0)"), "{}", ran.stdout);
    assert!(folder.run("inspect m.model --json").ok().json()["statistics"]["mcfadden_r2"].is_null());
}
