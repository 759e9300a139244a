//! One pass: loss, gradient and Hessian of a block while it is in the cache.
//!
//! The Hessian is added up in blocks, one for every pair of outputs, each a Gram matrix of weights that are not negative: of softmax relative to
//! the last class, `Σ ω p_k (1 − p_k) x xᵀ` for class k with itself and `−Σ ω p_k p_l x xᵀ` for two. Where columns are few all pairs are added up
//! at once (`all_pairs`).

use crate::data::Block;
use crate::design::arrow::matrix::Arrow;
use crate::design::symmetric::SymMatrix;
use crate::identified_by_fields;
use crate::objective::Order;
use crate::partial_by_fields;
use crate::response::{LossSums, Response, pairs};
use crate::risk::all_pairs::{self, PairsRoom};
use crate::risk::elimination::{Elimination, complete};
use crate::risk::layout::add_transposed;
use crate::risk::row_loss::RowLoss;
use crate::sum::{RowSum, Sums};
use std::sync::Arc;

/// One pass at one point.
pub(super) struct Pass<R> {
    pub loss: RowLoss<R>,
    pub order: Order,
    /// What to eliminate of a Hessian of one output.
    pub elimination: Option<Arc<Elimination>>,
    /// Whether the Hessian of several outputs is that of all pairs at once.
    pub all_pairs: bool,
}

identified_by_fields!([R: Response] Pass<R> { loss, order, elimination, all_pairs });

/// Sums over rows.
pub(super) struct Passed {
    pub loss: LossSums,
    /// One output after another.
    pub gradient: Option<Sums>,
    /// Σ d x_j, the intercept's row of the Hessian of one output.
    pub cross: Sums,
    /// By [`pairs`] of outputs, without the signs of those of two; the intercepts' row first.
    pub hessian: Option<Vec<SymMatrix>>,
    /// In its place where all pairs are added up at once.
    pub pairs: Option<Sums>,
    /// In its place where levels are eliminated; without the intercept's row.
    pub arrow: Option<Arrow>,
}

partial_by_fields!(Passed { loss, gradient, cross, hessian, pairs, arrow });

/// The rows of a block, and room for one block of the Hessian.
pub(super) struct PassRoom<Rows> {
    pub rows: Rows,
    weights: Vec<f64>,
    cross: Vec<f64>,
    pairs: PairsRoom,
}

impl<Rows: Default> Default for PassRoom<Rows> {
    fn default() -> Self {
        Self { rows: Rows::default(), weights: Vec::new(), cross: Vec::new(), pairs: PairsRoom::default() }
    }
}

impl<R: Response> RowSum for Pass<R> {
    type Partial = Passed;
    type Scratch = PassRoom<R::Rows>;

    fn zero(&self) -> Passed {
        let (m, columns) = (self.loss.response.outputs(), self.loss.at.columns);
        let second = self.order == Order::Hessian;
        Passed {
            loss: self.loss.zero(),
            gradient: (self.order >= Order::Gradient).then(|| Sums::zeros(m * columns)),
            cross: Sums::zeros(if second && m == 1 { columns } else { 0 }),
            hessian: (second && self.elimination.is_none() && !self.all_pairs)
                .then(|| pairs(m).map(|_| SymMatrix::zeros(columns + 1)).collect()),
            pairs: (second && self.all_pairs).then(|| Sums::zeros(m * (m + 1) / 2 * all_pairs::products(columns))),
            arrow: self.elimination.as_ref().filter(|_| second).map(|elimination| elimination.zeros()),
        }
    }

    fn add(&self, block: &Block<'_>, into: &mut Passed, room: &mut Self::Scratch) {
        let PassRoom { rows, weights, cross, pairs: room_of_pairs } = room;
        let (response, columns) = (&self.loss.response, self.loss.at.columns);
        self.loss.of_block(block, rows);
        response.add(rows, &mut into.loss);
        if let Some(Sums(gradient)) = &mut into.gradient {
            add_transposed(block.x, response.residuals(rows), gradient);
        }
        if let Some(arrow) = &mut into.arrow {
            let d = response.curvatures(rows, (0, 0), weights);
            block.x.add_transpose_matvec(d, &mut into.cross.0);
            block.x.add_sandwich_of_levels(d, arrow);
        }
        if let Some(Sums(sums)) = &mut into.pairs {
            let of_pairs: Vec<_> = pairs(response.outputs()).collect();
            let of_pair = |pair: usize, into: &mut Vec<f64>| {
                into.extend_from_slice(response.curvatures(rows, of_pairs[pair], weights));
            };
            all_pairs::add(block.x, of_pair, room_of_pairs, sums);
        }
        let Some(hessian) = &mut into.hessian else { return };
        if let [whole] = &mut hessian[..] {
            let d = response.curvatures(rows, (0, 0), weights);
            block.x.add_transpose_matvec(d, &mut into.cross.0);
            block.x.add_sandwich(d, whole, 1);
            return;
        }
        for (into, pair) in hessian.iter_mut().zip(pairs(response.outputs())) {
            let d = response.curvatures(rows, pair, weights);
            cross.clear();
            cross.resize(columns, 0.0);
            block.x.add_transpose_matvec(d, cross);
            into.row_mut(0)[0] += d.iter().sum::<f64>();
            cross.iter().enumerate().for_each(|(j, sum)| into.row_mut(j + 1)[0] += sum);
            block.x.add_sandwich(d, into, 1);
        }
    }

    fn width(&self) -> usize {
        let (m, columns) = (self.loss.response.outputs(), self.loss.at.columns);
        match self.order {
            Order::Value => m * m,
            Order::Gradient => m * columns + (m * m - 1),
            Order::Hessian => match &self.elimination {
                Some(elimination) => elimination.width_of_pass(),
                None => m * m * columns * columns,
            },
        }
    }
}

impl Passed {
    /// With nothing but sums of the loss.
    pub(super) fn of_loss(loss: LossSums) -> Self {
        Self { loss, gradient: None, cross: Sums::zeros(0), hessian: None, pairs: None, arrow: None }
    }

    /// The Hessian with levels eliminated, complete.
    pub(super) fn of_levels(&mut self) -> Option<Arrow> {
        let mut arrow = self.arrow.take()?;
        complete(&mut arrow, self.loss.curvatures.0[0], &self.cross.0);
        Some(arrow)
    }

    /// The blocks of the Hessian, complete.
    pub(super) fn blocks(&mut self, columns: usize) -> Option<Vec<SymMatrix>> {
        if let Some(Sums(sums)) = self.pairs.take() {
            return Some(all_pairs::blocks(&sums, columns));
        }
        let mut blocks = self.hessian.take()?;
        if let [whole] = &mut blocks[..] {
            whole.row_mut(0)[0] = self.loss.curvatures.0[0];
            self.cross.0.iter().enumerate().for_each(|(j, sum)| whole.row_mut(j + 1)[0] = *sum);
        }
        Some(blocks)
    }
}
