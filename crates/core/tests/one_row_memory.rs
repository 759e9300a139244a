//! Scoring one row allocates nothing, and scoring into a slice nothing per block of rows.
//!
//! One test, alone in its crate, because it counts the allocations of the whole process.
#![allow(unsafe_code)]

use logodds_core::{Dense, Executor, Features, Model};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

static COUNT: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: every call goes to `System` unchanged; the counter is an atomic and allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.fetch_add(1, Relaxed);
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(f: impl FnOnce()) -> usize {
    let start = COUNT.load(Relaxed);
    f();
    COUNT.load(Relaxed) - start
}

#[test]
fn scoring_allocates_nothing() {
    for p in [1, 8, 20, 30, 1_000] {
        let model = Model::new(0.1, vec![0.5; p], vec![0.25; p]).unwrap();
        let x: Vec<f64> = (0..2_000 * p).map(|i| (i as f64 * 0.618).fract()).collect();
        let features = Features::from(Dense::from_rows(&x[..], 2_000, p).unwrap());
        let (row, mut out, one) = (&x[..p], vec![0.0; 2_000], Executor::sequential());
        let mut results = [0.0; 2];
        let score = || results = [model.margin(row).unwrap(), model.probability(row).unwrap()];
        assert_eq!(allocations(score), 0, "{p} columns");
        assert_eq!(allocations(|| model.probabilities_into(&features, &one, &mut out).unwrap()), 0, "{p} columns");
        assert_eq!(results[1].to_bits(), out[0].to_bits());
        assert!(model.probabilities_into(&features, &one, &mut out[1..]).is_err());
        assert!(model.probability(&x[..p - 1]).is_err());
    }
}
