//! Loss, residuals and curvatures of a block of rows, eight at a time, and their sums.
//!
//! Refused: adding logarithms as one logarithm of a running product. It saves the series, but losses below 10⁻¹⁶ vanish in
//! it, and with them the truth about data that are nearly separated.

use crate::data::Target;
use crate::response::logistic::outcome::{At, Outcome};
use crate::simd::{Arithmetic, Kernel, LANES, Vector, dispatch};

/// Rows to be looked at: labels (0 or 1) or shares, weights (1 if absent), offsets (0 if absent) and `x·w`.
#[derive(Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub target: Target<'a>,
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
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct BlockSums {
    /// Σ ω ℓ.
    pub loss: f64,
    /// Σ ω ℓ′.
    pub residual: f64,
    /// Σ ω ℓ″.
    pub curvature: f64,
    /// Smallest `x·w` of a row that is of label 1, wholly or in part, and has a positive weight, ∞ if there is none.
    pub lowest_positive: f64,
    /// Largest `x·w` of a row that is of label 0, wholly or in part, and has a positive weight, −∞ if there is none.
    pub highest_negative: f64,
}

/// The sums of a block; `residuals` and `curvatures` get ω ℓ′ and ω ℓ″ of each row.
pub(crate) fn losses(rows: Rows<'_>, shift: Shift, residuals: &mut [f64], curvatures: &mut [f64]) -> BlockSums {
    match rows.target {
        Target::Classes(outcomes) => dispatch(Losses { outcomes, rows, shift, residuals, curvatures }),
        Target::Shares(outcomes) => dispatch(Losses { outcomes, rows, shift, residuals, curvatures }),
    }
}

struct Losses<'a, T> {
    outcomes: &'a [T],
    rows: Rows<'a>,
    shift: Shift,
    residuals: &'a mut [f64],
    curvatures: &'a mut [f64],
}

impl<T: Outcome> Kernel for Losses<'_, T> {
    type Output = BlockSums;

    #[inline(always)]
    fn run<V: Vector>(self) -> BlockSums {
        let mut sums = Sums::<V>::new(self.shift);
        let (products, rest) = self.rows.products.as_chunks::<LANES>();
        let done = products.len() * LANES;
        let chunk = |c: usize| c * LANES..(c + 1) * LANES;
        for (c, products) in products.iter().enumerate() {
            let of_chunk = Chunk {
                outcomes: &self.outcomes[chunk(c)],
                weights: self.rows.weights.map(|w| &w[chunk(c)]),
                offset: self.rows.offset.map(|o| &o[chunk(c)]),
                products,
            };
            sums.add(of_chunk, &mut self.residuals[chunk(c)], &mut self.curvatures[chunk(c)]);
        }
        // What is left over, in a chunk of its own whose other rows weigh nothing.
        if !rest.is_empty() {
            let left = rest.len();
            let mut padded = ([T::default(); LANES], [0.0; LANES], [0.0; LANES], [0.0; LANES]);
            padded.0[..left].copy_from_slice(&self.outcomes[done..]);
            match self.rows.weights {
                Some(weights) => padded.1[..left].copy_from_slice(&weights[done..]),
                None => padded.1[..left].fill(1.0),
            }
            if let Some(offset) = self.rows.offset {
                padded.2.fill(self.shift.offset_mean);
                padded.2[..left].copy_from_slice(&offset[done..]);
            }
            padded.3[..left].copy_from_slice(rest);
            let of_chunk = Chunk {
                outcomes: &padded.0[..],
                weights: Some(&padded.1),
                offset: self.rows.offset.map(|_| &padded.2[..]),
                products: &padded.3,
            };
            let (mut residuals, mut curvatures) = ([0.0; LANES], [0.0; LANES]);
            sums.add(of_chunk, &mut residuals, &mut curvatures);
            self.residuals[done..].copy_from_slice(&residuals[..left]);
            self.curvatures[done..].copy_from_slice(&curvatures[..left]);
        }
        sums.total()
    }
}

/// Eight rows.
struct Chunk<'a, T> {
    outcomes: &'a [T],
    weights: Option<&'a [f64]>,
    offset: Option<&'a [f64]>,
    products: &'a [f64; LANES],
}

struct Sums<V> {
    loss: V,
    residual: V,
    curvature: V,
    lowest_positive: V,
    highest_negative: V,
    intercept: V,
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
            lowest_positive: V::splat(f64::INFINITY),
            highest_negative: V::splat(f64::NEG_INFINITY),
            intercept: V::splat(shift.intercept),
            offset_mean: V::splat(shift.offset_mean),
        }
    }

    /// A chunk of rows.
    #[inline(always)]
    fn add<T: Outcome>(&mut self, rows: Chunk<'_, T>, residuals: &mut [f64], curvatures: &mut [f64]) {
        let Some(outcomes) = rows.outcomes.first_chunk() else { return };
        let (Some(residuals), Some(curvatures)) = (residuals.first_chunk_mut(), curvatures.first_chunk_mut()) else {
            return;
        };
        let zero = V::splat(0.0);
        let product = V::load(rows.products);
        let mut eta = product.add(self.intercept);
        if let Some(offset) = rows.offset.and_then(<[f64]>::first_chunk) {
            eta = eta.add(V::load(offset).sub(self.offset_mean));
        }
        let y = T::load(outcomes);
        let at = T::at(y, eta);
        let (positive, negative) = T::sides(y, product);
        match rows.weights.and_then(<[f64]>::first_chunk) {
            None => {
                self.loss = self.loss.add(at.loss);
                self.lowest_positive = positive.min(self.lowest_positive);
                self.highest_negative = negative.max(self.highest_negative);
                self.finish(at.residual, at.curvature, residuals, curvatures);
            }
            Some(weights) => {
                let weight = V::load(weights);
                // A row of weight 0 counts for nothing, even where its loss is infinite.
                self.loss = self.loss.add(zero.if_less(weight, weight.mul(at.loss), zero));
                let positive = zero.if_less(weight, positive, V::splat(f64::INFINITY));
                let negative = zero.if_less(weight, negative, V::splat(f64::NEG_INFINITY));
                self.lowest_positive = positive.min(self.lowest_positive);
                self.highest_negative = negative.max(self.highest_negative);
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
    fn total(self) -> BlockSums {
        let (mut positives, mut negatives) = ([0.0; LANES], [0.0; LANES]);
        self.lowest_positive.store(&mut positives);
        self.highest_negative.store(&mut negatives);
        BlockSums {
            loss: self.loss.sum(),
            residual: self.residual.sum(),
            curvature: self.curvature.sum(),
            lowest_positive: positives.into_iter().fold(f64::INFINITY, f64::min),
            highest_negative: negatives.into_iter().fold(f64::NEG_INFINITY, f64::max),
        }
    }
}

/// The probability 1 / (1 + e^−η): the residual of label 0.
#[inline(always)]
pub(crate) fn sigmoid<A: Arithmetic>(eta: A) -> A {
    At::margin(A::splat(1.0), eta).residual
}

/// `x·w` to probabilities 1 / (1 + e^−η), η = x·w + `intercept`, in place; within 4 ulp, and the same for a number whatever
/// stands beside it.
pub(crate) fn sigmoids(eta: &mut [f64], intercept: f64) {
    dispatch(Sigmoids { eta, intercept });
}

struct Sigmoids<'a> {
    intercept: f64,
    eta: &'a mut [f64],
}

impl Kernel for Sigmoids<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Vector>(self) {
        sigmoids_of::<V>(self.eta, self.intercept);
    }
}

/// [`sigmoids`], within a kernel.
#[inline(always)]
pub(crate) fn sigmoids_of<V: Vector>(eta: &mut [f64], intercept: f64) {
    let intercept = V::splat(intercept);
    let (chunks, rest) = eta.as_chunks_mut::<LANES>();
    for chunk in chunks {
        sigmoid(V::load(chunk).add(intercept)).store(chunk);
    }
    if !rest.is_empty() {
        sigmoid(V::load_part(rest).add(intercept)).store_part(rest);
    }
}

#[cfg(test)]
#[path = "../../../tests/behaviour/golden.rs"]
mod golden;

#[cfg(test)]
mod tests {
    use super::golden::{golden, ulps};
    use super::*;
    use crate::response::logistic::loss::LossAt;
    use crate::simd::on_every_path;

    const SHIFT: Shift = Shift { intercept: 0.0, offset_mean: 0.0 };

    /// Loss, residual and curvature of rows, each on its own: chunks of one.
    fn alone(label: u8, eta: f64, path: usize) -> Option<LossAt> {
        let (mut residual, mut curvature) = ([0.0], [0.0]);
        let (outcomes, target) = (&[label][..], Target::Classes(&[]));
        let rows = Rows { target, weights: None, offset: None, products: &[eta] };
        let kernel = Losses { outcomes, rows, shift: SHIFT, residuals: &mut residual, curvatures: &mut curvature };
        let loss = on_every_path(kernel, path)?.loss;
        Some(LossAt { loss, residual: residual[0], curvature: curvature[0] })
    }

    #[test]
    fn loss_and_derivatives_are_within_four_ulp() {
        // What is below the smallest normal number may count as 0.
        let close =
            |found: f64, expected: f64| ulps(found, expected) <= 4.0 || (found == 0.0 && expected <= f64::MIN_POSITIVE);
        for path in 0..3 {
            for ((eta, loss), (_, p)) in golden("log1pexp").into_iter().zip(golden("sigmoid")) {
                let (Some(at), Some(mirrored)) = (alone(0, eta, path), alone(1, -eta, path)) else { continue };
                assert!(close(at.loss, loss), "path {path}: loss at {eta}: {:e} for {loss:e}", at.loss);
                assert!(close(at.residual, p), "path {path}: residual at {eta}: {:e} for {p:e}", at.residual);
                assert_eq!((mirrored.loss, mirrored.residual), (at.loss, -at.residual));
                let exact = LossAt::margin(0, eta).curvature;
                assert!(
                    close(at.curvature, exact),
                    "path {path}: curvature at {eta}: {:e} for {exact:e}",
                    at.curvature
                );
            }
        }
    }

    #[test]
    fn sigmoids_are_within_four_ulp_and_the_same_alone() {
        let (eta, p): (Vec<f64>, Vec<f64>) = golden("sigmoid").into_iter().unzip();
        for path in 0..3 {
            let mut found = eta.clone();
            if on_every_path(Sigmoids { eta: &mut found, intercept: 0.0 }, path).is_none() {
                continue;
            }
            for ((eta, found), p) in eta.iter().zip(&found).zip(&p) {
                assert!(
                    ulps(*found, *p) <= 4.0 || (*found == 0.0 && *p <= f64::MIN_POSITIVE),
                    "{path}: {eta} {found:e}"
                );
                let mut alone = [*eta];
                let _ = on_every_path(Sigmoids { eta: &mut alone, intercept: 0.0 }, path);
                assert_eq!(alone[0].to_bits(), found.to_bits());
            }
        }
        let mut nan = [f64::NAN, 0.0];
        sigmoids(&mut nan, 0.0);
        assert!(nan[0].is_nan() && nan[1] == 0.5);
    }

    #[test]
    fn not_a_number_stays_visible() {
        for path in 0..3 {
            if let Some(at) = alone(1, f64::NAN, path) {
                assert!(at.loss.is_nan());
            }
        }
    }

    /// Sums, weights of 0, offsets and the rows after the last whole chunk, against one row at a time.
    #[test]
    fn a_block_is_the_sum_of_its_rows() {
        for n in [1, 7, 8, 9, 40, 61] {
            let products: Vec<f64> = (0..n).map(|i| ((i * 37 % 41) as f64 - 20.0) / 3.0).collect();
            let labels: Vec<u8> = (0..n).map(|i| u8::from(i % 3 == 1)).collect();
            let weights: Vec<f64> = (0..n).map(|i| (i % 4) as f64).collect();
            let offset: Vec<f64> = (0..n).map(|i| 0.5 * (i % 5) as f64).collect();
            let shift = Shift { intercept: 1.25, offset_mean: 1.0 };
            let (mut residuals, mut curvatures) = (vec![0.0; n], vec![0.0; n]);
            let target = Target::Classes(&labels);
            let rows = Rows { target, weights: Some(&weights), offset: Some(&offset), products: &products };
            let sums = losses(rows, shift, &mut residuals, &mut curvatures);
            let mut expected = [0.0; 3];
            let mut gap = (f64::INFINITY, f64::NEG_INFINITY);
            for i in 0..n {
                let at = LossAt::margin(labels[i], products[i] + 1.25 + offset[i] - 1.0);
                let all = [weights[i] * at.loss, weights[i] * at.residual, weights[i] * at.curvature];
                expected.iter_mut().zip(all).for_each(|(sum, x)| *sum += x);
                assert!((residuals[i] - all[1]).abs() < 1e-15 && (curvatures[i] - all[2]).abs() < 1e-15);
                if weights[i] > 0.0 && labels[i] == 1 {
                    gap.0 = gap.0.min(products[i]);
                } else if weights[i] > 0.0 {
                    gap.1 = gap.1.max(products[i]);
                }
            }
            for (found, expected) in [sums.loss, sums.residual, sums.curvature].into_iter().zip(expected) {
                assert!((found - expected).abs() < 1e-13 * (1.0 + expected.abs()), "{n}: {found} {expected}");
            }
            assert_eq!((sums.lowest_positive, sums.highest_negative), gap, "{n}");
        }
    }
}
