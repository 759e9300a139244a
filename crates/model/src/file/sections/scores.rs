//! What scores are computed from, and where they are not: version 1, frozen.

use crate::file::stored::stored;
use crate::record::{EquationRecord, RayRecord};

/// Intercepts, coefficients and where columns are taken about.
pub(in crate::file) struct Scores {
    pub intercept: bool,
    pub intercepts: Vec<f64>,
    pub coefficients: Vec<f64>,
    pub origin: Vec<f64>,
}

stored!(Scores as ScoresV1 { intercept: bool, intercepts: Vec<f64>, coefficients: Vec<f64>, origin: Vec<f64> });

stored!(EquationRecord as EquationV1 {
    term: u64,
    constant: f64,
    combination: Vec<(u64, f64)>,
    tolerance: f64,
});

stored!(RayRecord as RayV1 { terms: Vec<(u32, f64)>, at: f64, is_signed: bool });
