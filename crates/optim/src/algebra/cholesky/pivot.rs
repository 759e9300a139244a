//! Why a matrix has no factor.

/// A pivot that is not positive: the row and column depends on those before it (of an arrow, on those that are eliminated before it).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FailedPivot {
    /// Its index.
    pub index: usize,
    /// The share of the diagonal entry that was left, near 0 or negative.
    pub share: f64,
}
