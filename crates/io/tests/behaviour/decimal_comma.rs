//! Numbers with a decimal comma: read where it is asked for, told for what they are elsewhere.

use crate::fixtures::{numbers, read_with, says, texts};
use logodds_io::{DecimalSign, ReadOptions};
use proptest::prelude::*;

fn commas(delimiter: u8) -> ReadOptions {
    ReadOptions { decimal: DecimalSign::Comma, delimiter: Some(delimiter), ..ReadOptions::default() }
}

/// 5,052 was answered with "write it without the commas: 5052", a thousand times too large.
#[test]
fn a_decimal_comma_is_never_taken_for_thousands() {
    let semicolons = ReadOptions { delimiter: Some(b';'), ..ReadOptions::default() };
    let quoted = ReadOptions::default();
    let add = "Its comma is a decimal sign: add decimal = DecimalSign::Comma, or categorical = [\"x\"].";
    let column = |cells: &[&str], delimiter: &str| {
        let quote = if delimiter == "," { "\"" } else { "" };
        let rows = cells.iter().map(|cell| format!("{quote}{cell}{quote}{delimiter}1\n"));
        format!("x{delimiter}y\n{}", rows.collect::<String>())
    };
    for (cells, options, advice) in [
        (&["5,052", "4,871", "6,003"][..], &semicolons, add),
        (&["5,052", "0,871", "6,003"], &quoted, add),
        (&["5,052", "4,87", "6,003"], &quoted, add),
        (&["5,052", "4,8", "6,003"], &quoted, add),
        (&["5,052", "1234,871"], &quoted, add),
        (&["5,052", "-0,001", "7"], &quoted, add),
        // Nothing tells: both are named.
        (
            &["5,052", "4,871"],
            &quoted,
            "Write it without the commas: 5052, or, if they are decimal signs, add decimal = DecimalSign::Comma",
        ),
        // A comma between thousands all the same.
        (&["1,234,567", "2,345"], &semicolons, "Write it without the commas: 1234567, or categorical = [\"x\"]."),
        (&["1,234.5", "2,345.25"], &semicolons, "Write it without the commas: 1234.5,"),
        (&["1.234,5", "2,25"], &semicolons, "Write it without groups of thousands and with a point alone: 1234.5,"),
        (&["1,234,567", "0,5"], &quoted, "write all without the first, and with a point, or"),
    ] {
        let delimiter = if options.delimiter.is_some() { ";" } else { "," };
        let error = read_with(column(cells, delimiter), options).unwrap_err().to_string();
        says(&error, &[&format!("column \"x\": \"{}\" is not a number", cells[0]), advice]);
    }
}

#[test]
fn what_is_advised_works() {
    let text = "x;y\n5,052;1\n0,871;0\n-,5;1\n+6,003e1;1\n7;0\n;1\n 1,5 ;0\n";
    let table = read_with(text, &commas(b';')).unwrap();
    assert_eq!(numbers(&table, 0)[..5], [5.052, 0.871, -0.5, 60.03, 7.0]);
    assert!(numbers(&table, 0)[5].is_nan() && numbers(&table, 0)[6] == 1.5);
    assert_eq!(table.columns()[0].missing, [5]);
    // Quoted among commas.
    let table = read_with("x,y\n\"5,052\",1\n\"0,5\",0\n3,1\n", &commas(b',')).unwrap();
    assert_eq!(numbers(&table, 0), [5.052, 0.5, 3.0]);
}

/// Never 1.234 and never 1234 for what may be either.
#[test]
fn a_point_beside_a_decimal_comma_is_refused() {
    for (cell, advice) in [
        ("1.234,5", "Write it without the points: 1234,5"),
        ("1.234", "Write it without the points: 1234, or, if they are decimal signs, with a comma: 1,234"),
        ("1.5", "Its point is a decimal sign: leave decimal out, or write it with a comma: 1,5"),
        ("1,234.5", "Write it without groups of thousands and with a comma alone: 1234,5"),
        ("1,234,567", "Write it without groups of thousands and with a comma alone: 1234567"),
        ("1.2.3", "Add na = [\"1.2.3\"]"),
    ] {
        let text = format!("x;y\n{}{cell};1\n", "1,5;1\n2;0\n".repeat(20));
        let error = read_with(text, &commas(b';')).unwrap_err().to_string();
        says(&error, &[&format!("t.csv:42: column \"x\": \"{cell}\" is not a number"), advice]);
    }
}

/// A missing value is written as the numbers are.
#[test]
fn a_missing_value_with_a_comma() {
    let options = ReadOptions { na: vec!["-9,99".into()], ..commas(b';') };
    let table = read_with("x;y\n1,5;1\n-9,99;0\n2,5;1\n", &options).unwrap();
    assert_eq!((table.columns()[0].missing.as_slice(), numbers(&table, 0)[2]), (&[1][..], 2.5));
}

#[test]
fn labels_stay_as_they_stand() {
    let table = read_with("g;y\nA1,5;1\nB;0\nA1,5;1\n", &commas(b';')).unwrap();
    assert_eq!(texts(&table, 0), [Some("A1,5"), Some("B"), Some("A1,5")]);
}

proptest! {
    /// Every number by the comma is the same double as by the point, wherever it stands in a window, quoted or not.
    #[test]
    fn the_same_bits_as_by_the_point(
        values in prop::collection::vec((any::<f64>(), 0usize..9, 0u8..3), 1..120),
        piece_bytes in 20usize..400,
    ) {
        let cell = |(value, places, form): &(f64, usize, u8)| match form {
            _ if !value.is_finite() => String::new(),
            0 => format!("{:.places$}", value % 1e6),
            1 => format!("{value:e}"),
            _ => format!("\"{value}\""),
        };
        let text: String = values.iter().map(|value| format!("{};{};1\n", cell(value), cell(&values[0]))).collect();
        let text = format!("a;b;y\n{text}");
        let by = |text: &str, decimal| {
            let options = ReadOptions { decimal, piece_bytes, ..commas(b';') };
            let table = read_with(text, &options).unwrap();
            let bits = |k| numbers(&table, k).iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            (bits(0), bits(1))
        };
        prop_assert_eq!(by(&text, DecimalSign::Point), by(&text.replace('.', ","), DecimalSign::Comma));
    }
}
