//! The command line: typos, values that cannot be, and everything wrong at once.

use crate::support::{Folder, people};

fn fit(more: &str) -> crate::support::Ran {
    Folder::with(people(40)).fit(more)
}

#[test]
fn no_arguments_print_the_help() {
    Folder::new().run("").refused(2, &["Usage: logodds", "fit", "predict", "Exit codes"]);
}

#[test]
fn an_unknown_target_gets_the_nearest_name() {
    let folder = Folder::with("amount,sold\n1,0\n2,1\n3,0\n");
    folder.run("fit data.csv --target amout").refused(2, &["--target: no column \"amout\"; did you mean \"amount\"?"]);
}

#[test]
fn an_unknown_flag_gets_the_nearest_name() {
    fit("--lamda 1").refused(2, &["--lamda", "--lambda"]);
}

#[test]
fn an_unknown_solver_gets_the_nearest_name() {
    fit("--solver newtn").refused(2, &["--solver \"newtn\"", "did you mean \"newton\"?"]);
}

#[test]
fn a_positive_label_that_does_not_occur() {
    fit("--positive ja").refused(2, &["--positive \"ja\"", "\"no\" and \"yes\""]);
}

#[test]
fn a_negative_lambda() {
    fit("--penalty l2 --lambda -1").refused(2, &["--lambda -1", "from 0 to 1e100"]);
}

#[test]
fn lambda_without_a_penalty() {
    fit("--lambda 0.1").refused(2, &["--lambda", "add --penalty l2"]);
}

#[test]
fn a_penalty_without_lambda() {
    fit("--penalty l2").refused(2, &["--penalty l2 needs its strength", "--lambda"]);
}

#[test]
fn what_is_not_built_yet_says_so() {
    for flags in [
        "--penalty l1 --lambda 1",
        "--penalty elastic-net --lambda 1",
        "--solver coordinate-descent",
        "--missing mean",
        "--missing indicator",
    ] {
        fit(flags).refused(2, &[flags.split(" --lambda").next().unwrap(), "is not built yet"]);
    }
}

#[test]
fn every_covariance_goes_with_every_kind_of_weight() {
    let folder = Folder::with("x,w,y\n1,2,0\n2,1,1\n3,2,0\n4,1,1\n");
    for kind in ["frequency", "sampling", "precision"] {
        for covariance in ["model", "hc0", "hc1", "hc3"] {
            let flags =
                format!("--weights w --weight-kind {kind} --confidence 0.9 --covariance {covariance} --ci wald");
            let json = folder.fit(&format!("{flags} --json")).ok().json();
            // Weights that say how a row was drawn say nothing of its variance.
            let used = if (kind, covariance) == ("sampling", "model") { "sampling" } else { covariance };
            assert_eq!(json["inference"]["covariance"], used);
            assert!(json["coefficients"][1]["std_error"].as_f64().unwrap() > 0.0);
            // They make no likelihood either.
            assert_eq!(json["statistics"]["aic"].is_null(), kind == "sampling");
            assert_eq!(json["statistics"]["bic"].is_null(), kind == "sampling");
        }
        let told = folder.fit(&format!("--weights w --weight-kind {kind}")).ok().stdout;
        assert_eq!(told.contains("no AIC or BIC: sampling weights make no likelihood"), kind == "sampling", "{told}");
        let told = folder.fit(&format!("--weights w --weight-kind {kind} --covariance none")).ok().stdout;
        assert_eq!(told.contains("no AIC or BIC: sampling weights make no likelihood"), kind == "sampling", "{told}");
        let json = folder.fit(&format!("--weights w --weight-kind {kind} --covariance none --json")).ok().json();
        assert!(json["inference"].is_null() && json["coefficients"][1]["std_error"].is_null());
        assert_eq!(json["data"]["weight_kind"], kind);
    }
}

#[test]
fn everything_wrong_is_told_at_once() {
    fit("--penalty l1 --lambda -1 --tolerance 3 --threads 0 --confidence 2 --max-seconds -1 --exclude agge --weights y -d ;;").refused(
        2,
        &[
            "--penalty l1 is not built yet",
            "--lambda -1",
            "--tolerance 3",
            "--threads 0",
            "--confidence 2",
            "--max-seconds -1",
            "--exclude: no column \"agge\"; did you mean \"age\"?",
            "column \"y\" cannot be both the target and the weights",
            "--delimiter \";;\"",
        ],
    );
}

#[test]
fn a_file_that_cannot_be_read_does_not_hide_the_flags() {
    Folder::new().run("fit nowhere.csv --target y --tolerance 3").refused(2, &["--tolerance 3", "nowhere.csv"]);
}

#[test]
fn completions_and_manual_pages() {
    let folder = Folder::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(folder.run(&format!("completions {shell}")).ok().stdout.contains("logodds"));
    }
    assert!(folder.run("man").ok().stdout.contains(".SH NAME"));
    assert!(folder.run("man fit").ok().stdout.contains("logodds\\-fit"));
    folder.run("man fitt").refused(2, &["no verb \"fitt\"; did you mean \"fit\"?"]);
}

#[test]
fn help_is_a_verb_with_help() {
    let folder = Folder::new();
    for arguments in ["help --help", "help -h", "help", "help fit", "help help"] {
        assert!(folder.run(arguments).ok().stdout.contains("Usage: logodds"), "{arguments}");
    }
    assert!(folder.run("help fit").ok().stdout.contains("Usage: logodds fit [OPTIONS] --target <COL> <DATA>..."));
    folder.run("help fitt").refused(2, &["no verb \"fitt\"; did you mean \"fit\"?"]);
}

#[test]
fn compare_offers_solvers_alone() {
    let help = Folder::new().run("compare --help").ok().stdout;
    assert!(help.contains("--solvers <A,B>") && !help.contains("--solver <"), "{help}");
}
