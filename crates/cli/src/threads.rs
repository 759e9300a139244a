//! How many threads a run may have.
//!
//! The result does not depend on it, so a number that only costs time (each thread has a stack, and a turn to wait for)
//! is lowered without a word; one that can only be a slip is refused.

use crate::specification::Problems;
use std::thread::available_parallelism;

/// More is a slip.
const MOST: usize = 1024;
/// More per processor is of no use.
const PER_PROCESSOR: usize = 4;

/// Check a number asked for.
pub fn check(asked: Option<usize>, problems: &mut Problems) {
    if let Some(n) = asked {
        problems.when(!(1..=MOST).contains(&n), || {
            format!("--threads {n}: it must be from 1 to {MOST}; leave the flag out for one per processor")
        });
    }
}

/// The number to use, 0 for one per processor.
pub fn used(asked: Option<usize>) -> usize {
    let processors = available_parallelism().map_or(1, usize::from);
    asked.map_or(0, |n| n.min(PER_PROCESSOR * processors))
}

/// Reading uses as many threads as fitting will.
pub fn start(asked: Option<usize>) {
    if asked.is_some() {
        // An error means that the pool is running already, which cannot be this early; the result does not depend on it.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(used(asked)).build_global();
    }
}
