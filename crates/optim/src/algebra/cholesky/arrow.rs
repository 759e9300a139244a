//! The factor of an arrow: its diagonal block is eliminated first, and fills nothing.
//!
//! ```text
//! H̃ = ( I  C )  = L Lᵀ        L = ( I    0  )        S = R − CᵀC = L_S L_Sᵀ
//!     ( Cᵀ R )                    ( Cᵀ  L_S )
//!
//! L⁻¹ b = ( b_E ; L_S⁻¹ (b_R − Cᵀ b_E) )        Lᵀ u = ( u_E + C u_R ; L_Sᵀ u_R )
//! (H̃⁻¹)_ee = 1 + ‖L_S⁻¹ c_e‖²                   (H̃⁻¹)_rr = (S⁻¹)_rr
//! ```
//!
//! H̃ is the matrix with unit diagonal, S the Schur complement (Gene Golub, Charles Van Loan, *Matrix Computations*, 4th ed. 2013, §4.2.4), whose
//! own diagonal is what the eliminated coordinates leave of the others.
//!
//! **Rounding.** Let a row have k entries at most. H is a sum of `d x xᵀ`, each of whose entries is off by a relative `c u` of the sizes of its terms,
//! c additions in a chain, so that `|v'Ev| ≤ c u Σ d (Σ_j |x_j v_j|)² ≤ c u k Σ_j H_jj v_j²`, by Cauchy's inequality: in H̃ a norm of c u k,
//! however many levels there are. By the same inequality a relative error of all entries of C has one of k. S takes |E| subtractions an entry, of terms whose
//! sizes sum to at most 1, so that E of S has a norm of q · 2 (|E| + q) u, its own factorisation included (N. Higham, *Accuracy and Stability of
//! Numerical Algorithms*, 2nd ed., §10.1). The least eigenvalue of H̃ follows from
//! `H̃⁻¹ = (I; 0)(I 0) + (−C; I) S⁻¹ (−Cᵀ I)`, whose norm is at most `1 + (1 + ‖C‖²) ‖S⁻¹‖ ≤ 1 + (1 + q) tr S⁻¹`, as CᵀC ⪯ R.

use crate::algebra::cholesky::dense::{DenseFactor, ZERO_PIVOT};
use crate::algebra::cholesky::pivot::FailedPivot;
use logodds_core::{Arrow, ArrowRoot, Pattern, SymMatrix};
use std::ops::Range;
use std::sync::Arc;

/// L of an arrow.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ArrowFactor {
    eliminated: Range<usize>,
    pattern: Arc<Pattern>,
    /// √diag(H), of all coordinates.
    root: Vec<f64>,
    /// C of the matrix with unit diagonal, as the pattern has it.
    coupling: Vec<f64>,
    schur: DenseFactor,
}

impl ArrowFactor {
    /// The factor of `share · H`: what is factored has a unit diagonal.
    pub(super) fn scaled(mut self, share: f64) -> Self {
        self.root.iter_mut().for_each(|root| *root *= share.sqrt());
        self
    }

    /// Factor `h`.
    ///
    /// # Errors
    /// [`FailedPivot`] if `h` is not positive definite to working precision.
    pub(super) fn new(h: &Arrow) -> Result<Self, FailedPivot> {
        let n = h.order();
        if let Some(index) = h.diagonal().position(|d| !(d.is_normal() && d > 0.0)) {
            return Err(FailedPivot { index, share: 0.0 });
        }
        let root: Vec<f64> = h.diagonal().map(f64::sqrt).collect();
        let (eliminated, pattern, q) = (h.eliminated(), h.pattern().clone(), h.rest().order());
        let unit: Vec<f64> = (0..q).map(|r| root[h.coordinate(r)].recip()).collect();
        let mut coupling = h.coupling().to_vec();
        for (e, own) in root[eliminated.clone()].iter().enumerate() {
            let (places, positions) = pattern.row(e);
            let row = coupling[places].iter_mut().zip(positions);
            row.for_each(|(c, &r)| *c *= unit[r as usize] / own);
        }
        let products = products(&pattern, &coupling);
        let mut schur = SymMatrix::zeros(q);
        for (r, unit_of_row) in unit.iter().enumerate() {
            let row = schur.row_mut(r).iter_mut().zip(h.rest().row(r)).zip(&unit).zip(&products[r * q..]);
            row.for_each(|(((into, h), unit), product)| *into = h * unit_of_row * unit - product);
        }
        let threshold = ZERO_PIVOT * n as f64;
        let shares = schur.diagonal().enumerate();
        if let Some((r, share)) = shares.into_iter().find(|(_, share)| share.is_nan() || *share <= threshold) {
            return Err(FailedPivot { index: h.coordinate(r), share });
        }
        let schur = DenseFactor::new(&schur)
            .map_err(|FailedPivot { index, share }| FailedPivot { index: h.coordinate(index), share })?;
        Ok(Self { eliminated, pattern, root, coupling, schur })
    }

    /// Order of the matrix.
    pub(super) fn order(&self) -> usize {
        self.root.len()
    }

    /// √diag(H).
    pub(super) fn root(&self) -> &[f64] {
        &self.root
    }

    /// The coordinate of position `r` of those that are not eliminated.
    fn coordinate(&self, r: usize) -> usize {
        if r < self.eliminated.start { r } else { r + self.eliminated.len() }
    }

    /// Of a vector, what is not eliminated.
    fn others(&self, v: &[f64]) -> Vec<f64> {
        [&v[..self.eliminated.start], &v[self.eliminated.end..]].concat()
    }

    /// Put it back.
    fn set_others(&self, v: &mut [f64], others: &[f64]) {
        let (before, after) = others.split_at(self.eliminated.start);
        v[..self.eliminated.start].copy_from_slice(before);
        v[self.eliminated.end..].copy_from_slice(after);
    }

    /// Positions and numbers of row `e` of C.
    fn row(&self, e: usize) -> (&[u32], &[f64]) {
        let (places, positions) = self.pattern.row(e);
        (positions, &self.coupling[places])
    }

    /// `C x`, of row `e`.
    fn product(&self, e: usize, x: &[f64]) -> f64 {
        let (positions, numbers) = self.row(e);
        positions.iter().zip(numbers).map(|(&r, c)| c * x[r as usize]).sum()
    }

    /// `H⁻¹ b`.
    pub(super) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x = self.whiten_gradient(b);
        self.back_substitute(&mut x);
        x
    }

    /// Solve `Lᵀ x = x`, and scale.
    fn back_substitute(&self, x: &mut [f64]) {
        let others = self.schur.unwhiten_point(&self.others(x));
        for (e, j) in self.eliminated.clone().enumerate() {
            x[j] -= self.product(e, &others);
        }
        self.set_others(x, &others);
        x.iter_mut().zip(&self.root).for_each(|(x, root)| *x /= root);
    }

    /// `L⁻¹ b`.
    pub(super) fn whiten_gradient(&self, b: &[f64]) -> Vec<f64> {
        let mut y: Vec<f64> = b.iter().zip(&self.root).map(|(b, root)| b / root).collect();
        let mut others = self.others(&y);
        for (e, y) in y[self.eliminated.clone()].iter().enumerate() {
            let (positions, numbers) = self.row(e);
            positions.iter().zip(numbers).for_each(|(&r, c)| others[r as usize] -= c * y);
        }
        self.set_others(&mut y, &self.schur.whiten_gradient(&others));
        y
    }

    /// `v = Lᵀ u`.
    pub(super) fn whiten_point(&self, u: &[f64]) -> Vec<f64> {
        let mut v: Vec<f64> = u.iter().zip(&self.root).map(|(u, root)| u * root).collect();
        let others = self.others(&v);
        for (e, j) in self.eliminated.clone().enumerate() {
            v[j] += self.product(e, &others);
        }
        self.set_others(&mut v, &self.schur.whiten_point(&others));
        v
    }

    /// `u = L⁻ᵀ v`.
    pub(super) fn unwhiten_point(&self, v: &[f64]) -> Vec<f64> {
        let mut u = v.to_vec();
        self.back_substitute(&mut u);
        u
    }

    /// [`Self::whiten_gradient`] of several vectors end to end, in place.
    pub(super) fn whiten_gradients(&self, vectors: &mut [f64]) {
        for vector in vectors.chunks_exact_mut(self.order().max(1)) {
            let whitened = self.whiten_gradient(vector);
            vector.copy_from_slice(&whitened);
        }
    }

    /// [`Self::unwhiten_point`] of several vectors end to end, in place.
    pub(super) fn unwhiten_points(&self, vectors: &mut [f64]) {
        vectors.chunks_exact_mut(self.order().max(1)).for_each(|vector| self.back_substitute(vector));
    }

    /// `log det H`.
    pub(super) fn log_determinant(&self) -> f64 {
        self.root.iter().map(|root| 2.0 * root.ln()).sum::<f64>() + self.schur.log_determinant()
    }

    /// `H_jj (H⁻¹)_jj`.
    pub(super) fn variance_inflation(&self) -> Vec<f64> {
        let (rows, q) = (self.schur.inverse_root(), self.pattern.columns());
        let mut inflation = vec![1.0; self.order()];
        let mut squares = vec![0.0; q];
        // T by columns, of which a row of C takes those that it has numbers of.
        let mut columns = vec![0.0; q * q];
        for (r, row) in rows.iter().enumerate() {
            for (s, t) in row[..=r].iter().enumerate() {
                squares[s] += t * t;
                columns[s * q + r] = *t;
            }
        }
        let mut sum = vec![0.0; q];
        for (e, j) in self.eliminated.clone().enumerate() {
            sum.fill(0.0);
            let (positions, numbers) = self.row(e);
            for (&r, c) in positions.iter().zip(numbers) {
                let r = r as usize;
                sum[r..].iter_mut().zip(&columns[r * q + r..(r + 1) * q]).for_each(|(sum, t)| *sum += c * t);
            }
            inflation[j] += sum.iter().map(|x| x * x).sum::<f64>();
        }
        squares.iter().enumerate().for_each(|(r, square)| inflation[self.coordinate(r)] = square.max(1.0));
        inflation
    }

    /// See above.
    pub(super) fn rounding(&self, inflation: &[f64], additions: usize, entries: usize) -> f64 {
        let (levels, q, k) = (self.pattern.rows() as f64, self.pattern.columns() as f64, entries as f64);
        let unit = f64::EPSILON * (k * (additions as f64 + levels + 8.0) + 2.0 * q * (levels + q + 8.0));
        let of_others: f64 = (0..self.pattern.columns()).map(|r| inflation[self.coordinate(r)]).sum();
        unit * inflation.iter().sum::<f64>().min(1.0 + (1.0 + q) * of_others)
    }

    /// L⁻¹ in the units of H.
    pub(super) fn inverse_root(&self) -> ArrowRoot {
        let q = self.pattern.columns();
        let mut means = self.coupling.clone();
        for (e, own) in self.root[self.eliminated.clone()].iter().enumerate() {
            let (places, positions) = self.pattern.row(e);
            let row = means[places].iter_mut().zip(positions);
            row.for_each(|(m, &r)| *m *= self.root[self.coordinate(r as usize)] / own);
        }
        let mut rest = Vec::with_capacity(q * (q + 1) / 2);
        for (r, row) in self.schur.inverse_root().iter().enumerate() {
            rest.extend(row[..=r].iter().enumerate().map(|(s, t)| t / self.root[self.coordinate(s)]));
        }
        let levels = self.root[self.eliminated.clone()].iter().map(|root| root.recip()).collect();
        ArrowRoot::new(self.eliminated.clone(), self.pattern.clone(), levels, means, rest)
    }
}

/// The lower triangle of `CᵀC`, rows of the square storage.
fn products(pattern: &Pattern, coupling: &[f64]) -> Vec<f64> {
    let q = pattern.columns();
    let mut sums = vec![0.0; q * q];
    for e in 0..pattern.rows() {
        let (places, positions) = pattern.row(e);
        let numbers = &coupling[places];
        if pattern.is_full() {
            for (r, c) in numbers.iter().enumerate() {
                sums[r * q..][..=r].iter_mut().zip(numbers).for_each(|(sum, d)| *sum += c * d);
            }
        } else if positions.is_sorted() {
            for (k, (&r, c)) in positions.iter().zip(numbers).enumerate() {
                let row = &mut sums[r as usize * q..][..q];
                positions[..=k].iter().zip(numbers).for_each(|(&t, d)| row[t as usize] += c * d);
            }
        } else {
            // Dense positions come first, and some of them are above sparse ones.
            for (k, (&r, c)) in positions.iter().zip(numbers).enumerate() {
                let pairs = positions[..=k].iter().zip(numbers);
                pairs.for_each(|(&t, d)| sums[r.max(t) as usize * q + r.min(t) as usize] += c * d);
            }
        }
    }
    sums
}
