//! Loss and derivatives of eight rows, each with what it turned out to be.
//!
//! ```text
//! e = exp(−|η|)        log(1 + e) = 2 artanh(s),  s = e / (2 + e) ≤ 1/3
//! label  ℓ = log(1 + e) + max(±η, 0)                           ℓ′ = p or −(1 − p)
//! share  ℓ = log(1 + e) + (1 − y) max(η, 0) + y max(−η, 0)     ℓ′ = (1 − y) p − y (1 − p)
//! ```
//!
//! `1/(1 + e)` and `1/(2 + e)` share one division. Loss, residual and curvature are within 4 ulp (tested against 40-digit values); an e
//! below the smallest normal number, at |η| > 708.39, counts as 0. No term of a share's loss cancels another.

use crate::response::series::{exp_of_negative, two_artanh};
use crate::simd::{Arithmetic, LANES, Vector};

/// What a row turned out to be: a label, or a share of label 1.
pub(super) trait Outcome: Copy + Default {
    /// y of eight rows.
    fn load<V: Vector>(chunk: &[Self; LANES]) -> V;
    /// Loss and derivatives at the margins `eta`.
    fn at<V: Vector>(y: V, eta: V) -> At<V>;
    /// `product` of those that are of label 1, ∞ of others; of those that are of label 0, −∞ of others.
    fn sides<V: Vector>(y: V, product: V) -> (V, V);
}

impl Outcome for u8 {
    #[inline(always)]
    fn load<V: Vector>(chunk: &[Self; LANES]) -> V {
        // +1 for label 0, −1 for label 1: against the label, the loss is log(1 + e^(sign · η)).
        V::load_u8(chunk).fma(V::splat(-2.0), V::splat(1.0))
    }

    #[inline(always)]
    fn at<V: Vector>(sign: V, eta: V) -> At<V> {
        At::margin(sign, eta)
    }

    #[inline(always)]
    fn sides<V: Vector>(sign: V, product: V) -> (V, V) {
        let zero = V::splat(0.0);
        let positive = sign.if_less(zero, product, V::splat(f64::INFINITY));
        (positive, sign.if_less(zero, V::splat(f64::NEG_INFINITY), product))
    }
}

impl Outcome for f64 {
    #[inline(always)]
    fn load<V: Vector>(chunk: &[Self; LANES]) -> V {
        V::load(chunk)
    }

    #[inline(always)]
    fn at<V: Vector>(y: V, eta: V) -> At<V> {
        At::share(y, eta)
    }

    #[inline(always)]
    fn sides<V: Vector>(y: V, product: V) -> (V, V) {
        let positive = V::splat(0.0).if_less(y, product, V::splat(f64::INFINITY));
        (positive, y.if_less(V::splat(1.0), product, V::splat(f64::NEG_INFINITY)))
    }
}

/// [`LossAt`](crate::response::logistic::loss::LossAt) of eight rows.
pub(super) struct At<V> {
    pub loss: V,
    pub residual: V,
    pub curvature: V,
}

impl<V: Arithmetic> At<V> {
    #[inline(always)]
    pub fn margin(sign: V, eta: V) -> Self {
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
    /// Of shares y of label 1.
    #[inline(always)]
    fn share(y: V, eta: V) -> Self {
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        let e = exp_of_negative(zero.sub(eta.abs()));
        let (one_e, two_e) = (e.add(one), e.add(V::splat(2.0)));
        let both = one.div(one_e.mul(two_e));
        let large = two_e.mul(both);
        let small = e.mul(large);
        let (p, q) = (eta.if_less(zero, small, large), eta.if_less(zero, large, small));
        let not_y = one.sub(y);
        let ends = not_y.mul(eta.max(zero)).add(y.mul(zero.sub(eta).max(zero)));
        let loss = ends.add(two_artanh(e.mul(one_e.mul(both))));
        Self { loss, residual: not_y.mul(p).sub(y.mul(q)), curvature: small.mul(large) }
    }
}
