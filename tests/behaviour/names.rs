//! Names of columns are data: whatever they look like, every sentence has them as they are.

use logodds::fit::{LogisticRegression, Plan, Silent};
use logodds::inference::{Estimator, InferenceRequest};
use logodds::io::{FitColumns, Input, ReadOptions, SchemaExt, Source};
use logodds::model::Record;
use logodds::model::words::Remedy;
use logodds::study::Training;

/// What flags, pairs, fields and places for values look like.
const ODD: [&str; 6] = ["price--lambda", "--weights", "a=b", "l1_ratio", "use lbfgs", "{} exclude"];

fn columns() -> FitColumns {
    FitColumns { target: "y".to_owned(), ..FitColumns::default() }
}

/// The model of a text with columns `NAME,z,y`, or why there is none.
fn fitted(name: &str, row: impl Fn(usize) -> String) -> Result<Record, String> {
    let mut text = format!("{name},z,y\n");
    (0..60).for_each(|i| text += &format!("{},{},{}\n", row(i), (i * 37) % 41, u8::from((i * 17) % 41 > 20)));
    let mut options = ReadOptions::default();
    columns().apply(&mut options);
    let sources = vec![Source::Bytes { name: "t.csv".to_owned(), bytes: text.into_bytes() }];
    let input = Input::open(sources, &options).map_err(|error| error.to_string())?;
    let table = columns().parse(input, &options).map_err(|error| error.to_string())?;
    let training = Training::new(columns().encode(&table).map_err(|error| error.to_string())?).unwrap();
    let regression = LogisticRegression {
        inference: Some(InferenceRequest::new(Estimator::Model)),
        ..LogisticRegression::default()
    };
    let fit = Plan::new(&regression, training.data()).unwrap().run(&mut Silent).unwrap();
    Ok(training.model_file(&regression, &fit, Vec::new()))
}

#[test]
fn warnings_name_columns_as_they_are() {
    for name in ODD {
        let about = |code: &str, row: fn(usize) -> String| {
            let record = fitted(name, row).unwrap();
            let warning = record.warnings.into_iter().find(|warning| warning.code == code);
            warning.unwrap_or_else(|| panic!("no {code} of {name}"))
        };
        let leave_out = Remedy::leave_out(name);
        for (code, row) in [
            ("constant", (|_| "1".to_owned()) as fn(usize) -> String),
            ("collinear", |i| (2 * ((i * 37) % 41)).to_string()),
            ("separation", |i| u8::from((i * 17) % 41 > 20).to_string()),
            ("outlier", |i| if i == 3 { "1e9".to_owned() } else { (i % 7).to_string() }),
        ] {
            let warning = about(code, row);
            assert!(warning.message.contains(&format!("{name:?}")), "{}", warning.message);
            let told = warning.remedies.contains(&leave_out);
            assert!(told || code == "collinear", "{code} of {name}: {:?}", warning.remedies);
        }
    }
}

#[test]
fn errors_name_columns_as_they_are() {
    for name in ODD {
        let quoted = format!("column {name:?}");
        for (told, row) in [
            ("has no value", (|i| if i == 9 { String::new() } else { i.to_string() }) as fn(usize) -> String),
            ("is not a number", |i| if i == 9 { "x".to_owned() } else { i.to_string() }),
            ("is not finite", |i| if i == 9 { "inf".to_owned() } else { i.to_string() }),
        ] {
            let error = fitted(name, row).unwrap_err();
            assert!(error.contains(&quoted) && error.contains(told), "{error}");
        }
        let model = fitted(name, |i| ["a", "b"][i % 2].to_owned()).unwrap();
        let mut options = ReadOptions::default();
        model.schema.apply(&mut options);
        let new = Source::Bytes { name: "new.csv".to_owned(), bytes: format!("{name},z\nc,1\n").into_bytes() };
        let table = Input::open(vec![new], &options).unwrap().parse(&options).unwrap();
        let error = model.schema.encode_for_prediction(&table).unwrap_err().to_string();
        assert!(error.contains(&format!("{quoted}: level \"c\" was never seen")), "{error}");
        let unknown = FitColumns { features: Some(vec![name.to_owned()]), ..columns() };
        let error = unknown.check(&["y".to_owned(), "z".to_owned()]).unwrap_err().to_string();
        assert!(error.starts_with(&format!("features: no {quoted}")), "{error}");
    }
}
