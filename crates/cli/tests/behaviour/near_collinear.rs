//! Standard errors of a cubic in calendar years, as the command gives them.

use crate::support::Folder;

/// The standard error of the log-odds of row 1, from both ends of its interval.
fn error_of_row_1(folder: &Folder) -> f64 {
    let out = folder.run("predict m.model data.csv --interval 0.95").ok().stdout;
    let row: Vec<f64> = out.lines().nth(1).unwrap().split(',').map(|cell| cell.parse().unwrap()).collect();
    let [.., lower, upper] = row[..] else { panic!("{out}") };
    let logit = |p: f64| (p / (1.0 - p)).ln();
    (logit(upper) - logit(lower)) / (2.0 * 1.959963984540054)
}

/// Referee: 80-digit arithmetic. It was 2.300 by HC0 and 3.356 by HC3; of exact cubes an interval without a width, and one
/// from 2e-220 to 1.
#[test]
fn a_cubic_in_years_has_errors_to_nine_digits() {
    let rounded = include_str!("../../../../tests/golden/years_rounded.csv");
    let exact = include_str!("../../../../tests/golden/years.csv");
    for (content, estimator, of_row, of_years) in [
        (rounded, "model", 0.392410460836, None),
        (rounded, "hc0", 0.390857429226, Some(500.2435275)),
        (rounded, "hc3", 0.402558073842, Some(510.9001299)),
        (exact, "model", 0.489923771404, None),
        (exact, "hc0", 0.486093190399, Some(5243.955136)),
        (exact, "hc3", 0.507117306811, Some(5425.597912)),
    ] {
        let folder = Folder::with(content);
        let ran = folder.fit(&format!("--covariance {estimator} --json -m m.model")).ok();
        let found = error_of_row_1(&folder);
        assert!((found - of_row).abs() < 1e-9 * of_row, "{estimator}: {found} {of_row}");
        let document = ran.json();
        if let Some(expected) = of_years {
            let found = document["coefficients"][1]["std_error"].as_f64().unwrap();
            assert!((found - expected).abs() < 1e-9 * expected, "{estimator}: {found} {expected}");
        }
        // How far the columns can be told apart, whatever the errors are taken from.
        assert!(document["collinearity"]["condition"].as_f64().unwrap() > 1e9, "{estimator}");
        assert_eq!(document["collinearity"]["inflation"].as_array().unwrap().len(), 3);
        assert!(document["warnings"].as_array().unwrap().iter().any(|warning| warning["code"] == "near-collinear"));
    }
}

#[test]
fn collinearity_is_told_of_several_labels_and_of_replicates() {
    let rows = (0..240).map(|i| {
        let (a, b) = (f64::from(i * 37 % 101) / 30.0, f64::from(i * 53 % 103) / 30.0);
        let near = a + 0.001 * f64::from(i * 29 % 97) / 30.0;
        format!("{},{a},{near},{b}\n", ["x", "y", "z"][(i * 7 + i / 5) as usize % 3])
    });
    let folder = Folder::with(format!("y,a,near,b\n{}", rows.collect::<String>()));
    let inflation = |more: &str| -> Vec<f64> {
        let found = folder.fit(&format!("--json {more}")).ok().json()["collinearity"]["inflation"].clone();
        found.as_array().unwrap().iter().map(|one| one["gvif"].as_f64().unwrap()).collect()
    };
    let by_model = inflation("");
    // Two coefficients of each column: the square of a factor of about 1e6.
    assert!(by_model.len() == 3 && by_model[0] > 1e11 && by_model[2] < 2.0, "{by_model:?}");
    for more in ["--covariance hc0", "--covariance hc1", "--bootstrap 20"] {
        let found = inflation(more);
        assert!(found.iter().zip(&by_model).all(|(a, b)| (a - b).abs() < 1e-6 * b), "{more}: {found:?}");
    }
    let ran = folder.fit("--covariance hc0 -m m.model").ok();
    assert!(
        ran.stdout.contains("largest variance inflation") && ran.stderr.contains("nearly combinations"),
        "{}",
        ran.stdout
    );
    assert!(folder.run("inspect m.model").ok().stdout.contains("largest variance inflation"));
}
