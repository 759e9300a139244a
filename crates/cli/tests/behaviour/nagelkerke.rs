//! Nagelkerke's R² by the kinds of weights: its n is the population of a sample, and nothing of precisions.

use crate::support::Folder;

/// birthwt with a weight in every row.
fn births(weight: impl Fn(usize) -> String) -> Folder {
    let rows = include_str!("../../../../examples/data/birthwt.csv").lines().enumerate();
    let row = |(i, row): (usize, &str)| if i == 0 { format!("{row},w\n") } else { format!("{row},{}\n", weight(i)) };
    Folder::with(rows.map(row).collect::<String>())
}

fn nagelkerke(folder: &Folder, kind: &str) -> (Option<f64>, Option<String>) {
    let options = "--target low --categorical race --weights w --json --weight-kind";
    let statistics = folder.run(&format!("fit data.csv {options} {kind}")).ok().json()["statistics"].clone();
    let told = statistics["nagelkerke_withheld"].as_str().map(str::to_owned);
    (statistics["nagelkerke_r2"].as_f64(), told)
}

/// R 4.x, survey 4.1.1: psrsq(svyglm(low ~ age + lwt + factor(race) + smoke + ptl + ht + ui + ftv, svydesign(~1, weights = ~w)),
/// "Nagelkerke").
#[test]
fn sampling_weights_have_that_of_r_whatever_their_scale() {
    for (weight, expected) in [
        (|_| "1000".to_owned(), 0.227717719693),
        (|i: usize| format!("{}", 2.0 + (i % 7) as f64 * 0.75), 0.272235009989),
        // A thousandth of the same.
        (|i: usize| format!("{}", 0.002 + (i % 7) as f64 * 0.00075), 0.272235009989),
    ] as [(fn(usize) -> String, f64); 3]
    {
        let (found, told) = nagelkerke(&births(weight), "sampling");
        assert!((found.unwrap() - expected).abs() < 1e-9, "{found:?} {expected}");
        assert_eq!(told, None);
    }
    // Counts of equal rows: those of the rows themselves.
    let (found, _) = nagelkerke(&births(|_| "1000".to_owned()), "frequency");
    assert!((found.unwrap() - 0.227717719693).abs() < 1e-9);
}

#[test]
fn precision_weights_have_none_and_the_reason() {
    let folder = births(|i| format!("{}", 1 + i % 3));
    let (found, told) = nagelkerke(&folder, "precision");
    assert_eq!(found, None);
    assert!(told.unwrap().contains("free scale"));
    let ran = folder.run("fit data.csv --target low --categorical race --weights w -m m").ok();
    assert!(ran.stdout.contains("no Nagelkerke: precision weights have a free scale"), "{}", ran.stdout);
    assert!(folder.run("inspect m").ok().stdout.contains("no Nagelkerke"));
}
