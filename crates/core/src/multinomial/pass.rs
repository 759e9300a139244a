//! One pass: loss, gradient and Hessian of a block while it is in the cache.
//!
//! The Hessian is added up relative to the last class, where its blocks are Gram matrices of weights that are not negative:
//! `Σ ω p_k (1 − p_k) x xᵀ` for class k with itself and `−Σ ω p_k p_l x xᵀ` for two.

use crate::data::Block;
use crate::design::SymMatrix;
use crate::objective::Order;
use crate::partial_by_fields;
use crate::response::Contrasts;
use crate::response::softmax::Scratch;
use crate::sum::{Least, RowSum, Sum, Sums};

/// One pass at one point.
pub(super) struct SoftmaxSum {
    pub contrasts: Contrasts,
    pub intercepts: Vec<f64>,
    /// One contrast after another.
    pub coefficients: Vec<f64>,
    pub columns: usize,
    pub order: Order,
}

/// Sums over rows.
pub(super) struct SoftmaxPartial {
    pub loss: Sum,
    pub lead: Least,
    /// Σ ω Qᵀ(p − y).
    pub residual: Sums,
    /// Σ ω (δ_kl p_k − p_k p_l), l ≤ k < m.
    pub curvatures: Sums,
    /// One contrast after another.
    pub gradient: Option<Sums>,
    /// Blocks (k, l), l ≤ k < m, without the signs of those with l < k: row 0 is that of the intercepts.
    pub hessian: Option<Vec<SymMatrix>>,
}

partial_by_fields!(SoftmaxPartial { loss, lead, residual, curvatures, gradient, hessian });

/// Numbers of the rows of a block, and of one block of the Hessian.
#[derive(Default)]
pub(super) struct PassScratch {
    pub rows: Scratch,
    weights: Vec<f64>,
    cross: Vec<f64>,
}

impl PassScratch {
    /// p of the last block added, of `rows` rows, class by class.
    pub(super) fn probabilities(&self, rows: usize) -> impl Iterator<Item = &[f64]> {
        let stride = self.rows.stride.max(1);
        self.rows.probabilities.chunks_exact(stride).map(move |p| &p[..rows])
    }
}

impl SoftmaxSum {
    /// What is to be added of a block beside products of its columns, once the scratch space holds its margins; there are residuals
    /// in their place then.
    pub(super) fn add_at_margins(&self, rows: usize, sums: &mut SoftmaxPartial, scratch: &mut Scratch) {
        let at = scratch.softmax(&self.contrasts, &self.intercepts);
        sums.loss += at.loss;
        sums.lead.lower(at.lead);
        for (sum, residuals) in sums.residual.0.iter_mut().zip(scratch.contrasts.chunks_exact(scratch.stride)) {
            *sum += residuals[..rows].iter().sum::<f64>();
        }
        scratch.add_class_curvatures(&mut sums.curvatures.0);
    }
}

/// The pairs (k, l) with l ≤ k < m, row by row.
pub(super) fn pairs(m: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..m).flat_map(|k| (0..=k).map(move |l| (k, l)))
}

impl RowSum for SoftmaxSum {
    type Partial = SoftmaxPartial;
    type Scratch = PassScratch;

    fn zero(&self) -> SoftmaxPartial {
        let m = self.contrasts.dim();
        let second = self.order == Order::Hessian;
        SoftmaxPartial {
            loss: Sum(0.0),
            lead: Least::NONE,
            residual: Sums::zeros(m),
            curvatures: Sums::zeros(m * (m + 1) / 2),
            gradient: (self.order >= Order::Gradient).then(|| Sums::zeros(m * self.columns)),
            hessian: second.then(|| pairs(m).map(|_| SymMatrix::zeros(self.columns + 1)).collect()),
        }
    }

    fn add(&self, block: &Block<'_>, sums: &mut SoftmaxPartial, scratch: &mut PassScratch) {
        let rows = block.labels.len();
        let PassScratch { rows: scratch, weights, cross } = scratch;
        scratch.prepare(block.labels, block.weights, &self.contrasts);
        let stride = scratch.stride;
        block.x.matmul(&self.coefficients, self.columns, &mut scratch.contrasts, stride);
        self.add_at_margins(rows, sums, scratch);
        if let Some(Sums(gradient)) = &mut sums.gradient {
            block.x.add_transpose_matmul(&scratch.contrasts, stride, gradient, self.columns);
        }
        if let Some(hessian) = &mut sums.hessian {
            for (into, (k, l)) in hessian.iter_mut().zip(pairs(self.contrasts.dim())) {
                scratch.block_weights(k, l, weights);
                let weights = &weights[..rows];
                cross.clear();
                cross.resize(self.columns, 0.0);
                block.x.add_transpose_matvec(weights, cross);
                into.row_mut(0)[0] += weights.iter().sum::<f64>();
                cross.iter().enumerate().for_each(|(j, sum)| into.row_mut(j + 1)[0] += sum);
                block.x.add_sandwich(weights, into, 1);
            }
        }
    }

    fn width(&self) -> usize {
        let m = self.contrasts.dim();
        match self.order {
            Order::Value => m * m,
            Order::Gradient => m * (self.columns + m),
            Order::Hessian => m * m * self.columns * self.columns,
        }
    }
}
