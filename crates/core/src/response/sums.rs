//! What a pass adds up of the loss, whatever the columns.

use crate::partial_by_fields;
use crate::sum::{Least, Most, Sum, Sums};

/// How far labels are apart: what separates them, if anything does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gap {
    /// Of two labels the smallest `x·w` of a row with label 1; of several classes the smallest lead of a row's own class over the others.
    pub lowest: Least,
    /// Of two labels the largest `x·w` of a row with label 0; −∞ of several classes.
    pub highest: Most,
}

impl Gap {
    /// Of no rows.
    pub const NONE: Self = Self { lowest: Least::NONE, highest: Most::NONE };
}

partial_by_fields!(Gap { lowest, highest });

/// Weighted sums over rows.
#[derive(Clone, Debug, PartialEq)]
pub struct LossSums {
    /// Σ ω ℓ.
    pub loss: Sum,
    /// Of rows with a positive weight.
    pub gap: Gap,
    /// Σ r, one number per output.
    pub residual: Sums,
    /// Σ S, by [`pairs`] of outputs, in the coordinates in which the response knows it.
    pub curvatures: Sums,
}

partial_by_fields!(LossSums { loss, gap, residual, curvatures });

impl LossSums {
    /// Of no rows, of `outputs` outputs.
    #[must_use]
    pub fn zero(outputs: usize) -> Self {
        Self {
            loss: Sum(0.0),
            gap: Gap::NONE,
            residual: Sums::zeros(outputs),
            curvatures: Sums::zeros(outputs * (outputs + 1) / 2),
        }
    }
}

/// The pairs (k, l) of outputs with l ≤ k < `outputs`, row by row of a triangle.
pub fn pairs(outputs: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..outputs).flat_map(|k| (0..=k).map(move |l| (k, l)))
}
