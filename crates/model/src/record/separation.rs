//! What is on record of separated labels: how many rows are told apart, and where coefficients go.

use super::choices::Verdict;

/// Whether the labels of the training data are separated, and where coefficients go if so.
#[derive(Debug, Clone, PartialEq)]
pub struct SeparationRecord {
    /// Whether they are, and all of them.
    pub verdict: Verdict,
    /// Rows of positive weight that are separated.
    pub rows_separated: u64,
    /// Rows of positive weight that are not; `None` if nothing is separated.
    pub rows_overlap: Option<u64>,
    /// Of the intercept for the columns as given, then of every term; of more labels than two, those of all but the first, one after the
    /// other. Empty if nothing is separated.
    pub limits: Vec<LimitRecord>,
    /// The pairs of labels told apart, of more than two labels.
    pub pairs: Vec<PairRecord>,
    /// Of a model at its limit, a basis of the directions that the rows which are not separated do not touch; else empty.
    pub rays: Vec<RayRecord>,
}

/// A sum of terms that is the same in all rows of the training data that are not separated.
#[derive(Debug, Clone, PartialEq)]
pub struct RayRecord {
    /// Places of terms, and their factors.
    pub terms: Vec<(u32, f64)>,
    /// The value in rows that are not separated.
    pub at: f64,
    /// Whether rows with a larger value have the second label for certain in the limit, and with a smaller one the first, along whichever direction.
    pub is_signed: bool,
}

/// Two labels of which rows are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PairRecord {
    /// Their places in [`Schema::labels`](crate::schema::Schema::labels), the smaller one first.
    pub labels: (u32, u32),
    /// Rows of either that are told from the other label.
    pub rows_separated: u64,
    /// The other rows of either.
    pub rows_overlap: u64,
}

/// Where a coefficient goes as the likelihood approaches its supremum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LimitRecord {
    /// To this limit, if it was fitted. (A coefficient that is held has none.)
    Finite(Option<LimitEstimateRecord>),
    /// To +∞.
    PlusInfinity,
    /// To −∞.
    MinusInfinity,
    /// To no limit of its own.
    Either,
    /// Rounding leaves it open.
    Undecided,
}

/// A finite limit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LimitEstimateRecord {
    /// The limit.
    pub estimate: f64,
    /// Its standard error in the model of the rows that are not separated.
    pub std_error: f64,
}
