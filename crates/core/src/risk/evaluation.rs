//! From the sums of a pass to value, gradient and Hessian.
//!
//! ```text
//! ∇_c F = (1/Σω) X̃ᵀ r_c + ρ ∘ u_c          ∇²_cd F = (1/Σω) X̃ᵀ S_cd X̃ + δ_cd diag ρ        of outputs c and d, ρ the ridge
//! ```
//!
//! The curvatures S of contrasts are added up relative to the last class; `Bᵀ S B`, which makes them those of the contrasts
//! ([`Contrasts::sandwich`](crate::response::Contrasts::sandwich)), is taken here, once per pass.

use crate::data::{EvalError, RowBlocks};
use crate::design::hessian::Hessian;
use crate::design::symmetric::SymMatrix;
use crate::objective::{Evaluation, Order};
use crate::response::softmax::intercepts::curvature_and_step;
use crate::response::{Contrasts, Gap, Response, pairs};
use crate::risk::all_pairs;
use crate::risk::beside::BesideSum;
use crate::risk::empirical::Risk;
use crate::risk::hessian_memory;
use crate::risk::pass::{Pass, Passed};
use crate::sum::Executor;

impl<R: Response> Risk<'_, R> {
    /// The pass at a point.
    pub(super) fn pass(&self, u: &[f64], order: Order) -> Pass<R> {
        let (outputs, columns) = (self.layout.outputs(), self.data.shape().columns);
        let all_pairs = all_pairs::applies(outputs, columns) && self.data.sparse_columns().is_empty();
        Pass { loss: self.row_loss(u), order, elimination: self.elimination.clone(), all_pairs }
    }

    /// Bytes a Hessian pass holds at once, whatever the number of threads: what is refused must not depend on it.
    pub(super) fn hessian_bytes(&self) -> u64 {
        let blocks = self.data.shape().blocks();
        if let Some(elimination) = &self.elimination {
            return hessian_memory::bytes_of_levels(elimination.width(), blocks);
        }
        hessian_memory::bytes(self.layout.outputs(), self.moments.mean.len(), blocks)
    }

    pub(super) fn check(&self, u: &[f64], order: Order) -> Result<(), EvalError> {
        hessian_memory::check(u, order, self.layout.dim(), self.hessian_bytes())
    }

    /// The objective on blocks of the data whose weights sum to `weight`.
    pub(super) fn evaluate_on(
        &self,
        (data, weight): (&dyn RowBlocks, f64),
        executor: &Executor,
        u: &[f64],
        order: Order,
    ) -> Result<Evaluation, EvalError> {
        self.check(u, order)?;
        if let (Order::Gradient, Some(beside)) = (order, self.beside) {
            let sum = BesideSum::new(self, beside, u);
            let sums = executor.sum(data, &self.moments.origin, &sum)?;
            return Ok(self.finish_beside(u, sums, weight));
        }
        let sums = executor.sum(data, &self.moments.origin, &self.pass(u, order))?;
        Ok(self.finish(u, sums, weight))
    }

    /// Sums over rows, divided by `weight`, plus the penalty.
    pub(super) fn finish(&self, u: &[f64], mut sums: Passed, weight: f64) -> Evaluation {
        let gradient = sums.gradient.take();
        let gradient = gradient.map(|of_columns| self.layout.gradient(&sums.loss.residual.0, &of_columns.0));
        self.finish_with(u, sums, gradient, weight)
    }

    /// [`Risk::finish`] with the gradient of the loss by `u`, summed over rows, if there is one.
    pub(super) fn finish_with(
        &self,
        u: &[f64],
        mut sums: Passed,
        gradient: Option<Vec<f64>>,
        weight: f64,
    ) -> Evaluation {
        let (intercept_curvature, intercept_step) = self.of_intercepts(&sums, weight);
        let hessian = match (sums.blocks(self.data.shape().columns), sums.of_levels()) {
            (Some(blocks), _) => Some(Hessian::Dense(self.hessian(blocks, weight))),
            (None, Some(arrow)) => self.free_elimination.as_ref().map(|free| {
                let mut hessian = free.scaled(&arrow, self.layout.scaled(), weight);
                hessian.map_diagonal(|j, h| h + self.separable.l2()[j]);
                Hessian::Arrow(hessian)
            }),
            (None, None) => None,
        };
        let gradient = gradient.map(|gradient| self.separable.gradient(gradient, weight, u));
        Evaluation {
            value: sums.loss.loss.0 / weight + self.penalty_at(u),
            gradient: gradient.unwrap_or_default(),
            hessian,
            intercept_curvature,
            intercept_step,
            separation: self.separation(sums.loss.gap),
        }
    }

    /// How far labels are apart.
    fn separation(&self, Gap { lowest, highest }: Gap) -> f64 {
        match (self.response.contrasts(), self.layout.scaled().has_intercept()) {
            (Some(_), _) => lowest.0,
            (None, true) => lowest.0 - highest.0,
            // Nothing shifts the margins: they must have the signs of the labels themselves.
            (None, false) => lowest.0.min(-highest.0),
        }
    }

    /// The curvature along the intercepts, and the step that they would take alone.
    fn of_intercepts(&self, sums: &Passed, weight: f64) -> (f64, Vec<f64>) {
        let curvatures = &sums.loss.curvatures.0;
        let Some(contrasts) = self.response.contrasts() else {
            return (curvatures[0] / weight, Vec::new());
        };
        // Pinned intercepts have no gradient, and take no step.
        let pin = if self.layout.scaled().has_intercept() { 1.0 } else { 0.0 };
        let residual: Vec<f64> = sums.loss.residual.0.iter().map(|r| pin * r / weight).collect();
        let m = contrasts.dim();
        let mut matrix = vec![0.0; m * m];
        for ((k, l), sum) in pairs(m).zip(curvatures) {
            (matrix[k * m + l], matrix[l * m + k]) = (sum / weight, sum / weight);
        }
        // The sandwich cancels: what its terms' rounding may hide is measured by their size.
        let size = matrix.iter().map(|c| c.abs()).sum::<f64>();
        let hidden = (4 * m + self.geometry.additions) as f64 * f64::EPSILON * size;
        contrasts.sandwich(&mut matrix);
        curvature_and_step(&matrix, &residual, hidden)
    }

    /// The Hessian from its blocks.
    fn hessian(&self, blocks: Vec<SymMatrix>, weight: f64) -> SymMatrix {
        let scaled = self.layout.scaled();
        let mut blocks: Vec<SymMatrix> = blocks.into_iter().map(|sum| scaled.hessian(&sum)).collect();
        let mut hessian = match self.response.contrasts() {
            None => {
                let mut whole = blocks.swap_remove(0);
                for j in 0..whole.order() {
                    whole.row_mut(j).iter_mut().for_each(|h| *h /= weight);
                }
                whole
            }
            Some(contrasts) => {
                self.layout.hessian(|i, j, between| of_pair(contrasts, &blocks, (i, j), weight, between))
            }
        };
        for (j, ridge) in self.separable.l2().iter().enumerate() {
            hessian.row_mut(j)[j] += ridge;
        }
        hessian
    }
}

/// The entries of all blocks of contrasts for one pair of coordinates, from those relative to the last class.
fn of_pair(contrasts: &Contrasts, blocks: &[SymMatrix], (i, j): (usize, usize), weight: f64, between: &mut [f64]) {
    let m = contrasts.dim();
    for ((k, l), sum) in pairs(m).zip(blocks) {
        let value = sum.row(i)[j] / weight;
        let signed = if k == l { value } else { -value };
        (between[k * m + l], between[l * m + k]) = (signed, signed);
    }
    contrasts.sandwich(between);
}
