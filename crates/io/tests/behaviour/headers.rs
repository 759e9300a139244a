//! First lines that are no names, or not only that; the truths of several programs; quotes that close too early.

use crate::fixtures::{fit, numbers, read, read_with, refused, says, source, target, texts};
use logodds_io::SchemaExt;
use logodds_io::{ColumnData, Input, ReadOptions, Source, Table};

fn doubt(text: &str) -> Option<String> {
    Input::open(vec![source("t.csv", text)], &ReadOptions::default()).unwrap().header_doubt()
}

/// `sep=;` was taken for the header; Excel writes and reads it.
#[test]
fn the_delimiter_that_a_spreadsheet_tells() {
    for text in
        ["sep=;\ny;x\n1;2.5\n", "\u{feff}sep=;\r\ny;x\r\n1;2.5\r\n", "\"sep=;\"\ny;x\n1;2.5\n", "SEP=;\n\ny;x\n1;2.5\n"]
    {
        let table = read(text).unwrap();
        assert_eq!((table.names(), table.delimiter()), (&["y".to_string(), "x".to_string()][..], b';'));
        assert_eq!((numbers(&table, 1), table.record(0)), (&[2.5][..], &b"1;2.5"[..]));
    }
    assert_eq!(read("sep=\t\ny\tx\n1\t2\n").unwrap().names().len(), 2);
    // Whoever names a delimiter knows better, and the line is no header all the same.
    let commas = ReadOptions { delimiter: Some(b','), ..ReadOptions::default() };
    assert_eq!(read_with("sep=;\ny,x\n1,2\n", &commas).unwrap().names().len(), 2);
    let without = ReadOptions { header: false, ..ReadOptions::default() };
    assert_eq!(read_with("sep=;\n1;2\n", &without).unwrap().rows(), 1);
    let files: Vec<Source> = (0..2).map(|k| source(&format!("{k}.csv"), "sep=;\ny;x\n1;2\n")).collect();
    assert_eq!(Table::read(files, &ReadOptions::default()).unwrap().rows(), 2);
    // Lines are counted from the top of the file; a name may begin like that.
    says(&refused("sep=;\ny;x\n1;2\n1\n"), &["t.csv:4: expected 2 cells"]);
    assert_eq!(read("sep=a,y\n1,2\n").unwrap().names()[0], "sep=a");
}

/// "a missing or unquoted delimiter, or a cut line" was said of every row that R wrote.
#[test]
fn one_name_short() {
    let text = refused("\"y\",\"x\"\n\"1\",0,4.5\n\"2\",1,3\n\"3\",1,2\n");
    says(&text, &["t.csv: the first line has 2 names and all 3 rows have 3 cells", "names of rows", "write.table"]);
    says(&refused("y,x\n1,2,\n3,4,\n"), &["all 2 rows have 3 cells", "a delimiter at the end of each line"]);
    says(
        &refused("# made by a program\ny,x,z\n1,2,3\n"),
        &["has 1 name and all 2 rows have 3 cells", "a title or a comment"],
    );
    // Some rows alone are faults of these rows, and one row is no habit.
    says(&refused("y,x\n1,2\n1,2,3\n"), &["t.csv:3: expected 2 cells, found 3"]);
    says(&refused("y,x\n1,2,3\n"), &["t.csv:2: expected 2 cells, found 3"]);
}

#[test]
fn titles_and_comments_above_the_names() {
    let title = doubt("Report of May\ny,x\n1,2\n").unwrap();
    says(
        &title,
        &["the first line, \"Report of May\", has 1 cell and a later one 2", "a title above", "tail -n +2 t.csv |"],
    );
    let comment = doubt("# a\n# b; c\n\n# d\ny,x\n1,2\n").unwrap();
    says(&comment, &["\"# a\", has 1 cell and a later one 2", "a comment above the names", "grep -v '^#' t.csv |"]);
    for fine in ["#chrom,x\n1,2\n", "y;x;n\n1;2,5;3\n", "y|x\n1|2,5\n", "y,x\n1,2\n", "y\n1\n", "y,x\n", "y,x\n1,2,3\n"]
    {
        assert_eq!(doubt(fine), None, "{fine}");
    }
}

/// Advice was `--na y`, or a third label.
#[test]
fn the_header_once_more() {
    for text in ["y,x\n0,1\n1,2\ny,x\n1,3\n0,4\ny,x\n", "y,x,g\n0,1,a\n1,2,b\ny,x,g\n"] {
        let text = refused(text);
        says(&text, &["t.csv:4: the line of names stands here again", "joined"]);
    }
    let many = format!("y,x\n{}y,x\n1,2\ny,x\n", "0,1.5\n1,2\n".repeat(50));
    says(&refused(many), &["t.csv:102: the line of names stands here again (2 such lines)"]);
    // All of them texts: it was a third label, and a level, without a word.
    says(&refused("y,g\nyes,a\nno,b\nyes,b\ny,g\nno,a\n"), &["t.csv:5: the line of names stands here again"]);
    // A level that is called as its column is.
    assert_eq!(texts(&read("y,g\nyes,g\nno,b\n").unwrap(), 1), [Some("g"), Some("b")]);
}

/// "level "True" was never seen": R and spreadsheets write TRUE, pandas True, polars true.
#[test]
fn truths_of_several_programs_are_one_value() {
    let schema = fit("y,x,b\n1,1,FALSE\n0,2,TRUE\n0,1,TRUE\n1,3,FALSE\n", &target("y")).unwrap().schema;
    let mut options = ReadOptions::default();
    schema.apply(&mut options);
    let table = read_with("x,b\n1,TRUE\n1,True\n1,true\n1,T\n1,false\n1,F\n1,False\n", &options).unwrap();
    let rows = schema.encode_for_prediction(&table).unwrap();
    assert_eq!(rows.numeric[1], [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0]);
    for other in ["tRUE", "yes", "1", "0"] {
        let table = read_with(format!("x,b\n1,{other}\n"), &options).unwrap();
        assert!(schema.encode_for_prediction(&table).is_err(), "{other}");
    }
    // In one file, as joined from two programs.
    let table = read("b,y\nTRUE,1\nTrue,0\nFALSE,1\n,0\n").unwrap();
    let ColumnData::Boolean { codes, labels } = &table.columns()[0].data else { panic!("{table:?}") };
    assert_eq!((&codes[..3], labels), (&[1, 1, 0][..], &["FALSE".to_string(), "TRUE".to_string()]));
    assert_eq!(table.columns()[0].missing, [3]);
    let mixed = read("b,y\nTRUE,1\nFalse,0\n").unwrap();
    assert!(matches!(&mixed.columns()[0].data, ColumnData::Boolean { labels, .. } if labels == &["false", "true"]));
    // One of them alone, or beside another word, is a label.
    assert!(matches!(read("b,y\nTRUE,1\nTrue,0\n").unwrap().columns()[0].data, ColumnData::Categorical { .. }));
    assert!(matches!(
        read("b,y\nTRUE,1\nFALSE,0\nmaybe,1\n").unwrap().columns()[0].data,
        ColumnData::Categorical { .. }
    ));
}

/// `"1"5` was read as 15; others make 1 of it, or refuse.
#[test]
fn text_behind_a_closing_quote() {
    for (text, words) in [
        ("x,y\n1,0\n\"1\"5,1\n", "t.csv:3: column \"x\""),
        ("x,y\n1,0\n2,\"a\"b\n", "t.csv:3: column \"y\""),
        ("x,y\n1,0\n2,\"a\"\"\"b\"\n", "t.csv:3: column \"y\""),
        ("\"x\"1,y\n1,0\n", "t.csv:1: the header"),
        ("x,y\n\"a\nb\"c,1\n", "t.csv:2: column \"x\""),
    ] {
        says(&refused(text), &[words, "text behind a closing quote", "Double the quotes"]);
    }
    // Blanks are blanks, and what nobody reads may pass.
    assert_eq!(numbers(&read("x,y\n\"1\" ,0\n\"2\"\t,1\n").unwrap(), 0), [1.0, 2.0]);
    let only = ReadOptions { columns: logodds_io::Columns::Only(vec!["y".into()]), ..ReadOptions::default() };
    assert_eq!(numbers(&read_with("x,y\n\"1\"5,0\n2,1\n", &only).unwrap(), 1), [0.0, 1.0]);
}

/// A delimiter at the end of each line is a column without a name and without cells.
#[test]
fn nameless_empty_columns_are_no_features() {
    let data = "y,x,,\n0,1,,\n1,2, ,\n0,3,,\n";
    assert_eq!(read(data).unwrap().without_name_or_cells(), [2, 3]);
    let encoded = fit(data, &target("y")).unwrap();
    assert_eq!(encoded.schema.columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["x"]);
    // With a name, or with a cell, it is a column.
    assert!(fit("y,x,c3\n0,1,\n1,2,\n", &target("y")).unwrap_err().contains("\"c3\" has no value"));
    assert!(fit("y,x,\n0,1,\n1,2,5\n", &target("y")).unwrap_err().contains("\"c3\" has no value"));
    assert_eq!(read("y,x,\n0,1,4\n1,2,5\n").unwrap().without_name_or_cells(), [0usize; 0]);
}

/// Files of the same names in another order are joined by name, held or on the disk, whatever the cut.
#[test]
fn other_orders_are_matched_by_name() {
    let rows = |order: [usize; 4], from: usize| {
        let mut text = String::new();
        let join = |cells: [String; 4]| order.map(|k| cells[k].clone()).join(",") + "\n";
        text.push_str(&join(["x", "g", "n", "y"].map(String::from)));
        for i in from..from + 300 {
            let cells = [
                format!("{}.5", i * 7 % 13),
                format!("level {}", i * 3 % 11),
                i.to_string(),
                ["no", "yes"][i / 3 % 2].into(),
            ];
            text.push_str(&join(cells));
        }
        text
    };
    let straight = [rows([0, 1, 2, 3], 0), rows([0, 1, 2, 3], 300), rows([0, 1, 2, 3], 600)];
    let turned = [rows([0, 1, 2, 3], 0), rows([3, 0, 1, 2], 300), rows([1, 0, 3, 2], 600)];
    let read = |texts: &[String], piece_bytes: usize| {
        let sources = texts.iter().enumerate().map(|(k, text)| source(&format!("{k}.csv"), text)).collect();
        Table::read(sources, &ReadOptions { piece_bytes, ..ReadOptions::default() })
    };
    let whole = read(&straight, 1 << 20).unwrap();
    for piece_bytes in [50, 1000, 1 << 20] {
        let table = read(&turned, piece_bytes).unwrap();
        assert_eq!((table.names(), table.columns()), (whole.names(), whole.columns()));
        for (row, k) in [(0, 0), (299, 3), (300, 0), (450, 2), (899, 1)] {
            assert_eq!(table.cell(row, k), whole.cell(row, k));
        }
    }
    // A fault is told by the name of its column, and read the second way the columns are the same.
    let mut spoilt = turned.clone();
    spoilt[2].push_str("level 1,oops,no,7\n");
    says(&read(&spoilt, 500).unwrap_err().to_string(), &["2.csv:302: column \"x\": \"oops\" is not a number"]);
    let late = [straight[0].clone(), turned[1].clone().replace("level 5,", "\"level 5\","), turned[2].clone()];
    assert_eq!(read(&late, 100).unwrap().columns(), whole.columns());
    let other = [straight[0].clone(), "x,g,n,z\n1,a,1,no\n".to_string()];
    says(&read(&other, 100).unwrap_err().to_string(), &["1.csv", "column 4 is \"z\", not \"y\""]);
}
