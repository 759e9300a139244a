//! `compare-models`: the likelihood ratio of two nested models, from their files.

use crate::support::{Folder, people};

fn models(rows: &str) -> Folder {
    let folder = Folder::with(rows);
    folder.fit("-q -m large.model").ok();
    folder.fit("--features age -q -m small.model").ok();
    folder
}

#[test]
fn nested_models_have_the_likelihood_ratio_of_the_test_of_their_columns() {
    let folder = models(&people(80));
    let json = folder.run("compare-models small.model large.model --json").ok().json();
    let ratio = &json["likelihood_ratio"];
    let likelihood = |k: usize| json["models"][k]["log_likelihood"].as_f64().unwrap();
    assert_eq!(ratio["statistic"].as_f64().unwrap(), 2.0 * (likelihood(1) - likelihood(0)));
    assert_eq!((ratio["df"].as_u64(), json["models"][0]["df"].as_u64()), (Some(2), Some(2)));
    let tests = folder.fit("--tests --json -q").ok().json();
    let of_city = tests["tests"].as_array().unwrap().iter().find(|test| test["column"] == "city").unwrap();
    let near = |field: &str| (ratio[field].as_f64().unwrap() - of_city[field].as_f64().unwrap()).abs() < 1e-8;
    assert!(near("statistic") && near("p_value"));
    assert_eq!(folder.run("compare-models large.model small.model --json").ok().json()["likelihood_ratio"], *ratio);
    let table = folder.run("compare-models small.model large.model").ok().stdout;
    assert!(table.contains("small.model") && table.contains("likelihood ratio: χ² "), "{table}");
}

#[test]
fn what_cannot_be_compared_is_told_with_every_reason() {
    let folder = models(&people(80));
    folder.fit("--penalty l2 --lambda 0.1 -q -m l2.model").ok();
    folder.run("compare-models l2.model small.model").refused(2, &["l2.model: a penalised estimate is not"]);
    folder.run("compare-models small.model l2.model").refused(2, &["l2.model: a penalised estimate is not"]);
    folder.fit("--features city -q -m city.model").ok();
    folder
        .run("compare-models small.model city.model")
        .refused(2, &["\"age\"", "not seen to be nested; --nested vouches"]);
    folder.run("compare-models small.model small.model").refused(2, &["neither is nested"]);
    folder.write("data.csv", people(79));
    folder.fit("--features age -q -m fewer.model").ok();
    folder.run("compare-models fewer.model large.model").refused(2, &["other rows: 79 and 80"]);
    folder.write("data.csv", people(80).replacen("20,", "21,", 1));
    folder.fit("--features age -q -m moved.model").ok();
    folder.run("compare-models moved.model large.model").refused(2, &["the values of \"age\" differ"]);
    folder.run("compare-models none.model small.model").refused(6, &["none.model"]);
    folder.run("compare-models data.csv small.model").refused(6, &["data.csv"]);
}
