//! A quantity as an associative sum over row blocks, and the tree that adds it.
//!
//! Floating-point addition is not associative, so the order is part of the definition: the blocks are cut into at most
//! 64 consecutive runs, each added up in order; the runs are merged in a balanced binary tree. Both depend on the shape of
//! the data and the size of a partial alone. Threads only decide who computes a node, so any number of them, on any
//! machine of one kind, gives the same bits.
//!
//! Refused: rayon's unordered `reduce`, whose result depends on which thread stole what.

use crate::data::{EvalError, RowBlocks, Shape};
use crate::fingerprint::{Fingerprint, Identify};
use crate::sum::collective::{Asked, Collective};
use crate::sum::encoding::{decode, encode};
use crate::sum::interrupt::Interrupt;
use crate::sum::partial::Partial;
use crate::sum::row_sum::RowSum;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Who computes the sums: this thread, or a pool.
#[derive(Clone, Debug, Default)]
pub struct Executor {
    #[cfg(feature = "rayon")]
    pool: Option<Arc<rayon::ThreadPool>>,
    interrupt: Option<Interrupt>,
    collective: Option<Arc<dyn Collective>>,
    /// Rows of all sums that looked at X, of this executor and its clones.
    rows_seen: Arc<AtomicU64>,
}

impl Executor {
    /// Cells that no thread is woken for: 0.8 MB of f64, some 50 µs a pass, as starting a pool takes 200 µs and handing a pass to it 10.
    #[cfg(feature = "rayon")]
    const FEW: usize = 100_000;

    /// Everything on the calling thread.
    #[must_use]
    pub fn sequential() -> Self {
        Self::default()
    }

    /// A pool of `threads` threads; 0 means one per processor. Where the system starts no such pool (a limit of processes), everything is
    /// done on the calling thread, with the same bits.
    ///
    /// # Errors
    /// None today.
    #[cfg(feature = "rayon")]
    pub fn new(threads: usize) -> Result<Self, EvalError> {
        if threads == 1 {
            return Ok(Self::sequential());
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().ok();
        Ok(Self { pool: pool.map(Arc::new), ..Self::default() })
    }

    /// Like [`Executor::new`], but without a pool for data of so few cells (rows times columns) that a pass over them takes
    /// no longer than waking a thread. The bits are the same.
    ///
    /// # Errors
    /// As for [`Executor::new`].
    #[cfg(feature = "rayon")]
    pub fn for_cells(threads: usize, cells: usize) -> Result<Self, EvalError> {
        if cells <= Self::FEW { Ok(Self::sequential()) } else { Self::new(threads) }
    }

    /// Whose sums end with [`EvalError::Interrupted`] soon after `interrupt` is raised, within a pass.
    #[must_use]
    pub fn interrupted_by(self, interrupt: Option<Interrupt>) -> Self {
        Self { interrupt, ..self }
    }

    /// Whose sums are completed by `collective`.
    #[must_use]
    pub fn completed_by(self, collective: Option<Arc<dyn Collective>>) -> Self {
        Self { collective, ..self }
    }

    /// How many sums what completes them had without anybody looking at a row ([`Collective::remembered`]); `None` if there is no such thing.
    #[must_use]
    pub fn remembered(&self) -> Option<u64> {
        self.collective.as_ref().map(|collective| collective.remembered())
    }

    /// Whether to go on.
    ///
    /// # Errors
    /// [`EvalError::Interrupted`] once the interrupt is raised.
    pub fn check(&self) -> Result<(), EvalError> {
        match &self.interrupt {
            Some(interrupt) if interrupt.is_raised() => Err(EvalError::Interrupted),
            _ => Ok(()),
        }
    }

    /// Number of threads.
    #[must_use]
    pub fn threads(&self) -> usize {
        #[cfg(feature = "rayon")]
        if let Some(pool) = &self.pool {
            return pool.current_num_threads();
        }
        1
    }

    /// One pass: `sum` over all blocks of `data`, with `origin` subtracted from X.
    ///
    /// # Errors
    /// The first error of a block, in block order; [`EvalError::Interrupted`] if somebody asked for that.
    pub fn sum<S: RowSum>(&self, data: &dyn RowBlocks, origin: &[f64], sum: &S) -> Result<S::Partial, EvalError> {
        if data.shape().blocks() == 0 {
            return Ok(sum.zero());
        }
        self.count(sum, data.shape().rows);
        let asked =
            AskedSum { executor: self, data, origin, sum, runs: runs(data.shape(), sum.width()).min(sum.most_runs()) };
        let Some(collective) = &self.collective else { return asked.node(0..asked.runs) };
        self.check()?;
        asked.decoded(&collective.reduce(&asked)?)
    }

    /// `sum` over some of the blocks, on the calling thread: a batch. No collective completes it.
    ///
    /// # Errors
    /// The first error of a block.
    pub fn batch<S: RowSum>(
        &self,
        (data, blocks): (&dyn RowBlocks, Range<usize>),
        origin: &[f64],
        sum: &S,
    ) -> Result<S::Partial, EvalError> {
        let (mut partial, mut scratch, mut rows) = (sum.zero(), S::Scratch::default(), 0);
        data.visit(blocks, origin, &mut |block| {
            rows += block.rows();
            sum.add(&block, &mut partial, &mut scratch);
        })?;
        self.count(sum, rows);
        Ok(partial)
    }

    /// How many rows the sums of this executor and its clones have looked at: a row counts each time. One that somebody else completed counts as if
    /// it had been computed here.
    #[must_use]
    pub fn rows_seen(&self) -> u64 {
        self.rows_seen.load(Ordering::Relaxed)
    }

    /// Count rows that were looked at otherwise than for a sum.
    pub(crate) fn looked_at(&self, rows: usize) {
        self.rows_seen.fetch_add(rows as u64, Ordering::Relaxed);
    }

    /// Whether somebody else completes the sums.
    pub(crate) fn is_completed(&self) -> bool {
        self.collective.is_some()
    }

    /// For other data, of so many cells, that are made of these: interrupted as this one, by as many threads where that is worth it
    /// ([`Executor::for_cells`]), counting rows of its own.
    pub(crate) fn beside(&self, cells: usize) -> Self {
        let few = Self { interrupt: self.interrupt.clone(), ..Self::sequential() };
        #[cfg(feature = "rayon")]
        if cells > Self::FEW {
            return Self { pool: self.pool.clone(), ..few };
        }
        let _ = cells;
        few
    }

    fn count<S: RowSum>(&self, sum: &S, rows: usize) {
        if sum.looks_at_columns() {
            self.rows_seen.fetch_add(rows as u64, Ordering::Relaxed);
        }
    }

    /// `f(0), …, f(count − 1)`, in that order, each computed by one thread.
    pub fn map<T: Send>(&self, count: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
        #[cfg(feature = "rayon")]
        if self.pool.is_some() {
            use rayon::prelude::*;
            return self.within(|| (0..count).into_par_iter().map(&f).collect());
        }
        (0..count).map(f).collect()
    }

    /// Fill `out` in chunks of `chunk` numbers: `f(start, slice)` writes `out[start..start + slice.len()]`.
    pub fn fill<F>(&self, out: &mut [f64], chunk: usize, f: F)
    where
        F: Fn(usize, &mut [f64]) + Sync,
    {
        #[cfg(feature = "rayon")]
        // One chunk is not worth waking a thread.
        if self.pool.is_some() && out.len() > chunk {
            use rayon::prelude::*;
            return self.within(|| out.par_chunks_mut(chunk).enumerate().for_each(|(k, out)| f(k * chunk, out)));
        }
        out.chunks_mut(chunk).enumerate().for_each(|(k, out)| f(k * chunk, out));
    }

    /// `f` of each of some items, which may borrow what it is to change, each by one thread.
    pub fn each<T: Send>(&self, items: Vec<T>, f: impl Fn(T) + Sync) {
        #[cfg(feature = "rayon")]
        if self.pool.is_some() && items.len() > 1 {
            use rayon::prelude::*;
            return self.within(|| items.into_par_iter().for_each(&f));
        }
        items.into_iter().for_each(f);
    }

    /// Runs `from..to` merged as a balanced tree.
    fn tree<P: Partial>(
        &self,
        from: usize,
        to: usize,
        run: &(dyn Fn(usize) -> Result<P, EvalError> + Sync),
    ) -> Result<P, EvalError> {
        if to - from == 1 {
            return run(from);
        }
        let middle = from + (to - from) / 2;
        let left = || self.tree(from, middle, run);
        let right = || self.tree(middle, to, run);
        let (left, right) = self.both(left, right);
        let mut left = left?;
        left.merge(right?);
        Ok(left)
    }

    #[cfg(feature = "rayon")]
    fn both<A: Send, B: Send>(&self, left: impl FnOnce() -> A + Send, right: impl FnOnce() -> B + Send) -> (A, B) {
        if self.pool.is_some() { rayon::join(left, right) } else { (left(), right()) }
    }

    #[cfg(not(feature = "rayon"))]
    fn both<A, B>(&self, left: impl FnOnce() -> A, right: impl FnOnce() -> B) -> (A, B) {
        (left(), right())
    }

    #[cfg(feature = "rayon")]
    fn within<R: Send>(&self, f: impl FnOnce() -> R + Send) -> R {
        match &self.pool {
            Some(pool) => pool.install(f),
            None => f(),
        }
    }

    #[cfg(not(feature = "rayon"))]
    fn within<R>(&self, f: impl FnOnce() -> R) -> R {
        f()
    }
}

/// A sum of rows that this executor has.
struct AskedSum<'a, S> {
    executor: &'a Executor,
    data: &'a dyn RowBlocks,
    origin: &'a [f64],
    sum: &'a S,
    runs: usize,
}

impl<S: RowSum> AskedSum<'_, S> {
    /// The sum of some runs.
    fn node(&self, runs: Range<usize>) -> Result<S::Partial, EvalError> {
        self.executor.within(|| self.executor.tree(runs.start, runs.end, &|k| self.run(k)))
    }

    fn run(&self, k: usize) -> Result<S::Partial, EvalError> {
        self.executor.check()?;
        let (mut partial, mut scratch) = (self.sum.zero(), S::Scratch::default());
        let blocks = self.data.shape().blocks();
        let run = k * blocks / self.runs..(k + 1) * blocks / self.runs;
        self.data.visit(run, self.origin, &mut |block| self.sum.add(&block, &mut partial, &mut scratch))?;
        Ok(partial)
    }

    fn decoded(&self, bytes: &[u8]) -> Result<S::Partial, EvalError> {
        decode(self.sum.zero(), bytes).map_err(|error| EvalError::Collective(std::io::Error::other(error)))
    }
}

impl<S: RowSum> Asked for AskedSum<'_, S> {
    fn fingerprint(&self) -> u64 {
        let mut by = Fingerprint::default();
        let Shape { rows, columns, block_rows } = self.data.shape();
        [rows, columns, block_rows, self.runs].identify(&mut by);
        self.data.identify(&mut by);
        self.origin.identify(&mut by);
        self.sum.identify(&mut by);
        by.number()
    }

    fn runs(&self) -> usize {
        self.runs
    }

    fn of(&self, runs: Range<usize>) -> Result<Vec<u8>, EvalError> {
        Ok(encode(&mut self.node(runs)?))
    }

    fn merged(&self, left: &[u8], right: &[u8]) -> Result<Vec<u8>, EvalError> {
        let mut left = self.decoded(left)?;
        left.merge(self.decoded(right)?);
        Ok(encode(&mut left))
    }
}

/// Runs of the blocks of a data set: few enough that a run is worth a partial of its own, see also [`runs_for`].
pub(crate) fn runs(shape: Shape, width: usize) -> usize {
    /// Cells (rows times columns) of a run at least: some 10 µs of work, beside which a partial costs nothing.
    const CELLS: usize = 16_384;
    let cells = shape.rows.saturating_mul(shape.columns.max(1));
    shape.blocks().min(runs_for(width)).min(cells / CELLS + 1)
}

/// Runs at most for a partial of `width` numbers: enough to keep many threads busy, few enough that zeroing and
/// merging wide partials (Hessians, gradients of 100,000 columns) stays cheap.
pub(crate) fn runs_for(width: usize) -> usize {
    match width {
        0..=16_384 => 64,
        16_385..=1_048_576 => 16,
        _ => 8,
    }
}
