//! How the scores of rows and of clusters scatter, in the solver's coordinates.
//!
//! ```text
//! M = Σ_i a_i (r_i r_i') ⊗ (z_i z_i')        block (c, e) = Σ_i a_i r_ic r_ie z_i z_i' = ½ (G_{c+e} − G_c − G_e)
//! ```
//!
//! with G the Gram matrices of rows weighted by r_c², r_e² and (r_c + r_e)², which are not negative, so that each comes from the kernel that
//! a Hessian comes from: M costs what a Hessian costs. Polarisation loses no more than a few units in the last place of G_c and G_e. Of one output
//! M is G itself.

use crate::covariance::estimator::Clusters;
use crate::covariance::scatter::ClusterScores;
use crate::error::InferenceError;
use logodds_core::identified_by_fields;
use logodds_core::response::pairs;
use logodds_core::sum::Most;
use logodds_core::{Block, Objective, Response, Risk, RowLoss, RowNorms, RowNormsRoom, RowSum, SymMatrix};

/// z_i' H⁻¹ z_i, for leverages of one output. And Σ ω.
pub(crate) struct Leverages {
    pub norms: RowNorms,
    pub total: f64,
}

identified_by_fields!(Leverages { norms, total });

/// M over rows, and the largest 1 / (1 − h). A row of frequency weight ω is ω rows, each with its own residual, if `frequency`.
pub(crate) fn of_rows<R: Response>(
    risk: &Risk<'_, R>,
    u: &[f64],
    frequency: bool,
    leverages: Option<Leverages>,
) -> Result<(SymMatrix, f64), InferenceError> {
    let outputs = risk.response().outputs();
    let sum = Scatter { loss: risk.row_loss(u), outputs, columns: risk.moments().origin.len(), frequency, leverages };
    let (grams, leverage) = risk.executor().sum(risk.data(), &risk.moments().origin, &sum)?;
    let mut grams: Vec<SymMatrix> = grams.iter().map(|gram| risk.scaled().hessian(gram)).collect();
    if outputs == 1 {
        return Ok((grams.swap_remove(0), leverage.0));
    }
    let own = |c: usize| &grams[c * (c + 1) / 2 + c];
    let block = risk.scaled().dim();
    let mut meat = SymMatrix::zeros(outputs * block);
    for ((c, e), both) in pairs(outputs).zip(&grams) {
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
    Ok((meat, leverage.0))
}

/// The sums of the scores of every cluster, and of their absolute values. One thread: clusters may lie anywhere.
pub(crate) fn of_clusters<R: Response>(
    risk: &Risk<'_, R>,
    u: &[f64],
    clusters: &Clusters,
) -> Result<ClusterScores, InferenceError> {
    let (data, origin, scaled) = (risk.data(), &risk.moments().origin, risk.scaled());
    let shape = data.shape();
    let of_row = clusters.of_rows(shape.rows)?;
    let of_output = scaled.dim();
    // Columns to places among the scores of an output, and their units; those held at 0 have none.
    let mut places = vec![None; shape.columns];
    for (k, &j) in scaled.free().iter().enumerate() {
        places[j] = Some((k + 1, scaled.scale(j)));
    }
    let mut scores = ClusterScores::new(clusters.count(), risk.dim());
    let has_intercept = scaled.has_intercept();
    let loss = risk.row_loss(u);
    let (mut rows, mut entries) = (R::Rows::default(), Vec::new());
    data.visit(0..shape.blocks(), origin, &mut |block| {
        loss.of_block(&block, &mut rows);
        let residuals: Vec<&[f64]> = loss.response().residuals(&rows).outputs().collect();
        for i in 0..block.rows() {
            entries.clear();
            entries.extend(has_intercept.then_some((0, 1.0, 1.0)));
            block.x.for_each_entry(i, &mut |j, value| {
                entries.extend(places[j].map(|(place, scale)| (place, value, scale)));
            });
            let cluster = of_row[block.first_row + i] as usize;
            for (c, residual) in residuals.iter().map(|r| r[i]).enumerate() {
                for &(place, x, scale) in &entries {
                    scores.add(cluster, c * of_output + place, residual * x / scale);
                }
            }
        }
    })?;
    Ok(scores)
}

struct Scatter<R> {
    loss: RowLoss<R>,
    outputs: usize,
    columns: usize,
    frequency: bool,
    leverages: Option<Leverages>,
}

identified_by_fields!([R: Response] Scatter<R> { loss, outputs, columns, frequency, leverages });

/// Numbers of the rows of a block, and of one Gram matrix.
struct ScatterRoom<Rows> {
    rows: Rows,
    squares: Vec<f64>,
    cross: Vec<f64>,
    room: Vec<f64>,
    of_norms: (Vec<f64>, RowNormsRoom),
}

impl<Rows: Default> Default for ScatterRoom<Rows> {
    fn default() -> Self {
        Self {
            rows: Rows::default(),
            squares: Vec::new(),
            cross: Vec::new(),
            room: Vec::new(),
            of_norms: Default::default(),
        }
    }
}

impl<R: Response> RowSum for Scatter<R> {
    /// G_c on the diagonal, G_{c+e} beside it, by [`pairs`]; the intercept's row first.
    type Partial = (Vec<SymMatrix>, Most);
    type Scratch = ScatterRoom<R::Rows>;

    fn zero(&self) -> Self::Partial {
        (pairs(self.outputs).map(|_| SymMatrix::zeros(self.columns + 1)).collect(), Most(0.0))
    }

    fn add(&self, block: &Block<'_>, (grams, leverage): &mut Self::Partial, scratch: &mut Self::Scratch) {
        let ScatterRoom { rows, squares, cross, room, of_norms } = scratch;
        self.loss.of_block(block, rows);
        let residuals: Vec<&[f64]> = self.loss.response().residuals(rows).outputs().collect();
        for ((c, e), gram) in pairs(self.outputs).zip(grams) {
            let (one, other) = (residuals[c], residuals[e]);
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
            if let Some(leverages) = &self.leverages {
                let curvatures = self.loss.response().curvatures(rows, (c, e), room);
                leverages.norms.of_block(block, &mut of_norms.0, &mut of_norms.1);
                leverage.raise(self.divide(leverages.total, block, (curvatures, &of_norms.0), squares));
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
        self.outputs * self.outputs * (self.columns + 1) * (self.columns + 1)
    }
}

impl<R> Scatter<R> {
    /// Divide by (1 − h)²; the largest 1 / (1 − h).
    fn divide(&self, total: f64, block: &Block<'_>, (curvatures, norms): (&[f64], &[f64]), squares: &mut [f64]) -> f64 {
        let weight = |i: usize| block.weights.map_or(1.0, |weights| weights[i]);
        let mut largest = 0.0_f64;
        for (i, (square, norm)) in squares.iter_mut().zip(norms).enumerate() {
            let curvature = curvatures[i] / if self.frequency { weight(i).max(f64::MIN_POSITIVE) } else { 1.0 };
            let left = 1.0 - curvature * norm / total;
            if *square > 0.0 {
                largest = largest.max(1.0 / left.abs());
            }
            *square /= left * left;
        }
        largest
    }
}
