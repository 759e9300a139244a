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
mod lanes;
#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;
pub(crate) mod single;
#[cfg(test)]
mod tests;
mod vector;

#[cfg(any(test, not(target_arch = "aarch64")))]
use portable::Portable;

pub use lanes::Arithmetic;
pub(crate) use lanes::LANES;
pub(crate) use vector::Kernel;
pub use vector::Vector;

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
