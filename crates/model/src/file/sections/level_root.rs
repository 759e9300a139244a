//! The covariance of many levels: version 1, frozen.

use crate::file::stored::stored;
use crate::record::LevelRootRecord;

stored!(LevelRootRecord as LevelRootV1 {
    levels: (u64, u64),
    spreads: Vec<f64>,
    counts: Vec<u32>,
    positions: Vec<u32>,
    shifts: Vec<f64>,
    rest: Vec<f64>,
});
