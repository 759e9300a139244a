//! Svmlight text: what is read, and what each refusal says.

use crate::fixtures::{says, source};
use logodds_io::{ReadError, Source, Svmlight, read_svmlight};
use std::io::Write;

fn read(text: impl AsRef<[u8]>) -> Svmlight {
    read_svmlight(source("d.svm", text)).unwrap()
}

#[track_caller]
fn refused(text: &str, parts: &[&str]) {
    let message = read_svmlight(source("d.svm", text)).expect_err("refused").to_string();
    says(&message, parts);
    assert!(message.lines().count() <= 2, "{message}");
}

#[test]
fn rows_comments_and_blank_lines() {
    let data = read(b"# head\n+1 2:0.5 7:1e-3# tail\n\n  \t\n-1\t1:2 \r\n-1\n1 qid:4 7:-3 # \xff\n");
    assert_eq!(data.labels, [1, 0, 0, 1]);
    assert_eq!(data.label_names, ["-1", "1"]);
    assert_eq!(data.indptr, [0, 2, 3, 3, 4]);
    assert_eq!(data.columns, [1, 6, 0, 6]);
    assert_eq!(data.values, [0.5, 1e-3, 2.0, -3.0]);
    assert_eq!((data.ncols, data.zero_based), (7, false));
}

#[test]
fn the_larger_label_is_one() {
    for (text, names, labels) in [
        ("2\n1.0\n1\n", ["1", "2"], [1, 0, 0]),
        ("-0\n1\n0\n", ["0", "1"], [0, 1, 0]),
        ("-1\n-2.5\n-1\n", ["-2.5", "-1"], [1, 0, 1]),
    ] {
        let data = read(text);
        assert_eq!((data.label_names, &data.labels[..]), (names.map(String::from), &labels[..]));
    }
}

#[test]
fn an_index_zero_anywhere_makes_all_zero_based() {
    let data = read("1 3:1\n0 0:2 5:1\n");
    assert_eq!((&data.columns[..], data.ncols, data.zero_based), (&[3, 0, 5][..], 6, true));
    let data = read("1 3:1\n0 1:2 5:1\n");
    assert_eq!((&data.columns[..], data.ncols, data.zero_based), (&[2, 0, 4][..], 5, false));
}

#[test]
fn written_zeros_are_kept_and_the_largest_index_fits() {
    let data = read("1 4294967294:0\n0\n");
    assert_eq!((&data.columns[..], &data.values[..]), (&[4_294_967_293][..], &[0.0][..]));
    assert_eq!(data.ncols, 4_294_967_294);
}

#[test]
fn compressed_files_and_byte_order_marks() {
    let text = "1 1:2\n-1 2:3\n";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(text.as_bytes()).unwrap();
    let file = tempfile::Builder::new().suffix(".svm.gz").tempfile().unwrap();
    std::fs::write(file.path(), gz.finish().unwrap()).unwrap();
    assert_eq!(read_svmlight(Source::Path(file.path().into())).unwrap(), read(text));
    assert_eq!(read(format!("\u{feff}{text}")), read(text));
}

#[test]
fn pieces_of_a_large_text_are_joined_in_order() {
    let line = |k: usize| format!("{} {}:{k} 900000:0.25\n", k % 2, k + 1);
    let data = read((0..100_000).map(line).collect::<String>());
    assert_eq!((data.labels.len(), data.columns.len(), data.ncols), (100_000, 200_000, 900_000));
    for k in [0, 1, 43_210, 99_999] {
        let entries = data.indptr[k]..data.indptr[k + 1];
        assert_eq!(
            (&data.columns[entries.clone()], &data.values[entries]),
            (&[k as u32, 899_999][..], &[k as f64, 0.25][..])
        );
    }
}

#[test]
fn indices_rise_along_a_row() {
    refused("1 1:1\n0 5:1 3:2\n", &["d.svm:2: index 3 comes after index 5. Sort"]);
    refused("# c\n1 4:1 4:2\n0\n", &["d.svm:2: index 4 comes after index 4", "merge"]);
}

#[test]
fn values_are_finite_numbers() {
    for value in ["nan", "NaN", "inf", "-inf", "1e999", "x", "", "1:2", "0x1"] {
        refused(
            &format!("1 1:1\n0 7:{value}\n"),
            &[&format!("d.svm:2: index 7: the value \"{value}\" is not a finite")],
        );
    }
}

#[test]
fn a_row_is_a_label_and_pairs() {
    for pair in ["5", "-1:2", ":3", "a:1", "+2:1", "1.5:2", "4294967295:1", "99999999999999999999:1", "qid"] {
        refused(&format!("1 1:1\n\n0 {pair} 9:1\n"), &[&format!("d.svm:3: \"{pair}\" is not index:value")]);
    }
    for label in ["yes", "1:2", "nan", "inf", "1,2"] {
        let row = "A row is: label index:value";
        refused(&format!("1 1:1\n{label} 9:1\n"), &[&format!("d.svm:2: the label \"{label}\" is not"), row]);
    }
}

#[test]
fn two_labels_are_needed() {
    refused("1 1:1\n1.0 2:1\n", &["d.svm: there is one label only, 1 in all 2 rows"]);
    refused("1\n0\n1\n2\n3\n", &["d.svm:4: the label 2 is the third, 1 and 0 stand above", "recode"]);
    refused("1\n0\n2\n1 x\n", &["d.svm:4: \"x\" is not index:value"]);
    for nothing in ["", "\n \n", "# comment\n"] {
        refused(nothing, &["d.svm: there are no rows. A row is: label"]);
    }
}

#[test]
fn what_is_no_such_text_is_told_briefly() {
    refused("1 1:1\r0 1:2\r", &["d.svm: lines end in CR alone"]);
    refused(&format!("age{}\n", ",name".repeat(10_000)), &["d.svm:1: the label \"age,name", "…\" is not"]);
    let missing = read_svmlight(Source::Path("no/such.svm".into())).unwrap_err();
    assert!(missing.is_io() && !matches!(missing, ReadError::Svmlight(_)), "{missing}");
}
