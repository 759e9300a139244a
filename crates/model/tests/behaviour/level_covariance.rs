//! The covariance of many levels in a model file.

use crate::fixtures::sample::sample_with_inference;
use logodds_model::Record;
use logodds_model::file::{from_bytes, to_bytes};
use logodds_model::record::LevelRootRecord;
use logodds_model::score::{covariance_root_of, errors_of};

/// The places 3 and 4 as levels; 2 is held.
fn by_levels() -> Record {
    let root = LevelRootRecord {
        levels: (3, 5),
        spreads: vec![4.0, 0.5],
        counts: vec![1, 2],
        positions: vec![0, 0, 1],
        shifts: vec![0.5, -1.0, 0.25],
        rest: vec![1.0, 3.0, 2.0, 0.0, 0.0, 0.0],
    };
    Record { covariance_root: None, level_root: Some(root), ..sample_with_inference() }
}

#[test]
fn it_is_read_as_it_was_written_and_gives_errors() {
    let record = by_levels();
    let read = from_bytes(&to_bytes(&record).unwrap()).unwrap();
    assert_eq!(read, record);
    let root = covariance_root_of(&read).unwrap();
    let kept = record.level_root.as_ref().unwrap().root().unwrap();
    assert_eq!(LevelRootRecord::of(&kept), record.level_root.unwrap());
    assert_eq!(root.order(), 5);
    let errors = errors_of(&read).unwrap();
    // Of level 3: 4² and what half an intercept has, (0.5, 1.5).
    assert!((errors.std_errors()[3].powi(2) - (16.0 + 0.25 + 2.25)).abs() < 1e-12);
    // Of the column that is held: nothing.
    assert_eq!(errors.std_errors()[2], 0.0);
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    type Change = fn(&mut LevelRootRecord);
    let changes: [Change; 7] = [
        |root| root.levels = (5, 3),
        |root| root.levels = (4, 6),
        |root| root.counts = vec![1, 1],
        |root| root.positions[0] = 3,
        |root| root.spreads[1] = f64::NAN,
        |root| root.rest = vec![1.0; 7],
        |root| root.rest = vec![1.0, 3.0, 2.0, 0.0, 0.0, 1.0],
    ];
    for change in changes {
        let mut record = by_levels();
        change(record.level_root.as_mut().unwrap());
        assert!(to_bytes(&record).is_err(), "{:?}", record.level_root);
    }
    let both = Record { covariance_root: sample_with_inference().covariance_root, ..by_levels() };
    assert!(to_bytes(&both).is_err());
}
