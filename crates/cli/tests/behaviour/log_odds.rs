//! `predict --link --se`, what the documents tell of the whole model, and a confidence that reads like the 0.05 of a test.

use crate::support::{Folder, example, people};

fn numbers(text: &str) -> Vec<Vec<f64>> {
    let row = |line: &str| line.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN)).collect();
    text.lines().skip(1).map(row).collect()
}

fn near(x: f64, y: f64) -> bool {
    (x - y).abs() <= 1e-12 * (1.0 + x.abs())
}

#[test]
fn log_odds_and_errors_stand_beside_their_probabilities() {
    let folder = Folder::fitted();
    let plain = numbers(&folder.run("predict m.model data.csv --only").ok().stdout);
    let text = folder.run("predict m.model data.csv --only --link --se --interval 0.9").ok().stdout;
    assert_eq!(
        text.lines().next().unwrap(),
        "probability,probability_std_error,probability_lower,probability_upper,\
         log_odds,log_odds_std_error,log_odds_lower,log_odds_upper"
    );
    let all = numbers(&text);
    assert_eq!(all.len(), 40);
    for (row, plain) in all.iter().zip(&plain) {
        let [p, se_of_p, lower, upper, log_odds, se, below, above] = row[..] else { panic!("{row:?}") };
        let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
        assert_eq!(p, plain[0]);
        assert!(near(p, sigmoid(log_odds)) && near(se_of_p, p * (1.0 - p) * se), "{row:?}");
        assert!(near(lower, sigmoid(below)) && near(upper, sigmoid(above)), "{row:?}");
        assert!(near(above - log_odds, 1.6448536269514722 * se) && near(log_odds - below, above - log_odds), "{row:?}");
    }
    let link = folder.run("predict m.model data.csv --only --link").ok().stdout;
    assert_eq!(link.lines().next(), Some("probability,log_odds"));
    let se = folder.run("predict m.model data.csv --se").ok().stdout;
    assert_eq!(se.lines().next(), Some("age,city,y,probability,probability_std_error"));
}

#[test]
fn log_odds_of_three_labels_are_each_against_all_others() {
    let folder = Folder::new();
    let iris = example("iris.csv");
    folder
        .run(&format!("fit {iris} --target species --penalty l2 --lambda 0.01 --covariance penalized -q -m m.model"))
        .ok();
    let text = folder.run(&format!("predict m.model {iris} --only --link --se")).ok().stdout;
    let header = text.lines().next().unwrap();
    assert!(
        header.starts_with(
            "probability_setosa,probability_setosa_std_error,log_odds_setosa,log_odds_setosa_std_error,probability_versicolor,"
        ) && header.ends_with(",log_odds_virginica_std_error,label"),
        "{header}"
    );
    for row in numbers(&text) {
        for label in row[..12].chunks(4) {
            assert!(near(label[0], 1.0 / (1.0 + (-label[2]).exp())), "{row:?}");
            assert!((label[1] - label[0] * (1.0 - label[0]) * label[3]).abs() < 1e-8, "{row:?}");
        }
    }
}

#[test]
fn a_row_at_the_limit_has_infinite_log_odds_and_no_error() {
    let mut rows = people(80).lines().map(str::to_owned).collect::<Vec<_>>();
    rows[0].push_str(",always");
    for row in &mut rows[1..] {
        let always = row.ends_with("yes") && row.len() % 2 == 0;
        row.push_str(if always { ",1" } else { ",0" });
    }
    let folder = Folder::with(rows.join("\n") + "\n");
    folder.fit("-q -m m.model").ok();
    let text = folder.run("predict m.model data.csv --link --se --interval 0.95 -q").ok().stdout;
    let certain: Vec<&str> = text.lines().filter(|line| line.contains(",yes,1,")).collect();
    assert!(!certain.is_empty());
    assert!(certain.iter().all(|line| line.ends_with(",yes,1,1,,,,inf,,,")), "{certain:?}");
}

#[test]
fn errors_of_a_model_without_them_are_refused_and_log_odds_are_not() {
    let folder = Folder::with(people(40));
    folder.fit("--penalty l2 --lambda 0.1 -m m.model -q").ok();
    folder.run("predict m.model data.csv --se").refused(2, &["--se", "no standard errors", "penalty"]);
    assert!(folder.run("predict m.model data.csv --link --only").ok().stdout.starts_with("probability,log_odds\n"));
}

#[test]
fn a_label_named_like_an_error_is_refused() {
    let rows = people(60).replace("yes\n", "a\n").replace("no\n", "a_std_error\n").replacen("a\n", "b\n", 9);
    let folder = Folder::with(rows);
    folder.fit("--penalty l2 --lambda 0.1 --covariance penalized -q -m m.model").ok();
    folder.run("predict m.model data.csv --se").refused(2, &["--se: two new columns", "probability_a_std_error"]);
    folder.run("predict m.model data.csv --link -q").ok();
}

#[test]
fn a_confidence_that_reads_like_an_alpha_is_warned_of() {
    let folder = Folder::fitted();
    let told = "0.05 makes intervals of 5 %; for 95 % write";
    let fit = folder.fit("--confidence 0.05").ok();
    assert!(fit.stderr.contains(&format!("--confidence {told} --confidence 0.95")), "{}", fit.stderr);
    let predict = folder.run("predict m.model data.csv --interval 0.05").ok();
    assert!(predict.stderr.contains(&format!("--interval {told} --interval 0.95")), "{}", predict.stderr);
    assert!(!folder.fit("--confidence 0.5").ok().stderr.contains("makes intervals"));
    assert_eq!(folder.fit("--confidence 0.05 -q").ok().stderr, "");
}

#[test]
fn the_document_has_the_covariance_and_the_whole_models_likelihood_ratio() {
    let folder = Folder::with(people(60));
    let json = folder.fit("--json -m m.model -q").ok().json();
    let (statistics, coefficients) = (&json["statistics"], json["coefficients"].as_array().unwrap());
    let ratio = &statistics["likelihood_ratio"];
    let difference =
        statistics["log_likelihood"].as_f64().unwrap() - statistics["null_log_likelihood"].as_f64().unwrap();
    assert!(near(ratio["statistic"].as_f64().unwrap(), 2.0 * difference));
    assert_eq!(ratio["df"].as_u64(), Some(3));
    assert!(statistics["likelihood_ratio_withheld"].is_null());
    let covariance = json["inference"]["covariance_matrix"].as_array().unwrap();
    assert_eq!(covariance.len(), coefficients.len());
    for (k, coefficient) in coefficients.iter().enumerate() {
        let error = coefficient["std_error"].as_f64().unwrap();
        assert!(near(covariance[k][k].as_f64().unwrap().sqrt(), error));
        assert!((0..k).all(|j| covariance[k][j] == covariance[j][k]));
    }
    let inspected = folder.run("inspect m.model --json").ok().json();
    assert_eq!(inspected["inference"]["covariance_matrix"], json["inference"]["covariance_matrix"]);
    assert_eq!(inspected["statistics"]["likelihood_ratio"], *ratio);
    assert!(folder.fit("").ok().stdout.contains("likelihood ratio against the intercept alone: χ² "));
    let penalised = folder.fit("--penalty l2 --lambda 0.1 --json -q").ok().json();
    assert!(penalised["statistics"]["likelihood_ratio"].is_null());
    let reason = &penalised["statistics"]["likelihood_ratio_withheld"];
    assert_eq!(reason, "a penalised estimate is not the likelihood's maximum");
    assert!(penalised["inference"]["covariance_matrix"].is_null());
}
