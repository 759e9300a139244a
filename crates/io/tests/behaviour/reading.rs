//! Tables from good texts: types, missing cells, raw records, several files.

use crate::fixtures::{numbers, read, read_with, source, texts};
use logodds_io::{ColumnData, ColumnType, Columns, Format, ReadOptions, Source, Table};
use std::io::Write;

fn options(change: impl FnOnce(&mut ReadOptions)) -> ReadOptions {
    let mut options = ReadOptions::default();
    change(&mut options);
    options
}

#[test]
fn types_are_inferred() {
    let t = read(
        "n,spaced,b,c,id,mixed,empty\n\
         1,\" 2.5 \",true,x,01,1,\n\
         -2e3, 7,false,y,02,a,NA\n\
         NA,,true,x,03,NA,\n",
    )
    .unwrap();
    assert_eq!(t.rows(), 3);
    assert_eq!(numbers(&t, 0)[..2], [1.0, -2000.0]);
    assert!(numbers(&t, 0)[2].is_nan());
    assert_eq!(t.columns()[0].missing, [2]);
    assert_eq!(numbers(&t, 1)[..2], [2.5, 7.0]);
    let ColumnData::Boolean { codes, labels } = &t.columns()[2].data else { panic!() };
    assert_eq!((codes.as_slice(), labels), (&[1, 0, 1][..], &["false".to_string(), "true".into()]));
    assert_eq!(texts(&t, 3), [Some("x"), Some("y"), Some("x")]);
    assert_eq!(numbers(&t, 4), [1.0, 2.0, 3.0]);
    assert_eq!(texts(&t, 5), [Some("1"), Some("a"), None]);
    assert_eq!(numbers(&t, 6).len(), 3);
    assert_eq!(t.columns()[6].missing, [0, 1, 2]);
}

#[test]
fn booleans_need_both_truths() {
    let t = read("a,b,c,d,e\nT,TRUE,yes,F,true\nF,FALSE,no,M,True\n").unwrap();
    let kind = |k: usize| matches!(t.columns()[k].data, ColumnData::Boolean { .. });
    assert_eq!((0..5).map(kind).collect::<Vec<_>>(), [true, true, false, false, false]);
}

#[test]
fn types_can_be_given() {
    let typed = |kind| options(|o| o.types.push(("a".into(), kind)));
    let t = read_with("a,b\n01,1\n1, 2\n 1,3\n", &typed(ColumnType::Categorical)).unwrap();
    assert_eq!(texts(&t, 0), [Some("01"), Some("1"), Some("1")]);
    let e = read_with("a\ntrue\nfalse\n", &typed(ColumnType::Numeric)).unwrap_err().to_string();
    assert!(e.contains("\"true\" is not a number (2 such cells: \"true\", \"false\")"), "{e}");
    let t = read_with("a,b\n1,x\n", &options(|o| o.columns = Columns::Only(vec!["b".into()]))).unwrap();
    assert_eq!(t.columns()[0].data, ColumnData::Skipped);
    assert_eq!(t.cell(0, 0), "1");
}

#[test]
fn missing_texts_can_be_given() {
    let na = |list: &[&str]| options(|o| o.na = list.iter().map(|s| s.to_string()).collect());
    let t = read_with("a,b\n-999,x\n1,?\n-9,\"?\"\n", &na(&["-999", "?"])).unwrap();
    assert_eq!((&t.columns()[0].missing[..], &t.columns()[1].missing[..]), (&[0][..], &[1, 2][..]));
    assert_eq!(numbers(&t, 0)[1..], [1.0, -9.0]);
    let t = read_with("a\nnan\n1\n", &na(&["nan"])).unwrap();
    assert_eq!((numbers(&t, 0)[1], &t.columns()[0].missing[..]), (1.0, &[0][..]));
}

#[test]
fn quotes_newlines_bom_crlf() {
    let text = "\u{feff}\"a\",\"b \"\"x\"\"\"\r\n\"1\",\"two\r\nlines, one cell\"\r\n2,5\" pipe\r\n\r\n3,\"he said \"\"no\"\"\"\r\n\r\n";
    let t = read(text).unwrap();
    assert_eq!(t.names(), ["a", "b \"x\""]);
    assert_eq!(numbers(&t, 0), [1.0, 2.0, 3.0]);
    assert_eq!(texts(&t, 1), [Some("two\r\nlines, one cell"), Some("5\" pipe"), Some("he said \"no\"")]);
    assert_eq!(t.header(), Some(&b"\"a\",\"b \"\"x\"\"\""[..]));
    assert_eq!(t.record(0), b"\"1\",\"two\r\nlines, one cell\"");
    assert_eq!(t.record(1), b"2,5\" pipe");
    assert_eq!(t.record(2), b"3,\"he said \"\"no\"\"\"");
    assert_eq!(t.record(3), b"");
    assert_eq!(t.line_end(), b"\r\n");
    assert_eq!([0, 1, 2].map(|r| t.place(r).line), [2, 4, 6]);
}

#[test]
fn last_line_may_lack_its_end() {
    for text in ["a,b\n1,2\n3,4", "a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r", "a,b\n1,2\n3,4\n\n\n"] {
        let t = read(text).unwrap();
        assert_eq!((numbers(&t, 0), numbers(&t, 1)), (&[1.0, 3.0][..], &[2.0, 4.0][..]), "{text:?}");
        assert_eq!(t.record(1), b"3,4", "{text:?}");
    }
    let t = read("a,b\n1,x\n2,").unwrap();
    assert_eq!(texts(&t, 1), [Some("x"), None]);
    let t = read("a\n1\n2").unwrap();
    assert_eq!(numbers(&t, 0), [1.0, 2.0]);
}

#[test]
fn header_alone_is_a_table_without_rows() {
    for text in ["a,b", "a,b\n", "a,b\r\n\r\n"] {
        let t = read(text).unwrap();
        assert_eq!((t.rows(), t.names().len(), t.columns().len()), (0, 2, 2));
        assert_eq!(t.header(), Some(&b"a,b"[..]));
    }
}

#[test]
fn without_a_header() {
    let t = read_with("1,x\n2,y\n", &options(|o| o.header = false)).unwrap();
    assert_eq!((t.names(), t.rows(), t.header()), (&["c1".to_string(), "c2".into()][..], 2, None));
    assert_eq!(t.record(0), b"1,x");
    assert_eq!(t.place(1).line, 2);
}

#[test]
fn names_are_trimmed_and_empty_ones_numbered() {
    assert_eq!(read(",b , c\n1,2,3\n").unwrap().names(), ["c1", "b", "c"]);
}

#[test]
fn other_delimiters_and_formats() {
    let t = read_with("a;b\n1;\"x;y\"\n", &options(|o| o.delimiter = Some(b';'))).unwrap();
    assert_eq!((numbers(&t, 0)[0], texts(&t, 1)[0]), (1.0, Some("x;y")));
    let t = read_with("a\tb\n 1\tx y\n", &options(|o| o.format = Some(Format::Tsv))).unwrap();
    assert_eq!((numbers(&t, 0)[0], texts(&t, 1)[0]), (1.0, Some("x y")));
    let e = read_with("a\n", &options(|o| o.delimiter = Some(b'"'))).unwrap_err();
    assert!(e.to_string().contains("cannot be used"), "{e}");
}

fn member(text: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(text).unwrap();
    gz.finish().unwrap()
}

#[test]
fn compressed_files_and_suffixes() {
    let folder = tempfile::tempdir().unwrap();
    let text = b"a\tb\n1\tx\n2\ty\n";
    let gz = member(text);
    let zst = zstd::encode_all(&text[..], 1).unwrap();
    for (name, bytes) in [("t.tsv", &text[..]), ("t.tsv.gz", &gz), ("t.TSV.ZST", &zst)] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let t = Table::read(vec![Source::Path(path)], &ReadOptions::default()).unwrap();
        assert_eq!((numbers(&t, 0), texts(&t, 1)), (&[1.0, 2.0][..], vec![Some("x"), Some("y")]));
    }
    // Two members in one file, and no suffix at all.
    let twice = [&gz[..], &gz[..]].concat();
    let tabs = options(|o| o.format = Some(Format::Tsv));
    let e = Table::read(vec![source("pipe", &twice)], &tabs).unwrap_err().to_string();
    assert!(e.contains("pipe:4: the line of names stands here again"), "{e}");
    let rest = [&gz[..], &member(b"3\tz\n")].concat();
    let t = Table::read(vec![source("pipe", &rest)], &tabs).unwrap();
    assert_eq!((t.rows(), t.cell(2, 0)), (3, "3".into()));
    let t = Table::read(vec![source("pipe", &zst)], &tabs).unwrap();
    assert_eq!(t.rows(), 2);
}

#[test]
fn several_files_are_one_table() {
    let files = vec![source("a.csv", "x,g\n1,u\n2,v"), source("b.csv", "x,g\r\n3,t\r\n"), source("c.csv", "x,g\n")];
    let t = Table::read(files, &ReadOptions::default()).unwrap();
    assert_eq!((t.rows(), numbers(&t, 0)), (3, &[1.0, 2.0, 3.0][..]));
    assert_eq!(texts(&t, 1), [Some("u"), Some("v"), Some("t")]);
    assert_eq!(t.place(2).to_string(), "b.csv:2");
    assert_eq!(t.record(2), b"3,t");
    assert_eq!(t.cell(2, 1), "t");
}

#[test]
fn a_column_that_only_looks_numeric_is_read_again() {
    let mut text = String::from("a,b\n");
    for k in 0..3000 {
        let a = if k < 1000 { k.to_string() } else { format!("id{k}") };
        text.push_str(&format!("{a},{k}\n"));
    }
    let t = read_with(&text, &options(|o| o.piece_bytes = 100)).unwrap();
    assert_eq!(texts(&t, 0)[999..1001], [Some("999"), Some("id1000")]);
    assert_eq!(numbers(&t, 1)[2999], 2999.0);
}
