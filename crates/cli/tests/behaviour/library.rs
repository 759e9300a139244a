//! The library tells the numbers of the command, to the last bit, from the rules alone that it has itself. Referee: the model that the
//! command saves.

use crate::support::Folder;
use logodds::inference::WeightKind;
use logodds::io::model_file::load;
use logodds::io::{FitColumns, Input, ReadOptions, Source};
use logodds::model::Record;
use logodds::study::{Fitted, NamedContrast, Study, Tests, Training};
use std::path::Path;

/// Rows of a number, a category, weights and clusters, with so many labels.
fn table(labels: usize) -> String {
    let row = |i: usize| {
        let label = (i * 7 + i / 3 + usize::from(i.is_multiple_of(5))) % labels;
        let colour = ["red", "green", "blue"][i * 5 % 11 % 3];
        format!("{label},{},{colour},{},{}\n", (i * 37 % 23) as f64 / 4.0, 1 + i % 4, i / 4)
    };
    std::iter::once("y,x,colour,w,g\n".to_owned()).chain((0..96).map(row)).collect()
}

fn study(roles: FitColumns) -> Study {
    let mut study = Study::new("y");
    study.roles = FitColumns { target: "y".to_owned(), exclude: vec!["w".to_owned(), "g".to_owned()], ..roles };
    study
}

/// From a file to a fit, by the library alone.
fn found(study: &Study, path: &Path) -> Fitted {
    let mut options = ReadOptions::default();
    study.roles.apply(&mut options);
    let table = Input::open(vec![Source::Path(path.to_owned())], &options).unwrap().parse(&options).unwrap();
    study.fit(&Training::new(study.roles.encode(&table).unwrap()).unwrap()).unwrap()
}

fn same(ours: &Record, theirs: &Record, what: &str) {
    assert_eq!((&ours.intercepts, &ours.coefficients), (&theirs.intercepts, &theirs.coefficients), "{what}");
    assert_eq!(ours.statistics, theirs.statistics, "{what}");
    assert_eq!(ours.inference, theirs.inference, "{what}");
    assert_eq!(ours.covariance_root, theirs.covariance_root, "{what}");
    assert_eq!(ours.weight_kind, theirs.weight_kind, "{what}");
    assert_eq!(ours.objective, theirs.objective, "{what}");
}

const KINDS: [(&str, Option<WeightKind>); 4] = [
    ("", None),
    ("--weight-kind frequency", Some(WeightKind::Frequency)),
    ("--weight-kind sampling", Some(WeightKind::Sampling)),
    ("--weight-kind precision", Some(WeightKind::Precision)),
];

#[test]
fn weights_of_every_kind_and_any_number_of_labels() {
    for labels in [2, 3] {
        let folder = Folder::with(table(labels));
        for (flags, kind) in KINDS {
            for clustered in [false, true] {
                let cluster = if clustered { "--cluster g" } else { "--exclude g" };
                let what = format!("fit data.csv --target y --weights w {flags} {cluster} -q -m m.model");
                folder.run(&what).ok();
                let mut study = study(FitColumns::default());
                study.roles.exclude.retain(|name| name == "g" && !clustered);
                study.roles.weights = Some("w".to_owned());
                study.roles.cluster = clustered.then(|| "g".to_owned());
                study.regression.weight_kind = kind;
                let ours = found(&study, &folder.path("data.csv"));
                same(&ours.model, &load(&folder.path("m.model")).unwrap(), &format!("{labels} labels: {what}"));
            }
        }
    }
}

#[test]
fn tests_and_contrasts_by_name() {
    let folder = Folder::with(table(2));
    let flags = "--exclude w,g --tests --contrast colour=green=1,colour=red=-1 --contrast (intercept)=1,x=2";
    folder.run(&format!("fit data.csv --target y {flags} -q -m m.model")).ok();
    let mut study = study(FitColumns::default());
    study.asked.tests = Tests::EachColumn;
    study.asked.contrasts =
        ["colour=green=1,colour=red=-1", "(intercept)=1,x=2"].map(|text| NamedContrast::parse(text).unwrap()).to_vec();
    let ours = found(&study, &folder.path("data.csv"));
    same(&ours.model, &load(&folder.path("m.model")).unwrap(), flags);
    assert_eq!(ours.model.inference.unwrap().contrasts[0].text, "colour=green=1,colour=red=-1");
}
