//! A quantity as an associative sum over row blocks, and the tree that adds it.
//!
//! Floating-point addition is not associative, so the order is part of the definition: the blocks are cut into at most
//! 64 consecutive runs, each added up in order; the runs are merged in a balanced binary tree. Both depend on the shape of
//! the data and the size of a partial alone. Threads only decide who computes a node, so any number of them, on any
//! machine of one kind, gives the same bits.
//!
//! Refused: rayon's unordered `reduce`, whose result depends on which thread stole what.

use crate::data::{EvalError, RowBlocks, Shape};
use crate::sum::interrupt::Interrupt;
use crate::sum::partial::Partial;
use crate::sum::row_sum::RowSum;

/// Who computes the sums: this thread, or a pool.
#[derive(Clone, Debug, Default)]
pub struct Executor {
    #[cfg(feature = "rayon")]
    pool: Option<std::sync::Arc<rayon::ThreadPool>>,
    interrupt: Option<Interrupt>,
}

impl Executor {
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
        Ok(Self { pool: pool.map(std::sync::Arc::new), interrupt: None })
    }

    /// Like [`Executor::new`], but without a pool for data of so few cells (rows times columns) that a pass over them takes
    /// no longer than waking a thread. The bits are the same.
    ///
    /// # Errors
    /// As for [`Executor::new`].
    #[cfg(feature = "rayon")]
    pub fn for_cells(threads: usize, cells: usize) -> Result<Self, EvalError> {
        /// 0.8 MB of f64: some 50 µs a pass, as starting a pool takes 200 µs and handing a pass to it 10.
        const FEW: usize = 100_000;
        if cells <= FEW { Ok(Self::sequential()) } else { Self::new(threads) }
    }

    /// Whose sums end with [`EvalError::Interrupted`] soon after `interrupt` is raised, within a pass.
    #[must_use]
    pub fn interrupted_by(self, interrupt: Option<Interrupt>) -> Self {
        Self { interrupt, ..self }
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
        let blocks = data.shape().blocks();
        if blocks == 0 {
            return Ok(sum.zero());
        }
        let run = |k: usize, runs: usize| -> Result<S::Partial, EvalError> {
            self.check()?;
            let (mut partial, mut scratch) = (sum.zero(), S::Scratch::default());
            for block in k * blocks / runs..(k + 1) * blocks / runs {
                data.visit(block, origin, &mut |block| sum.add(&block, &mut partial, &mut scratch))?;
            }
            Ok(partial)
        };
        let runs = runs(data.shape(), sum.width());
        self.within(|| self.tree(0, runs, &|k| run(k, runs)))
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
