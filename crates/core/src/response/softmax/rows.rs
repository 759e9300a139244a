//! Loss, residuals and probabilities of a block of rows, eight rows at a time.
//!
//! ```text
//! e_k = exp(η_k − max η)      s = Σ e_k      p_k = e_k / s      1 − p_k = (Σ_{l≠k} e_l) / s
//! ℓ = log Σ_k e^{η_k − η_y} = (max η − η_y) + log(1 + ((e_y − 1) + Σ_{k≠y} e_k))
//! ```
//!
//! Where the row's own class y is the largest, e_y is 1 and the logarithm's argument is exact however small the others are: a
//! row predicted with probability 1 − 10⁻³⁰⁰ has a loss of 10⁻³⁰⁰. Sums without one class come from sums from the left and
//! from the right, never from a difference. log(1 + x) for x up to 255 is brought to x ≤ 1 by powers of two.

use crate::response::series::{exp_of_negative, two_artanh};
use crate::response::softmax::contrasts::Contrasts;
use crate::simd::{Kernel, LANES, Vector, dispatch};
use std::f64::consts::LN_2;

/// The rows of a block at a point: class by class, `stride` numbers each, of which those beyond the last row count for nothing. `stride` is a
/// multiple of the lanes of a kernel.
#[derive(Clone, Debug, Default)]
pub struct ClassRows {
    pub(super) rows: usize,
    pub(super) stride: usize,
    labels: Vec<u8>,
    weights: Vec<f64>,
    /// θ without the intercepts on entry, m classes; residuals `ω Qᵀ(p − y)` on return.
    pub(super) contrasts: Vec<f64>,
    /// p_k of K classes.
    pub(super) probabilities: Vec<f64>,
    /// 1 − p_k.
    pub(super) complements: Vec<f64>,
    pub(super) sums: SoftmaxSums,
}

/// Weighted sums over a block.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct SoftmaxSums {
    /// Σ ω ℓ.
    pub loss: f64,
    /// Smallest `η_y − max_{k≠y} η_k` of a row with a positive weight.
    pub lead: f64,
}

impl ClassRows {
    /// Take the labels and weights of a block, and make room for `contrasts`.
    pub(super) fn prepare(&mut self, labels: &[u8], weights: Option<&[f64]>, contrasts: &Contrasts) {
        self.rows = labels.len();
        self.stride = labels.len().next_multiple_of(LANES);
        self.labels.clear();
        self.labels.extend_from_slice(labels);
        self.labels.resize(self.stride, 0);
        self.weights.clear();
        match weights {
            Some(weights) => self.weights.extend_from_slice(weights),
            None => self.weights.resize(labels.len(), 1.0),
        }
        self.weights.resize(self.stride, 0.0);
        self.contrasts.resize(contrasts.dim() * self.stride, 0.0);
        self.probabilities.resize(contrasts.classes() * self.stride, 0.0);
        self.complements.resize(contrasts.classes() * self.stride, 0.0);
    }

    /// Everything of the block, at θ plus `intercepts`.
    pub(super) fn softmax(&mut self, contrasts: &Contrasts, intercepts: &[f64]) {
        self.sums = dispatch(Softmax { scratch: self, contrasts: *contrasts, intercepts });
    }

    /// Add the offsets of the rows, K to a row, less their mean, `Qᵀ o_i − mean`, to θ.
    pub(super) fn add_offsets(&mut self, contrasts: &Contrasts, offset: &[f64], mean: &[f64]) {
        for (i, of_row) in offset.chunks_exact(contrasts.classes()).enumerate() {
            for ((theta, o), mean) in
                self.contrasts.chunks_exact_mut(self.stride).zip(contrasts.of_classes(of_row)).zip(mean)
            {
                theta[i] += o - mean;
            }
        }
    }

    /// Add `Σ ω (δ_kl p_k − p_k p_l)` over the rows, for l ≤ k < m, row by row.
    pub(super) fn add_class_curvatures(&self, into: &mut [f64]) {
        dispatch(ClassCurvatures { scratch: self, into });
    }

    /// `ω p_k (1 − p_k)` of the rows if k = l, else `ω p_k p_l`: the weights of block (k, l) of the Hessian, up to its sign.
    pub(super) fn block_weights(&self, k: usize, l: usize, into: &mut Vec<f64>) {
        let (p, stride) = (&self.probabilities, self.stride);
        let other = if k == l { &self.complements } else { p };
        let factors = p[k * stride..(k + 1) * stride].iter().zip(&other[l * stride..(l + 1) * stride]);
        into.clear();
        into.extend(factors.zip(&self.weights).map(|((p, q), weight)| weight * p * q));
    }
}

struct ClassCurvatures<'a> {
    scratch: &'a ClassRows,
    into: &'a mut [f64],
}

impl Kernel for ClassCurvatures<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        let pitch = self.scratch.stride / LANES;
        let weights = self.scratch.weights.as_chunks::<LANES>().0;
        let (p, q) =
            (self.scratch.probabilities.as_chunks::<LANES>().0, self.scratch.complements.as_chunks::<LANES>().0);
        let (mut k, mut l) = (0, 0);
        for into in self.into {
            let mut sum = V::splat(0.0);
            let other = if k == l { q } else { p };
            for i in 0..pitch {
                let weighted = V::load(&p[k * pitch + i]).mul(V::load(&weights[i]));
                sum = weighted.fma(V::load(&other[l * pitch + i]), sum);
            }
            *into += if k == l { sum.sum() } else { -sum.sum() };
            (k, l) = if k == l { (k + 1, 0) } else { (k, l + 1) };
        }
    }
}

struct Softmax<'a> {
    scratch: &'a mut ClassRows,
    contrasts: Contrasts,
    intercepts: &'a [f64],
}

impl Kernel for Softmax<'_> {
    type Output = SoftmaxSums;

    #[inline(always)]
    fn run<V: Vector>(self) -> SoftmaxSums {
        let (m, stride) = (self.contrasts.dim(), self.scratch.stride);
        let (zero, one, half) = (V::splat(0.0), V::splat(1.0), V::splat(0.5));
        let (infinity, spread) = (V::splat(f64::INFINITY), V::splat(self.contrasts.spread));
        let to_last = V::splat(-self.contrasts.last);
        let back = V::splat(-self.contrasts.base());
        let ClassRows { labels, weights, contrasts: theta, probabilities, complements, .. } = self.scratch;
        let (theta, probabilities, complements) = (
            theta.as_chunks_mut::<LANES>().0,
            probabilities.as_chunks_mut::<LANES>().0,
            complements.as_chunks_mut::<LANES>().0,
        );
        let pitch = stride / LANES;
        let (mut loss, mut lead) = (zero, infinity);
        for (i, (labels, weights)) in labels.as_chunks().0.iter().zip(weights.as_chunks().0).enumerate() {
            let (label, weight) = (V::load_u8(labels), V::load(weights));
            // η, in the room of the probabilities.
            let mut total = zero;
            for c in 0..m {
                let at = V::load(&theta[c * pitch + i]).add(V::splat(self.intercepts[c]));
                at.store(&mut probabilities[c * pitch + i]);
                total = total.add(at);
            }
            let shift = total.mul(spread);
            let last = total.mul(to_last);
            last.store(&mut probabilities[m * pitch + i]);
            let (mut largest, mut own, mut rival) = (last, zero, zero.sub(infinity));
            for k in 0..=m {
                let mut eta = last;
                if k < m {
                    eta = V::load(&probabilities[k * pitch + i]).sub(shift);
                    eta.store(&mut probabilities[k * pitch + i]);
                }
                largest = eta.max(largest);
                let distance = label.sub(V::splat(k as f64)).abs();
                own = distance.if_less(half, eta, own);
                rival = distance.if_less(half, rival, eta.max(rival));
            }
            let ahead = zero.if_less(weight, own.sub(rival), infinity);
            lead = ahead.min(lead);
            // e_k, and the sums of the others from the left and from the right.
            let mut sum = zero;
            for k in 0..=m {
                let e = exp_of_negative(V::load(&probabilities[k * pitch + i]).sub(largest));
                e.store(&mut probabilities[k * pitch + i]);
                sum.store(&mut complements[k * pitch + i]);
                sum = sum.add(e);
            }
            let inverse = one.div(sum);
            let (mut right, mut others_of_own, mut e_own, mut residual_of_last) = (zero, zero, zero, zero);
            for k in (0..=m).rev() {
                let e = V::load(&probabilities[k * pitch + i]);
                let others = V::load(&complements[k * pitch + i]).add(right);
                right = right.add(e);
                let (p, q) = (e.mul(inverse), others.mul(inverse));
                p.store(&mut probabilities[k * pitch + i]);
                q.store(&mut complements[k * pitch + i]);
                let distance = label.sub(V::splat(k as f64)).abs();
                others_of_own = distance.if_less(half, others, others_of_own);
                e_own = distance.if_less(half, e, e_own);
                let residual = weight.mul(distance.if_less(half, zero.sub(q), p));
                if k == m {
                    residual_of_last = residual;
                } else {
                    // (Qᵀr)_c = r_c − b r_m, as the residuals of a row sum to 0.
                    residual_of_last.fma(back, residual).store(&mut theta[k * pitch + i]);
                }
            }
            let own_loss = largest.sub(own).add(log_of_one_plus(e_own.sub(one).add(others_of_own)));
            loss = loss.add(zero.if_less(weight, weight.mul(own_loss), zero));
        }
        let mut leads = [0.0; LANES];
        lead.store(&mut leads);
        SoftmaxSums { loss: loss.sum(), lead: leads.into_iter().fold(f64::INFINITY, f64::min) }
    }
}

/// `log(1 + x)` for 0 ≤ x ≤ 255, NaN for NaN.
#[inline(always)]
fn log_of_one_plus<V: Vector>(x: V) -> V {
    let one = V::splat(1.0);
    let (mut rest, mut sum, mut powers) = (x, x.add(one), V::splat(0.0));
    // From below 256 to at most 16, to 4 and, where it was 16, to below 4 again, to below 2.
    for (power, exponent) in [(16.0, 4.0), (4.0, 2.0), (4.0, 2.0), (2.0, 1.0)] {
        let reduced = sum.mul(V::splat(1.0 / power));
        let bound = V::splat(power);
        rest = sum.if_less(bound, rest, reduced.sub(one));
        powers = sum.if_less(bound, powers, powers.add(V::splat(exponent)));
        sum = sum.if_less(bound, sum, reduced);
    }
    let log = two_artanh(rest.div(rest.add(V::splat(2.0))));
    powers.fma(V::splat(LN_2), log)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Loss and probabilities by the definition, in the order of the classes.
    fn plain(eta: &[f64], label: usize) -> (f64, Vec<f64>) {
        let largest = eta.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = eta.iter().map(|e| (e - largest).exp()).sum();
        (largest - eta[label] + sum.ln(), eta.iter().map(|e| (e - largest).exp() / sum).collect())
    }

    #[test]
    fn a_block_is_the_sum_of_its_rows() {
        for classes in [2, 3, 5, 10, 256] {
            let q = Contrasts::new(classes);
            let n = 21;
            let theta: Vec<f64> = (0..q.dim() * n).map(|i| ((i * 37 % 101) as f64 - 50.0) / 7.0).collect();
            let labels: Vec<u8> = (0..n).map(|i| (i * 5 % classes) as u8).collect();
            let weights: Vec<f64> = (0..n).map(|i| (i % 3) as f64).collect();
            let intercepts: Vec<f64> = (0..q.dim()).map(|c| c as f64 / classes as f64).collect();
            let mut scratch = ClassRows::default();
            scratch.prepare(&labels, Some(&weights), &q);
            let stride = scratch.stride;
            for c in 0..q.dim() {
                scratch.contrasts[c * stride..c * stride + n].copy_from_slice(&theta[c * n..(c + 1) * n]);
            }
            scratch.softmax(&q, &intercepts);
            let sums = scratch.sums;
            let (mut loss, mut lead) = (0.0, f64::INFINITY);
            for i in 0..n {
                let own: Vec<f64> = (0..q.dim()).map(|c| theta[c * n + i] + intercepts[c]).collect();
                let eta = q.classes_of(&own);
                let y = usize::from(labels[i]);
                let (l, p) = plain(&eta, y);
                loss += weights[i] * l;
                if weights[i] > 0.0 {
                    let rival = (0..classes).filter(|k| *k != y).map(|k| eta[k]).fold(f64::NEG_INFINITY, f64::max);
                    lead = lead.min(eta[y] - rival);
                }
                let r: Vec<f64> = (0..classes).map(|k| weights[i] * (p[k] - f64::from(u8::from(k == y)))).collect();
                for (c, expected) in q.of_classes(&r).into_iter().enumerate() {
                    assert!((scratch.contrasts[c * stride + i] - expected).abs() < 1e-13, "{classes} {i} {c}");
                }
                for (k, p) in p.into_iter().enumerate() {
                    assert!((scratch.probabilities[k * stride + i] - p).abs() < 1e-14);
                    assert!((scratch.complements[k * stride + i] - (1.0 - p)).abs() < 1e-14);
                }
            }
            assert!((sums.loss - loss).abs() < 1e-12 * loss, "{classes}: {} {loss}", sums.loss);
            assert!((sums.lead - lead).abs() < 1e-12);
        }
    }

    #[test]
    fn a_certain_row_keeps_the_digits_of_its_loss() {
        let q = Contrasts::new(3);
        let mut scratch = ClassRows::default();
        scratch.prepare(&[0, 2], None, &q);
        let stride = scratch.stride;
        for (i, eta) in [[40.0, 0.0, -10.0], [700.0, -700.0, 0.0]].iter().enumerate() {
            for (c, theta) in q.of_classes(eta).into_iter().enumerate() {
                scratch.contrasts[c * stride + i] = theta;
            }
        }
        scratch.softmax(&q, &[0.0; 2]);
        let sums = scratch.sums;
        // The second row's loss is 700 and hides the first's; its residual does not.
        assert!((sums.loss - 700.0).abs() < 1e-11);
        let complement = scratch.complements[0];
        let expected = (-40f64).exp() + (-50f64).exp();
        assert!((complement / expected - 1.0).abs() < 1e-13, "{complement:e} {expected:e}");
        scratch.prepare(&[0], None, &q);
        let stride = scratch.stride;
        for (c, theta) in q.of_classes(&[40.0, 0.0, -10.0]).into_iter().enumerate() {
            scratch.contrasts[c * stride] = theta;
        }
        scratch.softmax(&q, &[0.0; 2]);
        assert!((scratch.sums.loss / expected - 1.0).abs() < 1e-13);
    }
}
