//! Which solver for which data, with the reason.
//!
//! With k entries in a row and p unknowns (k = p for dense columns, one for a whole categorical), a pass with a Hessian
//! costs n k²/2 multiplications and a factorisation p³/3; Newton takes five to ten of them, or with many rows one or two and
//! some gradients. An L-BFGS step costs a pass of 2 n k, and some tens to several hundred are needed. Newton wins while k
//! and p are in the hundreds. Where Hessian or factorisation outweigh the passes, or the Hessian does not fit in memory,
//! L-BFGS it is.

use crate::Method;
use logodds_core::{Geometry, Objective};

/// Passes with a gradient that a Hessian with its factor may cost: at 500 dense columns, ill-conditioned, it cost 20, and Newton
/// took a quarter of the time of L-BFGS.
const HESSIAN_PASSES: f64 = 40.0;
/// Up to here Newton is cheap in seconds whatever the ratio: below a second's work.
const SMALL: f64 = 2e9;

/// A solver and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The solver.
    pub method: Method,
    /// The reason, a clause for people.
    pub reason: String,
}

/// What a Hessian and its factor cost, in passes with a gradient alone. A pass is bound by memory and a Hessian by
/// multiplications, some eight of which are done while a number is fetched.
pub(crate) fn hessian_passes(objective: &dyn Objective) -> f64 {
    let (n, p, k) = (objective.rows() as f64, objective.dim() as f64, objective.row_entries().max(1) as f64);
    let blocks = objective.geometry().map_or(1, Geometry::blocks) as f64;
    if blocks > 1.0 {
        // A pass of several products is bound by multiplications too.
        return 1.0 + (blocks + 1.0) * k / 8.0 + p.powi(3) / (12.0 * blocks * n * k);
    }
    1.0 + k / 16.0 + p.powi(3) / (24.0 * n * k)
}

/// Whether a Hessian with its factor is there for a moderate number of passes, or a moment.
pub(crate) fn hessian_is_cheap(objective: &dyn Objective) -> bool {
    let (n, p, k) = (objective.rows() as f64, objective.dim() as f64, objective.row_entries() as f64);
    let blocks = objective.geometry().map_or(1, Geometry::blocks) as f64;
    let work = blocks * (blocks + 1.0) / 2.0 * n * k * k + p.powi(3) / 3.0;
    objective.has_hessian() && (hessian_passes(objective) <= HESSIAN_PASSES || work <= SMALL)
}

/// Choose for an objective.
#[must_use]
pub fn choose(objective: &dyn Objective) -> Choice {
    let p = objective.dim();
    if !objective.has_hessian() {
        let reason = format!("{p} unknowns: a Hessian would not fit in memory, L-BFGS needs only gradients");
        return Choice { method: Method::Lbfgs, reason };
    }
    if hessian_is_cheap(objective) {
        let reason = format!("{p} unknowns: a Hessian is cheap, and Newton needs the fewest passes");
        return Choice { method: Method::Newton, reason };
    }
    let passes = hessian_passes(objective);
    let reason = format!("{p} unknowns: a Hessian costs as much as {passes:.0} gradients, L-BFGS needs none");
    Choice { method: Method::Lbfgs, reason }
}
