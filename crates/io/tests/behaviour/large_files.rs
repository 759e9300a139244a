//! Files that are parsed as they are read, against the same bytes in memory.

use crate::fixtures::{read_with, source};
use logodds_io::{Column, ColumnData, ColumnType, Columns, Input, ReadOptions, Source, Table};
use std::io::Write;

/// Six megabytes: numbers, labels short and long, missing cells, quoted line ends, CRLF, blank lines.
fn text(rows: usize) -> Vec<u8> {
    let mut out = b"x,label,note,n\r\n".to_vec();
    for i in 0..rows {
        let x = if i % 97 == 0 { "NA".to_string() } else { format!("{}.{:05}", i % 5000, i * 7919 % 100_000) };
        let note = match i % 1009 {
            0 => "\"two\r\nlines, and a \"\"quote\"\"\"".to_string(),
            1 => "a note of more than sixteen bytes".to_string(),
            k => format!("note{}", k % 40),
        };
        write!(out, "{x},level_{},{note},-{}\r\n", i * 31 % 700, i).unwrap();
        if i % 5003 == 0 {
            out.extend_from_slice(b"\r\n");
        }
    }
    out
}

fn on_disk(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

fn from_disk(file: &tempfile::NamedTempFile, options: &ReadOptions) -> Result<Table, String> {
    let name = file.path().display().to_string();
    Table::read(vec![Source::Path(file.path().into())], options).map_err(|e| e.to_string().replace(&name, "t.csv"))
}

/// Equal to the bit, missing numbers too.
fn alike(a: &[Column], b: &[Column]) -> bool {
    let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    let column = |(a, b): (&Column, &Column)| match (&a.data, &b.data) {
        (ColumnData::Numeric(x), ColumnData::Numeric(z)) => bits(x) == bits(z) && a.missing == b.missing,
        _ => a == b,
    };
    a.len() == b.len() && a.iter().zip(b).all(column)
}

#[test]
fn a_large_file_is_the_table_that_its_bytes_are() {
    let bytes = text(160_000);
    assert!(bytes.len() > 5 << 20);
    let file = on_disk(&bytes);
    let whole = read_with(&bytes, &ReadOptions::default()).unwrap();
    for piece_bytes in [10_000, 100_000, 1 << 20] {
        let options = ReadOptions { piece_bytes, ..ReadOptions::default() };
        let table = from_disk(&file, &options).unwrap();
        assert_eq!((table.rows(), table.names()), (160_000, whole.names()));
        assert!(alike(table.columns(), whole.columns()));
        // The text is still at hand.
        for row in [0, 1, 1009, 80_000, 159_999] {
            assert_eq!(table.record(row), whole.record(row));
            assert_eq!(table.place(row).line, whole.place(row).line);
            assert_eq!(table.cell(row, 2), whole.cell(row, 2));
        }
        assert_eq!((table.header(), table.line_end()), (whole.header(), whole.line_end()));
    }
}

#[test]
fn a_late_fault_is_told_as_in_memory() {
    let good = text(160_000);
    let faults: [&[u8]; 5] = [
        b"1,2,3\r\n",
        b"bad,level_1,note1,1\r\n",
        b"1,\xff,note1,1\r\n",
        b"1,a\0,note1,1\r\n",
        b"1,\"open,note1,1\r\n",
    ];
    for fault in faults {
        let bytes = [&good, fault].concat();
        let in_memory = read_with(&bytes, &ReadOptions::default()).unwrap_err().to_string();
        let refused = from_disk(&on_disk(&bytes), &ReadOptions::default()).unwrap_err();
        assert_eq!(refused, in_memory);
    }
}

#[test]
fn a_column_that_turns_into_texts_late_is_texts() {
    let mut bytes = b"code,n\n".to_vec();
    (0..700_000).for_each(|i| writeln!(bytes, "{},{i}", if i < 1000 { "1" } else { "a" }).unwrap());
    let table = from_disk(&on_disk(&bytes), &ReadOptions::default()).unwrap();
    assert!(table.columns() == read_with(&bytes, &ReadOptions::default()).unwrap().columns());
}

#[test]
fn a_file_that_changed_has_no_lines_to_tell() {
    let file = on_disk(&text(160_000));
    let table = from_disk(&file, &ReadOptions::default()).unwrap();
    file.as_file().set_len(100).unwrap();
    assert_eq!(table.record(5), b"");
}

#[test]
fn parts_are_the_table_in_order() {
    let bytes = text(160_000);
    let types =
        [("x", ColumnType::Modelled), ("label", ColumnType::Categorical)].map(|(n, t)| (n.to_string(), t)).to_vec();
    let columns = Columns::Only(vec!["x".into(), "label".into()]);
    let options = ReadOptions { piece_bytes: 50_000, types, columns, ..ReadOptions::default() };
    let whole = read_with(&bytes, &options).unwrap();
    let file = on_disk(&bytes);
    for source in [Source::Path(file.path().into()), source("t.csv", &bytes)] {
        let input = Input::open(vec![source], &options).unwrap();
        let mut records = Vec::new();
        let make = |table: &Table| Some((0..table.rows()).map(|row| table.record(row).to_vec()).collect::<Vec<_>>());
        assert!(input.in_parts(&options, make, |made| {
            records.extend(made.into_iter().flatten());
            true
        }));
        assert_eq!(records.len(), whole.rows());
        assert!(records.iter().enumerate().all(|(row, record)| record == whole.record(row)));
        // Whoever does not go on is heard.
        assert!(!input.in_parts(&options, |_| None::<()>, |_| true));
        assert!(!input.in_parts(&options, |_| Some(()), |_| false));
    }
    // Types that are to be inferred need all cells.
    let input = Input::open(vec![source("t.csv", &bytes)], &ReadOptions::default()).unwrap();
    assert!(!input.in_parts(&ReadOptions::default(), |_| Some(()), |_| true));
}

/// A file that is written to in place while it is read would be of two versions.
#[test]
fn a_file_that_changed_in_place_is_noticed() {
    let bytes = text(160_000);
    let changes: [fn(&std::fs::File); 3] = [
        |file| file.set_len(3 << 20).unwrap(),
        |mut file| file.write_all(b"1,level_1,note1,1\r\n").unwrap(),
        // As long as before, like a database that writes its pages.
        |file| file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap(),
    ];
    for change in changes {
        let file = on_disk(&bytes);
        let options = ReadOptions::default();
        let input = Input::open(vec![Source::Path(file.path().into())], &options).unwrap();
        change(file.as_file());
        let known = ReadOptions {
            columns: Columns::Only(vec!["n".to_string()]),
            types: vec![("n".to_string(), ColumnType::Modelled)],
            ..options.clone()
        };
        assert!(!input.in_parts(&known, |table| Some(table.rows()), |_| true));
        let error = input.parse(&options).unwrap_err();
        assert!(error.is_io() && error.to_string().contains("was changed while it was read"), "{error}");
    }
    // Put in place of the old one, as editors do it: what is open is the old one, whole.
    let file = on_disk(&bytes);
    let input = Input::open(vec![Source::Path(file.path().into())], &ReadOptions::default()).unwrap();
    std::fs::rename(on_disk(b"x\n").into_temp_path().keep().unwrap(), file.path()).unwrap();
    assert_eq!(input.parse(&ReadOptions::default()).unwrap().rows(), 160_000);
}
