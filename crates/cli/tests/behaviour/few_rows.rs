//! More columns than rows: said once and first, in few lines, with a remedy that works; and soon.

use crate::support::Folder;

/// Rows `y,x1,…` of numbers in no order that matters, labels `k` of three.
fn wide(rows: usize, columns: usize) -> Folder {
    let mut text = String::from("y,k");
    (1..=columns).for_each(|j| text.push_str(&format!(",x{j}")));
    text.push('\n');
    let mut state = 7_u64;
    for i in 0..rows {
        text.push_str(&format!("{},{}", (i * 13 + i / 7) % 2, ["p", "q", "r"][i % 3]));
        for _ in 0..columns {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.push_str(&format!(",{}", ((state >> 40) as f64 / 16_384.0).round() / 1000.0));
        }
        text.push('\n');
    }
    Folder::with(text)
}

#[test]
fn more_columns_than_rows_are_said_once_and_first() {
    let folder = wide(60, 150);
    for (target, other) in [("y", "k"), ("k", "y")] {
        let ran = folder.run(&format!("fit data.csv --target {target} --exclude {other} --model m"));
        assert_eq!(ran.code, 4, "{}", ran.stderr);
        let lines: Vec<&str> = ran.stderr.lines().filter(|line| line.starts_with("warning")).collect();
        assert!(
            lines[0].starts_with("warning: 60 rows cannot determine 151 coefficients")
                && lines[0].contains("--penalty l2"),
            "{lines:?}"
        );
        assert!(lines[1].starts_with("warning: 91 columns are combinations of others (\"x"), "{lines:?}");
        assert!(lines[2].contains("complete separation"), "{lines:?}");
        assert!(ran.stderr.len() < 2_000, "{}", ran.stderr);
        // Every new row has something that the rows of the fit do not tell.
        let first: String = String::from_utf8(folder.read("data.csv"))
            .unwrap()
            .lines()
            .take(3)
            .fold(String::new(), |text, line| text + line + "\n");
        folder.write("new.csv", first.replace(",0.", ",1."));
        let told = folder.run("predict m new.csv").ok().stderr;
        assert!(told.contains("2 rows: 0 scored, 2 without a probability (not determined)"), "{told}");
    }
    folder.run("fit data.csv --target y --exclude k --penalty l2 --lambda 0.01").ok();
    folder.run("fit data.csv --target y --exclude k --penalty firth --quiet");
}

#[test]
fn firths_fit_of_too_many_columns_is_refused_with_a_remedy() {
    let folder = wide(20, 2100);
    folder.run("fit data.csv --target y --exclude k --penalty firth").refused(
        2,
        &["error: Firth's fit of 2101 coefficients is not computed: 2000 are the most", "--penalty l2 --lambda 0.01"],
    );
    folder.run("fit data.csv --target y --exclude k --penalty l2 --lambda 0.01").ok();
}
