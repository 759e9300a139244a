//! How the scores of several labels scatter, in the solver's coordinates.
//!
//! ```text
//! M = Σ_i (r_i r_i') ⊗ (z_i z_i')        block (c, e) = Σ_i r_ic r_ie z_i z_i' = ½ (G_{c+e} − G_c − G_e)
//! ```
//!
//! with G the Gram matrices of rows weighted by r_c², r_e² and (r_c + r_e)², which are not negative, so that each comes from the kernel that
//! a Hessian comes from: M costs what a Hessian costs. Polarisation loses no more than a few units in the last place of G_c and G_e.

use crate::covariance::estimator::Clusters;
use crate::covariance::scatter::ClusterScores;
use crate::error::InferenceError;
use logodds_core::response::softmax::ClassRows;
use logodds_core::{Block, Contrasts, Objective, Response, Risk, RowLoss, RowSum, Softmax, SymMatrix};

/// M over rows. A row of frequency weight ω is ω rows, each with its own residual, if `frequency`.
pub(crate) fn of_rows(risk: &Risk<'_, Softmax>, u: &[f64], frequency: bool) -> Result<SymMatrix, InferenceError> {
    let contrasts = Contrasts::new(risk.response().classes()).dim();
    let sum = Scatter { residuals: risk.row_loss(u), contrasts, columns: risk.moments().origin.len(), frequency };
    let grams = risk.executor().sum(risk.data(), &risk.moments().origin, &sum)?;
    let grams: Vec<SymMatrix> = grams.iter().map(|gram| risk.scaled().hessian(gram)).collect();
    let own = |c: usize| &grams[c * (c + 1) / 2 + c];
    let block = risk.scaled().dim();
    let mut meat = SymMatrix::zeros(contrasts * block);
    for ((c, e), both) in pairs(contrasts).zip(&grams) {
        for i in 0..block {
            for j in 0..=i {
                let value = match c == e {
                    true => both.get(i, j),
                    false => 0.5 * (both.get(i, j) - own(c).get(i, j) - own(e).get(i, j)),
                };
                meat.row_mut(c * block + i)[e * block + j] = value;
                // A block beside the diagonal is symmetric itself, and stored whole.
                if c != e {
                    meat.row_mut(c * block + j)[e * block + i] = value;
                }
            }
        }
    }
    Ok(meat)
}

/// The sums of the scores of every cluster. One thread: clusters may lie anywhere.
pub(crate) fn of_clusters(
    risk: &Risk<'_, Softmax>,
    u: &[f64],
    clusters: &Clusters,
) -> Result<ClusterScores, InferenceError> {
    let (data, origin, scaled) = (risk.data(), &risk.moments().origin, risk.scaled());
    let shape = data.shape();
    let of_row = clusters.of_rows(shape.rows)?;
    let (order, of_contrast) = (risk.dim(), scaled.dim());
    // Columns to places among the scores of a contrast; those held at 0 have none.
    let mut places = vec![None; shape.columns];
    for (k, &j) in scaled.free().iter().enumerate() {
        places[j] = Some((k + 1, scaled.scale(j)));
    }
    let mut scores = ClusterScores::new(clusters.count(), order);
    let has_intercept = scaled.has_intercept();
    let residuals = risk.row_loss(u);
    let mut of_block = ClassRows::default();
    let mut entries = Vec::new();
    for k in 0..shape.blocks() {
        data.visit(k, origin, &mut |block| {
            residuals.of_block(&block, &mut of_block);
            let contrasts: Vec<&[f64]> = risk.response().residuals(&of_block).outputs().collect();
            for i in 0..block.rows() {
                entries.clear();
                entries.extend(has_intercept.then_some((0, 1.0)));
                block.x.for_each_entry(i, &mut |j, value| {
                    entries.extend(places[j].map(|(place, scale)| (place, value / scale)));
                });
                let cluster = of_row[block.first_row + i] as usize;
                for (c, residual) in contrasts.iter().map(|r| r[i]).enumerate() {
                    entries.iter().for_each(|&(place, z)| scores.add(cluster, c * of_contrast + place, residual * z));
                }
            }
        })?;
    }
    Ok(scores)
}

/// The pairs (c, e) with e ≤ c, row by row.
fn pairs(contrasts: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..contrasts).flat_map(|c| (0..=c).map(move |e| (c, e)))
}

struct Scatter {
    residuals: RowLoss<Softmax>,
    contrasts: usize,
    columns: usize,
    frequency: bool,
}

/// Numbers of the rows of a block, and of one Gram matrix.
#[derive(Default)]
struct ScatterScratch {
    residuals: ClassRows,
    squares: Vec<f64>,
    cross: Vec<f64>,
}

impl RowSum for Scatter {
    /// G_c on the diagonal, G_{c+e} beside it, by [`pairs`]; the intercept's row first.
    type Partial = Vec<SymMatrix>;
    type Scratch = ScatterScratch;

    fn zero(&self) -> Vec<SymMatrix> {
        pairs(self.contrasts).map(|_| SymMatrix::zeros(self.columns + 1)).collect()
    }

    fn add(&self, block: &Block<'_>, grams: &mut Vec<SymMatrix>, scratch: &mut ScatterScratch) {
        let ScatterScratch { residuals, squares, cross } = scratch;
        self.residuals.of_block(block, residuals);
        let contrasts: Vec<&[f64]> = self.residuals.response().residuals(residuals).outputs().collect();
        for ((c, e), gram) in pairs(self.contrasts).zip(grams) {
            let (one, other) = (contrasts[c], contrasts[e]);
            squares.clear();
            if c == e {
                squares.extend(one.iter().map(|r| r * r));
            } else {
                squares.extend(one.iter().zip(other).map(|(r, s)| (r + s) * (r + s)));
            }
            if let (true, Some(weights)) = (self.frequency, block.weights) {
                let of_one = |square: f64, weight: f64| if weight > 0.0 { square / weight } else { 0.0 };
                squares.iter_mut().zip(weights).for_each(|(square, weight)| *square = of_one(*square, *weight));
            }
            cross.clear();
            cross.resize(self.columns, 0.0);
            block.x.add_transpose_matvec(squares, cross);
            gram.row_mut(0)[0] += squares.iter().sum::<f64>();
            cross.iter().enumerate().for_each(|(j, sum)| gram.row_mut(j + 1)[0] += sum);
            block.x.add_sandwich(squares, gram, 1);
        }
    }

    fn width(&self) -> usize {
        self.contrasts * self.contrasts * (self.columns + 1) * (self.columns + 1)
    }
}
