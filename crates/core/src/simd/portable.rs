//! Vectors as arrays: any processor, and the referee of the others.

use crate::simd::lane::Lane;
#[cfg(any(test, not(target_arch = "aarch64")))]
use crate::simd::lanes::{Arithmetic, LANES};
use crate::simd::single::{SINGLES, Single};
use crate::simd::vector::Vector;

/// Eight f64 in an array.
#[cfg(any(test, not(target_arch = "aarch64")))]
#[derive(Clone, Copy)]
pub(crate) struct Portable([f64; LANES]);

/// Whether a fused multiply-add is one instruction.
const FUSED: bool = cfg!(target_arch = "aarch64");

#[cfg(any(test, not(target_arch = "aarch64")))]
impl Portable {
    #[inline(always)]
    fn with(self, other: Self, f: impl Fn(f64, f64) -> f64) -> Self {
        Self(std::array::from_fn(|l| f(self.0[l], other.0[l])))
    }
}

#[cfg(any(test, not(target_arch = "aarch64")))]
impl Arithmetic for Portable {
    #[inline(always)]
    fn splat(x: f64) -> Self {
        Self([x; LANES])
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.with(other, |a, b| a * b)
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.with(other, |a, b| a / b)
    }
    #[inline(always)]
    fn fma(self, factor: Self, term: Self) -> Self {
        let fused = |l: usize| self.0[l].mul_add(factor.0[l], term.0[l]);
        if FUSED { Self(std::array::from_fn(fused)) } else { self.mul(factor).add(term) }
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.map(f64::abs))
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        self.with(other, |a, b| if a < b { a } else { b })
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        self.with(other, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    fn if_less(self, bound: Self, yes: Self, no: Self) -> Self {
        Self(std::array::from_fn(|l| if self.0[l] < bound.0[l] { yes.0[l] } else { no.0[l] }))
    }
    #[inline(always)]
    fn scale(self, shifted: Self) -> Self {
        self.with(shifted, |x, k| x * f64::from_bits((k.to_bits() << 52).wrapping_add(1023 << 52)))
    }
}

#[cfg(any(test, not(target_arch = "aarch64")))]
impl Vector for Portable {
    type Lane = Lane<FUSED>;
    type Single = PortableSingle;
    const TILE: usize = 4;

    #[inline(always)]
    fn load(from: &[f64; LANES]) -> Self {
        Self(*from)
    }
    #[inline(always)]
    fn load_f32(from: &[f32; LANES]) -> Self {
        Self(from.map(f64::from))
    }
    #[inline(always)]
    fn load_u8(from: &[u8; LANES]) -> Self {
        Self(from.map(f64::from))
    }
    #[inline(always)]
    fn store(self, to: &mut [f64; LANES]) {
        *to = self.0;
    }
    #[inline(always)]
    fn sum(self) -> f64 {
        let a = self.0;
        ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]))
    }
}

/// Sixteen f32 in an array; on 64-bit ARM too, where the compiler makes registers of it.
#[derive(Clone, Copy)]
pub(crate) struct PortableSingle([f32; SINGLES]);

impl Single for PortableSingle {
    #[inline(always)]
    fn splat(x: f32) -> Self {
        Self([x; SINGLES])
    }
    #[inline(always)]
    fn load(from: &[f32; SINGLES]) -> Self {
        Self(*from)
    }
    #[inline(always)]
    fn store(self, to: &mut [f32; SINGLES]) {
        *to = self.0;
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(std::array::from_fn(|l| self.0[l] + other.0[l]))
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(std::array::from_fn(|l| self.0[l] - other.0[l]))
    }
    #[inline(always)]
    fn fma(self, factor: Self, term: Self) -> Self {
        Self(std::array::from_fn(|l| {
            if FUSED { self.0[l].mul_add(factor.0[l], term.0[l]) } else { self.0[l] * factor.0[l] + term.0[l] }
        }))
    }
    #[inline(always)]
    fn sums(of: [Self; LANES], to: &mut [f64; LANES]) {
        for (to, Self(v)) in to.iter_mut().zip(of) {
            let t: [f32; 4] = std::array::from_fn(|k| (v[k] + v[k + 4]) + (v[k + 8] + v[k + 12]));
            *to = f64::from((t[0] + t[2]) + (t[1] + t[3]));
        }
    }
}
