//! The memory that a dense Hessian may take, and points that are refused.

use crate::data::EvalError;
use crate::objective::Order;

/// Memory a dense Hessian and the partial sums it is added from may take.
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
