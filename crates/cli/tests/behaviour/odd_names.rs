//! Columns that are called as flags are, or as pairs: every message has their names as they are.

use crate::support::{Folder, Ran};

const ODD: [&str; 6] = ["price--lambda", "--weights", "a=b", "l1_ratio", "use lbfgs", "--na=1 --missing drop"];

/// A folder with columns `NAME,z,y`.
fn folder(name: &str, row: impl Fn(usize) -> String) -> Folder {
    let rows = (0..60).map(|i| format!("{},{},{}\n", row(i), (i * 37) % 41, u8::from((i * 17) % 41 > 20)));
    Folder::with(format!("{name},z,y\n{}", rows.collect::<String>()))
}

/// That `ran` said each of these.
fn said(ran: &Ran, words: &[String]) {
    for word in words {
        assert!(ran.stderr.contains(word), "{word} is not in:\n{}", ran.stderr);
    }
}

#[test]
fn warnings_and_their_remedies_name_columns_as_they_are() {
    for name in ODD {
        let (quoted, exclude) = (format!("{name:?}"), format!("--exclude {name:?}"));
        let constant = folder(name, |_| "1".to_owned()).fit("");
        said(&constant, &[format!("{quoted} is constant"), format!("Try {exclude}")]);
        let separated = folder(name, |i| u8::from((i * 17) % 41 > 20).to_string()).fit("");
        said(&separated, &[format!("{quoted} separates the labels"), format!("Try {exclude}, or --penalty firth")]);
        let outlier = folder(name, |i| if i == 3 { "1e9".to_owned() } else { (i % 7).to_string() }).fit("");
        said(&outlier, &[format!("one value of {quoted}"), format!("or {exclude}")]);
    }
}

#[test]
fn refusals_name_columns_as_they_are() {
    for name in ODD {
        let column = format!("column {name:?}");
        let missing = folder(name, |i| if i == 9 { String::new() } else { i.to_string() });
        missing
            .fit("")
            .refused(3, &[&format!("{column} has no value"), "with --missing drop, a column with --exclude"]);
        let text = folder(name, |i| if i == 9 { "x".to_owned() } else { i.to_string() });
        text.fit("").refused(3, &[&format!("{column}: \"x\" is not a number. Add --na x, or --categorical")]);
        let levels = folder(name, |i| ["a", "b"][i % 2].to_owned());
        levels.fit("-m m.model").ok();
        levels.write("new.csv", format!("{name},z\nc,1\n"));
        let unseen = format!("{column}: level \"c\" was never seen by the fit");
        levels.run("predict m.model new.csv").refused(3, &[&unseen, "predict with --unseen missing (no probability)"]);
        let features = format!("--features={name}");
        let unknown = ["fit", "data.csv", "--target", "y", &features];
        Folder::with("z,y\n1,0\n2,1\n").run_list(&unknown).refused(2, &[&format!("--features: no {column}")]);
    }
}
