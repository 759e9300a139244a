//! `--decimal ,`: the same fit, the same probabilities, and words that name the flag.

use crate::support::{Folder, people};

/// The same data as a German spreadsheet writes them.
fn german(text: &str) -> String {
    text.replace(',', ";").replace('.', ",")
}

fn folder() -> Folder {
    let folder = Folder::fitted();
    folder.write("de.csv", german(&people(40)));
    folder
}

#[test]
fn the_same_fit_by_the_comma() {
    let folder = folder();
    let plain = folder.run("fit data.csv --target y --json").ok().json();
    let by_comma = folder.run("fit de.csv -d ; --decimal , --target y --json").ok().json();
    assert_eq!(plain["coefficients"], by_comma["coefficients"]);
    folder.run("compare de.csv -d ; --decimal , --target y --solvers newton").ok();
    folder.write("more.csv", german(&people(7)));
    let both = folder.run("fit de.csv more.csv -d ; --decimal , --target y --json").ok().json();
    assert_eq!(both["data"]["rows"], 47);
    assert_eq!(
        folder.pipe("fit - -d ; --decimal , --target y --json", german_bytes()).ok().json()["coefficients"],
        plain["coefficients"]
    );
}

fn german_bytes() -> Vec<u8> {
    german(&people(40)).into_bytes()
}

/// The flag belongs to the file: a model fitted by the point predicts a file with commas, whose cells pass through, and the
/// new cells are written as the others are.
#[test]
fn predictions_are_written_as_the_file_is() {
    let folder = folder();
    let by_point = folder.run("predict m.model data.csv --interval 0.9 --threshold 0.5").ok().stdout;
    let by_comma = folder.run("predict m.model de.csv -d ; --decimal , --interval 0.9 --threshold 0.5").ok().stdout;
    assert_eq!(by_comma, german(&by_point));
    // Between commas they are quoted.
    folder.write("quoted.csv", "age,city\n\"30,5\",Ulm\n");
    let ran = folder.run("predict m.model quoted.csv --decimal ,").ok();
    let row = ran.stdout.lines().nth(1).unwrap();
    assert!(row.starts_with("\"30,5\",Ulm,\"0,") && row.ends_with('"'), "{row}");
}

#[test]
fn the_flag_is_named_where_it_is_missing() {
    let folder = folder();
    folder.run("fit de.csv -d ; --target y").refused(3, &["\"age\"", "is not a number", "add --decimal ','"]);
    folder.run("predict m.model de.csv -d ;").refused(3, &["\"age\"", "is not a number", "add --decimal ','"]);
    folder.run("fit de.csv -d ; --decimal ; --target y").refused(2, &["--decimal \";\"", ". or ,"]);
    folder.run("fit de.csv --decimal , --target y").refused(2, &["single column", "--delimiter ';'"]);
}

/// Clusters are compared as numbers, by whatever sign.
#[test]
fn clusters_by_the_comma() {
    let (mut point, mut comma) = (String::from("x;s;y\n"), String::from("x;s;y\n"));
    for i in 0..40 {
        let site = ["1.5", "1.50", "2", "2.0", "3.25"][i % 5];
        let row = format!("{}.5;{site};{}\n", i * 7 % 11, (i * 7 % 11 + i % 4) / 7);
        point.push_str(&row);
        comma.push_str(&row.replace('.', ","));
    }
    let folder = Folder::with(point);
    folder.write("de.csv", comma);
    let by_point = folder.fit("-d ; --cluster s --json").ok().json();
    let by_comma = folder.run("fit de.csv -d ; --decimal , --target y --cluster s --json").ok().json();
    assert_eq!(by_point["inference"]["clusters"], 3);
    assert_eq!(
        (&by_point["coefficients"], &by_point["inference"]),
        (&by_comma["coefficients"], &by_comma["inference"])
    );
}
