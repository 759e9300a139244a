//! What bounds on a minimum rest on: how large the rows of the design matrix are.

use std::ops::Range;

/// What a certificate must know of an objective besides its value and derivatives: bounds on the rows of the design
/// matrix the solver sees. The first coordinate is the intercept; with several
/// outputs, the first of the block of each. An intercept that is pinned at 0 ([`Scaled`](crate::risk::Scaled)) has a column of 0, and so a
/// `row_bound` and a `mean` of 0.
#[derive(Clone, Debug, PartialEq)]
pub struct Geometry {
    /// max_i |x̃_ij| of every coordinate, 1 for the intercept; with several outputs √2 times that, the most by which a unit of the
    /// coordinate parts the margins of two classes.
    pub row_bound: Vec<f64>,
    /// Weighted mean over the rows of every coordinate; 1 for the intercept.
    pub mean: Vec<f64>,
    /// Weighted standard deviation; 0 for the intercept.
    pub deviation: Vec<f64>,
    /// Ranges of coordinates, in order, and how many of them are not 0 in a row at most.
    pub sparse: Vec<(Range<usize>, usize)>,
    /// Entries that a row has at most, the intercept among them.
    pub row_entries: usize,
    /// max_i |o_i − mean offset|, 0 without offsets.
    pub offset_bound: f64,
    /// The longest chain of floating-point additions behind an entry of the gradient.
    pub additions: usize,
    /// Margins of a row: 1 of a binary model, one per class of a multinomial one.
    pub outputs: usize,
}

impl Geometry {
    /// Coordinates that are pinned at 0: the intercepts of a model without them.
    #[must_use]
    pub fn pinned(&self) -> usize {
        if self.row_bound.first() == Some(&0.0) { self.blocks() } else { 0 }
    }

    /// Blocks of coordinates, of the same length: one of a binary model, one per contrast of a multinomial one.
    #[must_use]
    pub fn blocks(&self) -> usize {
        self.outputs.saturating_sub(1).max(1)
    }
}
