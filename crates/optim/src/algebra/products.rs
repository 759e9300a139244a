//! All inner products of the vectors of two lists: a product of matrices, by several threads.
//!
//! The second list is cut into pieces whose size depends on nothing, each is one thread's, and the products of a piece are faer's: the bits are the same
//! for any number of threads.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use logodds_core::Executor;

/// Vectors of a piece.
const TOGETHER: usize = 128;

/// `out[j · m + i] = a_i·b_j` of m vectors a and any number of b, of `length` numbers each, one after another.
#[must_use]
pub fn inner_products(a: &[f64], b: &[f64], length: usize, executor: &Executor) -> Vec<f64> {
    let m = a.len() / length.max(1);
    let mut out = vec![0.0; b.len() / length.max(1) * m];
    if out.is_empty() {
        return out;
    }
    let left = MatRef::from_row_major_slice(&a[..m * length], m, length);
    let pieces = out.chunks_mut(TOGETHER * m).zip(b.chunks(TOGETHER * length));
    executor.each(pieces.collect(), |(out, b)| {
        let count = out.len() / m;
        let right = MatRef::from_column_major_slice(&b[..count * length], length, count);
        matmul(MatMut::from_column_major_slice_mut(out, m, count), Accum::Replace, left, right, 1.0, Par::Seq);
    });
    out
}

#[cfg(test)]
mod tests {
    use super::inner_products;
    use logodds_core::Executor;

    #[test]
    fn products_are_those_of_each_pair_with_the_same_bits_for_any_threads() {
        let numbers = |n: usize, k: usize| -> Vec<f64> { (0..n).map(|i| ((i * k) % 17) as f64 - 8.0).collect() };
        let (a, b) = (numbers(7 * 5, 3), numbers(300 * 5, 11));
        let found = inner_products(&a, &b, 5, &Executor::sequential());
        for (j, b) in b.chunks(5).enumerate() {
            for (i, a) in a.chunks(5).enumerate() {
                assert_eq!(found[j * 7 + i], a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>());
            }
        }
        for threads in [2, 3] {
            assert_eq!(inner_products(&a, &b, 5, &Executor::new(threads).unwrap()), found);
        }
        assert!(inner_products(&[], &b, 5, &Executor::sequential()).is_empty());
    }
}
