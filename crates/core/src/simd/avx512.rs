//! Vectors as AVX-512 registers.
//!
//! Every unsafe block is a call of an intrinsic whose only condition is that the processor has AVX-512F (with AVX2 and
//! FMA): vectors of this type are made in [`run`] alone, which [`crate::simd::dispatch`] calls after asking.
#![allow(unsafe_code)]

use crate::simd::avx2::store_sums;
use crate::simd::lane::Lane;
use crate::simd::lanes::{Arithmetic, LANES};
use crate::simd::single::{SINGLES, Single};
use crate::simd::vector::{Kernel, Vector};
use std::arch::x86_64::*;

#[derive(Clone, Copy)]
struct Avx512(__m512d);

/// Run a kernel.
///
/// # Safety
/// The processor has AVX-512F, AVX2 and FMA.
#[target_feature(enable = "avx512f,avx2,fma")]
pub(super) fn run<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Avx512>()
}

impl Avx512 {
    /// `a_l + a_{l+4}`, l < 4, then those of b.
    #[inline(always)]
    fn halves(a: Self, b: Self) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_add_pd(_mm512_shuffle_f64x2::<0x44>(a.0, b.0), _mm512_shuffle_f64x2::<0xEE>(a.0, b.0)) })
    }

    /// Of two pairs of such halves, lanes 0 and 2, and 1 and 3 of each.
    #[inline(always)]
    fn quarters(a: Self, b: Self) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_add_pd(_mm512_shuffle_f64x2::<0x88>(a.0, b.0), _mm512_shuffle_f64x2::<0xDD>(a.0, b.0)) })
    }
}

impl Arithmetic for Avx512 {
    #[inline(always)]
    fn splat(x: f64) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_set1_pd(x) })
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_add_pd(self.0, other.0) })
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_sub_pd(self.0, other.0) })
    }
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_mul_pd(self.0, other.0) })
    }
    #[inline(always)]
    fn div(self, other: Self) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_div_pd(self.0, other.0) })
    }
    #[inline(always)]
    fn fma(self, factor: Self, term: Self) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_fmadd_pd(self.0, factor.0, term.0) })
    }
    #[inline(always)]
    fn abs(self) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_abs_pd(self.0) })
    }
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        // SAFETY: see the module. The instruction gives its second operand where either is NaN.
        Self(unsafe { _mm512_min_pd(self.0, other.0) })
    }
    #[inline(always)]
    fn max(self, other: Self) -> Self {
        // SAFETY: see the module. The instruction gives its second operand where either is NaN.
        Self(unsafe { _mm512_max_pd(self.0, other.0) })
    }
    #[inline(always)]
    fn if_less(self, bound: Self, yes: Self, no: Self) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_mask_blend_pd(_mm512_cmp_pd_mask::<_CMP_LT_OQ>(self.0, bound.0), no.0, yes.0) })
    }
    #[inline(always)]
    fn scale(self, shifted: Self) -> Self {
        // SAFETY: see the module.
        Self(unsafe {
            let k = _mm512_slli_epi64::<52>(_mm512_castpd_si512(shifted.0));
            let power = _mm512_add_epi64(k, _mm512_set1_epi64(1023 << 52));
            _mm512_mul_pd(self.0, _mm512_castsi512_pd(power))
        })
    }
}

impl Vector for Avx512 {
    type Lane = Lane<true>;
    type Single = Avx512Single;
    const TILE: usize = 8;

    #[inline(always)]
    fn load(from: &[f64; LANES]) -> Self {
        // SAFETY: see the module; eight numbers are there to be read.
        Self(unsafe { _mm512_loadu_pd(from.as_ptr()) })
    }
    #[inline(always)]
    fn load_f32(from: &[f32; LANES]) -> Self {
        // SAFETY: see the module; eight numbers are there to be read.
        Self(unsafe { _mm512_cvtps_pd(_mm256_loadu_ps(from.as_ptr())) })
    }
    #[inline(always)]
    fn load_u8(from: &[u8; LANES]) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_cvtepi32_pd(_mm256_cvtepu8_epi32(_mm_set1_epi64x(i64::from_le_bytes(*from)))) })
    }
    #[inline(always)]
    fn load_part(from: &[f64]) -> Self {
        let mask = ((1u32 << from.len().min(LANES)) - 1) as u8;
        // SAFETY: see the module; lanes beyond the slice are masked, and masked lanes are not read.
        Self(unsafe { _mm512_maskz_loadu_pd(mask, from.as_ptr()) })
    }
    #[inline(always)]
    fn load_part_f32(from: &[f32]) -> Self {
        let mask = ((1u32 << from.len().min(LANES)) - 1) as u16;
        // SAFETY: see the module; lanes beyond the slice are masked, and masked lanes are not read.
        Self(unsafe { _mm512_cvtps_pd(_mm512_castps512_ps256(_mm512_maskz_loadu_ps(mask, from.as_ptr()))) })
    }
    #[inline(always)]
    fn store(self, to: &mut [f64; LANES]) {
        // SAFETY: see the module; there is room for eight numbers.
        unsafe { _mm512_storeu_pd(to.as_mut_ptr(), self.0) }
    }
    #[inline(always)]
    fn store_part(self, to: &mut [f64]) {
        let mask = ((1u32 << to.len().min(LANES)) - 1) as u8;
        // SAFETY: see the module; lanes beyond the slice are masked, and masked lanes are not written.
        unsafe { _mm512_mask_storeu_pd(to.as_mut_ptr(), mask, self.0) }
    }
    #[inline(always)]
    fn sums(of: [Self; LANES]) -> Self {
        // Never by halves of a vector: narrower instructions know 16 registers only, and a sum that one of them takes a part of
        // would keep to those all its life. Of 24 sums of a tile nine then lived in memory.
        let first = Self::quarters(Self::halves(of[0], of[1]), Self::halves(of[2], of[3]));
        let last = Self::quarters(Self::halves(of[4], of[5]), Self::halves(of[6], of[7]));
        // SAFETY: see the module.
        Self(unsafe {
            let mixed = _mm512_add_pd(_mm512_unpacklo_pd(first.0, last.0), _mm512_unpackhi_pd(first.0, last.0));
            _mm512_permutexvar_pd(_mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7), mixed)
        })
    }
    #[inline(always)]
    fn sum(self) -> f64 {
        // SAFETY: see the module.
        unsafe {
            let low = _mm512_castpd512_pd256(self.0);
            let four = _mm256_add_pd(low, _mm512_extractf64x4_pd::<1>(self.0));
            let two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd::<1>(four));
            _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)))
        }
    }
    #[inline(always)]
    fn sums_of_four(of: [Self; 4], to: &mut [f64; 4]) {
        let [a, b, c, d] = of;
        store_sums([a.half_sums(), b.half_sums(), c.half_sums(), d.half_sums()], to);
    }
}

impl Avx512 {
    /// The sums of lanes l and l + 4.
    #[inline(always)]
    fn half_sums(self) -> __m256d {
        // SAFETY: see the module.
        unsafe { _mm256_add_pd(_mm512_castpd512_pd256(self.0), _mm512_extractf64x4_pd::<1>(self.0)) }
    }
}

/// Sixteen f32.
#[derive(Clone, Copy)]
struct Avx512Single(__m512);

impl Single for Avx512Single {
    #[inline(always)]
    fn splat(x: f32) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_set1_ps(x) })
    }
    #[inline(always)]
    fn load(from: &[f32; SINGLES]) -> Self {
        // SAFETY: see the module; sixteen numbers are there to be read.
        Self(unsafe { _mm512_loadu_ps(from.as_ptr()) })
    }
    #[inline(always)]
    fn load_part(from: &[f32]) -> Self {
        let mask = ((1u32 << from.len().min(SINGLES)) - 1) as u16;
        // SAFETY: see the module; lanes beyond the slice are masked, and masked lanes are not read.
        Self(unsafe { _mm512_maskz_loadu_ps(mask, from.as_ptr()) })
    }
    #[inline(always)]
    fn store(self, to: &mut [f32; SINGLES]) {
        // SAFETY: see the module; there is room for sixteen numbers.
        unsafe { _mm512_storeu_ps(to.as_mut_ptr(), self.0) }
    }
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_add_ps(self.0, other.0) })
    }
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_sub_ps(self.0, other.0) })
    }
    #[inline(always)]
    fn fma(self, factor: Self, term: Self) -> Self {
        // SAFETY: see the module.
        Self(unsafe { _mm512_fmadd_ps(self.0, factor.0, term.0) })
    }
    #[inline(always)]
    fn sums(of: [Self; LANES], to: &mut [f64; LANES]) {
        // As for eight f64.
        let first = quarters_of_four(of[0], of[1], of[2], of[3]);
        let last = quarters_of_four(of[4], of[5], of[6], of[7]);
        // SAFETY: see the module; there is room for eight numbers.
        unsafe {
            let pairs = _mm512_add_ps(_mm512_unpacklo_ps(first.0, last.0), _mm512_unpackhi_ps(first.0, last.0));
            let mixed = _mm512_add_ps(pairs, _mm512_permute_ps::<0x4E>(pairs));
            let places = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 0, 4, 8, 12, 1, 5, 9, 13);
            let sums = _mm512_castps512_ps256(_mm512_permutexvar_ps(places, mixed));
            _mm512_storeu_pd(to.as_mut_ptr(), _mm512_cvtps_pd(sums));
        }
    }
}

/// `(v_k + v_{k+4}) + (v_{k+8} + v_{k+12})`, k < 4, of each of four vectors.
#[inline(always)]
fn quarters_of_four(a: Avx512Single, b: Avx512Single, c: Avx512Single, d: Avx512Single) -> Avx512Single {
    neighbours(neighbours(a, b), neighbours(c, d))
}

/// The sums of neighbouring quarters: two of a, two of b.
#[inline(always)]
fn neighbours(a: Avx512Single, b: Avx512Single) -> Avx512Single {
    // SAFETY: see the module.
    Avx512Single(unsafe {
        _mm512_add_ps(_mm512_shuffle_f32x4::<0x88>(a.0, b.0), _mm512_shuffle_f32x4::<0xDD>(a.0, b.0))
    })
}
