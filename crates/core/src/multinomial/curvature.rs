//! The Hessian at a point as products with vectors.
//!
//! ```text
//! δ_i = Q (X̃ V)_i       s_ik = ω_i p_ik (δ_ik − Σ_l p_il δ_il)       ∇²F(u) v = (1/Σω) X̃ᵀ (S Q) + ρ ∘ v
//! ```
//!
//! The probabilities come with value and gradient, from the same pass, and are kept: K numbers a row. A product is then one pass
//! without an exponential in it.

use crate::data::{Block, EvalError};
use crate::multinomial::MultinomialRisk;
use crate::objective::LinearOperator;
use crate::response::Contrasts;
use crate::sum::{RowSum, Sums};

/// The Hessian at one point.
pub(super) struct Curvature<'a> {
    pub risk: &'a MultinomialRisk<'a>,
    /// p of every row: of the rows of a block, class by class.
    pub probabilities: Vec<f64>,
}

impl LinearOperator for Curvature<'_> {
    fn apply(&self, v: &[f64], out: &mut [f64]) -> Result<(), EvalError> {
        let risk = self.risk;
        let (intercepts, coefficients) = risk.coefficients(v);
        let p = risk.ridge.len();
        let sum = ProductSum {
            contrasts: risk.contrasts,
            intercepts,
            coefficients,
            columns: p,
            probabilities: &self.probabilities,
        };
        let (Sums(totals), Sums(columns)) = risk.executor.sum(risk.data, &risk.moments.origin, &sum)?;
        let of_contrast = |(c, total): (usize, &f64)| risk.scaled.gradient(*total, &columns[c * p..(c + 1) * p]);
        let sums = totals.iter().enumerate().flat_map(of_contrast).collect();
        let product = risk.geometry.gradient(sums, risk.counts.total_weight, v);
        out.iter_mut().zip(product).for_each(|(out, product)| *out = product);
        Ok(())
    }
}

/// `X̃ᵀ (S Q)`, in the units of the data.
struct ProductSum<'a> {
    contrasts: Contrasts,
    intercepts: Vec<f64>,
    coefficients: Vec<f64>,
    columns: usize,
    probabilities: &'a [f64],
}

/// Numbers of the rows of a block.
#[derive(Default)]
struct ProductScratch {
    products: Vec<f64>,
    means: Vec<f64>,
    last: Vec<f64>,
}

impl RowSum for ProductSum<'_> {
    /// Of the intercepts, and of the columns, one contrast after another.
    type Partial = (Sums, Sums);
    type Scratch = ProductScratch;

    fn zero(&self) -> Self::Partial {
        let m = self.contrasts.dim();
        (Sums::zeros(m), Sums::zeros(m * self.columns))
    }

    fn add(&self, block: &Block<'_>, (Sums(totals), Sums(columns)): &mut Self::Partial, scratch: &mut ProductScratch) {
        let (rows, m) = (block.labels.len(), self.contrasts.dim());
        let ProductScratch { products, means, last } = scratch;
        products.resize(m * rows, 0.0);
        block.x.matmul(&self.coefficients, self.columns, products, rows);
        let kept = &self.probabilities[block.first_row * (m + 1)..][..(m + 1) * rows];
        // δ relative to the last class: θ_k + b Σ θ. A common shift of δ changes no s.
        last.clear();
        last.resize(rows, 0.0);
        for (products, intercept) in products.chunks_exact_mut(rows).zip(&self.intercepts) {
            for (product, last) in products.iter_mut().zip(&mut *last) {
                *product += intercept;
                *last += self.contrasts.base() * *product;
            }
        }
        means.clear();
        means.resize(rows, 0.0);
        for (products, p) in products.chunks_exact_mut(rows).zip(kept.chunks_exact(rows)) {
            for (((product, shift), mean), p) in products.iter_mut().zip(&*last).zip(&mut *means).zip(p) {
                *product += shift;
                *mean += p * *product;
            }
        }
        // s of the last class, and what it adds to the others: (Qᵀ s)_c = s_c − b s_m.
        let p_last = &kept[m * rows..];
        for (i, last) in last.iter_mut().enumerate() {
            let weight = block.weights.map_or(1.0, |w| w[i]);
            *last = -weight * p_last[i] * means[i];
        }
        for ((products, p), total) in products.chunks_exact_mut(rows).zip(kept.chunks_exact(rows)).zip(totals) {
            for (i, product) in products.iter_mut().enumerate() {
                let weight = block.weights.map_or(1.0, |w| w[i]);
                *product = weight * p[i] * (*product - means[i]) - self.contrasts.base() * last[i];
                *total += *product;
            }
        }
        block.x.add_transpose_matmul(products, rows, columns, self.columns);
    }

    fn width(&self) -> usize {
        self.coefficients.len()
    }
}
