//! Bad inputs: each message names what, where, and the remedy.

use crate::fixtures::{fit, read, read_with, refused, says, source, target};
use logodds_io::{FitColumns, ReadOptions, Source, Table};
use logodds_model::schema::Missing;
use std::path::Path;

fn open(path: &str) -> String {
    let error = Table::read(vec![Source::Path(path.into())], &ReadOptions::default()).unwrap_err();
    assert!(error.is_io());
    error.to_string()
}

#[test]
fn files() {
    says(&open("/nonexistent/a.csv"), &["/nonexistent/a.csv: cannot be read", "No such file"]);
    says(&open(env!("CARGO_MANIFEST_DIR")), &["is a folder", "Name the files"]);
    let e = Table::read(vec![Source::Path("x.parquet".into())], &ReadOptions::default());
    says(&e.unwrap_err().to_string(), &["x.parquet", ".parquet files are not read"]);
    says(&Table::read(vec![], &ReadOptions::default()).unwrap_err().to_string(), &["no input"]);
    assert_eq!(Source::from_argument(Path::new("-")).name(), "-");
}

#[test]
fn broken_compression() {
    let text = "a,b\n1,2\n".repeat(1000);
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut gz, text.as_bytes()).unwrap();
    let gz = gz.finish().unwrap();
    let zst = zstd::encode_all(text.as_bytes(), 1).unwrap();
    let mut wrong = gz.clone();
    let middle = wrong.len() / 2;
    wrong[middle] ^= 0x55;
    for (name, bytes, method) in [
        ("t.csv.gz", &gz[..gz.len() - 5], "gzip"),
        ("t.csv.gz", &wrong[..], "gzip"),
        ("t.csv.gz", b"a,b\n1,2\n", "gzip"),
        ("t.csv.zst", &zst[..zst.len() - 5], "zstd"),
        ("t.csv.zst", b"a,b\n1,2\n", "zstd"),
        ("t.csv.gz", b"", "gzip"),
    ] {
        let e = Table::read(vec![source(name, bytes)], &ReadOptions::default()).unwrap_err();
        says(&e.to_string(), &[name, method, "damaged or cut short", "again"]);
    }
}

#[test]
fn empty_and_shapeless() {
    for text in ["", "\n\n", "\u{feff}", "  \r\n"] {
        says(&refused(text), &["t.csv: the file is empty", "column names"]);
    }
    says(&refused("a,b\n1,2\n1\n1,2,3\n"), &["t.csv:3: expected 2 cells, found 1 (2 such rows)"]);
    says(&refused("a,b\n\n1,2\n1,2,3"), &["t.csv:4: expected 2 cells, found 3."]);
    says(&refused("a,b\n1,\"x\ny\"\n1\n"), &["t.csv:4: expected 2 cells, found 1"]);
    says(&refused("a,b\n1,2\n1,\"x\n3,4\n"), &["t.csv:3: a quote (\") opens here and is never closed"]);
    says(&refused("\"a,b\n1,2\n"), &["t.csv:1: a quote"]);
    says(&refused("a,b,a\n1,2,3\n"), &["columns 1 and 3 are both named \"a\"", "Rename"]);
}

#[test]
fn not_utf8() {
    let latin1 = b"a,name\n1,x\n2,Jos\xe9\n";
    says(&refused(latin1), &["t.csv:3: column \"name\" is not UTF-8 text (byte 0xe9)", "iconv"]);
    says(&refused(b"a,n\xe9\n1,2\n"), &["t.csv:1: the name of column 2 is not UTF-8"]);
    says(&refused(b"\xff\xfea\0,\0"), &["UTF-16"]);
    // The first fault of the file is the one that is told.
    says(&refused(b"a,b\n1\n2,\xe9\n"), &["t.csv:2: expected 2 cells"]);
    says(&refused(b"a,b\n2,\xe9\n1\n"), &["t.csv:2: column \"b\" is not UTF-8"]);
}

#[test]
fn headers_that_differ() {
    let two = |a: &str, b: &str| {
        let files = vec![source("a.csv", a), source("b.csv", b)];
        Table::read(files, &ReadOptions::default()).unwrap_err().to_string()
    };
    says(&two("x,y\n", "x,z\n"), &["b.csv", "a.csv", "column 2 is \"z\", not \"y\""]);
    says(&two("x,y\n", "x\n"), &["b.csv", "a.csv", "1 columns, not 2"]);
}

fn column(name: &str, cells: &[&str], fill: &str, rows: usize) -> String {
    let mut text = format!("{name},k\n");
    for row in 0..rows {
        let cell = cells.get(row).unwrap_or(&fill);
        text.push_str(&format!("{},{row}\n", logodds_io::quote(cell, b',')));
    }
    text
}

#[test]
fn not_numbers() {
    let mut cells = vec!["1"; 20];
    cells[3] = "n/a";
    cells[7] = "n/a";
    says(
        &refused(column("age", &cells, "5", 40)),
        &[
            "t.csv:5: column \"age\": \"n/a\" is not a number (2 such cells). Add na = [\"n/a\"], or categorical = [\"age\"].",
        ],
    );
    says(
        &refused(column("age", &["1,234"], "5", 40)),
        &[
            "t.csv:2: column \"age\": \"1,234\" is not a number. Write it without the commas: 1234, or, if they are decimal signs, add decimal = DecimalSign::Comma, or categorical = [\"age\"].",
        ],
    );
    says(
        &refused(column("age", &["n/a", "?"], "5", 40)),
        &["\"n/a\" is not a number (2 such cells: \"n/a\", \"?\"). Add na = [\"n/a\", \"?\"], or"],
    );
    says(
        &refused(column("age", &["a", "b", "c", "d", "e"], "5", 400)),
        &["(5 such cells: \"a\", \"b\", \"c\", \"d\", …). Correct the cells, or add them to na"],
    );
    // `nan` is text, and nine in ten are numbers.
    says(&refused(column("age", &["nan"], "5", 40)), &["\"nan\" is not a number. Add na = [\"nan\"]"]);
    // The same when the first rows made it look like texts.
    let texts: Vec<String> = (0..150).map(|k| format!("x{k}")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    says(&refused(column("age", &texts, "5", 3000)), &["t.csv:2: column \"age\": \"x0\"", "150 such"]);
    says(&refused("a,b\n1,2\n3,4\n5,6\nx,y\n".replace("x,y", &"1,2\n".repeat(30)) + "x,y\n"), &["and so in \"b\""]);
    // Fewer than nine in ten: a column of texts.
    assert!(read(column("age", &["a", "b", "c", "d", "e"], "5", 40)).is_ok());
}

fn spec_error(text: &str, spec: &FitColumns) -> String {
    fit(text, spec).expect_err("refused")
}

#[test]
fn specifications() {
    let text = "amount,age,y,w\n1,2,0,1\n3,5,1,1\n";
    let names = |list: &[&str]| list.iter().map(|s| s.to_string()).collect::<Vec<_>>();
    says(&spec_error(text, &target("why")), &["target: no column \"why\""]);
    let spec = FitColumns { features: Some(names(&["amout", "agee"])), ..target("Y") };
    says(
        &spec_error(text, &spec),
        &["target: no column \"Y\"; did you mean \"y\"?", "no column \"amout\"; did you mean \"amount\"?", "\"age\"?"],
    );
    let spec =
        FitColumns { features: Some(names(&["y", "w", "age", "age"])), weights: Some("w".into()), ..target("y") };
    says(
        &spec_error(text, &spec),
        &[
            "\"y\" cannot be both the target and a feature",
            "\"w\" cannot be both a feature and the weights",
            "\"age\" is given twice",
        ],
    );
    let spec = FitColumns { weights: Some("y".into()), ..target("y") };
    says(&spec_error(text, &spec), &["\"y\" cannot be both the target and the weights"]);
    let spec = FitColumns { categorical: names(&["age"]), numeric: names(&["age"]), ..target("y") };
    says(&spec_error(text, &spec), &["\"age\" cannot be both categorical and numeric"]);
    let spec = FitColumns { exclude: names(&["amount", "age", "w"]), ..target("y") };
    says(&spec_error(text, &spec), &["no feature is left"]);
    says(&spec_error("a;b;y\n1;2;3\n", &target("y")), &["single column", "delimiter = b';'"]);
}

#[test]
fn labels() {
    let y = |labels: &[&str]| {
        let rows: Vec<String> = labels.iter().enumerate().map(|(k, l)| format!("{k},{l}")).collect();
        format!("x,y\n{}\n", rows.join("\n"))
    };
    let error = |labels: &[&str]| spec_error(&y(labels), &target("y"));
    says(&error(&["a", "b", "c", "a"]), &["target \"y\" has 3 labels", "\"a\" (2 rows), \"b\" (1 row)"]);
    says(&error(&["a", "b", "c", "a"]), &["in 4 rows, too few for a fit", "Recode it to fewer"]);
    says(&error(&["1", "2", "3", "4", "5", "6", "7"]), &["has 7 labels, numbers that look like amounts", ", …"]);
    says(&error(&["a", "a"]), &["one label only, \"a\" in all 2 rows"]);
    let many: Vec<String> = (0..600).map(|k| format!("c{}", k % 257)).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    says(
        &error(&many),
        &["has 257 labels, more than the 256 that a model takes", "\"c0\" (3 rows)", "Recode it to fewer"],
    );
    let spec = FitColumns { positive: Some("maybe".into()), ..target("y") };
    says(&spec_error(&y(&["no", "yes"]), &spec), &["positive \"maybe\"", "it has \"no\" and \"yes\""]);
    says(&spec_error("x,y\n", &target("y")), &["t.csv: there are no rows"]);
    // Of three labels none is 1.
    let three = ["no", "yes", "maybe", "no", "yes", "maybe"];
    says(
        &spec_error(&y(&three), &spec),
        &["positive \"maybe\": target \"y\" has 3 labels", "against all others, recode"],
    );
    let spec = FitColumns { positive: Some("mayby".into()), ..target("y") };
    says(&spec_error(&y(&three), &spec), &["has no such label; it has \"maybe\", \"no\", \"yes\""]);
}

/// A price is no class, however few rows there are to see it by.
#[test]
fn a_target_of_amounts() {
    let error = |values: &mut dyn Iterator<Item = f64>| {
        let rows: Vec<String> = values.enumerate().map(|(k, value)| format!("{k},{value}")).collect();
        spec_error(&format!("x,price\n{}\n", rows.join("\n")), &target("price"))
    };
    let amounts = "numbers that look like amounts and not like classes";
    says(
        &error(&mut (0..1000).map(|k| f64::from(k) * 0.25)),
        &["\"price\" has 1000 labels", amounts, "Recode", "another target"],
    );
    says(&error(&mut (0..1000).map(|k| f64::from(k % 21))), &["has 21 labels", amounts, "categorical = [\"price\"]"]);
    says(
        &error(&mut (0..1000).map(|k| f64::from(k % 3) * 0.5)),
        &["has 3 labels, shares and no classes: \"0\" (334 rows)"],
    );
    says(&error(&mut (0..59).map(|k| f64::from(k % 20))), &["has 20 labels", amounts]);
    // Whole numbers of few values with rows enough are codes.
    let codes: Vec<String> = (0..60).map(|k| format!("{k},{}", k % 20)).collect();
    assert_eq!(fit(format!("x,price\n{}\n", codes.join("\n")), &target("price")).unwrap().schema.labels.len(), 20);
}

#[test]
fn weights_and_infinities() {
    let weigh = |cells: &[&str]| {
        let rows: Vec<String> = cells.iter().enumerate().map(|(k, w)| format!("{},{},{w}", k % 2, k)).collect();
        let spec = FitColumns { weights: Some("w".into()), ..target("y") };
        spec_error(&format!("y,x,w\n{}\n", rows.join("\n")), &spec)
    };
    says(&weigh(&["1", "-2", "-3"]), &["t.csv:3: weight -2 in column \"w\" is negative (2 such cells)"]);
    says(&weigh(&["0", "0"]), &["\"w\": all weights are zero"]);
    let text = weigh(&["1", "nan"]);
    says(&text, &["t.csv:3: column \"w\": \"nan\" is not a number. Add na = [\"nan\"]."]);
    says(&weigh(&["1", "inf"]), &["t.csv:3: column \"w\": \"inf\" is not finite"]);
    says(
        &spec_error("y,x\n0,1\n1,-Inf\n0,1e999\n", &target("y")),
        &["t.csv:3: column \"x\": \"-Inf\" is not finite (2 such cells)", "exclude"],
    );
}

#[test]
fn missing_cells() {
    let text = "y,x,z\n0,1,\n1,NA,2\n,3,\n0,4,5\n1,5,6\n";
    says(
        &spec_error(text, &target("y")),
        &[
            "t.csv:2: column \"z\" has no value",
            "4 missing cells in 3 rows",
            "\"z\" (2), \"y\" (1), \"x\" (1)",
            "missing = Missing::Drop",
        ],
    );
    let drop = FitColumns { missing: Missing::Drop, ..target("y") };
    assert_eq!(fit(text, &drop).unwrap().rows, Some(vec![3, 4]));
    says(&spec_error("y,x\n0,\n1,\n", &drop), &["all 2 rows have missing cells", "\"x\" (2)"]);
    let error =
        read_with("y,x\n0,\n1,\n", &ReadOptions { columns: logodds_io::Columns::Only(vec![]), ..Default::default() });
    says(&target("y").encode(&error.unwrap()).unwrap_err().to_string(), &["was not read"]);
}
