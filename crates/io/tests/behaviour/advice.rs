//! What messages advise: flags that can be pasted, that the verb has, and that do not lose data.

use crate::fixtures::{self, fit, read, read_with, refused, says, source, target};
use logodds_io::SchemaExt;
use logodds_io::{FitColumns, Input, ReadOptions};

/// What a prediction from new rows is refused with, after a fit on numbers `age` with offsets `o`.
fn prediction(new: &str) -> String {
    let spec = FitColumns { offset: Some("o".into()), ..target("y") };
    let schema = fit("age,o,y\n1,0,0\n2,1,1\n3,0,1\n", &spec).unwrap().schema;
    let mut options = ReadOptions::default();
    schema.apply(&mut options);
    let input = Input::open(vec![source("new.csv", new)], &options).unwrap();
    if let Err(error) = schema.check(input.names(), "new.csv") {
        return error.to_string();
    }
    let coded = input.parse(&options).map(|table| schema.encode_for_prediction(&table));
    coded.map_or_else(|e| e.to_string(), |rows| rows.unwrap_err().to_string())
}

#[test]
fn flags_can_be_pasted() {
    let refused = |x: &str| fit(format!("x,y\n1,0\n2,1\n{x},0\n"), &target("y")).unwrap_err();
    says(&refused("-inf"), &["mark it missing with na = [\"-inf\"], or leave the column out with exclude"]);
    says(&refused("1e999"), &["na = [\"1e999\"], or"]);
    let spoilt = |name: &str, cell: &str| fixtures::refused(format!("{name},y\n{}{cell},0\n", "1,0\n".repeat(20)));
    says(&spoilt("age", "-"), &["Add na = [\"-\"], or categorical = [\"age\"]."]);
    says(&spoilt("the age", "it's"), &["Add na = [\"it's\"], or categorical = [\"the age\"]."]);
    says(&spoilt("\"a,b\"", "?"), &["na = [\"?\"], or categorical = [\"a,b\"]."]);
}

#[test]
fn a_prediction_has_no_other_flags() {
    for (new, advice) in [
        ("age,o\ninf,0\n", "\"inf\" is not finite. Correct it, or mark it missing with na = [\"inf\"]"),
        ("age,o\n1,-inf\n", "\"-inf\" is not finite. Correct it, or mark it missing with na = [\"-inf\"]"),
        ("age,o\nx,0\n", "Correct the cells, or mark them missing with na = [\"x\"]."),
        ("age,o\n1,x\n", "Correct the cells, or mark them missing with na = [\"x\"]."),
        ("age,o\nTRUE,0\nFALSE,0\n", "\"FALSE\"). Write numbers, as in the data of the fit."),
        ("age,o\n\"1,5\",0\n", "Its comma is a decimal sign: add decimal = DecimalSign::Comma."),
    ] {
        let text = prediction(new);
        says(&text, &[advice]);
        assert!(!text.contains("exclude =") && !text.contains("categorical ="), "{text}");
    }
}

#[test]
fn weights_and_targets_cannot_be_left_out() {
    let spec = FitColumns { weights: Some("w".into()), ..target("y") };
    let refused = |text: &str| fit(text, &spec).unwrap_err();
    let text = refused("x,w,y\n1,1,0\n2,inf,1\n");
    assert!(text.ends_with("\"inf\" is not finite. Correct it, or mark it missing with na = [\"inf\"]"), "{text}");
    let text = refused("x,w,y\n1,,0\n2,1,\n");
    assert!(text.contains("missing = Missing::Drop") && !text.contains("exclude"), "{text}");
    let spec = FitColumns { missing: logodds_model::schema::Missing::Drop, ..spec.clone() };
    let text = fit("x,w,y\n1,,0\n2,,\n", &spec).unwrap_err();
    assert!(text.ends_with("Fill them in, or correct na"), "{text}");
    let text = fit("x,w,y\n,1,0\n,,1\n", &spec).unwrap_err();
    assert!(text.ends_with("Leave the emptiest out with exclude = [\"x\"], or correct na"), "{text}");
}

#[test]
fn truth_values_are_not_missing() {
    let spec = FitColumns { numeric: vec!["s".into()], ..target("y") };
    let text = fit("s,y\ntrue,0\nfalse,1\n", &spec).unwrap_err();
    assert!(text.ends_with("Write 0 and 1, or categorical = [\"s\"]."), "{text}");
}

#[test]
fn a_header_read_as_a_row() {
    let headless = ReadOptions { header: false, ..ReadOptions::default() };
    let hint = "The first line looks like a header: leave out header = false";
    let rows = "1,0\n2,1\n".repeat(10);
    let with = |text: &str| read_with(text, &headless).unwrap_err().to_string();
    says(&with(&format!("low,y\n{rows}")), &["t.csv:1: column \"c1\": \"low\" is not a number", hint]);
    let late = with(&format!("{rows}low,1\n"));
    assert!(late.contains("na = [\"low\"]") && !late.contains(hint), "{late}");
    says(&refused(format!("a,y\nlow,0\n{rows}")), &["na = [\"low\"]"]);
    // Labels: those of the target are the first that can tell.
    let table = read_with("city,y\nRome,no\nOslo,yes\nRome,yes\nOslo,no\n", &headless).unwrap();
    says(&target("c2").encode(&table).unwrap_err().to_string(), &["\"c2\" has 3 labels", hint]);
    let table = read("city,y\nRome,a\nOslo,yes\nRome,yes\nOslo,no\nRome,no\n").unwrap();
    says(&target("y").encode(&table).unwrap_err().to_string(), &["in 5 rows, too few", "Recode it to fewer"]);
    // Above three classes or more the header is the one label without rows.
    let rows = "Rome,no\nOslo,yes\nRome,maybe\n".repeat(3);
    let encode =
        |text: String| target("c2").encode(&read_with(text, &headless).unwrap()).map(|data| data.schema.labels.len());
    says(&encode(format!("city,y\n{rows}")).unwrap_err().to_string(), &["\"c2\" has 4 labels", hint]);
    assert_eq!(encode(format!("{rows}Oslo,never\n")), Ok(4), "a rare label elsewhere is one");
    assert_eq!(encode(format!("Rome,never\n{rows}Oslo,always\n")), Ok(5), "one of several rare labels");
}

#[test]
fn messages_stay_short() {
    let long = "x".repeat(5 << 20);
    let short = |text: String| assert!(text.len() < 2_000, "{} bytes: {:.3000}", text.len(), text);
    short(refused(format!("age\n{}{long}\n", "1\n".repeat(20))));
    short(refused(format!("age\n{}\"{}\"\n", "1\n".repeat(20), "1,234".repeat(1 << 20))));
    short(refused(format!("age\n{}{}\n", "1\n".repeat(20), "\u{1}".repeat(1000))));
    short(fit(format!("x,y\n1,0\n2,1\n3,{long}\n"), &target("y")).unwrap_err());
    short(fit(format!("x,y\n1,0\n2,1\n{},1\n", "9".repeat(5 << 20)), &target("y")).unwrap_err());
    let schema = fit(format!("g,y\na,0\n{long},1\nb,0\n"), &target("y")).unwrap().schema;
    let mut options = ReadOptions::default();
    schema.apply(&mut options);
    let table = read_with(format!("g\n{long}{long}\n"), &options).unwrap();
    short(schema.encode_for_prediction(&table).unwrap_err().to_string());

    let name = "n".repeat(60_000);
    short(refused(format!("{name},{name}\n1,2\n")));
    short(fit(format!("{name},y\n1,0\n,1\n"), &target("y")).unwrap_err());
    short(fit(format!("{name},y\n1,0\n"), &target(&name[1..])).unwrap_err());
    short(refused(format!("{name}\n\u{0}\n")));
}

#[test]
fn lists_stay_short() {
    let names = |range: std::ops::Range<u32>| range.map(|k| format!("column{k}")).collect::<Vec<_>>();
    let row = |n: usize, cell: &str| vec![cell; n].join(",");
    let text = format!("{},y\n{},0\n{},1\n", names(0..2000).join(","), row(2000, "1"), row(2000, "2"));
    let schema = fit(&text, &target("y")).unwrap().schema;
    let e = schema.check(&names(3000..5000), "new.csv").unwrap_err().to_string();
    says(&e, &["new.csv: the model needs column \"column0\"", "\nand 1995 more such columns"]);
    let spec = FitColumns { features: Some(names(3000..5000)), exclude: names(4000..5000), ..target("y") };
    let e = fit(&text, &spec).unwrap_err();
    assert!(e.lines().count() == 18 && e.contains("features: and 1995 more such names"), "{e}");
    let spoilt = format!("{}\n{}{}\n", names(0..2000).join(","), (row(2000, "1") + "\n").repeat(10), row(2000, "x"));
    says(&refused(spoilt), &["and so in \"column1\", ", "\"column5\" and 1994 more. Add na = [\"x\"]"]);
}
