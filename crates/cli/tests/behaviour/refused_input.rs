//! Data that cannot be fitted: each message names what, where and the remedy.

use crate::support::{Folder, people};

/// Good rows, with one more at the end.
fn people_and(row: &str) -> Folder {
    Folder::with(format!("{}{row}\n", people(40)))
}

#[test]
fn a_missing_file() {
    Folder::new().run("fit nowhere.csv --target y").refused(1, &["nowhere.csv", "cannot be read", "No such file"]);
}

#[test]
fn a_directory() {
    Folder::new().run("fit . --target y").refused(1, &[".: is a folder", "Name the files in it"]);
}

#[test]
fn an_empty_file() {
    Folder::with("").fit("").refused(3, &["data.csv", "the file is empty", "column names"]);
}

#[test]
fn a_header_and_nothing_else() {
    Folder::with("age,y\n").fit("").refused(3, &["data.csv", "no rows after the header"]);
}

#[test]
fn a_ragged_row() {
    people_and("31,Ulm").fit("").refused(3, &["data.csv:42", "expected 3 cells, found 2", "delimiter"]);
}

#[test]
fn bytes_that_are_not_utf8() {
    let mut bytes = people(40).into_bytes();
    bytes.extend_from_slice(b"31,K\xf6ln,no\n");
    Folder::with(bytes).fit("").refused(3, &["data.csv:42", "\"city\"", "not UTF-8", "iconv"]);
}

#[test]
fn two_columns_of_one_name() {
    Folder::with("age,y,age\n1,0,2\n2,1,3\n").fit("").refused(3, &["data.csv", "columns 1 and 3", "\"age\"", "Rename"]);
}

#[test]
fn a_target_with_a_label_for_every_row() {
    let names = "age,y\n30,Ada\n31,Bob\n32,Eve\n33,Ada\n34,Kim\n";
    Folder::with(names).fit("").refused(3, &["\"y\" has 4 labels in 5 rows", "\"Ada\" (2 rows)", "Recode"]);
}

#[test]
fn a_target_with_one_label() {
    // 2⁵³ and its successor, which are one double.
    let large = Folder::with(
        "x,y\n1,9007199254740992\n2,9007199254740993\n3,9007199254740992\n4,9007199254740993\n2,9007199254740992\n5,9007199254740993\n",
    );
    large.fit("").refused(3, &["\"y\" has the label 9007199254740992", "(--categorical \"y\")"]);
    large.fit("--categorical y").ok();
    Folder::with("x,y\n1,no\n2,no\n").fit("").refused(3, &["\"y\" has one label only, \"no\"", "2 rows", "--target"]);
}

#[test]
fn a_number_with_a_thousands_comma() {
    people_and("\"1,234\",Ulm,no").fit("").refused(3, &["data.csv:42", "\"age\"", "\"1,234\" is not a number", "1234"]);
}

#[test]
fn a_text_among_numbers() {
    people_and("n/a,Ulm,no").fit("").refused(3, &["data.csv:42", "\"age\"", "\"n/a\" is not a number", "--na n/a"]);
}

#[test]
fn na_in_a_numeric_column() {
    people_and("NA,Ulm,no")
        .fit("")
        .refused(3, &["data.csv:42", "\"age\" has no value", "1 missing cell in 1 row", "--missing drop"]);
}

#[test]
fn an_infinite_number() {
    people_and("inf,Ulm,no").fit("").refused(3, &["data.csv:42", "\"age\"", "\"inf\" is not finite", "--exclude"]);
}

#[test]
fn a_number_too_large_to_sum() {
    let data = "x,y\n1.7e308,1\n1.7e308,0\n-1.7e308,1\n1.6e308,0\n";
    Folder::with(data).fit("").refused(3, &["data.csv", "\"x\"", "too large", "power of ten"]);
}

#[test]
fn a_negative_weight() {
    let data = "x,w,y\n1,1,0\n2,1,1\n3,-2,0\n4,1,1\n";
    Folder::with(data).fit("--weights w").refused(3, &["data.csv:4", "weight -2", "\"w\"", "0 or more"]);
}

#[test]
fn a_weight_that_is_nan() {
    let data = "x,w,y\n1,1,0\n2,1,1\n3,nan,0\n4,1,1\n";
    Folder::with(data).fit("--weights w").refused(3, &["data.csv:4", "\"w\"", "\"nan\" is not a number"]);
}

#[test]
fn weights_that_are_all_zero() {
    Folder::with("x,w,y\n1,0,0\n2,0,1\n").fit("--weights w").refused(3, &["\"w\"", "all weights are zero"]);
}

#[test]
fn weights_that_leave_one_label() {
    let data = "x,w,y\n1,1,0\n2,1,0\n3,0,1\n";
    Folder::with(data).fit("--weights w").refused(3, &["data.csv", "positive weight", "same label", "weights"]);
}

#[test]
fn a_broken_gzip_stream() {
    let folder = Folder::new();
    folder.write("data.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03broken");
    folder.run("fit data.csv.gz --target y").refused(1, &["data.csv.gz", "gzip", "damaged or cut short", "again"]);
}

#[test]
fn a_quote_that_is_never_closed() {
    people_and("31,\"Ulm,no").fit("").refused(3, &["data.csv:42", "never closed"]);
}

#[test]
fn a_format_that_is_not_text() {
    let folder = Folder::new();
    folder.write("data.parquet", "PAR1");
    folder.run("fit data.parquet --target y").refused(3, &["data.parquet", ".parquet files are not read", ".csv"]);
}

#[test]
fn two_files_with_different_headers() {
    let folder = Folder::with(people(40));
    folder.write("more.csv", "age,town,y\n30,Ulm,no\n");
    folder.run("fit data.csv more.csv --target y").refused(3, &["more.csv", "column 2 is \"town\", not \"city\""]);
}

#[test]
fn a_number_column_with_many_question_marks() {
    let mut data = String::from("age,y\n");
    for i in 0..200 {
        let age = if i % 8 == 5 { "?".to_owned() } else { (18 + i * 7 % 52).to_string() };
        data.push_str(&format!("{age},{}\n", i / 60 % 2));
    }
    let folder = Folder::with(data);
    folder.fit("").refused(3, &["data.csv:7", "\"age\"", "\"?\" is not a number (25 such cells)", "--na '?'"]);
    folder.fit("--categorical age --penalty l2 --lambda 0.1").ok();
}

#[test]
fn an_infinity_whose_remedy_can_be_pasted() {
    let folder = people_and("-inf,Ulm,no");
    folder.fit("").refused(3, &["data.csv:42", "--na=-inf,"]);
    folder.fit("--na=-inf --missing drop").ok();
}

#[test]
fn a_nul_byte() {
    people_and("31,U\0lm,no").fit("").refused(3, &["data.csv:42", "\"city\"", "NUL byte", "UTF-16"]);
}

#[test]
fn lines_that_end_in_cr_alone() {
    let data = people(40).replace('\n', "\r");
    Folder::with(data).fit("").refused(3, &["data.csv", "lines end in CR alone", r"tr '\r' '\n'"]);
}

#[test]
fn a_binary_file_of_one_line() {
    Folder::with("x".repeat(20 << 20)).fit("").refused(3, &["data.csv: line 1 is 20 MB long", "no line end"]);
}

#[test]
fn a_header_that_is_said_not_to_be_there() {
    let folder = Folder::with(people(40));
    let hint = "looks like a header: leave out --no-header";
    folder.run("fit data.csv --no-header --target c3").refused(3, &["data.csv:1", "\"age\" is not a number", hint]);
}

#[test]
fn a_cell_of_megabytes() {
    let ran = people_and(&format!("{},Ulm,no", "x".repeat(5 << 20))).fit("").ends(3);
    assert!(ran.stderr.len() < 1000, "{} bytes", ran.stderr.len());
}

#[test]
fn a_column_named_as_a_term() {
    let data = "a,a=c,y\nb,1,0\nc,2,1\nb,3,1\nc,1,0\n";
    Folder::with(data).fit("").refused(3, &["data.csv", "level \"c\" of column \"a\"", "the term \"a=c\"", "Rename"]);
}
