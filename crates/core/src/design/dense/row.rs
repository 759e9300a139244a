//! One row alone: its log-odds and its probability, in one call of a kernel and without a vector for a single sigmoid.
//!
//! ```text
//! η = Σ_j (x_j − o_j) w_j + b        p = 1 / (1 + e^−η)
//! ```
//!
//! The order of operations is that of [`kernels`](crate::design::dense::kernels), so a row has the bits it has in a batch (tested here on every
//! instruction set).

use crate::response::logistic::rows::sigmoid;
use crate::simd::{Arithmetic, Kernel, LANES, Vector, dispatch};

/// One row, and what it is multiplied with: three slices of one length.
pub(crate) struct Row<'a> {
    pub x: &'a [f64],
    pub origin: &'a [f64],
    pub w: &'a [f64],
    pub intercept: f64,
}

impl Row<'_> {
    /// η.
    #[inline]
    pub(crate) fn margin(&self) -> f64 {
        dispatch(Margin(self))
    }

    /// p.
    #[inline]
    pub(crate) fn probability(&self) -> f64 {
        dispatch(Probability(self))
    }

    #[inline(always)]
    fn eta<V: Vector>(&self) -> f64 {
        let p = self.x.len();
        let (x, x_tail) = self.x.as_chunks::<LANES>();
        let (o, o_tail) = self.origin[..p].as_chunks::<LANES>();
        let (w, w_tail) = self.w[..p].as_chunks::<LANES>();
        let mut lanes = V::splat(0.0);
        for ((x, o), w) in x.iter().zip(o).zip(w) {
            lanes = V::load(x).sub(V::load(o)).fma(V::load(w), lanes);
        }
        if !x_tail.is_empty() {
            lanes = V::load_part(x_tail).sub(V::load_part(o_tail)).fma(V::load_part(w_tail), lanes);
        }
        lanes.sum() + self.intercept
    }
}

/// A reference, which is one register. Seven words by value were copied on the stack on the way, in pieces of another size than
/// they had been written in; such a load waits for the stores to leave the processor, and the rows, which could overlap, took
/// 45 ns each and not 14 (`benches/predict.rs`, 20 columns).
struct Margin<'a>(&'a Row<'a>);

impl Kernel for Margin<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Vector>(self) -> f64 {
        self.0.eta::<V>()
    }
}

struct Probability<'a>(&'a Row<'a>);

impl Kernel for Probability<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<V: Vector>(self) -> f64 {
        sigmoid(V::Lane::splat(self.0.eta::<V>())).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::dense::kernels::{Matvec, Probabilities, Rows};
    use crate::simd::on_every_path;

    /// Margins from far below to far above, and what is no number.
    fn numbers(n: usize) -> Vec<f64> {
        let special = |i| match i % 97 {
            41 => f64::NAN,
            67 => f64::INFINITY,
            83 => -0.0,
            _ => ((i * 37 % 101) as f64 - 50.0) / 7.0,
        };
        (0..n).map(special).collect()
    }

    fn bits(x: f64) -> u64 {
        if x.is_nan() { u64::MAX } else { x.to_bits() }
    }

    #[test]
    fn a_row_alone_has_the_bits_of_a_batch() {
        for p in 0..=34 {
            for n in [1, 3, 4, 9, 70] {
                let x = numbers(n * p);
                let (origin, w): (Vec<f64>, Vec<f64>) = (0..p).map(|j| (0.3 * j as f64, (j as f64).sin())).unzip();
                let rows = Rows { values: &x[..], nrows: n, origin: &origin, ahead: &[] };
                for path in 0..3 {
                    let (mut products, mut batch) = (vec![0.0; n], vec![0.0; n]);
                    let _ = on_every_path(Matvec { rows, w: &w, eta: &mut products }, path);
                    let kernel = Probabilities { rows, w: &w, intercept: -0.7, out: &mut batch };
                    if on_every_path(kernel, path).is_none() {
                        continue;
                    }
                    for i in 0..n {
                        let row = Row { x: &x[i * p..(i + 1) * p], origin: &origin, w: &w, intercept: -0.7 };
                        let alone = on_every_path(Probability(&row), path).map(bits);
                        assert_eq!(alone, Some(bits(batch[i])), "path {path}: row {i} of {n}, {p} columns");
                        let margin = on_every_path(Margin(&row), path).map(bits);
                        assert_eq!(margin, Some(bits(products[i] - 0.7)));
                    }
                }
            }
        }
    }

    #[test]
    fn instruction_sets_with_fused_products_agree() {
        let (x, w) = (numbers(40 * 21), numbers(40)[..21].to_vec());
        let origin = [0.25; 21];
        for x in x.chunks_exact(21) {
            let row = Row { x, origin: &origin, w: &w, intercept: 0.1 };
            let on = |path| on_every_path(Probability(&row), path);
            if let (Some(a), Some(b)) = (on(1), on(2)) {
                assert_eq!(bits(a), bits(b));
            }
            if let (Some(a), Some(b)) = (on(0), on(1)) {
                assert!((a - b).abs() < 1e-12 || (a.is_nan() && b.is_nan()), "{a} {b}");
            }
        }
    }
}
