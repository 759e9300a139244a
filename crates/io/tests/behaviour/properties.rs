//! Properties of reading: csv-core as referee, and no trace of pieces or threads.

use crate::fixtures::{read_with, texts};
use logodds_io::{ColumnData, ColumnType, ReadOptions, Table, quote};
use proptest::prelude::*;

/// The records of a text by csv-core.
fn referee(text: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv_core::Reader::new();
    let (mut records, mut record) = (Vec::new(), Vec::new());
    let (mut input, mut cell) = (text, Vec::new());
    loop {
        let mut out = [0u8; 64];
        let (result, read, written) = reader.read_field(input, &mut out);
        input = &input[read..];
        cell.extend_from_slice(&out[..written]);
        match result {
            csv_core::ReadFieldResult::Field { record_end } => {
                record.push(String::from_utf8(std::mem::take(&mut cell)).unwrap());
                if record_end {
                    records.push(std::mem::take(&mut record));
                }
            }
            csv_core::ReadFieldResult::End => return records,
            _ => {}
        }
    }
}

fn all_texts(columns: usize, piece_bytes: usize) -> ReadOptions {
    let types = (0..columns).map(|k| (format!("h{k}"), ColumnType::Categorical)).collect();
    ReadOptions { types, piece_bytes, na: vec!["\u{1}".into()], ..ReadOptions::default() }
}

fn header(columns: usize) -> String {
    (0..columns).map(|k| format!("h{k}")).collect::<Vec<_>>().join(",")
}

fn rows(table: &Table) -> Vec<Vec<String>> {
    let columns: Vec<_> = (0..table.names().len()).map(|k| texts(table, k)).collect();
    let cell = |row: usize, c: &Vec<Option<&str>>| c[row].unwrap_or("MISSING").to_string();
    (0..table.rows()).map(|row| columns.iter().map(|c| cell(row, c)).collect()).collect()
}

/// Cells as levels have them, without blanks around.
fn trimmed(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    rows.iter().map(|row| row.iter().map(|cell| cell.trim_ascii().to_string()).collect()).collect()
}

/// A number as people and programs write it, or a missing one.
fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        8 => (-1e5f64..1e5, 0usize..9).prop_map(|(v, places)| format!("{v:.places$}")),
        1 => any::<f64>().prop_filter("a number", |v| !v.is_nan()).prop_map(|v| format!("{v:e}")),
        1 => (-1f64..1.0).prop_map(|v| v.to_string()),
        1 => "-?0{0,3}[0-9]{1,20}\\.?[0-9]{0,4}",
        1 => "[-+]?\\.[0-9]{1,20}(e-?[0-9]{1,2})?",
        1 => Just("NA".to_string()),
        1 => Just(String::new()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn quoted_tables_come_back(
        cells in proptest::collection::vec(proptest::collection::vec("[a ,\"\n\r;é1.]{0,6}", 3), 0..12),
        crlf: bool, last_end: bool, piece in 1usize..40,
    ) {
        let end = if crlf { "\r\n" } else { "\n" };
        let lines: Vec<String> = std::iter::once(header(3)).chain(cells.iter().map(|row| {
            row.iter().map(|c| quote(c, b',').into_owned()).collect::<Vec<_>>().join(",")
        })).collect();
        let text = lines.join(end) + if last_end { end } else { "" };
        let table = read_with(&text, &all_texts(3, piece)).unwrap();
        prop_assert_eq!(rows(&table), trimmed(&cells));
        for (row, line) in lines[1..].iter().enumerate() {
            prop_assert_eq!(table.record(row), line.as_bytes());
            for (k, cell) in cells[row].iter().enumerate() {
                prop_assert_eq!(&table.cell(row, k), cell);
            }
        }
    }

    #[test]
    fn any_text_reads_as_csv_core_reads_it(body in "[ab,\"\n1.]{0,60}", piece in 1usize..40) {
        let text = format!("h0,h1\n{body}");
        let expected = referee(text.as_bytes());
        match read_with(&text, &all_texts(2, piece)) {
            Ok(table) => prop_assert_eq!(rows(&table), trimmed(&expected[1..])),
            Err(e) => {
                let message = e.to_string();
                let ragged = expected.iter().any(|r| r.len() != 2);
                let quote = message.contains("never closed") || message.contains("closing quote");
                prop_assert!(ragged || quote, "{} {:?}", message, expected);
            }
        }
    }

    #[test]
    fn pieces_and_threads_leave_no_trace(
        body in "(([0-9]{1,3}(\\.[0-9]{0,8})?|NA|x|\"a\nb\"|),(x| x|y|\"q\"\"\"|5\"|1)\n){0,40}[1x,\"\n]{0,3}",
        piece in 1usize..60, threads in 1usize..4,
    ) {
        let text = format!("n,c\n{body}");
        let read = |piece_bytes| {
            let options = ReadOptions { piece_bytes, ..ReadOptions::default() };
            read_with(&text, &options).map_err(|e| e.to_string())
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        match (read(1 << 20), pool.install(|| read(piece))) {
            (Ok(whole), Ok(cut)) => {
                prop_assert_eq!(whole.rows(), cut.rows());
                for (a, b) in whole.columns().iter().zip(cut.columns()) {
                    prop_assert_eq!(&a.missing, &b.missing);
                    prop_assert_eq!(&a.blanks, &b.blanks);
                    match (&a.data, &b.data) {
                        (ColumnData::Numeric(a), ColumnData::Numeric(b)) => {
                            let bits = |v: &[f64]| v.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                            prop_assert_eq!(bits(a), bits(b));
                        }
                        (a, b) => prop_assert_eq!(a, b),
                    }
                }
                for row in 0..whole.rows() {
                    prop_assert_eq!(whole.record(row), cut.record(row));
                    prop_assert_eq!(whole.place(row), cut.place(row));
                }
            }
            (Err(a), Err(b)) => prop_assert_eq!(a, b),
            (a, b) => prop_assert!(false, "{:?} {:?}", a.map(|t| t.rows()), b.map(|t| t.rows())),
        }
    }

    /// Every number is what the standard library reads, and every other cell is missing, in windows that are regular and in those
    /// that are not: with quotation marks, CRLF, blank lines, and records that begin anywhere in a block of 64 bytes.
    #[test]
    fn numbers_are_those_of_the_standard_library(
        records in prop::collection::vec((number(), "[a-z]{0,40}", number()), 1..120),
        odd in prop::collection::vec((0usize..120, prop_oneof![Just("\""), Just("\n"), Just(" ")]), 0..3),
        crlf in any::<bool>(), ended in any::<bool>(), piece in prop_oneof![1usize..200, Just(1 << 18)],
    ) {
        let line_end = if crlf { "\r\n" } else { "\n" };
        let mut text = format!("a,t,b{line_end}");
        for (k, (a, t, b)) in records.iter().enumerate() {
            let sign = odd.iter().find(|(at, _)| *at == k).map_or("", |(_, sign)| *sign);
            let (before, around) = if sign == "\n" { (line_end, "") } else { ("", sign) };
            let end = if ended || k + 1 < records.len() { line_end } else { "" };
            text += &format!("{before}{around}{a}{around},{t},{b}{end}");
        }
        let types = [("a", ColumnType::Numeric), ("t", ColumnType::Categorical), ("b", ColumnType::Numeric)];
        let types = types.map(|(name, kind)| (name.to_string(), kind)).to_vec();
        let table = read_with(&text, &ReadOptions { types, piece_bytes: piece, ..ReadOptions::default() }).unwrap();
        prop_assert_eq!(table.rows(), records.len());
        let given: [Vec<&String>; 2] =
            [records.iter().map(|(a, _, _)| a).collect(), records.iter().map(|(_, _, b)| b).collect()];
        for (given, k) in given.iter().zip([0, 2]) {
            let column = &table.columns()[k];
            let ColumnData::Numeric(values) = &column.data else { panic!("{:?}", column.data) };
            for (row, (cell, value)) in given.iter().zip(values).enumerate() {
                prop_assert_eq!(column.missing.contains(&(row as u32)), cell.is_empty() || *cell == "NA");
                let std = cell.parse::<f64>().unwrap_or(f64::NAN);
                prop_assert!(std.to_bits() == value.to_bits() || std.is_nan() && value.is_nan(), "{} {}", cell, value);
            }
        }
    }

    #[test]
    fn noise_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..200), piece in 1usize..40) {
        let options = ReadOptions { piece_bytes: piece, ..ReadOptions::default() };
        let _ = read_with(&bytes, &options).map_err(|e| e.to_string());
        let _ = read_with([&b"h,\xc3\xa9\n"[..], &bytes].concat(), &options).map_err(|e| e.to_string());
    }
}
