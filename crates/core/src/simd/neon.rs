//! Vectors as four NEON registers: lanes 0 and 1, 2 and 3, 4 and 5, 6 and 7.
//!
//! Every unsafe block is a call of an intrinsic whose only condition is NEON, which every 64-bit ARM processor has.
#![allow(unsafe_code)]

use crate::simd::lane::Lane;
use crate::simd::lanes::{Arithmetic, LANES};
use crate::simd::portable::PortableSingle;
use crate::simd::vector::{Kernel, Vector};
use std::arch::aarch64::*;

#[derive(Clone, Copy)]
pub(super) struct Neon(float64x2_t, float64x2_t, float64x2_t, float64x2_t);

/// Run a kernel.
#[inline]
pub(super) fn run<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Neon>()
}

/// One intrinsic on each of the registers.
macro_rules! each {
    ($intrinsic:ident($($vector:expr),+)) => {
        // SAFETY: see the module.
        unsafe {
            Self(
                $intrinsic($($vector.0),+),
                $intrinsic($($vector.1),+),
                $intrinsic($($vector.2),+),
                $intrinsic($($vector.3),+),
            )
        }
    };
}

/// `yes` where the bits of `mask` are set.
macro_rules! select {
    ($mask:ident($a:expr, $b:expr), $yes:expr, $no:expr) => {
        // SAFETY: see the module.
        unsafe {
            Self(
                vbslq_f64($mask($a.0, $b.0), $yes.0, $no.0),
                vbslq_f64($mask($a.1, $b.1), $yes.1, $no.1),
                vbslq_f64($mask($a.2, $b.2), $yes.2, $no.2),
                vbslq_f64($mask($a.3, $b.3), $yes.3, $no.3),
            )
        }
    };
}

impl Arithmetic for Neon {
    #[inline(always)]
    fn splat(x: f64) -> Self {
        // SAFETY: see the module.
        let all = unsafe { vdupq_n_f64(x) };
        Self(all, all, all, all)
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        each!(vaddq_f64(self, other))
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        each!(vsubq_f64(self, other))
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        each!(vmulq_f64(self, other))
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        each!(vdivq_f64(self, other))
    }
    #[inline(always)]
    fn fma(self, factor: Self, term: Self) -> Self {
        each!(vfmaq_f64(term, self, factor))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        each!(vabsq_f64(self))
    }
    // The instructions for the smaller and the larger give NaN where either is NaN; a comparison is false there.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        select!(vcltq_f64(self, other), self, other)
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        select!(vcgtq_f64(self, other), self, other)
    }
    #[inline(always)]
    fn if_less(self, bound: Self, yes: Self, no: Self) -> Self {
        select!(vcltq_f64(self, bound), yes, no)
    }
    #[inline(always)]
    fn scale(self, shifted: Self) -> Self {
        #[inline(always)]
        fn power(shifted: float64x2_t) -> float64x2_t {
            // SAFETY: see the module.
            unsafe {
                let k = vshlq_n_s64::<52>(vreinterpretq_s64_f64(shifted));
                vreinterpretq_f64_s64(vaddq_s64(k, vdupq_n_s64(1023 << 52)))
            }
        }
        self.mul(Self(power(shifted.0), power(shifted.1), power(shifted.2), power(shifted.3)))
    }
}

impl Vector for Neon {
    type Lane = Lane<true>;
    type Single = PortableSingle;
    const TILE: usize = 4;

    #[inline(always)]
    fn load(from: &[f64; LANES]) -> Self {
        let at = from.as_ptr();
        // SAFETY: see the module; eight numbers are there to be read.
        unsafe { Self(vld1q_f64(at), vld1q_f64(at.add(2)), vld1q_f64(at.add(4)), vld1q_f64(at.add(6))) }
    }
    #[inline(always)]
    fn load_f32(from: &[f32; LANES]) -> Self {
        // SAFETY: see the module; eight numbers are there to be read.
        unsafe {
            let (low, high) = (vld1q_f32(from.as_ptr()), vld1q_f32(from.as_ptr().add(4)));
            Self(
                vcvt_f64_f32(vget_low_f32(low)),
                vcvt_high_f64_f32(low),
                vcvt_f64_f32(vget_low_f32(high)),
                vcvt_high_f64_f32(high),
            )
        }
    }
    #[inline(always)]
    fn load_u8(from: &[u8; LANES]) -> Self {
        // SAFETY: see the module; eight bytes are there to be read.
        unsafe {
            let wide = vmovl_u8(vld1_u8(from.as_ptr()));
            let (low, high) = (vmovl_u16(vget_low_u16(wide)), vmovl_high_u16(wide));
            Self(
                vcvtq_f64_u64(vmovl_u32(vget_low_u32(low))),
                vcvtq_f64_u64(vmovl_high_u32(low)),
                vcvtq_f64_u64(vmovl_u32(vget_low_u32(high))),
                vcvtq_f64_u64(vmovl_high_u32(high)),
            )
        }
    }
    #[inline(always)]
    fn store(self, to: &mut [f64; LANES]) {
        let at = to.as_mut_ptr();
        // SAFETY: see the module; there is room for eight numbers.
        unsafe {
            vst1q_f64(at, self.0);
            vst1q_f64(at.add(2), self.1);
            vst1q_f64(at.add(4), self.2);
            vst1q_f64(at.add(6), self.3);
        }
    }
    #[inline(always)]
    fn sum(self) -> f64 {
        // SAFETY: see the module.
        unsafe { vaddvq_f64(vaddq_f64(vaddq_f64(self.0, self.2), vaddq_f64(self.1, self.3))) }
    }
}
