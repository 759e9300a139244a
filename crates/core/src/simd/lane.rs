//! One number that stands for a vector of which only one lane is wanted.
//!
//! Every operation of a vector is one lane's own, so what is written once over [`Arithmetic`] gives a number alone the bits it
//! has among eight, and a number alone fits scalar registers: no copies into the other lanes, no instruction that is split in
//! two where registers are narrower.

use crate::simd::lanes::Arithmetic;

/// A number; `FUSED` where the vectors whose bits it shares multiply and add with one rounding.
#[derive(Clone, Copy)]
pub(crate) struct Lane<const FUSED: bool>(pub f64);

impl<const FUSED: bool> From<Lane<FUSED>> for f64 {
    #[inline(always)]
    fn from(lane: Lane<FUSED>) -> f64 {
        lane.0
    }
}

impl<const FUSED: bool> Arithmetic for Lane<FUSED> {
    #[inline(always)]
    fn splat(x: f64) -> Self {
        Self(x)
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        Self(self.0 * other.0)
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        Self(self.0 / other.0)
    }
    #[inline(always)]
    fn fma(self, factor: Self, term: Self) -> Self {
        // One instruction where the caller was compiled for it, as callers of fused lanes are.
        if FUSED { Self(self.0.mul_add(factor.0, term.0)) } else { Self(self.0 * factor.0 + term.0) }
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.abs())
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        self.if_less(other, self, other)
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        other.if_less(self, self, other)
    }
    #[inline(always)]
    fn if_less(self, bound: Self, yes: Self, no: Self) -> Self {
        // Signs of margins are not foreseen by a branch.
        Self(std::hint::select_unpredictable(self.0 < bound.0, yes.0, no.0))
    }
    #[inline(always)]
    fn scale(self, shifted: Self) -> Self {
        Self(self.0 * f64::from_bits((shifted.0.to_bits() << 52).wrapping_add(1023 << 52)))
    }
}
