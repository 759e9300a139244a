//! Predictions of what the data of the fit do not determine: empty cells with a line on stderr, never a number with an interval.
//!
//! The referee is rank: a row's log-odds are determined if and only if it is a combination of the rows of the fit (R's
//! `predict(…, rankdeficient = "NA")` gives NA otherwise). For rows that keep to the equations the model without the held columns is the
//! same model, and its predictions are the expected ones.

use crate::support::Folder;

/// Rows `y,a,b,total`, of which total = a + b, and labels that overlap.
fn sums(rows: usize) -> String {
    let mut text = String::from("y,a,b,total\n");
    for i in 0..rows {
        let (a, b) = ((i * 7) % 11, (i * 5) % 13);
        let y = u8::from((i * 17) % 41 + a > b + 20);
        text.push_str(&format!("{y},{a},{b},{}\n", a + b));
    }
    text
}

/// The cells of column `name` of what `predict` wrote.
fn column(stdout: &str, name: &str) -> Vec<String> {
    let mut lines = stdout.lines();
    let at = lines.next().unwrap().split(',').position(|cell| cell == name).unwrap();
    lines.map(|line| line.split(',').nth(at).unwrap().to_owned()).collect()
}

#[test]
fn a_row_that_breaks_the_equation_of_a_held_column_has_no_probability() {
    let folder = Folder::with(sums(60));
    folder.fit("--model m").ok();
    folder.write("new.csv", "a,b,total\n3,4,7\n3,4,50\n2,2,4.0000000001\n0.1,0.2,0.3\n");
    let ran = folder.run("predict m new.csv --interval 0.95 --threshold 0.5").ok();
    for name in ["probability", "probability_lower", "probability_upper", "label"] {
        let empty: Vec<bool> = column(&ran.stdout, name).iter().map(String::is_empty).collect();
        assert_eq!(empty, [false, true, false, false], "{name}");
    }
    assert!(ran.stderr.contains("4 rows: 3 scored, 1 without a probability (not determined)"), "{}", ran.stderr);
    assert!(ran.stderr.contains("row 2") && ran.stderr.contains("breaks \"total\" = \"a\" + \"b\""), "{}", ran.stderr);
    // The same model without the column that was held.
    folder.run("fit data.csv --target y --exclude total --model without").ok();
    let without = folder.run("predict without new.csv").ok();
    let (with, without) = (column(&ran.stdout, "probability"), column(&without.stdout, "probability"));
    for k in [0, 2, 3] {
        let (with, without): (f64, f64) = (with[k].parse().unwrap(), without[k].parse().unwrap());
        assert!((with - without).abs() < 1e-9, "{with} {without}");
    }
    // The advice is followed: a penalty determines every coefficient.
    folder.run("fit data.csv --target y --penalty l2 --lambda 0.01 --model ridge").ok();
    let ridge = folder.run("predict ridge new.csv").ok();
    assert_eq!(
        (column(&ridge.stdout, "probability").iter().filter(|cell| cell.is_empty()).count(), &*ridge.stderr),
        (0, "")
    );
    // Asked to refuse, it refuses, with the line.
    folder.run("predict m new.csv --unseen error").refused(
        3,
        &[
            "new.csv:3: the data of the fit do not determine this row: it breaks \"total\" = \"a\" + \"b\"",
            "--unseen error",
        ],
    );
    // And says nothing if asked to be quiet.
    assert_eq!(folder.run("predict m new.csv -q").ok().stderr, "");
}

#[test]
fn a_constant_column_and_a_level_of_weight_zero_are_not_determined_elsewhere() {
    let mut text = String::from("y,x,year,g,w\n");
    for i in 0..60 {
        let (y, g) = ((i * 13 + i / 7) % 3 % 2, ["a", "b", "c"][i % 3]);
        text.push_str(&format!("{y},{},2020,{g},{}\n", (i * 7) % 11, if g == "c" { 0 } else { 1 + i % 2 }));
    }
    let folder = Folder::with(text);
    folder.fit("--weights w --model m").ok();
    folder.write("new.csv", "x,year,g\n3,2020,a\n3,2021,a\n3,2020,c\n3,2020,b\n");
    let ran = folder.run("predict m new.csv --interval 0.9").ok();
    let empty: Vec<bool> = column(&ran.stdout, "probability").iter().map(String::is_empty).collect();
    assert_eq!(empty, [false, true, true, false]);
    assert!(ran.stderr.contains("2 rows have no probability") && ran.stderr.contains("row 2 breaks \"year\" = 2020"));
    // A base level that had weight 0 alone.
    let text = String::from_utf8(folder.read("data.csv")).unwrap().replace(",a,", ",z,").replace(",c,", ",A,");
    folder.write("data.csv", text);
    folder.fit("--weights w --model m").ok();
    folder.write("new.csv", "x,year,g\n3,2020,z\n3,2020,A\n3,2020,b\n");
    let ran = folder.run("predict m new.csv").ok();
    let empty: Vec<bool> = column(&ran.stdout, "probability").iter().map(String::is_empty).collect();
    assert_eq!(empty, [false, true, false]);
}

#[test]
fn several_labels_no_intercept_and_firth_leave_the_same_rows_out() {
    let text: String = sums(90).lines().enumerate().fold(String::new(), |text, (i, line)| {
        let label = if i == 0 { "k" } else { ["p", "q", "r"][(i * 7 + i / 5) % 3] };
        text + &format!("{line},{label}\n")
    });
    let folder = Folder::with(text);
    folder.write("new.csv", "a,b,total\n3,4,7\n3,4,50\n");
    for (target, more) in [
        ("k", ""),
        ("y", "--no-intercept"),
        ("y", "--penalty firth"),
        ("k", "--solver lbfgs"),
        ("y", "--covariance hc1"),
    ] {
        let other = if target == "k" { "y" } else { "k" };
        folder.run(&format!("fit data.csv --target {target} --exclude {other} --model m {more}")).ok();
        let ran = folder.run("predict m new.csv").ok();
        let name = if target == "k" { "probability_q" } else { "probability" };
        let empty: Vec<bool> = column(&ran.stdout, name).iter().map(String::is_empty).collect();
        assert_eq!(empty, [false, true], "{target} {more}: {}", ran.stderr);
    }
}
