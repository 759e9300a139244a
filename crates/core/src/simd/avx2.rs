//! Vectors as pairs of AVX2 registers: lanes 0 to 3, and 4 to 7.
//!
//! Every unsafe block is a call of an intrinsic whose only condition is that the processor has AVX2 and FMA: vectors of
//! this type are made in [`run`] alone, which [`crate::simd::dispatch`] calls after asking.
#![allow(unsafe_code)]

use crate::simd::lane::Lane;
use crate::simd::lanes::{Arithmetic, LANES};
use crate::simd::single::{SINGLES, Single};
use crate::simd::vector::{Kernel, Vector};
use std::arch::x86_64::*;

#[derive(Clone, Copy)]
struct Avx2(__m256d, __m256d);

/// Eight ones and eight zeros: from `8 − n` on, a mask of the first n lanes.
static MASK: [i64; 2 * LANES] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];

/// The same for numbers of 32 bits.
static NARROW_MASK: [i32; 2 * LANES] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];

/// Masks of lanes 0 to 3 and 4 to 7, of which the first `n` are set.
#[inline(always)]
fn mask(n: usize) -> (__m256i, __m256i) {
    let from = &MASK[LANES - n.min(LANES)..][..LANES];
    // SAFETY: see the module; eight numbers are there to be read.
    unsafe { (_mm256_loadu_si256(from.as_ptr().cast()), _mm256_loadu_si256(from.as_ptr().add(4).cast())) }
}

/// Run a kernel.
///
/// # Safety
/// The processor has AVX2 and FMA.
#[target_feature(enable = "avx2,fma")]
pub(super) fn run<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Avx2>()
}

impl Arithmetic for Avx2 {
    #[inline(always)]
    fn splat(x: f64) -> Self {
        // SAFETY: see the module.
        let all = unsafe { _mm256_set1_pd(x) };
        Self(all, all)
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: see the module.
        unsafe { Self(_mm256_add_pd(self.0, other.0), _mm256_add_pd(self.1, other.1)) }
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        // SAFETY: see the module.
        unsafe { Self(_mm256_sub_pd(self.0, other.0), _mm256_sub_pd(self.1, other.1)) }
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        // SAFETY: see the module.
        unsafe { Self(_mm256_mul_pd(self.0, other.0), _mm256_mul_pd(self.1, other.1)) }
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        // SAFETY: see the module.
        unsafe { Self(_mm256_div_pd(self.0, other.0), _mm256_div_pd(self.1, other.1)) }
    }
    #[inline(always)]
    fn fma(self, factor: Self, term: Self) -> Self {
        // SAFETY: see the module.
        unsafe { Self(_mm256_fmadd_pd(self.0, factor.0, term.0), _mm256_fmadd_pd(self.1, factor.1, term.1)) }
    }
    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: see the module.
        unsafe {
            let sign = _mm256_set1_pd(-0.0);
            Self(_mm256_andnot_pd(sign, self.0), _mm256_andnot_pd(sign, self.1))
        }
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // SAFETY: see the module. The instruction gives its second operand where either is NaN.
        unsafe { Self(_mm256_min_pd(self.0, other.0), _mm256_min_pd(self.1, other.1)) }
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: see the module. The instruction gives its second operand where either is NaN.
        unsafe { Self(_mm256_max_pd(self.0, other.0), _mm256_max_pd(self.1, other.1)) }
    }
    #[inline(always)]
    fn if_less(self, bound: Self, yes: Self, no: Self) -> Self {
        // SAFETY: see the module.
        unsafe {
            let (low, high) =
                (_mm256_cmp_pd::<_CMP_LT_OQ>(self.0, bound.0), _mm256_cmp_pd::<_CMP_LT_OQ>(self.1, bound.1));
            Self(_mm256_blendv_pd(no.0, yes.0, low), _mm256_blendv_pd(no.1, yes.1, high))
        }
    }
    #[inline(always)]
    fn scale(self, shifted: Self) -> Self {
        // SAFETY: see the module.
        unsafe {
            let bias = _mm256_set1_epi64x(1023 << 52);
            let low = _mm256_add_epi64(_mm256_slli_epi64::<52>(_mm256_castpd_si256(shifted.0)), bias);
            let high = _mm256_add_epi64(_mm256_slli_epi64::<52>(_mm256_castpd_si256(shifted.1)), bias);
            self.mul(Self(_mm256_castsi256_pd(low), _mm256_castsi256_pd(high)))
        }
    }
}

impl Vector for Avx2 {
    type Lane = Lane<true>;
    type Single = Avx2Single;
    const TILE: usize = 4;

    #[inline(always)]
    fn load(from: &[f64; LANES]) -> Self {
        // SAFETY: see the module; eight numbers are there to be read.
        unsafe { Self(_mm256_loadu_pd(from.as_ptr()), _mm256_loadu_pd(from.as_ptr().add(4))) }
    }
    #[inline(always)]
    fn load_f32(from: &[f32; LANES]) -> Self {
        // SAFETY: see the module; eight numbers are there to be read.
        unsafe {
            let low = _mm_loadu_ps(from.as_ptr());
            let high = _mm_loadu_ps(from.as_ptr().add(4));
            Self(_mm256_cvtps_pd(low), _mm256_cvtps_pd(high))
        }
    }
    #[inline(always)]
    fn load_u8(from: &[u8; LANES]) -> Self {
        // SAFETY: see the module.
        unsafe {
            let eight = _mm256_cvtepu8_epi32(_mm_set1_epi64x(i64::from_le_bytes(*from)));
            let (low, high) = (_mm256_castsi256_si128(eight), _mm256_extracti128_si256::<1>(eight));
            Self(_mm256_cvtepi32_pd(low), _mm256_cvtepi32_pd(high))
        }
    }
    #[inline(always)]
    fn load_part(from: &[f64]) -> Self {
        let (low, high) = mask(from.len());
        // SAFETY: see the module; lanes beyond the slice are masked, and masked lanes are not read.
        unsafe { Self(_mm256_maskload_pd(from.as_ptr(), low), _mm256_maskload_pd(from.as_ptr().wrapping_add(4), high)) }
    }
    #[inline(always)]
    fn load_part_f32(from: &[f32]) -> Self {
        let mask = &NARROW_MASK[LANES - from.len().min(LANES)..][..LANES];
        // SAFETY: see the module; eight masks are there to be read, lanes beyond the slice are masked, and masked lanes are not
        // read.
        unsafe {
            let (low, high) = (_mm_loadu_si128(mask.as_ptr().cast()), _mm_loadu_si128(mask.as_ptr().add(4).cast()));
            let low = _mm_maskload_ps(from.as_ptr(), low);
            let high = _mm_maskload_ps(from.as_ptr().wrapping_add(4), high);
            Self(_mm256_cvtps_pd(low), _mm256_cvtps_pd(high))
        }
    }
    #[inline(always)]
    fn store_part(self, to: &mut [f64]) {
        let (low, high) = mask(to.len());
        // SAFETY: see the module; lanes beyond the slice are masked, and masked lanes are not written.
        unsafe {
            _mm256_maskstore_pd(to.as_mut_ptr(), low, self.0);
            _mm256_maskstore_pd(to.as_mut_ptr().wrapping_add(4), high, self.1);
        }
    }
    #[inline(always)]
    fn store(self, to: &mut [f64; LANES]) {
        // SAFETY: see the module; there is room for eight numbers.
        unsafe {
            _mm256_storeu_pd(to.as_mut_ptr(), self.0);
            _mm256_storeu_pd(to.as_mut_ptr().add(4), self.1);
        }
    }
    #[inline(always)]
    fn sum(self) -> f64 {
        // SAFETY: see the module.
        unsafe {
            let four = _mm256_add_pd(self.0, self.1);
            let two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd::<1>(four));
            _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)))
        }
    }
    #[inline(always)]
    fn sums_of_four(of: [Self; 4], to: &mut [f64; 4]) {
        let [a, b, c, d] = of;
        store_sums([a.halves(), b.halves(), c.halves(), d.halves()], to);
    }
}

impl Avx2 {
    /// The sums of lanes l and l + 4.
    #[inline(always)]
    fn halves(self) -> __m256d {
        // SAFETY: see the module.
        unsafe { _mm256_add_pd(self.0, self.1) }
    }
}

/// Write `(0 + 2) + (1 + 3)` of each.
#[inline(always)]
pub(super) fn store_sums([a, b, c, d]: [__m256d; 4], to: &mut [f64; 4]) {
    // SAFETY: see the module; there is room for four numbers.
    unsafe {
        let ac = _mm256_add_pd(_mm256_permute2f128_pd::<0x20>(a, c), _mm256_permute2f128_pd::<0x31>(a, c));
        let bd = _mm256_add_pd(_mm256_permute2f128_pd::<0x20>(b, d), _mm256_permute2f128_pd::<0x31>(b, d));
        _mm256_storeu_pd(to.as_mut_ptr(), _mm256_add_pd(_mm256_unpacklo_pd(ac, bd), _mm256_unpackhi_pd(ac, bd)));
    }
}

/// Sixteen f32: lanes 0 to 7, and 8 to 15.
#[derive(Clone, Copy)]
pub(super) struct Avx2Single(__m256, __m256);

impl Single for Avx2Single {
    #[inline(always)]
    fn splat(x: f32) -> Self {
        // SAFETY: see the module.
        let all = unsafe { _mm256_set1_ps(x) };
        Self(all, all)
    }
    #[inline(always)]
    fn load(from: &[f32; SINGLES]) -> Self {
        // SAFETY: see the module; sixteen numbers are there to be read.
        unsafe { Self(_mm256_loadu_ps(from.as_ptr()), _mm256_loadu_ps(from.as_ptr().add(LANES))) }
    }
    #[inline(always)]
    fn store(self, to: &mut [f32; SINGLES]) {
        // SAFETY: see the module; there is room for sixteen numbers.
        unsafe {
            _mm256_storeu_ps(to.as_mut_ptr(), self.0);
            _mm256_storeu_ps(to.as_mut_ptr().add(LANES), self.1);
        }
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: see the module.
        unsafe { Self(_mm256_add_ps(self.0, other.0), _mm256_add_ps(self.1, other.1)) }
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        // SAFETY: see the module.
        unsafe { Self(_mm256_sub_ps(self.0, other.0), _mm256_sub_ps(self.1, other.1)) }
    }
    #[inline(always)]
    fn fma(self, factor: Self, term: Self) -> Self {
        // SAFETY: see the module.
        unsafe { Self(_mm256_fmadd_ps(self.0, factor.0, term.0), _mm256_fmadd_ps(self.1, factor.1, term.1)) }
    }
    #[inline(always)]
    fn sums(of: [Self; LANES], to: &mut [f64; LANES]) {
        let first = Self::pairs(Self::quarters(of[0], of[1]), Self::quarters(of[4], of[5]));
        let last = Self::pairs(Self::quarters(of[2], of[3]), Self::quarters(of[6], of[7]));
        // SAFETY: see the module; there is room for eight numbers.
        unsafe {
            // (0 4 2 6 | 1 5 3 7)
            let mixed = _mm256_shuffle_ps::<0x44>(first, last);
            let (even, odd) = (_mm256_castps256_ps128(mixed), _mm256_extractf128_ps::<1>(mixed));
            let (low, high) = (_mm_unpacklo_ps(even, odd), _mm_unpackhi_ps(even, odd));
            _mm256_storeu_pd(to.as_mut_ptr(), _mm256_cvtps_pd(_mm_movelh_ps(low, high)));
            _mm256_storeu_pd(to.as_mut_ptr().add(4), _mm256_cvtps_pd(_mm_movehl_ps(high, low)));
        }
    }
}

impl Avx2Single {
    /// `(v_k + v_{k+4}) + (v_{k+8} + v_{k+12})`, k < 4, of each of two vectors.
    #[inline(always)]
    fn quarters(a: Self, b: Self) -> __m256 {
        // SAFETY: see the module.
        unsafe {
            let low = _mm256_add_ps(_mm256_permute2f128_ps::<0x20>(a.0, b.0), _mm256_permute2f128_ps::<0x31>(a.0, b.0));
            let high =
                _mm256_add_ps(_mm256_permute2f128_ps::<0x20>(a.1, b.1), _mm256_permute2f128_ps::<0x31>(a.1, b.1));
            _mm256_add_ps(low, high)
        }
    }

    /// The sums of the quarters of a and b, in the first two lanes of each half.
    #[inline(always)]
    fn pairs(a: __m256, b: __m256) -> __m256 {
        // SAFETY: see the module.
        unsafe {
            let sums = _mm256_add_ps(_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
            _mm256_add_ps(sums, _mm256_permute_ps::<0x4E>(sums))
        }
    }
}
