//! What a Hessian costs, in passes with a gradient: counted from the shape alone, so that solvers and certificate weigh it the same way on
//! any machine, with any number of threads.
//!
//! ```text
//! pass      n k            n rows of k entries that are not structurally 0
//! Hessian   n k² + p³/3    p unknowns, the factor included
//! ```
//!
//! A pass is bound by memory and a Hessian by multiplications, some eight of which are done while a number is fetched.

use logodds_core::{Geometry, Objective};

/// Passes with a gradient that a Hessian with its factor may cost where it is only wanted for a certificate: at 500 dense
/// columns, ill-conditioned, it cost 20, and Newton took a quarter of the time of L-BFGS.
const HESSIAN_PASSES: f64 = 40.0;
/// Up to here a Hessian is cheap in seconds whatever the ratio: below a second's work.
const SMALL: f64 = 2e9;

/// The counts that decide over costs. An objective that tells nothing of itself is one row, with an entry for each of its coordinates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    pub rows: usize,
    pub unknowns: usize,
    /// Entries of a row that are not structurally 0.
    pub entries: usize,
    /// Blocks of unknowns: one of a binary model, one per contrast of several classes.
    pub blocks: usize,
    /// Whether a dense Hessian fits in the memory allowed.
    pub has_hessian: bool,
}

impl Extent {
    pub(crate) fn of(objective: &dyn Objective) -> Self {
        let unknowns = objective.dim();
        match objective.structure() {
            Some(structure) => Self {
                rows: structure.rows(),
                unknowns,
                entries: structure.row_entries(),
                blocks: structure.geometry().map_or(1, Geometry::blocks),
                has_hessian: structure.has_hessian(),
            },
            None => Self { rows: 1, unknowns, entries: unknowns, blocks: 1, has_hessian: true },
        }
    }
}

/// What a Hessian and its factor cost, in passes with a gradient alone.
pub(crate) fn hessian_passes(objective: &dyn Objective) -> f64 {
    let extent = Extent::of(objective);
    let (n, p, k) = (extent.rows as f64, extent.unknowns as f64, extent.entries.max(1) as f64);
    let blocks = extent.blocks as f64;
    if blocks > 1.0 {
        // A pass of several products is bound by multiplications too.
        return 1.0 + (blocks + 1.0) * k / 8.0 + p.powi(3) / (12.0 * blocks * n * k);
    }
    1.0 + k / 16.0 + p.powi(3) / (24.0 * n * k)
}

/// The same of the Hessian of so many rows, of one output; of all of them if it is not said.
pub(crate) fn sampled_hessian_passes(objective: &dyn Objective, rows: Option<usize>) -> f64 {
    let Some(rows) = rows else { return hessian_passes(objective) };
    let extent = Extent::of(objective);
    let (n, p, k) = (extent.rows as f64, extent.unknowns as f64, extent.entries.max(1) as f64);
    rows as f64 / n * (1.0 + k / 16.0) + p.powi(3) / (24.0 * n * k)
}

/// Whether a Hessian with its factor is there for a moderate number of passes, or a moment.
pub(crate) fn hessian_is_cheap(objective: &dyn Objective) -> bool {
    let extent = Extent::of(objective);
    let (n, p, k) = (extent.rows as f64, extent.unknowns as f64, extent.entries as f64);
    let blocks = extent.blocks as f64;
    let work = blocks * (blocks + 1.0) / 2.0 * n * k * k + p.powi(3) / 3.0;
    extent.has_hessian && (hessian_passes(objective) <= HESSIAN_PASSES || work <= SMALL)
}
