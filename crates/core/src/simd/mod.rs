//! Eight f64 at a time: inner loops are written once over [`Vector`], compiled for the baseline, for AVX2 with FMA and for
//! AVX-512, and the best the processor has is chosen at run time; on 64-bit ARM, where NEON is always there, for it.
//!
//! A vector has [`LANES`] lanes whatever the registers are, and every operation is one lane's own, so AVX2 and AVX-512 give the
//! same bits. The baseline differs in the last one, because a fused multiply-add rounds once where a product and a sum round
//! twice; without the instruction `mul_add` would be a call into libm, 30 times slower. NEON has it, and rounds as AVX2 does.
//!
//! Refused: loops over arrays for the compiler to vectorise. It took chunks of eight apart into halves of the smallest
//! register and passed the ends of rows through memory: half the speed (docs/solvers.md).
//!
//! This folder and nothing else in the crate is unsafe: intrinsics behind safe methods, tested against [`Portable`].
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
mod lane;
#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;
mod single;

#[cfg(any(test, not(target_arch = "aarch64")))]
use portable::Portable;
pub(crate) use single::{Line, SINGLES, Single};

pub(crate) use lane::Lane;

/// Lanes of a vector: one AVX-512 register, two of AVX2, four of SSE2 or NEON.
pub(crate) const LANES: usize = 8;

/// What is done lane by lane: by a [`Vector`], or by one [`Lane`] alone with the same bits.
pub trait Arithmetic: Copy {
    /// All lanes `x`.
    fn splat(x: f64) -> Self;
    /// `self + other`.
    fn add(self, other: Self) -> Self;
    /// `self − other`.
    fn sub(self, other: Self) -> Self;
    /// `self · other`.
    fn mul(self, other: Self) -> Self;
    /// `self / other`.
    fn div(self, other: Self) -> Self;
    /// `self · factor + term`.
    fn fma(self, factor: Self, term: Self) -> Self;
    /// |self|.
    fn abs(self) -> Self;
    /// The smaller; `other` where either is NaN.
    fn min(self, other: Self) -> Self;
    /// The larger; `other` where either is NaN.
    fn max(self, other: Self) -> Self;
    /// `yes` where `self < bound`, else (also where either is NaN) `no`.
    fn if_less(self, bound: Self, yes: Self, no: Self) -> Self;
    /// `self · 2^k` where k is the integer in the low bits of `shifted`, see [`crate::loss::block`]; −1022 ≤ k ≤ 1023.
    fn scale(self, shifted: Self) -> Self;
}

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

/// Run a kernel with the best instructions there are.
#[inline]
pub(crate) fn dispatch<K: Kernel>(kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        if has!("avx512f") && has!("avx2") && has!("fma") {
            // SAFETY: the processor has just said so.
            return unsafe { avx512::run(kernel) };
        }
        if has!("avx2") && has!("fma") {
            // SAFETY: the processor has just said so.
            return unsafe { avx2::run(kernel) };
        }
    }
    #[cfg(target_arch = "aarch64")]
    {
        neon::run(kernel)
    }
    #[cfg(not(target_arch = "aarch64"))]
    {
        kernel.run::<Portable>()
    }
}

/// Ask for the cache line of `at` to be brought near, into the second level of the cache: what is at work is in the first.
#[inline(always)]
pub(crate) fn prefetch<T>(at: &T) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86-64 processor has the instruction, and it changes nothing but what is in the cache.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T1>(std::ptr::from_ref(at).cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = at;
}

/// Run a kernel on path 0 (arrays), 1 (AVX2 or NEON) or 2 (AVX-512); `None` if the processor lacks it.
#[cfg(test)]
pub(crate) fn on_every_path<K: Kernel>(kernel: K, path: usize) -> Option<K::Output> {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::is_x86_feature_detected as has;
        let avx2 = has!("avx2") && has!("fma");
        match path {
            // SAFETY: the processor has just said so.
            1 => return avx2.then(|| unsafe { avx2::run(kernel) }),
            // SAFETY: the processor has just said so.
            2 => return (avx2 && has!("avx512f")).then(|| unsafe { avx512::run(kernel) }),
            _ => {}
        }
    }
    #[cfg(target_arch = "aarch64")]
    if path == 1 {
        return Some(neon::run(kernel));
    }
    (path == 0).then(|| kernel.run::<Portable>())
}

#[cfg(test)]
mod tests;
