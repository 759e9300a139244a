//! Who else has a say in a sum: processes that hold other rows of the data, or a memory of what was summed before.
//!
//! An [`Executor`](crate::sum::Executor) computes sums of the rows that it is given. A collective stands between it and whoever asked: it sees
//! every sum before it is computed, may have some runs of blocks computed here and others elsewhere, may merge what comes back, or give what
//! it remembers. As sums are values that travel, and their tree depends on the shape of the data alone, the bits are the same whoever
//! computed what.
//!
//! With the same data and specification sums come to it in the same order in every process and every time, but for those that several threads ask for
//! at once.

use crate::data::EvalError;
use std::fmt;
use std::ops::Range;

/// A sum that somebody has asked for.
pub trait Asked {
    /// What tells it from others: its kind, where it is taken, and of which rows.
    fn fingerprint(&self) -> u64;
    /// Runs of blocks that it is added up in, a power of two or as many as there are blocks.
    fn runs(&self) -> usize;
    /// The bytes of the sum of some runs, computed here: of a node of the tree, or of all.
    ///
    /// # Errors
    /// [`EvalError`] if a block cannot be read.
    fn of(&self, runs: Range<usize>) -> Result<Vec<u8>, EvalError>;
    /// The bytes of the sum of neighbouring runs.
    ///
    /// # Errors
    /// [`EvalError::Collective`] if either is not the bytes of such a sum.
    fn merged(&self, left: &[u8], right: &[u8]) -> Result<Vec<u8>, EvalError>;
}

/// Completes sums.
pub trait Collective: Send + Sync + fmt::Debug {
    /// The bytes of the whole sum.
    ///
    /// # Errors
    /// Those of [`Asked`], and [`EvalError::Collective`] if it fails itself.
    fn reduce(&self, asked: &dyn Asked) -> Result<Vec<u8>, EvalError>;

    /// How many sums it had without anybody looking at a row.
    fn remembered(&self) -> u64 {
        0
    }
}
