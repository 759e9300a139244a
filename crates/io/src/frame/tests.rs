use crate::coding::FitColumns;
use crate::coding::SchemaExt;
use crate::frame::*;
use logodds_model::schema::{ColumnKind, Missing, Unseen};

fn texts<'a>(name: &str, cells: &[Option<&str>]) -> FrameColumn<'a> {
    FrameColumn::texts(name.to_owned(), cells.iter().copied())
}

fn people(ages: &[f64]) -> Frame<'_> {
    let columns = vec![
        FrameColumn::numbers("age".into(), ages, Vec::new()),
        texts("city", &[Some("Rome"), Some("Oslo"), Some("Rome"), Some("Bern")]),
        FrameColumn::booleans("smoker".into(), [Some(true), Some(false), Some(false), Some(true)]),
        texts("ill", &[Some("no"), Some("yes"), Some("yes"), Some("no")]),
        FrameColumn::other("when".into(), "dates".into()),
    ];
    Frame::new(columns, 4, ["false", "true"]).unwrap()
}

fn columns() -> FitColumns {
    let features = ["age", "city", "smoker"].map(str::to_owned).to_vec();
    FitColumns { target: "ill".into(), features: Some(features), ..FitColumns::default() }
}

#[test]
fn numbers_are_borrowed_and_texts_are_codes_in_byte_order() {
    let ages = [40.0, 61.0, 55.0, 30.0];
    let found = columns().encode_frame(people(&ages)).unwrap();
    assert!(matches!(found.numeric[0], Cow::Borrowed(_)));
    assert_eq!(found.numeric[1], vec![1.0, 0.0, 0.0, 1.0]);
    let encoded = &found.encoded;
    assert_eq!(encoded.categorical[0].codes, [2, 1, 2, 0]);
    let terms: Vec<_> = encoded.schema.terms().into_iter().map(|term| term.name).collect();
    assert_eq!(terms, ["age", "smoker", "city=Oslo", "city=Rome"]);
    assert_eq!(
        (encoded.y.as_slice(), encoded.schema.labels.as_slice()),
        (&[0, 1, 1, 0][..], &["no".into(), "yes".into()][..])
    );
}

#[test]
fn missing_rows_are_refused_or_left_out_with_the_levels_that_only_they_have() {
    let ages = [40.0, 61.0, 55.0, f64::NAN];
    let error = columns().encode_frame(people(&ages)).unwrap_err().to_string();
    assert!(
        error.contains("1 cell of 1 row") && error.contains("\"age\" (1)") && error.contains("Missing::Drop"),
        "{error}"
    );
    let dropping = FitColumns { missing: Missing::Drop, ..columns() };
    let found = dropping.encode_frame(people(&ages)).unwrap();
    assert_eq!(found.numeric[0], vec![40.0, 61.0, 55.0]);
    let levels = vec!["Oslo".to_owned(), "Rome".to_owned()];
    assert_eq!(found.encoded.schema.columns[1].kind, ColumnKind::Categorical { levels });
    // Bern was never seen: where the age is missing, too, nothing depends on it.
    let error = found.encoded.schema.encode_frame(people(&[40.0, 61.0, 55.0, 31.0])).unwrap_err().to_string();
    assert!(error.contains("\"Bern\" in row 3"), "{error}");
    for unseen in [Unseen::Error, Unseen::Base, Unseen::Missing] {
        let schema = Schema { unseen, ..found.encoded.schema.clone() };
        let rows = schema.encode_frame(people(&ages)).unwrap();
        assert_eq!((rows.unscored.as_slice(), rows.numeric[0][3]), (&[3][..], 0.0));
        assert_eq!((rows.lacking, rows.unseen), (1, 0));
    }
}

use logodds_model::schema::Schema;

#[test]
fn what_cannot_be_is_told_with_its_column() {
    let ages = [40.0, f64::INFINITY, 55.0, f64::INFINITY];
    let error = columns().encode_frame(people(&ages)).unwrap_err().to_string();
    assert!(error.contains("\"age\" is inf in row 1") && error.contains("2 such cells"), "{error}");
    let all = FitColumns { features: None, ..columns() };
    let error = all.encode_frame(people(&[1.0; 4])).unwrap_err().to_string();
    assert!(error.contains("\"when\" holds dates"), "{error}");
    let typo = FitColumns { target: "il".into(), ..columns() };
    let error = typo.encode_frame(people(&[1.0; 4])).unwrap_err().to_string();
    assert_eq!(error, "target: no column \"il\"; did you mean \"ill\"?");
    let twice = vec![texts("a", &[]), texts("a", &[])];
    assert!(matches!(Frame::new(twice, 0, ["F", "T"]), Err(FrameError::Repeated { .. })));
    let weighted = FitColumns { weights: Some("city".into()), features: Some(vec!["age".into()]), ..columns() };
    let error = weighted.encode_frame(people(&[1.0; 4])).unwrap_err().to_string();
    assert!(error.contains("must hold numbers as weights"), "{error}");
}

#[test]
fn codes_of_a_dictionary_in_any_order() {
    let levels = ["b", "a", "b", "unused"].map(str::to_owned);
    let column = FrameColumn::codes("x".into(), vec![0, 1, 2, 9], &levels);
    assert_eq!(column.missing, [3]);
    let expected = ["a", "b", "unused"].map(str::to_owned).to_vec();
    assert_eq!(column.values, FrameValues::Texts { codes: vec![1, 0, 1, MISSING], levels: expected });
}

#[test]
fn a_category_of_the_model_is_found_in_numbers_and_truths() {
    let ill = texts("ill", &[Some("no"), Some("yes"), Some("no"), Some("yes")]);
    let race = texts("race", &[Some("1"), Some("2"), Some("true"), Some("1")]);
    let frame = Frame::new(vec![ill, race], 4, ["false", "true"]).unwrap();
    let all = FitColumns { target: "ill".into(), ..FitColumns::default() };
    let schema = all.encode_frame(frame).unwrap().encoded.schema;
    let rows = |column| {
        let frame = Frame::new(vec![column], 2, ["false", "true"]).unwrap();
        schema.encode_frame(frame).map(|rows| rows.categorical[0].codes.clone())
    };
    assert_eq!(rows(FrameColumn::numbers("race".into(), &[2.0, 1.0][..], Vec::new())).unwrap(), [1, 0]);
    let error = rows(FrameColumn::booleans("race".into(), [Some(true), Some(false)])).unwrap_err().to_string();
    assert!(error.contains("level \"false\" in row 1"), "{error}");
}

/// Booleans, a category of them however it is written, and 0 and 1 are one column; an amount is none of them.
#[test]
fn truths_are_the_same_however_they_are_written() {
    let ill = || texts("ill", &[Some("no"), Some("yes"), Some("no"), Some("yes")]);
    let written = |pair: [&'static str; 2]| texts("smoker", &[0, 1, 1, 0].map(|k| Some(pair[k])));
    let fitted = [
        FrameColumn::booleans("smoker".into(), [0, 1, 1, 0].map(|k| Some(k == 1))),
        written(["false", "true"]),
        written(["False", "True"]),
        written(["0", "1"]),
    ];
    for column in fitted {
        let frame = Frame::new(vec![ill(), column], 4, ["False", "True"]).unwrap();
        let all = FitColumns { target: "ill".into(), ..FitColumns::default() };
        let schema = all.encode_frame(frame).unwrap().encoded.schema;
        let rows = |column| {
            let frame = Frame::new(vec![column], 2, ["False", "True"]).unwrap();
            let rows = schema.encode_frame(frame)?;
            let codes =
                rows.categorical.first().map(|column| column.codes.iter().map(|&code| f64::from(code)).collect());
            Ok::<Vec<f64>, FrameError>(codes.unwrap_or_else(|| rows.numeric[0].to_vec()))
        };
        let given = [
            FrameColumn::booleans("smoker".into(), [Some(true), Some(false)]),
            texts("smoker", &[Some("True"), Some("False")]),
            texts("smoker", &[Some("true"), Some("false")]),
            FrameColumn::numbers("smoker".into(), &[1.0, 0.0][..], Vec::new()),
        ];
        for column in given {
            assert_eq!(rows(column).unwrap(), [1.0, 0.0]);
        }
        for amount in [2.0, -1.0, 0.5] {
            let column = FrameColumn::numbers("smoker".into(), vec![0.0, amount], Vec::new());
            assert!(rows(column).unwrap_err().to_string().contains("in row 1"));
        }
    }
}

/// A column of 40 texts, all different, is refused as an identifier; the same declared to be a category, or typed by the fit, is not.
#[test]
fn texts_that_are_no_categories_are_refused_unless_they_are_declared() {
    let names: Vec<String> = (0..40).map(|k| format!("Person {k}")).collect();
    let ill: Vec<Option<&str>> = (0..40).map(|k| Some(["no", "yes"][k * k % 7 % 2])).collect();
    let of =
        |column: FrameColumn<'static>| Frame::new(vec![column, texts("ill", &ill)], 40, ["false", "true"]).unwrap();
    let named = || FrameColumn::texts("name".into(), names.iter().map(|name| Some(name.as_str())));
    let columns = FitColumns { target: "ill".into(), ..FitColumns::default() };
    let error = columns.encode_frame(of(named())).unwrap_err();
    assert!(matches!(&error, FrameError::Unfit(unfit) if unfit.columns() == ["name"]), "{error}");
    assert!(
        error.to_string().contains("identifiers, 40 different in 40 rows") && !error.to_string().contains("--"),
        "{error}"
    );
    let declared = FrameColumn::codes("name".into(), (0..40).collect(), &names);
    assert_eq!(columns.encode_frame(of(declared)).unwrap().encoded.categorical[0].levels, 40);
    let typed = FitColumns { categorical: vec!["name".into()], ..columns };
    assert_eq!(typed.encode_frame(of(named())).unwrap().encoded.categorical[0].levels, 40);
}

/// An integer that no double is is refused where numbers are used, and nowhere else; columns of no use are told together.
#[test]
fn rounded_integers_and_columns_of_no_use() {
    let ages = [40.0, 61.0, 55.0, 30.0];
    let mut frame = people(&ages);
    frame.columns[0] = frame.columns[0].clone().with_rounded(2, "9007199254740993".into(), 3);
    let error = columns().encode_frame(frame.clone()).unwrap_err().to_string();
    assert!(error.starts_with("column \"age\" is 9007199254740993 in row 2 (3 such cells)"), "{error}");
    let without = FitColumns { features: Some(vec!["city".into()]), ..columns() };
    let schema = columns().encode_frame(people(&ages)).unwrap().encoded.schema;
    assert!(without.encode_frame(frame.clone()).is_ok());
    assert!(matches!(schema.encode_frame(frame), Err(FrameError::Rounded { row: 2, .. })));

    let mut frame = people(&ages);
    frame.columns[1] = FrameColumn::other("city".into(), "lists".into());
    let all = FitColumns { target: "ill".into(), ..FitColumns::default() };
    let error = all.encode_frame(frame).unwrap_err().to_string();
    assert!(error.contains("\"city\" holds lists") && error.contains("\"when\" holds dates"), "{error}");
}
