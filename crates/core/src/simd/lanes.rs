//! What every way of computing lane by lane shares: how many lanes there are, and what one lane can do.

/// Lanes of a vector: one AVX-512 register, two of AVX2, four of SSE2 or NEON.
pub(crate) const LANES: usize = 8;

/// What is done lane by lane: by a [`Vector`](crate::simd::Vector), or by one [`Lane`](crate::simd::lane::Lane) alone with the same bits.
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
    /// `self · 2^k` where k is the integer in the low bits of `shifted`, see [`crate::response::logistic::rows`]; −1022 ≤ k ≤ 1023.
    fn scale(self, shifted: Self) -> Self;
}
