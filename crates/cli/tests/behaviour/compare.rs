//! `compare`: the solvers side by side.

use crate::support::{Folder, example, people};

#[test]
fn every_solver_is_raced_and_auto_is_marked() {
    let data = example("birthwt.csv");
    let ran = Folder::new().run(&format!("compare {data} --target low --categorical race")).ok();
    for words in [
        "newton (auto)",
        "newton-cg",
        "forecast",
        "lbfgs",
        "gradient-descent",
        "sgd",
        "saga",
        "converged",
        "auto chooses newton",
        "relative",
        "bound",
    ] {
        assert!(ran.stdout.contains(words), "{words:?} is not in:\n{}", ran.stdout);
    }
}

#[test]
fn certified_solvers_agree() {
    let data = example("german_credit.csv");
    for penalty in ["", "--penalty l2 --lambda 0.01"] {
        let json = Folder::new().run(&format!("compare {data} --target creditability --json {penalty}")).ok().json();
        for race in json["solvers"].as_array().unwrap() {
            let result = &race["result"];
            let (bound, above) = (result["relative_bound"].as_f64().unwrap(), result["above_best"].as_f64().unwrap());
            if race["solver"] != "sgd" {
                assert_eq!(result["status"], "converged", "{race}");
                assert!(bound <= 1e-8, "{race}");
            }
            // The bound is one: what happened is never more than what was promised.
            assert!(above <= bound + 1e-15, "{race}");
            assert!(!result["trace"].as_array().unwrap().is_empty());
        }
    }
}

#[test]
fn a_choice_of_solvers() {
    let json = Folder::with(people(40)).run("compare data.csv --target y --solvers lbfgs,newton --json").ok().json();
    let names: Vec<_> =
        json["solvers"].as_array().unwrap().iter().map(|s| s["solver"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names, ["lbfgs", "newton"]);
}

#[test]
fn a_plot_is_an_svg_with_names_and_axes() {
    let folder = Folder::with(people(40));
    folder.run("compare data.csv --target y --plot race.svg").ok();
    let svg = String::from_utf8(folder.read("race.svg")).unwrap();
    for words in [
        "<svg",
        "newton",
        "lbfgs",
        "gradient-descent",
        "sgd",
        "saga",
        "passes over the data",
        "seconds",
        "(F − best) / best",
    ] {
        assert!(svg.contains(words), "{words}");
    }
    folder.run("compare data.csv --target y --plot race.png").refused(2, &["race.png", "SVG", ".svg"]);
}

#[test]
fn no_certified_solver_is_4() {
    Folder::with(people(40)).run("compare data.csv --target y --solvers sgd --max-iterations 1").ends(4);
}
