//! What a Hessian costs, in passes with a gradient: counted from the shape alone, so that solvers and certificate weigh it the same way on
//! any machine, with any number of threads.
//!
//! ```text
//! pass      n k            n rows of k entries that are not structurally 0
//! Hessian   n k² + p³/3    p unknowns, the factor included
//! ```
//!
//! A pass is bound by memory and a Hessian by multiplications, some eight of which are done while a number is fetched.
//!
//! Where the levels of a category are eliminated, p³/3 is that of the q other coordinates and what it takes to subtract from them:
//!
//! ```text
//! factor    q³/3 + 4 m²/E      E levels with m numbers in all that couple them; half of the square of those of each, at what is scattered
//! ```

use logodds_core::{Geometry, Levels, Objective, RowSpace, Structure};

/// Passes with a gradient that a Hessian with its factor may cost where it is only wanted for a certificate: at 500 dense
/// columns, ill-conditioned, it cost 20, and Newton took a quarter of the time of L-BFGS.
const HESSIAN_PASSES: f64 = 40.0;
/// Up to here a Hessian is cheap in seconds whatever the ratio: below a second's work.
const SMALL: f64 = 2e9;

/// Entries of the Gram matrix of the rows at most: with its factor and some sums, 2 GiB.
const SPAN: f64 = 6.4e7;

/// The counts that decide over costs. An objective that tells nothing of itself is one row, with an entry for each of its coordinates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    pub rows: usize,
    pub unknowns: usize,
    /// Entries of a row that are not structurally 0.
    pub entries: usize,
    /// Blocks of unknowns: one of a binary model, one per contrast of several classes.
    pub blocks: usize,
    /// Whether a Hessian fits in the memory allowed.
    pub has_hessian: bool,
    /// What of it is diagonal.
    pub levels: Option<Levels>,
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
                levels: structure.levels(),
            },
            None => Self { rows: 1, unknowns, entries: unknowns, blocks: 1, has_hessian: true, levels: None },
        }
    }

    /// Multiplications of a factorisation, or as many as take its time.
    pub(crate) fn factor_work(&self) -> f64 {
        match self.levels {
            None => (self.unknowns as f64).powi(3) / 3.0,
            Some(Levels { eliminated, others, coupled }) => {
                (others as f64).powi(3) / 3.0 + 4.0 * (coupled as f64).powi(2) / eliminated.max(1) as f64
            }
        }
    }
}

/// Columns and contrasts for which core adds up all pairs of outputs at once (its `risk::all_pairs`), and how many times faster it is then: 20 and
/// 23 labels with 13 and 18 columns took 11 and 13 passes for a Hessian.
const FEW_COLUMNS: usize = 32;
const PAIRED: usize = 3;
const PAIRS: f64 = 4.0;

/// Whether the Hessian of several outputs is that of few dense columns, all pairs of outputs at once.
pub(crate) fn multiplies_pairs_at_once(objective: &dyn Objective) -> bool {
    let Extent { entries, blocks, .. } = Extent::of(objective);
    let is_dense =
        objective.structure().and_then(Structure::geometry).is_some_and(|geometry| geometry.sparse.is_empty());
    is_dense && entries <= FEW_COLUMNS && blocks >= PAIRED
}

/// What a Hessian and its factor cost, in passes with a gradient alone.
pub(crate) fn hessian_passes(objective: &dyn Objective) -> f64 {
    let extent = Extent::of(objective);
    let (n, k) = (extent.rows as f64, extent.entries.max(1) as f64);
    let blocks = extent.blocks as f64;
    if blocks > 1.0 {
        // A pass of several products is bound by multiplications too.
        let together = if multiplies_pairs_at_once(objective) { PAIRS } else { 1.0 };
        return 1.0 + (blocks + 1.0) * k / (8.0 * together) + extent.factor_work() / (4.0 * blocks * n * k);
    }
    // A number that couples a level is scattered beside each of the gradient's.
    let scattered = if extent.levels.is_some() { 1.0 } else { 0.0 };
    1.0 + scattered + k / 16.0 + extent.factor_work() / (8.0 * n * k)
}

/// Whether Newton's method starts on all rows, however many: where levels are eliminated a Hessian costs little more than a gradient, and a
/// sample would lack levels.
pub(crate) fn skips_samples(objective: &dyn Objective) -> bool {
    /// Passes; samples save one to four Hessians of the whole, and cost about one.
    const LITTLE: f64 = 4.0;
    Extent::of(objective).levels.is_some() && hessian_passes(objective) <= LITTLE
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
    let (n, k) = (extent.rows as f64, extent.entries as f64);
    let blocks = extent.blocks as f64;
    let work = blocks * (blocks + 1.0) / 2.0 * n * k * k + extent.factor_work();
    extent.has_hessian && (hessian_passes(objective) <= HESSIAN_PASSES || work <= SMALL)
}

/// The span of the rows of an objective, if Newton's method there costs less than in all coordinates: counted from the shape alone.
///
/// ```text
/// span           n² k/2 for the Gram matrix, n³ for a factor, a Hessian and its factor; 40 passes of n² an output
/// coordinates    six Hessians of n k²/2 and p³/6 each, for each pair of outputs; of dense rows and one output that begin without a Hessian
///                (`solvers/newton/sparing.rs`), 1.5 in single precision and two factors
/// ```
pub(crate) fn row_space(objective: &dyn Objective) -> Option<(&dyn Structure, &dyn RowSpace)> {
    let structure = objective.structure()?;
    let extent = Extent::of(objective);
    let (n, p, k) = (extent.rows as f64, extent.unknowns as f64, extent.entries as f64);
    let blocks = extent.blocks as f64;
    let span = 0.5 * n * n * k + n.powi(3) + 40.0 * blocks * n * n;
    let has_dense_rows =
        structure.geometry().is_some_and(|geometry| geometry.outputs == 1 && geometry.sparse.is_empty());
    let coordinates = if has_dense_rows && hessian_passes(objective) > 8.0 {
        0.375 * n * k * k + p.powi(3) / 3.0
    } else {
        6.0 * (0.25 * blocks * (blocks + 1.0) * n * k * k + extent.factor_work() / 2.0)
    };
    // With fewer columns than rows the span is all of them, by a worse conditioned way: small fits lost digits there.
    let is_wide = n * blocks < p;
    let fits = n * n <= SPAN && is_wide;
    if fits && span < coordinates { Some((structure, structure.row_space()?)) } else { None }
}
