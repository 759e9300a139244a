//! What each solver should cost on an objective, in passes and in seconds.
//!
//! Counted from the shape alone, so that a forecast is the same on any machine, with any number of threads:
//!
//! ```text
//! pass      n (0.65 k_d + 2.7 k_s + 4) ns          k_d dense and k_s stored sparse entries in a row
//! Hessian   n (0.022 k_d² + 0.5 k_d k_s + 1.2 k_s²) ns beside it, and p³/3 multiplications for its factor
//! ```
//!
//! A dense entry streams from memory, a sparse one waits for what it gathers and scatters; products of dense columns run at
//! the speed of multiplications, of sparse ones at that of scattering. How many of each a solver takes to a tolerance was
//! fitted to `benches/auto.rs`, which measures the choice against the best of all solvers over many shapes. A forecast of
//! seconds is for a core of 2023 at 3 GHz; on another machine all solvers are slower or faster together, which changes no choice.

use crate::choice::method::Method;
use crate::cost::{Extent, hessian_is_cheap, multiplies_pairs_at_once, row_space, skips_samples};
use crate::premises::Premises;
use logodds_core::{Objective, Structure};

/// Seconds of a pass: of an entry of a dense column (8 bytes at 12 GB/s) and of a sparse one, and of a row's loss.
const DENSE_ENTRY: f64 = 0.65e-9;
const SPARSE_ENTRY: f64 = 2.7e-9;
const ROW: f64 = 4e-9;
/// Seconds of an entry of a row's contribution to the Hessian: dense with dense (70 GFLOP/s, half of a square), a sparse one
/// with dense columns, sparse with sparse.
const DENSE_DENSE: f64 = 0.022e-9;
const SPARSE_DENSE: f64 = 0.5e-9;
const SPARSE_SPARSE: f64 = 1.2e-9;
/// Seconds of an entry of a dense column and one of several outputs: both products of a pass, at 35 GFLOP/s.
const DENSE_OUTPUT: f64 = 0.11e-9;
/// Seconds of an entry of a sparse row and one of several outputs, where no column is dense: both products of a pass, the outputs side by side, and
/// the partial sums (11,000 rows of tf-idf, 50,000 words, 20 classes).
const SPARSE_OUTPUT: f64 = 0.7e-9;
/// Seconds of an entry of a factor and one of several outputs in a change of coordinates, which is made of all outputs at once.
const OUTPUT_SOLVE: f64 = 0.05e-9;
/// Seconds of an entry of a row's products of two columns and one of a pair of outputs, where columns are few and all pairs are added up at once; half of
/// the square.
const FEW_PAIR: f64 = 0.04e-9;
/// Seconds of a row's weight, scaling and packing for one block of the Hessian of several outputs.
const OUTPUT_PAIR: f64 = 20e-9;
/// Seconds of a row's entry in a Hessian whose levels are eliminated, which waits for the level's numbers; and of a number of a partial sum, that is
/// zeroed, merged and paged in by each run: measured at 200,000 rows with 1,000 to 100,000 levels.
const LEVEL_ENTRY: f64 = 15e-9;
const NUMBER: f64 = 6e-9;
/// Seconds of a multiplication of a factorisation.
const FACTOR: f64 = 0.07e-9;
/// Seconds of an entry of a vector in a solver's own arithmetic.
const VECTOR: f64 = 0.5e-9;
/// Seconds of an entry of a sparse row looked up in another one, and of an entry of the span's matrix in a product and its metric.
const SPARSE_PAIR: f64 = 0.7e-9;
const SPAN_ENTRY: f64 = 0.5e-9;
/// Seconds of waking threads and of bookkeeping, per pass.
const OVERHEAD: f64 = 5e-6;

/// What a solver should cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Forecast {
    /// Passes over the data, as [`Solution::passes`](crate::minimize::Solution::passes) counts them.
    pub passes: f64,
    /// Seconds of one thread that more threads divide among them.
    pub shared: f64,
    /// Seconds that they do not.
    pub serial: f64,
}

impl Forecast {
    /// Seconds with so many threads.
    #[must_use]
    pub fn seconds(&self, threads: usize) -> f64 {
        self.shared / threads.max(1) as f64 + self.serial
    }
}

/// What of an objective decides over its costs.
#[derive(Clone, Copy, Debug)]
struct Costs {
    rows: f64,
    unknowns: f64,
    /// Blocks of unknowns: one of a binary model, one per contrast of several classes.
    blocks: f64,
    /// Entries of a row in dense columns, and in sparse ones.
    dense: f64,
    stored: f64,
    /// Entries of a row in all, and whether a dense Hessian fits in the memory allowed.
    entries: f64,
    has_hessian: bool,
    /// Seconds of a pass with the gradient, of what a Hessian costs beside it, and of a factor.
    pass: f64,
    hessian: f64,
    factor: f64,
    /// Seconds of a row and an unknown in the pass for the exact radius.
    radius_entry: f64,
    penalised: bool,
    /// Whether samples are not worth their while, as a Hessian of the whole costs little.
    is_whole: bool,
    /// The least ridge of a column, 0 if one is free.
    least_ridge: f64,
    /// Digits asked for.
    digits: f64,
}

impl Costs {
    fn of(objective: &dyn Objective, tolerance: f64) -> Self {
        let extent = Extent::of(objective);
        let (n, p, blocks) = (extent.rows as f64, extent.unknowns as f64, extent.blocks as f64);
        let geometry = objective.structure().and_then(Structure::geometry);
        let sparse: usize = geometry.map_or(0, |g| g.sparse.iter().map(|(range, _)| range.len()).sum());
        let dense = ((p - sparse as f64) / blocks - 1.0).max(0.0);
        let stored = (extent.entries as f64 - dense).max(0.0);
        let entries = if blocks >= 4.0 && dense == 0.0 {
            blocks * SPARSE_OUTPUT * stored
        } else if blocks > 1.0 {
            // Several products are bound by multiplications.
            blocks * (DENSE_OUTPUT * dense + SPARSE_ENTRY * stored) + DENSE_ENTRY * dense
        } else {
            DENSE_ENTRY * dense + SPARSE_ENTRY * stored
        };
        let pairs = blocks * (blocks + 1.0) / 2.0;
        let of_pair = if multiplies_pairs_at_once(objective) {
            FEW_PAIR * (dense + 1.0) * (dense + 2.0)
        } else {
            (if blocks > 1.0 { OUTPUT_PAIR } else { 0.0 })
                + DENSE_DENSE * dense * dense
                + SPARSE_DENSE * dense * stored
                + SPARSE_SPARSE * stored * stored
        };
        let levels = extent.levels;
        Self {
            rows: n,
            unknowns: p,
            dense,
            stored,
            blocks,
            pass: n * (entries + blocks * ROW) + OVERHEAD + levels.map_or(0.0, |_| 16.0 * p * NUMBER),
            hessian: pairs * n * of_pair
                + levels.map_or(0.0, |levels| {
                    let numbers = (levels.coupled + 3 * levels.eliminated + levels.others * levels.others) as f64;
                    n * LEVEL_ENTRY * (1.0 + stored) + if numbers < n { 16.0 } else { 8.0 } * numbers * NUMBER
                }),
            factor: FACTOR * extent.factor_work(),
            radius_entry: 2.0 * DENSE_DENSE * dense + SPARSE_SPARSE * stored,
            entries: extent.entries as f64,
            has_hessian: extent.has_hessian,
            is_whole: skips_samples(objective),
            penalised: Premises::of(objective).is_some_and(|known| known.penalises_all_columns()),
            least_ridge: Premises::of(objective)
                .map_or(0.0, |known| known.columns().map(|j| known.ridge(j)).fold(f64::INFINITY, f64::min)),
            digits: -tolerance.log10(),
        }
    }
}

/// What a solver should cost to a certified gap of `tolerance`, relative to the objective; `None` if it is not known or it
/// does not apply.
#[must_use]
pub fn forecast(method: Method, objective: &dyn Objective, tolerance: f64) -> Option<Forecast> {
    let costs = Costs::of(objective, tolerance);
    match method {
        Method::Newton if row_space(objective).is_some() => Some(costs.in_row_space()),
        Method::Newton if costs.has_hessian => Some(costs.newton()),
        Method::Lbfgs => Some(costs.first_order(objective, Steps::LBFGS)),
        Method::NewtonCg => Some(costs.first_order(objective, Steps::NEWTON_CG)),
        _ => None,
    }
}

/// How many passes a solver of gradients or products takes, apart from the whitening and the certificate: at first, and per
/// digit of the tolerance.
struct Steps {
    /// With a whole Hessian for a metric.
    whole: (f64, f64),
    /// With a block and a diagonal: of sparse columns, which hardly meet, and of dense ones, which do.
    sparse: (f64, f64),
    dense: (f64, f64),
    /// With several outputs, the metric being that of the start.
    outputs: (f64, f64),
    /// Changes of coordinates in a pass, and other vectors that it goes through.
    transforms: f64,
    vectors: f64,
    /// Whether it shows itself to the certifier so often that a Hessian is paid for sooner or later.
    is_often_seen: bool,
}

impl Steps {
    const LBFGS: Self = Self {
        whole: (5.0, 0.7),
        sparse: (15.0, 1.6),
        dense: (15.0, 3.5),
        outputs: (7.0, 10.3),
        transforms: 2.0,
        // The judge's look at every step among them: on tf-idf of 50,000 columns lbfgs took 0.35 s for the 0.27 of newton-cg, with fewer passes.
        vectors: 75.0,
        is_often_seen: true,
    };
    const NEWTON_CG: Self = Self {
        whole: (8.0, 1.2),
        sparse: (15.0, 2.3),
        dense: (35.0, 6.5),
        outputs: (10.0, 12.0),
        transforms: 1.0,
        vectors: 15.0,
        is_often_seen: false,
    };
}

impl Costs {
    /// Whether a Hessian costs so much that dense rows are not all asked for one.
    fn is_dear(&self) -> bool {
        self.hessian + self.factor > 8.0 * self.pass
    }

    /// How much of a Hessian a certificate takes that rests on one: of dense rows two an unknown, where it is dear.
    fn certificate(&self) -> f64 {
        let has_dense_rows = self.blocks == 1.0 && self.stored == 0.0;
        if self.is_dear() && has_dense_rows { (2.0 * self.unknowns / self.rows).min(1.0) } else { 1.0 }
    }

    /// Steps with a Hessian each; or, where rows are many, those of two samples and a few gradients of the whole.
    fn newton(&self) -> Forecast {
        let (n, p) = (self.rows, self.unknowns);
        let dear = self.is_dear();
        if self.blocks > 1.0 {
            return self.newton_of_outputs(dear);
        }
        let first = (20.0 * p).max(n / 100.0) / n;
        let has_dense_rows = self.blocks == 1.0 && self.stored == 0.0;
        let certificate = self.certificate();
        let (hessians, factors, gradients) = if !self.is_whole && first <= if dear { 1.0 / 3.0 } else { 1.0 / 8.0 } {
            let second = (10.0 * first).min(0.25);
            (5.0 * first + 2.0 * second + certificate, 8.0, 2.0 + 0.6 * self.digits)
        } else if dear && has_dense_rows {
            return self.sparing();
        } else {
            (4.0 + 0.3 * self.digits, 4.0 + 0.3 * self.digits, 2.0)
        };
        Forecast {
            passes: hessians + gradients,
            shared: (hessians + gradients) * self.pass + hessians * self.hessian,
            serial: (factors + 1.0) * self.factor,
        }
    }

    /// A Hessian a step; or, where one is dear and a penalty certifies without, gradients as far as they get.
    fn newton_of_outputs(&self, dear: bool) -> Forecast {
        let whole = |gradients: f64, hessians: f64| Forecast {
            passes: gradients + hessians,
            shared: (gradients + hessians) * self.pass + hessians * self.hessian,
            serial: (hessians + 1.0) * self.factor,
        };
        let hessians = 4.0 + 0.3 * self.digits;
        if !dear || !self.penalised {
            return whole(2.0, hessians);
        }
        let vectors = VECTOR * Steps::LBFGS.vectors * self.unknowns;
        let with = |f: Forecast, gradients: f64| Forecast { serial: f.serial + gradients * vectors, ..f };
        let (few, many) = (15.0, 15.0 + 3.0 * self.digits);
        let (handed, alone) = (with(whole(few, 0.6 * hessians), few), with(whole(many, 0.0), many));
        if handed.seconds(1) < alone.seconds(1) { handed } else { alone }
    }

    /// A pass for the start, for the Gram matrix of the rows, to lift and to certify; and in the span of the n rows a Hessian for the metric and some forty products.
    fn in_row_space(&self) -> Forecast {
        let n = self.rows;
        let passes = 4.0;
        let products = 40.0 * self.blocks * n * n;
        Forecast {
            passes,
            shared: passes * self.pass
                + n * n * (DENSE_DENSE * self.dense + SPARSE_PAIR * self.stored)
                + n * n * n * DENSE_DENSE,
            serial: 2.0 * FACTOR * n.powi(3) / 3.0 + products * SPAN_ENTRY,
        }
    }

    /// Newton's method without a Hessian until one pays: L-BFGS, and a Hessian of some rows for the certificate. Where rows are few per unknown the
    /// columns look correlated whatever they are, and a Hessian of all rows, or two, is a metric.
    fn sparing(&self) -> Forecast {
        let (n, p) = (self.rows, self.unknowns);
        let few = n < 4.0 * p;
        let gradients = 4.0 + 1.2 * self.digits + if few { 20.0 } else { 0.0 };
        let certificate = if self.penalised { 0.0 } else { (2.0 * p / n).min(1.0) };
        let (hessians, factors) = if few { (1.5, 2.0) } else { (certificate, if self.penalised { 0.0 } else { 1.0 }) };
        // With M a factor, a step is two triangular solutions.
        let solutions = if few { gradients } else { 0.0 };
        // Products are in single precision, and factors in tiles.
        let shared = (hessians + gradients) * self.pass + 0.5 * hessians * self.hessian + factors * self.factor;
        let serial = VECTOR * (gradients * 40.0 * p + solutions * 2.0 * p * p);
        Forecast { passes: hessians + gradients, shared, serial }
    }

    /// By how many times a first-order solver's steps to a digit grow as rows become few: the condition that the spread of eigenvalues of n rows of p
    /// independent columns (V. Marčenko, L. Pastur, 1967) has beside the least ridge, of which the root counts. Measured: 5.6 times at 5,000 × 2,000, where this is 6.
    fn of_few_rows(&self) -> f64 {
        if self.rows <= self.unknowns {
            return 1.0;
        }
        let root = (self.unknowns / self.rows).sqrt();
        let (most, least) = (0.25 * (1.0 + root).powi(2), 0.25 * (1.0 - root).max(0.0).powi(2));
        let condition = (most + self.least_ridge) / (least + self.least_ridge).max(1e-6 * most);
        1.4 * condition.sqrt() - 0.4
    }

    fn first_order(&self, objective: &dyn Objective, steps: Steps) -> Forecast {
        let (n, p) = (self.rows, self.unknowns);
        let several = self.blocks > 1.0;
        let width = p / self.blocks;
        let hot = width.min(if several { 1_025.0 } else { 513.0 });
        let whole = hot == width && (several || self.has_hessian);
        let sample = (if several { 10.0 } else { 20.0 } * hot).max(n / 8.0) / n;
        let share = if sample > 1.0 / 3.0 { 1.0 } else { sample };
        let (at_first, per_digit) = match whole {
            true if several => steps.outputs,
            true => steps.whole,
            false if self.stored > self.dense => steps.sparse,
            false => (steps.dense.0, steps.dense.1 * self.of_few_rows()),
        };
        let solve = if several { OUTPUT_SOLVE } else { VECTOR };
        let gradients = at_first + per_digit * self.digits;
        // Without a penalty nothing certifies but a Hessian, and without a whole metric nothing but the exact radius; with one
        // a Hessian polishes, where it is cheap.
        let waits = several && self.penalised && !hessian_is_cheap(objective);
        let hessian =
            self.has_hessian && !waits && (!self.penalised || steps.is_often_seen || hessian_is_cheap(objective));
        // Where one costs little beside a gradient, the certificate asks for one again and again: 0.33 s of L-BFGS, 0.14 of Newton, on 5,000 levels
        // with a ridge.
        let hessians = match hessian {
            true if self.is_whole => 4.0,
            true => self.certificate(),
            false => 0.0,
        };
        let radius = if self.penalised || whole { 0.0 } else { hessians * n * p * self.radius_entry };
        // Once there is a Hessian, every look of the judge solves with its factor: on 1,797 × 64 of 10 classes lbfgs took 454 passes and newton-cg 664,
        // in 0.86 and 0.38 s.
        let looks = if several && steps.is_often_seen { hessians * gradients * VECTOR * p * p } else { 0.0 };
        let block = if several {
            n * (DENSE_DENSE * self.dense * self.dense + SPARSE_SPARSE * self.stored * self.stored)
        } else if whole {
            self.hessian
        } else {
            0.5e-9 * n * hot.min(self.entries).powi(2)
        };
        Forecast {
            passes: gradients + share + hessians,
            shared: (gradients + share + hessians) * self.pass + share * block + hessians * self.hessian + radius,
            serial: gradients * (VECTOR * steps.vectors * p + solve * steps.transforms * self.blocks * hot * hot)
                + looks
                + FACTOR * hot.powi(3) / 3.0
                + 2.0 * hessians * self.factor,
        }
    }
}
