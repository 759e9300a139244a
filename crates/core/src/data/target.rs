//! What a model is to predict of each row: one of the classes, or a share of the second of two.
//!
//! ```text
//! class   y ∈ {0, …, K − 1}
//! share   y ∈ [0, 1]            the loss  −y log p − (1 − y) log(1 − p)
//! ```
//!
//! A row with a share y and weight ω is two rows, of label 1 with weight ω y and of label 0 with weight ω (1 − y): so many events of
//! so many trials, or a label that is not quite certain (J. Platt, *Advances in Large Margin Classifiers*, 1999, §2.2).

use std::borrow::Cow;

/// The targets of some rows, one per row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target<'a> {
    /// Classes, from 0 to their number less 1.
    Classes(&'a [u8]),
    /// Shares of class 1, from 0 to 1.
    Shares(&'a [f64]),
}

impl<'a> Target<'a> {
    /// Number of rows.
    #[must_use]
    pub fn len(self) -> usize {
        match self {
            Self::Classes(classes) => classes.len(),
            Self::Shares(shares) => shares.len(),
        }
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The classes, if that is what the targets are.
    #[must_use]
    pub fn classes(self) -> Option<&'a [u8]> {
        match self {
            Self::Classes(classes) => Some(classes),
            Self::Shares(_) => None,
        }
    }

    /// How much of row `i` is of class `k`: 0 or 1, or a share.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    #[inline]
    pub fn share_of(self, k: usize, i: usize) -> f64 {
        match self {
            Self::Classes(classes) => f64::from(u8::from(usize::from(classes[i]) == k)),
            Self::Shares(shares) if k == 0 => 1.0 - shares[i],
            Self::Shares(shares) => shares[i],
        }
    }
}

/// Targets that a data set owns or borrows.
#[derive(Clone, Debug)]
pub(crate) enum Targets<'a> {
    Classes(Cow<'a, [u8]>),
    Shares(Cow<'a, [f64]>),
}

impl Targets<'_> {
    pub(crate) fn rows(&self, rows: std::ops::Range<usize>) -> Target<'_> {
        match self {
            Self::Classes(classes) => Target::Classes(&classes[rows]),
            Self::Shares(shares) => Target::Shares(&shares[rows]),
        }
    }

    pub(crate) fn all(&self) -> Target<'_> {
        match self {
            Self::Classes(classes) => Target::Classes(classes),
            Self::Shares(shares) => Target::Shares(shares),
        }
    }
}
