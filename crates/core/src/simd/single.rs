//! Sixteen f32 at a time, in as many registers as eight f64: twice the multiplications for the same time, at half the digits.

use crate::simd::lanes::LANES;

/// Lanes of a vector of f32.
pub(crate) const SINGLES: usize = 2 * LANES;

/// Sixteen f32, on a cache line of their own.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub(crate) struct Line(pub [f32; SINGLES]);

impl Line {
    /// All zeros.
    pub(crate) const ZERO: Self = Self([0.0; SINGLES]);

    /// Append numbers, each rounded, to lines that are filled up with zeros.
    pub(crate) fn extend(lines: &mut Vec<Self>, numbers: &[f64]) {
        lines.extend(numbers.chunks(SINGLES).map(|chunk| {
            let mut line = Self::ZERO;
            line.0.iter_mut().zip(chunk).for_each(|(into, x)| *into = *x as f32);
            line
        }));
    }
}

/// Sixteen f32. Methods are lane by lane unless they say otherwise.
pub trait Single: Copy {
    /// All lanes `x`.
    fn splat(x: f32) -> Self;
    /// A chunk.
    fn load(from: &[f32; SINGLES]) -> Self;
    /// Fewer than a chunk, 0 beyond.
    #[inline(always)]
    fn load_part(from: &[f32]) -> Self {
        let mut chunk = [0.0; SINGLES];
        chunk[..from.len()].copy_from_slice(from);
        Self::load(&chunk)
    }
    /// Write a chunk.
    fn store(self, to: &mut [f32; SINGLES]);
    /// `self + other`.
    fn add(self, other: Self) -> Self;
    /// `self − other`.
    fn sub(self, other: Self) -> Self;
    /// `self · factor + term`.
    fn fma(self, factor: Self, term: Self) -> Self;
    /// The sums of the lanes of eight vectors, each in pairs: with `t_k = (v_k + v_{k+4}) + (v_{k+8} + v_{k+12})`,
    /// `(t_0 + t_2) + (t_1 + t_3)`.
    fn sums(of: [Self; LANES], to: &mut [f64; LANES]);
}
