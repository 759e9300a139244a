//! How many threads a run may have.
//!
//! The result does not depend on it, so a number that only costs time (each thread has a stack, and a turn to wait for)
//! is lowered without a word; one that can only be a slip is refused.

use crate::terminal::problems::Problems;
use rayon::{ThreadBuilder, ThreadPoolBuilder};
use std::io;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
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

/// Reading uses as many threads as fitting will, and fewer, down to this one alone, where the system starts no more: under
/// `ulimit -u`, or in a container that bounds processes. The result does not depend on it.
pub fn start(asked: Option<usize>) {
    let wanted = match used(asked) {
        0 => available_parallelism().map_or(1, usize::from),
        n => n,
    };
    // Threads first and the pool for those there are: a pool that asks for one too many is no pool, and cannot be asked for again.
    let (hand_over, starters) = channel::<ThreadBuilder>();
    let starters = Arc::new(Mutex::new(starters));
    let there_is = |_: &usize| {
        let starters = Arc::clone(&starters);
        let wait = move || {
            let thread = starters.lock().map(|starters| starters.recv());
            if let Ok(Ok(thread)) = thread {
                thread.run();
            }
        };
        std::thread::Builder::new().spawn(wait).is_ok()
    };
    let threads = (0..wanted).take_while(there_is).count();
    let pool = ThreadPoolBuilder::new().num_threads(threads.max(1));
    // An error means that the pool is running already, which cannot be this early.
    let _ = match threads {
        0 => pool.use_current_thread().build_global(),
        _ => pool
            .spawn_handler(|thread| hand_over.send(thread).map_err(|_| io::ErrorKind::WouldBlock.into()))
            .build_global(),
    };
}
