//! What a terminal of 60, 80 or 120 columns shows: nothing wider, nothing split, nothing lost; and colours only where they are seen.

use crate::support::{Folder, Ran, example, people};

/// Columns that a text takes: the wide characters of these tests are those of CJK.
fn width(line: &str) -> usize {
    line.chars().map(|c| if ('\u{3000}'..='\u{9fff}').contains(&c) { 2 } else { 1 }).sum()
}

/// The numbers of an output, sorted.
fn numbers(text: &str) -> Vec<String> {
    let is_number = |word: &&str| word.contains('.') && word.parse::<f64>().is_ok();
    let mut found: Vec<String> = text.split_whitespace().filter(is_number).map(str::to_owned).collect();
    found.sort();
    found
}

/// At each width: no line is wider, and the numbers are the same.
#[track_caller]
fn fits(folder: &Folder, arguments: &str) {
    // But for the lines of how long it took.
    let steady = |ran: Ran| {
        let lines = ran.stdout.lines().filter(|line| !line.contains(" pass"));
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    let whole = steady(folder.run_with(("COLUMNS", "1000"), arguments));
    for columns in [60, 80, 100, 120] {
        let shown = steady(folder.run_with(("COLUMNS", &columns.to_string()), arguments));
        for line in shown.lines() {
            assert!(width(line) <= columns, "{} > {columns}: {line}\n{shown}", width(line));
        }
        let (shown_numbers, whole_numbers) = (numbers(&shown), numbers(&whole));
        assert_eq!(shown_numbers, whole_numbers, "{columns}:\n{shown}\n{whole}");
    }
}

#[test]
fn examples_fit() {
    let folder = Folder::new();
    for name in ["birthwt.csv", "german_credit.csv", "iris.csv"] {
        folder.write(name, std::fs::read(example(name)).unwrap());
    }
    let birthwt = "fit birthwt.csv --target low --categorical race";
    fits(&folder, &format!("{birthwt} --effects --tests --contrast age=10,race=2=-1 -m low.model"));
    fits(&folder, "inspect low.model");
    fits(&folder, "fit german_credit.csv --target creditability -m credit.model");
    fits(&folder, "inspect credit.model");
    let iris = "fit iris.csv --target species";
    fits(&folder, &format!("{iris} --penalty l2 --lambda 0.01 -m iris.model"));
    fits(&folder, "inspect iris.model");
    fits(&folder, &format!("{iris} --penalty l2 --lambda 0.01 --covariance penalized"));
    fits(&folder, iris);
}

#[test]
fn birthwt_fits_eighty_columns_without_a_row_in_two() {
    let shown =
        Folder::new().run(&format!("fit {} --target low --categorical race", example("birthwt.csv"))).ok().stdout;
    let row = shown.lines().find(|line| line.starts_with("lwt ")).unwrap();
    assert_eq!(row.split_whitespace().count(), 8, "{row}");
    assert!(row.chars().count() <= 80, "{row}");
}

/// Twelve labels, long ones: titles of columns or headings of blocks.
fn labels(names: &[String]) -> Folder {
    let mut data = String::from("width,height,kind\n");
    for i in 0..12 * 12usize {
        let k = (i * 7 + i / 12) % names.len();
        let (a, b) = ((i * 37 % 101) as f64 / 10.0 + k as f64 / 9.0, (i * 53 % 97) as f64 / 10.0);
        data.push_str(&format!("{a},{b},\"{}\"\n", names[k]));
    }
    Folder::with(data)
}

#[test]
fn many_labels_and_long_ones_fit() {
    let named = |name: &str, count: usize| (0..count).map(|k| format!("{name} {k}")).collect::<Vec<_>>();
    let long = "a name of sixty characters, as those who name columns like";
    for (name, count) in [("label", 12), (long, 3), (long, 12), ("日本語の長い名前は二倍の幅を取ります", 4)]
    {
        let folder = labels(&named(name, count));
        for flags in ["--penalty l2 --lambda 0.1", "--penalty l2 --lambda 0.1 --covariance penalized"] {
            fits(&folder, &format!("fit data.csv --target kind {flags}"));
        }
    }
}

#[test]
fn long_and_wide_names_of_columns_fit() {
    for name in ["x".repeat(60), "x".repeat(200), "日本語".repeat(15), "two words of a name ".repeat(3)] {
        let folder = Folder::with(people(40).replace("age", &name).replace("city", &format!("{name}2")));
        fits(&folder, "fit data.csv --target y -m m.model --effects");
        fits(&folder, "inspect m.model");
    }
}

#[test]
fn separated_fits_and_races_fit() {
    let mut data = people(40).replace("y\n", "one,y\n");
    data = data.lines().map(|line| format!("{}\n", line.replace(",yes", ",1,yes").replace(",no", ",0,no"))).collect();
    fits(&Folder::with(data), "fit data.csv --target y");
}

#[test]
fn a_race_fits() {
    let folder = Folder::with(people(40));
    let shown = folder.run_with(("COLUMNS", "60"), "compare data.csv --target y").stdout;
    assert!(shown.lines().all(|line| width(line) <= 60), "{shown}");
    assert!(shown.contains("gradient-descent") && shown.contains("above"), "{shown}");
}

const ESCAPE: char = '\u{1b}';

#[test]
fn a_pipe_has_no_colours_and_messages_of_one_line() {
    let folder = Folder::with(people(40));
    let ran = folder.fit("--features age --exclude age");
    assert!(!ran.stdout.contains(ESCAPE) && !ran.stderr.contains(ESCAPE));
    let ran = Folder::new().run("fit nowhere.csv --target y").ends(1);
    assert!(ran.stderr.starts_with("error: nowhere.csv") && ran.stderr.lines().count() == 1, "{}", ran.stderr);
}

#[test]
fn colours_where_they_are_asked_for() {
    // A constant column, which is held at 0 and told of.
    let row = |(i, line): (usize, &str)| format!("{},{line}\n", if i == 0 { "k" } else { "7" });
    let folder = Folder::with(people(40).lines().enumerate().map(row).collect::<String>());
    let forced = folder.run_with(("CLICOLOR_FORCE", "1"), "fit data.csv --target y");
    assert!(forced.stderr.contains("\u{1b}[1m\u{1b}[33mwarning:\u{1b}[0m "), "{:?}", forced.stderr);
    assert!(forced.stdout.contains(ESCAPE));
    let plain = folder.run("fit data.csv --target y");
    assert!(!plain.stdout.contains(ESCAPE) && plain.code == forced.code);
    let error = folder.run_with(("CLICOLOR_FORCE", "1"), "fit data.csv --target nothing").ends(2);
    assert!(error.stderr.starts_with("\u{1b}[1m\u{1b}[31merror:\u{1b}[0m "), "{:?}", error.stderr);
    // A document is for programs.
    let json = folder.run_with(("CLICOLOR_FORCE", "1"), "fit data.csv --target y --json");
    assert!(!json.stdout.contains(ESCAPE) && json.json()["coefficients"].is_array());
}
