//! Which levels and labels there are, in which order, and which is the base.

use crate::fixtures::{fit, says, source, target};
use logodds_io::SchemaExt;
use logodds_io::{FitColumns, Input, ReadOptions, Remark};
use logodds_model::schema::{ColumnKind, Missing, Schema, Unseen};

fn levels(schema: &Schema, column: usize) -> Vec<&str> {
    let levels = schema.columns[column].kind.levels().unwrap_or_default();
    levels.iter().map(String::as_str).collect()
}

fn base(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(column, level)| (column.to_string(), level.to_string())).collect()
}

fn predicted(schema: &Schema, text: &str) -> Result<Vec<u32>, String> {
    let mut options = ReadOptions::default();
    schema.apply(&mut options);
    let table = Input::open(vec![source("new.csv", text)], &options).unwrap().parse(&options).unwrap();
    schema.encode_for_prediction(&table).map(|rows| rows.categorical[0].codes.clone()).map_err(|e| e.to_string())
}

const DOSES: &str = "y,dose\n0,0\n1,10\n0,20\n1,5\n0,10\n1,0\n";

/// R: levels(factor(c(0, 10, 20, 5))).
#[test]
fn numbers_of_a_category_are_sorted_as_numbers() {
    let spec = FitColumns { categorical: vec!["dose".into()], ..target("y") };
    let data = fit(DOSES, &spec).unwrap();
    assert_eq!(levels(&data.schema, 0), ["0", "5", "10", "20"]);
    assert_eq!(data.categorical[0].codes, [0, 2, 3, 1, 2, 0]);
    assert_eq!(predicted(&data.schema, "dose\n20\n5\n10\n0\n").unwrap(), [3, 1, 2, 0]);
    let data =
        fit("y,t\n0,1\n1,-1\n0,0.5\n1,-10\n", &FitColumns { categorical: vec!["t".into()], ..target("y") }).unwrap();
    assert_eq!(levels(&data.schema, 0), ["-10", "-1", "0.5", "1"]);
    // 1 and 1.0 are two texts, and 01 is a code.
    let spec = FitColumns { categorical: vec!["t".into()], ..target("y") };
    assert_eq!(levels(&fit("y,t\n0,1.0\n1,1\n0,0\n", &spec).unwrap().schema, 0), ["0", "1", "1.0"]);
    assert_eq!(levels(&fit("y,t\n0,10\n1,9\n0,01\n", &spec).unwrap().schema, 0), ["01", "10", "9"]);
}

#[test]
fn labels_that_are_numbers_are_sorted_as_numbers_whether_or_not_they_are_read_as_texts() {
    let text = "x,y\n1,10\n2,9\n3,-1\n4,10\n5,9\n6,-1\n7,9\n8,-1\n9,10\n";
    let categorical = FitColumns { categorical: vec!["y".into()], ..target("y") };
    for spec in [target("y"), categorical] {
        let data = fit(text, &spec).unwrap();
        assert_eq!(data.schema.labels, ["-1", "9", "10"]);
        assert_eq!(data.y, [2, 1, 0, 2, 1, 0, 1, 0, 2]);
    }
}

#[test]
fn a_base_level_goes_first_and_the_others_keep_their_order() {
    let text = "y,g,s\n0,high,true\n1,low,false\n0,medium,true\n1,low,false\n";
    let data = fit(text, &FitColumns { base: base(&[("g", "low")]), ..target("y") }).unwrap();
    assert_eq!(
        (levels(&data.schema, 0), &data.categorical[0].codes[..]),
        (vec!["low", "high", "medium"], &[1, 0, 2, 0][..])
    );
    let terms: Vec<_> = data.schema.terms().into_iter().map(|term| term.name).collect();
    assert_eq!(terms, ["s", "g=high", "g=medium"]);
    let schema = Schema { unseen: Unseen::Base, ..data.schema };
    assert_eq!(predicted(&schema, "g,s\nmedium,true\nnew,true\nlow,false\n").unwrap(), [2, 0, 0]);
    // Of a boolean the other one makes it a category, whose term says so; false is the base anyway.
    let data = fit(text, &FitColumns { base: base(&[("s", "true")]), ..target("y") }).unwrap();
    assert_eq!(data.schema.columns[1].kind, ColumnKind::Categorical { levels: vec!["true".into(), "false".into()] });
    assert_eq!(data.categorical[1].codes, [0, 1, 0, 1]);
    let data = fit(text, &FitColumns { base: base(&[("s", "false")]), ..target("y") }).unwrap();
    assert!(matches!(data.schema.columns[1].kind, ColumnKind::Boolean { .. }));
}

#[test]
fn a_base_label_is_what_the_others_are_compared_with() {
    let of = |labels: &str, named: &str| {
        let rows: Vec<_> = labels.split(' ').map(|label| format!("1,{label}")).collect();
        let data =
            fit(format!("x,y\n{}\n", rows.join("\n")), &FitColumns { base: base(&[("y", named)]), ..target("y") })
                .unwrap();
        (data.schema.labels.join("<"), data.y)
    };
    assert_eq!(of("k m z z m k", "z"), ("z<k<m".into(), vec![1, 2, 0, 0, 2, 1]));
    assert_eq!(of("2 1 3 1 2 3 1 2 3", "2.0"), ("2<1<3".into(), vec![0, 1, 2, 1, 0, 2, 1, 0, 2]));
    // Of two the base is 0.
    assert_eq!(of("no yes", "yes"), ("yes<no".into(), vec![1, 0]));
    assert_eq!(of("TRUE FALSE", "TRUE"), ("TRUE<FALSE".into(), vec![0, 1]));
}

#[test]
fn a_base_that_cannot_be() {
    let text = "y,g,x,w\n0,high,1,1\n1,low,2,1\n0,medium,,1\n1,low,3,1\n";
    let error = |pairs: &[(&str, &str)]| {
        let spec = FitColumns { base: base(pairs), weights: Some("w".into()), missing: Missing::Drop, ..target("y") };
        fit(text, &spec).unwrap_err()
    };
    says(
        &error(&[("g", "lw")]),
        &["column \"g\" has no level \"lw\"; it has \"high\", \"low\"; did you mean \"low\"?"],
    );
    says(
        &error(&[("g", "medium")]),
        &["no level \"medium\" among the rows in use, as the one row that has it lacks a cell"],
    );
    says(&error(&[("y", "2")]), &["column \"y\" has no level \"2\"; it has \"0\", \"1\""]);
    says(&error(&[("x", "1")]), &["column \"x\" is read as numbers", "Add categorical = [\"x\"]"]);
    says(&error(&[("w", "1")]), &["column \"w\" is no feature of this fit"]);
    says(&error(&[("gg", "low")]), &["base: no column \"gg\""]);
    says(&error(&[("g", "low"), ("g", "high")]), &["base: \"g\" is given twice"]);
    let both = FitColumns { base: base(&[("y", "1")]), positive: Some("1".into()), ..target("y") };
    says(&fit("x,y\n1,0\n2,1\n", &both).unwrap_err(), &["positive names one; leave one of the two out"]);
    let numeric = FitColumns { base: base(&[("x", "1")]), numeric: vec!["x".into()], ..target("y") };
    says(&fit("x,y\n1,0\n2,1\n", &numeric).unwrap_err(), &["cannot be both numeric and of levels with a base"]);
    // A list of levels has an end.
    let many: Vec<String> = (0..400).map(|k| format!("{},g{}", k % 2, k % 100)).collect();
    let spec = FitColumns { base: base(&[("g", "x")]), ..target("y") };
    let said = fit(format!("y,g\n{}\n", many.join("\n")), &spec).unwrap_err();
    assert!(said.ends_with("\"g12\" and 95 more"), "{said}");
}

#[test]
fn blanks_around_a_level_or_label_do_not_matter_and_are_told_where_they_made_two() {
    let text = "y, job ,n\nyes, Private,1\n\"yes \",Private,2\nno,State ,3\n no,\tState ,4\n";
    let data = fit(text, &target("y")).unwrap();
    assert_eq!(
        (levels(&data.schema, 0), &data.categorical[0].codes[..]),
        (vec!["Private", "State"], &[0, 0, 1, 1][..])
    );
    assert_eq!((data.schema.labels.join(","), &data.y[..]), ("no,yes".to_string(), &[1, 1, 0, 0][..]));
    let said: Vec<String> = data.remarks.iter().map(Remark::message).collect();
    assert_eq!(said.len(), 2, "{said:?}");
    says(&said[0], &["column \"y\": \" no\" and \"no\", \"yes\" and \"yes \" differ in blanks alone and are one"]);
    says(&said[1], &["column \"job\": \"\\tState \" and \"State \", \" Private\" and \"Private\" differ"]);
    assert_eq!(predicted(&data.schema, "job,n\n  State,1\nPrivate,1\n").unwrap(), [1, 0]);
    // The same blanks everywhere, as after commas, are nothing to tell.
    assert!(fit("y,g\n1, a\n0, b\n1, a\n", &target("y")).unwrap().remarks.is_empty());
    // A label that is named, and a base, with blanks.
    let spec = FitColumns { positive: Some(" no".into()), base: base(&[("job", "State ")]), ..target("y") };
    let data = fit(text, &spec).unwrap();
    assert_eq!((levels(&data.schema, 0), data.schema.labels.join(",")), (vec!["State", "Private"], "yes,no".into()));
    // Booleans, and cells that are missing once blanks are gone.
    let data = fit("y,s\n1,TRUE \n0, FALSE\n1,TRUE\n", &target("y")).unwrap();
    assert!(matches!(&data.schema.columns[0].kind, ColumnKind::Boolean { labels } if labels == &["FALSE", "TRUE"]));
}

#[test]
fn levels_and_labels_whose_rows_are_all_left_out_are_told() {
    let drop = FitColumns { missing: Missing::Drop, ..target("y") };
    let data = fit("y,x,g\nz,,a\nk,1,a\nm,2,b\nk,3,b\nz,,c\nm,4,a\n", &drop).unwrap();
    assert_eq!(data.schema.labels, ["k", "m"]);
    let codes: Vec<_> = data.remarks.iter().map(Remark::code).collect();
    assert_eq!(codes, ["level-without-rows", "label-without-rows"]);
    says(&data.remarks[0].message(), &["the level \"c\" of \"g\" has no row left: the one row there was lacks a cell"]);
    says(&data.remarks[1].message(), &["the label \"z\" of \"y\" has no row left: all 2 rows lack a cell"]);
    // Labels that are numbers; the rows of the target's own missing cells are of no label.
    let data = fit("y,x\n7,\n0,1\n1,2\n,3\n0,3\n", &drop).unwrap();
    says(&data.remarks[0].message(), &["the label \"7\" of \"y\""]);
    // One label alone is left.
    let error = fit("y,x\nyes,\nno,1\nno,2\nyes,\n", &drop).unwrap_err();
    says(&error, &["one label only, \"no\" in all 2 rows in use (those of \"yes\" (2 rows) lack a cell)"]);
    assert!(fit("y,x\n1,\n0,1\n1,2\n", &drop).unwrap().remarks.is_empty());
}

#[test]
fn codes_with_an_e_are_no_numbers_that_other_clusters_equal() {
    let of = |cells: &[&str], spec: FitColumns| {
        let rows: Vec<_> = cells.iter().enumerate().map(|(k, cell)| format!("{},{k},{cell}", k % 2)).collect();
        let data =
            fit(format!("y,x,c\n{}\n", rows.join("\n")), &FitColumns { cluster: Some("c".into()), ..spec }).unwrap();
        (data.clusters.unwrap(), data.remarks)
    };
    let codes = ["1E2", "100", "7E1", "12E5", "70"];
    // Read as texts, whose codes are in byte order.
    assert_eq!(of(&codes, target("y")).0, [2, 0, 4, 1, 3]);
    let feature = FitColumns { features: Some(vec!["x".into(), "c".into()]), ..target("y") };
    assert_eq!(of(&codes, feature.clone()).0, [0, 1, 2, 3, 4], "a feature as well");
    assert_eq!(of(&["01", "1", "1.0"], target("y")).0, [0, 1, 2]);
    // 1 and 1.0 are one, and told.
    let (clusters, remarks) = of(&["1", "1.0", "2", "2.00"], target("y"));
    assert_eq!(clusters, [0, 0, 1, 1]);
    says(
        &remarks[0].message(),
        &["clusters \"c\": \"1\" and \"1.0\", \"2\" and \"2.00\" are one number and one cluster"],
    );
    assert_eq!(remarks[0].remedies()[0].to_string(), "categorical = [\"c\"] to keep them apart");
    assert_eq!(of(&["1", "1.0", "2"], feature).0, [0, 0, 1]);
    let apart = FitColumns { categorical: vec!["c".into()], ..target("y") };
    assert_eq!(of(&["1", "1.0", "2"], apart), (vec![0, 1, 2], vec![]));
}

#[test]
fn a_target_that_is_refused_says_what_takes_it() {
    let error = |header: &str, rows: Vec<String>, name: &str| {
        fit(format!("{header}\n{}\n", rows.join("\n")), &target(name)).unwrap_err()
    };
    let fifty: Vec<String> = (0..500).map(|k| format!("{k},{}", k % 50)).collect();
    says(&error("x,y", fifty.clone(), "y"), &["has 50 labels", "codes of classes, add categorical = [\"y\"]"]);
    let taken = FitColumns { categorical: vec!["y".into()], ..target("y") };
    let data = fit(format!("x,y\n{}\n", fifty.join("\n")), &taken).unwrap();
    assert_eq!(
        (data.schema.labels.len(), data.schema.labels[9].as_str(), data.schema.labels[49].as_str()),
        (50, "9", "49")
    );
    // Where it would not take them, it is not advised.
    let once: Vec<String> = (0..99).map(|k| format!("{k},{k}")).collect();
    assert!(!error("x,y", once, "y").contains("categorical ="));
    let shares = ["0.05", "0.15", "0.4"].map(|share| format!("1,{share}")).to_vec();
    says(&error("x,rate", shares, "rate"), &["shares and no classes", "WeightKind::Frequency"]);
    let three = ["a", "b", "c", "a", "b", "a"].map(|label| format!("1,{label}")).to_vec();
    let two = FitColumns { labels: Some(2), ..target("y") };
    let said = fit(format!("x,y\n{}\n", three.join("\n")), &two).unwrap_err();
    says(&said, &["labels 2: target \"y\" has 3: \"c\" (1 row), \"b\" (2 rows), \"a\" (3 rows). Correct"]);
    let five = FitColumns { labels: Some(5), ..target("y") };
    says(&fit(format!("x,y\n{}\n", three.join("\n")), &five).unwrap_err(), &["labels 5", "Leave labels out"]);
    says(&fit("y\n0\n1\n", &target("y")).unwrap_err(), &["no feature is left", "features = []"]);
}
