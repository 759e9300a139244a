//! Advice that can be followed: columns of the file, and nothing that was done already.

use crate::support::{Folder, people};

/// `people` with a 0/1 column that says what a level of `city` says.
fn redundant() -> Folder {
    let rows = people(40);
    let row = |(i, line): (usize, &str)| {
        let first = if i == 0 { "ulm" } else { ["0", "1"][usize::from(line.contains("Ulm"))] };
        format!("{first},{line}\n")
    };
    Folder::with(rows.lines().enumerate().map(row).collect::<String>())
}

#[test]
fn a_collinear_level_names_its_column() {
    let folder = redundant();
    let ran = folder.fit("").ok();
    let remedies = "Try --exclude \"city\", or merging level \"Ulm\" of \"city\" with another";
    assert!(ran.stderr.contains(remedies), "{}", ran.stderr);
    assert_eq!(folder.fit("--json").ok().json()["warnings"][0]["remedies"][0], "--exclude \"city\"");
    let followed = folder.fit("--exclude city").ok();
    assert_eq!(followed.stderr, "");
}

#[test]
fn a_column_to_exclude_is_quoted_as_the_flag_takes_it() {
    let rows = people(40);
    let row = |(i, line): (usize, &str)| format!("{},{line}\n", if i == 0 { "\"k, l\"" } else { "7" });
    let folder = Folder::with(rows.lines().enumerate().map(row).collect::<String>());
    let ran = folder.fit("").ok();
    assert!(ran.stderr.contains("Try --exclude '\"k, l\"'"), "{}", ran.stderr);
    let followed = folder.run_list(&["fit", "data.csv", "--target", "y", "--exclude", "\"k, l\""]).ok();
    assert_eq!(followed.stderr, "");
}

#[test]
fn newton_is_not_advised_after_newton() {
    let folder = Folder::with(people(40));
    let newton = folder.fit("--max-iterations 1").ends(4).stderr;
    assert!(!newton.contains("--solver newton") && newton.contains("Try a larger --max-iterations"), "{newton}");
    let lbfgs = folder.fit("--solver lbfgs --max-iterations 1").ends(4).stderr;
    assert!(lbfgs.contains("Try --solver newton, or a larger --max-iterations"), "{lbfgs}");
}

#[test]
fn a_tolerance_below_rounding_is_called_that() {
    let folder = Folder::with(people(40));
    for solver in ["newton", "lbfgs"] {
        let words = folder.fit(&format!("--solver {solver} --tolerance 1e-40")).ends(4).stderr;
        let (_, after) = words.split_once("Try --tolerance ").expect(&words);
        let (tolerance, reason) = after.split_once(',').unwrap();
        assert_eq!(reason, " as rounding allows no smaller one\n");
        folder.fit(&format!("--solver {solver} --tolerance {tolerance}")).ok();
    }
}

#[test]
fn a_penalty_is_not_advised_under_a_penalty() {
    let words = redundant().fit("--penalty l2 --lambda 1e-300").stderr;
    assert!(words.contains("a larger --lambda") && !words.contains("--penalty"), "{words}");
}

#[test]
fn a_bound_is_never_rounded_down() {
    let folder = Folder::with(people(40));
    for k in 1..12 {
        let fit = format!("--solver gradient-descent --max-iterations {k} --json");
        let ran = folder.fit(&fit).ends(4);
        let json = ran.json();
        let bound =
            json["fit"]["certificate"]["bound"].as_f64().unwrap() / json["objective"]["value"].as_f64().unwrap();
        let (_, after) = ran.stderr.split_once("may be ").unwrap();
        let shown: f64 = after.split(' ').next().unwrap().parse().unwrap();
        assert!(shown >= bound && shown < 1.11 * bound, "{shown} {bound}");
    }
}
