//! Columns in memory: the model of a file with the same cells, to the bit, and its scores.

use logodds::data::{Categorical, Dense, Executor, Features, Part};
use logodds::fit::{LogisticRegression, Plan};
use logodds::inference::{Estimator, InferenceRequest};
use logodds::io::SchemaExt;
use logodds::io::{FitColumns, Frame, FrameColumn, Input, ReadOptions, Source};
use logodds::model::Record;
use logodds::model::schema::{Missing, Schema};
use logodds::score::Scorer;
use logodds::study::{TableError, Training};

const CITIES: [&str; 3] = ["Rome", "Oslo", "Bern"];

/// Cells of `rows` rows.
struct Cells {
    age: Vec<f64>,
    city: Vec<&'static str>,
    smoker: Vec<bool>,
    hours: Vec<f64>,
    ill: Vec<bool>,
}

impl Cells {
    fn new(rows: usize) -> Self {
        let mut state = 7u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / (1u64 << 24) as f64
        };
        let mut cells =
            Self { age: Vec::new(), city: Vec::new(), smoker: Vec::new(), hours: Vec::new(), ill: Vec::new() };
        for _ in 0..rows {
            let (age, city) = ((next() * 100.0).round(), (next() * 3.0) as usize);
            cells.age.push(age);
            cells.city.push(CITIES[city]);
            cells.smoker.push(next() < 0.4);
            cells.hours.push((next() * 8.0).round() / 4.0 - 1.0);
            cells.ill.push(next() < 0.2 + age / 250.0 + city as f64 / 10.0);
        }
        cells
    }

    fn frame(&self) -> Frame<'_> {
        let columns = vec![
            FrameColumn::numbers("age".into(), &self.age[..], Vec::new()),
            FrameColumn::texts("city".into(), self.city.iter().map(|city| Some(*city))),
            FrameColumn::booleans("smoker".into(), self.smoker.iter().map(|&smoker| Some(smoker))),
            FrameColumn::numbers("hours".into(), &self.hours[..], Vec::new()),
            FrameColumn::booleans("ill".into(), self.ill.iter().map(|&ill| Some(ill))),
        ];
        Frame::new(columns, self.age.len(), ["false", "true"]).unwrap()
    }

    fn text(&self) -> String {
        let mut text = "age,city,smoker,hours,ill\n".to_owned();
        for i in 0..self.age.len() {
            let (age, city, smoker) = (self.age[i], self.city[i], self.smoker[i]);
            text += &format!("{age},{city},{smoker},{},{}\n", self.hours[i], self.ill[i]);
        }
        text
    }
}

fn columns() -> FitColumns {
    FitColumns { target: "ill".into(), offset: Some("hours".into()), ..FitColumns::default() }
}

fn of_file(cells: &Cells) -> Training<'static> {
    let sources = vec![Source::Bytes { name: "people.csv".into(), bytes: cells.text().into_bytes() }];
    let mut options = ReadOptions::default();
    columns().apply(&mut options);
    let table = Input::open(sources, &options).unwrap().parse(&options).unwrap();
    Training::new(columns().encode(&table).unwrap()).unwrap()
}

fn fitted(training: &Training<'_>) -> Record {
    let inference = Some(InferenceRequest::new(Estimator::Model));
    let regression = LogisticRegression { inference, ..LogisticRegression::default() };
    let fit = Plan::new(&regression, training.data()).unwrap().run(&mut logodds::fit::Silent).unwrap();
    training.model_file(&regression, &fit, Vec::new())
}

/// Few rows, which are turned over, and many, which are not.
#[test]
fn a_frame_gives_the_model_of_its_file() {
    for rows in [300, 40_000] {
        let cells = Cells::new(rows);
        let of_frame = fitted(&Training::of_frame(columns().encode_frame(cells.frame()).unwrap()).unwrap());
        let of_file = fitted(&of_file(&cells));
        assert_eq!(of_frame.coefficients, of_file.coefficients);
        assert_eq!(of_frame.covariance_root, of_file.covariance_root);
        assert_eq!(of_frame.intercepts, of_file.intercepts);
        assert_eq!(of_frame.schema.columns, of_file.schema.columns);
    }
}

#[test]
fn frames_and_features_have_the_scores_of_a_table() {
    let cells = Cells::new(500);
    let training = of_file(&cells);
    let file = fitted(&training);
    let executor = Executor::sequential();
    let sources = vec![Source::Bytes { name: "people.csv".into(), bytes: cells.text().into_bytes() }];
    let mut options = ReadOptions::default();
    file.schema.apply(&mut options);
    let table = Input::open(sources, &options).unwrap().parse(&options).unwrap();
    for scorer in [Scorer::new(&file).unwrap(), Scorer::with_interval(&file, 0.9).unwrap()] {
        let of_table = scorer.probabilities(file.schema.encode_for_prediction(&table).unwrap(), &executor).unwrap();
        let of_table: Vec<f64> = of_table.into_iter().map(|p| p.unwrap_or(f64::NAN)).collect();
        let rows = file.schema.encode_frame(cells.frame()).unwrap();
        assert_eq!(scorer.of_frame(rows, &executor).unwrap().values, of_table);
        let numbers: Vec<f64> =
            cells.age.iter().zip(&cells.smoker).flat_map(|(&age, &smoker)| [age, f64::from(smoker)]).collect();
        let codes = cells.city.iter().map(|city| match *city {
            "Bern" => 0u32,
            "Oslo" => 1,
            _ => 2,
        });
        let features = Features::new(vec![
            Part::F64(Dense::from_rows(numbers, 500, 2).unwrap()),
            Part::Categorical(Categorical::new(codes.collect::<Vec<_>>(), 3).unwrap()),
        ])
        .unwrap();
        assert_eq!(scorer.of_features(features, Some(&cells.hours), &executor).unwrap().values, of_table);
        let narrow = Features::from(Dense::from_rows(vec![1.0], 1, 1).unwrap());
        assert!(matches!(scorer.of_features(narrow, None, &executor), Err(TableError::Model(_))));
    }
}

#[test]
fn rows_without_a_cell_have_no_score() {
    let cells = Cells::new(400);
    let dropping = FitColumns { missing: Missing::Drop, ..columns() };
    let file = fitted(&Training::of_frame(dropping.encode_frame(cells.frame()).unwrap()).unwrap());
    let mut holed = cells;
    holed.age[7] = f64::NAN;
    let schema: &Schema = &file.schema;
    let scorer = Scorer::with_interval(&file, 0.5).unwrap();
    let found = scorer.of_frame(schema.encode_frame(holed.frame()).unwrap(), &Executor::sequential()).unwrap().values;
    let unknown: Vec<usize> = (0..found.len()).filter(|&i| found[i].is_nan()).collect();
    assert_eq!(unknown, [21, 22, 23]);
}
