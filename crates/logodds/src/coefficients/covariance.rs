//! The covariance of the coefficients as the table shows them.
//!
//! A model file keeps V of (b_o, w), b_o being the intercept at the origin o. The table has the intercept for the columns as given,
//! `b = b_o − Σ_j o_j w_j`, so an entry here is `zᵀ V z′ = (G z)·(G z′)` with z and z′ the combinations of (b_o, w) that two of its coefficients are.

use super::{TermRow, term_rows};
use crate::core::SymMatrix;
use crate::covariance::covariance_of;
use logodds_model::Record;

/// Coefficients at most, the intercept included, whose covariance is made: 16 MB. Of more, as many levels have, errors of whatever is linear in them
/// are there without it.
pub const MOST: usize = 2_001;

/// The covariance in the order of the table: of the rows of one score after another. `None` if the file has none, or of more than 2,001 coefficients.
#[must_use]
pub fn covariance(file: &Record) -> Option<SymMatrix> {
    let kept = covariance_of(file).filter(|kept| kept.root().order() <= MOST)?;
    let (block, origin) = (file.schema.term_count() + 1, file.origin_of_terms());
    // What is not 0 of z, of a row of the score whose block begins at `start`.
    let combination = |start: usize, row: &TermRow<'_>| -> Vec<(usize, f64)> {
        match row.place() {
            Some(j) => vec![(start + 1 + j, 1.0)],
            None => {
                let others = origin.iter().enumerate().filter(|(_, o)| **o != 0.0);
                std::iter::once((start, 1.0)).chain(others.map(|(j, o)| (start + 1 + j, -o))).collect()
            }
        }
    };
    let (rows, starts) = (term_rows(file), (0..kept.root().order()).step_by(block));
    let z: Vec<_> = starts.flat_map(|start| rows.iter().map(move |row| (start, row))).collect();
    let z: Vec<_> = z.into_iter().map(|(start, row)| combination(start, row)).collect();
    let mut covariance = SymMatrix::zeros(z.len());
    for (i, left) in z.iter().enumerate() {
        for (j, right) in z[..=i].iter().enumerate() {
            covariance.row_mut(i)[j] = kept.between(left, right);
        }
    }
    Some(covariance)
}
