//! A row given by names has the bits of the same row in a table, whatever is wanted of it: crates/model scores both.

use logodds::data::Executor;
use logodds::io::{FitColumns, Input, ReadOptions, SchemaExt, Source};
use logodds::model::schema::{Missing, Unseen, Value};
use logodds::model::score::RowScorer;
use logodds::score::{Scorer, Wanted};
use logodds::study::{Study, Training};
use std::path::Path;

/// Cells of a table as a reader of CSV has them, and what the table scorer makes of its rows.
struct Table {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new(text: &str) -> Self {
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let mut lines = text.lines().map(cells);
        Self { names: lines.next().unwrap(), rows: lines.collect() }
    }
}

const WANTED: [Wanted; 3] = [
    Wanted { probabilities: true, log_odds: false, std_errors: false, interval: None },
    Wanted { probabilities: true, log_odds: true, std_errors: false, interval: None },
    Wanted { probabilities: true, log_odds: true, std_errors: true, interval: Some(0.9) },
];

/// Fit the rows of one text, then score those of another, in a table and one by one.
fn compare(columns: FitColumns, fitted: &str, new: &str, penalty: Option<logodds::fit::Penalty>) -> (usize, usize) {
    let source = |text: &str| vec![Source::Bytes { name: "t.csv".into(), bytes: text.as_bytes().to_vec() }];
    let mut options = ReadOptions::default();
    columns.apply(&mut options);
    let table = Input::open(source(fitted), &options).unwrap().parse(&options).unwrap();
    let training = Training::new(columns.encode(&table).unwrap()).unwrap();
    let mut study = Study::new(columns.target.clone());
    study.roles = columns;
    study.regression.penalty = penalty.unwrap_or(study.regression.penalty);
    let record = study.fit(&training).unwrap().model;

    let mut options = ReadOptions::default();
    record.schema.apply(&mut options);
    let table = Input::open(source(new), &options).unwrap().parse(&options).unwrap();
    let rows = record.schema.encode_for_prediction(&table).unwrap();
    let cells = Table::new(new);
    let (mut scored, mut unscored) = (0, 0);
    for wanted in WANTED {
        let Ok(scorer) = Scorer::wanting(&record, wanted) else {
            assert!(wanted.needs_errors() && RowScorer::new(&record, wanted).is_err());
            continue;
        };
        let (of_table, width) = (scorer.scored(rows.clone(), &Executor::sequential()).unwrap(), scorer.width());
        let by_name = RowScorer::new(&record, wanted).unwrap();
        for (row, expected) in cells.rows.iter().zip(of_table.values.chunks_exact(width)) {
            let named: Vec<(&str, Value<'_>)> =
                cells.names.iter().zip(row).map(|(name, cell)| (name.as_str(), cell.as_str().into())).collect();
            let found = by_name.score(&named).unwrap();
            for (found, expected) in found.values.iter().zip(expected) {
                let expected = expected.map(f64::to_bits);
                assert_eq!(Some(found.to_bits()).filter(|_| !found.is_nan()), expected, "{row:?} {wanted:?}");
            }
            match found.unscored {
                Some(_) => unscored += 1,
                None => scored += 1,
            }
        }
    }
    (scored, unscored)
}

fn example(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data").join(name)).unwrap()
}

#[test]
fn two_labels_with_categories() {
    let columns = FitColumns { target: "low".into(), categorical: vec!["race".into()], ..FitColumns::default() };
    let text = example("birthwt.csv");
    assert_eq!(compare(columns.clone(), &text, &text, None), (3 * 189, 0));
    let penalty = Some(logodds::fit::Penalty::l2(0.01));
    assert_eq!(compare(columns, &text, &text, penalty), (2 * 189, 0));
}

/// More levels than the root of the covariance is walked for: variances of rows are added up from entries of the covariance.
#[test]
fn many_levels_and_an_offset() {
    let rows = (0..400).map(|i: usize| {
        let (level, y) = (i % 23, ((i * i + 7 * i) % 11 < 5 + i % 3) as u8);
        format!("{y},L{level},{},{}\n", (i * 37 % 101) as f64 / 10.0, (i % 5) as f64 / 8.0)
    });
    let text = format!("y,level,x,o\n{}", rows.collect::<String>());
    let columns = FitColumns { target: "y".into(), offset: Some("o".into()), ..FitColumns::default() };
    assert_eq!(compare(columns, &text, &text, None), (3 * 400, 0));
}

#[test]
fn three_labels() {
    let columns = FitColumns { target: "species".into(), ..FitColumns::default() };
    let text = example("iris.csv");
    let few = FitColumns { features: Some(vec!["sepal_width".into(), "petal_length".into()]), ..columns };
    let penalty = Some(logodds::fit::Penalty::l2(0.01));
    assert_eq!(compare(few, &text, &text, penalty), (2 * 150, 0));
}

/// Truths however they are written, missing cells, levels never seen, and what the data of the fit do not determine.
#[test]
fn policies_and_the_null_space() {
    let row = |i: usize| {
        let (a, b) = (i % 7, i * 5 % 11);
        let truth = ["true", "false"][i * 3 % 5 % 2];
        let city = ["Rome", "Oslo", "Bern"][i * 7 % 13 % 3];
        format!("{},{a},{b},{},{truth},{city}\n", ["no", "yes"][(i * i + i * 3) % 7 % 2], a + b)
    };
    let fitted = format!("ill,a,b,sum,smoker,city\n{}", (0..60).map(row).collect::<String>());
    let new = "ill,a,b,sum,smoker,city\n,1,2,3,TRUE,Rome\n,1,2,3,false, Oslo \n,1,,3,true,Rome\n,1,2,3,true,Paris\n,1,2,9,F,Bern\n";
    for (unseen, without) in [(Unseen::Missing, 3), (Unseen::Base, 2)] {
        let columns = FitColumns { target: "ill".into(), missing: Missing::Drop, unseen, ..FitColumns::default() };
        let expected = (3 * (5 - without), 3 * without);
        assert_eq!(compare(columns, &fitted, new, None), expected, "{unseen:?}");
    }
}
