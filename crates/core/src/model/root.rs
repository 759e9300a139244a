//! A covariance by a root of it, so that no variance is ever the difference of large numbers.
//!
//! ```text
//! V = G'G,  G lower triangular        Var(z·β) = ‖G z‖²        Cov(z·β, y·β) = (G z)·(G y)
//! ```
//!
//! Of columns that are nearly combinations of others V has entries far larger than the variance of a row, z' V z, which is then what is left
//! of them: with a condition κ of the columns κ² units in the last place are lost, and what is left may be negative. A norm is never
//! negative, and loses κ. G is the transposed upper factor of V = G' G (a Cholesky factorisation from the last row up): that of the
//! information is L⁻¹, and products of triangular matrices are triangular. N. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd
//! ed. 2002, ch. 10, 19, 20.

use crate::design::SymMatrix;

/// A pivot relative to the largest diagonal entry at or below which a scatter has nothing left in a direction.
const NOTHING: f64 = 64.0 * f64::EPSILON;

/// G, lower triangular.
#[derive(Clone, Debug, PartialEq)]
pub struct Root {
    order: usize,
    /// Rows 0..=i of every i.
    rows: Vec<f64>,
}

impl Root {
    /// The zero matrix.
    #[must_use]
    pub fn zeros(order: usize) -> Self {
        Self { order, rows: vec![0.0; order * (order + 1) / 2] }
    }

    /// Of its rows one after another, n (n + 1) / 2 numbers for some n; `None` of any other number of them.
    #[must_use]
    pub fn new(rows: Vec<f64>) -> Option<Self> {
        let order = ((2.0 * rows.len() as f64 + 0.25).sqrt() - 0.5).round() as usize;
        (order * (order + 1) / 2 == rows.len()).then_some(Self { order, rows })
    }

    /// Of the rows of a square matrix; what is above the diagonal is not looked at.
    #[must_use]
    pub fn of_square(rows: &[Vec<f64>]) -> Self {
        let packed = rows.iter().enumerate().flat_map(|(i, row)| row[..=i].iter().copied()).collect();
        Self { order: rows.len(), rows: packed }
    }

    /// Of `M = G'G`, a matrix that has no negative eigenvalue but for rounding.
    #[must_use]
    pub fn of(m: &SymMatrix) -> Self {
        let n = m.order();
        let least = NOTHING * m.diagonal().fold(0.0, f64::max);
        let mut root = Self::zeros(n);
        // Column j of the upper factor is row j of G: M_ij = Σ_{k ≥ j} G_ki G_kj.
        let mut rest = m.clone();
        for k in (0..n).rev() {
            let pivot = rest.get(k, k);
            if pivot <= least {
                continue;
            }
            let unit = pivot.sqrt();
            let row: Vec<f64> = rest.row(k).iter().map(|x| x / unit).collect();
            for i in 0..k {
                let factor = row[i];
                if factor != 0.0 {
                    rest.row_mut(i).iter_mut().zip(&row).for_each(|(rest, x)| *rest -= factor * x);
                }
            }
            root.row_mut(k).copy_from_slice(&row);
            root.row_mut(k)[k] = unit;
        }
        root
    }

    /// Of `Σ s s'` of vectors s end to end, by Householder's reflections: with the digits that the vectors have, where those of their
    /// products are lost.
    #[must_use]
    pub fn of_vectors(mut vectors: Vec<f64>, order: usize) -> Self {
        let mut root = Self::zeros(order);
        let mut rows = vectors.len() / order.max(1);
        for k in (0..order).rev() {
            if rows == 0 {
                break;
            }
            // The last row left takes all of column k.
            let (above, last) = vectors[..rows * order].split_at_mut((rows - 1) * order);
            let square: f64 = above.chunks(order).map(|row| row[k] * row[k]).sum::<f64>() + last[k] * last[k];
            let norm = square.sqrt();
            if norm > 0.0 {
                let alpha = if last[k] > 0.0 { -norm } else { norm };
                let head = last[k] - alpha;
                // v = (column of the rows above, head); H = I − 2 v v' / v'v.
                let size = square - last[k] * last[k] + head * head;
                let mut products: Vec<f64> = last[..=k].iter().map(|x| head * x).collect();
                for row in above.chunks(order) {
                    let v = row[k];
                    products.iter_mut().zip(row).for_each(|(product, x)| *product += v * x);
                }
                products.iter_mut().for_each(|product| *product *= 2.0 / size);
                last[..k].iter_mut().zip(&products).for_each(|(x, product)| *x -= head * product);
                for row in above.chunks_mut(order) {
                    let v = row[k];
                    row[..k].iter_mut().zip(&products).for_each(|(x, product)| *x -= v * product);
                    row[k] = 0.0;
                }
                last[k] = alpha;
                let side = alpha.signum();
                root.row_mut(k).iter_mut().zip(&*last).for_each(|(g, x)| *g = side * x);
                rows -= 1;
            }
        }
        root
    }

    /// Order of the matrix.
    #[must_use]
    pub fn order(&self) -> usize {
        self.order
    }

    /// All rows, one after another.
    #[must_use]
    pub fn rows(&self) -> &[f64] {
        &self.rows
    }

    /// The rows of the square matrix.
    #[must_use]
    pub fn square(&self) -> Vec<Vec<f64>> {
        let whole = |k: usize| {
            let mut row = self.row(k).to_vec();
            row.resize(self.order, 0.0);
            row
        };
        (0..self.order).map(whole).collect()
    }

    /// Row `i`, up to the diagonal.
    #[must_use]
    pub fn row(&self, i: usize) -> &[f64] {
        &self.rows[i * (i + 1) / 2..][..=i]
    }

    /// The same, to be written.
    pub fn row_mut(&mut self, i: usize) -> &mut [f64] {
        &mut self.rows[i * (i + 1) / 2..][..=i]
    }

    /// `‖G z‖` of the entries of z that are not 0.
    #[must_use]
    pub fn norm(&self, entries: &[(usize, f64)]) -> f64 {
        let mut sum = 0.0;
        for k in 0..self.order {
            let x = self.component(k, entries);
            sum += x * x;
        }
        sum.sqrt()
    }

    /// Component k of `G z`.
    #[must_use]
    pub fn component(&self, k: usize, entries: &[(usize, f64)]) -> f64 {
        let row = self.row(k);
        entries.iter().filter(|(j, _)| *j <= k).map(|&(j, z)| row[j] * z).sum()
    }

    /// The norms of the columns: standard errors.
    #[must_use]
    pub fn column_norms(&self) -> Vec<f64> {
        let mut squares = vec![0.0; self.order];
        for k in 0..self.order {
            squares.iter_mut().zip(self.row(k)).for_each(|(square, g)| *square += g * g);
        }
        squares.into_iter().map(f64::sqrt).collect()
    }

    /// `G R`, both lower triangular: the root of `R' V R`.
    #[must_use]
    pub fn times(&self, right: &Self) -> Self {
        let mut product = Self::zeros(self.order);
        for i in 0..self.order {
            let row = product.row_mut(i);
            for (k, factor) in self.row(i).iter().enumerate().filter(|(_, factor)| **factor != 0.0) {
                row.iter_mut().zip(right.row(k)).for_each(|(x, r)| *x += factor * r);
            }
        }
        product
    }

    /// Without the coordinates that are pinned, if any are: every first one of so many.
    #[must_use]
    pub fn without_pinned(mut self, block: usize, pinned: bool) -> Self {
        for place in (0..if pinned { self.order } else { 0 }).step_by(block) {
            self.row_mut(place).fill(0.0);
            (place..self.order).for_each(|k| self.row_mut(k)[place] = 0.0);
        }
        self
    }

    /// Times a number.
    #[must_use]
    pub fn scaled(mut self, factor: f64) -> Self {
        self.rows.iter_mut().for_each(|g| *g *= factor);
        self
    }

    /// `G M G'`.
    #[must_use]
    pub fn around(&self, m: &SymMatrix) -> SymMatrix {
        let n = self.order;
        let mut whole: Vec<f64> = Vec::with_capacity(n * n);
        for i in 0..n {
            whole.extend_from_slice(m.row(i));
            whole.extend((i + 1..n).map(|j| m.get(j, i)));
        }
        let mut around = SymMatrix::zeros(n);
        let (mut line, mut transposed) = (vec![0.0; n], vec![0.0; n * n]);
        // G by columns, so that both products run along rows.
        for j in 0..n {
            self.row(j).iter().enumerate().for_each(|(k, g)| transposed[k * n + j] = *g);
        }
        for i in 0..n {
            line.fill(0.0);
            for (k, factor) in self.row(i).iter().enumerate().filter(|(_, factor)| **factor != 0.0) {
                line.iter_mut().zip(&whole[k * n..]).for_each(|(x, m)| *x += factor * m);
            }
            // (G M G')_ij = Σ_k line_k G_jk, for j ≤ i.
            let row = around.row_mut(i);
            for (k, x) in line.iter().enumerate().take(i + 1) {
                row[k..].iter_mut().zip(&transposed[k * n + k..]).for_each(|(sum, g)| *sum += x * g);
            }
        }
        around
    }

    /// `V = G'G`.
    #[must_use]
    pub fn gram(&self) -> SymMatrix {
        let mut sum = SymMatrix::zeros(self.order);
        for k in 0..self.order {
            let row = self.row(k);
            for (i, factor) in row.iter().enumerate().filter(|(_, factor)| **factor != 0.0) {
                sum.row_mut(i).iter_mut().zip(row).for_each(|(sum, g)| *sum += factor * g);
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(root: &Root) -> Vec<f64> {
        let gram = root.gram();
        (0..gram.order()).flat_map(|i| gram.row(i).to_vec()).collect()
    }

    fn close(a: &[f64], b: &[f64]) {
        assert_eq!(a.len(), b.len());
        assert!(a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-13), "{a:?} {b:?}");
    }

    #[test]
    fn a_matrix_its_vectors_and_its_root_agree() {
        let vectors = vec![1.0, 2.0, -1.0, 0.5, 0.0, 3.0, -2.0, 1.0, 1.0, 4.0, 0.25, -0.5];
        let mut m = SymMatrix::zeros(3);
        for s in vectors.chunks(3) {
            (0..3).for_each(|i| m.row_mut(i).iter_mut().zip(s).for_each(|(m, x)| *m += s[i] * x));
        }
        let packed: Vec<f64> = (0..3).flat_map(|i| m.row(i).to_vec()).collect();
        let (by_products, by_vectors) = (Root::of(&m), Root::of_vectors(vectors, 3));
        close(&square(&by_products), &packed);
        close(by_products.rows(), by_vectors.rows());
        assert_eq!(Root::new(by_products.rows().to_vec()), Some(by_products.clone()));
        assert_eq!(Root::new(vec![1.0; 4]), None);
        // z' V z, and what a matrix around it makes of it.
        let z = [(0, 1.0), (2, -2.0)];
        let variance = m.get(0, 0) - 4.0 * m.get(2, 0) + 4.0 * m.get(2, 2);
        assert!((by_products.norm(&z) - variance.sqrt()).abs() < 1e-13);
        assert!((by_products.column_norms()[1] - m.get(1, 1).sqrt()).abs() < 1e-13);
        let around = by_vectors.around(&SymMatrix::clone(&m));
        let direct = by_vectors.times(&Root::zeros(3));
        assert!(direct.rows().iter().all(|x| *x == 0.0));
        // G V G' = (G G')(G G')
        let outer = |i: usize, j: usize| -> f64 {
            let (a, b) = (by_vectors.row(i), by_vectors.row(j));
            a.iter().zip(b).map(|(a, b)| a * b).sum()
        };
        for i in 0..3 {
            for j in 0..=i {
                let expected: f64 = (0..3).map(|k| outer(i, k) * outer(k, j)).sum();
                assert!((around.get(i, j) - expected).abs() < 1e-11 * expected.abs().max(1.0));
            }
        }
    }

    #[test]
    fn fewer_vectors_than_coordinates_have_a_root() {
        let root = Root::of_vectors(vec![1.0, 2.0, 3.0, -1.0, 0.5, 2.0], 3);
        close(&square(&root), &[2.0, 1.5, 4.25, 1.0, 7.0, 13.0]);
        assert_eq!(root.rows()[0], 0.0);
        close(&square(&Root::of(&root.gram())), &square(&root));
        assert!(Root::of_vectors(Vec::new(), 2).rows().iter().all(|x| *x == 0.0));
    }
}
