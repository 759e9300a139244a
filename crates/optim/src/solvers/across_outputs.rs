//! The part of a change of coordinates that mixes the outputs: of every coordinate the numbers of all outputs, by one matrix.
//!
//! ```text
//! C = L Lᵀ  (m × m)        gradients  G ← L⁻¹ G        points  V ← L⁻ᵀ V        G, V: m rows, one number a coordinate
//! ```
//!
//! As products of matrices, some coordinates at a time, not a triangular solve for every coordinate: of tf-idf these are 50,000, and a change of 950,000
//! numbers took as long as a pass.

use crate::algebra::Cholesky;
use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use logodds_core::Executor;

/// Coordinates that one thread changes at a time.
const TOGETHER: usize = 4_096;

/// The change, by the factor of C.
pub(super) struct AcrossOutputs {
    factor: Cholesky,
    /// L⁻¹, row by row.
    inverse: Vec<f64>,
}

impl AcrossOutputs {
    pub(super) fn new(factor: Cholesky) -> Self {
        let order = factor.order();
        let mut inverse = vec![0.0; order * order];
        for k in 0..order {
            let mut unit = vec![0.0; order];
            unit[k] = 1.0;
            let column = factor.whiten_gradient(&unit);
            inverse.iter_mut().skip(k).step_by(order).zip(column).for_each(|(into, entry)| *into = entry);
        }
        Self { factor, inverse }
    }

    /// `L⁻¹ G`, the numbers of an output one after another.
    pub(super) fn of_gradient(&self, g: &[f64], threads: Option<&Executor>) -> Vec<f64> {
        self.product(g, self.matrix().transpose(), threads)
    }

    /// `L⁻ᵀ V`.
    pub(super) fn to_point(&self, v: &[f64], threads: Option<&Executor>) -> Vec<f64> {
        self.product(v, self.matrix(), threads)
    }

    /// `Lᵀ U`, the way back, coordinate by coordinate: it is taken once.
    pub(super) fn of_point(&self, u: &[f64]) -> Vec<f64> {
        let width = u.len() / self.factor.order();
        let mut out = u.to_vec();
        for j in 0..width {
            let across: Vec<f64> = u.iter().skip(j).step_by(width).copied().collect();
            out.iter_mut().skip(j).step_by(width).zip(self.factor.whiten_point(&across)).for_each(|(out, v)| *out = v);
        }
        out
    }

    fn matrix(&self) -> MatRef<'_, f64> {
        let m = self.factor.order();
        MatRef::from_row_major_slice(&self.inverse, m, m)
    }

    fn product(&self, x: &[f64], by: MatRef<'_, f64>, threads: Option<&Executor>) -> Vec<f64> {
        let m = self.factor.order();
        let width = x.len() / m;
        let mut out = vec![0.0; x.len()];
        let x = MatRef::from_column_major_slice(x, width, m);
        let mut rest = MatMut::from_column_major_slice_mut(&mut out, width, m);
        let mut pieces = Vec::with_capacity(width.div_ceil(TOGETHER));
        for first in (0..width).step_by(TOGETHER) {
            let (piece, left) = rest.split_at_row_mut(TOGETHER.min(width - first));
            pieces.push((first, piece));
            rest = left;
        }
        let product = |(first, piece): (usize, MatMut<'_, f64>)| {
            let of = x.subrows(first, piece.nrows());
            matmul(piece, Accum::Replace, of, by, 1.0, Par::Seq);
        };
        match threads {
            Some(threads) => threads.each(pieces, product),
            None => pieces.into_iter().for_each(product),
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use logodds_core::SymMatrix;

    #[test]
    fn it_is_the_triangular_solve_of_every_coordinate() {
        let mut c = SymMatrix::zeros(3);
        for (i, row) in [&[2.0][..], &[0.5, 1.5], &[-0.25, 0.5, 1.0]].into_iter().enumerate() {
            c.row_mut(i)[..=i].copy_from_slice(row);
        }
        let factor = Cholesky::new(&c).expect("positive");
        let across = AcrossOutputs::new(factor.clone());
        let x: Vec<f64> = (0..15).map(|i| f64::from(i * 7 % 11) - 4.5).collect();
        let column = |x: &[f64], j: usize| -> Vec<f64> { (0..3).map(|k| x[5 * k + j]).collect() };
        let (g, u, v) = (across.of_gradient(&x, None), across.to_point(&x, None), across.of_point(&x));
        for j in 0..5 {
            for (found, expected) in [
                (column(&g, j), factor.whiten_gradient(&column(&x, j))),
                (column(&u, j), factor.unwhiten_point(&column(&x, j))),
                (column(&v, j), factor.whiten_point(&column(&x, j))),
            ] {
                assert!(found.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-13), "{found:?} {expected:?}");
            }
        }
    }
}
