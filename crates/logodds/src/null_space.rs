//! What the data of a fit leave open, from the columns that it held to a record, and in words.
//!
//! A column that is held at 0 has no coefficient that the likelihood would know; [`NullSpace`] has the equation that it keeps to in the fit.
//! With a penalty there is none: a ridge knows every coefficient, also that of a constant, which is exactly 0.

use crate::fit::held::Held;
use crate::warning::written;
use logodds_core::risk::moments::Moments;
use logodds_core::{Equation, ModelError, NullSpace};
use logodds_model::record::EquationRecord;

/// How far a value may be from that of a constant column, relative to it: the rounding of a number that was stored in single precision.
const SINGLE: f64 = f32::EPSILON as f64;

/// The equations of the columns that a fit without a penalty held.
pub(crate) fn of_held(held: &[Held], moments: &Moments) -> Result<NullSpace, ModelError> {
    let equation = |held: &Held| match held {
        Held::Constant(column) => {
            let value = (moments.origin[*column] + moments.min[*column]).abs();
            Equation {
                column: *column,
                constant: moments.min[*column],
                combination: Vec::new(),
                tolerance: SINGLE * value,
            }
        }
        Held::Aliased(alias) => alias.equation.clone(),
    };
    NullSpace::new(held.iter().map(equation).collect(), moments.origin.clone())
}

/// Equation `k` of a null space in words, `"total" = "a" + "b"`, columns called by `name`; empty if there is none.
#[must_use]
pub fn equation_in_words(space: &NullSpace, k: usize, name: &dyn Fn(usize) -> String) -> String {
    let Some(equation) = space.equations().get(k) else { return String::new() };
    let (constant, combination) = equation.as_written(space.origin());
    written(equation.column, constant, &combination, name)
}

pub(crate) fn records(space: &NullSpace) -> Vec<EquationRecord> {
    let record = |equation: &Equation| EquationRecord {
        term: equation.column as u64,
        constant: equation.constant,
        combination: equation.combination.iter().map(|&(other, c)| (other as u64, c)).collect(),
        tolerance: equation.tolerance,
    };
    space.equations().iter().map(record).collect()
}
