//! Firth's fit where steps are huge, which ended as "stalled" and with code 4: the exact answer of a cell of s events and f others is
//! `log((s + ½) / (f + ½))`.

use super::support::{Folder, people};

fn estimates(ran: &serde_json::Value) -> Vec<f64> {
    let of = |row: &serde_json::Value, key: &str| row[key].as_f64().unwrap();
    ran["coefficients"].as_array().unwrap().iter().map(|row| of(row, "estimate")).collect()
}

fn close(found: &[f64], exact: &[f64]) {
    assert_eq!(found.len(), exact.len());
    for (a, b) in found.iter().zip(exact) {
        assert!((a - b).abs() < 1e-9 * (1.0 + b.abs()), "{found:?} {exact:?}");
    }
}

/// B17: a step of 84 in the log-odds of b from the rare label's 12/1012.
#[test]
fn a_thousand_rows_of_one_level_against_twelve() {
    let text = format!("y,g\n{}{}", "0,a\n".repeat(1000), "1,b\n".repeat(12));
    let json = Folder::with(text).fit("--penalty firth --json").ok().json();
    let a = (0.5f64 / 1000.5).ln();
    let b = (12.5f64 / 0.5).ln();
    close(&estimates(&json), &[a, b - a]);
    let error = |k: usize| json["coefficients"][k]["std_error"].as_f64().unwrap();
    close(&[error(0), error(1)], &[1.415_274_001_7, 2.063_088_421_1]);
}

/// B18: counts of 3,000,000 beside counts of 1.
#[test]
fn counts_of_millions_beside_counts_of_one() {
    let text = "y,year,n\n1,y2000,5\n0,y2000,20\n1,y2001,0\n0,y2001,3000000\n1,y2002,7\n0,y2002,9\n1,y2003,12\n0,y2003,0\n\
        1,y2004,0\n0,y2004,1\n1,y2005,1\n0,y2005,0\n";
    let fit = "--weights n --weight-kind frequency --penalty firth --json";
    let json = Folder::with(text).fit(fit).ok().json();
    let cell = |s: f64, f: f64| ((s + 0.5) / (f + 0.5)).ln();
    let base = cell(5.0, 20.0);
    let others = [(0.0, 3e6), (7.0, 9.0), (12.0, 0.0), (0.0, 1.0), (1.0, 0.0)];
    let exact: Vec<f64> = std::iter::once(base).chain(others.iter().map(|&(s, f)| cell(s, f) - base)).collect();
    close(&estimates(&json), &exact);
}

/// Siblings: the other label, a level alone in its label, a single row, sixteen levels of one row each beside thousands.
#[test]
fn siblings_of_these() {
    let level = |name: &str, label: u8, times: usize| format!("{label},{name}\n").repeat(times);
    let cases = [
        vec![("a", 5000, 0), ("b", 0, 3)],
        vec![("a", 0, 20_000), ("b", 1, 0)],
        vec![("a", 1, 4000), ("b", 2, 0), ("c", 0, 1), ("d", 1, 1)],
        vec![("a", 0, 3000), ("b", 1, 0), ("c", 1, 0), ("d", 1, 0), ("e", 0, 1), ("f", 0, 1), ("g", 30, 30)],
    ];
    for case in cases {
        let rows: String = case.iter().map(|&(name, s, f)| level(name, 1, s) + &level(name, 0, f)).collect();
        let json = Folder::with(format!("y,g\n{rows}")).fit("--penalty firth --ci profile --json").ok().json();
        let cell = |&(_, s, f): &(&str, usize, usize)| ((s as f64 + 0.5) / (f as f64 + 0.5)).ln();
        let base = cell(&case[0]);
        let exact: Vec<f64> = std::iter::once(base).chain(case[1..].iter().map(|c| cell(c) - base)).collect();
        close(&estimates(&json), &exact);
        for row in json["coefficients"].as_array().unwrap() {
            let end = |key: &str| row[key].as_f64().unwrap();
            assert!(end("lower") < end("estimate") && end("estimate") < end("upper"), "{row}");
        }
    }
}

/// The report of Firth's fit has its mean probability beside the share of events, and what corrects it works.
#[test]
fn the_mean_probability_is_told_and_corrected() {
    let folder = Folder::with(people(40));
    let plain = folder.fit("--penalty firth").ok().stdout;
    assert!(plain.contains("under Firth's fit, share of events") && plain.contains("--flic corrects it"), "{plain}");
    let firth = folder.fit("--penalty firth --json").ok().json();
    let flic = folder.fit("--penalty firth --flic --json -m m.model").ok().json();
    let mean = |json: &serde_json::Value, key: &str| json["mean_probability"][key].as_f64();
    let events = flic["data"]["positives"].as_f64().unwrap() / 40.0;
    assert!((mean(&flic, "events").unwrap() - events).abs() < 1e-12);
    assert!((mean(&flic, "corrected").unwrap() - events).abs() < 1e-12);
    assert!((mean(&flic, "firth").unwrap() - events).abs() > 1e-5);
    assert_eq!((mean(&firth, "firth"), mean(&firth, "corrected")), (mean(&flic, "firth"), None));
    // Coefficients and their errors are Firth's; the intercept is not.
    for key in ["estimate", "std_error", "lower", "p_value"] {
        let of = |json: &serde_json::Value| -> Vec<f64> {
            json["coefficients"].as_array().unwrap().iter().map(|row| row[key].as_f64().unwrap()).collect()
        };
        let (a, b) = (of(&firth), of(&flic));
        close(&b[1..], &a[1..]);
        assert!(key != "estimate" || (a[0] - b[0]).abs() > 1e-5, "{a:?} {b:?}");
    }
    // What is predicted has that mean, too.
    let predicted = folder.run("predict m.model data.csv --only").ok().stdout;
    let probabilities: Vec<f64> = predicted.lines().skip(1).map(|line| line.parse().unwrap()).collect();
    assert!((probabilities.iter().sum::<f64>() / 40.0 - events).abs() < 1e-12);
    let shown = folder.run("inspect m.model").ok().stdout;
    assert!(shown.contains("FLIC") && !shown.contains("warning"), "{shown}");
    // By the profile, the intercept has Wald's interval.
    let profile = folder.fit("--penalty firth --flic --ci profile --json").ok().json();
    let row = |json: &serde_json::Value, key: &str| json["coefficients"][0][key].as_f64().unwrap();
    close(
        &["lower", "upper", "p_value"].map(|key| row(&profile, key)),
        &["lower", "upper", "p_value"].map(|key| row(&flic, key)),
    );
}

#[test]
fn a_correction_of_nothing_is_refused() {
    let folder = Folder::with(people(40));
    folder.fit("--flic").refused(2, &["--flic", "--penalty firth"]);
    folder.fit("--flic --penalty l2 --lambda 0.1").refused(2, &["--flic", "--penalty firth"]);
    let categories = "--exclude city --no-intercept --flic --penalty firth";
    folder.fit(categories).refused(2, &["--flic", "--no-intercept"]);
    folder.fit("--flic --penalty firth --covariance hc1").refused(2, &["--flic", "--covariance"]);
    folder.fit("--flic --penalty firth --cluster city").refused(2, &["--flic", "--cluster"]);
    folder.fit("--flic --penalty firth --ci profile --contrast (intercept)=1,age=40").refused(2, &["no profile"]);
}
