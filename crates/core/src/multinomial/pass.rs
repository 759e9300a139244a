//! One pass: loss, gradient and Hessian of a block while it is in the cache.
//!
//! The Hessian is added up relative to the last class, where its blocks are Gram matrices of weights that are not negative:
//! `Σ ω p_k (1 − p_k) x xᵀ` for class k with itself and `−Σ ω p_k p_l x xᵀ` for two.

use crate::data::Block;
use crate::design::SymMatrix;
use crate::objective::Order;
use crate::response::Contrasts;
use crate::response::softmax::Scratch;
use crate::sum::RowSum;

/// One pass at one point.
pub(super) struct SoftmaxSum {
    pub contrasts: Contrasts,
    pub intercepts: Vec<f64>,
    /// One contrast after another.
    pub coefficients: Vec<f64>,
    pub columns: usize,
    pub order: Order,
}

/// Sums over rows, and the scratch space of a block.
pub(super) struct SoftmaxPartial {
    pub loss: f64,
    pub lead: f64,
    /// Σ ω Qᵀ(p − y).
    pub residual: Vec<f64>,
    /// Σ ω (δ_kl p_k − p_k p_l), l ≤ k < m.
    pub curvatures: Vec<f64>,
    /// One contrast after another.
    pub gradient: Option<Vec<f64>>,
    /// Blocks (k, l), l ≤ k < m, without the signs of those with l < k: row 0 is that of the intercepts.
    pub hessian: Option<Vec<SymMatrix>>,
    pub scratch: Scratch,
    weights: Vec<f64>,
    cross: Vec<f64>,
}

impl SoftmaxPartial {
    /// p of the last block added, of `rows` rows, class by class.
    pub(super) fn probabilities(&self, rows: usize) -> impl Iterator<Item = &[f64]> {
        let stride = self.scratch.stride.max(1);
        self.scratch.probabilities.chunks_exact(stride).map(move |p| &p[..rows])
    }
}

impl SoftmaxSum {
    /// What is to be added of a block beside products of its columns, once the scratch space holds its margins; there are residuals
    /// in their place then.
    pub(super) fn add_at_margins(&self, rows: usize, sums: &mut SoftmaxPartial) {
        let scratch = &mut sums.scratch;
        let at = scratch.softmax(&self.contrasts, &self.intercepts);
        sums.loss += at.loss;
        sums.lead = sums.lead.min(at.lead);
        for (sum, residuals) in sums.residual.iter_mut().zip(scratch.contrasts.chunks_exact(scratch.stride)) {
            *sum += residuals[..rows].iter().sum::<f64>();
        }
        scratch.add_class_curvatures(&mut sums.curvatures);
    }
}

/// The pairs (k, l) with l ≤ k < m, row by row.
pub(super) fn pairs(m: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..m).flat_map(|k| (0..=k).map(move |l| (k, l)))
}

impl RowSum for SoftmaxSum {
    type Partial = SoftmaxPartial;

    fn zero(&self) -> SoftmaxPartial {
        let m = self.contrasts.dim();
        let second = self.order == Order::Hessian;
        SoftmaxPartial {
            loss: 0.0,
            lead: f64::INFINITY,
            residual: vec![0.0; m],
            curvatures: vec![0.0; m * (m + 1) / 2],
            gradient: (self.order >= Order::Gradient).then(|| vec![0.0; m * self.columns]),
            hessian: second.then(|| pairs(m).map(|_| SymMatrix::zeros(self.columns + 1)).collect()),
            scratch: Scratch::default(),
            weights: Vec::new(),
            cross: vec![0.0; if second { self.columns } else { 0 }],
        }
    }

    fn add(&self, block: &Block<'_>, sums: &mut SoftmaxPartial) {
        let rows = block.labels.len();
        let scratch = &mut sums.scratch;
        scratch.prepare(block.labels, block.weights, &self.contrasts);
        let stride = scratch.stride;
        block.x.matmul(&self.coefficients, self.columns, &mut scratch.contrasts, stride);
        self.add_at_margins(rows, sums);
        let SoftmaxPartial { scratch, weights, cross, .. } = sums;
        if let Some(gradient) = &mut sums.gradient {
            block.x.add_transpose_matmul(&scratch.contrasts, stride, gradient, self.columns);
        }
        if let Some(hessian) = &mut sums.hessian {
            for (into, (k, l)) in hessian.iter_mut().zip(pairs(self.contrasts.dim())) {
                scratch.block_weights(k, l, weights);
                let weights = &weights[..rows];
                cross.fill(0.0);
                block.x.add_transpose_matvec(weights, cross);
                into.row_mut(0)[0] += weights.iter().sum::<f64>();
                cross.iter().enumerate().for_each(|(j, sum)| into.row_mut(j + 1)[0] += sum);
                block.x.add_sandwich(weights, into, 1);
            }
        }
    }

    fn merge(&self, left: &mut SoftmaxPartial, right: SoftmaxPartial) {
        left.loss += right.loss;
        left.lead = left.lead.min(right.lead);
        left.residual.iter_mut().zip(right.residual).for_each(|(l, r)| *l += r);
        left.curvatures.iter_mut().zip(right.curvatures).for_each(|(l, r)| *l += r);
        if let (Some(left), Some(right)) = (&mut left.gradient, &right.gradient) {
            left.iter_mut().zip(right).for_each(|(l, r)| *l += r);
        }
        if let (Some(left), Some(right)) = (&mut left.hessian, &right.hessian) {
            left.iter_mut().zip(right).for_each(|(l, r)| l.add(r));
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
