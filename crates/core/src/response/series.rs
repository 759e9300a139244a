//! Series of the exponential and of the logarithm, eight numbers at a time.
//!
//! ```text
//! e^x = 2^k e^r                  k = round(x / log 2),  |r| ≤ log(2)/2
//! e^r = Σ r^i / i!               to i = 13: the rest is below 5·10⁻¹⁸
//! log((1 + s) / (1 − s)) = 2 artanh(s) = 2 s Σ s^2i / (2i + 1)
//! ```
//!
//! The series of artanh is taken to i = 15, beyond which it is below 2·10⁻¹⁷ of its first term where s ≤ 1/3. r is found by subtracting
//! k log 2 in two parts (W. Cody, W. Waite, *Software Manual for the Elementary Functions*, 1980, ch. 6).

use crate::simd::Arithmetic;

/// e^x for x ≤ 0, NaN for NaN.
#[inline(always)]
pub(crate) fn exp_of_negative<V: Arithmetic>(x: V) -> V {
    /// 1.5 · 2⁵²: adding it leaves the nearest integer in the lowest bits.
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    /// log 2 in two parts; k times the first, which ends in 21 zero bits, is exact (fdlibm, e_exp.c).
    const LN2_HIGH: f64 = 6.931_471_803_691_238e-1;
    const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    /// The logarithm of the smallest normal number, 2^−1022.
    const LOWEST: f64 = -708.396_418_532_264_1;
    let shifted = x.fma(V::splat(std::f64::consts::LOG2_E), V::splat(SHIFT));
    let k = shifted.sub(V::splat(SHIFT));
    let r = k.fma(V::splat(-LN2_LOW), k.fma(V::splat(-LN2_HIGH), x));
    let power = horner(&INVERSE_FACTORIALS, r).scale(shifted);
    x.if_less(V::splat(LOWEST), V::splat(0.0), power)
}

/// `2 artanh(s)` for 0 ≤ s ≤ 1/3.
#[inline(always)]
pub(crate) fn two_artanh<V: Arithmetic>(s: V) -> V {
    let z = s.mul(s);
    // The 1 of the series apart, so that its product with s is rounded once.
    let twice = s.add(s);
    twice.mul(z).fma(horner(&ODD_INVERSES, z), twice)
}

/// A polynomial, the highest coefficient first: the even and the odd powers apart, which halves the chain of operations that
/// wait for each other.
#[inline(always)]
fn horner<V: Arithmetic, const N: usize>(coefficients: &[f64; N], x: V) -> V {
    let square = x.mul(x);
    // Those whose power has the parity of the highest, and the others.
    let (mut first, mut second) = (V::splat(coefficients[0]), V::splat(coefficients[1]));
    for pair in coefficients[2..].chunks(2) {
        first = first.fma(square, V::splat(pair[0]));
        if let Some(c) = pair.get(1) {
            second = second.fma(square, V::splat(*c));
        }
    }
    if N.is_multiple_of(2) { first.fma(x, second) } else { second.fma(x, first) }
}

/// 1/13!, …, 1/1!, 1/0!.
const INVERSE_FACTORIALS: [f64; 14] = {
    let mut table = [1.0; 14];
    let (mut factorial, mut i) = (1.0, 1);
    while i < 14 {
        factorial *= i as f64; // exact: 13! < 2^53
        table[13 - i] = 1.0 / factorial;
        i += 1;
    }
    table
};

/// 1/31, 1/29, …, 1/3.
const ODD_INVERSES: [f64; 15] = {
    let mut table = [0.0; 15];
    let mut i = 0;
    while i < 15 {
        table[i] = 1.0 / (31 - 2 * i) as f64;
        i += 1;
    }
    table
};
