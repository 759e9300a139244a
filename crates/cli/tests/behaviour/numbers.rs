//! Numbers on the command line: odd ones get a sentence of ours, and none takes hundreds of digits.

use crate::support::{Folder, Ran, people};

fn fit(more: &str) -> Ran {
    Folder::with(people(40)).fit(more)
}

#[test]
fn threads_beyond_sense_are_refused() {
    for threads in ["0", "1025", "100000"] {
        fit(&format!("--threads {threads}")).refused(2, &[&format!("--threads {threads}: "), "from 1 to 1024"]);
    }
    Folder::fitted().run("predict m.model data.csv --threads 100000").refused(2, &["--threads 100000", "1024"]);
}

#[test]
fn as_many_threads_as_allowed_are_fast() {
    let begin = std::time::Instant::now();
    let json = fit("--threads 1024 --json").ok().json();
    assert!(begin.elapsed().as_secs() < 5);
    let processors = std::thread::available_parallelism().unwrap().get() as u64;
    assert!(json["fit"]["threads"].as_u64().unwrap() <= 4 * processors);
}

#[test]
fn negative_numbers_are_out_of_range_and_not_unknown_flags() {
    fit("--max-iterations -1").refused(2, &["-1", "--max-iterations", "whole number, 0 or more"]);
    fit("--seed -1").refused(2, &["-1", "--seed", "whole number from 0"]);
    fit("--threads -1").refused(2, &["-1", "--threads", "whole number"]);
    fit("--max-seconds -inf").refused(2, &["--max-seconds -inf", "from 0 to"]);
    fit("--tolerance -.1").refused(2, &["--tolerance -0.1", "between 0 and 1"]);
    fit("--confidence -.1").refused(2, &["--confidence -0.1", "between 0 and 1"]);
    fit("--penalty l2 --lambda -inf").refused(2, &["--lambda -inf", "from 0 to 1e100"]);
    Folder::fitted().run("predict m.model data.csv --threshold -.1").refused(2, &["--threshold -0.1", "from 0 to 1"]);
}

#[test]
fn a_missing_text_may_begin_with_a_hyphen() {
    let folder = Folder::with(format!("{}-inf,Ulm,no\n-,Ulm,yes\n", people(40)));
    let json = folder.fit("--missing drop --na -inf,- --json").ok().json();
    assert_eq!(json["data"]["dropped"]["missing"], 2);
}

#[test]
fn no_number_at_all() {
    fit("--penalty l2 --lambda much").refused(2, &["much", "--lambda", "it must be a number"]);
}

#[test]
fn extreme_numbers_are_short() {
    for lambda in ["1e99", "1e-300"] {
        let folder = Folder::with(people(40));
        let flags = format!("--penalty l2 --lambda {lambda}");
        let fitted = folder.fit(&flags).ok().stdout;
        assert!(
            fitted.contains(&format!("λ = {lambda}")) && fitted.contains(&format!("lambda = {lambda}")),
            "{fitted}"
        );
        let raced = folder.run(&format!("compare data.csv --target y --solvers newton {flags}")).ok().stdout;
        assert!(raced.contains(&format!("λ = {lambda}")), "{raced}");
        assert!(fitted.lines().chain(raced.lines()).all(|line| line.chars().count() < 130));
    }
    fit("--max-seconds 1e300 --tolerance 1e300 --confidence 1e300 --penalty l2 --lambda 1e300").refused(
        2,
        &[
            "--max-seconds 1e300: it must be from 0 to 1.8e19",
            "--tolerance 1e300:",
            "--confidence 1e300:",
            "--lambda 1e300:",
        ],
    );
}

#[test]
fn an_extreme_combination_of_columns_is_short() {
    let rows = people(40);
    let row = |(i, line): (usize, &str)| match line.split_once(',') {
        Some((age, _)) if i > 0 => format!("{line},{:e}\n", age.parse::<f64>().unwrap() * 2f64.powi(-200)),
        _ => format!("{line},tiny\n"),
    };
    let ran = Folder::with(rows.lines().enumerate().map(row).collect::<String>()).fit("");
    assert!(ran.stderr.contains("e-61 · \"age\""), "{}", ran.stderr);
    assert!(ran.stderr.len() < 400, "{}", ran.stderr);
}
