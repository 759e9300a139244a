//! The memory that a dense Hessian may take, and points that are refused.

use crate::data::EvalError;
use crate::objective::Order;
use crate::sum::executor::runs_for;

/// Memory a Hessian and the partial sums it is added from may take.
pub(crate) const HESSIAN_BYTES: u64 = 4 << 30;

/// Whether there can be an evaluation at `u` of an objective of `dim` coordinates whose Hessian takes `bytes`.
pub(crate) fn check(u: &[f64], order: Order, dim: usize, bytes: u64) -> Result<(), EvalError> {
    if u.len() != dim {
        return Err(EvalError::Dimension { found: u.len(), expected: dim });
    }
    if order == Order::Hessian && bytes > HESSIAN_BYTES {
        return Err(EvalError::TooLarge { unknowns: dim, bytes, limit: HESSIAN_BYTES });
    }
    Ok(())
}

/// Bytes that a Hessian of `width` numbers takes whose levels are eliminated: those of every run, the whole, in scaled coordinates, and its factor.
pub(super) fn bytes_of_levels(width: usize, blocks_of_rows: usize) -> u64 {
    let runs = runs_for(width).min(blocks_of_rows) as u64;
    (width as u64).saturating_mul(runs + 3).saturating_mul(8)
}

/// Bytes that a Hessian of `outputs` outputs and `columns` columns takes: blocks of every run, the whole, in scaled coordinates, and its factor.
pub(super) fn bytes(outputs: usize, columns: usize, blocks_of_rows: usize) -> u64 {
    let (m, block) = (outputs as u64, columns as u64 + 1);
    let square = block.saturating_mul(block);
    let of_run = (m * (m + 1) / 2).saturating_mul(square);
    let runs = runs_for(usize::try_from(of_run).unwrap_or(usize::MAX)) as u64;
    let sums = of_run.saturating_mul(runs.min(blocks_of_rows as u64));
    sums.saturating_add((m * m).saturating_mul(square).saturating_mul(3)).saturating_mul(8)
}
