//! Coding for a fit and for a prediction.

use crate::fixtures::{fit, source, target};
use logodds_io::SchemaExt;
use logodds_io::{FitColumns, Input, PredictionRows, ReadOptions, Table, quote};
use logodds_model::schema::{ColumnKind, Missing, Schema, Unseen};

fn predict(schema: &Schema, text: &str) -> Result<PredictionRows, String> {
    let mut options = ReadOptions::default();
    schema.apply(&mut options);
    let input = Input::open(vec![source("new.csv", text)], &options).map_err(|e| e.to_string())?;
    schema.check(input.names(), "new.csv").map_err(|e| e.to_string())?;
    let table = input.parse(&options).map_err(|e| e.to_string())?;
    schema.encode_for_prediction(&table).map_err(|e| e.to_string())
}

const TRAIN: &str = "id,age,zip,smoke,y,w,o\n\
                     1,30,01,true,no,1,0.5\n\
                     2,40,1,false,yes,2,0\n\
                     3,50,02,true,no,0,-1\n\
                     4,,03,true,yes,1,0\n";

fn spec() -> FitColumns {
    FitColumns {
        exclude: vec!["id".into()],
        categorical: vec!["zip".into()],
        weights: Some("w".into()),
        offset: Some("o".into()),
        missing: Missing::Drop,
        ..target("y")
    }
}

#[test]
fn a_fit() {
    let data = fit(TRAIN, &spec()).unwrap();
    assert_eq!((data.rows_read, data.rows_used, data.dropped_missing), (4, 3, 1));
    assert_eq!(data.rows, Some(vec![0, 1, 2]));
    let kinds: Vec<_> = data.schema.columns.iter().map(|c| c.kind.clone()).collect();
    let levels = ["01", "02", "1"].map(String::from).to_vec(); // 03 is in the dropped row alone
    let labels = ["false", "true"].map(String::from);
    assert_eq!(kinds, [ColumnKind::Numeric, ColumnKind::Categorical { levels }, ColumnKind::Boolean { labels }]);
    assert_eq!(data.numeric_columns, [0, 2]);
    assert_eq!(data.numeric, [[30.0, 40.0, 50.0], [1.0, 0.0, 1.0]]);
    assert_eq!((&data.categorical[0].codes[..], data.categorical[0].levels), (&[0, 2, 1][..], 3));
    assert_eq!(data.y, [0, 1, 0]);
    assert_eq!(data.weights, Some(vec![1.0, 2.0, 0.0]));
    assert_eq!(data.offset, Some(vec![0.5, 0.0, -1.0]));
    let terms: Vec<_> = data.schema.terms().into_iter().map(|t| (t.name, t.column, t.level)).collect();
    let expected = [("age", 0, None), ("smoke", 2, None), ("zip=02", 1, Some(1)), ("zip=1", 1, Some(2))];
    assert_eq!(terms, expected.map(|(n, c, l)| (n.to_string(), c, l)));
}

#[test]
fn labels_and_positive() {
    let pair = |labels: &str, positive: Option<&str>| {
        let rows: Vec<_> = labels.split(' ').map(|l| format!("1,{l}")).collect();
        let spec = FitColumns { positive: positive.map(String::from), ..target("y") };
        let data = fit(format!("x,y\n{}\n", rows.join("\n")), &spec).unwrap();
        (data.schema.labels.join("<"), data.y)
    };
    assert_eq!(pair("yes no", None), ("no<yes".into(), vec![1, 0]));
    assert_eq!(pair("yes no", Some("no")), ("yes<no".into(), vec![0, 1]));
    assert_eq!(pair("9 10 9.0", None), ("9<10".into(), vec![0, 1, 0]));
    assert_eq!(pair("1 0", Some("0.0")), ("1<0".into(), vec![0, 1]));
    assert_eq!(pair("-0 0 1", None), ("0<1".into(), vec![0, 0, 1]));
    assert_eq!(pair("True False", None), ("False<True".into(), vec![1, 0]));
}

#[test]
fn three_labels_or_more_are_classes_in_order() {
    let classes = |labels: &[&str]| {
        let rows: Vec<_> = labels.iter().map(|l| format!("1,{}", quote(l, b','))).collect();
        let data = fit(format!("x,y\n{}\n", rows.join("\n")), &target("y")).unwrap();
        (data.schema.labels.join("<"), data.y)
    };
    // Texts by bytes, numbers by value.
    assert_eq!(classes(&["c", "B", "ä", "c", "B", "ä"]), ("B<c<ä".into(), vec![1, 0, 2, 1, 0, 2]));
    let numbers = ["10", "9", "-1", "9.0", "10", "-1", "9", "10", "-1"];
    assert_eq!(classes(&numbers), ("-1<9<10".into(), vec![2, 1, 0, 1, 2, 0, 1, 2, 0]));
    assert_eq!(classes(&["a, b", "c", "d", "c", "d", "d"]).0, "a, b<c<d", "one row of a label is enough");
    // 256 classes fit a byte.
    let names: Vec<String> = (0..512).map(|k| format!("c{:03}", k % 256)).collect();
    let (labels, y) = classes(&names.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(labels.starts_with("c000<c001<") && labels.ends_with("<c255"));
    assert!(y.iter().enumerate().all(|(k, y)| usize::from(*y) == k % 256));
}

#[test]
fn labels_of_dropped_rows_are_no_classes() {
    let spec = FitColumns { missing: Missing::Drop, ..target("y") };
    let data = fit("x,y\n1,b\n,a\n2,c\n3,b\n4,c\n", &spec).unwrap();
    assert_eq!((data.schema.labels, data.y), (vec!["b".to_string(), "c".to_string()], vec![0, 1, 0, 1]));
}

#[test]
fn an_intercept_alone_is_asked_for() {
    let spec = FitColumns { features: Some(vec![]), ..target("y") };
    let data = fit("x,y\n1,0\n2,1\n", &spec).unwrap();
    assert!(data.schema.columns.is_empty() && data.numeric.is_empty());
}

#[test]
fn predictions_match_by_name() {
    let schema = fit(TRAIN, &spec()).unwrap().schema;
    let new = "o,extra,smoke,zip,age\n1,?,false,1,33\n2,?,true,01,44.5\n";
    let rows = predict(&schema, new).unwrap();
    assert_eq!((rows.rows, rows.numeric), (2, vec![vec![33.0, 44.5], vec![0.0, 1.0]]));
    assert_eq!(rows.categorical[0].codes, [2, 0]);
    assert_eq!((rows.offset, rows.unscored), (Some(vec![1.0, 2.0]), vec![]));
    assert_eq!(rows.numeric_columns, [0, 2]);
    assert_eq!(predict(&schema, "age,zip,smoke,o\n").unwrap().rows, 0);

    let e = predict(&schema, "aage,zip,o\n1,1,1\n").unwrap_err();
    assert!(e.contains("needs column \"age\", the file has none; did you mean \"aage\"?"), "{e}");
    assert!(e.contains("\"smoke\""), "{e}");
    let e = predict(&schema, "age,zip,smoke,o\nold,1,true,0\n").unwrap_err();
    assert_eq!(
        e,
        "new.csv:2: column \"age\": \"old\" is not a number. Correct the cells, or mark them missing with na = [\"old\"]."
    );
    let e = predict(&schema, "age,zip,smoke,o\n1,1,true,0\ninf,1,true,0\n").unwrap_err();
    assert!(e.contains("new.csv:3: column \"age\": \"inf\" is not finite"), "{e}");
}

#[test]
fn the_same_whatever_the_table_was_read_as() {
    let schema = fit(TRAIN, &spec()).unwrap().schema;
    let text = "age,zip,smoke,o\n1,01,true,0\n2,1,false,0\n";
    let table = Table::read(vec![source("new.csv", text)], &ReadOptions::default()).unwrap();
    assert_eq!(schema.encode_for_prediction(&table).unwrap(), predict(&schema, text).unwrap());
    let text = text.replace("\n2", "\nx");
    let table = Table::read(vec![source("new.csv", text)], &ReadOptions::default()).unwrap();
    let e = schema.encode_for_prediction(&table).unwrap_err().to_string();
    assert!(e.contains("new.csv:3: column \"age\": \"x\" is not a number"), "{e}");
}

#[test]
fn levels_never_seen() {
    let mut schema = fit(TRAIN, &spec()).unwrap().schema;
    let new = "age,zip,smoke,o\n1,1,true,0\n1,77,true,0\n1,78,maybe,0\n";
    let e = predict(&schema, new).unwrap_err();
    assert!(e.contains("new.csv:3: column \"zip\": level \"77\" was never seen by the fit (2 such cells)"), "{e}");
    assert!(e.contains("\"01\", \"02\", \"1\"") && e.contains("unseen = Unseen::Base"), "{e}");
    schema.unseen = Unseen::Base;
    let rows = predict(&schema, new).unwrap();
    assert_eq!((&rows.categorical[0].codes[..], rows.unscored.len()), (&[2, 0, 0][..], 0));
    assert_eq!(rows.numeric, [[1.0, 1.0, 1.0], [1.0, 1.0, 0.0]]);
    schema.unseen = Unseen::Missing;
    assert_eq!(predict(&schema, new).unwrap().unscored, [1, 2]);
}

#[test]
fn missing_cells_at_prediction() {
    let mut schema = fit(TRAIN, &spec()).unwrap().schema;
    let new = "age,zip,smoke,o\n,1,true,0\n1,NA,true,3\n1,1,false,0\n";
    let rows = predict(&schema, new).unwrap();
    assert_eq!(rows.unscored, [0, 1]);
    assert_eq!(rows.numeric, [[0.0, 0.0, 1.0], [0.0, 0.0, 0.0]]);
    assert_eq!(rows.offset, Some(vec![0.0, 0.0, 0.0]));
    schema.missing = Missing::Error;
    let e = predict(&schema, new).unwrap_err();
    assert!(e.contains("new.csv:2: column \"age\" has no value. 2 missing cells in 2 rows"), "{e}");
    assert!(e.contains("missing = Missing::Drop"), "{e}");
}

#[test]
fn missing_texts_are_the_models() {
    let options = ReadOptions { na: vec!["?".into()], ..ReadOptions::default() };
    let mut drop = target("y");
    drop.missing = Missing::Drop;
    let table = Table::read(vec![source("t.csv", "c,y\nNA,0\nFR,1\n?,1\n")], &options).unwrap();
    let schema = drop.encode(&table).unwrap().schema;
    let rows = predict(&schema, "c\nNA\n?\nFR\n").unwrap();
    assert_eq!((&rows.categorical[0].codes[..], rows.unscored), (&[1, 0, 0][..], vec![1]));
}

#[test]
fn a_column_with_one_level_has_no_term_and_is_listed() {
    let drop = FitColumns { missing: Missing::Drop, ..target("y") };
    // `b` has a second level, but only in a row that is dropped; `d` is boolean, its term is a constant.
    let text = "a,b,c,d,x,y\nk,l,m,T,1,0\nk,l,n,T,2,1\nk,z,n,F,,1\n";
    let schema = fit(text, &drop).unwrap().schema;
    assert_eq!(schema.single_level(), [0, 1]);
    let terms: Vec<_> = schema.terms().into_iter().map(|t| t.name).collect();
    assert_eq!(terms, ["d", "x", "c=n"]);
}

#[test]
fn two_terms_of_one_name_are_refused() {
    let refused = |text: &str| fit(text, &target("y")).unwrap_err();
    let e = refused("a,a=c,y\nb,1,0\nc,2,1\nb,3,1\n");
    let both = "column \"a=c\" and level \"c\" of column \"a\" would both be the term \"a=c\"";
    assert!(e.contains(both) && e.starts_with("t.csv: ") && e.contains("Rename"), "{e}");
    let e = refused("a,a=c,y\nb,1,0\nc=d,d,1\nb,1,1\n");
    assert!(e.contains("level \"c=d\" of column \"a\" and level \"d\" of column \"a=c\" would"), "{e}");
    let e = refused("(intercept),y\n1,0\n2,1\n");
    assert!(e.contains("the intercept and column \"(intercept)\" would both be the term"), "{e}");
    // The base level has no term.
    assert!(fit("a,a=b,y\nb,1,0\nc,2,1\nb,3,1\n", &target("y")).is_ok());
}
