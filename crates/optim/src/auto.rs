//! Which solver for which data, with the reason.
//!
//! A pass with a Hessian costs n p²/2 multiplications and a factorisation p³/3; Newton takes five to ten of them, or with many rows
//! one or two and some gradients. An L-BFGS step costs a pass of 2 n p, and some tens to several hundred are needed. Newton wins
//! while p is in the hundreds. Where the factorisation outweighs the data, or the Hessian does not fit in memory, L-BFGS it
//! is.

use crate::Method;
use logodds_core::Objective;

/// The columns up to which Hessians pay: at 500, ill-conditioned, Newton took a quarter of the time of L-BFGS.
const NEWTON_COLUMNS: usize = 600;
/// Up to here Newton is cheap in seconds whatever the ratio: p³/3 is below a second's work.
const SMALL: f64 = 2e9;

/// A solver and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The solver.
    pub method: Method,
    /// The reason, a clause for people.
    pub reason: String,
}

/// Choose for an objective on `rows` rows.
#[must_use]
pub fn choose(objective: &dyn Objective, rows: usize) -> Choice {
    let p = objective.dim();
    let wide = p as f64;
    let step = rows as f64 * wide.powi(2) + wide.powi(3) / 3.0;
    if !objective.has_hessian() {
        let reason = format!("{p} unknowns: a Hessian would not fit in memory, L-BFGS needs only gradients");
        return Choice { method: Method::Lbfgs, reason };
    }
    if p <= NEWTON_COLUMNS || step <= SMALL {
        let reason = format!("{p} unknowns: a Hessian is cheap, and Newton needs the fewest passes");
        return Choice { method: Method::Newton, reason };
    }
    let reason = format!("{p} unknowns: a Hessian costs as much as {} gradients, L-BFGS needs none", p / 4);
    Choice { method: Method::Lbfgs, reason }
}
