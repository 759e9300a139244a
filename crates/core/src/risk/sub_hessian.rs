//! The Hessian of some of the coordinates of one output: what a metric for very many columns is made of.

use crate::data::{Block, EvalError, RowBlocks};
use crate::design::SymMatrix;
use crate::identified_by_fields;
use crate::objective::Order;
use crate::response::interface::Response;
use crate::risk::chosen_columns::ChosenColumns;
use crate::risk::empirical::Risk;
use crate::risk::row_loss::RowLoss;
use crate::sum::RowSum;

/// [`Structure::sub_hessian`](crate::objective::Structure::sub_hessian) on blocks of the data whose weights sum to `weight`.
pub(super) fn on<R: Response>(
    risk: &Risk<'_, R>,
    (data, weight): (&dyn RowBlocks, f64),
    u: &[f64],
    coordinates: &[usize],
) -> Result<SymMatrix, EvalError> {
    risk.check(u, Order::Value)?;
    let chosen = ChosenColumns::new(risk.scaled(), risk.moments.mean.len(), coordinates);
    let sum = SubHessianSum { loss: &risk.row_loss(u), chosen: &chosen };
    let mut hessian = risk.executor.sum(data, &risk.moments.origin, &sum)?;
    chosen.scale(&mut hessian, weight);
    for (place, &coordinate) in coordinates.iter().enumerate() {
        hessian.row_mut(place + 1)[place + 1] += risk.separable.l2()[coordinate];
    }
    Ok(hessian)
}

/// `Σ d_i x̃_i x̃_iᵀ` over the intercept (first) and the chosen columns, in the units of the data.
struct SubHessianSum<'a, R> {
    loss: &'a RowLoss<R>,
    chosen: &'a ChosenColumns,
}

identified_by_fields!([R: Response] SubHessianSum<'_, R> { loss, chosen });

/// The rows of a block, room for their curvatures, and the entries of one.
struct SubHessianRoom<Rows>(Rows, Vec<f64>, Vec<(usize, f64)>);

impl<Rows: Default> Default for SubHessianRoom<Rows> {
    fn default() -> Self {
        Self(Rows::default(), Vec::new(), Vec::new())
    }
}

impl<R: Response> RowSum for SubHessianSum<'_, R> {
    type Partial = SymMatrix;
    type Scratch = SubHessianRoom<R::Rows>;

    fn zero(&self) -> SymMatrix {
        SymMatrix::zeros(self.chosen.count() + 1)
    }

    fn add(&self, block: &Block<'_>, into: &mut SymMatrix, SubHessianRoom(rows, room, entries): &mut Self::Scratch) {
        self.loss.of_block(block, rows);
        for (i, d) in self.loss.response.curvatures(rows, (0, 0), room).iter().enumerate() {
            self.chosen.add_row((block.x, i), *d, entries, into);
        }
    }

    fn width(&self) -> usize {
        self.chosen.count() * self.chosen.count()
    }
}
