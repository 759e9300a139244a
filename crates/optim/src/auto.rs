//! Which solver for which data, with the reason.
//!
//! A Newton step costs a pass of n p² multiplications and a factorisation of p³/3, and six to ten of them reach any
//! accuracy; an L-BFGS step costs a pass of 2 n p, and one to several hundred are needed. Newton wins while p is in the
//! hundreds. Where the factorisation outweighs the data, or the Hessian does not fit in memory, L-BFGS it is.

use crate::Method;
use logodds_core::Objective;

/// The columns up to which a Hessian per step pays: at 10 Newton steps against some 200 passes of L-BFGS, p²·10 and 4p·200
/// multiplications per row meet near p = 100; Newton's certificate and digits are worth a few times that.
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
        let reason = format!("{p} unknowns: a Hessian is cheap, and Newton needs about six to ten passes");
        return Choice { method: Method::Newton, reason };
    }
    let reason = format!("{p} unknowns: a Hessian costs as much as {} gradients, L-BFGS needs none", p / 4);
    Choice { method: Method::Lbfgs, reason }
}
