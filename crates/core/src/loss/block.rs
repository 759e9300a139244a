//! Loss, residuals and curvatures of a block of rows, eight at a time.
//!
//! ```text
//! e = exp(−|η|) = 2^k e^r        k = round(−|η| / log 2),  |r| ≤ log(2)/2
//! e^r = Σ r^i / i!               to i = 13: the rest is below 5·10⁻¹⁸
//! log(1 + e) = 2 artanh(s)       s = e / (2 + e) ≤ 1/3,  artanh(s) = s Σ s^2i / (2i + 1)
//! ```
//!
//! The series of artanh is taken to i = 15, beyond which it is below 2·10⁻¹⁷ of its first term. r is found by subtracting
//! k log 2 in two parts (W. Cody, W. Waite, *Software Manual for the Elementary Functions*, 1980, ch. 6). `1/(1 + e)` and
//! `1/(2 + e)` share one division. Loss, residual and curvature are within 4 ulp (tested against 40-digit values); an e
//! below the smallest normal number, at |η| > 708.39, counts as 0.
//!
//! Refused: adding logarithms as one logarithm of a running product. It saves the series, but losses below 10⁻¹⁶ vanish in
//! it, and with them the truth about data that are nearly separated.

use crate::simd::{Kernel, LANES, Vector, dispatch};

/// Rows to be looked at: labels (0 or 1), weights (1 if absent), offsets (0 if absent) and `x·w`.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub labels: &'a [u8],
    pub weights: Option<&'a [f64]>,
    pub offset: Option<&'a [f64]>,
    pub products: &'a [f64],
}

/// What is added to `x·w`: `η = x·w + intercept + (o − offset_mean)`. Offsets are taken about their mean, which is in the
/// intercept: 1e4 − 1e4 would cancel digits of the margin.
#[derive(Clone, Copy)]
pub(crate) struct Shift {
    pub intercept: f64,
    pub offset_mean: f64,
}

/// Weighted sums over a block.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct LossSums {
    /// Σ ω ℓ.
    pub loss: f64,
    /// Σ ω ℓ′.
    pub residual: f64,
    /// Σ ω ℓ″.
    pub curvature: f64,
    /// Smallest `(2y − 1)(x·w + b)` over rows of positive weight. Offsets have no part in it, as they have none in whether
    /// the features separate the classes.
    pub min_margin: f64,
}

/// The sums of a block; `residuals` and `curvatures` get ω ℓ′ and ω ℓ″ of each row.
pub(crate) fn losses(rows: Rows<'_>, shift: Shift, residuals: &mut [f64], curvatures: &mut [f64]) -> LossSums {
    dispatch(Losses { rows, shift, residuals, curvatures })
}

struct Losses<'a> {
    rows: Rows<'a>,
    shift: Shift,
    residuals: &'a mut [f64],
    curvatures: &'a mut [f64],
}

impl Kernel for Losses<'_> {
    type Output = LossSums;

    #[inline(always)]
    fn run<V: Vector>(self) -> LossSums {
        let mut sums = Sums::<V>::new(self.shift);
        let (products, rest) = self.rows.products.as_chunks::<LANES>();
        let done = products.len() * LANES;
        let chunk = |c: usize| c * LANES..(c + 1) * LANES;
        for (c, products) in products.iter().enumerate() {
            let rows = Rows {
                labels: &self.rows.labels[chunk(c)],
                weights: self.rows.weights.map(|w| &w[chunk(c)]),
                offset: self.rows.offset.map(|o| &o[chunk(c)]),
                products,
            };
            sums.add(rows, &mut self.residuals[chunk(c)], &mut self.curvatures[chunk(c)]);
        }
        // What is left over, in a chunk of its own whose other rows weigh nothing.
        if !rest.is_empty() {
            let left = rest.len();
            let mut padded = ([0; LANES], [0.0; LANES], [0.0; LANES], [0.0; LANES]);
            padded.0[..left].copy_from_slice(&self.rows.labels[done..]);
            match self.rows.weights {
                Some(weights) => padded.1[..left].copy_from_slice(&weights[done..]),
                None => padded.1[..left].fill(1.0),
            }
            if let Some(offset) = self.rows.offset {
                padded.2.fill(self.shift.offset_mean);
                padded.2[..left].copy_from_slice(&offset[done..]);
            }
            padded.3[..left].copy_from_slice(rest);
            let rows = Rows {
                labels: &padded.0,
                weights: Some(&padded.1),
                offset: self.rows.offset.map(|_| &padded.2[..]),
                products: &padded.3,
            };
            let (mut residuals, mut curvatures) = ([0.0; LANES], [0.0; LANES]);
            sums.add(rows, &mut residuals, &mut curvatures);
            self.residuals[done..].copy_from_slice(&residuals[..left]);
            self.curvatures[done..].copy_from_slice(&curvatures[..left]);
        }
        sums.total()
    }
}

struct Sums<V> {
    loss: V,
    residual: V,
    curvature: V,
    min_margin: V,
    intercept: V,
    /// The intercept that goes with offsets as given.
    own_intercept: V,
    offset_mean: V,
}

impl<V: Vector> Sums<V> {
    #[inline(always)]
    fn new(shift: Shift) -> Self {
        let zero = V::splat(0.0);
        Self {
            loss: zero,
            residual: zero,
            curvature: zero,
            min_margin: V::splat(f64::INFINITY),
            intercept: V::splat(shift.intercept),
            own_intercept: V::splat(shift.intercept - shift.offset_mean),
            offset_mean: V::splat(shift.offset_mean),
        }
    }

    /// A chunk of rows.
    #[inline(always)]
    fn add(&mut self, rows: Rows<'_>, residuals: &mut [f64], curvatures: &mut [f64]) {
        let (Some(labels), Some(products)) = (rows.labels.as_array(), rows.products.as_array()) else { return };
        let (Some(residuals), Some(curvatures)) = (residuals.as_mut_array(), curvatures.as_mut_array()) else { return };
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        let product = V::load(products);
        let mut eta = product.add(self.intercept);
        if let Some(offset) = rows.offset.and_then(<[f64]>::as_array) {
            eta = eta.add(V::load(offset).sub(self.offset_mean));
        }
        // +1 for label 0, −1 for label 1: against the label, the loss is log(1 + e^(sign · η)).
        let sign = V::load_u8(labels).fma(V::splat(-2.0), one);
        let at = At::margin(sign, eta);
        let margin = zero.sub(sign.mul(product.add(self.own_intercept)));
        match rows.weights.and_then(<[f64]>::as_array) {
            None => {
                self.loss = self.loss.add(at.loss);
                self.min_margin = margin.min(self.min_margin);
                self.finish(at.residual, at.curvature, residuals, curvatures);
            }
            Some(weights) => {
                let weight = V::load(weights);
                // A row of weight 0 counts for nothing, even where its loss is infinite.
                self.loss = self.loss.add(zero.if_less(weight, weight.mul(at.loss), zero));
                let counted = zero.if_less(weight, margin, V::splat(f64::INFINITY));
                self.min_margin = counted.min(self.min_margin);
                self.finish(weight.mul(at.residual), weight.mul(at.curvature), residuals, curvatures);
            }
        }
    }

    #[inline(always)]
    fn finish(&mut self, residual: V, curvature: V, residuals: &mut [f64; LANES], curvatures: &mut [f64; LANES]) {
        self.residual = self.residual.add(residual);
        self.curvature = self.curvature.add(curvature);
        residual.store(residuals);
        curvature.store(curvatures);
    }

    #[inline(always)]
    fn total(self) -> LossSums {
        let mut margins = [0.0; LANES];
        self.min_margin.store(&mut margins);
        LossSums {
            loss: self.loss.sum(),
            residual: self.residual.sum(),
            curvature: self.curvature.sum(),
            min_margin: margins.into_iter().fold(f64::INFINITY, f64::min),
        }
    }
}

/// [`LossAt`](super::LossAt) of eight rows.
struct At<V> {
    loss: V,
    residual: V,
    curvature: V,
}

impl<V: Vector> At<V> {
    #[inline(always)]
    fn margin(sign: V, eta: V) -> Self {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        let e = exp_of_negative(zero.sub(eta.abs()));
        let (one_e, two_e) = (e.add(one), e.add(V::splat(2.0)));
        let both = one.div(one_e.mul(two_e));
        let large = two_e.mul(both); // 1 / (1 + e), the larger of p and 1 − p
        let small = e.mul(large);
        let against = sign.mul(eta);
        let p_against = against.if_less(zero, small, large);
        // The maximum with 0 loses a NaN; the logarithm keeps it.
        let loss = against.max(zero).add(two_artanh(e.mul(one_e.mul(both))));
        Self { loss, residual: sign.mul(p_against), curvature: small.mul(large) }
    }
}

/// e^x for x ≤ 0, NaN for NaN.
#[inline(always)]
fn exp_of_negative<V: Vector>(x: V) -> V {
    /// 1.5 · 2⁵²: adding it leaves the nearest integer in the lowest bits.
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    /// log 2 in two parts; k times the first, which ends in 21 zero bits, is exact (fdlibm, e_exp.c).
    const LN2_HIGH: f64 = 6.931_471_803_691_238_16e-1;
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
fn two_artanh<V: Vector>(s: V) -> V {
    let z = s.mul(s);
    // The 1 of the series apart, so that its product with s is rounded once.
    let twice = s.add(s);
    twice.mul(z).fma(horner(&ODD_INVERSES, z), twice)
}

/// A polynomial, the highest coefficient first.
#[inline(always)]
fn horner<V: Vector, const N: usize>(coefficients: &[f64; N], x: V) -> V {
    let mut sum = V::splat(coefficients[0]);
    for c in &coefficients[1..] {
        sum = sum.fma(x, V::splat(*c));
    }
    sum
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
