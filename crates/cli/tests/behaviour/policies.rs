//! `predict --unseen` and `--missing`: chosen at the prediction, counted on stderr; and rows without a probability in what is written.

use crate::support::Folder;

/// A model of a category and a number, fitted under the policies that refuse.
fn fitted(more: &str) -> Folder {
    let mut text = String::from("y,x,g\n");
    for i in 0..60 {
        text.push_str(&format!("{},{},{}\n", (i * 13 + i / 7) % 3 % 2, (i * 7) % 11, ["a", "b", "c"][i % 3]));
    }
    let folder = Folder::with(text);
    folder.fit(&format!("--model m {more}")).ok();
    folder
}

const NEW: &str = "x,g\n3,a\n,b\n3,z\n3,b\n";

#[test]
fn policies_of_the_prediction_go_before_those_of_the_model() {
    let folder = fitted("");
    folder.write("new.csv", NEW);
    folder.run("predict m new.csv").refused(3, &["new.csv:3", "\"x\" has no value", "predict with --missing drop"]);
    folder
        .run("predict m new.csv --missing drop")
        .refused(3, &["new.csv:4", "\"z\" was never seen", "predict with --unseen missing"]);
    let ran = folder.run("predict m new.csv --missing drop --unseen missing --only").ok();
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!((lines.len(), lines[2], lines[3]), (5, "\"\"", "\"\""));
    assert_eq!(
        ran.stderr,
        "4 rows: 2 scored, 2 without a probability (1 missing, 1 never seen), 1 with levels never seen\n"
    );
    let base = folder.run("predict m new.csv --missing drop --unseen base --only").ok();
    let of_base: Vec<&str> = base.stdout.lines().collect();
    assert_eq!((of_base[3], of_base[4]), (lines[1], lines[4]), "z is taken as a");
    assert_eq!(
        base.stderr,
        "4 rows: 3 scored, 1 without a probability (missing), 1 with levels never seen, taken as the base\n"
    );
    // The other way round: a model that gives way, a prediction that does not.
    let folder = fitted("--missing drop --unseen base");
    folder.write("new.csv", NEW);
    assert_eq!(folder.run("predict m new.csv --only").ok().stdout, base.stdout);
    assert_eq!(folder.run("predict m new.csv --only --quiet").ok().stderr, "");
    folder.run("predict m new.csv --missing error").refused(3, &["new.csv:3", "\"x\" has no value"]);
    folder.run("predict m new.csv --unseen error").refused(3, &["new.csv:4", "\"z\" was never seen"]);
    folder.run("predict m new.csv --missing mean").refused(2, &["mean"]);
}

#[test]
fn rows_of_a_long_input_are_counted_over_all_its_stretches() {
    let folder = fitted("");
    let mut new = String::from("x,g\n");
    for i in 0..200_000 {
        new.push_str(match i % 50_000 {
            49_998 => ",a\n",
            49_999 => "3,z\n",
            _ => "3,b\n",
        });
    }
    folder.write("new.csv", &new);
    let told =
        "200,000 rows: 199,992 scored, 8 without a probability (4 missing, 4 never seen), 4 with levels never seen\n";
    let ran = folder.run("predict m new.csv --missing drop --unseen missing -o out.csv").ok();
    assert_eq!(ran.stderr, told);
    assert_eq!(folder.pipe("predict m - --missing drop --unseen missing --only", new).ok().stderr, told);
}

/// Referees: pandas (`read_csv`) and R (`read.csv`) skip blank lines, so that later probabilities stand beside earlier rows. pandas reads `""` as
/// a missing cell of a row; R does with `blank.lines.skip = FALSE`.
#[test]
fn only_writes_a_line_for_every_row_that_readers_do_not_skip() {
    let folder = fitted("--missing drop");
    folder.write("new.csv", "x,g\n,a\n3,a\n,b\n");
    let out = folder.run("predict m new.csv --only").ok().stdout;
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!((lines.len(), lines[0], lines[1], lines[3]), (4, "probability", "\"\"", "\"\""));
    assert!(lines[2].starts_with("0."));
    // Where there are more cells than one, no line is blank.
    let wide = folder.run("predict m new.csv --only --interval 0.9").ok().stdout;
    assert_eq!(wide.lines().nth(1), Some(",,"));
    let id = folder.run("predict m new.csv --id x").ok().stdout;
    assert_eq!(id.lines().nth(1), Some(","));
}

/// B30: row 4 lacks x, so it has no probability whatever its level is; the file of the fit can be scored.
#[test]
fn a_row_that_lacks_a_cell_may_have_a_level_never_seen() {
    let mut text = String::from("y,x,g\n");
    for i in 0..60 {
        text.push_str(&format!("{},{},{}\n", (i * 13 + i / 7) % 3 % 2, (i * 7) % 11, ["a", "b"][i % 2]));
    }
    text.push_str("0,,z\n1,5,a\n1,inf,\n");
    let folder = Folder::with(text);
    folder.fit("--missing drop --model m").ok();
    let ran = folder.run("predict m data.csv --only").ok();
    let empty: Vec<usize> =
        ran.stdout.lines().enumerate().filter(|(_, line)| *line == "\"\"").map(|(k, _)| k).collect();
    assert_eq!(empty, [61, 63]);
    assert_eq!(ran.stderr, "63 rows: 61 scored, 2 without a probability (missing)\n");
}
