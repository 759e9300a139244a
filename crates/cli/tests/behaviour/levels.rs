//! Long tables show what stands out and how much more there is; `--all-levels` shows all, and the document has all always.

use crate::support::Folder;

/// Rows `city,y` of so many cities, each with both labels.
fn cities(count: usize) -> Folder {
    let mut data = String::from("city,y\n");
    for i in 0..count {
        data.push_str(&format!("c{i:04},0\nc{i:04},1\n"));
        data.push_str(&format!("c{i:04},{}\n", i % 2));
    }
    Folder::with(data)
}

#[test]
fn eleven_thousand_levels_were_printed() {
    let folder = cities(190);
    let printed = folder.fit("-m m.model").ok().stdout;
    assert_eq!(printed.matches("\n  c0").count(), 10, "{printed}");
    // Odd cities differ from the base, all alike, and even ones do not.
    assert!(printed.contains("\n  c0001 ") && printed.contains("\n  c0019 "), "{printed}");
    assert!(printed.contains("\n  … 179 more, --all-levels\n"), "{printed}");
    assert!(!printed.contains("c0002") && !printed.contains("c0021"), "{printed}");
    let all = folder.fit("--all-levels").ok().stdout;
    assert_eq!(all.matches("\n  c0").count(), 189);
    assert!(!all.contains("more, --all-levels"));
    // `inspect` shows what `fit` did.
    let inspected = folder.run("inspect m.model").ok().stdout;
    assert!(inspected.contains("\n  … 179 more, --all-levels\n") && !inspected.contains("c0050"), "{inspected}");
    let all = folder.run("inspect m.model --all-levels").ok().stdout;
    assert_eq!(all.matches("\n  c0").count(), 189);
    assert!(all.contains("c0188 | c0189"), "{all}");
    assert_eq!(folder.fit("--json").ok().json()["coefficients"].as_array().unwrap().len(), 190);
}

#[test]
fn ten_levels_beside_the_base_are_not_cut() {
    let printed = cities(11).fit("").ok().stdout;
    assert!(printed.contains("\n  c0010 ") && !printed.contains("--all-levels"), "{printed}");
    let printed = cities(12).fit("").ok().stdout;
    assert!(printed.contains("\n  … 1 more, --all-levels\n"), "{printed}");
}

#[test]
fn effects_of_many_levels_are_cut_too() {
    let printed = cities(30).fit("--effects").ok().stdout;
    // Once with their numbers and once with what they are differences from.
    assert_eq!(printed.matches("city=c00").count(), 20, "{printed}");
    assert_eq!(printed.matches("… 19 more, --all-levels").count(), 2, "{printed}");
    assert_eq!(cities(30).fit("--effects --all-levels").ok().stdout.matches("city=c00").count(), 58);
}

/// A column of 26 numbers each: 300 terms, of which a table shows 200.
#[test]
fn a_hundred_thousand_terms_were_printed() {
    let columns = 300;
    let names: Vec<String> = (0..columns).map(|j| format!("x{j:03}")).collect();
    let mut data = format!("{},y\n", names.join(","));
    for i in 0..40usize {
        let cells: Vec<String> = (0..columns).map(|j| ((i * (j + 3) * 7 + j * j) % 23).to_string()).collect();
        data.push_str(&format!("{},{}\n", cells.join(","), (i * 5) % 3 % 2));
    }
    let folder = Folder::with(data);
    let flags = "--penalty l2 --lambda 1";
    let printed = folder.fit(&format!("{flags} -m m.model")).ok().stdout;
    // What is held at 0 is told before anything.
    let size = |estimate: f64| if estimate == 0.0 { f64::INFINITY } else { estimate.abs() };
    let sizes = folder.fit(&format!("{flags} --json")).ok().json()["coefficients"].as_array().unwrap().clone();
    let mut sizes: Vec<(f64, String)> = sizes[1..]
        .iter()
        .map(|row| (size(row["estimate"].as_f64().unwrap()), row["term"].as_str().unwrap().to_owned()))
        .collect();
    sizes.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (k, (size, name)) in sizes.iter().enumerate() {
        // Beside the intercept; columns that are alike to rounding have coefficients that are.
        let at_the_edge = (size - sizes[198].0).abs() <= 1e-6 * size;
        assert!(at_the_edge || printed.contains(&format!("\n{name} ")) == (k < 199), "{name}: {printed}");
    }
    assert!(printed.contains("\n… 101 more, --all-levels\n"), "{printed}");
    assert!(folder.fit(&format!("{flags} --all-levels")).ok().stdout.contains("\nx299 "));
    let inspected = folder.run("inspect m.model").ok().stdout;
    assert!(inspected.contains("\n… 100 more, --all-levels\n"), "{inspected}");
}

#[test]
fn all_levels_where_nothing_is_printed_is_refused() {
    cities(3).fit("--all-levels --json").refused(2, &["--all-levels", "--json"]);
    cities(3).fit("--all-levels --quiet").refused(2, &["--all-levels", "--quiet"]);
}

/// The level `z` stands in one row: it goes to +∞, which is what a reader has to know first.
#[test]
fn a_level_without_a_limit_is_among_the_ten() {
    let mut data = String::from("city,y\n");
    for i in 0..30 {
        data.push_str(&format!("c{i:02},0\nc{i:02},1\nc{i:02},1\n"));
    }
    data.push_str("z,1\n");
    let ran = Folder::with(data).fit("");
    let row = ran.stdout.lines().find(|line| line.starts_with("  z ")).unwrap();
    assert!(row.contains("→ +∞"), "{row}");
    assert!(ran.stdout.contains("\n  … 20 more, --all-levels\n"), "{}", ran.stdout);
}
