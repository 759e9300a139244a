//! From the sums of a pass to value, gradient and Hessian.
//!
//! ```text
//! ∇_c F = (1/Σω) X̃ᵀ (ω ∘ Qᵀ(p − y))_c + ρ ∘ u_c          ∇²_cd F = (1/Σω) (Qᵀ S Q)_cd + δ_cd diag ρ
//! ```
//!
//! of contrasts c and d, S having the block `Σ ω p_k (δ_kl − p_l) x̃ x̃ᵀ` for classes k and l. Blocks are added up relative to the last class;
//! the contrasts' sandwich of them is taken here, once per pass.

use crate::data::{EvalError, RowBlocks};
use crate::design::SymMatrix;
use crate::multinomial::MultinomialRisk;
use crate::multinomial::pass::{SoftmaxPartial, SoftmaxSum, pairs};
use crate::objective::{Evaluation, Objective, Order};
use crate::response::intercepts::curvature_and_step;
use crate::risk::hessian_memory::check;
use crate::sum::executor::runs_for;
use crate::sum::{Executor, Sums};

impl MultinomialRisk<'_> {
    /// The pass at a point.
    pub(super) fn pass(&self, u: &[f64], order: Order) -> SoftmaxSum {
        let (intercepts, coefficients) = self.coefficients(u);
        SoftmaxSum { contrasts: self.contrasts, intercepts, coefficients, columns: self.ridge.len(), order }
    }

    /// Bytes a Hessian pass holds at once: blocks of every run, the whole, and its factor.
    pub(super) fn hessian_bytes(&self) -> u64 {
        let (m, block) = (self.contrasts.dim() as u64, self.ridge.len() as u64 + 1);
        let blocks = (m * (m + 1) / 2).saturating_mul(block.saturating_mul(block));
        let whole = (self.dim() as u64).saturating_mul(self.dim() as u64);
        let runs = runs_for(usize::try_from(blocks).unwrap_or(usize::MAX)) as u64;
        let sums = blocks.saturating_mul(runs.min(self.data.shape().blocks() as u64));
        sums.saturating_add(whole.saturating_mul(3)).saturating_mul(8)
    }

    pub(super) fn check(&self, u: &[f64], order: Order) -> Result<(), EvalError> {
        check(u, order, self.dim(), self.hessian_bytes())
    }

    /// The objective on blocks of the data whose weights sum to `weight`.
    pub(crate) fn evaluate_on(
        &self,
        (data, weight): (&dyn RowBlocks, f64),
        executor: &Executor,
        u: &[f64],
        order: Order,
    ) -> Result<Evaluation, EvalError> {
        self.check(u, order)?;
        let sums = executor.sum(data, &self.moments.origin, &self.pass(u, order))?;
        Ok(self.finish(u, sums, weight))
    }

    /// Sums over rows, divided by `weight`, plus the penalty.
    pub(super) fn finish(&self, u: &[f64], sums: SoftmaxPartial, weight: f64) -> Evaluation {
        let m = self.contrasts.dim();
        // Pinned intercepts have no gradient, and take no step.
        let pin = if self.scaled.has_intercept() { 1.0 } else { 0.0 };
        let residual: Vec<f64> = sums.residual.0.iter().map(|r| pin * r / weight).collect();
        let mut curvatures = vec![0.0; m * m];
        for ((k, l), sum) in pairs(m).zip(&sums.curvatures.0) {
            (curvatures[k * m + l], curvatures[l * m + k]) = (sum / weight, sum / weight);
        }
        // The sandwich cancels: what its terms' rounding may hide is measured by their size.
        let size = curvatures.iter().map(|c| c.abs()).sum::<f64>();
        let hidden = (4 * m + self.geometry.additions) as f64 * f64::EPSILON * size;
        self.contrasts.sandwich(&mut curvatures);
        let (intercept_curvature, intercept_step) = curvature_and_step(&curvatures, &residual, hidden);
        let mut evaluation = Evaluation {
            value: sums.loss.0 / weight + self.penalty_at(u),
            gradient: Vec::new(),
            hessian: None,
            intercept_curvature,
            intercept_step,
            separation: sums.lead.0,
        };
        if let Some(Sums(sum)) = sums.gradient {
            evaluation.gradient = self.gradient(u, &sums.residual.0, &sum, weight);
        }
        evaluation.hessian = sums.hessian.map(|blocks| self.hessian(&blocks, weight));
        evaluation
    }

    /// The gradient from sums over rows of the residuals, alone and times the columns.
    pub(super) fn gradient(&self, u: &[f64], residual: &[f64], sum: &[f64], weight: f64) -> Vec<f64> {
        let p = self.ridge.len();
        let mut gradient = Vec::with_capacity(self.dim());
        for (c, residual) in residual.iter().enumerate() {
            gradient.extend(self.scaled.gradient(*residual, &sum[c * p..(c + 1) * p]));
        }
        self.geometry.gradient(gradient, weight, u)
    }

    /// The Hessian from its blocks relative to the last class.
    fn hessian(&self, blocks: &[SymMatrix], weight: f64) -> SymMatrix {
        let (m, block) = (self.contrasts.dim(), self.scaled.dim());
        let blocks: Vec<SymMatrix> = blocks.iter().map(|sum| self.scaled.hessian(sum)).collect();
        let mut hessian = SymMatrix::zeros(m * block);
        let mut between = vec![0.0; m * m];
        for i in 0..block {
            for j in 0..=i {
                for ((k, l), sum) in pairs(m).zip(&blocks) {
                    let value = sum.row(i)[j] / weight;
                    let signed = if k == l { value } else { -value };
                    (between[k * m + l], between[l * m + k]) = (signed, signed);
                }
                self.contrasts.sandwich(&mut between);
                for (c, d) in pairs(m) {
                    // A block beside the diagonal is symmetric itself, and stored whole.
                    hessian.row_mut(c * block + i)[d * block + j] = between[c * m + d];
                    if c != d {
                        hessian.row_mut(c * block + j)[d * block + i] = between[c * m + d];
                    }
                }
            }
        }
        for (j, ridge) in self.geometry.ridge.iter().enumerate() {
            hessian.row_mut(j)[j] += ridge;
        }
        hessian
    }
}
