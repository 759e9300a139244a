//! The Hessian of some of the rows: a metric for the price of few of them, and a bound from below ([`SampledHessian`]).
//!
//! Every k-th block of the data is taken, so that rows in any order are represented. Nothing is added to what these rows say, as a bound must not be
//! too high: of a level that no row of the sample has the Hessian knows nothing, and its factorisation fails.
//!
//! **In single precision** the rows `z_i = √(ω_i ℓ″_i m/Ω_S) x̃_i`, in the coordinates of the solvers, are gathered in one pass, and Zᵀ Z is added up
//! tile by tile, in tiles that are independent of each other (`design::dense::single_gram`, which bounds the error). The intercept's row is in f64.

use crate::data::views::Strided;
use crate::data::{Block, EvalError, RowBlocks};
use crate::design::dense::single_gram::{block, blocks, pitch, relative_error, row_of, tile, tiles};
use crate::design::{Hessian, SymMatrix};
use crate::identified_by_fields;
use crate::objective::{Order, SampledHessian};
use crate::partial_by_fields;
use crate::response::interface::Response;
use crate::risk::empirical::Risk;
use crate::risk::row_loss::RowLoss;
use crate::risk::sample::WeightSum;
use crate::sum::kept::Kept;
use crate::sum::{RowSum, Sum, Sums};

/// Bytes that the rows of a sample may take; in panels as many again.
const ROW_BYTES: usize = 1 << 30;
/// A diagonal entry below this, of columns of unit size, may have lost something to the least number of f32.
const LEAST: f64 = 1e-12;

/// [`Structure::hessian_of_rows`](crate::objective::Structure::hessian_of_rows).
pub(super) fn of_rows<R: Response>(
    risk: &Risk<'_, R>,
    u: &[f64],
    rows: usize,
    single: bool,
) -> Result<Option<SampledHessian>, EvalError> {
    risk.check(u, Order::Hessian)?;
    let shape = risk.data.shape();
    let blocks = Strided::new(risk.data, (shape.rows / rows.max(1)).max(1));
    let total = risk.null.total_weight;
    let weight = match blocks.shape().rows {
        rows if rows == shape.rows => total,
        _ => risk.executor.sum(&blocks, &vec![0.0; shape.columns], &WeightSum)?.0,
    };
    if weight.is_nan() || weight <= 0.0 {
        return Ok(None);
    }
    let share = (weight / total).min(1.0);
    if single && let Some(hessian) = in_single(risk, (&blocks, weight), u)? {
        return Ok(Some(SampledHessian {
            hessian: Hessian::Dense(hessian),
            share,
            error: relative_error(shape.columns),
        }));
    }
    let hessian = risk.evaluate_on((&blocks, weight), &risk.executor, u, Order::Hessian)?.hessian;
    Ok(hessian.map(|hessian| SampledHessian { hessian, share, error: 0.0 }))
}

/// The Hessian by products in single precision; `None` where rows are not dense, or too many, or out of the range of f32.
fn in_single<R: Response>(
    risk: &Risk<'_, R>,
    (data, weight): (&dyn RowBlocks, f64),
    u: &[f64],
) -> Result<Option<SymMatrix>, EvalError> {
    let shape = data.shape();
    let columns = shape.columns;
    let bytes = shape.rows.saturating_mul(4 * pitch(columns));
    if !data.sparse_columns().is_empty() || bytes > ROW_BYTES || columns == 0 {
        return Ok(None);
    }
    let scaled = risk.scaled();
    let unit: Vec<f64> = (0..columns).map(|j| 1.0 / scaled.scale(j)).collect();
    let sum = GatheredSum { loss: risk.row_loss(u), unit, normal: shape.rows as f64 / weight };
    let Gathered { curvature, cross, rows } = risk.executor.sum(data, &risk.moments.origin, &sum)?;
    let places = tiles(columns);
    let blocks = risk.executor.map(blocks(columns), |k| block(&rows.0, columns, k));
    let sums = risk.executor.map(places.len(), |k| tile(&blocks[places[k].0], &blocks[places[k].1]));
    drop(blocks);
    let mut hessian = SymMatrix::zeros(scaled.dim());
    hessian.row_mut(0)[0] = curvature.0 / weight;
    for (at, sums) in places.into_iter().zip(&sums) {
        for (a, &i) in scaled.free().iter().enumerate() {
            let Some((from, numbers)) = row_of(at, i, sums) else { continue };
            let into = hessian.row_mut(a + 1);
            // Free columns are in order.
            let first = scaled.free().partition_point(|&j| j < from);
            for (b, &j) in scaled.free().iter().enumerate().skip(first).take_while(|(_, j)| **j < from + numbers.len())
            {
                into[b + 1] = numbers[j - from] / shape.rows as f64;
            }
        }
    }
    for (a, &j) in scaled.free().iter().enumerate() {
        let row = hessian.row_mut(a + 1);
        if !(LEAST..f64::INFINITY).contains(&row[a + 1]) {
            return Ok(None);
        }
        if scaled.has_intercept() {
            row[0] = cross.0[j] * sum.unit[j] / weight;
        }
        row[a + 1] += risk.separable.l2()[a + 1];
    }
    Ok(Some(hessian))
}

/// The rows of a sample, ready to be multiplied with each other.
struct GatheredSum<R> {
    loss: RowLoss<R>,
    /// 1/s_j.
    unit: Vec<f64>,
    /// m/Ω_S.
    normal: f64,
}

identified_by_fields!([R: Response] GatheredSum<R> { loss, unit, normal });

struct Gathered {
    /// Σ ω ℓ″.
    curvature: Sum,
    /// Σ ω ℓ″ (x_ij − o_j).
    cross: Sums,
    /// z.
    rows: Kept<f32>,
}

partial_by_fields!(Gathered { curvature, cross, rows });

/// The rows of a block, room for their curvatures, and for these brought to a mean weight of 1.
struct GatheredRoom<Rows>(Rows, Vec<f64>, Vec<f64>);

impl<Rows: Default> Default for GatheredRoom<Rows> {
    fn default() -> Self {
        Self(Rows::default(), Vec::new(), Vec::new())
    }
}

impl<R: Response> RowSum for GatheredSum<R> {
    type Partial = Gathered;
    type Scratch = GatheredRoom<R::Rows>;

    fn zero(&self) -> Gathered {
        Gathered { curvature: Sum(0.0), cross: Sums::zeros(self.unit.len()), rows: Kept::default() }
    }

    fn add(&self, block: &Block<'_>, into: &mut Gathered, GatheredRoom(rows, room, normal): &mut Self::Scratch) {
        self.loss.of_block(block, rows);
        let d = self.loss.response().curvatures(rows, (0, 0), room);
        into.curvature += d.iter().sum::<f64>();
        block.x.add_transpose_matvec(d, &mut into.cross.0);
        normal.clear();
        normal.extend(d.iter().map(|d| d * self.normal));
        block.x.append_singles(normal, &self.unit, pitch(self.unit.len()), &mut into.rows.0);
    }

    /// Rows are merged by copying them.
    fn width(&self) -> usize {
        self.unit.len() * self.unit.len()
    }
}
