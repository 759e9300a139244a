//! The covariance by the scatter of the scores: right where the model's variance is not.
//!
//! ```text
//! V = (WH)⁻¹ M (WH)⁻¹ = R' (R M R') R / W²        M = factor · Σ_i a_i z_i z_i'        W = Σω,  R'R = H⁻¹
//! ```
//!
//! In the middle are scores in the metric of H, whose scatter is near the identity where the model is right, however collinear the columns are; its
//! root times R is that of V ([`crate::covariance::root::Root`]). Where H has lost too many digits all of it is computed in other coordinates ([`crate::covariance::orthogonal`]), and where
//! those are too few, too, it is withheld.
//!
//! | estimator | a_i | factor | source |
//! |---|---|---|---|
//! | HC0 | s_i² | 1 | P. Huber, *5th Berkeley Symposium*, 1967; H. White, *Econometrica* 48, 1980 |
//! | HC1 | s_i² | n / (n − k) | J. MacKinnon, H. White, *J. Econometrics* 29, 1985 |
//! | HC3 | s_i² / (1 − h_i)² | 1 | the same; h_i = ω_i p_i (1 − p_i) z_i' (WH)⁻¹ z_i |
//! | cluster | sums of s_i z_i over clusters | G / (G − 1) | K. Liang, S. Zeger, *Biometrika* 73, 1986 |
//! | sampling | s_i² | n / (n − 1) | D. Binder, *Int. Statist. Review* 51, 1983 |
//!
//! s_i = ω_i (p_i − y_i). These are the numbers of R's `sandwich` (`vcovHC`, `vcovCL`) and, for sampling weights, `survey`. A row of
//! frequency weight ω stands for ω equal rows: a_i is ω_i (p_i − y_i)² then, h_i that of one of them, and n = Σω. n counts rows of positive
//! weight else; k coefficients, the intercept included.

use crate::covariance::accurate::{Estimable, accurate};
use crate::covariance::collinearity::Collinearity;
use crate::covariance::digits::Estimated;
use crate::covariance::estimator::{Clusters, Estimator, WeightKind};
use crate::covariance::information::{Information, held, unscaled};
use crate::covariance::matrix::Covariance;
use crate::covariance::orthogonal::Orthogonal;
use crate::covariance::scatter::{ClusterScores, of_clusters, of_rows};
use crate::error::InferenceError;
use logodds_core::risk::alias::Columns;
use logodds_core::sum::Most;
use logodds_core::{
    Block, EvalError, Logistic, Objective, Penalty, Risk, RowDerivatives, RowLoss, RowSum, Structure, SymMatrix,
};
use std::ops::Range;

/// The covariance of intercept and coefficients at the optimum `u`. That of a bootstrap takes more than a point:
/// [`crate::bootstrap`].
///
/// # Errors
/// [`InferenceError`] if there is none, its digits are lost, or a pass fails.
pub fn covariance(
    risk: &Risk<'_>,
    u: &[f64],
    estimator: Estimator,
    weights: WeightKind,
    clusters: Option<&Clusters>,
) -> Result<Covariance, InferenceError> {
    Ok(inference(risk, u, (estimator, weights, clusters), &[])?.0)
}

/// The same, and how far the columns can be told apart; `together` are those that belong together, in increasing order.
///
/// # Errors
/// As for [`covariance`].
pub fn inference(
    risk: &Risk<'_>,
    u: &[f64],
    (estimator, weights, clusters): (Estimator, WeightKind, Option<&Clusters>),
    together: &[Range<usize>],
) -> Result<(Covariance, Option<Collinearity>), InferenceError> {
    let asked = Asked { estimator, weights, clusters };
    let (scaled, columns) = (risk.scaled(), risk.moments().origin.len());
    let (hessian, found) = accurate(&TwoLabels { risk, asked }, u)?;
    let inverse = found.by_model.scaled(risk.null().total_weight.sqrt());
    let collinearity = Collinearity::of(&hessian, &inverse, scaled, together).ok();
    let root = unscaled(&found.root, scaled, columns);
    let covariance = Covariance::new(estimator, root, risk.moments().origin.clone(), held(scaled, columns));
    Ok((covariance.ok_or(InferenceError::Singular)?.with_largest(found.largest), collinearity))
}

/// What is asked of an estimate.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub estimator: Estimator,
    pub weights: WeightKind,
    pub clusters: Option<&'a Clusters>,
}

struct TwoLabels<'a> {
    risk: &'a Risk<'a>,
    asked: Asked<'a>,
}

impl Estimable for TwoLabels<'_> {
    fn objective(&self) -> &dyn Objective {
        self.risk
    }

    fn columns(&self) -> Columns<'_> {
        self.risk.columns()
    }

    fn estimate(&self, u: &[f64]) -> Result<(SymMatrix, Estimated), InferenceError> {
        estimate(self.risk, u, self.asked)
    }

    fn orthogonal(
        &self,
        rows: &Orthogonal,
        then: &mut dyn FnMut(&dyn Estimable) -> Result<Estimated, InferenceError>,
    ) -> Result<Estimated, InferenceError> {
        then(&TwoLabels { risk: &risk_of(self.risk, rows)?, asked: self.asked })
    }
}

/// The same risk of orthogonal rows, without a penalty.
pub(crate) fn risk_of<'a>(risk: &Risk<'_>, rows: &'a Orthogonal) -> Result<Risk<'a>, EvalError> {
    let executor = risk.executor().clone();
    match risk.scaled().has_intercept() {
        true => Risk::new(Logistic, rows.data(), Penalty::None, executor),
        false => Risk::through_origin(Logistic, rows.data(), Penalty::None, executor),
    }
}

/// In the coordinates of the solvers.
fn estimate(
    risk: &Risk<'_>,
    u: &[f64],
    Asked { estimator, weights, clusters }: Asked<'_>,
) -> Result<(SymMatrix, Estimated), InferenceError> {
    let information = Information::at(risk, u)?;
    let total = risk.null().total_weight;
    let (inflation, root) = (information.inflation(), &information.root);
    let (block, pinned) = (risk.scaled().dim(), !risk.scaled().has_intercept());
    let by_model = root.clone().scaled(1.0 / total.sqrt()).without_pinned(block, pinned);
    let mut estimated = Estimated {
        root: by_model.clone(),
        by_model,
        inflation,
        condition: 0.0,
        scatter: None,
        largest: f64::INFINITY,
    };
    if matches!(estimator, Estimator::Model | Estimator::Penalised) {
        // A multiplication of numbers that lie apart takes as long as some five of a product with a column.
        let few = 5 * risk.row_entries() < risk.dim();
        let largest = match few {
            true => Some(risk.max_row_square(&root.gram())?),
            false => risk.max_row_norm(&root.square())?,
        };
        estimated.largest = largest.map_or(f64::INFINITY, |largest| largest / total);
        return Ok((information.hessian, estimated));
    }
    let units = Units { rows: risk.null().rows, total, weights, clusters };
    let correction = units.correction(estimator, risk.scaled().unknowns())?;
    let found = match (estimator, clusters) {
        (Estimator::Cluster, Some(clusters)) => {
            let scores = cluster_scores(risk, u, clusters)?;
            of_clusters(scores, &information, total)?
        }
        _ => {
            let basis = (estimator == Estimator::Hc3)
                .then(|| root.square().iter().map(|b| risk.scaled().coefficients(b)).collect());
            let sum = ScoreScatter {
                loss: risk.row_loss(u),
                columns: risk.moments().origin.len(),
                frequency: weights == WeightKind::Frequency,
                leverages: basis,
                total,
            };
            let (meat, Most(leverage)) = risk.executor().sum(risk.data(), &risk.moments().origin, &sum)?;
            of_rows(&risk.scaled().hessian(&meat), &information, leverage)
        }
    };
    estimated.complete(&information.root, found, correction, total);
    Ok((information.hessian, estimated))
}

/// What there is to estimate a scatter from.
pub(crate) struct Units<'a> {
    /// Rows of positive weight.
    pub rows: usize,
    /// Σ ω.
    pub total: f64,
    pub weights: WeightKind,
    pub clusters: Option<&'a Clusters>,
}

impl Units<'_> {
    /// The factor of M, of `coefficients` that are estimated.
    pub fn correction(&self, estimator: Estimator, coefficients: usize) -> Result<f64, InferenceError> {
        let n = if self.weights == WeightKind::Frequency { self.total } else { self.rows as f64 };
        let k = coefficients as f64;
        let enough = |units: f64, needed: f64| {
            if units >= needed { Ok(()) } else { Err(InferenceError::TooFew { units, needed }) }
        };
        match estimator {
            Estimator::Bootstrap => Err(InferenceError::NoReplicates),
            Estimator::Model | Estimator::Penalised | Estimator::Hc0 | Estimator::Hc3 => Ok(1.0),
            Estimator::Hc1 => enough(n, k + 1.0).map(|()| n / (n - k)),
            Estimator::Sampling => enough(n, 2.0).map(|()| n / (n - 1.0)),
            Estimator::Cluster => {
                let groups = self.clusters.ok_or(InferenceError::NoClusters)?.count as f64;
                enough(groups, 2.0).map(|()| groups / (groups - 1.0))
            }
        }
    }
}

/// Σ a_i z_i z_i'.
struct ScoreScatter {
    loss: RowLoss,
    columns: usize,
    frequency: bool,
    /// Vectors b_k, as intercept and coefficients, with Σ b_k b_k' = H⁻¹: for leverages.
    leverages: Option<Vec<(f64, Vec<f64>)>>,
    total: f64,
}

/// Numbers of the rows of a block.
#[derive(Default)]
struct ScatterScratch {
    /// Σ a_i z_ij, the intercept's row.
    cross: Vec<f64>,
    rows: RowDerivatives,
    squares: Vec<f64>,
    products: Vec<f64>,
}

impl RowSum for ScoreScatter {
    /// M, and the largest 1 / (1 − h).
    type Partial = (SymMatrix, Most);
    type Scratch = ScatterScratch;

    fn zero(&self) -> Self::Partial {
        (SymMatrix::zeros(self.columns + 1), Most(0.0))
    }

    fn add(&self, block: &Block<'_>, (meat, leverage): &mut Self::Partial, scratch: &mut ScatterScratch) {
        let ScatterScratch { cross, rows, squares, products } = scratch;
        self.loss.derivatives(block, rows);
        squares.clear();
        squares.extend(rows.residuals.iter().map(|s| s * s));
        let weight = |i: usize| block.weights.map_or(1.0, |weights| weights[i]);
        if self.frequency {
            for (i, square) in squares.iter_mut().enumerate() {
                *square = if weight(i) > 0.0 { *square / weight(i) } else { 0.0 };
            }
        }
        if let Some(basis) = &self.leverages {
            products.resize(squares.len(), 0.0);
            let mut norms = vec![0.0; squares.len()];
            for (intercept, coefficients) in basis {
                block.x.matvec(coefficients, products);
                norms.iter_mut().zip(&*products).for_each(|(norm, x)| *norm += (x + intercept) * (x + intercept));
            }
            for (i, (square, norm)) in squares.iter_mut().zip(&norms).enumerate() {
                let curvature =
                    rows.curvatures[i] / if self.frequency { weight(i).max(f64::MIN_POSITIVE) } else { 1.0 };
                let left = 1.0 - curvature * norm / self.total;
                if *square > 0.0 {
                    leverage.raise(1.0 / left.abs());
                }
                *square /= left * left;
            }
        }
        let total: f64 = squares.iter().sum();
        meat.row_mut(0)[0] += total;
        cross.clear();
        cross.resize(self.columns, 0.0);
        block.x.add_transpose_matvec(squares, cross);
        block.x.add_sandwich(squares, meat, 1);
        // The intercept's row is written once, at the end of every block: it is small beside the sandwich.
        for (j, cross) in cross.iter().enumerate() {
            meat.row_mut(j + 1)[0] += cross;
        }
    }

    fn width(&self) -> usize {
        (self.columns + 1) * (self.columns + 1)
    }
}

/// The sums of the scores of every cluster, in the solver's coordinates, and the size of what they are sums of: `√(Σ |s_i z_ij|²)`, the sums of
/// absolute values within a cluster. One thread: clusters may lie anywhere.
fn cluster_scores(risk: &Risk<'_>, u: &[f64], clusters: &Clusters) -> Result<ClusterScores, InferenceError> {
    let (data, origin) = (risk.data(), &risk.moments().origin);
    let shape = data.shape();
    let of_row = clusters.of_rows(shape.rows)?;
    let order = risk.dim();
    // Columns to places among the scores; those held at 0 have none.
    let mut places = vec![None; shape.columns];
    for (k, &j) in risk.scaled().free().iter().enumerate() {
        places[j] = Some((k + 1, risk.scaled().scale(j)));
    }
    let mut found = ClusterScores::new(clusters.count, order);
    let loss = risk.row_loss(u);
    let first = usize::from(!risk.scaled().has_intercept());
    let mut rows = RowDerivatives::default();
    for k in 0..shape.blocks() {
        data.visit(k, origin, &mut |block| {
            loss.derivatives(&block, &mut rows);
            for (i, score) in rows.residuals.iter().enumerate() {
                let cluster = of_row[block.first_row + i] as usize;
                if first == 0 {
                    found.add(cluster, 0, *score);
                }
                block.x.for_each_entry(i, &mut |j, value| {
                    if let Some((place, scale)) = places[j] {
                        found.add(cluster, place, score * value / scale);
                    }
                });
            }
        })?;
    }
    Ok(found)
}
