//! The example data sets, read as a fit reads them.

use crate::fixtures::{fit, target};
use logodds_io::FitColumns;
use logodds_model::schema::ColumnKind;

fn example(name: &str) -> Vec<u8> {
    let path = format!("{}/../../examples/data/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).unwrap()
}

#[test]
fn birthwt() {
    let spec = FitColumns { categorical: vec!["race".into()], ..target("low") };
    let data = fit(example("birthwt.csv"), &spec).unwrap();
    assert_eq!((data.rows_used, data.dropped_missing, &data.rows), (189, 0, &None));
    assert_eq!(data.y.iter().map(|&y| u32::from(y)).sum::<u32>(), 59);
    assert_eq!(data.schema.labels, ["0", "1"]);
    let terms: Vec<_> = data.schema.terms().into_iter().map(|t| t.name).collect();
    assert_eq!(terms, ["age", "lwt", "smoke", "ptl", "ht", "ui", "ftv", "race=2", "race=3"]);
    assert_eq!(data.schema.term_count(), terms.len());
    let first: Vec<f64> = data.numeric.iter().map(|column| column[0]).collect();
    assert_eq!(first, [19.0, 182.0, 0.0, 0.0, 0.0, 1.0, 0.0]);
    assert_eq!(data.categorical[0].codes[..2], [1, 2]);
    assert_eq!(data.categorical[0].column, 2);
}

#[test]
fn german_credit() {
    let spec = FitColumns { positive: Some("bad".into()), ..target("creditability") };
    let data = fit(example("german_credit.csv"), &spec).unwrap();
    assert_eq!((data.rows_used, data.schema.columns.len()), (1000, 20));
    assert_eq!(data.schema.labels, ["good", "bad"]);
    assert_eq!(data.y.iter().map(|&y| u32::from(y)).sum::<u32>(), 300);
    let numeric = data.schema.columns.iter().filter(|c| c.kind == ColumnKind::Numeric).count();
    assert_eq!((numeric, data.categorical.len()), (7, 13));
}
