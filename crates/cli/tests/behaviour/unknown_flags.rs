//! Flags, values and verbs that are none: the nearest one if it is near, whose flag it is, or what to do until it is built.

use crate::support::{Folder, Ran, people};

fn fit(more: &str) -> Ran {
    Folder::with(people(40)).fit(more)
}

/// clap's tip was "a similar argument exists: '--start…'".
#[test]
fn a_flag_that_is_near_to_none_gets_no_advice_that_is_not_meant() {
    for flag in ["--strata", "--dispersion", "--nthreads-of-mine", "--xyz=3", "-Z", "--intercept", "--header"] {
        let ran = fit(flag).ends(2);
        let flag = flag.split('=').next().unwrap();
        assert_eq!(ran.stderr, format!("error: fit has no flag {flag}; logodds fit --help lists those it has\n"));
        assert_eq!(ran.stdout, "");
    }
}

#[test]
fn a_typo_gets_the_nearest_flag_of_its_verb() {
    for (typo, meant) in [
        ("--lamda", "--lambda"),
        ("--tolerence=1e-3", "--tolerance"),
        ("--Penalty", "--penalty"),
        ("--weight", "--weights"),
        ("--catgorical", "--categorical"),
        ("--solvr", "--solver"),
        ("--max-iter", "--max-iterations"),
        ("--tol=1e-3", "--tolerance"),
    ] {
        let flag = typo.split('=').next().unwrap();
        assert_eq!(fit(typo).ends(2).stderr, format!("error: fit has no flag {flag}; did you mean {meant}?\n"));
    }
}

#[test]
fn a_flag_of_another_verb_is_told_as_such() {
    fit("--interval 0.9").refused(2, &["error: --interval is a flag of predict, not of fit\n"]);
    fit("--solvers newton").refused(2, &["--solvers is a flag of compare, not of fit; did you mean --solver?"]);
    Folder::fitted().run("predict m.model data.csv --lambda 1").refused(2, &["--lambda is a flag of fit and compare"]);
    Folder::new().run("--target y fit data.csv").refused(2, &["--target stands after its verb: logodds fit"]);
}

#[test]
fn what_the_contract_names_and_is_not_built_says_what_to_do() {
    fit("--trials n").refused(2, &["fit --trials is not built yet", "--weight-kind frequency"]);
    fit("--class-weight balanced").refused(2, &["fit --class-weight is not built yet", "--weights COL"]);
    fit("--penalty l2 --lambda cv").refused(2, &["--lambda cv is not built yet", "a number, such as 0.01"]);
    fit("--covariance quasi").refused(2, &["--covariance quasi is not built yet", "--covariance hc0"]);
    fit("--format parquet").refused(2, &["--format parquet is not built yet", "CSV"]);
    Folder::new()
        .run("evaluate m.model data.csv")
        .refused(2, &["the verb evaluate is not built yet", "predict --only"]);
}

#[test]
fn verbs_and_values_that_are_none() {
    Folder::new().run("fti data.csv").refused(2, &["no verb \"fti\"; did you mean \"fit\"?"]);
    Folder::new().run("data.csv").refused(2, &["no verb \"data.csv\"; it must be fit, predict, "]);
    fit("--covariance robust").refused(2, &["--covariance \"robust\": it must be model, hc0, "]);
    fit("--tests=III").refused(2, &["--tests takes no value, such as \"III\""]);
    Folder::fitted().run("inspect m.model other").refused(2, &["inspect takes no further argument, such as \"other\""]);
}

/// The advice of a planned flag is true: a row of counts as a weight is the grouped fit. Referee: R's
/// `glm(cbind(c(3, 6), c(7, 4)) ~ c(0, 1), family = binomial)` has the slope log(6/4) − log(3/7) = 1.25276.
#[test]
fn grouped_rows_are_fitted_as_the_tip_says() {
    let json = Folder::with("x,n,y\n0,3,1\n0,7,0\n1,6,1\n1,4,0\n")
        .fit("--weights n --weight-kind frequency --json")
        .ok()
        .json();
    let slope = json["coefficients"][1]["estimate"].as_f64().unwrap();
    assert!((slope - ((6.0f64 / 4.0).ln() - (3.0f64 / 7.0).ln())).abs() < 1e-9, "{slope}");
}
