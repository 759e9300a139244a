//! Short ways to read from memory.
#![allow(dead_code)]

use logodds_io::{ColumnData, EncodeError, Encoded, FitColumns, Input, ReadError, ReadOptions, Source, Table};

pub fn source(name: &str, bytes: impl AsRef<[u8]>) -> Source {
    Source::Bytes { name: name.to_string(), bytes: bytes.as_ref().to_vec() }
}

pub fn read(bytes: impl AsRef<[u8]>) -> Result<Table, ReadError> {
    read_with(bytes, &ReadOptions::default())
}

pub fn read_with(bytes: impl AsRef<[u8]>, options: &ReadOptions) -> Result<Table, ReadError> {
    Table::read(vec![source("t.csv", bytes)], options)
}

pub fn refused(bytes: impl AsRef<[u8]>) -> String {
    read(bytes).expect_err("refused").to_string()
}

/// The message holds all of these, and is no longer than a few lines.
#[track_caller]
pub fn says(message: &str, parts: &[&str]) {
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in: {message}");
    }
    assert!(message.lines().count() <= 6, "{message}");
}

pub fn numbers(table: &Table, k: usize) -> &[f64] {
    match &table.columns()[k].data {
        ColumnData::Numeric(values) => values,
        other => panic!("not numeric: {other:?}"),
    }
}

pub fn texts(table: &Table, k: usize) -> Vec<Option<&str>> {
    let (codes, levels) = match &table.columns()[k].data {
        ColumnData::Categorical { codes, levels } => (codes, &levels[..]),
        ColumnData::Boolean { codes, labels } => (codes, &labels[..]),
        other => panic!("not texts: {other:?}"),
    };
    codes.iter().map(|&c| levels.get(c as usize).map(String::as_str)).collect()
}

/// The way a command goes: names checked, then parsed, then coded.
pub fn fit(bytes: impl AsRef<[u8]>, spec: &FitColumns) -> Result<Encoded, String> {
    let mut options = ReadOptions::default();
    spec.apply(&mut options);
    let input = Input::open(vec![source("t.csv", bytes)], &options).map_err(|e| e.to_string())?;
    spec.check(input.names()).map_err(|e| e.to_string())?;
    let table = input.parse(&options).map_err(|e| e.to_string())?;
    spec.encode(&table).map_err(|e: EncodeError| e.to_string())
}

pub fn target(name: &str) -> FitColumns {
    FitColumns { target: name.to_string(), ..FitColumns::default() }
}
