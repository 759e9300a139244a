//! When the coefficients of several outputs lie side by side in a pass, and in how many runs it is added up.
//!
//! **Runs.** A partial has as many numbers as there are unknowns, and is zeroed and merged: of tf-idf with 50,000 words a row has some hundred, and
//! eight partials would cost as much as what is added to them. So runs are as few as leave 8 additions to a number of each, but two, for two
//! threads.

use crate::data::RowBlocks;
use crate::risk::geometry::row_entries;

/// Outputs from which on half of an octet at least is used. With fewer a number of each is gathered as soon.
const OUTPUTS: usize = 4;
/// Additions to a number of a partial, in the mean, that make up for zeroing and merging it.
const ADDITIONS: usize = 8;
/// Runs that there are in any case, if there are blocks.
const FEWEST: usize = 2;
/// Numbers of an octet.
const OCTET: usize = 8;

/// How coefficients lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Beside {
    /// Octets of a column.
    pub lines: usize,
    /// Runs of a sum at most.
    pub runs: usize,
}

impl Beside {
    /// For `outputs` outputs; `None` if these are few or some columns are dense.
    pub(super) fn of(data: &dyn RowBlocks, outputs: usize) -> Option<Self> {
        let shape = data.shape();
        let sparse: usize = data.sparse_columns().iter().map(|sparse| sparse.columns.len()).sum();
        if outputs < OUTPUTS || sparse < shape.columns || sparse == 0 {
            return None;
        }
        let lines = outputs.div_ceil(OCTET);
        let added = shape.rows.saturating_mul(row_entries(data)).saturating_mul(outputs);
        let runs = added / (ADDITIONS * OCTET * lines * shape.columns);
        Some(Self { lines, runs: runs.max(FEWEST) })
    }
}
