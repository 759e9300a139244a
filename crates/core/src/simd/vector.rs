//! Eight f64 at once, and the inner loops written over them.

use crate::simd::lanes::{Arithmetic, LANES};
use crate::simd::single::Single;

/// Eight f64.
pub trait Vector: Arithmetic {
    /// One of its lanes.
    type Lane: Arithmetic + Into<f64>;
    /// Rows of a tile of a matrix product that fit in the registers, 4 or 8.
    const TILE: usize;
    /// As many registers of f32.
    type Single: Single;

    /// A chunk.
    fn load(from: &[f64; LANES]) -> Self;
    /// A chunk of f32, widened.
    fn load_f32(from: &[f32; LANES]) -> Self;
    /// A chunk of labels, 0.0 or 1.0.
    fn load_u8(from: &[u8; LANES]) -> Self;
    /// Write a chunk.
    fn store(self, to: &mut [f64; LANES]);

    /// The sum of the lanes, in pairs: `((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7))`.
    fn sum(self) -> f64;

    /// [`Vector::sum`] of each of four.
    #[inline(always)]
    fn sums_of_four(of: [Self; 4], to: &mut [f64; 4]) {
        *to = of.map(Self::sum);
    }

    /// The sums of eight vectors, each as [`Vector::sum`] gives it.
    #[inline(always)]
    fn sums(of: [Self; LANES]) -> Self {
        let mut sums = [0.0; LANES];
        for (sum, vector) in sums.iter_mut().zip(of) {
            *sum = vector.sum();
        }
        Self::load(&sums)
    }

    /// Fewer than a chunk, 0 beyond.
    #[inline(always)]
    fn load_part(from: &[f64]) -> Self {
        let mut chunk = [0.0; LANES];
        chunk[..from.len()].copy_from_slice(from);
        Self::load(&chunk)
    }
    /// Fewer than a chunk of f32, 0 beyond.
    #[inline(always)]
    fn load_part_f32(from: &[f32]) -> Self {
        let mut chunk = [0.0; LANES];
        chunk[..from.len()].copy_from_slice(from);
        Self::load_f32(&chunk)
    }
    /// Write as many lanes as `to` has room for.
    #[inline(always)]
    fn store_part(self, to: &mut [f64]) {
        let mut chunk = [0.0; LANES];
        self.store(&mut chunk);
        to.copy_from_slice(&chunk[..to.len()]);
    }
}

/// An inner loop with its arguments. Implementations of `run` must be `#[inline(always)]`, else they are not compiled for
/// the instruction set they are called from.
pub(crate) trait Kernel {
    /// What it returns.
    type Output;
    /// The body.
    fn run<V: Vector>(self) -> Self::Output;
}
