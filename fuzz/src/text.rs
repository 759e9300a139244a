//! A text table of any bytes: read, or refused in a few lines; the same however it is cut; and what was read can be coded, or is refused.

use logodds_io::{ColumnData, DecimalSign, FitColumns, Input, ReadOptions, Source, Table};

/// Whether it was read. The first byte chooses how the others are.
pub fn check(bytes: &[u8]) -> bool {
    let Some((&choice, text)) = bytes.split_first() else { return false };
    let options = |piece_bytes| ReadOptions {
        header: choice & 1 == 0,
        delimiter: [None, Some(b','), Some(b';'), Some(b'\t')][usize::from(choice >> 1 & 3)],
        decimal: if choice & 8 == 0 { DecimalSign::Point } else { DecimalSign::Comma },
        piece_bytes,
        ..ReadOptions::default()
    };
    let whole = read(text, &options(1 << 20));
    let cut = read(text, &options(1 + usize::from(choice >> 4) * 5));
    match (&whole, &cut) {
        (Ok(a), Ok(b)) => same(a, b),
        (Err(a), Err(b)) => assert_eq!(a, b),
        (a, b) => panic!("{:?} {:?}", a.as_ref().map(Table::rows), b.as_ref().map(Table::rows)),
    }
    if let Ok(table) = &whole {
        for name in table.names().iter().take(3) {
            coded(text, name, &options(1 << 20));
        }
    }
    whole.is_ok()
}

fn source(text: &[u8]) -> Vec<Source> {
    vec![Source::Bytes { name: "t.csv".to_owned(), bytes: text.to_vec() }]
}

fn read(text: &[u8], options: &ReadOptions) -> Result<Table, String> {
    Table::read(source(text), options).map_err(|e| brief(&e))
}

fn brief(error: &dyn std::fmt::Display) -> String {
    let message = error.to_string();
    assert!(message.lines().count() <= 8 && message.len() < 4000, "{message}");
    message
}

fn same(a: &Table, b: &Table) {
    assert_eq!((a.rows(), a.names(), a.header()), (b.rows(), b.names(), b.header()));
    for (x, y) in a.columns().iter().zip(b.columns()) {
        assert_eq!((&x.missing, &x.blanks), (&y.missing, &y.blanks));
        match (&x.data, &y.data) {
            (ColumnData::Numeric(x), ColumnData::Numeric(y)) => {
                assert_eq!(x.len(), a.rows());
                assert!(x.iter().zip(y).all(|(x, y)| x.to_bits() == y.to_bits()));
            }
            (x, y) => assert_eq!(x, y),
        }
    }
    for row in 0..a.rows() {
        assert_eq!((a.record(row), a.place(row)), (b.record(row), b.place(row)));
        for column in 0..a.names().len() {
            assert_eq!(a.cell(row, column), b.cell(row, column));
        }
    }
}

/// With `name` for a target, as the command reads it.
fn coded(text: &[u8], name: &str, options: &ReadOptions) {
    let columns = FitColumns { target: name.to_owned(), ..FitColumns::default() };
    let mut options = options.clone();
    columns.apply(&mut options);
    let input = Input::open(source(text), &options).map_err(|e| brief(&e)).expect("it was read before");
    if columns.check(input.names()).map_err(|e| brief(&e)).is_err() {
        return;
    }
    let Ok(table) = columns.parse(input, &options).map_err(|e| brief(&e)) else { return };
    if let Ok(data) = columns.encode(&table).map_err(|e| brief(&e)) {
        let rows = data.y.len();
        assert!(rows <= table.rows() && data.y.iter().all(|&y| usize::from(y) < data.schema.labels.len()));
        assert!(data.numeric.iter().all(|x| x.len() == rows && x.iter().all(|x| x.is_finite())));
        assert!(data.categorical.iter().all(|c| c.codes.len() == rows));
    }
}
