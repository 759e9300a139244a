//! The Hessian of several outputs where columns are few and dense: all pairs of outputs at once.
//!
//! ```text
//! H_kl = Σ_i v_ikl x̃_i x̃_iᵀ,  x̃ = (1, x − o)         S = V Z,   Z_i,jk = x̃_ij x̃_ik  (k ≤ j)
//! ```
//!
//! one product of matrices, of pairs × rows and of rows × q with q = (p + 1)(p + 2)/2. Pair by pair, the weights' roots and panels of the rows times them
//! took four times as long as the products (20 labels, 13 columns).

use crate::design::DesignMatrix;
use crate::design::dense::kernels::Rows;
use crate::design::dense::many::add_transpose_matmul;
use crate::design::symmetric::SymMatrix;

/// Columns at most: with more, products for each pair by themselves take as many multiplications and less room.
const COLUMNS: usize = 32;
/// Outputs at least.
const OUTPUTS: usize = 3;
/// Pairs whose weights are held at a time, of all rows of a block: 255 contrasts have 32,640 pairs.
const PAIRS: usize = 256;
/// Rows whose products are held at a time, of 528 numbers at most each: a quarter of a second-level cache.
const ROWS: usize = 64;

/// Whether it is for a model of so many outputs and dense columns.
pub(crate) fn applies(outputs: usize, columns: usize) -> bool {
    outputs >= OUTPUTS && columns <= COLUMNS
}

/// q of p columns.
pub(super) fn products(columns: usize) -> usize {
    (columns + 1) * (columns + 2) / 2
}

/// Room for a block.
#[derive(Default)]
pub(super) struct PairsRoom {
    /// The weights of some pairs, pair by pair.
    weights: Vec<f64>,
    /// x̃ of the rows, column by column from the first after the intercept.
    columns: Vec<f64>,
    /// Z of some of them, row by row.
    products: Vec<f64>,
    row: Vec<f64>,
}

/// `S += V Z` of a block, whose weights of a pair `of_pair` appends to a list.
pub(super) fn add(
    x: &dyn DesignMatrix,
    mut of_pair: impl FnMut(usize, &mut Vec<f64>),
    room: &mut PairsRoom,
    sums: &mut [f64],
) {
    let (n, p) = (x.nrows(), x.ncols());
    if n == 0 {
        return;
    }
    let q = products(p);
    let PairsRoom { weights, columns, products, row } = room;
    columns.resize(n * p, 0.0);
    x.copy_columns(0..p, columns, n);
    let origin = vec![0.0; q];
    for (group, sums) in sums.chunks_mut(PAIRS * q).enumerate() {
        let pairs = sums.len() / q;
        weights.clear();
        (0..pairs).for_each(|pair| of_pair(group * PAIRS + pair, weights));
        // Beyond the last pair, so that rows from any on are of as many pairs.
        weights.resize((pairs + 1) * n, 0.0);
        for from in (0..n).step_by(ROWS) {
            let rows = (n - from).min(ROWS);
            products.clear();
            for i in from..from + rows {
                row.clear();
                row.push(1.0);
                row.extend((0..p).map(|j| columns[j * n + i]));
                for j in 0..=p {
                    let x = row[j];
                    products.extend(row[..=j].iter().map(|other| x * other));
                }
            }
            let rows = Rows { values: products, nrows: rows, origin: &origin, ahead: &[] };
            add_transpose_matmul(rows, &weights[from..][..pairs * n], n, sums, q);
        }
    }
}

/// The blocks of the Hessian, pair by pair.
pub(super) fn blocks(sums: &[f64], columns: usize) -> Vec<SymMatrix> {
    let block = |sums: &[f64]| {
        let (mut block, mut from) = (SymMatrix::zeros(columns + 1), 0);
        for j in 0..=columns {
            block.row_mut(j)[..=j].copy_from_slice(&sums[from..=from + j]);
            from += j + 1;
        }
        block
    };
    sums.chunks_exact(products(columns)).map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::design::Dense;

    /// Of more rows and pairs than are held at a time, against the sums themselves.
    #[test]
    fn they_are_the_sums_over_the_rows() {
        let (n, p, pairs) = (2 * ROWS + 7, 4, PAIRS + 5);
        let value = |k: usize| ((k * 37 + 11) % 23) as f64 - 9.5;
        let values: Vec<f64> = (0..n * p).map(value).collect();
        let weight = |pair: usize, i: usize| ((pair * 5 + i * 3) % 7) as f64 + 0.25;
        let x = Dense::from_rows(&values[..], n, p).expect("the shape fits");
        let mut sums = vec![0.0; pairs * products(p)];
        let of_pair = |pair: usize, into: &mut Vec<f64>| into.extend((0..n).map(|i| weight(pair, i)));
        add(&x, of_pair, &mut PairsRoom::default(), &mut sums);
        for (pair, block) in blocks(&sums, p).iter().enumerate() {
            let entry = |i: usize, j: usize| if j == 0 { 1.0 } else { values[i * p + j - 1] };
            for j in 0..=p {
                for k in 0..=j {
                    let sum: f64 = (0..n).map(|i| weight(pair, i) * entry(i, j) * entry(i, k)).sum();
                    assert!((block.row(j)[k] - sum).abs() <= 1e-12 * sum.abs().max(1e3), "{pair}: {j} {k}");
                }
            }
        }
    }
}
